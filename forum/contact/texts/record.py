"""The record of a session as plain values: what an official text of its chair publishes beside its words.

What was approved is kept with the text, so published minutes stay as they were while questions go on. A person's words
are not copied into it: a question is named by its id and the version of its text, and read where it stands.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from pydantic import TypeAdapter
from sqlalchemy import Nullable, and_, func, literal, select
from sqlalchemy.orm import aliased

from forum.accounts.models import Body, Leader, Persona
from forum.audience import Visibility
from forum.commitments.lines import beside_of_lines, lines_of_text
from forum.contact import policy
from forum.contact.attending.models import Attendance
from forum.contact.attending.policy import AttendingWay
from forum.contact.models import (
    TEXT_OF_QUESTION,
    ContactAnswer,
    ContactSession,
    Question,
    QuestionDeferral,
    SessionLeader,
    SessionText,
)
from forum.contact.policy import QuestionState
from forum.contact.texts.policy import SessionTextKind
from forum.contributions.models import Contribution, OfficialText
from forum.contributions.official import Beside
from forum.contributions.policy import OfficialState
from forum.database import ReadDb
from forum.days import deadline
from forum.deadlines.policy import DutyKind
from forum.deadlines.queries import due_for
from forum.programme.task_links import tasks_of_thing
from forum.state import word_of
from forum.thing import Thing
from forum.words import Words, _
from moderation.values import Json

PLAN = ("title", "summary", "place", "format", "late_reason")


@dataclass(frozen=True, slots=True)
class Disposition:
    """What became of a question of the session. `by` answers it: the leader asked, or the body it was referred to.
    `to_session` is that to which it was carried; `answer_id` its published answer, with the digest of what was
    approved."""

    question_id: int
    code: str
    text_version: int
    state: QuestionState
    position: int | None = None
    by: str = ""
    reason: str = ""
    where_to_go: str = ""
    answer_by: datetime | None = None
    answered_at: datetime | None = None
    answer_id: int | None = None
    answer_digest: str = ""
    to_session: str = ""

    @property
    def is_answered(self) -> bool:
        return self.state in policy.ANSWERED

    @property
    def goes_on(self) -> bool:
        return bool(self.to_session) or self.state not in policy.QUESTION_OVER | {QuestionState.merged}

    @property
    def words(self) -> Words:
        """Never empty, with its date."""
        if self.to_session:
            return _("Chuyển sang {code}. Lý do: {reason}", code=self.to_session, reason=self.reason)
        if self.state == QuestionState.not_on_agenda and self.answer_by:
            return _("Trả lời bằng văn bản; thời hạn: {by}", by=deadline(self.answer_by))
        if self.state == QuestionState.referred and self.answer_by:
            return _("Chuyển {body}; thời hạn trả lời: {by}", body=self.by, by=deadline(self.answer_by))
        if self.state == QuestionState.declined:
            return _("{state}. Lý do: {reason}", state=word_of(self.state), reason=self.reason)
        return word_of(self.state)


@dataclass(frozen=True, slots=True)
class Attendant:
    """A leader who attends, as named then."""

    id: int
    name: str
    position: str


@dataclass(frozen=True, slots=True)
class Came:
    """Who was checked in, counted: in the hall, from home, how many of all were invited, and which invited bodies."""

    hall: int
    home: int
    invited: int
    bodies: tuple[str, ...] = ()


CAME = TypeAdapter(Came)
DISPOSITIONS, ATTENDANTS = TypeAdapter(tuple[Disposition, ...]), TypeAdapter(tuple[Attendant, ...])


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()


_leader = aliased(Persona)
_published = aliased(OfficialText)


async def dispositions_of(db: ReadDb, session_id: int) -> tuple[Disposition, ...]:
    """Of the public questions that the session dealt with as they now stand, those on the agenda first, then of those
    that were carried to another. Two statements."""
    place = func.coalesce(Question.agenda_position, literal(2**31 - 1))
    rows = await db.execute(
        select(
            Contribution.code,
            Contribution.text_version,
            Question,
            func.trim(_leader.title + " " + _leader.name),
            Nullable(Body.name),
            due_for("question", Question.id, DutyKind.written_answer),
            Nullable(_published.id),
            Nullable(_published.approved_digest),
        )
        .join(Question, TEXT_OF_QUESTION)
        .join(Leader, Leader.id == Question.leader_id)
        .join(_leader, _leader.id == Leader.persona_id)
        .outerjoin(Body, Body.id == Question.body_id)
        .outerjoin(ContactAnswer, ContactAnswer.question_id == Question.id)
        .outerjoin(
            _published,
            and_(
                _published.id == ContactAnswer.id,
                _published.state == OfficialState.published,
                _published.repudiated_at.is_(None),
                ContactAnswer.is_second.is_(False),
            ),
        )
        .where(Question.session_id == session_id, Contribution.visibility == Visibility.published)
        .order_by(place, Question.id, _published.id)
    )
    found: dict[int, Disposition] = {}
    for code, text_version, it, leader, body, answer_by, answer_id, digest in rows:
        stands = Disposition(
            question_id=it.id,
            code=code or "",
            text_version=text_version,
            state=it.state,
            position=it.agenda_position,
            by=body or leader,
            reason=it.reason,
            where_to_go=it.where_to_go,
            answer_by=answer_by,
            answered_at=it.answered_at,
            answer_id=answer_id,
            answer_digest=digest or "",
        )
        if answer_id is not None or it.id not in found:
            found[it.id] = stands
    return (*found.values(), *await _deferred(db, session_id))


async def _deferred(db: ReadDb, session_id: int) -> list[Disposition]:
    rows = await db.execute(
        select(Contribution.code, Contribution.text_version, QuestionDeferral, ContactSession.title)
        .join(QuestionDeferral, QuestionDeferral.question_id == Contribution.id)
        .join(ContactSession, ContactSession.id == QuestionDeferral.to_session_id)
        .where(
            QuestionDeferral.from_session_id == session_id, Contribution.visibility == Visibility.published
        )
        .order_by(QuestionDeferral.id)
    )
    return [
        Disposition(
            it.question_id, code or "", version, QuestionState.deferred, reason=it.reason, to_session=to
        )
        for code, version, it, to in rows
    ]


async def beside_of(db: ReadDb, session: ContactSession, text: SessionText, kind: SessionTextKind) -> Beside:
    """All that publishing the text shows besides its words, as it now stands."""
    match kind:
        case SessionTextKind.announcement:
            return await plan_of(db, session)
        case SessionTextKind.minutes:
            return await _minutes(db, session, text)
        case SessionTextKind.conclusion:
            return await _conclusion(db, session, text)
        case SessionTextKind.correction:
            return {"old_words": text.old_words, "new_words": text.new_words}


async def plan_of(db: ReadDb, session: ContactSession) -> dict[str, Json]:
    """What is announced: when, where, until when questions are taken, and who attends."""
    tasks = await tasks_of_thing(db, Thing("session", session.id))
    return {
        **{name: str(getattr(session, name)) for name in PLAN},
        "starts_at": _moment(session.starts_at),
        "ends_at": _moment(session.ends_at),
        "intake_from_on": session.intake_from_on.isoformat(),
        "intake_until_on": session.intake_until_on.isoformat(),
        "leaders": await _leaders(db, session),
        "tasks": [task.code for task in tasks],
        **_taking_part(session),
        **({"rest_day_reason": session.rest_day_reason} if session.rest_day_reason else {}),
    }


def _taking_part(session: ContactSession) -> dict[str, Json]:
    """What is set alone, so that a plan from before it could be reads as it did. Of the link to join there is the
    number of its version: the link itself is for who registered."""
    services: list[Json] = [*session.services]
    found: dict[str, Json] = {
        "joining": session.join_version if session.join_url else 0,
        "directions": session.directions,
        "capacity": session.capacity,
        "services": services,
    }
    return {name: value for name, value in found.items() if value}


async def _leaders(db: ReadDb, session: ContactSession) -> list[Json]:
    """The chair first."""
    is_chair = Leader.id == session.chair_leader_id
    rows = await db.execute(
        select(Leader.id, func.trim(Persona.title + " " + Persona.name), Leader.position)
        .join(SessionLeader, SessionLeader.leader_id == Leader.id)
        .join(Persona, Persona.id == Leader.persona_id)
        .where(SessionLeader.session_id == session.id)
        .order_by(is_chair.desc(), Leader.id)
    )
    found: list[Json] = ATTENDANTS.dump_python(tuple(Attendant(*row) for row in rows), mode="json")
    return found


async def _held(db: ReadDb, session: ContactSession) -> dict[str, Json]:
    return {
        "title": session.title,
        "place": session.place,
        "format": str(session.format),
        "began_at": _moment(session.opened_at or session.starts_at),
        "ended_at": _moment(session.adjourned_at or session.ends_at),
        "leaders": await _leaders(db, session),
    }


async def _minutes(db: ReadDb, session: ContactSession, text: SessionText) -> dict[str, Json]:
    questions: list[Json] = DISPOSITIONS.dump_python(await dispositions_of(db, session.id), mode="json")
    return {
        **await _held(db, session),
        "secretary": text.secretary,
        "attending": text.attending,
        "questions": questions,
        **await _who_came(db, session.id),
    }


async def _who_came(db: ReadDb, session_id: int) -> dict[str, Json]:
    """Counts, and the names of invited bodies alone; nothing where nobody was checked in."""
    rows = await db.execute(
        select(Attendance.way, Attendance.invited_at.is_not(None), Nullable(Body.name))
        .outerjoin(Body, Body.id == Attendance.body_id)
        .where(Attendance.session_id == session_id, Attendance.checked_in_at.is_not(None))
        .order_by(Body.name)
    )
    found = [(way, was_invited, body) for way, was_invited, body in rows]
    if not found:
        return {}
    came = Came(
        hall=sum(way == AttendingWay.hall for way, _invited, _body in found),
        home=sum(way == AttendingWay.home for way, _invited, _body in found),
        invited=sum(was_invited for _way, was_invited, _body in found),
        bodies=tuple(body for _way, _invited, body in found if body),
    )
    counted: Json = CAME.dump_python(came, mode="json")
    return {"came": counted}


async def _conclusion(db: ReadDb, session: ContactSession, text: SessionText) -> dict[str, Json]:
    going_on = tuple(one for one in await dispositions_of(db, session.id) if one.goes_on)
    return {
        **await _held(db, session),
        "questions": DISPOSITIONS.dump_python(going_on, mode="json"),
        **beside_of_lines(await lines_of_text(db, text.id)),
    }


def dispositions_in(beside: Beside) -> tuple[Disposition, ...]:
    return DISPOSITIONS.validate_python(beside.get("questions") or ())


def attendants_in(beside: Beside) -> tuple[Attendant, ...]:
    """The chair first."""
    return ATTENDANTS.validate_python(beside.get("leaders") or ())


def came_in(beside: Beside) -> Came | None:
    came = beside.get("came")
    return CAME.validate_python(came) if came else None


async def words_of_minutes(db: ReadDb, session_id: int) -> str:
    """What published minutes say, where a correction finds the words that it corrects."""
    rows = await db.execute(
        select(Contribution, SessionText)
        .join(SessionText, SessionText.id == Contribution.id)
        .where(
            SessionText.session_id == session_id,
            Contribution.kind == SessionTextKind.minutes,
            Contribution.visibility == Visibility.published,
        )
    )
    found = [f"{it.text}\n{text.attending}\n{text.secretary}" for it, text in rows]
    session = await db.get_one(ContactSession, session_id)
    return "\n".join([*found, session.course, session.conclusion, session.attending, session.secretary])


async def askers_of(db: ReadDb, text_id: int) -> dict[Thing, tuple[int, ...]]:
    """Who asked the questions that the text's lines come of, those merged into them included."""
    ids = [line.source.id for line in await lines_of_text(db, text_id) if line.source.kind == "question"]
    head = func.coalesce(Question.merged_into_id, Question.id)
    rows = await db.execute(
        select(head, Contribution.persona_id)
        .join(Contribution, TEXT_OF_QUESTION)
        .where(Question.id.in_(ids) | Question.merged_into_id.in_(ids))
        .order_by(Question.merged_into_id.is_not(None), Question.id)
    )
    found: dict[Thing, dict[int, None]] = {}
    for question_id, persona_id in rows:
        found.setdefault(Thing("question", question_id), {})[persona_id] = None
    return {thing: tuple(personas) for thing, personas in found.items()}
