"""Kind definition of display names."""

from collections.abc import Sequence
from datetime import datetime

from forum.actor import Actor
from forum.contributions.models import Contribution
from forum.contributions.naming import show_name
from forum.contributions.policy import NAME
from forum.contributions.queries import texts_by_id
from forum.database import ReadDb
from forum.thing import Card, Kind, Responsible
from forum.urls import url_for
from forum.words import _
from search.entry import Entry


async def name_cards(db: ReadDb, actor: Actor, ids: Sequence[int]) -> dict[int, Card]:
    views = await texts_by_id(db, actor, ids)
    return {
        view.id: Card(
            thing=view.thing,
            url=url_for("mine.change_name") if view.is_mine else url_for("contributions.history", view.id),
            title=f"{view.title} {view.text}".strip()
            if view.tombstone is None
            else _("Nội dung không còn hiển thị"),
            state=view.state,
            at=view.published_at or view.created_at,
            is_tombstone=view.tombstone is not None,
        )
        for view in views.values()
    }


async def name_entries(db: ReadDb, ids: Sequence[int], at: datetime) -> dict[int, Entry]:
    """A name is found with the texts under it."""
    return {}


async def nobody(db: ReadDb, contribution_id: int) -> Responsible:
    return Responsible()


KINDS = (
    Kind(
        NAME,
        Contribution,
        "objects.name",
        name_cards,
        name_entries,
        responsible=nobody,
        after_change=show_name,
    ),
)
