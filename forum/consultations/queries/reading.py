"""The draft with its opinions in the margin."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, case, func, select

from forum.actor import Actor, as_writer
from forum.audience import Visibility
from forum.consultations import policy
from forum.consultations.drafts import version_in_preparation
from forum.consultations.models import (
    DraftVersion,
    GuidingQuestion,
    Opinion,
    OpinionResponse,
    ParagraphText,
)
from forum.consultations.policy import Stance, Target
from forum.consultations.queries.lines import ConsultationLine, consultation_line
from forum.consultations.queries.margin import MARGIN, OpinionView, opinions
from forum.consultations.queries.notices import NoticeView, pending_notices
from forum.consultations.queries.unanswered import unanswered
from forum.contributions.models import Contribution, OfficialText
from forum.contributions.policy import OfficialState
from forum.database import ReadDb
from forum.errors import NotFound
from forum.programme.queries import TaskLabel
from forum.programme.task_links import tasks_of_thing
from forum.rendering import excerpt
from forum.thing import Thing

HEADINGS = {"part", "chapter", "section", "subsection", "article", "heading", "annex"}


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
    """`id` is of the paragraph in all versions, `text_id` of its words in this one."""

    id: int
    text_id: int
    kind: str
    label: str
    path: str
    text: str
    is_heading: bool
    url: str
    agreement: Agreement

    @property
    def option(self) -> tuple[int, str]:
        return self.id, f"{self.path or self.label} {excerpt(self.text, 60)}"


@dataclass(frozen=True, slots=True)
class ReadingPage:
    """The draft with its margin: about eight statements for any number of paragraphs and opinions."""

    line: ConsultationLine
    paragraphs: tuple[ParagraphView, ...]
    questions: tuple[tuple[int, str], ...]
    tasks: tuple[TaskLabel, ...]
    agreement: Agreement
    chosen: ParagraphView | None
    margin: tuple[OpinionView, ...]
    next_after: int | None
    unplaced_count: int
    can: frozenset[str]
    pending: tuple[NoticeView, ...] = ()  # notices that wait for the head

    @property
    def outline(self) -> list[tuple[str, str, int, bool]]:
        """(text, address, opinion count, is chosen) of each heading."""
        return [
            (
                ". ".join(filter(None, (p.label, excerpt(p.text, 60)))),
                f"{p.url}#doan-{p.id}",
                p.agreement.total,
                p == self.chosen,
            )
            for p in self.paragraphs
            if p.is_heading
        ]


async def reading_page(
    db: ReadDb, actor: Actor, consultation_id: int, paragraph_id: int | None = None, after: int = 0
) -> ReadingPage:
    """The draft, and in the margin the opinions on one paragraph or, without one, on the whole."""
    line = await consultation_line(db, actor, consultation_id)
    counts = await _agreement_by_paragraph(db, line.id)
    paragraphs = await paragraphs_of(db, line, counts)
    chosen = next((p for p in paragraphs if p.id == paragraph_id), None)
    if paragraph_id is not None and chosen is None:
        raise NotFound
    if chosen is not None:
        wanted = Opinion.place_id == chosen.id
    else:
        wanted = Opinion.target != Target.paragraph
    margin = await opinions(
        db, actor, Opinion.consultation_id == line.id, wanted, Opinion.id > after, limit=MARGIN + 1
    )
    return ReadingPage(
        line=line,
        paragraphs=paragraphs,
        questions=await questions_of(db, line.id),
        tasks=await tasks_of_thing(db, Thing("consultation", line.id)),
        agreement=_sum(counts.values()),
        chosen=chosen,
        margin=tuple(margin[:MARGIN]),
        next_after=margin[MARGIN - 1].text.id if len(margin) > MARGIN else None,
        unplaced_count=await _unplaced_count(db, line.id)
        if policy.may_place_opinion(actor, line, True)
        else 0,
        can=await steps_on(db, actor, line),
        pending=tuple(await pending_notices(db, actor, line)),
    )


async def steps_on(db: ReadDb, actor: Actor, line: ConsultationLine) -> frozenset[str]:
    """Publishing is offered once something is approved; until then the page leads to where it is written."""
    left = (await unanswered(db, line.id, actor.at)).count if policy.is_ours(actor, line) else 0
    can = _verbs_on(actor, line, await version_in_preparation(db, line.id), left)
    ready = "publish_responses" not in can or await db.scalar(
        select(OfficialText.id)
        .join(OpinionResponse, OpinionResponse.id == OfficialText.id)
        .where(OpinionResponse.consultation_id == line.id, OfficialText.state == OfficialState.approved)
        .limit(1)
    )
    return can if ready else can - {"publish_responses"}


def _verbs_on(
    actor: Actor, line: ConsultationLine, prepared: DraftVersion | None, left: int
) -> frozenset[str]:
    asked = {
        "set_questions": policy.may_prepare(actor, line),
        "announce": policy.may_announce(actor, line),
        "extend": policy.may_extend(actor, line),
        "place_opinion": policy.may_place_opinion(actor, line, True),
        "give_opinion": policy.may_give_opinion(as_writer(actor), line),
        "publish_responses": policy.may_publish_responses(actor, line),
        "conclude": policy.may_conclude(actor, line, left),
        "stop": policy.may_stop(actor, line),
        "record_issue": policy.may_record_issue(actor, line),
    }
    asked |= dict.fromkeys(policy.EDITING, policy.may_edit_draft(actor, line, prepared))
    asked |= dict.fromkeys(policy.DRAFTING, policy.may_respond(actor, line))
    asked |= dict.fromkeys(policy.APPROVING, policy.may_approve_responses(actor, line))
    return frozenset(verb for verb, decision in asked.items() if decision)


async def paragraphs_of(
    db: ReadDb, line: ConsultationLine, counts: dict[int | None, Agreement]
) -> tuple[ParagraphView, ...]:
    rows = await db.scalars(
        select(ParagraphText)
        .where(ParagraphText.consultation_id == line.id, ParagraphText.version == line.shown_version)
        .order_by(ParagraphText.position, ParagraphText.id)
    )
    return tuple(
        ParagraphView(
            id=p.paragraph_id or 0,
            text_id=p.id,
            kind=p.kind,
            label=p.label,
            path=p.path,
            text=p.text,
            is_heading=p.kind in HEADINGS,
            url=f"{line.url}/dieu/{p.paragraph_id}",
            agreement=counts.get(p.paragraph_id, Agreement()),
        )
        for p in rows
    )


async def _agreement_by_paragraph(db: ReadDb, consultation_id: int) -> dict[int | None, Agreement]:
    def of(stance: Stance) -> ColumnElement[int]:
        return func.count(case((Opinion.stance == stance, 1)))

    rows = await db.execute(
        select(Opinion.place_id, *(of(stance) for stance in Stance))
        .join(Contribution, Contribution.id == Opinion.id)
        .where(Opinion.consultation_id == consultation_id, Contribution.visibility == Visibility.published)
        .group_by(Opinion.place_id)
    )
    return {place_id: Agreement(*stances) for place_id, *stances in rows}


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


async def _unplaced_count(db: ReadDb, consultation_id: int) -> int:
    return (
        await db.scalar(
            select(func.count())
            .select_from(Opinion)
            .where(Opinion.consultation_id == consultation_id, Opinion.needs_place)
        )
        or 0
    )
