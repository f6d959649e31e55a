"""The paragraphs of a draft as its readers see them, and what they may do with it."""

from dataclasses import dataclass
from typing import Self

from sqlalchemy import ColumnElement, bindparam, case, func, select

from forum.actor import Actor, as_writer
from forum.audience import Visibility
from forum.consultations import policy
from forum.consultations.desk.policy import may_confirm_uptakes, may_enter_issued_text
from forum.consultations.drafts import issued_version, version_in_preparation
from forum.consultations.fates import Change
from forum.consultations.models import (
    DraftVersion,
    GuidingQuestion,
    Opinion,
    OpinionResponse,
    ParagraphLink,
    ParagraphRevision,
    ParagraphText,
)
from forum.consultations.opinion_texts import TEXT_OF_OPINION
from forum.consultations.policy import Stance
from forum.consultations.queries.credits import Credit, credits_at
from forum.consultations.queries.lines import ConsultationLine, consultation_line
from forum.consultations.queries.notices import NoticeView, pending_notices
from forum.consultations.queries.objecting import NotUnderstood
from forum.consultations.queries.unanswered import left_before_end
from forum.contributions.models import Contribution, OfficialText
from forum.contributions.policy import OfficialState
from forum.database import ReadDb
from forum.paperwork.difference import Piece, by_words
from forum.rendering import excerpt
from forum.state import word_of
from forum.words import Words, _

# Headings that hold articles, and all headings.
CONTAINERS = frozenset({"part", "chapter", "section", "subsection", "heading", "annex"})
HEADINGS = CONTAINERS | {"article"}


@dataclass(frozen=True, slots=True)
class Agreement:
    agree: int = 0
    amend: int = 0
    object: int = 0
    ask: int = 0

    @property
    def total(self) -> int:
        return self.agree + self.amend + self.object + self.ask

    @property
    def stances(self) -> tuple[int, ...]:
        return self.agree, self.amend, self.object, self.ask

    def __add__(self, other: Self) -> Self:
        return type(self)(
            self.agree + other.agree,
            self.amend + other.amend,
            self.object + other.object,
            self.ask + other.ask,
        )


@dataclass(frozen=True, slots=True)
class ParagraphView:
    """`id` is of the paragraph in all versions, `text_id` of its words in this one. `rows` are a table's, its head
    first."""

    id: int
    text_id: int
    version: int
    draft_url: str
    kind: str
    label: str
    path: str
    text: str
    rows: tuple[tuple[str, ...], ...]
    url: str
    agreement: Agreement
    since_before: Words  # what changed since the version before; empty where nothing did
    mended: tuple[Piece, ...]  # the words as announced beside those after a slip was mended
    credits: tuple[Credit, ...]  # the authors whose wording stands in it

    @property
    def version_url(self) -> str:
        """The version beside the one before."""
        return f"{self.draft_url}/ban/{self.version}"

    @property
    def is_heading(self) -> bool:
        return self.kind in HEADINGS

    @property
    def mark(self) -> str:
        """The label as it stands before the text."""
        return f"{self.label}{'. ' if self.is_heading and self.text else ' '}" if self.label else ""

    @property
    def stances(self) -> tuple[int, ...]:
        """How many opinions of each stance, in their order."""
        return self.agreement.stances

    @property
    def name(self) -> str:
        """What a link calls it."""
        return self.path or self.label or excerpt(self.text, 60)

    @property
    def option(self) -> tuple[int, str]:
        return self.id, f"{self.path or self.label} {excerpt(self.text, 60)}"


@dataclass(frozen=True, slots=True)
class ReadingPage:
    """The whole draft, to read or print, or to choose paragraphs from."""

    line: ConsultationLine
    paragraphs: tuple[ParagraphView, ...]
    questions: tuple[tuple[int, str], ...]
    can: frozenset[str]
    pending: tuple[NoticeView, ...] = ()  # notices that wait for the head


async def reading_page(db: ReadDb, actor: Actor, consultation_id: int) -> ReadingPage:
    line = await consultation_line(db, actor, consultation_id)
    return ReadingPage(
        line=line,
        paragraphs=await paragraphs_of(db, actor, line),
        questions=await questions_of(db, line.id),
        can=await steps_on(db, actor, line),
        pending=tuple(await pending_notices(db, actor, line)),
    )


_APPROVED = (
    select(OfficialText.id)
    .join(OpinionResponse, OpinionResponse.id == OfficialText.id)
    .where(
        OpinionResponse.consultation_id == bindparam("consultation_id"),
        OfficialText.state == OfficialState.approved,
    )
    .limit(1)
)


async def steps_on(
    db: ReadDb, actor: Actor, line: ConsultationLine, not_understood: NotUnderstood | None = None
) -> frozenset[str]:
    """Publishing is offered once something is approved; until then the page leads to where it is written.
    `not_understood` where the page shows it, lest it be asked twice."""
    is_ours = policy.is_ours(actor, line)
    left = await left_before_end(db, line.id, actor.at, not_understood) if is_ours else (0, 0)
    prepared = await version_in_preparation(db, line.id)
    can = _verbs_on(actor, line, prepared, left)
    if policy.may_record_issue(actor, line):
        is_entered = await issued_version(db, line.id) is not None
        can |= steps_after_issue(actor, line, prepared, is_entered=is_entered)
    ready = "publish_responses" not in can or await db.scalar(_APPROVED, {"consultation_id": line.id})
    return can if ready else can - {"publish_responses"}


def _verbs_on(
    actor: Actor, line: ConsultationLine, prepared: DraftVersion | None, left: tuple[int, int]
) -> frozenset[str]:
    asked = {
        "set_questions": policy.may_prepare(actor, line),
        "set_addressees": policy.may_set_addressees(actor, line),
        "set_in_force": policy.may_set_in_force(actor, line),
        "announce": policy.may_announce(actor, line),
        "extend": policy.may_extend(actor, line),
        "place_opinion": policy.may_place_opinion(actor, line, True),
        "give_opinion": policy.may_give_opinion(as_writer(actor), line),
        "publish_responses": policy.may_publish_responses(actor, line, is_reopened=line.is_reopened),
        "conclude": policy.may_conclude(actor, line, *left),
        "stop": policy.may_stop(actor, line),
        "record_issue": policy.may_record_issue(actor, line),
    }
    is_shown = prepared is not None and prepared.number == line.shown_version
    asked |= dict.fromkeys(policy.EDITING, policy.may_edit_draft(actor, line, prepared if is_shown else None))
    asked["prepare_version"] = policy.may_prepare_version(actor, line, prepared)
    asked["add_to_dossier"] = policy.may_add_to_dossier(actor, line, prepared)
    asked["mend_slip"] = policy.may_mend_slip(actor, line)
    may_respond = policy.may_respond(actor, line, is_reopened=line.is_reopened)
    asked |= dict.fromkeys(policy.DRAFTING, may_respond)
    asked |= dict.fromkeys(policy.APPROVING, policy.may_approve_responses(actor, line))
    return frozenset(verb for verb, decision in asked.items() if decision)


def steps_after_issue(
    actor: Actor, line: ConsultationLine, prepared: DraftVersion | None, *, is_entered: bool
) -> frozenset[str]:
    """`is_entered`: the issued text is published here."""
    asked = {
        "enter_issued_text": may_enter_issued_text(actor, line, prepared, is_entered=is_entered),
        "confirm_uptakes": may_confirm_uptakes(actor, line, is_entered=is_entered),
    }
    return frozenset(verb for verb, decision in asked.items() if decision)


# (place_id, how many published opinions of each stance), also of those that have no place.
STANCES_AT_PLACES = (
    select(
        Opinion.place_id,
        *(func.count(case((Opinion.stance == stance, 1))).label(stance) for stance in Stance),
    )
    .join(Contribution, TEXT_OF_OPINION)
    .where(
        Opinion.consultation_id == bindparam("consultation_id"),
        Contribution.visibility == Visibility.published,
    )
    .group_by(Opinion.place_id)
)
_CHANGE = (
    select(ParagraphLink.change)
    .where(ParagraphLink.text_id == ParagraphText.id)
    .order_by(ParagraphLink.id)
    .limit(1)
    .correlate(ParagraphText)
    .scalar_subquery()
)
_AS_ANNOUNCED = (
    select(ParagraphRevision.text)
    .where(ParagraphRevision.text_id == ParagraphText.id)
    .order_by(ParagraphRevision.id)
    .limit(1)
    .correlate(ParagraphText)
    .scalar_subquery()
)
_sums = STANCES_AT_PLACES.subquery()
_PARAGRAPHS = (
    select(ParagraphText, _CHANGE, _AS_ANNOUNCED, *(_sums.c[stance] for stance in Stance))
    .outerjoin(_sums, _sums.c.place_id == ParagraphText.paragraph_id)
    .where(
        ParagraphText.consultation_id == bindparam("consultation_id"),
        ParagraphText.version == bindparam("version"),
    )
    .order_by(ParagraphText.position, ParagraphText.id)
)


async def paragraphs_of(
    db: ReadDb, actor: Actor, line: ConsultationLine, *where: ColumnElement[bool]
) -> tuple[ParagraphView, ...]:
    """Of the version that is shown, in order, each with the stances of the opinions at its place."""
    of_this = {"consultation_id": line.id, "version": line.shown_version}
    found = await db.execute(_PARAGRAPHS.where(*where), of_this)
    rows = found.all()
    named = await credits_at(db, actor, {p.paragraph_id or 0: p for p, *_ in rows})
    return tuple(
        ParagraphView(
            id=p.paragraph_id or 0,
            text_id=p.id,
            version=p.version,
            draft_url=line.url,
            kind=p.kind,
            label=p.label,
            path=p.path,
            text=p.text,
            rows=tuple(tuple(row) for row in p.rows or ()),
            url=f"{line.url}/dieu/{p.paragraph_id}",
            agreement=Agreement(*(count or 0 for count in counts)),
            since_before=_since_before(line.shown_version, change),
            mended=tuple(by_words(before, p.text)) if before is not None else (),
            credits=named.get(p.id, ()),
        )
        for p, change, before, *counts in rows
    )


def _since_before(version: int, change: Change | None) -> Words:
    if version == 1 or change == Change.unchanged:
        return Words("")
    if change is None:
        return _("Mới so với bản {number}", number=version - 1)
    return _("{change} so với bản {number}", change=word_of(change), number=version - 1)


_QUESTIONS = (
    select(GuidingQuestion.id, GuidingQuestion.text)
    .where(GuidingQuestion.consultation_id == bindparam("consultation_id"))
    .order_by(GuidingQuestion.position)
)


async def questions_of(db: ReadDb, consultation_id: int) -> tuple[tuple[int, str], ...]:
    rows = await db.execute(_QUESTIONS, {"consultation_id": consultation_id})
    return tuple((r.id, r.text) for r in rows)


async def unplaced_count(db: ReadDb, consultation_id: int) -> int:
    return (
        await db.scalar(
            select(func.count())
            .select_from(Opinion)
            .where(Opinion.consultation_id == consultation_id, Opinion.needs_place)
        )
        or 0
    )
