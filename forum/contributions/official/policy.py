"""Rules for official texts: their states, and who drafts, approves and publishes under a name.

Approval belongs to the name itself: that leader, or the head of that body, without delegation.
"""

from datetime import datetime, timedelta
from typing import Literal, Protocol

from forum.actor import ALLOWED, Actor, Decision, Role, first_refusal, refused
from forum.clock import local_date
from forum.contributions.policy import ApprovalHow, OfficialState
from forum.days import vntime
from forum.state import StateTable
from forum.words import _

OfficialVerb = Literal[
    "revise",
    "submit",
    "send_back",
    "record_approval",
    "countersign",
    "approve",
    "lift",
    "publish",
    "replace",
    "repudiate",
]
UNPUBLISHED = frozenset({OfficialState.drafted, OfficialState.awaiting_approval, OfficialState.approved})
SUBMITTED = frozenset({OfficialState.awaiting_approval, OfficialState.approved})
OFFICIAL: StateTable[OfficialState, OfficialVerb] = StateTable(
    "official_text",
    OfficialState,
    start=OfficialState.drafted,
    moves={
        "revise": (UNPUBLISHED, OfficialState.drafted),
        "submit": (frozenset({OfficialState.drafted}), OfficialState.awaiting_approval),
        "send_back": (frozenset({OfficialState.awaiting_approval}), OfficialState.drafted),
        "record_approval": (
            frozenset({OfficialState.drafted, OfficialState.awaiting_approval}),
            OfficialState.awaiting_approval,
        ),
        "countersign": (frozenset({OfficialState.awaiting_approval}), OfficialState.approved),
        "approve": (frozenset({OfficialState.awaiting_approval}), OfficialState.approved),
        "lift": (SUBMITTED, OfficialState.awaiting_approval),
        "repudiate": (SUBMITTED, OfficialState.drafted),
        "publish": (frozenset({OfficialState.approved}), OfficialState.published),
        "replace": (UNPUBLISHED, OfficialState.replaced),
    },
    ends=frozenset({OfficialState.published, OfficialState.replaced}),
)


class Official(Protocol):
    """The row or a view of it."""

    @property
    def state(self) -> OfficialState: ...
    @property
    def leader_id(self) -> int | None: ...
    @property
    def body_id(self) -> int | None: ...
    @property
    def recorded_by(self) -> int | None: ...
    @property
    def approved_at(self) -> datetime | None: ...
    @property
    def approved_how(self) -> ApprovalHow | None: ...
    @property
    def repudiated_at(self) -> datetime | None: ...


# In which a leader or head who hears that an approval was recorded can take it back before anybody reads the text.
QUIET = timedelta(hours=1)


def publishes_from(official: Official) -> datetime | None:
    """When a text whose approval others recorded may first be published; None for one approved here."""
    if official.approved_at is None or official.approved_how == ApprovalHow.here:
        return None
    return official.approved_at + QUIET


WHY_NOT = dict.fromkeys(("approve", "send_back"), _("Nội dung này không còn chờ duyệt."))


def _step(verb: OfficialVerb, official: Official) -> Decision:
    if OFFICIAL.allows(verb, official.state):
        return ALLOWED
    return refused("wrong_state", WHY_NOT.get(verb, _("Dự thảo không còn ở bước này.")))


def may_draft(actor: Actor, leader_id: int | None, body_id: int | None) -> Decision:
    """For a leader: the leader's assistants and the secretariat. For a body: its officers and head."""
    if body_id is not None:
        works = actor.at_body(body_id, Role.body_officer, Role.body_head)
        return ALLOWED if works else refused("not_our_body")
    works = actor.for_leader(leader_id, Role.assistant) or actor.has(Role.secretariat)
    return ALLOWED if works else refused("not_assistant")


def _drafts(actor: Actor, official: Official) -> Decision:
    return may_draft(actor, official.leader_id, official.body_id)


def _approves(actor: Actor, official: Official) -> Decision:
    if official.body_id is not None:
        approves = actor.at_body(official.body_id, Role.body_head)
    else:
        approves = actor.for_leader(official.leader_id, Role.leader)
    return ALLOWED if approves else refused("not_approver", _("Chỉ người đứng tên được duyệt."))


def may_revise(actor: Actor, official: Official) -> Decision:
    return first_refusal([_drafts(actor, official), _step("revise", official)])


def may_submit(actor: Actor, official: Official) -> Decision:
    return first_refusal([_drafts(actor, official), _step("submit", official)])


def may_send_back(actor: Actor, official: Official) -> Decision:
    return first_refusal([_approves(actor, official), _step("send_back", official)])


def may_approve(actor: Actor, official: Official) -> Decision:
    return first_refusal([_approves(actor, official), _step("approve", official)])


def _attests(actor: Actor, official: Official) -> Decision:
    """Who writes down or confirms what was approved elsewhere: never the approver, who approves here."""
    own = refused("approves_here", _("Ông/Bà là người duyệt; mời duyệt ngay tại đây."))
    return first_refusal([_drafts(actor, official), own if _approves(actor, official) else ALLOWED])


def may_record_approval(actor: Actor, official: Official) -> Decision:
    return first_refusal([_attests(actor, official), _step("record_approval", official)])


def has_second_person(official: Official, others: int) -> Decision:
    """A body's record needs another of its officers; for a leader the whole secretariat may attest."""
    if official.body_id is None or others:
        return ALLOWED
    alone = _(
        "Cơ quan không có cán bộ thứ hai để xác nhận, nên chưa ghi nhận được ý kiến duyệt trên giấy. Đề nghị thủ "
        "trưởng duyệt tại đây, hoặc báo Quản trị giao thêm cán bộ."
    )
    return refused("no_second_person", alone)


def may_countersign(actor: Actor, official: Official) -> Decision:
    """By another person than the one who recorded it."""
    if official.recorded_by is None:
        return refused("wrong_state", _("Chưa có ý kiến duyệt nào được ghi nhận."))
    own = actor.persona_id == official.recorded_by
    return first_refusal(
        [
            _attests(actor, official),
            refused("own_record", _("Người ghi nhận không tự xác nhận.")) if own else ALLOWED,
            _step("countersign", official),
        ]
    )


def may_publish(actor: Actor, official: Official) -> Decision:
    """Publishing is up to those who prepare the text: the leader or head has already approved."""
    return first_refusal(
        [_drafts(actor, official), _step("publish", official), _is_quiet_over(actor, official)]
    )


def _is_quiet_over(actor: Actor, official: Official) -> Decision:
    first = publishes_from(official)
    if first is None or actor.at >= first:
        return ALLOWED
    early = _(
        "Ý kiến duyệt này do người khác ghi nhận thay người duyệt, nên công bố được từ {time}; đến lúc đó người duyệt "
        "còn rút lại được.",
        time=vntime(first),
    )
    return refused("too_early", early)


def may_repudiate(actor: Actor, official: Official) -> Decision:
    """The leader or head alone, of an approval that others recorded. Once the text is published, only who held that
    role when it was approved: a successor has another text to say otherwise."""
    was_recorded = official.recorded_by is not None
    none = refused("wrong_state", _("Chưa có ý kiến duyệt nào được ghi nhận."))
    done = refused("wrong_state", _("Người duyệt đã cho biết đây không phải ý mình."))
    is_published = official.state == OfficialState.published
    return first_refusal(
        [
            _approves(actor, official),
            ALLOWED if was_recorded else none,
            ALLOWED if official.repudiated_at is None else done,
            _was_approver(actor, official) if is_published else _step("repudiate", official),
        ]
    )


def _was_approver(actor: Actor, official: Official) -> Decision:
    role = Role.body_head if official.body_id is not None else Role.leader
    place = {"body_id": official.body_id, "leader_id": official.leader_id}
    if official.approved_at is None or actor.held_on(local_date(official.approved_at), role, **place):
        return ALLOWED
    before = _(
        "Nội dung này được duyệt trước khi Ông/Bà giữ vai trò. Nếu không còn đúng, đề nghị công bố văn bản mới."
    )
    return refused("not_own_words", before)


RULES = {
    "revise": may_revise,
    "submit": may_submit,
    "send_back": may_send_back,
    "approve": may_approve,
    "record_approval": may_record_approval,
    "countersign": may_countersign,
    "publish": may_publish,
    "repudiate": may_repudiate,
}

ON_PAPER = ("record_approval", "countersign", "publish")


def on_paper_steps(actor: Actor, official: Official, still: Decision) -> frozenset[str]:
    """What the actor may do about an approval given on paper. `still`: what was approved can be said."""
    open_now = frozenset(verb for verb in ON_PAPER if still and RULES[verb](actor, official))
    return open_now | ({"repudiate"} if may_repudiate(actor, official) else frozenset())


def steps(actor: Actor, official: Official) -> frozenset[str]:
    """The verbs open to the actor, judged by the text alone."""
    return frozenset(verb for verb, may in RULES.items() if may(actor, official))
