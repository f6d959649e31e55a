"""Public pages of consultations: the list, an opinion, the table. The draft itself is read in routes/drafts.py."""

from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from forum.actor import Actor, Role
from forum.consultations import policy
from forum.consultations.actions import objecting
from forum.consultations.actions.objecting import ResponseObjection
from forum.consultations.models import Opinion
from forum.consultations.queries import (
    ConsultationLine,
    OpinionView,
    consultation_line,
    consultation_lines,
    opinions,
    table_page,
)
from forum.consultations.queries.objecting import misunderstandings
from forum.consultations.queries.own_opinions import OwnOpinion, fates_of
from forum.consultations.queries.places import place_and_next
from forum.consultations.queries.responses import was_answered_by
from forum.consultations.queries.sheets import submission_of
from forum.consultations.queries.unanswered import own_duty
from forum.contributions.queries import TextView, judged_by
from forum.database import Db, ReadDb
from forum.deadlines.policy import DutyKind
from forum.deadlines.queries import DutyView, duties_of, duty_of
from forum.errors import NotFound
from forum.routes.consultation_steps.wordings import steps_of_author
from forum.urls import path, url_for
from forum.web.forms import Form
from forum.web.login import Reading, Visitor
from forum.web.paging import After
from forum.web.render import Render
from forum.web.shared_pages import shared_page
from forum.web.steps import step
from forum.words import _

router = APIRouter()

shared_page("consultations.consultations")


@dataclass(frozen=True, slots=True)
class ListPage:
    lines: tuple[ConsultationLine, ...]
    can: frozenset[str]


@dataclass(frozen=True, slots=True)
class OpinionPage:
    """`judged_by` is the date by which its author gets a decision while it is in review; `place_url` and `next_url`
    lead to its paragraph and to the one after it."""

    line: ConsultationLine
    opinion: OpinionView
    judged_by: datetime | None
    misunderstandings: tuple[TextView, ...]
    may_object_until: datetime | None  # to the response
    answer_by: datetime | None  # by which the body owes a response, by a duty of its own or with all others
    late_days: int  # of a duty of its own
    place_url: str | None
    next_url: str | None
    submission: tuple[str, str] | None  # what its author, who reads it, sent it with
    fate: OwnOpinion | None  # what became of the paragraph, the row or the phrase that it is about
    can: frozenset[str]  # of its author, about the wording


@router.get(path("consultations.consultations"))
async def consultations(db: Reading, actor: Visitor, render: Render) -> Response:
    drafts = bool(actor.bodies(Role.body_officer, Role.body_head))
    can = frozenset({"create"}) if drafts else frozenset[str]()
    return render.page("consultations/list.html", ListPage(tuple(await consultation_lines(db, actor)), can))


@router.get(path("consultations.opinion"))
async def opinion(db: Reading, actor: Visitor, render: Render, opinion_id: int) -> Response:
    """One opinion with its response; the id of a response redirects to its opinion."""
    answers = (Opinion.response_id == opinion_id) | (Opinion.earlier_response_id == opinion_id)
    either = (Opinion.id == opinion_id) | answers | was_answered_by(opinion_id)
    found = next(iter(await opinions(db, actor, either, limit=1)), None)
    if found is None or found.text.subject is None:
        raise NotFound
    if found.text.id != opinion_id:
        shown = {one.id for one in (found.response, *found.published) if one is not None}
        if opinion_id not in shown:
            raise NotFound
        return RedirectResponse(
            url_for("consultations.opinion", found.text.id, anchor=f"tra-loi-{opinion_id}"), 303
        )
    line = await consultation_line(db, actor, found.text.subject.id)
    until = await judged_by(db, actor.at, found.text.thing)
    words = await misunderstandings(db, actor, [opinion_id])
    owed = await duties_of(db, actor.at, [found.text.thing])
    window, own = owed.get((found.text.thing, DutyKind.not_understood)), own_duty(owed, opinion_id)
    may_object = _may_object(actor, line, found, window)
    object_until = window.due_at if window and may_object else None
    place_url, next_url = await place_and_next(db, line, found.place_id)
    sent_with = await submission_of(db, actor, opinion_id) if found.text.is_mine else None
    fate = next(iter(await fates_of(db, actor, Opinion.id == opinion_id)), None)
    page = OpinionPage(
        line=line,
        opinion=found,
        judged_by=until,
        misunderstandings=words.get(opinion_id, ()),
        may_object_until=object_until,
        answer_by=own.due_at if own is not None else line.answer_by,
        late_days=own.days_late if own is not None else 0,
        place_url=place_url,
        next_url=next_url,
        submission=sent_with,
        fate=fate,
        can=steps_of_author(actor, found),
    )
    return render.page("consultations/opinion.html", page)


def _may_object(actor: Actor, line: ConsultationLine, it: OpinionView, window: DutyView | None) -> bool:
    is_open = window is not None and window.is_open
    return bool(
        policy.may_object_to_response(actor, line, it.text.persona_id, it.text.state, is_open=is_open)
    )


@dataclass(frozen=True, slots=True)
class AboutObjection:
    line: ConsultationLine
    opinion: OpinionView
    until: datetime | None
    url: str
    can: frozenset[str]


async def about_objection(
    db: ReadDb, actor: Actor, opinion_id: int, form: Form[ResponseObjection]
) -> AboutObjection:
    found = next(iter(await opinions(db, actor, Opinion.id == opinion_id, limit=1)), None)
    if found is None or found.text.subject is None:
        raise NotFound
    line = await consultation_line(db, actor, found.text.subject.id)
    window = await duty_of(db, actor.at, found.text.thing, DutyKind.not_understood)
    can = frozenset({"object_to_response"}) if _may_object(actor, line, found, window) else frozenset[str]()
    url = url_for("consultations.opinion", opinion_id)
    return AboutObjection(line, found, window.due_at if window else None, url, can)


@step(
    router,
    "consultations.object_to_response",
    title=_("Chưa hiểu đúng ý tôi"),
    done=_("Đã gửi; cơ quan phải giải trình lại."),
    page=about_objection,
    is_inline=True,
)
async def object_to_response(db: Db, actor: Actor, opinion_id: int, form: ResponseObjection) -> str:
    await objecting.object_to_response(db, actor, opinion_id, form)
    return url_for("consultations.opinion", opinion_id)


@router.get(path("consultations.table"))
async def table(
    db: Reading, actor: Visitor, render: Render, consultation_id: int, after: After = None
) -> Response:
    """The table of opinions and responses."""
    return render.page("consultations/table.html", await table_page(db, actor, consultation_id, after))
