"""A person's own requests for erasure, as their page shows them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from forum.accounts.models import ErasureOutcome, ErasureRequest
from forum.accounts.policy import may_take_back_erasure
from forum.actor import Actor
from forum.database import ReadDb
from forum.deadlines.policy import DutyKind
from forum.deadlines.queries import duties_of
from forum.thing import Thing


@dataclass(frozen=True, slots=True)
class ErasureLine:
    """`due_at` while the request is open; `outcome`, with its reason, once two people have decided; `sent_back_at`
    where the second person has not agreed to the last proposal."""

    id: int
    asked_at: datetime
    due_at: datetime | None
    taken_back_at: datetime | None
    sent_back_at: datetime | None
    sent_back_because: str
    done_at: datetime | None
    outcome: ErasureOutcome | None
    legal_basis: str
    reason: str
    can: frozenset[str]


async def erasures_of(db: ReadDb, actor: Actor) -> tuple[ErasureLine, ...]:
    """Newest first."""
    own = ErasureRequest.persona_id == actor.persona_id
    rows = (await db.scalars(select(ErasureRequest).where(own).order_by(ErasureRequest.id.desc()))).all()
    if not rows:
        return ()
    owed = await duties_of(db, actor.at, [Thing("erasure", row.id) for row in rows])
    lines = []
    for row in rows:
        duty = owed.get((Thing("erasure", row.id), DutyKind.erase))
        is_done = row.done_at is not None
        can = frozenset({"take_back_erasure"}) if may_take_back_erasure(actor, row) else frozenset[str]()
        lines.append(
            ErasureLine(
                id=row.id,
                asked_at=row.asked_at,
                due_at=duty.due_at if duty is not None and row.is_open else None,
                taken_back_at=row.taken_back_at,
                sent_back_at=row.sent_back_at,
                sent_back_because=row.sent_back_because,
                done_at=row.done_at,
                outcome=row.outcome if is_done else None,
                legal_basis=row.legal_basis if is_done else "",
                reason=row.reason if is_done else "",
                can=can,
            )
        )
    return tuple(lines)
