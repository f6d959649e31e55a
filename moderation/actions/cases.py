from datetime import datetime

from sqlalchemy import func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from moderation.errors import ModerationRefused
from moderation.facts import facts_of
from moderation.models import Appeal, Case, Decision
from moderation.policy import (
    APPEAL_MOVES,
    CASE_MOVES,
    DECISION_MOVES,
    LEASE,
    may_claim,
    may_close,
    may_decide,
    may_hold,
    may_release,
    moved,
    require,
)
from moderation.values import CaseReason, CaseState, Judge, NewCase, OpenedCase, Standing

CLAIMS_LOCK = 7_305_004  # of advisory locks, with the person
# With several reasons for one text, the one of most weight is the case's.
WEIGHT = {
    CaseReason.review: 0,
    CaseReason.flag: 1,
    CaseReason.edit: 2,
    CaseReason.new: 3,
    CaseReason.order: 4,
}


async def open_case(db: AsyncSession, new: NewCase, at: datetime) -> OpenedCase:
    """Open a case on a text, or join the one already open for it.

    A newer version returns a case to the queue: whoever had claimed it read another text. An interim hide is
    left as it is.
    """
    if new.reason == CaseReason.appeal:
        raise ModerationRefused("not_an_appeal")
    case_id = await db.scalar(
        insert(Case)
        .values(
            subject_kind=new.subject.kind,
            subject_id=new.subject.id,
            subject_version=new.subject.version,
            forum_id=new.forum_id,
            author_id=new.author_id,
            written_at=new.written_at,
            reason=new.reason,
            state=CaseState.queued,
            opened_at=at,
            deadline_at=new.deadline_at,
        )
        .on_conflict_do_nothing(
            index_elements=["subject_kind", "subject_id"],
            index_where=text("state <> 'decided' and reason <> 'appeal'"),
        )
        .returning(Case.id)
    )
    if case_id is not None:
        return OpenedCase(case_id, is_new=True)
    return await _join_waiting(db, new, at)


async def claim(db: AsyncSession, judge: Judge, case_id: int) -> datetime:
    """Claim the case for LEASE; claiming one's own again renews it, once. Returns when the lease ends."""
    case = await lock_case(db, case_id)
    require(may_claim(judge, await facts_of(db, case)))
    require(may_hold(await _held_count(db, judge, case_id)))
    renews = (
        case.state == CaseState.claimed
        and case.claimed_by == judge.persona_id
        and (case.leased_until is not None and case.leased_until > judge.at)
    )
    case.renewal_count = (case.renewal_count or 0) + 1 if renews else 0
    case.state = moved(CASE_MOVES, "claim", case.state)
    case.claimed_by = judge.persona_id
    case.leased_until = judge.at + LEASE
    await _follow(db, case, "claim")
    await db.flush()
    return case.leased_until


async def _held_count(db: AsyncSession, judge: Judge, case_id: int) -> int:
    """How many other cases this person holds now; two claims of one person at once wait for each other."""
    await db.execute(
        text("SELECT pg_advisory_xact_lock(:room, :person)"),
        {"room": CLAIMS_LOCK, "person": judge.persona_id},
    )
    held = (
        Case.state == CaseState.claimed,
        Case.claimed_by == judge.persona_id,
        Case.leased_until > judge.at,
    )
    return await db.scalar(select(func.count()).where(*held, Case.id != case_id)) or 0


async def release(db: AsyncSession, judge: Judge, case_id: int) -> None:
    case = await lock_case(db, case_id)
    require(may_release(judge, await facts_of(db, case)))
    await _follow(db, case, "release")
    advance_case(case, "release")
    await db.flush()


async def claimed_count(db: AsyncSession, persona_id: int, at: datetime) -> int:
    """How many cases somebody holds now."""
    held = Case.state == CaseState.claimed, Case.claimed_by == persona_id, Case.leased_until > at
    return await db.scalar(select(func.count(Case.id)).where(*held)) or 0


async def release_all(db: AsyncSession, persona_id: int) -> None:
    """Of somebody who judges no more: every case that they claimed goes back to the queue."""
    held = select(Case.id).where(Case.state == CaseState.claimed, Case.claimed_by == persona_id)
    for case_id in (await db.scalars(held.order_by(Case.id))).all():
        case = await lock_case(db, case_id)
        if case.state == CaseState.claimed and case.claimed_by == persona_id:
            await _follow(db, case, "release")
            advance_case(case, "release")
    await db.flush()


async def rest(db: AsyncSession, judge: Judge, case_id: int, until: datetime, deadline_at: datetime) -> None:
    """Return a claimed case to the queue until its author has answered, or the time for that is over."""
    case = await lock_case(db, case_id)
    require(may_decide(judge, await facts_of(db, case)))
    advance_case(case, "rest")
    case.rests_until, case.deadline_at = until, deadline_at
    await db.flush()


async def wake(db: AsyncSession, case_id: int, deadline_at: datetime) -> None:
    """The author answered: the case is handed out again."""
    case = await lock_case(db, case_id)
    case.rests_until, case.deadline_at = None, deadline_at
    await db.flush()


async def close(db: AsyncSession, case_id: int, at: datetime) -> None:
    """Close the case without a decision: the author withdrew the text."""
    case = await lock_case(db, case_id)
    require(may_close(await facts_of(db, case)))
    proposal = await proposal_on(db, case)
    if proposal is not None:
        proposal.standing = moved(DECISION_MOVES, "rewrite", proposal.standing)
        proposal.ended_at = at
    advance_case(case, "close")
    case.decided_at = at
    await db.flush()


async def lock_case(db: AsyncSession, case_id: int) -> Case:
    """Raises ModerationRefused('no_such_case')."""
    found = await db.scalar(
        select(Case).where(Case.id == case_id).with_for_update().execution_options(populate_existing=True)
    )
    if found is None:
        raise ModerationRefused("no_such_case", case_id=case_id)
    return found


def advance_case(case: Case, verb: str) -> None:
    """Move the case to its next state and end its lease."""
    case.state = moved(CASE_MOVES, verb, case.state)
    case.claimed_by = None
    case.leased_until = None


async def proposal_on(db: AsyncSession, case: Case) -> Decision | None:
    return await db.scalar(
        select(Decision)
        .where(Decision.case_id == case.id, Decision.standing == Standing.proposed)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


async def _join_waiting(db: AsyncSession, new: NewCase, at: datetime) -> OpenedCase:
    case = (
        await db.scalars(
            select(Case)
            .where(
                Case.subject_kind == new.subject.kind,
                Case.subject_id == new.subject.id,
                Case.state != CaseState.decided,
                Case.reason != CaseReason.appeal,
            )
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    ).one()
    case.asked_count += 1
    case.deadline_at = min(case.deadline_at, new.deadline_at)
    if WEIGHT[new.reason] > WEIGHT[CaseReason(case.reason)]:
        case.reason = new.reason
    overtakes = new.subject.version > case.subject_version and await _rewrite(db, case, new, at)
    await db.flush()
    return OpenedCase(case.id, is_new=False, overtakes=overtakes)


async def _rewrite(db: AsyncSession, case: Case, new: NewCase, at: datetime) -> bool:
    """Point the case at the newer text, unless the older one is under an interim hide. Returns whether that
    drops a proposal."""
    proposal = await proposal_on(db, case)
    if proposal is not None and proposal.interim_until is not None:
        return False
    if proposal is not None:
        proposal.standing = moved(DECISION_MOVES, "rewrite", proposal.standing)
        proposal.ended_at = at
    case.rests_until = None
    case.subject_version = new.subject.version
    case.written_at = new.written_at
    advance_case(case, "rewrite")
    return proposal is not None


async def _follow(db: AsyncSession, case: Case, verb: str) -> None:
    """Keep an appeal's state in step: being heard while its case is claimed."""
    if case.reason != CaseReason.appeal:
        return
    appeal = (await db.scalars(select(Appeal).where(Appeal.case_id == case.id).with_for_update())).one()
    appeal.state = moved(APPEAL_MOVES, verb, appeal.state)


async def change_author(db: AsyncSession, author_id: int, to: int) -> None:
    """Of every case: two authors turned out to be one person, who asks for reviews from now on."""
    await db.execute(update(Case).where(Case.author_id == author_id).values(author_id=to))
