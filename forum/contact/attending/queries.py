"""People at a session: what one person sees of their own place, and the lists for the secretariat."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, case, false, func, or_, select
from sqlalchemy.orm import aliased

from forum.accounts.models import Body, Persona
from forum.accounts.queries import body_names, persona_labels, personas_bound
from forum.actor import Actor, Role, as_writer, require
from forum.contact.attending import policy
from forum.contact.attending.models import Attendance
from forum.contact.attending.places import WAITS, taken_count
from forum.contact.attending.policy import AttendanceState, AttendingWay, Service
from forum.contact.models import ContactSession
from forum.contact.queries.sessions import LeaderPlace, SessionFrame, leaders_of, session_frame
from forum.database import ReadDb, load
from forum.state import word_of
from forum.words import Words, _

WAYS = {way: word_of(way) for way in AttendingWay}
AT_THE_DOOR = frozenset({"check_in_listed", "take_back_check_in"})
OF_INVITATIONS = frozenset({"take_back_invitation", "record_reply"})
SERVICES = {service: word_of(service) for service in Service}


def services_in(values: Sequence[str]) -> tuple[Words, ...]:
    return tuple(SERVICES[Service(one)] for one in values)


def grouped(code: str) -> str:
    """As it is read out: 123 456."""
    return f"{code[:3]} {code[3:]}"


@dataclass(frozen=True, slots=True)
class AttendanceView:
    """`guest` is the person or the body, empty for who came unannounced. `needs` are for who may read them."""

    id: int
    guest: str
    is_body: bool
    deputy: str
    named_by: str
    state: AttendanceState
    way: AttendingWay
    needs: tuple[Words, ...]
    code: str
    invited_at: datetime | None
    replied_by: str
    replied_at: datetime | None
    telephoned_by: str
    telephoned_at: datetime | None
    taken_back_reason: str
    waits_for_hall: bool
    checked_in_at: datetime | None
    queue_number: int | None
    can: frozenset[str]

    @property
    def name(self) -> str:
        return self.guest or self.deputy

    @property
    def way_name(self) -> Words:
        return WAYS[self.way]

    @property
    def code_read_out(self) -> str:
        return grouped(self.code)

    @property
    def own_steps(self) -> frozenset[str]:
        return self.can - AT_THE_DOOR - OF_INVITATIONS

    @property
    def desk_steps(self) -> frozenset[str]:
        return self.can & AT_THE_DOOR

    @property
    def office_steps(self) -> frozenset[str]:
        return self.can & OF_INVITATIONS

    @property
    def is_registered(self) -> bool:
        return self.state in policy.REGISTERED

    @property
    def is_walk_in(self) -> bool:
        return not self.guest

    @property
    def is_gone(self) -> bool:
        return self.state in policy.GONE

    @property
    def is_taken_back(self) -> bool:
        return self.state == AttendanceState.taken_back


@dataclass(frozen=True, slots=True)
class Places:
    """Of the hall. `free` is None where it has no limit."""

    capacity: int | None
    taken: int
    waiting: int

    @property
    def free(self) -> int | None:
        return None if self.capacity is None else max(0, self.capacity - self.taken)

    @property
    def is_full(self) -> bool:
        return self.free == 0


@dataclass(frozen=True, slots=True)
class AttendancePage:
    """What everybody sees of how to take part, with the reader's own places. `join_url` is empty for who did not
    register; `has_link` says that there is one."""

    frame: SessionFrame
    directions: str
    services: tuple[Words, ...]
    places: Places
    own: tuple[AttendanceView, ...]
    join_url: str
    has_link: bool
    ways: tuple[AttendingWay, ...]
    can: frozenset[str]
    can_read_names: bool

    @property
    def way_options(self) -> list[tuple[str, Words]]:
        return [(way, WAYS[way]) for way in self.ways]

    @property
    def need_options(self) -> list[tuple[str, Words]]:
        return [*SERVICES.items()]

    @property
    def url(self) -> str:
        return self.frame.line.url


@dataclass(frozen=True, slots=True)
class AttendantsPage:
    """The list of names. `shows_needs` for the secretariat alone."""

    frame: SessionFrame
    places: Places
    rows: tuple[AttendanceView, ...]
    shows_needs: bool
    can: frozenset[str]

    @property
    def came(self) -> int:
        return sum(row.checked_in_at is not None for row in self.rows)

    @property
    def groups(self) -> list[tuple[Words, list[AttendanceView]]]:
        """In the order in which the desk at the door looks for them."""
        walk_ins = [row for row in self.rows if row.is_walk_in]
        others = [row for row in self.rows if not row.is_walk_in]
        by_state = {state: [row for row in others if row.state == state] for state in AttendanceState}
        found = [(word_of(state), rows) for state, rows in by_state.items()]
        return [(words, rows) for words, rows in (*found, (_("Đến không báo trước"), walk_ins)) if rows]


_named, _replied = aliased(Persona), aliased(Persona)


async def _places(db: ReadDb, session: ContactSession) -> Places:
    waiting = select(func.count(Attendance.id)).where(Attendance.session_id == session.id, WAITS)
    return Places(session.capacity, await taken_count(db, session.id), await db.scalar(waiting) or 0)


async def _views(
    db: ReadDb, actor: Actor, session: ContactSession, which: ColumnElement[bool]
) -> tuple[AttendanceView, ...]:
    """By state and name; those who wait by their numbers. One statement."""
    number = func.row_number().over(
        partition_by=(Attendance.session_id, WAITS), order_by=(Attendance.queued_at, Attendance.id)
    )
    numbered = (
        select(Attendance.id, number.label("number")).where(Attendance.session_id == session.id).subquery()
    )
    rows = await db.execute(
        select(
            Attendance,
            func.trim(func.coalesce(Persona.title, "") + " " + func.coalesce(Persona.name, Body.name, "")),
            func.coalesce(_named.name, ""),
            func.coalesce(_replied.name, ""),
            numbered.c.number,
        )
        .join(numbered, numbered.c.id == Attendance.id)
        .outerjoin(Persona, Persona.id == Attendance.persona_id)
        .outerjoin(Body, Body.id == Attendance.body_id)
        .outerjoin(_named, _named.id == Attendance.named_by)
        .outerjoin(_replied, _replied.id == Attendance.replied_by)
        .where(Attendance.session_id == session.id, which)
        .order_by(
            Attendance.state,
            case((Attendance.state == AttendanceState.waiting, numbered.c.number), else_=0),
            func.coalesce(Persona.sort_key, Body.name, Attendance.name),
            Attendance.id,
        )
    )
    return tuple(_view(actor, session, *row) for row in rows)


def _view(
    actor: Actor,
    session: ContactSession,
    it: Attendance,
    guest: str,
    named_by: str,
    replied_by: str,
    number: int,
) -> AttendanceView:
    reads_needs = policy.is_own(actor, it) or policy.may_read_needs(actor)
    return AttendanceView(
        id=it.id,
        guest=guest,
        is_body=it.body_id is not None,
        deputy=it.name,
        named_by=named_by,
        state=it.state,
        way=it.way,
        needs=services_in(it.needs) if reads_needs else (),
        code=it.code,
        invited_at=it.invited_at,
        replied_by=replied_by,
        replied_at=it.replied_at,
        telephoned_by=it.telephoned_by,
        telephoned_at=it.telephoned_at,
        taken_back_reason=it.taken_back_reason,
        waits_for_hall=it.waits_for_hall,
        checked_in_at=it.checked_in_at,
        queue_number=number if it.state == AttendanceState.waiting or it.waits_for_hall else None,
        can=_may(actor, it, session),
    )


def _may(actor: Actor, it: Attendance, session: ContactSession) -> frozenset[str]:
    comes = it.checked_in_at is None and policy.may_check_in(actor, session)
    asked = {
        "withdraw_attendance": policy.may_withdraw_attendance(actor, it, session),
        "accept_invitation": policy.may_answer_invitation(actor, it, session, "accept"),
        "send_deputy": policy.may_answer_invitation(actor, it, session, "send_deputy"),
        "decline_invitation": policy.may_answer_invitation(actor, it, session, "decline"),
        "come_from_home": policy.may_come_from_home(actor, it, session),
        "come_to_hall": policy.may_come_to_hall(actor, it, session),
        "take_back_invitation": policy.may_take_back_invitation(actor, it, session),
        "record_reply": policy.may_record_reply(actor, it, session),
        "check_in_listed": comes,
        "take_back_check_in": policy.may_take_back_check_in(actor, session, it),
    }
    return frozenset(verb for verb, decision in asked.items() if decision)


def _own(actor: Actor) -> ColumnElement[bool]:
    """The SQL equivalent of policy.is_own."""
    if actor.persona_id is None:
        return false()
    bodies = actor.bodies(Role.body_officer, Role.body_head)
    return or_(Attendance.persona_id == actor.persona_id, Attendance.body_id.in_(bodies))


def _leader_ids(leaders: Sequence[LeaderPlace]) -> list[int]:
    return [one.id for one in leaders]


async def attendance_page(db: ReadDb, actor: Actor, session_id: int) -> AttendancePage:
    """Raises NotFound for a session that the actor may not know of."""
    frame = await session_frame(db, actor, session_id)
    session = await load(db, ContactSession, session_id)
    leader_ids = _leader_ids(await leaders_of(db, session_id))
    own_rows = (
        await db.scalars(select(Attendance).where(Attendance.session_id == session_id, _own(actor)))
    ).all()
    own = await _views(db, actor, session, _own(actor)) if own_rows else ()
    is_listed = any(
        row.persona_id is not None and not policy.ATTENDANCE.allows("register", row.state) for row in own_rows
    )
    may_register = policy.may_register_attendance(as_writer(actor), session) and not is_listed
    has_link = policy.may_have_link(actor, own_rows, leader_ids, frame.state)
    return AttendancePage(
        frame=frame,
        directions=session.directions,
        services=services_in(session.services),
        places=await _places(db, session),
        own=own,
        join_url=session.join_url if has_link else "",
        has_link=bool(session.join_url),
        ways=policy.ways_of(session),
        can=frozenset({"register_attendance"} if may_register else ()),
        can_read_names=bool(policy.may_read_attendants(actor, leader_ids)),
    )


async def own_link(db: ReadDb, actor: Actor, frame: SessionFrame) -> str:
    """The link to join, empty for who may not have it."""
    session = await load(db, ContactSession, frame.line.id)
    if not session.join_url or actor.persona_id is None:
        return ""
    own = await db.scalars(select(Attendance).where(Attendance.session_id == session.id, _own(actor)))
    leader_ids = _leader_ids(await leaders_of(db, session.id))
    may_have = policy.may_have_link(actor, own.all(), leader_ids, frame.state)
    return session.join_url if may_have else ""


async def attendants_page(db: ReadDb, actor: Actor, session_id: int) -> AttendantsPage:
    """Raises NotFound and Forbidden."""
    frame = await session_frame(db, actor, session_id)
    require(policy.may_read_attendants(actor, _leader_ids(await leaders_of(db, session_id))))
    session = await load(db, ContactSession, session_id)
    every = await _views(db, actor, session, Attendance.session_id == session_id)
    asked = {
        "invite_person": policy.may_invite(actor, session),
        "invite_body": policy.may_invite(actor, session),
        "check_in": policy.may_check_in(actor, session),
        "add_walk_in": policy.may_check_in(actor, session),
    }
    return AttendantsPage(
        frame=frame,
        places=await _places(db, session),
        rows=every,
        shows_needs=bool(policy.may_read_needs(actor)),
        can=frozenset(verb for verb, decision in asked.items() if decision),
    )


async def who_came(db: ReadDb, it: Attendance) -> str:
    """The name of a row, with the deputy's: 'Sở Mẫu (Người Mẫu)'."""
    guest = ""
    if it.persona_id is not None:
        labels = await persona_labels(db, {it.persona_id})
        guest = labels[it.persona_id].name
    elif it.body_id is not None:
        guest = (await body_names(db, {it.body_id}))[it.body_id]
    return f"{guest} ({it.name})" if guest and it.name else guest or it.name


async def attending_people(db: ReadDb, session_id: int, at: datetime) -> list[int]:
    """Whom a change of the session concerns: who registered, waits or was invited, and the staff of invited bodies."""
    concerned = policy.HOLDS_PLACE | policy.REGISTERED
    rows = await db.execute(
        select(Attendance.persona_id, Attendance.body_id)
        .where(Attendance.session_id == session_id, Attendance.state.in_(concerned))
        .order_by(Attendance.id)
    )
    people: list[int] = []
    for persona_id, body_id in rows.all():
        if persona_id is not None:
            people.append(persona_id)
        elif body_id is not None:
            people += await personas_bound(db, at, Role.body_officer, Role.body_head, body_id=body_id)
    return people


async def listed_invitations(
    db: ReadDb, actor: Actor, session_id: int, *, is_own: bool
) -> tuple[AttendanceView, ...]:
    """Those that stand; the reader's own, or all for the office, which its caller has asked for."""
    session = await load(db, ContactSession, session_id)
    stands = Attendance.invited_at.is_not(None) & Attendance.state.in_(policy.HOLDS_PLACE)
    return await _views(db, actor, session, stands & _own(actor) if is_own else stands)
