"""A consultation that an act is about to change."""

from forum.actor import Actor, require
from forum.consultations import policy
from forum.consultations.models import Consultation
from forum.database import Db, load


async def locked(db: Db, actor: Actor, consultation_id: int) -> Consultation:
    """Until the transaction ends. Raises NotFound for what the actor may not know of."""
    it = await load(db, Consultation, consultation_id, lock=True)
    require(policy.may_see(actor, it, it.audience))
    return it
