"""What on the page of a commitment is its reader's own, by the parameters of `audience.params` and
`commitment_id`."""

from sqlalchemy import BigInteger, bindparam, exists, or_

from forum import audience
from forum.commitments.models import Commitment
from forum.contributions.models import Contribution, Follow
from forum.contributions.own import follows, wrote

_COMMITMENT = bindparam("commitment_id", type_=BigInteger)
OWN_COMMITMENT = or_(
    wrote(Contribution.subject_id == _COMMITMENT),
    exists().where(Commitment.id == _COMMITMENT, Commitment.confirmer_id == audience.READER),
    follows("commitment", Follow.thing_id == _COMMITMENT),
)
