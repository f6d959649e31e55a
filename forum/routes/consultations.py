"""Public pages of consultations: the list, the draft with its margin, an opinion, the table."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import RedirectResponse, Response

from forum.actor import Actor, Role, require
from forum.consultations import policy
from forum.consultations.actions import objecting
from forum.consultations.actions import opinions as actions
from forum.consultations.actions.objecting import ResponseObjection
from forum.consultations.actions.opinions import NewOpinion
from forum.consultations.models import Opinion
from forum.consultations.queries import (
    ConsultationLine,
    OpinionView,
    ReadingPage,
    consultation_line,
    consultation_lines,
    opinions,
    reading_page,
    table_page,
)
from forum.consultations.queries.objecting import misunderstandings
from forum.contributions.queries import TextView, judged_by, receipt
from forum.database import Db, ReadDb
from forum.deadlines.policy import DutyKind
from forum.deadlines.queries import DutyView, duty_of
from forum.errors import NotFound
from forum.urls import path, url_for
from forum.web.forms import Form
from forum.web.login import Reading, Visitor
from forum.web.paging import After
from forum.web.render import Render
from forum.web.steps import Done, step
from forum.words import _

router = APIRouter()


@dataclass(frozen=True, slots=True)
class ListPage:
    lines: tuple[ConsultationLine, ...]
    can: frozenset[str]


@dataclass(frozen=True, slots=True)
class AboutOpinion:
    reading: ReadingPage
    target: policy.Target
    quoted: str

    @property
    def url(self) -> str:
        return self.reading.line.url

    @property
    def can(self) -> frozenset[str]:
        return self.reading.can

    @property
    def is_of_question(self) -> bool:
        return self.target == policy.Target.question

    @property
    def is_of_paragraph(self) -> bool:
        return self.target == policy.Target.paragraph


@dataclass(frozen=True, slots=True)
class OpinionPage:
    """`judged_by` is the date by which its author gets a decision while it is in review."""

    line: ConsultationLine
    opinion: OpinionView
    judged_by: datetime | None
    misunderstandings: tuple[TextView, ...]
    may_object_until: datetime | None  # to the response


@router.get(path("consultations.consultations"))
async def consultations(db: Reading, actor: Visitor, render: Render) -> Response:
    drafts = bool(actor.bodies(Role.body_officer, Role.body_head))
    can = frozenset({"create"}) if drafts else frozenset[str]()
    return render.page("consultations/list.html", ListPage(tuple(await consultation_lines(db, actor)), can))


@router.get(path("consultations.opinion"))
async def opinion(db: Reading, actor: Visitor, render: Render, opinion_id: int) -> Response:
    """One opinion with its response; the id of a response redirects to its opinion."""
    answers = (Opinion.response_id == opinion_id) | (Opinion.earlier_response_id == opinion_id)
    either = (Opinion.id == opinion_id) | answers
    found = next(iter(await opinions(db, actor, either, limit=1)), None)
    if found is None or found.text.subject is None:
        raise NotFound
    if found.text.id != opinion_id:
        if opinion_id not in {one.id for one in (found.response, found.earlier) if one is not None}:
            raise NotFound
        return RedirectResponse(
            url_for("consultations.opinion", found.text.id, anchor=f"tra-loi-{opinion_id}"), 303
        )
    line = await consultation_line(db, actor, found.text.subject.id)
    until = await judged_by(db, actor.at, found.text.thing)
    words = await misunderstandings(db, actor, [opinion_id])
    window = await duty_of(db, actor.at, found.text.thing, DutyKind.not_understood)
    may_object = _may_object(actor, line, found, window)
    page = OpinionPage(
        line, found, until, words.get(opinion_id, ()), window.due_at if window and may_object else None
    )
    return render.page("consultations/opinion.html", page)


def _may_object(actor: Actor, line: ConsultationLine, it: OpinionView, window: DutyView | None) -> bool:
    is_open = window is not None and window.is_open
    return bool(policy.may_object_to_response(actor, line, it.text.persona_id, is_open=is_open))


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


@router.get(path("consultations.consultation"))
async def consultation(
    db: Reading, actor: Visitor, render: Render, consultation_id: int, after: After = None
) -> Response:
    return render.page(
        "consultations/reading.html", await reading_page(db, actor, consultation_id, after=after or 0)
    )


@router.get(path("consultations.paragraph"))
async def paragraph(
    db: Reading, actor: Visitor, render: Render, consultation_id: int, paragraph_id: int, after: After = None
) -> Response:
    """The page with one paragraph's opinions in the margin; htmx gets only the margin."""
    page = await reading_page(db, actor, consultation_id, paragraph_id, after or 0)
    if render.wants_fragment:
        return render.fragment("consultations/_margin.html", page)
    return render.page("consultations/reading.html", page)


ParagraphId = Annotated[int | None, Query(alias="doan", ge=1, le=2**62)]
QuestionId = Annotated[int | None, Query(alias="cau", ge=1, le=2**62)]


async def about_opinion(
    db: ReadDb,
    actor: Actor,
    consultation_id: int,
    form: Form[NewOpinion],
    paragraph_id: int | None,
    question_id: int | None,
) -> AboutOpinion:
    """One form per target."""
    paragraph_id = paragraph_id or _int(form.values.get("paragraph_id"))
    question_id = question_id or _int(form.values.get("question_id"))
    reading = await reading_page(db, actor, consultation_id, paragraph_id)
    if not form.errors:
        require(policy.may_give_opinion(actor, reading.line))
    target, quoted = policy.Target.whole, ""
    if reading.chosen is not None:
        target, quoted = policy.Target.paragraph, reading.chosen.text
        form.set_defaults(paragraph_id=reading.chosen.id, wording=reading.chosen.text)
    elif question_id is not None:
        quoted = dict(reading.questions).get(question_id, "")
        target = policy.Target.question if quoted else policy.Target.whole
        form.set_defaults(question_id=question_id)
    form.set_defaults(target=target)
    return AboutOpinion(reading, target, quoted)


def _int(value: object) -> int | None:
    return int(value) if isinstance(value, str) and value.isdecimal() and len(value) < 19 else None


@step(
    router,
    "consultations.give_opinion",
    title=_("Viết góp ý"),
    page=about_opinion,
    is_inline=True,
    is_open=True,
)
async def give_opinion(
    db: Db,
    actor: Actor,
    consultation_id: int,
    form: NewOpinion,
    paragraph_id: ParagraphId = None,
    question_id: QuestionId = None,
) -> Done:
    it = await actions.give_opinion(db, actor, consultation_id, form)
    return Done(url_for("consultations.opinion", it.id), await receipt(db, actor.at, it, shown=_("Góp ý")))


@router.get(path("consultations.table"))
async def table(
    db: Reading, actor: Visitor, render: Render, consultation_id: int, after: After = None
) -> Response:
    """The table of opinions and responses."""
    return render.page("consultations/table.html", await table_page(db, actor, consultation_id, after))
