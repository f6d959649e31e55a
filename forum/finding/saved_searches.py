"""The searches that somebody saved, each with how many of its hits are new."""

from dataclasses import dataclass, replace

from sqlalchemy import select

from forum.actor import Actor
from forum.database import ReadDb
from forum.errors import Invalid
from forum.finding.criteria import SearchCriteria, criteria_of_saved, request_of
from forum.finding.models import SavedSearch
from search.engine import SearchRequest
from search.postgresql import counts_up_to

COUNTED_NEW = 100


@dataclass(frozen=True, slots=True)
class SavedSearchLine:
    """`new_count` is the number of hits published since the owner last opened it, at most COUNTED_NEW."""

    id: int
    name: str
    new_count: int

    @property
    def has_more(self) -> bool:
        return self.new_count >= COUNTED_NEW


async def saved_searches(db: ReadDb, actor: Actor) -> tuple[SavedSearchLine, ...]:
    """The actor's saved searches, oldest first, in two statements."""
    mine = select(SavedSearch).where(SavedSearch.persona_id == actor.persona_id).order_by(SavedSearch.id)
    saved = (await db.scalars(mine)).all()
    counts = await counts_up_to(db, [_request_for_new(actor, it) for it in saved], COUNTED_NEW)
    return tuple(SavedSearchLine(it.id, it.name, n) for it, n in zip(saved, counts, strict=True))


def _request_for_new(actor: Actor, saved: SavedSearch) -> SearchRequest:
    """Hits between the last opening and now. The upper bound keeps a future session from staying new."""
    try:
        request = request_of(actor, criteria_of_saved(saved.address))
    except Invalid:
        request = replace(request_of(actor, SearchCriteria()), audience=frozenset())
    since = max(filter(None, (request.from_at, saved.seen_at)))
    until = min(filter(None, (request.until_at, actor.at)))
    return replace(request, from_at=since, until_at=until)
