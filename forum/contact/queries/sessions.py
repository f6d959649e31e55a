"""Sessions: the list, one session with its agenda and commitments, and the choices of the plan form."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, any_, bindparam, case, func, or_, select, tuple_
from sqlalchemy.orm import aliased

from forum import audience
from forum.accounts.models import Leader, Persona
from forum.actor import Actor, Decision, Role, as_writer
from forum.contact import policy
from forum.contact.holding.policy import may_open_session, may_take_back_opening
from forum.contact.models import ContactSession, Series, SessionLeader
from forum.contact.notes.policy import may_allow_notes, may_stop_notes
from forum.contact.policy import Rhythm, SessionFormat, SessionState
from forum.contact.queries.counts import begun
from forum.contact.series.policy import next_after
from forum.contact.texts.facts import FORMATS
from forum.contact.texts.policy import may_have_minutes, may_sign_for_chair
from forum.database import ReadDb
from forum.days import vndate
from forum.errors import NotFound
from forum.thing import Thing
from forum.urls import url_for
from forum.words import Words, _

PAGE = 20
RHYTHMS = {
    Rhythm.month: _("Hằng tháng"),
    Rhythm.quarter: _("Hằng quý"),
    Rhythm.half_year: _("Nửa năm một lần"),
    Rhythm.year: _("Hằng năm"),
}


@dataclass(frozen=True, slots=True)
class SessionLine:
    """`state` is derived from dates; policy accepts it as well as the recorded one."""

    id: int
    code: str
    title: str
    slug: str
    state: SessionState
    audience: tuple[str, ...]
    starts_at: datetime
    place: str
    chair: str
    chair_leader_id: int
    signer_id: int
    intake_from_on: date
    intake_until_on: date

    @property
    def thing(self) -> Thing:
        return Thing("session", self.id)

    @property
    def option(self) -> tuple[int, str]:
        return self.id, f"{self.code} · {vndate(self.starts_at)} · {self.title}"

    @property
    def url(self) -> str:
        return url_for("contact.session", self.id, slug=self.slug)

    @property
    def is_announced(self) -> bool:
        return self.state == SessionState.announced

    @property
    def takes_questions(self) -> bool:
        return self.state == SessionState.intake_open

    @property
    def awaits_agenda(self) -> bool:
        return self.state == SessionState.intake_closed

    @property
    def is_live(self) -> bool:
        return self.state == SessionState.live

    @property
    def awaits_minutes(self) -> bool:
        return self.state in policy.AWAITS_MINUTES

    @property
    def is_postponed(self) -> bool:
        return self.state == SessionState.postponed

    @property
    def is_called_off(self) -> bool:
        return self.state in policy.CALLED_OFF


@dataclass(frozen=True, slots=True)
class SeriesLine:
    """`next_on` is the day of the next session, or the one on which the rhythm puts it; `is_unattended`: its regulation
    asks for an announcement, but nobody is named who chairs, so that no session is drafted."""

    id: int
    title: str
    rhythm: Words
    next_on: date | None
    regulation: str
    announce_days: int | None
    is_unattended: bool

    @property
    def option(self) -> tuple[int, str]:
        return self.id, self.title


# The SQL equivalent of policy.may_see_session; executed with `audience.params(actor)`.
READABLE = or_(
    audience.IS_SECRETARIAT,
    (ContactSession.state != SessionState.planned) & audience.overlaps(ContactSession.audience),
    ContactSession.chair_leader_id == any_(audience.LEADERS),
)
# Readable sessions with the name of their chair.
_SESSIONS = (
    select(ContactSession, func.trim(Persona.title + " " + Persona.name))
    .join(Leader, Leader.id == ContactSession.chair_leader_id)
    .join(Persona, Persona.id == Leader.persona_id)
    .where(READABLE)
)
_NEWEST_FIRST = _SESSIONS.order_by(ContactSession.starts_at.desc(), ContactSession.id.desc())


def _line(actor: Actor, it: ContactSession, chair: str) -> SessionLine:
    return SessionLine(
        id=it.id,
        code=it.code,
        title=it.title,
        slug=it.slug,
        state=policy.shown_state(it, actor.at),
        audience=tuple(it.audience),
        starts_at=it.starts_at,
        place=it.place,
        chair=chair,
        chair_leader_id=it.chair_leader_id,
        signer_id=it.signer_id,
        intake_from_on=it.intake_from_on,
        intake_until_on=it.intake_until_on,
    )


async def session_lines(
    db: ReadDb, actor: Actor, *where: ColumnElement[bool], before: int | None = None, limit: int = PAGE + 1
) -> list[SessionLine]:
    """Newest first; `before` is the id of the last session of the previous page."""
    query = _NEWEST_FIRST.where(*where)
    if before is not None:
        last = select(ContactSession.starts_at, ContactSession.id).where(ContactSession.id == before)
        query = query.where(tuple_(ContactSession.starts_at, ContactSession.id) < last.scalar_subquery())
    rows = await db.execute(query.limit(limit), audience.params(actor))
    return [_line(actor, it, chair) for it, chair in rows]


_OF_IDS = _SESSIONS.where(ContactSession.id.in_(bindparam("ids", expanding=True)))


async def sessions_by_id(db: ReadDb, actor: Actor, ids: Sequence[int]) -> dict[int, SessionLine]:
    rows = await db.execute(_OF_IDS, audience.params(actor) | {"ids": ids})
    return {it.id: _line(actor, it, chair) for it, chair in rows}


async def series_lines(db: ReadDb, today: date) -> tuple[SeriesLine, ...]:
    rows = await db.scalars(select(Series).order_by(Series.id))
    return tuple(
        SeriesLine(
            id=s.id,
            title=s.title,
            rhythm=RHYTHMS[s.rhythm],
            next_on=next_after(s.rhythm, s.next_on, today) if s.next_on and s.next_on < today else s.next_on,
            regulation=s.regulation,
            announce_days=s.announce_days,
            is_unattended=s.announce_days is not None and s.chair_leader_id is None,
        )
        for s in rows
    )


def planning_steps(actor: Actor) -> frozenset[str]:
    """The steps that create a session or a series."""
    return frozenset({"plan_session", "create_series"}) if policy.may_plan_session(actor) else frozenset()


@dataclass(frozen=True, slots=True)
class LeaderPlace:
    id: int
    name: str
    position: str
    is_chair: bool

    @property
    def option(self) -> tuple[int, str]:
        return self.id, f"{self.name}, {self.position}"


@dataclass(frozen=True, slots=True)
class EarlierMinutes:
    """Minutes from before they were official texts: empty for every later session."""

    secretary: str
    attending: str
    course: str
    conclusion: str


@dataclass(frozen=True, slots=True)
class SessionFrame:
    """The head of every page of a session. `format` is a key of FORMATS; `signer` approves in the place of a chair who
    left after it was held."""

    line: SessionLine
    series_id: int
    series: str
    forum_id: int
    summary: str
    format: SessionFormat
    ends_at: datetime
    chair_leader_id: int
    signer_id: int
    signer: LeaderPlace | None
    state_reason: str
    late_reason: str
    rest_day_reason: str
    created_at: datetime
    agenda_published_at: datetime | None
    opened_at: datetime | None
    adjourned_at: datetime | None
    minutes_published_at: datetime | None
    earlier: EarlierMinutes
    shows_minutes: bool
    calendar_sequence: int
    speaking_minutes: int
    first_time_first: bool
    allows_notes: bool
    version: int
    can: frozenset[str]

    @property
    def state(self) -> SessionState:
        return self.line.state

    @property
    def format_name(self) -> Words:
        return FORMATS[self.format]

    @property
    def place(self) -> Words | str:
        return self.line.place or self.format_name

    @property
    def began_at(self) -> datetime:
        return self.opened_at or self.line.starts_at

    @property
    def ended_at(self) -> datetime:
        return self.adjourned_at or self.ends_at


_signer, _signing = aliased(Leader), aliased(Persona)
_SIGNS_UNTIL = case((_signer.id.is_(None), Leader.until_on), else_=_signer.until_on)
_FRAME = (
    _SESSIONS.add_columns(Series.title, Series.forum_id, Series.first_time_first, begun(ContactSession.id))
    .add_columns(func.trim(_signing.title + " " + _signing.name), _signer.position, _SIGNS_UNTIL)
    .join(Series, Series.id == ContactSession.series_id)
    .outerjoin(_signer, _signer.id == ContactSession.signer_leader_id)
    .outerjoin(_signing, _signing.id == _signer.persona_id)
    .where(ContactSession.id == bindparam("session_id"))
)


async def session_frame(db: ReadDb, actor: Actor, session_id: int) -> SessionFrame:
    """Raises NotFound for what the actor may not know of."""
    row = (await db.execute(_FRAME, audience.params(actor) | {"session_id": session_id})).one_or_none()
    if row is None:
        raise NotFound
    it, chair, series, forum_id, first_time_first, has_begun, signer, position, signs_until = row
    has_left = signs_until is not None and signs_until < actor.today
    return SessionFrame(
        line=_line(actor, it, chair),
        series_id=it.series_id,
        series=series,
        forum_id=forum_id,
        summary=it.summary,
        format=it.format,
        ends_at=it.ends_at,
        chair_leader_id=it.chair_leader_id,
        signer_id=it.signer_id,
        signer=LeaderPlace(it.signer_id, signer, position, is_chair=False) if signer is not None else None,
        state_reason=it.state_reason,
        late_reason=it.late_reason,
        rest_day_reason=it.rest_day_reason,
        created_at=it.created_at,
        agenda_published_at=it.agenda_published_at,
        opened_at=it.opened_at,
        adjourned_at=it.adjourned_at,
        minutes_published_at=it.minutes_published_at,
        earlier=EarlierMinutes(it.secretary, it.attending, it.course, it.conclusion),
        shows_minutes=bool(may_have_minutes(actor, it)),
        calendar_sequence=it.calendar_sequence,
        speaking_minutes=it.speaking_minutes,
        first_time_first=first_time_first,
        allows_notes=it.allows_notes,
        version=it.version,
        can=_may(actor, it, has_begun=has_begun, has_left=has_left),
    )


def _may(actor: Actor, it: ContactSession, *, has_begun: bool, has_left: bool) -> frozenset[str]:
    seats = actor.leaders(Role.leader) - {it.signer_id}
    asked: dict[str, Decision] = {
        verb: policy.may_step_session(actor, it, verb) for verb in policy.SECRETARIAT_S_STEPS
    }
    asked |= {
        "open_session": may_open_session(actor, it),
        "take_back_opening": may_take_back_opening(actor, it, has_begun=has_begun),
        "change_session": policy.may_change_session(actor, it),
        "allow_notes": may_allow_notes(actor, it, is_allowed=it.allows_notes),
        "stop_notes": may_stop_notes(actor, it, is_allowed=it.allows_notes),
        "ask": policy.may_ask(as_writer(actor), it),
        "enter_question": policy.may_enter_question(actor, it),
        "sign_for_chair": may_sign_for_chair(actor, it, seats, has_left=has_left, waits=False),
    }
    return frozenset(verb for verb, decision in asked.items() if decision)


_IS_CHAIR = Leader.id == ContactSession.chair_leader_id
_PLACES = (
    select(Leader.id, func.trim(Persona.title + " " + Persona.name), Leader.position, _IS_CHAIR)
    .join(SessionLeader, SessionLeader.leader_id == Leader.id)
    .join(ContactSession, ContactSession.id == SessionLeader.session_id)
    .join(Persona, Persona.id == Leader.persona_id)
    .where(SessionLeader.session_id == bindparam("session_id"))
    .order_by(_IS_CHAIR.desc(), Leader.id)
)


async def leaders_of(db: ReadDb, session_id: int) -> tuple[LeaderPlace, ...]:
    """The chair first."""
    rows = await db.execute(_PLACES, {"session_id": session_id})
    return tuple(LeaderPlace(*row) for row in rows)


async def sessions_to_defer_to(db: ReadDb, actor: Actor, after: datetime) -> list[SessionLine]:
    """Later sessions that were announced, so that whoever asked sees them, and are still to come."""
    to_come = ContactSession.starts_at > max(after, actor.at)
    announced = ContactSession.state.in_(policy.TAKES_DEFERRED)
    return await session_lines(db, actor, to_come, announced, limit=20)
