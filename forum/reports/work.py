"""The worklist: a person's duties with their dates, and next steps named by the rooms; each thing once."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from forum import kinds
from forum.actor import Actor
from forum.commitments.waiting import waiting_for as commitments_of
from forum.consultations.queries.work import waiting_for as consultations_of
from forum.contact.queries.waiting import waiting_for as sessions_of
from forum.database import ReadDb
from forum.deadlines.policy import MODERATION, OUTSIDE_SEAT, DutyKind, DutyState
from forum.deadlines.queries import DutyView, owed_by
from forum.deadlines.worklist import WorkItem
from forum.progress.waiting import waiting_for as reports_of
from forum.reports.confirming import waiting_for as confirmations_of
from forum.reports.on_paper import waiting_for as approvals_on_paper_of
from forum.terms import term
from forum.thing import Card, Thing
from forum.threads.waiting import waiting_for as proposals_of
from forum.urls import url_for
from moderation.queries import waiting_cases

LAST = datetime.max.replace(tzinfo=UTC)


async def work_of(db: ReadDb, actor: Actor) -> list[WorkItem]:
    """Late items first, then by date. Only things that the actor may read."""
    message = [
        *await commitments_of(db, actor),
        *await reports_of(db, actor),
        *await sessions_of(db, actor),
        *await proposals_of(db, actor),
        *await consultations_of(db, actor),
        *await confirmations_of(db, actor),
        *await approvals_on_paper_of(db, actor),
    ]
    by_thing = {item.thing: item for item in reversed(message) if item.thing is not None}
    items = []
    owed = await owed_by(db, actor)
    cards = await kinds.cards(db, actor, [view.thing for view in owed])
    for item in await work_items(db, owed, cards):
        more = by_thing.pop(item.thing, None) if item.thing is not None else None
        items.append(item if more is None else _with(item, more))
    items += [item for item in message if item.thing is None or by_thing.get(item.thing) is item]
    return sorted(items, key=lambda item: (not item.is_late, item.due_at or LAST))


def _with(owed: WorkItem, more: WorkItem) -> WorkItem:
    """Combine the room's words and URL with the duty's dates."""
    return replace(
        more,
        due_at=owed.due_at,
        state=owed.state,
        next=owed.next,
        reminded_late_at=owed.reminded_late_at,
        is_moment=False,
    )


async def windows_of(db: ReadDb, actor: Actor) -> list[DutyView]:
    """What a person may do until some day: confirm a result, clarify, object, rate an answer."""
    owed = await owed_by(db, actor)
    return [view for view in owed if view.state == DutyState.open and view.kind != DutyKind.appeal]


async def work_items(
    db: ReadDb, owed: Sequence[DutyView], cards: Mapping[Thing, Card], form: str = "desk"
) -> list[WorkItem]:
    """Of these duties, with the cards of their things: those that the actor may read. `form` of their words is "mine"
    for what a person does for themselves."""
    judged = [view.thing for view in owed if view.kind in MODERATION]
    cases = await waiting_cases(db, judged) if judged else {}
    return [
        WorkItem(
            title=" · ".join(str(word) for word in (card.code, card.title) if word),
            url=_url(view, card, cases),
            due_at=view.due_at,
            noun=term(f"duties.{view.kind}", form),
            thing=None if view.kind in MODERATION else view.thing,
            state=view.state,
            next=term(f"duties.{view.kind}", "next"),
            reminded_late_at=view.reminded_late_at,
        )
        for view in owed
        if (card := cards.get(view.thing)) is not None and (not card.is_tombstone or _is_outside(view))
    ]


def _is_outside(view: DutyView) -> bool:
    """A case of an independent member, who reads the text on the case's page alone: what hides it is under review."""
    return view.kind in MODERATION and view.owner == OUTSIDE_SEAT


def _url(view: DutyView, card: Card, cases: dict[tuple[str, int, bool], int]) -> str:
    """Where the work is done, by default the thing's own page."""
    match view.kind:
        case DutyKind.minutes:
            return url_for("contact.minutes", view.thing.id)
        case DutyKind.respond | DutyKind.respond_earlier if view.thing.kind == "consultation":
            return url_for("consultations.draft_response", view.thing.id)
        case DutyKind.not_understood:
            return url_for("consultations.object_to_response", view.thing.id)
        case DutyKind.agree_wording:
            return url_for("consultations.answer_wording", view.thing.id)
        case DutyKind.explain:
            return url_for("moderation.explain", view.thing.id)
        case DutyKind.review | DutyKind.second | DutyKind.hearing:
            case_id = cases.get((*view.thing, view.kind == DutyKind.hearing))
            return card.url if case_id is None else url_for("moderation.case", case_id)
    return card.url
