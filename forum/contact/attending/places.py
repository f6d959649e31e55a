"""Places of the hall: how many are taken, and who moves up when one is free. Callers hold the session's lock, so two
who ask for the last place at once get one place and one number in the list."""

import secrets
from datetime import datetime

from sqlalchemy import and_, func, or_, select

from forum.contact.attending import events
from forum.contact.attending.models import Attendance
from forum.contact.attending.policy import (
    ANSWERS,
    ATTENDANCE,
    GONE,
    HOLDS_PLACE,
    AttendanceState,
    AttendingWay,
    ways_of,
)
from forum.contact.models import ContactSession
from forum.database import Db, ReadDb
from forum.journal import Event
from forum.thing import Thing

CODE_DIGITS = 6
# For a place of the hall; who comes from home meanwhile as well.
WAITS = or_(
    Attendance.state == AttendanceState.waiting,
    and_(Attendance.waits_for_hall, Attendance.state == AttendanceState.expected),
)


async def taken_count(db: ReadDb, session_id: int) -> int:
    """Places of the hall that are held. Who came unannounced holds none."""
    return (
        await db.scalar(
            select(func.count())
            .select_from(Attendance)
            .where(
                Attendance.session_id == session_id,
                Attendance.state.in_(HOLDS_PLACE),
                Attendance.way == AttendingWay.hall,
                Attendance.persona_id.is_not(None) | Attendance.body_id.is_not(None),
            )
        )
        or 0
    )


async def free_count(db: ReadDb, session: ContactSession) -> int | None:
    """None where the hall has no limit."""
    if session.capacity is None:
        return None
    return max(0, session.capacity - await taken_count(db, session.id))


async def move_up(db: Db, session: ContactSession, at: datetime) -> list[Event]:
    """Who waited longest gets what is free, until the session begins. Returns the events, to be recorded last."""
    if session.state not in ANSWERS or session.starts_at <= at:
        return []
    await db.flush()
    waiting = (
        select(Attendance)
        .where(Attendance.session_id == session.id, WAITS)
        .order_by(Attendance.queued_at, Attendance.id)
    )
    rows = (await db.scalars(waiting.limit(await free_count(db, session)))).all()
    for row in rows:
        if row.waits_for_hall:
            row.way, row.waits_for_hall = AttendingWay.hall, False
        else:
            row.state = ATTENDANCE.after("move_up")
    return [events.MovedUp(Thing("session", session.id), row.id) for row in rows]


async def follow_format(db: Db, session: ContactSession) -> None:
    """Who comes by a way that is offered no longer comes by the other: from home, or in the hall once there is a place,
    which whoever is invited has. Before `move_up`."""
    way, *others = ways_of(session)
    if others:
        return
    rows = await db.scalars(
        select(Attendance)
        .where(
            Attendance.session_id == session.id,
            Attendance.state.not_in(GONE),
            Attendance.checked_in_at.is_(None),
            (Attendance.way != way) | Attendance.waits_for_hall,
        )
        .order_by(Attendance.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    for row in rows:
        if way == AttendingWay.home:
            row.way, row.waits_for_hall = way, False
            if row.state == AttendanceState.waiting:
                row.state = ATTENDANCE.after("move_up")
        elif row.state == AttendanceState.invited:
            row.way = way
        else:
            row.waits_for_hall = True


async def new_code(db: ReadDb, session_id: int) -> str:
    """Digits that a person reads out at the door; of nobody else at the session."""
    used = frozenset(await db.scalars(select(Attendance.code).where(Attendance.session_id == session_id)))
    while (code := f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}") in used:
        pass
    return code
