"""See: consultations, a draft with its margin of opinions, the table of opinions and responses, work lists."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import ColumnElement, case, func, literal, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from forum import audience
from forum.accounts.models import Body
from forum.actor import Actor, Role
from forum.commitments.queries import WorkItem
from forum.consultations import policy
from forum.consultations.models import (
    Consultation,
    ConsultationTask,
    GuidingQuestion,
    Opinion,
    OpinionResponse,
    Paragraph,
)
from forum.contributions.models import Contribution, LegalTerm
from forum.contributions.queries import TextView, text_select, text_view
from forum.database import ReadDb
from forum.errors import NotFound
from forum.paperwork.difference import Piece, by_words
from forum.programme.models import Task

MARGIN = 30
TABLE = 2000
SHOWN = ("published",)


def consultation_url(consultation_id: int, slug: str) -> str:
    return f"/gop-y-du-thao/{consultation_id}-{slug}" if slug else f"/gop-y-du-thao/{consultation_id}"


@dataclass(frozen=True, slots=True)
class ConsultationLine:
    """A consultation in a list or at the head of its pages. `state` is the one shown by the clock."""

    id: int
    code: str
    url: str
    title: str
    summary: str
    body: str
    body_id: int
    forum_id: int
    state: str
    opens_on: date | None
    closes_on: date | None
    days_left: int | None
    respond_by: datetime | None
    concluded_at: datetime | None
    stopped_at: datetime | None
    stop_reason: str
    issued_number: str
    issued_on: date | None
    opinion_count: int
    answered_count: int
    version: int
    row: Consultation


_shown_opinions = (
    select(func.count())
    .select_from(Opinion)
    .join(Contribution, Contribution.id == Opinion.id)
    .where(Opinion.consultation_id == Consultation.id, Contribution.visibility == "published")
    .correlate(Consultation)
    .scalar_subquery()
)
_answered_opinions = (
    select(func.count())
    .select_from(Opinion)
    .join(Contribution, Contribution.id == Opinion.id)
    .join(OpinionResponse, OpinionResponse.id == Opinion.response_id)
    .where(
        Opinion.consultation_id == Consultation.id,
        Contribution.visibility == "published",
        OpinionResponse.state == "published",
    )
    .correlate(Consultation)
    .scalar_subquery()
)
_response_count = (
    select(func.count())
    .select_from(OpinionResponse)
    .where(OpinionResponse.consultation_id == Consultation.id)
    .correlate(Consultation)
    .scalar_subquery()
)


def known_clause(actor: Actor) -> ColumnElement[bool]:
    """Announced ones by their audience; drafts by their own body."""
    mine = actor.bodies(Role.body_officer, Role.body_head)
    return or_(
        (Consultation.state != "draft") & audience.overlap_clause(actor, Consultation.audience),
        Consultation.body_id.in_(mine) if mine else literal(False),
    )


async def consultation_lines(
    db: ReadDb, actor: Actor, *where: ColumnElement[bool], limit: int = 100
) -> list[ConsultationLine]:
    """Those that are open or close next first."""
    rows = await db.execute(
        select(Consultation, Body.name, _shown_opinions, _answered_opinions, _response_count)
        .join(Body, Body.id == Consultation.body_id)
        .where(known_clause(actor), *where)
        .order_by(Consultation.closes_on.desc().nulls_first(), Consultation.id.desc())
        .limit(limit)
    )
    return [_line(actor, *row) for row in rows]


def _line(
    actor: Actor, c: Consultation, body: str, opinions: int, answered: int, responses: int
) -> ConsultationLine:
    state = policy.shown_state(c, actor.at)
    if state == "closed" and responses:
        state = "responses_drafted"
    left = (c.closes_on - actor.at.date()).days if state == "open" and c.closes_on else None
    return ConsultationLine(
        id=c.id,
        code=c.code,
        url=consultation_url(c.id, c.slug),
        title=c.title,
        summary=c.summary,
        body=body,
        body_id=c.body_id,
        forum_id=c.forum_id,
        state=state,
        opens_on=c.opens_on,
        closes_on=c.closes_on,
        days_left=left,
        respond_by=c.respond_by,
        concluded_at=c.concluded_at,
        stopped_at=c.stopped_at,
        stop_reason=c.stop_reason if c.stopped_at else "",
        issued_number=c.issued_number,
        issued_on=c.issued_on,
        opinion_count=opinions,
        answered_count=answered,
        version=c.version,
        row=c,
    )


async def consultation_line(db: ReadDb, actor: Actor, consultation_id: int) -> ConsultationLine:
    """Raises NotFound for what the actor may not know of."""
    lines = await consultation_lines(db, actor, Consultation.id == consultation_id, limit=1)
    if not lines:
        raise NotFound
    return lines[0]


def about_task(task_id: int) -> ColumnElement[bool]:
    return Consultation.id.in_(
        select(ConsultationTask.consultation_id).where(ConsultationTask.task_id == task_id)
    )


@dataclass(frozen=True, slots=True)
class Agreement:
    agree: int = 0
    amend: int = 0
    object: int = 0
    ask: int = 0

    @property
    def total(self) -> int:
        return self.agree + self.amend + self.object + self.ask


@dataclass(frozen=True, slots=True)
class ParagraphView:
    id: int
    kind: str
    label: str
    path: str
    text: str
    is_heading: bool
    url: str
    agreement: Agreement


@dataclass(frozen=True, slots=True)
class ResponseView:
    id: int
    result: str
    place: str
    state: str
    text: TextView
    sent_back_note: str
    opinion_codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OpinionView:
    text: TextView
    target: str
    stance: str
    paragraph_id: int | None
    paragraph_path: str
    question: str
    wording: tuple[Piece, ...]
    wording_text: str
    needs_place: bool
    response: ResponseView | None


@dataclass(frozen=True, slots=True)
class TaskTie:
    code: str
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class ReadingPage:
    """The draft with its margin: about eight statements however many paragraphs and opinions."""

    line: ConsultationLine
    paragraphs: tuple[ParagraphView, ...]
    questions: tuple[tuple[int, str], ...]
    tasks: tuple[TaskTie, ...]
    agreement: Agreement
    chosen: ParagraphView | None
    margin: tuple[OpinionView, ...]
    next_after: int | None
    unplaced_count: int
    can: frozenset[str]


HEADINGS = {"part", "chapter", "section", "subsection", "article", "heading", "annex"}


async def reading_page(
    db: ReadDb, actor: Actor, consultation_id: int, paragraph_id: int | None = None, after: int = 0
) -> ReadingPage:
    """The text, and in the margin the opinions on one paragraph or, without one, on the whole."""
    line = await consultation_line(db, actor, consultation_id)
    counts = await _agreement_by_paragraph(db, line.id)
    paragraphs = await paragraphs_of(db, line, counts)
    chosen = next((p for p in paragraphs if p.id == paragraph_id), None)
    if paragraph_id is not None and chosen is None:
        raise NotFound
    if chosen is not None:
        wanted = Opinion.paragraph_id == chosen.id
    else:
        wanted = Opinion.target.in_(["whole", "question"])
    margin = await opinions(
        db, actor, Opinion.consultation_id == line.id, wanted, Opinion.id > after, limit=MARGIN + 1
    )
    return ReadingPage(
        line=line,
        paragraphs=paragraphs,
        questions=await questions_of(db, line.id),
        tasks=await _tasks_of(db, line.id),
        agreement=_sum(counts.values()),
        chosen=chosen,
        margin=tuple(margin[:MARGIN]),
        next_after=margin[MARGIN - 1].text.id if len(margin) > MARGIN else None,
        unplaced_count=await _unplaced_count(db, line.id) if "rework" in _may(actor, line) else 0,
        can=_may(actor, line),
    )


def _may(actor: Actor, line: ConsultationLine) -> frozenset[str]:
    unanswered = line.opinion_count - line.answered_count
    asked = {
        "prepare": policy.may_prepare(actor, line.row),
        "announce": policy.may_announce(actor, line.row),
        "rework": policy.may_rework(actor, line.row),
        "give_opinion": policy.may_give_opinion(actor, line.row),
        "respond": policy.may_respond(actor, line.row),
        "publish_responses": policy.may_publish_responses(actor, line.row),
        "conclude": policy.may_conclude(actor, line.row, unanswered),
        "propose_stop": policy.may_propose_stop(actor, line.row),
        "confirm_stop": policy.may_confirm_stop(actor, line.row),
        "record_issue": policy.may_record_issue(actor, line.row),
    }
    return frozenset(verb for verb, decision in asked.items() if decision)


async def paragraphs_of(
    db: ReadDb, line: ConsultationLine, counts: dict[int | None, Agreement]
) -> tuple[ParagraphView, ...]:
    rows = await db.scalars(
        select(Paragraph)
        .where(Paragraph.consultation_id == line.id, Paragraph.removed_at.is_(None))
        .order_by(Paragraph.position, Paragraph.id)
    )
    return tuple(
        ParagraphView(
            id=p.id,
            kind=p.kind,
            label=p.label,
            path=p.path,
            text=p.text,
            is_heading=p.kind in HEADINGS,
            url=f"{line.url}/dieu/{p.id}",
            agreement=counts.get(p.id, Agreement()),
        )
        for p in rows
    )


async def _agreement_by_paragraph(db: ReadDb, consultation_id: int) -> dict[int | None, Agreement]:
    def of(stance: str) -> ColumnElement[int]:
        return func.count(case((Opinion.stance == stance, 1)))

    rows = await db.execute(
        select(Opinion.paragraph_id, of("agree"), of("amend"), of("object"), of("ask"))
        .join(Contribution, Contribution.id == Opinion.id)
        .where(Opinion.consultation_id == consultation_id, Contribution.visibility == "published")
        .group_by(Opinion.paragraph_id)
    )
    return {r[0]: Agreement(r[1], r[2], r[3], r[4]) for r in rows}


def _sum(parts: Iterable[Agreement]) -> Agreement:
    totals = [0, 0, 0, 0]
    for a in parts:
        totals = [x + y for x, y in zip(totals, (a.agree, a.amend, a.object, a.ask), strict=True)]
    return Agreement(*totals)


async def questions_of(db: ReadDb, consultation_id: int) -> tuple[tuple[int, str], ...]:
    rows = await db.execute(
        select(GuidingQuestion.id, GuidingQuestion.text)
        .where(GuidingQuestion.consultation_id == consultation_id)
        .order_by(GuidingQuestion.position)
    )
    return tuple((r.id, r.text) for r in rows)


async def _tasks_of(db: ReadDb, consultation_id: int) -> tuple[TaskTie, ...]:
    rows = await db.execute(
        select(Task.code, Task.title)
        .join(ConsultationTask, ConsultationTask.task_id == Task.id)
        .where(ConsultationTask.consultation_id == consultation_id)
        .order_by(Task.position)
    )
    return tuple(TaskTie(r.code, r.title, f"/nhiem-vu/{r.code}") for r in rows)


async def _unplaced_count(db: ReadDb, consultation_id: int) -> int:
    return (
        await db.scalar(
            select(func.count())
            .select_from(Opinion)
            .where(Opinion.consultation_id == consultation_id, Opinion.needs_place)
        )
        or 0
    )


async def opinions(
    db: ReadDb,
    actor: Actor,
    *where: ColumnElement[bool] | InstrumentedAttribute[bool],
    limit: int = MARGIN,
    by_paragraph: bool = False,
) -> list[OpinionView]:
    """Opinions with their responses: two statements however many. A response is shown once it is published, or
    to its own side."""
    order = (Paragraph.position.nulls_first(), Opinion.id) if by_paragraph else (Opinion.id,)
    rows = (
        await db.execute(
            text_select(actor)
            .add_columns(Opinion, Paragraph.path, Paragraph.label, GuidingQuestion.text)
            .join(Opinion, Opinion.id == Contribution.id)
            .outerjoin(Paragraph, Paragraph.id == Opinion.paragraph_id)
            .outerjoin(GuidingQuestion, GuidingQuestion.id == Opinion.question_id)
            .where(*where)
            .order_by(*order)
            .limit(limit)
        )
    ).all()
    responses = await _responses(db, actor, [row[5].response_id for row in rows if row[5].response_id])
    return [
        _opinion(text_view(actor, row), row[5], row[6] or row[7] or "", row[8] or "", responses)
        for row in rows
    ]


def _opinion(
    text: TextView, opinion: Opinion, path: str, question: str, responses: dict[int, ResponseView]
) -> OpinionView:
    readable = text.tombstone is None
    wording = opinion.wording if readable else ""
    return OpinionView(
        text=text,
        target=opinion.target,
        stance=opinion.stance,
        paragraph_id=opinion.paragraph_id,
        paragraph_path=path,
        question=question,
        wording=tuple(by_words(opinion.quoted, wording)) if wording else (),
        wording_text=wording,
        needs_place=opinion.needs_place,
        response=responses.get(opinion.response_id or 0) if readable else None,
    )


async def _responses(db: ReadDb, actor: Actor, ids: Sequence[int]) -> dict[int, ResponseView]:
    if not ids:
        return {}
    rows = await db.execute(
        text_select(actor)
        .add_columns(OpinionResponse)
        .join(OpinionResponse, OpinionResponse.id == Contribution.id)
        .where(Contribution.id.in_(set(ids)), audience.clause(actor, Contribution))
    )
    return {row[5].id: response_view(text_view(actor, row), row[5]) for row in rows}


def response_view(text: TextView, row: OpinionResponse, codes: tuple[str, ...] = ()) -> ResponseView:
    return ResponseView(row.id, row.result, row.place, row.state, text, row.sent_back_note, codes)


async def responses_of(db: ReadDb, actor: Actor, consultation_id: int, *states: str) -> list[ResponseView]:
    """The side's own list of responses in those states, each with the codes of the opinions it answers."""
    rows = (
        await db.execute(
            text_select(actor)
            .add_columns(OpinionResponse)
            .join(OpinionResponse, OpinionResponse.id == Contribution.id)
            .where(OpinionResponse.consultation_id == consultation_id, OpinionResponse.state.in_(states))
            .where(audience.clause(actor, Contribution))
            .order_by(OpinionResponse.id)
            .limit(500)
        )
    ).all()
    codes: dict[int, list[str]] = {}
    for response_id, code in await db.execute(
        select(Opinion.response_id, Contribution.code)
        .join(Contribution, Contribution.id == Opinion.id)
        .where(Opinion.response_id.in_([row[5].id for row in rows]))
        .order_by(Opinion.id)
    ):
        codes.setdefault(response_id or 0, []).append(code or "")
    return [response_view(text_view(actor, row), row[5], tuple(codes.get(row[5].id, ()))) for row in rows]


@dataclass(frozen=True, slots=True)
class Counting:
    """What the table's preamble says: opinions and people are counted apart."""

    opinions: int = 0
    people: int = 0
    answered: int = 0
    by_result: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TablePage:
    line: ConsultationLine
    rows: tuple[OpinionView, ...]
    counting: Counting


async def table_page(db: ReadDb, actor: Actor, consultation_id: int) -> TablePage:
    """The table of opinions and responses in the order of the draft; what is hidden is a tombstone without text."""
    line = await consultation_line(db, actor, consultation_id)
    rows = await opinions(
        db,
        actor,
        Opinion.consultation_id == line.id,
        Contribution.visibility.in_(audience.PLACE_KEPT),
        limit=TABLE,
        by_paragraph=True,
    )
    shown = [row for row in rows if row.text.tombstone is None]
    results: dict[str, int] = {}
    for row in shown:
        if row.response is not None and row.response.state == "published":
            results[row.response.result] = results.get(row.response.result, 0) + 1
    counting = Counting(len(shown), len({r.text.persona_id for r in shown}), sum(results.values()), results)
    return TablePage(line, tuple(rows), counting)


async def minimum_of(db: ReadDb, name: str, day: date) -> LegalTerm | None:
    found: LegalTerm | None = await db.scalar(
        select(LegalTerm)
        .where(LegalTerm.name == name, LegalTerm.from_on <= day)
        .order_by(LegalTerm.from_on.desc())
        .limit(1)
    )
    return found


async def url_of(db: ReadDb, consultation_id: int) -> str:
    slug = await db.scalar(select(Consultation.slug).where(Consultation.id == consultation_id))
    return consultation_url(consultation_id, slug or "")


async def waiting_for(db: ReadDb, actor: Actor) -> list[WorkItem]:
    """For a drafting body: drafts to announce, opinions to answer, responses to approve or publish."""
    mine = actor.bodies(Role.body_officer, Role.body_head)
    if not mine:
        return []
    lines = await consultation_lines(
        db, actor, Consultation.body_id.in_(mine), Consultation.state.not_in(["concluded", "stopped"])
    )
    waiting = await _awaiting_approval(db, [line.id for line in lines])
    items = []
    for line in lines:
        title = f"{line.code} · {line.title}"
        if line.state == "draft":
            items.append(WorkItem(title, f"/gop-y-du-thao/{line.id}/soan", None, "Dự thảo cần thông báo"))
        elif waiting.get(line.id) and actor.at_body(line.body_id, Role.body_head):
            noun = "Tiếp thu, giải trình chờ duyệt"
            items.append(WorkItem(title, f"/gop-y-du-thao/{line.id}/duyet", line.respond_by, noun))
        elif line.state in ("closed", "responses_drafted", "responses_published"):
            noun = "Góp ý cần tiếp thu, giải trình"
            items.append(WorkItem(title, f"/gop-y-du-thao/{line.id}/tiep-thu", line.respond_by, noun))
    return items


async def _awaiting_approval(db: ReadDb, ids: Sequence[int]) -> dict[int, int]:
    rows = await db.execute(
        select(OpinionResponse.consultation_id, func.count())
        .where(
            OpinionResponse.consultation_id.in_(ids),
            OpinionResponse.state.in_(["awaiting_approval", "approved"]),
        )
        .group_by(OpinionResponse.consultation_id)
    )
    return {r[0]: r[1] for r in rows}
