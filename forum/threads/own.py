"""What on the page of a thread is its reader's own, by the parameters of `audience.params` and `thread_id`."""

from sqlalchemy import BigInteger, bindparam, or_, select

from forum.contributions.models import Contribution, Follow
from forum.contributions.own import endorsed, follows, wrote
from forum.threads.models import Post

_THREAD = bindparam("thread_id", type_=BigInteger)
_IN_THREAD = or_(
    Contribution.id == _THREAD,
    Contribution.id.in_(select(Post.id).where(Post.thread_id == _THREAD)),
    Contribution.subject_id == _THREAD,
)
OWN_IN_THREAD = or_(
    wrote(_IN_THREAD),
    endorsed(_IN_THREAD),
    *(follows(kind, Follow.thing_id == _THREAD) for kind in ("discussion", "proposal")),
)
