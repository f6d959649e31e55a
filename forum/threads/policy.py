"""Rules for threads and proposals, with the proposal's states."""

from datetime import datetime
from enum import StrEnum
from typing import Literal, Protocol

from forum.accounts.policy import may_enter_for_others
from forum.actor import ALLOWED, Actor, Decision, Role, first_refusal, refused
from forum.audience import Visibility
from forum.contributions.official import policy as official
from forum.contributions.policy import has_agreed, may_write
from forum.state import StateTable
from forum.words import _


class ProposalState(StrEnum):
    published = "published"
    clarification_asked = "clarification_asked"
    taken_up = "taken_up"
    accepted = "accepted"
    accepted_in_part = "accepted_in_part"
    declined = "declined"


class AuthorVerdict(StrEnum):
    """The author's rating of the answer, given once."""

    answered = "answered"
    not_answered = "not_answered"


ProposalVerb = Literal[
    "assign", "hand_over", "take_up", "ask_clarification", "clarify", "answer", "rate_answer", "answer_again",
    "supplement",
]  # fmt: skip
Outcome = Literal[ProposalState.accepted, ProposalState.accepted_in_part, ProposalState.declined]
ACCEPTED = frozenset({ProposalState.accepted, ProposalState.accepted_in_part})
ANSWERED = ACCEPTED | {ProposalState.declined}
# A body has a deadline here; it is paused while the author is asked.
WITH_A_BODY = frozenset({ProposalState.published, ProposalState.taken_up})
PROPOSAL: StateTable[ProposalState, ProposalVerb] = StateTable(
    "proposal",
    ProposalState,
    start=ProposalState.published,
    moves={
        "assign": (WITH_A_BODY, ProposalState.published),
        "hand_over": (WITH_A_BODY, ProposalState.published),
        "take_up": (frozenset({ProposalState.published}), ProposalState.taken_up),
        "ask_clarification": (frozenset({ProposalState.taken_up}), ProposalState.clarification_asked),
        "clarify": (frozenset({ProposalState.clarification_asked}), ProposalState.taken_up),
        "answer": (frozenset({ProposalState.taken_up}), ANSWERED),
        "rate_answer": (ANSWERED, None),
        "answer_again": (ANSWERED, WITH_A_BODY),  # published where its body is gone
        "supplement": (ACCEPTED, None),
    },
    ends=frozenset(),  # the author may reopen it once after any answer
    # a clarification request closes when its window ends
    derived={ProposalState.clarification_asked: frozenset({ProposalState.taken_up})},
)
MAX_CLARIFICATIONS = 2
MAX_HANDOVERS = 2


class ProposalRow(Protocol):
    @property
    def state(self) -> ProposalState: ...
    @property
    def body_id(self) -> int | None: ...
    @property
    def verdict(self) -> AuthorVerdict | None: ...
    @property
    def clarification_count(self) -> int: ...


class AnswerRow(Protocol):
    @property
    def outcome(self) -> ProposalState: ...
    @property
    def is_supplement(self) -> bool: ...


def shown_state(state: ProposalState, *, is_closed: bool) -> ProposalState:
    """Derived from dates: after the window for clarification the body answers with what it has."""
    asked = state == ProposalState.clarification_asked
    return ProposalState.taken_up if asked and is_closed else state


def _step(verb: ProposalVerb, proposal: ProposalRow) -> Decision:
    if PROPOSAL.allows(verb, proposal.state):
        return ALLOWED
    return refused("wrong_state", _("Hiến kế không còn ở bước này."))


def _shown(visibility: Visibility) -> Decision:
    """Nobody acts on a hidden or withdrawn proposal, its author neither; its duties are paused or void."""
    return (
        ALLOWED
        if visibility == Visibility.published
        else refused("not_shown", _("Hiến kế hiện không hiển thị."))
    )


def may_start_thread(actor: Actor) -> Decision:
    return may_write(actor)


def may_enter_proposal(actor: Actor) -> Decision:
    return may_enter_for_others(actor)


def may_reply(actor: Actor, visibility: Visibility, locked_at: datetime | None) -> Decision:
    return first_refusal(
        [
            may_write(actor),
            _shown(visibility),
            refused("locked", _("Chủ đề đã dừng trao đổi.")) if locked_at is not None else ALLOWED,
        ]
    )


def may_set_tasks(actor: Actor, forum_id: int | None, *, has_tasks: bool) -> Decision:
    """Whoever moderates the forum, where the author left the choice open."""
    if not actor.moderates(forum_id):
        return refused("not_moderator", _("Việc này do người duyệt nội dung thực hiện."))
    return refused("has_tasks", _("Bài đã gắn nhiệm vụ.")) if has_tasks else ALLOWED


def may_assign(actor: Actor, proposal: ProposalRow, visibility: Visibility) -> Decision:
    """The secretariat and staff assign it to a body, also anew where one has it already: it may have ended, be without
    people, or not be the right one after two handovers."""
    keeps = actor.has(Role.secretariat, Role.staff)
    return first_refusal(
        [ALLOWED if keeps else refused("not_staff"), _shown(visibility), _step("assign", proposal)]
    )


def may_take_up(actor: Actor, proposal: ProposalRow, visibility: Visibility) -> Decision:
    """An officer or head of the assigned body; of any body while none is assigned."""
    ours = (
        bool(actor.bodies(Role.body_officer, Role.body_head))
        if proposal.body_id is None
        else actor.at_body(proposal.body_id, Role.body_officer, Role.body_head)
    )
    return first_refusal(
        [ALLOWED if ours else refused("not_our_body"), _shown(visibility), _step("take_up", proposal)]
    )


def _officer(actor: Actor, proposal: ProposalRow) -> Decision:
    works = actor.at_body(proposal.body_id, Role.body_officer, Role.body_head)
    return ALLOWED if works else refused("not_our_body")


def may_hand_over(actor: Actor, proposal: ProposalRow, visibility: Visibility) -> Decision:
    return first_refusal([_officer(actor, proposal), _shown(visibility), _step("hand_over", proposal)])


def within_handovers(handover_count: int) -> Decision:
    """Bodies hand a proposal on twice; then it waits for the secretariat, which assigns it."""
    if handover_count < MAX_HANDOVERS:
        return ALLOWED
    return refused(
        "too_often",
        _("Hiến kế đã được chuyển hai lần; lần này do Văn phòng phân công. Đề nghị báo Văn phòng."),
    )


def may_ask_clarification(actor: Actor, proposal: ProposalRow, visibility: Visibility) -> Decision:
    often = proposal.clarification_count >= MAX_CLARIFICATIONS
    return first_refusal(
        [
            _officer(actor, proposal),
            _shown(visibility),
            _step("ask_clarification", proposal),
            refused("too_often", _("Tác giả đã được đề nghị làm rõ hai lần.")) if often else ALLOWED,
        ]
    )


def may_clarify(actor: Actor, proposal: ProposalRow, author_id: int, visibility: Visibility) -> Decision:
    own = _author(actor, author_id)
    return first_refusal([own, has_agreed(actor), _shown(visibility), _step("clarify", proposal)])


def _author(actor: Actor, author_id: int) -> Decision:
    own = actor.persona_id is not None and actor.persona_id == author_id
    return ALLOWED if own else refused("not_author", _("Chỉ tác giả được làm việc này."))


def may_draft_answer(actor: Actor, proposal: ProposalRow, visibility: Visibility) -> Decision:
    return first_refusal([_officer(actor, proposal), _shown(visibility), _step("answer", proposal)])


def may_draft_supplement(actor: Actor, proposal: ProposalRow, visibility: Visibility) -> Decision:
    """What the body promises after its answer is a text of its own, approved like the answer."""
    return first_refusal([_officer(actor, proposal), _shown(visibility), _step("supplement", proposal)])


def _answering(answer: AnswerRow, proposal: ProposalRow) -> Decision:
    """Only while the proposal can still be answered, or the standing answer added to, since approving publishes."""
    return _step("supplement" if answer.is_supplement else "answer", proposal)


def may_revise_answer(
    actor: Actor, way: official.Official, answer: AnswerRow, proposal: ProposalRow, visibility: Visibility
) -> Decision:
    return first_refusal([official.may_revise(actor, way), _shown(visibility), _answering(answer, proposal)])


def may_promise(
    actor: Actor, way: official.Official, answer: AnswerRow, proposal: ProposalRow, visibility: Visibility
) -> Decision:
    """Whoever drafts the answer writes, changes and removes its lines."""
    accepts = ALLOWED
    if answer.outcome not in ACCEPTED:
        accepts = refused("not_accepted", _("Cam kết chỉ đi cùng trả lời có tiếp thu hiến kế."))
    return first_refusal([may_revise_answer(actor, way, answer, proposal, visibility), accepts])


def may_submit_answer(
    actor: Actor, way: official.Official, answer: AnswerRow, visibility: Visibility, *, has_lines: bool
) -> Decision:
    complete = _is_complete(answer, has_lines=has_lines)
    return first_refusal([official.may_submit(actor, way), _shown(visibility), complete])


def _is_complete(answer: AnswerRow, *, has_lines: bool) -> Decision:
    """What reaches the head, here or on paper: a supplement is its lines."""
    nothing = refused("wrong_state", _("Đề nghị thêm ít nhất một cam kết trước khi trình duyệt."))
    return nothing if answer.is_supplement and not has_lines else ALLOWED


def may_approve_answer(
    actor: Actor,
    way: official.Official,
    answer: AnswerRow,
    proposal: ProposalRow,
    visibility: Visibility,
    *,
    has_lines: bool,
) -> Decision:
    still = is_answerable(answer, proposal, visibility, has_lines=has_lines)
    return first_refusal([official.may_approve(actor, way), still])


def is_answerable(
    answer: AnswerRow, proposal: ProposalRow, visibility: Visibility, *, has_lines: bool
) -> Decision:
    answering = _answering(answer, proposal)
    return first_refusal([_shown(visibility), answering, _is_complete(answer, has_lines=has_lines)])


def may_publish_answer(
    actor: Actor,
    way: official.Official,
    answer: AnswerRow,
    proposal: ProposalRow,
    visibility: Visibility,
    *,
    has_lines: bool,
) -> Decision:
    """What the head approved on paper."""
    still = is_answerable(answer, proposal, visibility, has_lines=has_lines)
    return first_refusal([official.may_publish(actor, way), still])


def may_send_back_answer(actor: Actor, way: official.Official, visibility: Visibility) -> Decision:
    """Also while its author is asked, or must be answered again: only approving publishes."""
    return first_refusal([official.may_send_back(actor, way), _shown(visibility)])


def may_rate_answer(actor: Actor, proposal: ProposalRow, author_id: int, visibility: Visibility) -> Decision:
    """Once. 'Not answered' obliges the body to answer again."""
    return first_refusal(
        [
            _author(actor, author_id),
            has_agreed(actor),
            _shown(visibility),
            _step("rate_answer", proposal),
            refused("said_once", _("Ông/Bà đã cho ý kiến về câu trả lời.")) if proposal.verdict else ALLOWED,
        ]
    )
