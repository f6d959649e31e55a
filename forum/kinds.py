"""The one list of all that has a page. What asks about 'any thing' (search, the desk, notices, 'Của tôi',
/ma/CODE) asks here and knows no room."""

from collections.abc import Iterable

import forum.commitments.things as of_commitments
import forum.consultations.things as of_consultations
import forum.contact.things as of_contact
import forum.programme.things as of_programme
import forum.threads.things as of_threads
from forum.actor import Actor
from forum.contributions import actions as texts
from forum.contributions.models import Contribution
from forum.database import Db, ReadDb, load
from forum.errors import NotFound
from forum.thing import Card, Kind, Thing

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        *of_programme.KINDS,
        *of_threads.KINDS,
        *of_consultations.KINDS,
        *of_contact.KINDS,
        *of_commitments.KINDS,
    )
}


async def cards(db: ReadDb, actor: Actor, things: Iterable[Thing]) -> dict[Thing, Card]:
    """Cards of many things, one call per kind; things the actor may not know of are missing."""
    by_kind: dict[str, list[int]] = {}
    for thing in dict.fromkeys(things):
        by_kind.setdefault(thing.kind, []).append(thing.id)
    found: dict[Thing, Card] = {}
    for name, ids in by_kind.items():
        if name in KINDS:
            found |= {card.thing: card for card in (await KINDS[name].cards(db, actor, ids)).values()}
    return found


async def card(db: ReadDb, actor: Actor, thing: Thing) -> Card:
    """One thing's card. Raises NotFound."""
    found = (await cards(db, actor, [thing])).get(thing)
    if found is None:
        raise NotFound
    return found


async def url(db: ReadDb, actor: Actor, thing: Thing) -> str:
    return (await card(db, actor, thing)).url


async def find_code(db: ReadDb, code: str) -> Thing | None:
    """The thing behind HK-2026-0123, in whatever case it was typed."""
    code = code.strip().upper()
    for kind in KINDS.values():
        if kind.prefix and kind.find_code and code.startswith(f"{kind.prefix}-"):
            found = await kind.find_code(db, code)
            return None if found is None else Thing(kind.name, found)
    return None


async def publish(db: Db, actor: Actor, contribution_id: int) -> None:
    """Show a text that was judged, and let its room go on. The caller records what it decided, last."""
    it = await load(db, Contribution, contribution_id, lock=True)
    first = it.published_at is None
    await texts.publish(db, actor, it)
    after = KINDS[it.kind].after_published
    if first and after is not None:
        await after(db, actor, it.id)
