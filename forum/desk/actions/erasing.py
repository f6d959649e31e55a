"""Legally ordered erasure of a chain row's content: by two people, with a reason; the digest stays."""

from pydantic import BaseModel

from forum import journal
from forum.actor import Actor, require
from forum.database import Db
from forum.desk import policy
from forum.desk.events import PayloadErased
from forum.desk.refusals import translate_refusals
from forum.fields import Reason
from forum.journal import record
from forum.thing import Thing
from moderation import chain


class Erasure(BaseModel):
    reason: Reason


async def erase(db: Db, actor: Actor, n: int, why: Erasure, second: Actor) -> None:
    """Also empties the journal row of the same event. The erasure is an official act and stays for good."""
    require(policy.may_erase(actor, second))
    assert second.persona_id is not None  # may_erase requires two members
    with translate_refusals():
        payload = await chain.erase(db, n)
    event_id = payload["event_id"]
    assert isinstance(event_id, int)  # set by the journal
    await journal.erase(db, event_id)
    await record(db, actor, PayloadErased(Thing("link", n), n, why.reason, second.persona_id))
