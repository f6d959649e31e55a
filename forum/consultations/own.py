"""What on pages of a consultation is their reader's own, by the parameters of `audience.params` and
`consultation_id`."""

from sqlalchemy import BigInteger, bindparam, exists, or_, select

from forum import audience
from forum.consultations.models import Opinion
from forum.contributions.models import Contribution, Draft, Follow
from forum.contributions.own import endorsed, follows, wrote

_CONSULTATION = bindparam("consultation_id", type_=BigInteger)
_OPINIONS = Contribution.id.in_(select(Opinion.id).where(Opinion.consultation_id == _CONSULTATION))
_GATHERED = exists().where(Draft.persona_id == audience.READER, Draft.sheet_id.is_not(None))
OWN_IN_CONSULTATION = or_(
    wrote(_OPINIONS),
    endorsed(_OPINIONS),
    _GATHERED,
    follows("consultation", Follow.thing_id == _CONSULTATION),
)
