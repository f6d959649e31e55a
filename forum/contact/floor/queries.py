"""Who has the floor of a session, who waits for it, who had it, and the minutes that each took."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import exists, func, select
from sqlalchemy.orm import aliased

from forum.accounts.models import Body, Persona
from forum.actor import Actor, as_writer
from forum.audience import Visibility
from forum.contact.floor import policy
from forum.contact.floor.policy import SpeakerState, in_line
from forum.contact.models import ContactSession, Speaker
from forum.contact.policy import secretariat
from forum.contact.queries.sessions import SessionFrame, session_frame
from forum.contributions.models import Contribution
from forum.database import ReadDb
from forum.words import Words, _

NEXT = 3  # shown on a screen
NO_NAME_YET = _("Một thành viên")


@dataclass(frozen=True, slots=True)
class SpeakerLine:
    """`is_first`: of this series. `position` is the place in line, from 1, of who waits. `seconds` are up to now."""

    id: int
    persona_id: int
    name: Words | str
    body: str
    about_code: str
    state: SpeakerState
    place: int
    is_first: bool
    asked_at: datetime
    floor_at: datetime | None
    seconds: int
    limit_minutes: int
    counts_from: datetime | None
    can: frozenset[str]

    @property
    def minutes(self) -> int:
        """Begun minutes count from half on, as people say them."""
        return (self.seconds + 30) // 60

    @property
    def is_over(self) -> bool:
        return self.seconds > self.limit_minutes * 60


@dataclass(frozen=True, slots=True)
class MinutesOf:
    """What a person or a body took of a session's time, and how often."""

    name: Words | str
    count: int
    seconds: int

    @property
    def minutes(self) -> int:
        return (self.seconds + 30) // 60


@dataclass(frozen=True, slots=True)
class Floor:
    """`speaking` has the floor now; `paused` had it and is to go on."""

    speaking: SpeakerLine | None
    paused: tuple[SpeakerLine, ...]
    waiting: tuple[SpeakerLine, ...]
    heard: tuple[SpeakerLine, ...]
    first_time_first: bool
    limit_minutes: int

    @property
    def coming(self) -> tuple[SpeakerLine, ...]:
        """Who comes next, for a screen."""
        return (*self.paused, *self.waiting)[:NEXT]

    @property
    def is_empty(self) -> bool:
        return not (self.speaking or self.paused or self.waiting or self.heard)

    @property
    def by_person(self) -> tuple[MinutesOf, ...]:
        return _sums([(one.name, one.persona_id, one.seconds) for one in self.had_it])

    @property
    def by_body(self) -> tuple[MinutesOf, ...]:
        alone = _("Phát biểu với tư cách cá nhân")
        return _sums([(one.body or alone, one.body, one.seconds) for one in self.had_it])

    @property
    def had_it(self) -> tuple[SpeakerLine, ...]:
        """Those who had the floor, or have it."""
        now = (self.speaking,) if self.speaking else ()
        return (*self.heard, *self.paused, *now)

    def of(self, persona_id: int | None) -> SpeakerLine | None:
        """The person's own place, while they have one."""
        listed = (self.speaking, *self.paused, *self.waiting)
        return next((one for one in listed if one and one.persona_id == persona_id), None)

    def position(self, line: SpeakerLine) -> int:
        """In line, from 1."""
        return self.waiting.index(line) + 1


def _sums(used: Sequence[tuple[Words | str, object, int]]) -> tuple[MinutesOf, ...]:
    """(name, whose, seconds) by whose, the most first."""
    found: dict[object, MinutesOf] = {}
    for name, whose, seconds in used:
        before = found.get(whose, MinutesOf(name, 0, 0))
        found[whose] = MinutesOf(name, before.count + 1, before.seconds + seconds)
    return tuple(sorted(found.values(), key=lambda one: -one.seconds))


@dataclass(frozen=True, slots=True)
class FloorPage:
    frame: SessionFrame
    floor: Floor
    own: SpeakerLine | None
    can: frozenset[str]


class _Row(NamedTuple):
    it: Speaker
    name: str
    body: str | None
    about_code: str | None
    is_first: bool
    is_judged: bool


_earlier, _before, _asked = aliased(Speaker), aliased(ContactSession), aliased(Contribution)


async def _speakers(db: ReadDb, session_id: int) -> list[_Row]:
    """With their name, the body's, the code of a question that everybody may read, whether they never spoke in the
    series before, and whether the name was judged with a text. One statement."""
    spoke_before = exists().where(
        _earlier.persona_id == Speaker.persona_id,
        _earlier.id != Speaker.id,
        _earlier.floor_at.is_not(None),
        _earlier.session_id == _before.id,
        _before.series_id == ContactSession.series_id,
    )
    is_judged = exists().where(
        Contribution.persona_id == Speaker.persona_id, Contribution.visibility == Visibility.published
    )
    name = func.trim(Persona.title + " " + Persona.name)
    rows = await db.execute(
        select(Speaker, name, Body.name, _asked.code, ~spoke_before, is_judged)
        .join(ContactSession, ContactSession.id == Speaker.session_id)
        .join(Persona, Persona.id == Speaker.persona_id)
        .outerjoin(Body, Body.id == Speaker.body_id)
        .outerjoin(_asked, (_asked.id == Speaker.question_id) & (_asked.visibility == Visibility.published))
        .where(Speaker.session_id == session_id, Speaker.state != SpeakerState.given_up)
        .order_by(Speaker.place)
    )
    return [_Row(*row) for row in rows]


def _line(actor: Actor, frame: SessionFrame, row: _Row, *, somebody_speaks: bool) -> SpeakerLine:
    """A name that nobody has judged yet is read by its bearer and the secretariat, until that gives the floor."""
    it, since = row.it, row.it.speaking_since
    is_named = row.is_judged or it.floor_at is not None or it.added_by is not None
    knows = is_named or it.persona_id == actor.persona_id or bool(secretariat(actor))
    running = int((actor.at - since).total_seconds()) if since is not None else 0
    return SpeakerLine(
        id=it.id,
        persona_id=it.persona_id,
        name=row.name if knows else NO_NAME_YET,
        body=row.body or "",
        about_code=row.about_code or "",
        state=it.state,
        place=it.place,
        is_first=row.is_first,
        asked_at=it.asked_at,
        floor_at=it.floor_at,
        seconds=it.seconds_used + max(running, 0),
        limit_minutes=it.limit_minutes or frame.speaking_minutes,
        counts_from=since - timedelta(seconds=it.seconds_used) if since is not None else None,
        can=_may(actor, frame, it, somebody_speaks=somebody_speaks),
    )


def _may(actor: Actor, frame: SessionFrame, it: Speaker, *, somebody_speaks: bool) -> frozenset[str]:
    asked = {
        "give_floor": policy.may_give_floor(actor, frame.line, it.state, somebody_speaks=somebody_speaks),
        "pause_speaker": policy.may_pause_speaker(actor, frame.line, it.state),
        "stop_speaker": policy.may_stop_speaker(actor, frame.line, it.state),
        "give_up_place": policy.may_give_up_place(actor, frame.line, it.state, speaker_id=it.persona_id),
    }
    return frozenset(verb for verb, decision in asked.items() if decision)


async def floor_of(db: ReadDb, actor: Actor, frame: SessionFrame) -> Floor:
    rows = await _speakers(db, frame.line.id)
    speaks = any(row.it.state == SpeakerState.speaking for row in rows)
    lines = [_line(actor, frame, row, somebody_speaks=speaks) for row in rows]

    def those(state: SpeakerState) -> tuple[SpeakerLine, ...]:
        return tuple(line for line in lines if line.state == state)

    return Floor(
        speaking=next(iter(those(SpeakerState.speaking)), None),
        paused=those(SpeakerState.paused),
        waiting=in_line(those(SpeakerState.waiting), first_time_first=frame.first_time_first),
        heard=those(SpeakerState.heard),
        first_time_first=frame.first_time_first,
        limit_minutes=frame.speaking_minutes,
    )


def floor_steps(actor: Actor, frame: SessionFrame) -> frozenset[str]:
    """The steps that put somebody on the list."""
    asked = {
        "ask_for_floor": policy.may_ask_for_floor(as_writer(actor), frame.line),
        "add_speaker": policy.may_add_speaker(actor, frame.line),
    }
    return frozenset(verb for verb, decision in asked.items() if decision)


async def floor_page(db: ReadDb, actor: Actor, session_id: int) -> FloorPage:
    """Raises NotFound for a session that the actor may not know of."""
    frame = await session_frame(db, actor, session_id)
    floor = await floor_of(db, actor, frame)
    return FloorPage(frame, floor, floor.of(actor.persona_id), floor_steps(actor, frame))
