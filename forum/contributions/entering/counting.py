"""How the texts of a period came: sent here, or entered by the office for somebody without an account."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from forum.audience import Visibility
from forum.contributions.models import Contribution
from forum.contributions.policy import Channel
from forum.database import ReadDb


@dataclass(frozen=True, slots=True)
class Came:
    """Of one kind, `sent` by the authors themselves; the others from letters, calls and what was said in person. How it
    came stays with a text that an account claimed later."""

    kind: str
    sent: int = 0
    letter: int = 0
    call: int = 0
    meeting: int = 0


async def how_texts_came(
    db: ReadDb, kinds: Collection[str], from_at: datetime, until_at: datetime
) -> tuple[Came, ...]:
    """Those first published in the period that are public still, in the order of `kinds`. One statement."""
    of = {one: func.count().filter(Contribution.channel == one) for one in Channel}
    rows = await db.execute(
        select(
            Contribution.kind,
            of[Channel.web].label("sent"),
            of[Channel.letter].label("letter"),
            of[Channel.call].label("call"),
            of[Channel.meeting].label("meeting"),
        )
        .where(
            Contribution.kind.in_(kinds),
            Contribution.visibility == Visibility.published,
            Contribution.published_at >= from_at,
            Contribution.published_at < until_at,
        )
        .group_by(Contribution.kind)
    )
    found = {it.kind: Came(it.kind, it.sent, it.letter, it.call, it.meeting) for it in rows}
    return tuple(found.get(kind, Came(kind)) for kind in kinds)
