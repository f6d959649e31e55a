"""Who has no answer yet. It follows from dates and recorded decisions alone, whatever jobs ran."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, bindparam, case, exists, func, select, true

from forum import audience
from forum.audience import Visibility
from forum.consultations.models import Consultation, Opinion
from forum.consultations.opinion_texts import TEXT_OF_OPINION
from forum.consultations.policy import ConsultationState
from forum.consultations.queries.objecting import NotUnderstood, words_not_understood
from forum.contributions.models import Contribution, OfficialText
from forum.contributions.policy import OfficialState
from forum.database import PLANNED_ANEW, ReadDb
from forum.deadlines.models import Duty
from forum.deadlines.policy import DutyKind
from forum.deadlines.queries import Duties, DutyView
from forum.state import words
from forum.thing import Thing
from forum.words import Words, _
from moderation.queries import rules_in_force


@words("unanswered_opinion")
class Unheard(StrEnum):
    """Why an opinion without a published response must still have one."""

    published = "published"
    in_review = "in_review"
    returned = "returned"
    hidden_for_now = "hidden_for_now"
    appealed = "appealed"


@dataclass(frozen=True, slots=True)
class Unanswered:
    """How many opinions are without a published response, by why they must still have one. Those that their author
    withdrew, or that a decision hid or refused for good, are in none."""

    by_cause: Mapping[Unheard, int] = field(default_factory=dict)

    @property
    def count(self) -> int:
        return sum(self.by_cause.values())

    @property
    def waiting_count(self) -> int:
        """Those that a decision keeps from being answered."""
        return self.count - self.by_cause.get(Unheard.published, 0)


def _has_duty(kind: DutyKind, *more: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(
        Duty.thing_kind == "opinion",
        Duty.thing_id == Opinion.id,
        Duty.kind == kind,
        Duty.done_at.is_(None),
        Duty.void_at.is_(None),
        *more,
    )


IS_ANSWERED = exists().where(
    OfficialText.id == Opinion.response_id, OfficialText.state == OfficialState.published
)


# Why an opinion must still be answered; null where it need not be. An author who may still ask for another decision, or
# has asked, is not refused for good. Executed with `audience.moment(at)` or `audience.params(actor)`.
_shown = Contribution.visibility
_is_appealed = _has_duty(DutyKind.hearing)
_may_appeal = _has_duty(DutyKind.appeal, Duty.due_at >= audience.AT)
CAUSE: ColumnElement[Unheard | None] = case(
    (IS_ANSWERED, None),
    (_shown == Visibility.published, Unheard.published),
    (_shown == Visibility.in_review, Unheard.in_review),
    (_shown == Visibility.interim_hidden, Unheard.hidden_for_now),
    (
        and_(_shown.in_([Visibility.returned, Visibility.rejected, Visibility.hidden]), _is_appealed),
        Unheard.appealed,
    ),
    (and_(_shown == Visibility.returned, _may_appeal), Unheard.returned),
    else_=None,
)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An opinion that needs no answer, and why."""

    code: str
    why: Words


async def left_out(
    db: ReadDb, consultation_id: int, at: datetime, version: int | None = None
) -> tuple[LeftOut, ...]:
    """Those that their author withdrew after they were published, or that a decision hid or refused for good, without
    an answer. Two statements for any number."""
    shown = Contribution.visibility
    was_withdrawn = (shown == Visibility.withdrawn) & Contribution.published_at.is_not(None)
    gone = shown.in_([Visibility.hidden, Visibility.rejected, Visibility.returned])
    rows = await db.execute(
        select(Contribution.id, Contribution.code, shown.label("shown"), Contribution.hidden_rule)
        .join(Opinion, TEXT_OF_OPINION)
        .where(
            Opinion.consultation_id == consultation_id,
            true() if version is None else Opinion.version == version,
            was_withdrawn | gone,
            CAUSE.is_(None),
            ~IS_ANSWERED,
        )
        .order_by(Contribution.id),
        audience.moment(at),
    )
    found = rows.all()
    rules = await rules_in_force(db, "opinion", [one.id for one in found])
    return tuple(
        LeftOut(one.code or "", _why(one.shown, one.hidden_rule or rules.get(one.id, ""))) for one in found
    )


def _why(shown: Visibility, rule: str) -> Words:
    if shown == Visibility.withdrawn:
        return _("Tác giả đã rút ý kiến.")
    if shown == Visibility.hidden:
        return _("Được ẩn theo Quy tắc {rule}.", rule=rule)
    return _("Không được đăng theo Quy tắc {rule}.", rule=rule)


async def left_before_end(
    db: ReadDb, consultation_id: int, at: datetime, not_understood: NotUnderstood | None = None
) -> tuple[int, int]:
    """(opinions without an answer, authors who may still say that theirs misses the point): what holds the end up."""
    words = not_understood or await words_not_understood(db, at, consultation_id)
    return (await unanswered(db, consultation_id, at)).count, len(words.still_open)


_BY_CAUSE = (
    select(CAUSE.label("why"), func.count())
    .select_from(Opinion)
    .join(Contribution, TEXT_OF_OPINION)
    .where(Opinion.consultation_id == bindparam("consultation_id"), CAUSE.is_not(None))
    .group_by("why")
    .execution_options(**PLANNED_ANEW)
)
_OF_VERSION = _BY_CAUSE.where(Opinion.version == bindparam("version"))
_BEFORE_VERSION = _BY_CAUSE.where(Opinion.version < bindparam("version"))


async def unanswered(
    db: ReadDb, consultation_id: int, at: datetime, version: int | None = None, *, before: int | None = None
) -> Unanswered:
    """One statement for any number of opinions: of all versions, of the one that is named, or of those before one."""
    query, number = (_BY_CAUSE, None) if version is None else (_OF_VERSION, version)
    if before is not None:
        query, number = _BEFORE_VERSION, before
    values = {"consultation_id": consultation_id, "version": number}
    rows = await db.execute(query, audience.moment(at) | values)
    return Unanswered({Unheard(name): count for name, count in rows if name is not None})


async def must_be_answered(db: ReadDb, opinion_id: int, at: datetime) -> bool:
    """Whether a published opinion has no response."""
    why = await db.scalar(
        select(CAUSE)
        .select_from(Opinion)
        .join(Contribution, TEXT_OF_OPINION)
        .where(Opinion.id == opinion_id),
        audience.moment(at),
    )
    return why == Unheard.published


# By a duty of its own a response is owed where its author was not understood, and after the conclusion.
OWN_RESPONSE = (DutyKind.answer_again, DutyKind.respond)


def own_duty(owed: Duties, opinion_id: int) -> DutyView | None:
    """The running duty of its own by which a response to the opinion is owed."""
    thing = Thing("opinion", opinion_id)
    found = (owed.get((thing, kind)) for kind in OWN_RESPONSE)
    return next((one for one in found if one is not None and one.done_at is None), None)


async def is_reopened(db: ReadDb, it: Consultation, at: datetime) -> bool:
    """Whether, since the conclusion, an opinion is shown that has no answer, or whose answer the head disowned."""
    if it.state != ConsultationState.concluded:
        return False
    return Unheard.published in (await unanswered(db, it.id, at)).by_cause


# How many opinions given on versions before the one that is shown are unanswered: their responses are published before
# the round on that version closes. Executed like CAUSE.
FORMER_COUNT = (
    select(func.count())
    .select_from(Opinion)
    .join(Contribution, Contribution.id == Opinion.id)  # no more, lest all texts of the draft are read
    .where(
        Opinion.consultation_id == Consultation.id,
        Opinion.version < Consultation.shown_version,
        CAUSE.is_not(None),
    )
    .correlate(Consultation)
    .scalar_subquery()
)


async def former_unanswered(db: ReadDb, consultation_id: int, at: datetime) -> int:
    """How many opinions on former versions are unanswered."""
    of_this = select(FORMER_COUNT).where(Consultation.id == consultation_id)
    return await db.scalar(of_this, audience.moment(at)) or 0
