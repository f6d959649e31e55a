"""What was announced of a session and is no longer so, each change with what it was."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, select

from forum.accounts.models import Persona
from forum.actor import Actor
from forum.contact.holding.policy import TimedSession, may_take_back_change
from forum.contact.models import SessionChange, SessionText
from forum.contact.texts.facts import differences
from forum.contact.texts.policy import SessionTextKind
from forum.contributions.models import Contribution
from forum.database import ReadDb
from forum.words import Words


@dataclass(frozen=True, slots=True)
class ChangeView:
    """`facts` are (what, as it was, as it is)."""

    id: int
    at: datetime
    by: str
    facts: tuple[tuple[Words, str, str], ...]
    taken_back_at: datetime | None
    can_take_back: bool


def announced_since() -> ColumnElement[bool]:
    """Whether the chair has approved the plan with the change in it: the session was announced anew."""
    return (
        exists()
        .where(
            SessionText.session_id == SessionChange.session_id,
            Contribution.id == SessionText.id,
            Contribution.kind == SessionTextKind.announcement,
            Contribution.published_at > SessionChange.at,
        )
        .correlate(SessionChange)
    )


async def changes_of(
    db: ReadDb, actor: Actor, session_id: int, session: TimedSession
) -> Sequence[ChangeView]:
    """Newest first. One statement."""
    rows = (
        await db.execute(
            select(SessionChange, Persona.name, announced_since())
            .join(Persona, Persona.id == SessionChange.changed_by)
            .where(SessionChange.session_id == session_id)
            .order_by(SessionChange.id.desc())
        )
    ).all()
    return [
        ChangeView(
            id=it.id,
            at=it.at,
            by=name,
            facts=differences(it.before, it.after),
            taken_back_at=it.taken_back_at,
            can_take_back=bool(
                may_take_back_change(
                    actor, session, stands=place == 0 and it.taken_back_at is None and not is_approved
                )
            ),
        )
        for place, (it, name, is_approved) in enumerate(rows)
    ]
