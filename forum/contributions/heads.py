"""Cards of texts that are read only with what they are about: remarks, replies, answers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from forum.actor import Actor
from forum.contributions.queries import TextView, texts_by_id
from forum.database import ReadDb
from forum.thing import Card, Cards


@dataclass(frozen=True, slots=True)
class WithHead:
    """`card` makes the card of a text from it and the card of its head, or None where that closes it too. For kinds
    that are made alike, and are equal here, `cards_together` asks once."""

    cards_of_heads: Cards
    card: Callable[[TextView, Card], Card | None]

    async def __call__(self, db: ReadDb, actor: Actor, ids: Sequence[int]) -> dict[int, Card]:
        return (await cards_together(db, actor, {self: ids})).get(self, {})


async def cards_together(
    db: ReadDb, actor: Actor, asked: Mapping[Cards, Sequence[int]]
) -> dict[Cards, dict[int, Card]]:
    """What each of these makes of its ids. All texts with heads are one statement, and a head is read once for those
    who ask for it and for all that is about it."""
    views = await texts_by_id(
        db, actor, [one for make, ids in asked.items() if isinstance(make, WithHead) for one in ids]
    )
    wanted: dict[Cards, dict[int, None]] = {}
    for make, ids in asked.items():
        if isinstance(make, WithHead):
            heads = dict.fromkeys(_head_of(views[one]) for one in ids if one in views)
            wanted.setdefault(make.cards_of_heads, {}).update(heads)
        else:
            wanted.setdefault(make, {}).update(dict.fromkeys(ids))
    made = {make: await make(db, actor, list(ids)) for make, ids in wanted.items() if ids}
    return {
        make: _with_heads(
            make, [views[one] for one in ids if one in views], made.get(make.cards_of_heads, {})
        )
        if isinstance(make, WithHead)
        else {one: made[make][one] for one in ids if one in made[make]}
        for make, ids in asked.items()
    }


def _head_of(view: TextView) -> int:
    return view.subject.id if view.subject else 0


def _with_heads(make: WithHead, views: Sequence[TextView], heads: Mapping[int, Card]) -> dict[int, Card]:
    with_head = ((view, heads[_head_of(view)]) for view in views if _head_of(view) in heads)
    cards = {view.id: make.card(view, head) for view, head in with_head}
    return {one: card for one, card in cards.items() if card is not None}
