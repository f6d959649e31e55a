"""May: threads, and the life of a proposal as a table."""

from datetime import datetime
from typing import Protocol

from forum.actor import ALLOWED, Actor, Decision, Role, first_refusal, refused
from forum.audience import Visibility
from forum.contributions.policy import may_write

# verb → from which states, and to which. An answer's outcome is itself the state it leads to.
PROPOSAL: dict[str, tuple[frozenset[str], str | None]] = {
    "assign": (frozenset({"published"}), "published"),
    "hand_over": (frozenset({"published", "taken_up"}), "published"),
    "take_up": (frozenset({"published"}), "taken_up"),
    "ask_clarification": (frozenset({"taken_up"}), "clarification_asked"),
    "clarify": (frozenset({"clarification_asked"}), "taken_up"),
    "answer": (frozenset({"taken_up"}), None),
    "say_answered": (frozenset({"accepted", "accepted_in_part", "declined"}), None),
    "commit": (frozenset({"accepted", "accepted_in_part"}), None),
}
OUTCOMES = ("accepted", "accepted_in_part", "declined")
STATES = frozenset({"published", "clarification_asked", "taken_up", *OUTCOMES})


class ProposalRow(Protocol):
    @property
    def state(self) -> str: ...
    @property
    def body_id(self) -> int | None: ...
    @property
    def verdict(self) -> str | None: ...


class AnswerRow(Protocol):
    @property
    def proposal_id(self) -> int: ...
    @property
    def state(self) -> str: ...
    @property
    def body_id(self) -> int: ...


def _step(verb: str, proposal: ProposalRow) -> Decision:
    starts, _ = PROPOSAL[verb]
    if proposal.state in starts:
        return ALLOWED
    return refused("wrong_state", "Hiến kế không còn ở bước này.")


def _shown(visibility: str) -> Decision:
    """A hidden or withdrawn proposal waits: its clocks stand and nobody acts on it."""
    return (
        ALLOWED
        if visibility == Visibility.published
        else refused("not_shown", "Hiến kế hiện không hiển thị.")
    )


def may_start_thread(actor: Actor) -> Decision:
    return may_write(actor)


def may_reply(actor: Actor, visibility: str, locked_at: datetime | None) -> Decision:
    return first_refusal(
        [
            may_write(actor),
            _shown(visibility),
            refused("locked", "Chủ đề đã dừng trao đổi.") if locked_at is not None else ALLOWED,
        ]
    )


def may_assign(actor: Actor, proposal: ProposalRow, visibility: str) -> Decision:
    """The secretariat and staff say which body it is for."""
    keeps = actor.has(Role.secretariat, Role.staff)
    return first_refusal(
        [ALLOWED if keeps else refused("not_staff"), _shown(visibility), _step("assign", proposal)]
    )


def may_take_up(actor: Actor, proposal: ProposalRow, visibility: str) -> Decision:
    """An officer or head of the body it was given to; of any body while it was given to none."""
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


def may_hand_over(actor: Actor, proposal: ProposalRow, visibility: str) -> Decision:
    return first_refusal([_officer(actor, proposal), _shown(visibility), _step("hand_over", proposal)])


def may_ask_clarification(actor: Actor, proposal: ProposalRow, visibility: str) -> Decision:
    return first_refusal(
        [_officer(actor, proposal), _shown(visibility), _step("ask_clarification", proposal)]
    )


def may_clarify(actor: Actor, proposal: ProposalRow, author_id: int) -> Decision:
    return first_refusal([_author(actor, author_id), _step("clarify", proposal)])


def _author(actor: Actor, author_id: int) -> Decision:
    own = actor.persona_id is not None and actor.persona_id == author_id
    return ALLOWED if own else refused("not_author", "Chỉ tác giả được làm việc này.")


def may_draft_answer(actor: Actor, proposal: ProposalRow, visibility: str) -> Decision:
    return first_refusal([_officer(actor, proposal), _shown(visibility), _step("answer", proposal)])


def may_change_answer(actor: Actor, answer: AnswerRow, proposal_id: int) -> Decision:
    """Its body's people, until it is published."""
    works = actor.at_body(answer.body_id, Role.body_officer, Role.body_head)
    return first_refusal(
        [
            ALLOWED if works and answer.proposal_id == proposal_id else refused("not_our_body"),
            refused("wrong_state", "Trả lời đã công bố.") if answer.state == "published" else ALLOWED,
        ]
    )


def may_submit_answer(actor: Actor, answer: AnswerRow) -> Decision:
    works = actor.at_body(answer.body_id, Role.body_officer, Role.body_head)
    fits = answer.state == "drafted"
    return first_refusal(
        [
            ALLOWED if works else refused("not_our_body"),
            ALLOWED if fits else refused("wrong_state", "Dự thảo trả lời không còn ở bước này."),
        ]
    )


def may_approve_answer(actor: Actor, answer: AnswerRow, proposal: ProposalRow, visibility: str) -> Decision:
    """The head of that body alone; what awaits approval only."""
    heads = actor.at_body(answer.body_id, Role.body_head)
    fits = answer.state == "awaiting_approval"
    return first_refusal(
        [
            ALLOWED if heads else refused("not_head", "Chỉ thủ trưởng cơ quan duyệt trả lời."),
            ALLOWED if fits else refused("wrong_state", "Dự thảo trả lời không còn ở bước này."),
            _shown(visibility),
            _step("answer", proposal),
        ]
    )


def may_say_answered(actor: Actor, proposal: ProposalRow, author_id: int) -> Decision:
    """Once: whether the answer answers. 'Not answered' obliges the body to answer once more."""
    return first_refusal(
        [
            _author(actor, author_id),
            _step("say_answered", proposal),
            refused("said_once", "Ông/Bà đã cho ý kiến về câu trả lời.") if proposal.verdict else ALLOWED,
        ]
    )


def may_commit(actor: Actor, proposal: ProposalRow, visibility: str) -> Decision:
    return first_refusal([_officer(actor, proposal), _shown(visibility), _step("commit", proposal)])
