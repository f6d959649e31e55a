"""Opinions, each with its response."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import TypeAlias

from sqlalchemy import ColumnElement, Nullable, Select, and_, bindparam, func, literal, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import InstrumentedAttribute, aliased

from forum import audience
from forum.actor import Actor
from forum.audience import Visibility
from forum.consultations.desk.policy import Taken, Uptake
from forum.consultations.models import (
    Consultation,
    GuidingQuestion,
    LabelledOpinion,
    Opinion,
    OpinionLabel,
    ParagraphText,
)
from forum.consultations.opinion_texts import TEXT_OF_OPINION
from forum.consultations.policy import Stance, Target
from forum.consultations.queries.responses import ResponseView, responses_by_id
from forum.consultations.quoting import is_unchanged
from forum.contributions.bylines import BYLINE, Byline
from forum.contributions.models import Contribution
from forum.contributions.queries import TextView, known_texts, text_view
from forum.database import ReadDb
from forum.deadlines.models import Duty
from forum.deadlines.policy import DutyKind
from forum.paperwork.difference import Piece, by_words
from forum.rendering import excerpt
from forum.versions import version_of
from forum.words import Words, _

MARGIN = 30
WORDINGS = 12  # compared on one page
# An opinion's paragraph as its author read it.
AS_GIVEN = and_(ParagraphText.paragraph_id == Opinion.paragraph_id, ParagraphText.version == Opinion.version)


_LABELS = (
    select(func.string_agg(OpinionLabel.name, aggregate_order_by(literal("; "), OpinionLabel.name)))
    .join(LabelledOpinion, LabelledOpinion.label_id == OpinionLabel.id)
    .where(LabelledOpinion.opinion_id == Opinion.id)
    .correlate(Opinion)
    .scalar_subquery()
)


# Until when the author may say whether they agree to the wording that was made of their own; null where nobody asks.
_ANSWER_UNTIL = (
    select(Duty.due_at)
    .where(
        Duty.thing_kind == "opinion",
        Duty.thing_id == Opinion.id,
        Duty.kind == DutyKind.agree_wording,
        Duty.void_at.is_(None),
    )
    .order_by(Duty.id.desc())
    .limit(1)
    .correlate(Opinion)
    .scalar_subquery()
)


_ISSUED = aliased(ParagraphText)
_ISSUED_PATH = (
    select(func.coalesce(func.nullif(_ISSUED.path, ""), _ISSUED.label))
    .where(_ISSUED.id == Opinion.uptake_text_id)
    .correlate(Opinion)
    .scalar_subquery()
)


@dataclass(frozen=True, slots=True)
class InIssuedText:
    """As an officer confirmed; `path` is where."""

    state: Uptake
    path: str


@dataclass(frozen=True, slots=True)
class WordingTaken:
    """The wording of a published response beside the one that its author proposed. `is_asked`: the author may still say
    whether they agree, until `until`."""

    state: Taken
    pieces: tuple[Piece, ...]
    until: datetime | None

    @property
    def is_asked(self) -> bool:
        return self.state == Taken.asked


@dataclass(frozen=True, slots=True)
class OpinionView:
    text: TextView
    target: Target
    stance: Stance
    paragraph_id: int | None
    place_id: int | None
    version: int
    is_of_former_version: bool
    paragraph_path: str
    row_number: int | None
    phrase: tuple[str, str, str] | None  # the quoted text before, in and after the words that it is about
    evidence_url: str
    question: str
    wording: tuple[Piece, ...]
    wording_text: str
    quoted: str  # the paragraph's text, or the question, as its author read it
    needs_place: bool
    response: ResponseView | None
    earlier: ResponseView | None  # published, and not what its author meant
    repudiated: tuple[ResponseView, ...]  # published, and not what the head meant
    labels: str  # the groups of issues that it was put into
    taken: WordingTaken | None
    in_issued: InIssuedText | None
    may_be_named: bool | None

    @property
    def place_version(self) -> str:
        return place_version(self.place_id, self.needs_place)

    @property
    def is_of_whole(self) -> bool:
        return self.target == Target.whole

    @property
    def published(self) -> tuple[ResponseView, ...]:
        """What was published about it, oldest first, also what answers it no longer."""
        written = {one.id: one for one in (*self.repudiated, self.earlier, self.response) if one is not None}
        return tuple(one for _id, one in sorted(written.items()) if one.is_published)

    @property
    def is_answered(self) -> bool:
        return self.response is not None and self.response.is_published

    @property
    def option(self) -> tuple[int, str, str]:
        place = self.paragraph_path or self.question or _("Góp ý cho cả dự thảo")
        return self.text.id, f"{self.text.code} · {place} · {self.text.author}", excerpt(self.text.text, 160)


def place_version(place_id: int | None, needs_place: bool) -> str:
    return version_of(place_id, needs_place)


def place_in_draft(position: InstrumentedAttribute[float]) -> ColumnElement[float]:
    """To sort by: what is of the whole draft, or without a place, comes first."""
    return func.coalesce(position, literal(float("-inf")))


OPINIONS = (
    known_texts(
        select(
            Contribution,
            BYLINE,
            Opinion,
            Nullable(ParagraphText.path),
            Nullable(ParagraphText.label),
            Nullable(GuidingQuestion.text),
            Consultation.shown_version,
            _LABELS,
            _ANSWER_UNTIL,
            _ISSUED_PATH,
        )
    )
    .join(Opinion, TEXT_OF_OPINION)
    .join(Consultation, Consultation.id == Opinion.consultation_id)
    .outerjoin(ParagraphText, AS_GIVEN)
    .outerjoin(GuidingQuestion, GuidingQuestion.id == Opinion.question_id)
)


_Columns: TypeAlias = tuple[
    Contribution,
    Byline,
    Opinion,
    str | None,
    str | None,
    str | None,
    int,
    str | None,
    datetime | None,
    str | None,
]


async def opinions(
    db: ReadDb,
    actor: Actor,
    *where: ColumnElement[bool] | InstrumentedAttribute[bool],
    limit: int = MARGIN,
    by_paragraph: bool = False,
) -> list[OpinionView]:
    """Opinions with their responses: two statements for any number. A response is shown once published,
    before that to its own side."""
    order = (place_in_draft(ParagraphText.position), Opinion.id) if by_paragraph else (Opinion.id,)
    return await opinion_views(db, actor, OPINIONS.where(*where).order_by(*order).limit(limit))


async def opinion_views(
    db: ReadDb, actor: Actor, query: Select[*_Columns], values: Mapping[str, object] = MappingProxyType({})
) -> list[OpinionView]:
    """What a statement made from OPINIONS finds with these values of its parameters."""
    rows = (await db.execute(query, {**audience.params(actor), **values})).all()
    answers = [
        one
        for _, _, it, *_ in rows
        for one in (it.response_id, it.earlier_response_id, *it.repudiated_response_ids)
    ]
    responses = await responses_by_id(db, actor, [one for one in answers if one is not None])
    return [
        _opinion(
            text_view(actor, it, by),
            opinion,
            shown,
            path or label or "",
            question or "",
            responses,
            labels,
            (actor.at, until),
            issued or "",
        )
        for it, by, opinion, path, label, question, shown, labels, until, issued in rows
    ]


@dataclass(frozen=True, slots=True)
class OtherWording:
    """Of another opinion for the same place, as its difference to the draft."""

    opinion_id: int
    code: str
    byline: Words | str
    wording: tuple[Piece, ...]


_AT_PLACE = (
    known_texts(select(Contribution, BYLINE, Opinion))
    .join(Opinion, TEXT_OF_OPINION)
    .where(
        Opinion.place_id == bindparam("place_id"),
        Opinion.stance == Stance.amend,
        Opinion.id != bindparam("opinion_id"),
        Contribution.visibility == Visibility.published,
    )
    .order_by(Opinion.id)
    .limit(WORDINGS)
)


async def other_wordings(db: ReadDb, actor: Actor, it: OpinionView | None) -> tuple[OtherWording, ...]:
    """The published wordings that others propose for the place of an opinion that proposes one."""
    if it is None or not it.wording or it.place_id is None:
        return ()
    values = {"place_id": it.place_id, "opinion_id": it.text.id}
    found = []
    for written, by, opinion in await db.execute(_AT_PLACE, audience.params(actor) | values):
        text = text_view(actor, written, by)
        wording = text.barred(opinion.proposed_wording) if text.tombstone is None else ""
        if wording:
            pieces = tuple(by_words(opinion.quoted, wording))
            found.append(OtherWording(text.id, text.code or "", text.byline, pieces))
    return tuple(found)


def _opinion(
    text: TextView,
    opinion: Opinion,
    shown_version: int,
    path: str,
    question: str,
    responses: dict[int, ResponseView],
    labels: str | None,
    asked: tuple[datetime, datetime | None],
    issued: str,
) -> OpinionView:
    readable = text.tombstone is None
    wording = text.barred(opinion.proposed_wording) if readable else ""
    response = responses.get(opinion.response_id or 0) if text.keeps_answers else None
    return OpinionView(
        text=text,
        target=opinion.target,
        stance=opinion.stance,
        paragraph_id=opinion.paragraph_id,
        place_id=opinion.place_id,
        version=opinion.version,
        is_of_former_version=opinion.version != shown_version,
        paragraph_path=path,
        row_number=opinion.row_number,
        phrase=_phrase(opinion) if readable else None,
        evidence_url=_link(text, opinion) if readable else "",
        question=question,
        wording=tuple(by_words(opinion.quoted, wording)) if wording else (),
        wording_text=wording,
        quoted=opinion.quoted,
        needs_place=opinion.needs_place,
        response=response,
        earlier=responses.get(opinion.earlier_response_id or 0) if text.keeps_answers else None,
        repudiated=_known(responses, opinion.repudiated_response_ids) if text.keeps_answers else (),
        labels=labels or "",
        taken=_taken(opinion, wording, response, *asked) if wording and response is not None else None,
        in_issued=InIssuedText(opinion.uptake, issued) if opinion.uptake is not None else None,
        may_be_named=opinion.may_be_named,
    )


def _known(responses: dict[int, ResponseView], ids: Sequence[int]) -> tuple[ResponseView, ...]:
    return tuple(responses[one] for one in ids if one in responses)


def _taken(
    opinion: Opinion, wording: str, response: ResponseView, at: datetime, until: datetime | None
) -> WordingTaken | None:
    if not response.wording or not response.is_published:
        return None
    if is_unchanged(response.wording, opinion.proposed_wording):
        state = Taken.as_proposed
    elif opinion.agrees_to_wording is not None:
        state = Taken.agreed if opinion.agrees_to_wording else Taken.not_agreed
    else:
        state = Taken.asked if until is not None and at <= until else Taken.silent
    return WordingTaken(state, tuple(by_words(wording, response.wording)), until)


def _phrase(opinion: Opinion) -> tuple[str, str, str] | None:
    if opinion.phrase_start is None:
        return None
    start, end = opinion.phrase_start, opinion.phrase_start + len(opinion.phrase)
    return opinion.quoted[:start], opinion.quoted[start:end], opinion.quoted[end:]


def _link(text: TextView, opinion: Opinion) -> str:
    """No link where a passage of it is masked: it would lead elsewhere."""
    return opinion.evidence_url if text.barred(opinion.evidence_url) == opinion.evidence_url else ""
