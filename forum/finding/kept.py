"""See: the searches that somebody keeps, each with how much of it is new."""

from dataclasses import dataclass, replace

from sqlalchemy import select

from forum.actor import Actor
from forum.database import ReadDb
from forum.errors import Invalid
from forum.finding.asked import ask_of, read_address
from forum.finding.models import SavedSearch
from search.asking import Ask
from search.postgresql import counts_up_to

COUNTED_NEW = 100


@dataclass(frozen=True, slots=True)
class KeptLine:
    """`new_count`: what was published after its owner last looked, counted up to COUNTED_NEW."""

    id: int
    name: str
    new_count: int

    @property
    def has_more(self) -> bool:
        return self.new_count >= COUNTED_NEW


async def kept_searches(db: ReadDb, actor: Actor) -> tuple[KeptLine, ...]:
    """The actor's own, oldest first, in two statements."""
    mine = select(SavedSearch).where(SavedSearch.persona_id == actor.persona_id).order_by(SavedSearch.id)
    kept = (await db.scalars(mine)).all()
    counts = await counts_up_to(db, [_ask_for_new(actor, it) for it in kept], COUNTED_NEW)
    return tuple(KeptLine(it.id, it.name, n) for it, n in zip(kept, counts, strict=True))


def _ask_for_new(actor: Actor, kept: SavedSearch) -> Ask:
    """Between the last look and now: a session's day that is still to come is not new every day until then."""
    try:
        ask = ask_of(actor, read_address(kept.address))
    except Invalid:
        ask = replace(ask_of(actor, read_address("")), audience=frozenset())
    filters = ask.filters
    since = max(filter(None, (filters.from_at, kept.seen_at)))
    until = min(filter(None, (filters.until_at, actor.at)))
    return replace(ask, filters=replace(filters, from_at=since, until_at=until))
