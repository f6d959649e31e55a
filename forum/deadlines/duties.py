"""Actions on duties: start, pause, resume, complete, hand on, move, reopen and void.

Called by the verb that does the work, in its transaction and holding the lock on the thing; duties are locked
after it, all running ones of the thing at once and in order.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import and_, or_, select, text, tuple_, update

from forum.actor import Actor
from forum.clock import end_of_day
from forum.database import Db, ReadDb
from forum.deadlines.counting import due_of, set_dates
from forum.deadlines.models import RUNNING, Duty, DutyPause
from forum.deadlines.policy import TERMS, DutyKind, Owner
from forum.deadlines.queries import limit_in_force, workday_overrides
from forum.deadlines.working_days import Span
from forum.thing import Thing


async def _running(db: Db, thing: Thing, kinds: Iterable[DutyKind] = ()) -> list[Duty]:
    """The thing's running duties, locked in order; only of these kinds if given."""
    rows = await db.scalars(
        select(Duty)
        .where(Duty.thing_kind == thing.kind, Duty.thing_id == thing.id, RUNNING)
        .order_by(Duty.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    wanted = set(kinds)
    return [duty for duty in rows if not wanted or duty.kind in wanted]


async def _pauses(db: ReadDb, duties: Sequence[Duty]) -> dict[int, list[DutyPause]]:
    found: dict[int, list[DutyPause]] = {duty.id: [] for duty in duties}
    if found:
        for pause in await db.scalars(select(DutyPause).where(DutyPause.duty_id.in_(found))):
            found[pause.duty_id].append(pause)
    return found


def _spans(pauses: Iterable[DutyPause]) -> list[Span]:
    return [Span(pause.since, pause.until) for pause in pauses]


async def _count_anew(db: Db, duties: Sequence[Duty]) -> None:
    if duties:
        await db.flush()
        pauses, overrides = await _pauses(db, duties), await workday_overrides(db)
        for duty in duties:
            set_dates(duty, _spans(pauses[duty.id]), overrides)


async def start(
    db: Db,
    actor: Actor,
    thing: Thing,
    kind: DutyKind,
    owner: Owner,
    *,
    limit: str | None = None,
    counts_from: datetime | None = None,
    before: datetime | None = None,
    given: datetime | None = None,
    is_lead: bool = True,
) -> Duty:
    """Start a duty of the owner: within the kind's limit, another `limit` or by the `given` date. The limit
    counts from now, from `counts_from`, or back from the meeting `before` which it must be done; if that is
    already past, it is due today. Of two duties of the same owner the one due first stays, of two windows the
    one open longer."""
    terms = TERMS[kind]
    duty = Duty(
        thing_kind=thing.kind,
        thing_id=thing.id,
        kind=kind,
        nature="window" if terms.is_window else "duty",
        owner_kind=owner.kind,
        owner_id=owner.id,
        is_lead=is_lead,
        started_at=actor.at,
        counts_from=before or counts_from or actor.at,
        given_due_at=given,
        given_at=actor.at if given else None,
        not_before=end_of_day(actor.today) if before else None,
    )
    name = limit or terms.limit
    if given is None and name is not None:
        known = await limit_in_force(db, name, actor.today)
        duty.limit_name, duty.limit_unit, duty.rolls_over = known.name, known.unit, known.rolls_over
        duty.limit_count = -known.count if before else known.count
    set_dates(duty, (), await workday_overrides(db))
    return await _add(db, actor, thing, duty)


async def start_each(db: Db, actor: Actor, kind: DutyKind, owners: Mapping[Thing, Owner]) -> None:
    """Start a duty of one kind about each of these things, none of which has one of that kind. Two statements and the
    rows, for any number."""
    terms = TERMS[kind]
    if not owners or terms.limit is None:
        return
    known, overrides = await limit_in_force(db, terms.limit, actor.today), await workday_overrides(db)
    for thing, owner in owners.items():
        duty = Duty(
            thing_kind=thing.kind,
            thing_id=thing.id,
            kind=kind,
            nature="window" if terms.is_window else "duty",
            owner_kind=owner.kind,
            owner_id=owner.id,
            is_lead=True,
            started_at=actor.at,
            counts_from=actor.at,
            limit_name=known.name,
            limit_unit=known.unit,
            limit_count=known.count,
            rolls_over=known.rolls_over,
        )
        set_dates(duty, (), overrides)
        db.add(duty)
    await db.flush()


async def open_to(
    db: Db, actor: Actor, thing: Thing, kind: DutyKind, owners: Collection[Owner], until: datetime
) -> None:
    """Open a window of one kind on one thing to several people, until a given moment; what was open of that kind is
    over. Two statements and the rows, for any number."""
    await complete(db, actor, thing, kind)
    await db.flush()
    overrides = await workday_overrides(db)
    for owner in owners:
        duty = Duty(
            thing_kind=thing.kind,
            thing_id=thing.id,
            kind=kind,
            nature="window",
            owner_kind=owner.kind,
            owner_id=owner.id,
            is_lead=True,
            started_at=actor.at,
            counts_from=actor.at,
            given_due_at=until,
            given_at=actor.at,
        )
        set_dates(duty, (), overrides)
        db.add(duty)
    await db.flush()


async def _add(db: Db, actor: Actor, thing: Thing, duty: Duty) -> Duty:
    """Returns the one that stays, where its owner owes such a duty already."""
    for other in await _running(db, thing, [DutyKind(duty.kind)]):
        if (other.owner_kind, other.owner_id) == (duty.owner_kind, duty.owner_id):
            if _is_weightier(other, duty):
                return other
            other.void_at = actor.at
            await db.flush()
    db.add(duty)
    await db.flush()
    return duty


def _is_weightier(one: Duty, other: Duty) -> bool:
    if one.due_at is None or other.due_at is None:
        return one.due_at is None
    return one.due_at >= other.due_at if one.nature == "window" else one.due_at <= other.due_at


async def pause(
    db: Db, actor: Actor, thing: Thing, cause: str, *kinds: DutyKind, until: datetime | None = None
) -> None:
    """Stop the clock until resumed, or until a known moment. Without kinds, pauses all that wait while the
    thing is hidden. A second pause of the same cause changes its end."""
    duties = await _running(db, thing, kinds or [k for k, terms in TERMS.items() if terms.waits_while_hidden])
    pauses = await _pauses(db, duties)
    for duty in duties:
        lasting = next((p for p in pauses[duty.id] if p.cause == cause and _lasts(p, actor.at)), None)
        if lasting is not None:
            lasting.until = until
        else:
            db.add(DutyPause(duty_id=duty.id, cause=cause, since=actor.at, until=until))
    await _count_anew(db, duties)


def _lasts(pause: DutyPause, at: datetime) -> bool:
    return pause.until is None or pause.until > at


async def resume(db: Db, actor: Actor, thing: Thing, cause: str) -> None:
    """Restart the clock. A pause that already ended keeps its end."""
    duties = await _running(db, thing)
    for duty_pauses in (await _pauses(db, duties)).values():
        for one in duty_pauses:
            if one.cause == cause and _lasts(one, actor.at):
                one.until = actor.at
    await _count_anew(db, duties)


async def complete(db: Db, actor: Actor, thing: Thing, *kinds: DutyKind) -> None:
    """Mark as done, or a window as used. Ends its pauses."""
    duties = await _running(db, thing, kinds)
    for duty_pauses in (await _pauses(db, duties)).values():
        for one in duty_pauses:
            if _lasts(one, actor.at):
                one.until = actor.at
    await _count_anew(db, duties)
    for duty in duties:
        duty.done_at = actor.at


async def void(db: Db, actor: Actor, thing: Thing, *kinds: DutyKind) -> None:
    """Cancel duties of these kinds, or all running for the thing."""
    for duty in await _running(db, thing, kinds):
        duty.void_at = actor.at
    await db.flush()


async def void_each(db: Db, actor: Actor, things: Collection[Thing], *kinds: DutyKind) -> list[Duty]:
    """Cancel the running duties of these kinds on many things. Returns them. One statement and the rows."""
    rows = await db.scalars(
        select(Duty)
        .where(tuple_(Duty.thing_kind, Duty.thing_id).in_(things), Duty.kind.in_(kinds), RUNNING)
        .order_by(Duty.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    voided = list(rows)
    for duty in voided:
        duty.void_at = actor.at
    await db.flush()
    return voided


async def hand_on(db: Db, actor: Actor, thing: Thing, kind: DutyKind, owner: Owner) -> None:
    """Give the duty to another owner; its clock keeps running."""
    for duty in await _running(db, thing, [kind]):
        duty.owner_kind, duty.owner_id = owner.kind, owner.id


async def pass_to(db: Db, things: Collection[Thing], owner: Owner, to: Owner) -> None:
    """What runs on these things and is one owner's is another's from now on; the clocks keep running."""
    if things:
        same = tuple_(Duty.thing_kind, Duty.thing_id).in_(things)
        rows = await db.scalars(
            select(Duty)
            .where(same, Duty.owner_kind == owner.kind, Duty.owner_id == owner.id, RUNNING)
            .order_by(Duty.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
        for duty in rows:
            duty.owner_kind, duty.owner_id = to.kind, to.id


async def hand_on_all(db: Db, actor: Actor, owner: Owner, to: Owner) -> None:
    """Whatever an owner owes or owed is another's: both turned out to be one. Where both owe the same on one thing, one
    duty stays, as in `start`."""
    of_owner = and_(Duty.owner_kind == owner.kind, Duty.owner_id == owner.id)
    of_other = and_(Duty.owner_kind == to.kind, Duty.owner_id == to.id)
    same = tuple_(Duty.thing_kind, Duty.thing_id, Duty.kind)
    running = select(Duty.thing_kind, Duty.thing_id, Duty.kind).where(of_owner, RUNNING)
    rows = await db.scalars(
        select(Duty)
        .where(or_(of_owner, of_other), same.in_(running), RUNNING)
        .order_by(Duty.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    pairs: dict[tuple[str, int, str], list[Duty]] = {}
    for duty in rows:
        pairs.setdefault((duty.thing_kind, duty.thing_id, duty.kind), []).append(duty)
    for one, *others in pairs.values():
        for other in others:  # an owner has one of a kind running: there is one at most
            (other if _is_weightier(one, other) else one).void_at = actor.at
    await db.flush()
    await db.execute(update(Duty).where(of_owner).values(owner_kind=to.kind, owner_id=to.id))


async def move(db: Db, actor: Actor, thing: Thing, kind: DutyKind, to: datetime, reason: str) -> None:
    """Set another due date, with a reason. The first one stays on record."""
    duties = await _running(db, thing, [kind])
    for duty in duties:
        duty.given_due_at, duty.given_at, duty.not_before = to, actor.at, None
        duty.moved_count += 1
        duty.moved_reason, duty.moved_by = reason, actor.persona_id
        duty.reminded_soon_at, duty.reminded_due_at, duty.reminded_late_at = None, None, None
    await _count_anew(db, duties)


async def take_back_move(
    db: Db, actor: Actor, thing: Thing, kind: DutyKind, to: datetime, moved_count: int
) -> None:
    """Set the date that is in force without a move that does not count, also of a completed duty."""
    duty = await _last(db, thing, kind)
    if duty is not None:
        duty.given_due_at, duty.given_at, duty.not_before = to, actor.at, None
        duty.moved_count, duty.moved_reason, duty.moved_by = moved_count, "", None
        duty.reminded_soon_at, duty.reminded_due_at, duty.reminded_late_at = None, None, None
        await _count_anew(db, [duty])


async def reopen(db: Db, actor: Actor, thing: Thing, kind: DutyKind) -> None:
    """Reopen the last completed duty of that kind, with its old due date."""
    if (last := await _last(db, thing, kind)) is not None:
        last.done_at = None


async def _last(db: Db, thing: Thing, kind: DutyKind) -> Duty | None:
    """Also a completed one; locked."""
    found: Duty | None = await db.scalar(
        select(Duty)
        .where(
            Duty.thing_kind == thing.kind,
            Duty.thing_id == thing.id,
            Duty.kind == kind,
            Duty.void_at.is_(None),
        )
        .order_by(Duty.id.desc())
        .limit(1)
        .with_for_update()
    )
    return found


async def recount(db: Db, at: datetime) -> int:
    """Recompute all due dates after a calendar change. Returns how many moved.

    Locks the table against other writers: they lock duties after things, and here the things are unknown. No
    duty becomes late by the change.
    """
    await db.execute(text("LOCK TABLE duties IN EXCLUSIVE MODE"))
    rows = (await db.scalars(select(Duty).where(RUNNING, Duty.due_at.is_not(None)).order_by(Duty.id))).all()
    pauses, overrides = await _pauses(db, rows), await workday_overrides(db)
    moved, ends = 0, dict[tuple[str, int, datetime | None], datetime | None]()
    for duty in sorted(rows, key=lambda duty: duty.nature != "window"):
        for one in pauses[duty.id]:  # of what waits until a window on the same thing closes
            one.until = ends.get((duty.thing_kind, duty.thing_id, one.until), one.until)
        before, spans = duty.due_at, _spans(pauses[duty.id])
        assert before is not None
        due_at = due_of(duty, spans, overrides)
        if due_at is not None and due_at < at <= before:
            duty.not_before = before
        set_dates(duty, spans, overrides)
        if duty.nature == "window" and before > at:
            ends[duty.thing_kind, duty.thing_id, before] = duty.due_at
        moved += duty.due_at != before
    return moved
