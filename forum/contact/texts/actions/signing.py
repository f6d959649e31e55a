"""A leader in office approves what is said of a session in the place of a chair who left after it was held."""

from sqlalchemy import exists

from forum.accounts.queries import in_office
from forum.actor import Actor, Role, require
from forum.contact import events
from forum.contact.models import ContactSession, SessionText
from forum.contact.texts import policy
from forum.contributions.models import OfficialText
from forum.contributions.policy import OfficialState
from forum.database import Db, ReadDb, load
from forum.errors import Invalid
from forum.journal import record
from forum.thing import Thing
from forum.words import _


async def sign_for_chair(db: Db, actor: Actor, session_id: int) -> ContactSession:
    """By the leader alone, since nobody gives another the last word on a session. What the chair approved is published
    first."""
    session = await load(db, ContactSession, session_id, lock=True)
    seats = await in_office(db, actor.leaders(Role.leader), actor.today)
    has_left = not await in_office(db, [session.signer_id], actor.today)
    approved = exists().where(
        SessionText.session_id == session.id,
        SessionText.id == OfficialText.id,
        OfficialText.state == OfficialState.approved,
    )
    waits = bool(await db.scalar(approved.select()))
    require(policy.may_sign_for_chair(actor, session, seats, has_left=has_left, waits=waits))
    session.signer_leader_id = min(seats)
    session.version += 1
    thing = Thing("session", session.id)
    await record(db, actor, events.ChairSignedFor(thing, session.signer_leader_id))
    return session


async def require_signer(db: ReadDb, actor: Actor, session: ContactSession) -> None:
    """Raises Invalid where nobody in office would approve what is drafted."""
    if not await in_office(db, [session.signer_id], actor.today):
        words = _(
            "Người chủ trì đã thôi giữ chức vụ; một lãnh đạo khác cần nhận duyệt thay ở trang kỳ tiếp xúc."
        )
        raise Invalid("", words)
