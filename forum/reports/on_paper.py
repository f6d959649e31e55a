"""Work of officers on approvals that their head gave on paper: to confirm, and to publish once the hour is over."""

from collections.abc import Collection

from sqlalchemy import select

from forum import kinds
from forum.actor import Actor, Role
from forum.contributions.models import Contribution, OfficialText
from forum.contributions.official import on_paper
from forum.contributions.official.policy import UNPUBLISHED, may_countersign, may_publish
from forum.database import ReadDb
from forum.deadlines.worklist import WorkItem
from forum.thing import Card, Thing
from forum.words import Words, _

MAX_SHOWN = 50


async def waiting_for(db: ReadDb, actor: Actor) -> list[WorkItem]:
    bodies = actor.bodies(Role.body_officer)
    if not bodies:
        return []
    rows = await db.execute(
        select(Contribution.kind, OfficialText)
        .join(OfficialText, OfficialText.id == Contribution.id)
        .where(
            Contribution.kind.in_(on_paper.ROOMS),
            OfficialText.body_id.in_(bodies),
            OfficialText.state.in_(UNPUBLISHED),
            OfficialText.recorded_by.is_not(None),
        )
        .order_by(OfficialText.id)
        .limit(MAX_SHOWN)
    )
    nouns = {Thing(kind, row.id): noun for kind, row in rows if (noun := _noun(actor, row)) is not None}
    possible = await _possible(db, actor, nouns)
    cards = await kinds.cards(db, actor, possible)
    return [_item(cards[thing], noun) for thing, noun in nouns.items() if thing in cards]


async def _possible(db: ReadDb, actor: Actor, things: Collection[Thing]) -> list[Thing]:
    """Those that their room still lets come out as they were approved."""
    found: list[Thing] = []
    for kind in sorted({thing.kind for thing in things}):
        ids = [thing.id for thing in things if thing.kind == kind]
        found += [Thing(kind, one) for one in sorted(await on_paper.ROOMS[kind].still(db, actor, ids))]
    return found


def _noun(actor: Actor, row: OfficialText) -> Words | None:
    if may_countersign(actor, row):
        return _("Ý kiến duyệt chờ người thứ hai xác nhận")
    return _("Đã duyệt trên giấy, chờ công bố") if may_publish(actor, row) else None


def _item(card: Card, noun: Words) -> WorkItem:
    title = " · ".join(str(word) for word in (card.code, card.title) if word)
    return WorkItem(title, card.url, None, noun, card.thing)
