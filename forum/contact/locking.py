"""Locks that several acts on a session take."""

from sqlalchemy import select

from forum.contact.models import ContactSession
from forum.database import Db


async def share_session(db: Db, session_id: int | None) -> ContactSession | None:
    """Locked FOR SHARE, so that no step is taken with it in that moment. None where there is none."""
    found = await db.scalars(
        select(ContactSession)
        .where(ContactSession.id == session_id)
        .with_for_update(read=True)
        .execution_options(populate_existing=True)
    )
    return found.one_or_none()
