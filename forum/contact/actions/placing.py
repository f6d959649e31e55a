"""Placing many questions of a session by one act: one statement for each kind of thing, whatever their number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from forum.actor import Actor
from forum.contact import events, policy
from forum.contact.deferring.objections import waiting_objections
from forum.contact.deferring.policy import takes_deferred
from forum.contact.models import ContactSession, Question, QuestionDeferral
from forum.contributions import official
from forum.contributions.models import Contribution
from forum.contributions.official.events import OfficialReplaced
from forum.contributions.official.policy import OFFICIAL
from forum.database import Db
from forum.deadlines import duties
from forum.deadlines.policy import DutyKind, Owner, OwnerKind
from forum.deadlines.queries import due_at
from forum.errors import Invalid
from forum.journal import Event
from forum.thing import Thing
from forum.words import _

Place = Literal["defer", "schedule_written_answer", "refer", "decline"]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that waits, with its text, both locked."""

    text: Contribution
    row: Question

    @property
    def thing(self) -> Thing:
        return Thing("question", self.row.id)


@dataclass(frozen=True, slots=True)
class Placing:
    """Where each question goes. `to` is the announced session for those that are deferred; both sessions are locked."""

    leaving: ContactSession
    places: Mapping[int, Place]
    reason: str
    to: ContactSession | None = None
    body_id: int | None = None
    where_to_go: str = ""

    def of(self, place: Place, asked: Sequence[Asked]) -> list[Asked]:
        return [one for one in asked if self.places[one.row.id] == place]


async def place_each(db: Db, actor: Actor, asked: Sequence[Asked], placing: Placing) -> list[Event]:
    """The events are for the caller to record. Raises Invalid where a place is not possible."""
    objected = await _require_possible(db, actor, asked, placing)
    drafts = await official.lock_all(db, *official.drafts_on("question", [one.row.id for one in asked]))
    things = [one.thing for one in asked]
    await duties.void_each(db, actor, things, DutyKind.written_answer, DutyKind.objection)
    for settled in objected:
        settled.settled_at = actor.at
        await duties.complete(db, actor, Thing("question", settled.question_id), DutyKind.place_anew)
    for one in asked:
        _dispose(actor, one, placing)
    happened: list[Event] = [
        *_deferred(db, actor, placing.of("defer", asked), placing),
        *await _owed(db, actor, asked, placing),
        *(
            events.QuestionDeclined(one.thing, placing.reason, placing.where_to_go)
            for one in placing.of("decline", asked)
        ),
    ]
    return [*_replaced(drafts, placing), *happened]


async def _require_possible(
    db: Db, actor: Actor, asked: Sequence[Asked], placing: Placing
) -> list[QuestionDeferral]:
    """Returns the objections that the placing settles."""
    deferred = placing.of("defer", asked)
    readers = {word for one in deferred for word in one.text.audience}
    to, leaving = placing.to, placing.leaving
    if deferred and (to is None or not takes_deferred(to, readers, actor.at, leaving=leaving)):
        raise Invalid("session_id", _("Đề nghị chọn một kỳ tiếp xúc đã thông báo."))
    often = [one.text.code or "" for one in deferred if one.row.deferral_count >= policy.MAX_DEFERRALS]
    if often:
        words = _("Đã chuyển kỳ hai lần, đề nghị chọn cách khác: {codes}.", codes=", ".join(often))
        raise Invalid("place", words)
    objected = await waiting_objections(db, [one.row.id for one in asked if one.row.deferral_count])
    against = [one.text.code or "" for one in deferred if one.row.id in objected]
    if against:
        words = _(
            "Người hỏi không đồng ý chuyển kỳ, đề nghị chọn cách khác hoặc xếp riêng câu hỏi kèm lý do: {codes}.",
            codes=", ".join(against),
        )
        raise Invalid("place", words)
    if placing.of("refer", asked) and placing.body_id is None:
        raise Invalid("body_id", _("Đề nghị chọn cơ quan tiếp nhận."))
    if placing.of("decline", asked) and not placing.where_to_go:
        raise Invalid("where_to_go", _("Đề nghị ghi nơi tiếp nhận."))
    return list(objected.values())


def _dispose(actor: Actor, one: Asked, placing: Placing) -> None:
    place, row = placing.places[one.row.id], one.row
    row.state, row.disposed_at, row.reason = policy.QUESTION.after(place), actor.at, placing.reason
    row.where_to_go = placing.where_to_go if place == "decline" else ""
    row.body_id = placing.body_id if place == "refer" else None
    row.agenda_position, row.called_at = None, None
    one.text.version += 1


def _deferred(db: Db, actor: Actor, asked: Sequence[Asked], placing: Placing) -> list[Event]:
    happened: list[Event] = []
    for one in asked:
        assert placing.to is not None  # as was asked before
        before, row = one.row.session_id, one.row
        row.session_id, row.deferral_count = placing.to.id, row.deferral_count + 1
        one.text.subject_id = placing.to.id
        db.add(
            QuestionDeferral(
                question_id=row.id,
                from_session_id=before,
                to_session_id=placing.to.id,
                reason=placing.reason,
                at=actor.at,
            )
        )
        happened.append(
            events.QuestionDeferred(one.thing, before, placing.to.id, placing.reason, row.deferral_count)
        )
    return happened


async def _owed(db: Db, actor: Actor, asked: Sequence[Asked], placing: Placing) -> list[Event]:
    """Written answers are due from now."""
    written, referred = placing.of("schedule_written_answer", asked), placing.of("refer", asked)
    owners = {one.thing: Owner(OwnerKind.leader, one.row.leader_id) for one in written}
    if placing.body_id is not None:
        owners |= {one.thing: Owner(OwnerKind.body, placing.body_id) for one in referred}
    await duties.start_each(db, actor, DutyKind.written_answer, owners)
    if not owners:
        return []
    due = await due_at(db, "question-written-answer", actor.at)
    return [
        *(
            events.WrittenAnswerScheduled(one.thing, one.row.session_id, placing.reason, due)
            for one in written
        ),
        *(events.QuestionReferred(one.thing, placing.body_id or 0, placing.reason, due) for one in referred),
    ]


def _replaced(drafts: Sequence[official.Locked], placing: Placing) -> list[Event]:
    """The leader's drafts go on where the leader still answers."""
    happened: list[Event] = []
    for draft in drafts:
        if placing.places[draft.subject.id] in ("refer", "decline"):
            draft.row.state = OFFICIAL.after("replace")
            happened.append(OfficialReplaced(draft.subject, (draft.text.id,)))
    return happened
