"""Kind definitions of display names, and of requests for erasure and claims to what was entered: duties on these stand
on the desks of those who carry them out."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select

from forum.accounts.models import ErasureRequest, Persona
from forum.actor import Actor, Role
from forum.contributions.entering.claims import claim_cards
from forum.contributions.entering.models import EnteredClaim
from forum.contributions.models import Contribution
from forum.contributions.naming import show_name
from forum.contributions.policy import NAME
from forum.contributions.queries import texts_by_id
from forum.database import ReadDb
from forum.terms import term
from forum.thing import Card, Kind, Responsible, Thing
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


async def nobody(db: ReadDb, ids: Collection[int]) -> dict[int, Responsible]:
    return {}


async def erasure_cards(db: ReadDb, actor: Actor, ids: Sequence[int]) -> dict[int, Card]:
    """For administrators and auditors, and for the person who asked."""
    query = (
        select(ErasureRequest, Persona.name)
        .join(Persona, Persona.id == ErasureRequest.persona_id)
        .where(ErasureRequest.id.in_(ids))
    )
    is_office = actor.has(Role.administrator, Role.auditor)
    if not is_office:
        query = query.where(ErasureRequest.persona_id == actor.persona_id)
    rows = await db.execute(query)
    return {row.ErasureRequest.id: _card(actor, row.ErasureRequest, row.name, is_office) for row in rows}


def _card(actor: Actor, request: ErasureRequest, name: str, is_office: bool) -> Card:
    if not is_office:
        url = url_for("mine.mine", anchor="xoa-du-lieu")
        return Card(Thing("erasure", request.id), url, term("objects.erasure"), at=request.asked_at)
    step = "admin.propose_erasure"
    if request.proposed_by is not None:
        is_own = request.proposed_by == actor.persona_id
        step = "admin.send_back_erasure" if is_own else "admin.confirm_erasure"
    return Card(Thing("erasure", request.id), url_for(step, request.id), name, at=request.asked_at)


async def no_entries(db: ReadDb, ids: Sequence[int], at: datetime) -> dict[int, Entry]:
    """Nothing about a request or a claim is ever found."""
    return {}


KINDS = (
    Kind("entered_claim", EnteredClaim, "objects.entered_claim", claim_cards, no_entries),
    Kind("erasure", ErasureRequest, "objects.erasure", erasure_cards, no_entries),
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
