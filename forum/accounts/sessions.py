"""A person's own log-ins, as their page shows them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from forum.accounts.devices import words_of_device
from forum.accounts.factors.policy import lasts
from forum.accounts.models import Login
from forum.actor import Actor, LogIn
from forum.database import ReadDb
from forum.words import Words


@dataclass(frozen=True, slots=True)
class SessionLine:
    """`used_at` is to the hour."""

    id: int
    device: Words
    started_at: datetime
    used_at: datetime
    is_this: bool


async def sessions_of(db: ReadDb, actor: Actor) -> tuple[SessionLine, ...]:
    """Those that still open something: the one that asks first, then by their last use."""
    assert actor.login is not None  # a request has a session
    own = Login.account_id == actor.login.account_id
    rows = await db.scalars(select(Login).where(own, Login.expires_at > actor.at))
    lines = [
        SessionLine(
            id=row.id,
            device=words_of_device(row.device),
            started_at=row.created_at,
            used_at=row.used_at.replace(minute=0, second=0, microsecond=0),
            is_this=row.id == actor.login.id,
        )
        for row in rows
        if lasts(actor, LogIn(row.id, row.account_id, row.created_at, row.used_at))
    ]
    return tuple(sorted(lines, key=lambda line: (line.is_this, line.used_at), reverse=True))
