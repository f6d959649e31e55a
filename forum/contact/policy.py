"""Rules for contact sessions, questions and answers: state tables, and who may take each step.

Intake opens and closes by date: `shown_state` derives it, no job changes a right.
"""

from collections.abc import Collection
from datetime import date, datetime
from enum import StrEnum
from typing import Literal, Protocol

from forum.accounts.policy import may_enter_for_others
from forum.actor import ALLOWED, Actor, Decision, Role, first_refusal, refused
from forum.audience import Visibility
from forum.clock import local_date
from forum.contributions.official import policy as official
from forum.contributions.policy import has_agreed, may_write
from forum.state import StateTable, words
from forum.words import Words, _


class SessionState(StrEnum):
    planned = "planned"
    announced = "announced"
    intake_open = "intake_open"
    intake_closed = "intake_closed"
    agenda_published = "agenda_published"
    live = "live"
    adjourned = "adjourned"
    minutes_draft = "minutes_draft"
    minutes_published = "minutes_published"
    postponed = "postponed"
    cancelled = "cancelled"


class QuestionState(StrEnum):
    """In the order of list filters."""

    published = "published"
    on_agenda = "on_agenda"
    not_on_agenda = "not_on_agenda"
    merged = "merged"
    deferred = "deferred"
    referred = "referred"
    answered_live = "answered_live"
    answered_in_writing = "answered_in_writing"
    declined = "declined"


class Rhythm(StrEnum):
    """How often a series meets."""

    month = "month"
    quarter = "quarter"
    half_year = "half_year"
    year = "year"


class SessionFormat(StrEnum):
    in_person = "in_person"
    online = "online"
    both = "both"


@words("asker_verdict")
class AskerVerdict(StrEnum):
    """What the asker says of an answer."""

    answered = "answered"
    not_answered = "not_answered"


SessionVerb = Literal[
    "announce",
    "publish_agenda",
    "open_session",
    "take_back_opening",
    "adjourn",
    "draft_minutes",
    "publish_minutes",
    "postpone",
    "cancel",
]
TriageVerb = Literal["put_on_agenda", "schedule_written_answer", "merge", "refer", "decline", "defer"]
AnsweringVerb = Literal["answer_live", "answer_in_writing"]
QuestionVerb = TriageVerb | AnsweringVerb | Literal["object_to_merge", "object_to_deferral", "reopen"]

# Recorded as announced; the shown state depends on the intake dates.
MAY_ANNOUNCE = frozenset({SessionState.planned, SessionState.postponed})
MOVED_BY_CLOCK = frozenset({SessionState.announced, SessionState.intake_open})
TAKES_LETTERS = frozenset({SessionState.intake_open, SessionState.intake_closed})
TAKES_QUESTIONS = frozenset({SessionState.intake_open, SessionState.live})
TAKES_ENTERED = TAKES_LETTERS | {SessionState.live}
BEFORE = TAKES_LETTERS | {SessionState.announced, SessionState.agenda_published}
MAY_CHANGE = BEFORE | MAY_ANNOUNCE
MAY_POSTPONE = BEFORE | {SessionState.postponed}  # a plan that nobody has read is only changed
PUBLIC_PLAN = MAY_POSTPONE  # each change of it stands on the session's page
MAY_ORDER = TAKES_LETTERS | {SessionState.agenda_published, SessionState.live}
UPCOMING = BEFORE | {SessionState.live}
AWAITS_MINUTES = frozenset({SessionState.adjourned, SessionState.minutes_draft})
MAY_RECORD_ORAL_ANSWER = AWAITS_MINUTES | {SessionState.live}
RECORDED = AWAITS_MINUTES | {SessionState.minutes_published}
HELD = RECORDED | {SessionState.live}
CALLED_OFF = frozenset({SessionState.cancelled})
TAKES_DEFERRED = BEFORE  # announced: whoever asked sees it
SESSION_OVER = RECORDED | CALLED_OFF
SESSION: StateTable[SessionState, SessionVerb] = StateTable(
    "session",
    SessionState,
    start=SessionState.planned,
    moves={
        "announce": (MAY_ANNOUNCE, SessionState.announced),
        "publish_agenda": (frozenset({SessionState.intake_closed}), SessionState.agenda_published),
        "open_session": (frozenset({SessionState.agenda_published}), SessionState.live),
        "take_back_opening": (frozenset({SessionState.live}), SessionState.agenda_published),
        "adjourn": (frozenset({SessionState.live}), SessionState.adjourned),
        "draft_minutes": (AWAITS_MINUTES, SessionState.minutes_draft),
        "publish_minutes": (frozenset({SessionState.minutes_draft}), SessionState.minutes_published),
        "postpone": (MAY_POSTPONE, SessionState.postponed),
        "cancel": (MAY_CHANGE, SessionState.cancelled),
    },
    ends=CALLED_OFF | {SessionState.minutes_published},
    derived={SessionState.announced: TAKES_LETTERS},
)

# The others follow from publishing a text of the chair.
SECRETARIAT_S_STEPS: tuple[SessionVerb, ...] = (
    "publish_agenda",
    "open_session",
    "adjourn",
    "postpone",
    "cancel",
)

WAITING = frozenset({QuestionState.published, QuestionState.deferred})
TRIAGED = frozenset({QuestionState.on_agenda, QuestionState.not_on_agenda})
# 'On the agenda' is no disposition for the minutes: what was not reached is answered in writing or deferred.
UNDISPOSED = WAITING | {QuestionState.on_agenda}
AFTER_DEFERRAL = frozenset({QuestionState.deferred, QuestionState.on_agenda})  # if it ever was
# A merged question may be triaged again: the one it was merged into may have been withdrawn or hidden since.
CAN_BE_TRIAGED = WAITING | TRIAGED | {QuestionState.merged}
IN_WRITING = frozenset({QuestionState.not_on_agenda, QuestionState.referred})
ANSWERABLE = IN_WRITING | {QuestionState.on_agenda}
MAY_DRAFT = WAITING | ANSWERABLE
ANSWERED = frozenset({QuestionState.answered_live, QuestionState.answered_in_writing})
QUESTION_OVER = ANSWERED | {QuestionState.declined}
QUESTION: StateTable[QuestionState, QuestionVerb] = StateTable(
    "question",
    QuestionState,
    start=QuestionState.published,
    moves={
        "put_on_agenda": (CAN_BE_TRIAGED, QuestionState.on_agenda),
        "schedule_written_answer": (CAN_BE_TRIAGED, QuestionState.not_on_agenda),
        "merge": (CAN_BE_TRIAGED, QuestionState.merged),
        "object_to_merge": (frozenset({QuestionState.merged}), QuestionState.published),
        "object_to_deferral": (AFTER_DEFERRAL, QuestionState.published),
        "refer": (CAN_BE_TRIAGED | {QuestionState.referred}, QuestionState.referred),
        "decline": (CAN_BE_TRIAGED, QuestionState.declined),
        "defer": (CAN_BE_TRIAGED, QuestionState.deferred),
        "answer_live": (frozenset({QuestionState.on_agenda}), QuestionState.answered_live),
        "answer_in_writing": (ANSWERABLE, QuestionState.answered_in_writing),
        "reopen": (ANSWERED, IN_WRITING),  # who answered it does not stand by the answer
    },
    ends=frozenset({QuestionState.declined}),
)
AFTER_THE_SESSION = frozenset({"refer", "schedule_written_answer"})
MAX_DEFERRALS = 2
CHAIR_S_SIDE = (Role.leader, Role.assistant)


class SessionRow(Protocol):
    """A session, with its recorded or its shown state."""

    @property
    def state(self) -> SessionState: ...
    @property
    def audience(self) -> Collection[str]: ...
    @property
    def intake_from_on(self) -> date: ...
    @property
    def intake_until_on(self) -> date: ...
    @property
    def chair_leader_id(self) -> int: ...


class QuestionRow(Protocol):
    @property
    def state(self) -> QuestionState: ...
    @property
    def leader_id(self) -> int: ...
    @property
    def body_id(self) -> int | None: ...
    @property
    def deferral_count(self) -> int: ...


def shown_state(session: SessionRow, at: datetime) -> SessionState:
    """Derived from dates: an announced session takes questions from the first to the last day of intake."""
    if session.state != SessionState.announced:
        return session.state
    today = local_date(at)
    if today < session.intake_from_on:
        return SessionState.announced
    is_open = today <= session.intake_until_on
    return SessionState.intake_open if is_open else SessionState.intake_closed


def may_see_session(actor: Actor, session: SessionRow) -> Decision:
    """A planned session is visible to the secretariat and its chair's side."""
    if actor.has(Role.secretariat) or actor.for_leader(session.chair_leader_id, *CHAIR_S_SIDE):
        return ALLOWED
    seen = session.state != SessionState.planned and bool(actor.audiences & frozenset(session.audience))
    return ALLOWED if seen else refused("not_found")


def secretariat(actor: Actor) -> Decision:
    keeps = actor.has(Role.secretariat)
    return ALLOWED if keeps else refused("not_secretariat", _("Việc này do tổ thư ký thực hiện."))


def at_step(is_there: bool, words: Words) -> Decision:
    return ALLOWED if is_there else refused("wrong_state", words)


def may_plan_session(actor: Actor) -> Decision:
    return secretariat(actor)


def may_step_session(actor: Actor, session: SessionRow, verb: SessionVerb) -> Decision:
    """Whether the secretariat may take this step with the session now."""
    fits = at_step(
        SESSION.allows(verb, shown_state(session, actor.at)), _("Kỳ tiếp xúc không còn ở bước này.")
    )
    return first_refusal([may_see_session(actor, session), secretariat(actor), fits])


def may_change_session(actor: Actor, session: SessionRow) -> Decision:
    fits = at_step(shown_state(session, actor.at) in MAY_CHANGE, _("Kỳ tiếp xúc không còn sửa được."))
    return first_refusal([secretariat(actor), fits])


def may_ask(actor: Actor, session: SessionRow) -> Decision:
    """During intake, and again while the session runs, from the hall or from home."""
    shown = shown_state(session, actor.at)
    late = refused("too_late", _("Kỳ tiếp xúc này hiện không nhận câu hỏi."))
    in_time = ALLOWED if shown in TAKES_QUESTIONS else late
    return first_refusal([may_see_session(actor, session), may_write(actor), in_time])


def may_enter_question(actor: Actor, session: SessionRow) -> Decision:
    """A letter that came in time until the agenda is published, a question from the hall while the session runs."""
    fits = at_step(
        shown_state(session, actor.at) in TAKES_ENTERED,
        _("Kỳ tiếp xúc này hiện không nhận câu hỏi."),
    )
    return first_refusal([may_see_session(actor, session), may_enter_for_others(actor), fits])


def is_shown(visibility: Visibility) -> Decision:
    """Nobody acts on a hidden or withdrawn question; its duties are paused."""
    shown = visibility == Visibility.published
    return ALLOWED if shown else refused("wrong_state", _("Câu hỏi hiện không hiển thị."))


def _question(verb: QuestionVerb, question: QuestionRow) -> Decision:
    return at_step(QUESTION.allows(verb, question.state), _("Câu hỏi không còn ở bước này."))


def _still_placed(question: QuestionRow, session: SessionState, verb: TriageVerb) -> Decision:
    """Once the session was held what became of a question stands, but that it may still be referred or answered in
    writing. What the session did not reach is placed until the minutes say where."""
    if session in CALLED_OFF:
        over = _("Kỳ tiếp xúc đã hủy; đề nghị chọn nơi khác cho câu hỏi.")
        return refused("wrong_state", over) if verb in ("put_on_agenda", "merge") else ALLOWED
    if session not in RECORDED:
        return ALLOWED
    if verb == "schedule_written_answer" and question.state in IN_WRITING:
        return refused("too_late", _("Thời hạn trả lời đã được nêu; chỉ dời được kèm lý do."))
    not_reached = session in AWAITS_MINUTES and question.state in UNDISPOSED and verb != "put_on_agenda"
    if verb in AFTER_THE_SESSION or not_reached:
        return ALLOWED
    return refused("too_late", _("Kỳ tiếp xúc đã diễn ra; hướng xử lý câu hỏi không đổi được nữa."))


def may_triage(
    actor: Actor, question: QuestionRow, visibility: Visibility, verb: TriageVerb, session: SessionState
) -> Decision:
    """The secretariat puts on the agenda, schedules written answers, merges, refers, declines and defers."""
    often = verb == "defer" and question.deferral_count >= MAX_DEFERRALS
    return first_refusal(
        [
            secretariat(actor),
            is_shown(visibility),
            _question(verb, question),
            _still_placed(question, session, verb),
            refused("too_late", _("Câu hỏi đã được chuyển kỳ hai lần.")) if often else ALLOWED,
        ]
    )


def may_move_answer_date(
    actor: Actor, question: QuestionRow, visibility: Visibility, *, is_owed: bool
) -> Decision:
    """By whoever promised it: the leader asked, or the head of the body that it was referred to."""
    leader_id, body_id = answerer(question)
    own = actor.for_leader(leader_id, Role.leader) or actor.at_body(body_id, Role.body_head)
    owns = ALLOWED if own else refused("not_approver", _("Chỉ người trả lời được dời thời hạn đã nêu."))
    owed = is_owed and question.state in IN_WRITING
    fits = at_step(owed, _("Câu hỏi không có thời hạn trả lời bằng văn bản."))
    return first_refusal([owns, is_shown(visibility), fits])


def may_set_tasks(actor: Actor, visibility: Visibility) -> Decision:
    """The secretariat links a question to tasks of the programme."""
    return first_refusal([secretariat(actor), is_shown(visibility)])


def may_object_to_merge(
    actor: Actor, question: QuestionRow, asker_id: int, visibility: Visibility, *, is_open: bool
) -> Decision:
    """`is_open`: the asker's window to object has not closed. It waits while the question is hidden."""
    own = actor.persona_id is not None and actor.persona_id == asker_id
    return first_refusal(
        [
            ALLOWED if own else refused("not_author", _("Chỉ người hỏi được làm việc này.")),
            has_agreed(actor),
            is_shown(visibility),
            _question("object_to_merge", question),
            ALLOWED if is_open else refused("too_late", _("Đã hết thời hạn phản hồi về việc gộp câu hỏi.")),
        ]
    )


def may_prepare(actor: Actor, leader_id: int) -> Decision:
    """Whether the actor drafts for that leader."""
    return official.may_draft(actor, leader_id, None)


def may_prepare_session(actor: Actor, session: SessionRow) -> Decision:
    """The secretariat and assistants see the preparation of all questions of a session."""
    works = ALLOWED if actor.has(Role.assistant, Role.secretariat) else refused("not_assistant")
    return first_refusal([may_see_session(actor, session), works])


def may_triage_many(actor: Actor) -> Decision:
    return secretariat(actor)


def answerer(question: QuestionRow) -> tuple[int | None, int | None]:
    """(leader, body) who must answer: the body a question was referred to, else the leader."""
    if question.state == QuestionState.referred:
        return None, question.body_id
    return question.leader_id, None


Answerer = tuple[int | None, int | None]  # leader, body


def may_draft_answer(
    actor: Actor, question: QuestionRow, visibility: Visibility, second_by: Answerer | None = None
) -> Decision:
    """`second_by` owes a second answer: whoever gave the first."""
    owed = question.state in MAY_DRAFT or second_by is not None
    fits = at_step(owed, _("Câu hỏi không còn ở bước này."))
    by = second_by or answerer(question)
    return first_refusal([official.may_draft(actor, *by), is_shown(visibility), fits])


def may_promise(
    actor: Actor, answer: official.Official, question: QuestionRow, visibility: Visibility
) -> Decision:
    """What an answer promises is written into it before it is approved."""
    fits = at_step(question.state in MAY_DRAFT, _("Câu hỏi không còn ở bước này."))
    return first_refusal([official.may_revise(actor, answer), is_shown(visibility), fits])


def may_publish_answer(
    actor: Actor,
    answer: official.Official,
    question: QuestionRow,
    visibility: Visibility,
    session_state: SessionState,
    verb: AnsweringVerb,
) -> Decision:
    """`verb` is answer_live (only once the session is held) or answer_in_writing."""
    held = verb != "answer_live" or session_state in HELD
    return first_refusal(
        [
            official.may_publish(actor, answer),
            is_shown(visibility),
            _question(verb, question),
            ALLOWED if held else refused("wrong_state", _("Kỳ tiếp xúc chưa diễn ra.")),
        ]
    )
