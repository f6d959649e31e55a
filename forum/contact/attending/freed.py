"""Places that nobody's step freed, as where an account was closed or erased: who waits moves up within minutes."""

from sqlalchemy import select

from forum.accounts.queries import visitor
from forum.contact.attending.models import Attendance
from forum.contact.attending.places import WAITS, move_up
from forum.contact.attending.policy import ANSWERS
from forum.contact.models import ContactSession
from forum.database import load
from forum.jobs import JobContext, job
from forum.journal import record


@job("fill_places", cron="*/10 * * * *")
async def fill_places(context: JobContext) -> None:
    """A second run finds the places taken."""
    db = context.db
    waited_for = (
        select(ContactSession.id)
        .join(Attendance, Attendance.session_id == ContactSession.id)
        .where(
            WAITS,
            ContactSession.state.in_(ANSWERS),
            ContactSession.starts_at > context.at,
        )
    )
    for session_id in sorted(frozenset(await db.scalars(waited_for))):
        session = await load(db, ContactSession, session_id, lock=True)
        if moved := await move_up(db, session, context.at):
            await record(db, visitor(context.at), *moved)
