"""Rules for people at a session: who may register, withdraw, answer an invitation, read names, and check people in."""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum
from typing import Literal, Protocol

from forum.actor import ALLOWED, Actor, Decision, Role, first_refusal, refused
from forum.clock import local_date
from forum.contact.holding.policy import EARLY, TimedSession
from forum.contact.policy import (
    AWAITS_MINUTES,
    BEFORE,
    CHAIR_S_SIDE,
    SessionFormat,
    SessionState,
    at_step,
    may_see_session,
    secretariat,
    shown_state,
)
from forum.contributions.policy import has_agreed
from forum.state import StateTable, words
from forum.words import _


@words("service")
class Service(StrEnum):
    """What a session offers, or somebody asks for, so that everybody can take part."""

    interpreter = "interpreter"
    sign_language = "sign_language"
    step_free = "step_free"


@words("attending_way")
class AttendingWay(StrEnum):
    hall = "hall"
    home = "home"


class AttendanceState(StrEnum):
    expected = "expected"
    invited = "invited"
    waiting = "waiting"
    declined = "declined"
    withdrawn = "withdrawn"
    taken_back = "taken_back"


Reply = Literal["accept", "send_deputy", "decline"]
AttendanceVerb = Literal["register", "move_up", "withdraw", "invite", "take_back"] | Reply

ATTENDANCE: StateTable[AttendanceState, AttendanceVerb] = StateTable(
    "attendance",
    AttendanceState,
    start=AttendanceState.expected,
    moves={
        "register": (
            frozenset({AttendanceState.withdrawn, AttendanceState.taken_back}),
            frozenset({AttendanceState.expected, AttendanceState.waiting}),
        ),
        "move_up": (frozenset({AttendanceState.waiting}), AttendanceState.expected),
        "withdraw": (
            frozenset({AttendanceState.expected, AttendanceState.waiting}),
            AttendanceState.withdrawn,
        ),
        "invite": (
            frozenset(
                {
                    AttendanceState.waiting,
                    AttendanceState.withdrawn,
                    AttendanceState.declined,
                    AttendanceState.taken_back,
                }
            ),
            AttendanceState.invited,
        ),
        "take_back": (
            frozenset({AttendanceState.invited, AttendanceState.expected}),
            AttendanceState.taken_back,
        ),
        "accept": (
            frozenset({AttendanceState.invited, AttendanceState.declined}),
            AttendanceState.expected,
        ),
        "send_deputy": (
            frozenset({AttendanceState.invited, AttendanceState.expected, AttendanceState.declined}),
            AttendanceState.expected,
        ),
        "decline": (
            frozenset({AttendanceState.invited, AttendanceState.expected}),
            AttendanceState.declined,
        ),
    },
    ends=frozenset(),
)
# Who has a place of the hall: an invitation holds one until it is declined.
HOLDS_PLACE = frozenset({AttendanceState.expected, AttendanceState.invited})
REGISTERED = frozenset({AttendanceState.expected, AttendanceState.waiting})
GONE = frozenset({AttendanceState.declined, AttendanceState.withdrawn, AttendanceState.taken_back})
ANSWERS = BEFORE | {SessionState.postponed}
IN_HALL = frozenset({SessionFormat.in_person, SessionFormat.both})
FROM_HOME = frozenset({SessionFormat.online, SessionFormat.both})


class AttendedSession(TimedSession, Protocol):
    @property
    def format(self) -> SessionFormat: ...


class AttendanceRow(Protocol):
    @property
    def persona_id(self) -> int | None: ...
    @property
    def body_id(self) -> int | None: ...
    @property
    def state(self) -> AttendanceState: ...
    @property
    def way(self) -> AttendingWay: ...
    @property
    def waits_for_hall(self) -> bool: ...
    @property
    def invited_at(self) -> datetime | None: ...
    @property
    def checked_in_at(self) -> datetime | None: ...


def ways_of(session: AttendedSession) -> tuple[AttendingWay, ...]:
    offered = ((AttendingWay.hall, IN_HALL), (AttendingWay.home, FROM_HOME))
    return tuple(way for way, formats in offered if session.format in formats)


def may_register_attendance(actor: Actor, session: AttendedSession) -> Decision:
    """A member, from the announcement until the session begins."""
    is_open = shown_state(session, actor.at) in BEFORE and session.starts_at > actor.at
    member = ALLOWED if actor.is_member else refused("login_needed")
    late = refused("too_late", _("Kỳ tiếp xúc này hiện không nhận đăng ký tham dự."))
    return first_refusal(
        [may_see_session(actor, session), member, has_agreed(actor), ALLOWED if is_open else late]
    )


def is_own(actor: Actor, row: AttendanceRow) -> bool:
    """The person's, or the body's for its officer and its head."""
    if row.persona_id is not None:
        return row.persona_id == actor.persona_id
    return actor.at_body(row.body_id, Role.body_officer, Role.body_head)


def _owner(actor: Actor, row: AttendanceRow) -> Decision:
    """Whose it is alone; others do not learn that it is."""
    return ALLOWED if is_own(actor, row) else refused("not_found")


def _still_answers(actor: Actor, session: AttendedSession) -> Decision:
    open_yet = shown_state(session, actor.at) in ANSWERS and session.starts_at > actor.at
    return ALLOWED if open_yet else refused("too_late", _("Kỳ tiếp xúc đã bắt đầu hoặc không còn tổ chức."))


def _has_not_come(row: AttendanceRow) -> Decision:
    """Whoever is in the hall keeps the place; somebody let in by mistake is taken back at the door."""
    words = _("Tổ thư ký đã ghi nhận đến dự; đề nghị báo tổ thư ký nếu cần thay đổi.")
    return at_step(row.checked_in_at is None, words)


def may_withdraw_attendance(actor: Actor, row: AttendanceRow, session: AttendedSession) -> Decision:
    """What one registered for, until one came; who was invited declines."""
    registered = row.invited_at is None and ATTENDANCE.allows("withdraw", row.state)
    fits = at_step(registered, _("Không có đăng ký nào để rút."))
    return first_refusal([_owner(actor, row), fits, _has_not_come(row), _still_answers(actor, session)])


def may_answer_invitation(
    actor: Actor,
    row: AttendanceRow,
    session: AttendedSession,
    verb: Reply,
) -> Decision:
    """By who was invited, until they came; for a body by its officer or head."""
    fits = row.invited_at is not None and ATTENDANCE.allows(verb, row.state)
    in_own_name = row.persona_id is not None and verb != "decline"
    return first_refusal(
        [
            _owner(actor, row),
            has_agreed(actor) if in_own_name else ALLOWED,
            at_step(fits, _("Giấy mời đã được trả lời như vậy.")),
            _has_not_come(row),
            _still_answers(actor, session),
        ]
    )


def may_invite(actor: Actor, session: AttendedSession) -> Decision:
    """The secretariat, from the announcement until the session begins."""
    return first_refusal(
        [may_see_session(actor, session), secretariat(actor), _still_answers(actor, session)]
    )


def may_take_back_invitation(actor: Actor, row: AttendanceRow, session: AttendedSession) -> Decision:
    """The secretariat, until the session begins or somebody came."""
    stands = row.invited_at is not None and ATTENDANCE.allows("take_back", row.state)
    fits = at_step(stands and row.checked_in_at is None, _("Không có lời mời nào để rút."))
    return first_refusal([secretariat(actor), fits, _still_answers(actor, session)])


def may_record_reply(
    actor: Actor, row: AttendanceRow, session: AttendedSession, verb: Reply | None = None
) -> Decision:
    """The secretariat, for who was invited, called and has not come. Without a verb: whether any answer is left."""
    verbs: tuple[Reply, ...] = ("accept", "send_deputy", "decline") if verb is None else (verb,)
    answers = row.invited_at is not None and any(ATTENDANCE.allows(one, row.state) for one in verbs)
    fits = at_step(answers, _("Giấy mời đã được trả lời như vậy."))
    return first_refusal([secretariat(actor), fits, _has_not_come(row), _still_answers(actor, session)])


def _changes_way(actor: Actor, row: AttendanceRow, session: AttendedSession, to: AttendingWay) -> Decision:
    offered = at_step(to in ways_of(session), _("Kỳ tiếp xúc này không tổ chức theo hình thức ấy."))
    comes = at_step(row.state in REGISTERED and row.checked_in_at is None, _("Không có đăng ký nào để đổi."))
    return first_refusal([_owner(actor, row), comes, offered, _still_answers(actor, session)])


def may_come_from_home(actor: Actor, row: AttendanceRow, session: AttendedSession) -> Decision:
    """Instead of the hall, or of waiting for it."""
    other = row.way == AttendingWay.hall or row.waits_for_hall
    there = at_step(other, _("Ông/Bà đã đăng ký tham dự trực tuyến."))
    return first_refusal([_changes_way(actor, row, session, AttendingWay.home), there])


def may_come_to_hall(actor: Actor, row: AttendanceRow, session: AttendedSession) -> Decision:
    other = row.way == AttendingWay.home and not row.waits_for_hall
    there = at_step(other, _("Ông/Bà đã đăng ký, hoặc đang chờ một chỗ tại hội trường."))
    return first_refusal([_changes_way(actor, row, session, AttendingWay.hall), there])


def may_check_in(actor: Actor, session: AttendedSession) -> Decision:
    """The secretariat, from an hour before or on the day until the minutes are published."""
    state = shown_state(session, actor.at)
    on_its_day = actor.today == local_date(session.starts_at) or session.starts_at - EARLY <= actor.at
    has_come = state in AWAITS_MINUTES | {SessionState.live} or (state in BEFORE and on_its_day)
    early = refused("too_early", _("Chỉ ghi nhận người đến trong ngày tiếp xúc, trước khi công bố biên bản."))
    return first_refusal(
        [may_see_session(actor, session), secretariat(actor), ALLOWED if has_come else early]
    )


def may_take_back_check_in(actor: Actor, session: AttendedSession, row: AttendanceRow) -> Decision:
    came = at_step(row.checked_in_at is not None, _("Chưa ghi nhận người này đến."))
    return first_refusal([may_check_in(actor, session), came])


def is_leaders_side(actor: Actor, leader_ids: Collection[int]) -> bool:
    return any(actor.for_leader(one, *CHAIR_S_SIDE) for one in leader_ids)


def may_read_attendants(actor: Actor, leader_ids: Collection[int]) -> Decision:
    """Names, for the secretariat and the side of the leaders who attend."""
    works = actor.has(Role.secretariat) or is_leaders_side(actor, leader_ids)
    return ALLOWED if works else refused("not_secretariat", _("Danh sách tên chỉ dành cho tổ thư ký."))


def may_read_needs(actor: Actor) -> Decision:
    """What people need in order to take part, which may say something of their health."""
    return secretariat(actor)


def may_have_link(
    actor: Actor, own: Collection[AttendanceRow], leader_ids: Collection[int], state: SessionState
) -> Decision:
    """Those who registered or accepted, until the session is over; the secretariat and the leaders' side always."""
    if may_read_attendants(actor, leader_ids):
        return ALLOWED
    comes = any(row.state in REGISTERED for row in own)
    lasts = state in ANSWERS | {SessionState.live}
    return ALLOWED if comes and lasts else refused("not_registered")
