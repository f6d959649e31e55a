"""What on pages of a session is their reader's own, by the parameters of `audience.params` and `session_id`."""

from sqlalchemy import BigInteger, bindparam, exists, or_, select

from forum import audience
from forum.contact.attending.models import Attendance
from forum.contact.models import Question, Speaker
from forum.contributions.models import Contribution, Follow
from forum.contributions.own import endorsed, follows, wrote

_SESSION = bindparam("session_id", type_=BigInteger)
_OF_SESSION = select(Question.id).where(Question.session_id == _SESSION)
_QUESTIONS = Contribution.id.in_(_OF_SESSION)
OWN_IN_SESSION = or_(
    wrote(or_(_QUESTIONS, Contribution.subject_id == _SESSION)),
    endorsed(_QUESTIONS),
    exists().where(Attendance.session_id == _SESSION, Attendance.persona_id == audience.READER),
    exists().where(Speaker.session_id == _SESSION, Speaker.persona_id == audience.READER),
    follows("session", Follow.thing_id == _SESSION),
    follows("question", Follow.thing_id.in_(_OF_SESSION)),
)
