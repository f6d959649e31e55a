"""Legally ordered erasure of a chain row's content: by two people, with a reason; the digest stays."""

from datetime import datetime

from pydantic import BaseModel

from forum import jobs, journal
from forum.accounts.queries import visitor
from forum.actor import Actor, require
from forum.contributions.actions.erasing import NOTE_ERASURES
from forum.database import Db
from forum.desk import policy
from forum.desk.events import PayloadErased
from forum.desk.refusals import translate_refusals
from forum.fields import Reason
from forum.journal import record
from forum.thing import Thing
from forum.words import _
from moderation import chain


class Erasure(BaseModel):
    reason: Reason


async def erase(db: Db, actor: Actor, n: int, why: Erasure, second: Actor) -> None:
    """Also empties the journal row of the same event. The erasure is an official act and stays for good."""
    require(policy.may_erase(actor, second))
    assert second.persona_id is not None  # may_erase requires two members
    about = await _empty(db, n)
    await jobs.defer(db, NOTE_ERASURES)
    await record(db, actor, PayloadErased(Thing("link", n), n, why.reason, second.persona_id, about))


async def erase_row_again(db: Db, at: datetime, n: int, digest: str, second: int | None) -> bool:
    """After an older backup was restored. False where this chain's row is empty already, or is another one."""
    if not await chain.holds(db, n, digest):
        return False
    about = await _empty(db, n)
    reason = str(_("Làm lại sau khi phục hồi từ bản sao lưu; căn cứ ở lần xóa trước."))
    await record(db, visitor(at), PayloadErased(Thing("link", n), n, reason, second or 0, about))
    return True


async def _empty(db: Db, n: int) -> Thing:
    """Returns what the act was about."""
    with translate_refusals():
        payload = await chain.erase(db, n)
    match payload:
        case {"event_id": int(event_id)}:
            return await journal.erase(db, event_id)
        case {"thing": [str(kind), int(thing_id)]}:
            return Thing(kind, thing_id)
    raise AssertionError("the journal writes one of the two")
