"""The topic under which a running session is followed."""

from forum.database import Db
from forum.live import announce_change


def topic_of(session_id: int) -> str:
    return f"session:{session_id}"


async def announce_stage(db: Db, session_id: int) -> None:
    """Tell all who look at the session, when the transaction commits."""
    await announce_change(db, topic_of(session_id))
