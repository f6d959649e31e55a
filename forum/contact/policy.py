"""May: sessions, questions and answers as tables, and who may take each step.

Intake opens and closes by the clock: `shown_state` asks the dates, no job changes a right.
"""

from collections.abc import Collection
from datetime import date, datetime
from typing import Protocol

from forum.accounts.policy import may_enter_for_others
from forum.actor import ALLOWED, Actor, Decision, Role, first_refusal, refused
from forum.audience import Visibility
from forum.clock import local_date
from forum.contributions.official import policy as official
from forum.contributions.policy import may_write

BEFORE = frozenset({"announced", "intake_open", "intake_closed", "agenda_published"})
# verb → from which shown states, and to which recorded one
SESSION: dict[str, tuple[frozenset[str], str]] = {
    "announce": (frozenset({"planned", "postponed"}), "announced"),
    "publish_agenda": (frozenset({"intake_closed"}), "agenda_published"),
    "open": (frozenset({"agenda_published"}), "live"),
    "adjourn": (frozenset({"live"}), "adjourned"),
    "draft_minutes": (frozenset({"adjourned", "minutes_draft"}), "minutes_draft"),
    "publish_minutes": (frozenset({"minutes_draft"}), "minutes_published"),
    "postpone": (BEFORE | {"planned", "postponed"}, "postponed"),
    "cancel": (BEFORE | {"planned", "postponed"}, "cancelled"),
}
MOVED_BY_CLOCK = ("announced", "intake_open")
MAY_CHANGE = BEFORE | {"planned", "postponed"}
SESSION_STATES = BEFORE | {
    "planned", "live", "adjourned", "minutes_draft", "minutes_published", "postponed", "cancelled",
}  # fmt: skip

WAITING = frozenset({"published", "carried"})
PLACED = frozenset({"on_agenda", "not_on_agenda"})
# 'On the agenda' is no disposition for the minutes: what was not reached is answered in writing or carried.
UNDISPOSED = WAITING | {"on_agenda"}
# A merged question may be placed on its own again: its head may have been withdrawn or hidden since.
PLACEABLE = WAITING | PLACED | {"merged"}
QUESTION: dict[str, tuple[frozenset[str], str]] = {
    "put_on_agenda": (PLACEABLE, "on_agenda"),
    "leave_off_agenda": (PLACEABLE, "not_on_agenda"),
    "merge": (PLACEABLE, "merged"),
    "object_to_merge": (frozenset({"merged"}), "published"),
    "refer": (PLACEABLE | {"referred"}, "referred"),
    "decline": (PLACEABLE, "declined"),
    "carry": (PLACEABLE, "carried"),
    "answer_live": (frozenset({"on_agenda"}), "answered_live"),
    "answer_in_writing": (frozenset({"on_agenda", "not_on_agenda", "referred"}), "answered_in_writing"),
}
RECORDED = frozenset({"adjourned", "minutes_draft", "minutes_published"})
ANSWERED = frozenset({"answered_live", "answered_in_writing"})
QUESTION_STATES = WAITING | PLACED | ANSWERED | {"merged", "referred", "declined"}
MAY_DRAFT = WAITING | PLACED | {"referred"}
MOST_CARRIES = 2

MAY_ORDER = frozenset({"intake_open", "intake_closed", "agenda_published", "live"})
MAY_NOTE_SPOKEN = frozenset({"live", "adjourned", "minutes_draft"})
HELD = frozenset({"live", "adjourned", "minutes_draft", "minutes_published"})


class SessionRow(Protocol):
    """A session, with its recorded or its shown state."""

    @property
    def state(self) -> str: ...
    @property
    def audience(self) -> Collection[str]: ...
    @property
    def intake_from_on(self) -> date: ...
    @property
    def intake_until_on(self) -> date: ...


class QuestionRow(Protocol):
    @property
    def state(self) -> str: ...
    @property
    def leader_id(self) -> int: ...
    @property
    def body_id(self) -> int | None: ...
    @property
    def objection_due_at(self) -> datetime | None: ...
    @property
    def carried_count(self) -> int: ...


def shown_state(session: SessionRow, at: datetime) -> str:
    """An announced session takes questions from the first to the end of the last day of its intake."""
    if session.state != "announced":
        return session.state
    today = local_date(at)
    if today < session.intake_from_on:
        return "announced"
    return "intake_open" if today <= session.intake_until_on else "intake_closed"


def may_see_session(actor: Actor, session: SessionRow) -> Decision:
    """A planned session is the secretariat's own paper."""
    if actor.has(Role.secretariat):
        return ALLOWED
    seen = session.state != "planned" and bool(actor.audiences & frozenset(session.audience))
    return ALLOWED if seen else refused("not_found")


def _secretariat(actor: Actor) -> Decision:
    keeps = actor.has(Role.secretariat)
    return ALLOWED if keeps else refused("not_secretariat", "Việc này do tổ thư ký thực hiện.")


def _fits(states: frozenset[str], state: str, words: str) -> Decision:
    return ALLOWED if state in states else refused("wrong_state", words)


def may_plan_session(actor: Actor) -> Decision:
    return _secretariat(actor)


def may_step_session(actor: Actor, session: SessionRow, verb: str) -> Decision:
    """Whether the secretariat may take the session that step now."""
    fits = _fits(SESSION[verb][0], shown_state(session, actor.at), "Kỳ tiếp xúc không còn ở bước này.")
    return first_refusal([may_see_session(actor, session), _secretariat(actor), fits])


def may_change_session(actor: Actor, session: SessionRow) -> Decision:
    fits = _fits(MAY_CHANGE, shown_state(session, actor.at), "Kỳ tiếp xúc không còn sửa được.")
    return first_refusal([_secretariat(actor), fits])


def may_ask(actor: Actor, session: SessionRow) -> Decision:
    shown = shown_state(session, actor.at)
    late = refused("too_late", "Kỳ tiếp xúc này hiện không nhận câu hỏi.")
    return first_refusal(
        [may_see_session(actor, session), may_write(actor), ALLOWED if shown == "intake_open" else late]
    )


def may_enter_question(actor: Actor, session: SessionRow) -> Decision:
    """A letter that came in time may be entered until the agenda is published."""
    fits = _fits(
        frozenset({"intake_open", "intake_closed"}),
        shown_state(session, actor.at),
        "Kỳ tiếp xúc này hiện không nhận câu hỏi.",
    )
    return first_refusal([may_see_session(actor, session), may_enter_for_others(actor), fits])


def _shown(visibility: str) -> Decision:
    """A hidden or withdrawn question waits: its clocks stand and nobody acts on it."""
    return (
        ALLOWED
        if visibility == Visibility.published
        else refused("wrong_state", "Câu hỏi hiện không hiển thị.")
    )


def _question(verb: str, question: QuestionRow) -> Decision:
    return _fits(QUESTION[verb][0], question.state, "Câu hỏi không còn ở bước này.")


def may_place(actor: Actor, question: QuestionRow, visibility: str, verb: str) -> Decision:
    """The secretariat puts on the agenda or not, merges, refers, declines and carries."""
    often = verb == "carry" and question.carried_count >= MOST_CARRIES
    return first_refusal(
        [
            _secretariat(actor),
            _shown(visibility),
            _question(verb, question),
            refused("too_late", "Câu hỏi đã được chuyển kỳ hai lần.") if often else ALLOWED,
        ]
    )


def may_tie_tasks(actor: Actor, visibility: str) -> Decision:
    """The secretariat says which tasks of the programme a question is about."""
    return first_refusal([_secretariat(actor), _shown(visibility)])


def _in_session(actor: Actor, question: QuestionRow, visibility: str, fits: Decision) -> Decision:
    on_agenda = _fits(frozenset({"on_agenda"}), question.state, "Câu hỏi không có trong chương trình.")
    return first_refusal([_secretariat(actor), _shown(visibility), on_agenda, fits])


def may_call_question(
    actor: Actor, question: QuestionRow, visibility: str, session_state: str, spoken_at: datetime | None
) -> Decision:
    """The secretariat shows which question is being answered."""
    live = _fits(frozenset({"live"}), session_state, "Kỳ tiếp xúc chưa diễn ra.")
    again = refused("wrong_state", "Câu hỏi đã được trả lời tại kỳ tiếp xúc.")
    return _in_session(actor, question, visibility, again if spoken_at is not None else live)


def may_note_spoken(
    actor: Actor, question: QuestionRow, visibility: str, session_state: str, spoken_at: datetime | None
) -> Decision:
    """In the session, or after it until the minutes are out."""
    held = _fits(MAY_NOTE_SPOKEN, session_state, "Kỳ tiếp xúc chưa diễn ra hoặc đã có biên bản.")
    again = refused("wrong_state", "Câu hỏi đã được ghi là trả lời tại kỳ tiếp xúc.")
    return _in_session(actor, question, visibility, again if spoken_at is not None else held)


def may_move_question(actor: Actor, question: QuestionRow, visibility: str, session_state: str) -> Decision:
    """Earlier or later on the agenda, also on the day."""
    fits = _fits(MAY_ORDER, session_state, "Chương trình không còn đổi thứ tự được.")
    return _in_session(actor, question, visibility, fits)


def may_object_to_merge(actor: Actor, question: QuestionRow, asker_id: int) -> Decision:
    own = actor.persona_id is not None and actor.persona_id == asker_id
    late = question.objection_due_at is not None and question.objection_due_at < actor.at
    return first_refusal(
        [
            ALLOWED if own else refused("not_author", "Chỉ người hỏi được làm việc này."),
            _question("object_to_merge", question),
            refused("too_late", "Đã hết thời hạn phản hồi về việc gộp câu hỏi.") if late else ALLOWED,
        ]
    )


def may_prepare(actor: Actor, leader_id: int) -> Decision:
    """Who drafts for that leader."""
    return official.may_draft(actor, leader_id, None)


def may_prepare_session(actor: Actor, session: SessionRow) -> Decision:
    """The secretariat and assistants see how far all questions of a session are."""
    works = ALLOWED if actor.has(Role.assistant, Role.secretariat) else refused("not_assistant")
    return first_refusal([may_see_session(actor, session), works])


def may_place_together(actor: Actor) -> Decision:
    return _secretariat(actor)


def answerer(question: QuestionRow) -> tuple[int | None, int | None]:
    """(leader, body): a referred question is the body's to answer, any other the leader's."""
    if question.state == "referred":
        return None, question.body_id
    return question.leader_id, None


def may_draft_answer(actor: Actor, question: QuestionRow, visibility: str) -> Decision:
    fits = _fits(MAY_DRAFT, question.state, "Câu hỏi không còn ở bước này.")
    return first_refusal([official.may_draft(actor, *answerer(question)), _shown(visibility), fits])


def may_publish_answer(
    actor: Actor,
    answer: official.Official,
    question: QuestionRow,
    visibility: str,
    session_state: str,
    verb: str,
) -> Decision:
    """`verb` is answer_live (only once the session is held) or answer_in_writing."""
    held = verb != "answer_live" or session_state in HELD
    return first_refusal(
        [
            official.may_publish(actor, answer),
            _shown(visibility),
            _question(verb, question),
            ALLOWED if held else refused("wrong_state", "Kỳ tiếp xúc chưa diễn ra."),
        ]
    )


def may_commit(actor: Actor, question: QuestionRow, visibility: str) -> Decision:
    """The secretariat writes down what an answered question's answer promised."""
    fits = _fits(ANSWERED, question.state, "Chỉ ghi cam kết từ câu hỏi đã được trả lời.")
    return first_refusal([_secretariat(actor), _shown(visibility), fits])


# Papers


class SessionPapers(Protocol):
    """A session as far as its papers depend on it."""

    @property
    def state(self) -> str: ...
    @property
    def agenda_published_at(self) -> datetime | None: ...
    @property
    def minutes_published_at(self) -> datetime | None: ...


def may_have_agenda(actor: Actor, session: SessionPapers) -> Decision:
    """Before it is published only the secretariat, which prints it for the leaders."""
    shown = session.agenda_published_at is not None or actor.has(Role.secretariat)
    return ALLOWED if shown else refused("not_found")


def may_have_minutes(actor: Actor, session: SessionPapers) -> Decision:
    """Minutes and conclusion notice: everybody once published, before that the secretariat's drafts."""
    drafts = actor.has(Role.secretariat) and session.state in RECORDED
    return ALLOWED if session.minutes_published_at is not None or drafts else refused("not_found")
