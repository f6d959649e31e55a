"""The home page: what is open, what the outcomes were, the task map. Counts real rows only."""

from dataclasses import dataclass

from sqlalchemy import DateTime, bindparam, func, select

from forum import audience
from forum.accounts.queries import visitor
from forum.actor import Actor
from forum.clock import end_of_day
from forum.commitments.models import Commitment
from forum.commitments.policy import CommitmentState, found
from forum.commitments.queries import is_counted_as
from forum.consultations.models import Consultation
from forum.consultations.policy import MOVED_BY_CLOCK
from forum.consultations.queries import CONSULTATIONS, ConsultationLine, lines_found
from forum.contact.models import ContactSession
from forum.contact.policy import UPCOMING
from forum.contact.queries.counts import Verdicts, verdicts
from forum.contact.queries.sessions import SessionLine, session_lines
from forum.contributions.models import Contribution
from forum.database import ReadDb
from forum.deadlines.models import Duty
from forum.deadlines.policy import DutyKind
from forum.deadlines.queries import owed_for
from forum.errors import NotFound
from forum.programme.queries import TaskMap, programme_id_in_force, task_map
from forum.reports.totals import Totals, public_totals
from forum.threads.queries import THREADS, ThreadLine, thread_lines

SHOWN = 3
# How a commitment was confirmed, each counted apart: names of forum.commitments.policy.FOUND.
DONE = found(CommitmentState.confirmed, None)
PARTLY_DONE = found(CommitmentState.confirmed, CommitmentState.partly_done)
NOT_POSSIBLE = found(CommitmentState.confirmed, CommitmentState.cannot_be_done)


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Counts over public rows."""

    published_count: int
    answered_count: int
    proposal_count: int
    responded_count: int
    opinion_count: int
    done_count: int
    partly_done_count: int
    not_possible_count: int
    due_count: int
    verdicts: Verdicts  # of answers in sessions

    @property
    def is_empty(self) -> bool:
        return not (self.published_count or self.due_count)


@dataclass(frozen=True, slots=True)
class HousePage:
    consultations: tuple[ConsultationLine, ...]
    sessions: tuple[SessionLine, ...]
    proposals: tuple[ThreadLine, ...]
    outcomes: Outcomes
    map: TaskMap

    @property
    def is_anything_open(self) -> bool:
        return bool(self.consultations or self.sessions or self.proposals)


_RUNNING = CONSULTATIONS.where(Consultation.state.in_(MOVED_BY_CLOCK)).limit(SHOWN * 3)
_PROPOSALS = THREADS.where(Contribution.kind == "proposal").limit(SHOWN)


async def house_page(db: ReadDb, actor: Actor) -> HousePage:
    consultations = await lines_found(db, actor, _RUNNING)
    sessions = await session_lines(db, actor, ContactSession.state.in_(UPCOMING), limit=SHOWN)
    proposals = await thread_lines(db, actor, _PROPOSALS)
    shown = [line for line in consultations if line.state in MOVED_BY_CLOCK]
    return HousePage(
        tuple(shown[:SHOWN]), tuple(sessions), tuple(proposals), await outcomes(db, actor), await _map(db)
    )


_DUE = (
    select(
        func.count(),
        func.count().filter(is_counted_as(DONE)),
        func.count().filter(is_counted_as(PARTLY_DONE)),
        func.count().filter(is_counted_as(NOT_POSSIBLE)),
    )
    .join(Duty, owed_for(Duty, "commitment", Commitment.id, DutyKind.report))
    .where(
        Duty.due_at <= bindparam("until", type_=DateTime(timezone=True)),
        audience.overlaps(Commitment.audience),
    )
)


async def outcomes(db: ReadDb, actor: Actor) -> Outcomes:
    """The same for every reader."""
    everyone = audience.params(visitor(actor.at))
    totals = await public_totals(db, actor.at)
    proposals, opinions = totals.get("proposal", Totals()), totals.get("opinion", Totals())
    due_count, done_count, partly_count, not_possible_count = (
        await db.execute(_DUE, everyone | {"until": end_of_day(actor.today)})
    ).one()
    return Outcomes(
        published_count=sum(one.text_count for one in totals.values()),
        answered_count=proposals.answered_count,
        proposal_count=proposals.text_count,
        responded_count=opinions.answered_count,
        opinion_count=opinions.text_count,
        done_count=done_count,
        partly_done_count=partly_count,
        not_possible_count=not_possible_count,
        due_count=due_count,
        verdicts=await verdicts(db),
    )


async def _map(db: ReadDb) -> TaskMap:
    try:
        return await task_map(db, await programme_id_in_force(db))
    except NotFound:
        return TaskMap((), 0)
