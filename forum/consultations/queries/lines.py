"""A consultation as one line, in a list or at the head of its pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, any_, bindparam, func, or_, select

from forum import audience
from forum.accounts.models import Body
from forum.actor import Actor
from forum.consultations import policy
from forum.consultations.models import (
    Consultation,
    ConsultationNotice,
    OpinionResponse,
)
from forum.consultations.policy import Act, ConsultationState
from forum.consultations.queries.unanswered import FORMER_COUNT
from forum.contributions.models import OfficialText
from forum.contributions.policy import OfficialState
from forum.database import ReadDb
from forum.database.tallies import Tally, opinions_of
from forum.days import time_left
from forum.deadlines.policy import DutyKind
from forum.deadlines.queries import due_for
from forum.errors import NotFound
from forum.urls import url_for
from forum.words import Words


@dataclass(frozen=True, slots=True)
class ConsultationLine:
    """A consultation in a list or at the head of its pages. `state` is derived from dates; policy accepts it
    as well as the recorded one."""

    id: int
    code: str
    slug: str
    title: str
    summary: str
    body: str
    body_id: int
    forum_id: int
    document_kind: str
    shown_version: int
    state: ConsultationState
    opens_on: date | None
    closes_on: date | None
    closes_first_on: date | None
    extension_reason: str
    left: Words  # the days until it closes, while it is open
    answer_by: datetime | None  # while responses are owed after it closes
    created_at: datetime
    announced_at: datetime | None
    concluded_at: datetime | None
    stopped_at: datetime | None
    stop_reason: str
    end_taken_back_at: datetime | None  # when the head disowned a notice that had ended it
    issued_number: str
    issued_on: date | None
    opinion_count: int
    answered_count: int
    former_count: int  # unanswered opinions on versions before the one that is shown
    version: int

    @property
    def url(self) -> str:
        return url_for("consultations.consultation", self.id, slug=self.slug)

    @property
    def is_open(self) -> bool:
        return self.state == ConsultationState.open

    @property
    def unanswered_count(self) -> int:
        return self.opinion_count - self.answered_count

    @property
    def is_reopened(self) -> bool:
        """Whether, since the conclusion, an opinion is shown that has no answer, or no longer has one."""
        return self.state == ConsultationState.concluded and self.unanswered_count > 0

    @property
    def is_over(self) -> bool:
        return self.state in policy.OVER

    @property
    def is_being_answered(self) -> bool:
        return self.state in policy.RESPONDING

    @property
    def owes_former(self) -> bool:
        """Whether the round on the shown version, running or over, has the opinions before it still to wait for."""
        return self.former_count > 0 and self.state not in policy.OVER

    @property
    def awaits_responses(self) -> bool:
        return self.state in policy.AWAITS_RESPONSES


_shown_opinions = opinions_of(Consultation.id, Tally.published)
_answered_opinions = opinions_of(Consultation.id, Tally.answered)


_response_count = (
    select(func.count())
    .select_from(OpinionResponse)
    .where(OpinionResponse.consultation_id == Consultation.id)
    .correlate(Consultation)
    .scalar_subquery()
)


_ANSWER_BY = due_for(
    "consultation", Consultation.id, DutyKind.respond_earlier, DutyKind.respond, DutyKind.publish_table
)

_END_TAKEN_BACK_AT = (
    select(func.max(OfficialText.repudiated_at))
    .join(ConsultationNotice, ConsultationNotice.id == OfficialText.id)
    .where(
        ConsultationNotice.consultation_id == Consultation.id,
        ConsultationNotice.act.in_([Act.conclude, Act.stop]),
        OfficialText.state == OfficialState.published,
    )
    .correlate(Consultation)
    .scalar_subquery()
)


# Announced ones by their audience, drafts for their own body; executed with `audience.params(actor)`.
KNOWN = or_(
    (Consultation.state != ConsultationState.draft) & audience.overlaps(Consultation.audience),
    Consultation.body_id == any_(audience.BODIES),
)
# Ordered by the next opening or closing.
CONSULTATIONS = (
    select(
        Consultation,
        Body.name,
        _shown_opinions,
        _answered_opinions,
        _response_count,
        _ANSWER_BY,
        FORMER_COUNT,
        _END_TAKEN_BACK_AT,
    )
    .join(Body, Body.id == Consultation.body_id)
    .where(KNOWN)
    .order_by(Consultation.closes_on.desc().nulls_first(), Consultation.id.desc())
)
_OF_IDS = CONSULTATIONS.where(Consultation.id.in_(bindparam("ids", expanding=True)))


async def lines_found(
    db: ReadDb,
    actor: Actor,
    query: Select[Consultation, str, int, int, int, datetime | None, int, datetime | None],
) -> list[ConsultationLine]:
    """What a statement made from CONSULTATIONS finds."""
    return [_line(actor, *row) for row in await db.execute(query, audience.params(actor))]


_FIRST = CONSULTATIONS.limit(100)


async def consultation_lines(db: ReadDb, actor: Actor) -> list[ConsultationLine]:
    """All, or the first hundred."""
    return await lines_found(db, actor, _FIRST)


async def consultations_by_id(db: ReadDb, actor: Actor, ids: Sequence[int]) -> list[ConsultationLine]:
    """Those of them that the actor may know of; no statement for no ids."""
    if not ids:
        return []
    return [_line(actor, *row) for row in await db.execute(_OF_IDS, audience.params(actor) | {"ids": ids})]


def _shown_state(c: Consultation, at: datetime, unanswered: int, responses: int) -> ConsultationState:
    """Being answered from the first response, in draft or public, until none waits."""
    state = policy.shown_state(c, at)
    if state == ConsultationState.closed and responses:
        return ConsultationState.responses_drafted
    if state == ConsultationState.responses_published and unanswered:
        return ConsultationState.responses_drafted
    return state


def _line(
    actor: Actor,
    c: Consultation,
    body: str,
    opinions: int,
    answered: int,
    responses: int,
    answer_by: datetime | None,
    former: int,
    taken_back_at: datetime | None,
) -> ConsultationLine:
    state = _shown_state(c, actor.at, opinions - answered, responses)
    return ConsultationLine(
        id=c.id,
        code=c.code,
        slug=c.slug,
        title=c.title,
        summary=c.summary,
        body=body,
        body_id=c.body_id,
        forum_id=c.forum_id,
        document_kind=c.document_kind,
        shown_version=c.shown_version,
        state=state,
        opens_on=c.opens_on,
        closes_on=c.closes_on,
        closes_first_on=c.closes_first_on,
        extension_reason=c.extension_reason,
        left=time_left(c.closes_on if state == ConsultationState.open else None, actor.today),
        answer_by=answer_by,
        created_at=c.created_at,
        announced_at=c.announced_at,
        concluded_at=c.concluded_at,
        stopped_at=c.stopped_at,
        stop_reason=c.stop_reason if c.stopped_at else "",
        end_taken_back_at=taken_back_at,
        issued_number=c.issued_number,
        issued_on=c.issued_on,
        opinion_count=opinions,
        answered_count=answered,
        former_count=former,
        version=c.version,
    )


async def consultation_line(db: ReadDb, actor: Actor, consultation_id: int) -> ConsultationLine:
    """Raises NotFound for what the actor may not know of."""
    lines = await consultations_by_id(db, actor, [consultation_id])
    if not lines:
        raise NotFound
    (line,) = lines
    return line


async def url_of(db: ReadDb, consultation_id: int) -> str:
    slug = await db.scalar(select(Consultation.slug).where(Consultation.id == consultation_id))
    return url_for("consultations.consultation", consultation_id, slug=slug or "")
