"""Rules for consultations: states by date and by act; who prepares, responds, approves."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Literal

from forum.accounts.policy import may_enter_for_others
from forum.actor import ALLOWED, Actor, Decision, Role, first_refusal, refused
from forum.audience import Visibility
from forum.clock import end_of_day, start_of_day
from forum.consultations.rows import ConsultationRow, IssuedRow, VersionRow
from forum.contributions.official import policy as official
from forum.contributions.policy import has_agreed, may_write
from forum.state import StateTable, words
from forum.words import _


class ConsultationState(StrEnum):
    draft = "draft"
    announced = "announced"
    open = "open"
    closed = "closed"
    responses_drafted = "responses_drafted"
    responses_published = "responses_published"
    concluded = "concluded"
    stopped = "stopped"


@words("opinion_stance")
class Stance(StrEnum):
    agree = "agree"
    amend = "amend"
    object = "object"
    ask = "ask"


@words("response")
class Result(StrEnum):
    """The outcome for an opinion."""

    accept = "accept"
    accept_in_part = "accept_in_part"
    explain = "explain"


@words("opinion_target")
class Target(StrEnum):
    whole = "whole"
    question = "question"
    paragraph = "paragraph"


@words("consultation_act")
class Act(StrEnum):
    """What the head of the body approves about a consultation."""

    announce = "announce"
    extend = "extend"
    open_round = "open_round"
    mend_slip = "mend_slip"
    conclude = "conclude"
    stop = "stop"


ConsultationVerb = Literal[
    "prepare", "announce", "set_addressees", "set_in_force", "extend", "edit_draft", "prepare_version",
    "settle_version", "open_round", "mend_slip", "place_opinion", "add_to_dossier", "give_opinion", "respond",
    "publish_responses", "conclude", "stop", "record_issue", "answer_late", "take_back",
]  # fmt: skip
AWAITS_RESPONSES = frozenset({ConsultationState.closed, ConsultationState.responses_drafted})
RESPONDING = AWAITS_RESPONSES | {ConsultationState.responses_published}
OVER = frozenset({ConsultationState.concluded, ConsultationState.stopped})
# Recorded as announced; the shown state depends on the date.
MOVED_BY_CLOCK = frozenset({ConsultationState.announced, ConsultationState.open})
NEVER_OPENED = frozenset({ConsultationState.draft, ConsultationState.announced, ConsultationState.stopped})
CONSULTATION: StateTable[ConsultationState, ConsultationVerb] = StateTable(
    "consultation",
    ConsultationState,
    start=ConsultationState.draft,
    moves={
        "prepare": (frozenset({ConsultationState.draft}), None),
        "announce": (frozenset({ConsultationState.draft}), ConsultationState.announced),
        "set_in_force": (MOVED_BY_CLOCK | {ConsultationState.draft}, None),
        "set_addressees": (MOVED_BY_CLOCK | {ConsultationState.draft}, None),
        "extend": (MOVED_BY_CLOCK, None),
        "edit_draft": (
            MOVED_BY_CLOCK
            | RESPONDING
            | {ConsultationState.draft, ConsultationState.concluded},  # the issued text
            None,
        ),
        "prepare_version": (MOVED_BY_CLOCK | RESPONDING, None),
        "settle_version": (MOVED_BY_CLOCK | RESPONDING | {ConsultationState.concluded}, None),
        "open_round": (MOVED_BY_CLOCK | RESPONDING, ConsultationState.announced),
        "mend_slip": (MOVED_BY_CLOCK | RESPONDING, None),
        "add_to_dossier": (MOVED_BY_CLOCK | RESPONDING | {ConsultationState.draft}, None),
        "place_opinion": (MOVED_BY_CLOCK | RESPONDING, None),
        "give_opinion": (frozenset({ConsultationState.open}), None),
        "respond": (RESPONDING | {ConsultationState.open}, None),
        "publish_responses": (RESPONDING | {ConsultationState.open}, ConsultationState.responses_published),
        "conclude": (RESPONDING, ConsultationState.concluded),
        "stop": (MOVED_BY_CLOCK | RESPONDING, ConsultationState.stopped),
        "record_issue": (frozenset({ConsultationState.concluded}), None),
        "answer_late": (frozenset({ConsultationState.concluded}), None),
        # A head disowns the notice that ended it.
        "take_back": (OVER, frozenset({ConsultationState.announced, ConsultationState.responses_published})),
    },
    ends=frozenset(),
    derived={
        ConsultationState.announced: frozenset({ConsultationState.open, ConsultationState.closed}),
        ConsultationState.closed: frozenset({ConsultationState.responses_drafted}),
        # What is published in parts is not done, nor is what a later opinion opened again.
        ConsultationState.responses_published: frozenset({ConsultationState.responses_drafted}),
    },
)


def shown_state(it: ConsultationRow, at: datetime) -> ConsultationState:
    """Derived from dates: announced consultations are open between their days, whether or not a job recorded
    it."""
    if it.state != ConsultationState.announced or it.opens_on is None or it.closes_on is None:
        return it.state
    if at < start_of_day(it.opens_on):
        return ConsultationState.announced
    return ConsultationState.open if at <= end_of_day(it.closes_on) else ConsultationState.closed


def in_state(verb: ConsultationVerb, it: ConsultationRow, at: datetime) -> Decision:
    shown = shown_state(it, at)
    if CONSULTATION.allows(verb, shown):
        return ALLOWED
    if verb == "give_opinion" and shown not in NEVER_OPENED:
        return refused("too_late", _("Đã hết thời hạn góp ý. Nội dung đã được lưu nháp."))
    return refused("wrong_state", _("Đợt lấy ý kiến không ở bước này."))


def at_body_of(actor: Actor, it: ConsultationRow, *roles: Role) -> Decision:
    wanted = roles or (Role.body_officer, Role.body_head)
    return ALLOWED if actor.at_body(it.body_id, *wanted) else refused("not_our_body")


def is_ours(actor: Actor, it: ConsultationRow) -> bool:
    """Whether the actor works at the drafting body."""
    return bool(at_body_of(actor, it))


# Verbs that one rule allows together.
EDITING = (
    "edit_paragraph", "insert_paragraph", "split_paragraph", "join_with_next", "remove_paragraph", "replace_source",
    "remove_paragraphs", "paste_anew", "see_remark",
)  # fmt: skip
DRAFTING = ("draft_response", "submit_responses", "label_opinions", "assign_opinions")
APPROVING = ("approve_responses", "send_back_response")


def may_create(actor: Actor, body_id: int) -> Decision:
    works = actor.at_body(body_id, Role.body_officer, Role.body_head)
    return ALLOWED if works else refused("not_our_body")


def may_see(actor: Actor, it: ConsultationRow, audience: Sequence[str]) -> Decision:
    """A draft is visible to its body only; later to its audience."""
    if it.state == ConsultationState.draft:
        return ALLOWED if at_body_of(actor, it) else refused("not_found")
    return ALLOWED if actor.audiences & frozenset(audience) else refused("not_found")


def may_prepare(actor: Actor, it: ConsultationRow) -> Decision:
    return first_refusal([at_body_of(actor, it), in_state("prepare", it, actor.at)])


def may_announce(actor: Actor, it: ConsultationRow) -> Decision:
    return first_refusal([at_body_of(actor, it), in_state("announce", it, actor.at)])


def may_set_addressees(actor: Actor, it: ConsultationRow) -> Decision:
    """Say whom the letter that asks for opinions goes to, until the consultation closes."""
    return first_refusal([at_body_of(actor, it), in_state("set_addressees", it, actor.at)])


def may_set_in_force(actor: Actor, it: ConsultationRow) -> Decision:
    """Give the text in force that the draft is compared with, until the consultation closes."""
    return first_refusal([at_body_of(actor, it), in_state("set_in_force", it, actor.at)])


def may_extend(actor: Actor, it: ConsultationRow) -> Decision:
    """Give people more time while it is announced or open."""
    return first_refusal([at_body_of(actor, it), in_state("extend", it, actor.at)])


def may_edit_draft(actor: Actor, it: ConsultationRow, version: VersionRow | None) -> Decision:
    """Change the paragraphs of a version in preparation: what was announced is frozen."""
    is_frozen = version is None or version.announced_at is not None
    frozen = _("Dự thảo đã công bố nên không sửa thẳng được; mời lập bản dự thảo mới.")
    return first_refusal(
        [
            at_body_of(actor, it),
            in_state("edit_draft", it, actor.at),
            refused("frozen", frozen) if is_frozen else ALLOWED,
        ]
    )


def _not_issued(it: IssuedRow) -> Decision:
    """Though the head disowned its end, a text that was issued is no draft any more."""
    issued = _(
        "Văn bản đã được ban hành (số {number}) nên không lập bản dự thảo mới.", number=it.issued_number
    )
    return refused("wrong_state", issued) if it.issued_number else ALLOWED


def may_prepare_version(actor: Actor, it: IssuedRow, prepared: VersionRow | None) -> Decision:
    """Bring in a later version of an announced draft that is not issued, one at a time."""
    standing = refused("wrong_state", _("Đã có một bản dự thảo mới đang chuẩn bị."))
    return first_refusal(
        [
            at_body_of(actor, it),
            in_state("prepare_version", it, actor.at),
            _not_issued(it),
            ALLOWED if prepared is None else standing,
        ]
    )


def _later_version(
    actor: Actor, it: ConsultationRow, prepared: VersionRow | None, verb: ConsultationVerb = "settle_version"
) -> Decision:
    none = refused("wrong_state", _("Chưa có bản dự thảo mới nào đang chuẩn bị."))
    return first_refusal(
        [
            at_body_of(actor, it),
            in_state(verb, it, actor.at),
            none if prepared is None else ALLOWED,
        ]
    )


def may_discard_version(actor: Actor, it: ConsultationRow, prepared: VersionRow | None) -> Decision:
    return _later_version(actor, it, prepared)


def may_settle_paragraph(actor: Actor, it: ConsultationRow, prepared: VersionRow | None) -> Decision:
    """Say what became of a paragraph in the later version."""
    return _later_version(actor, it, prepared)


def may_open_round(
    actor: Actor, it: IssuedRow, prepared: VersionRow | None, unsure: int, former: int
) -> Decision:
    """Announce the later version once it is known what became of every paragraph. It ends the running round, before
    which the opinions on `former` versions are answered (queries.unanswered)."""
    message = _("Còn {count} đoạn chưa rõ đã thành đoạn nào của bản mới.", count=unsure)
    owed = _(
        "Còn {former} góp ý về bản dự thảo trước chưa có giải trình công khai; đợt đang lấy ý kiến chỉ kết thúc sau "
        "khi đã công khai.",
        former=former,
    )
    return first_refusal(
        [
            _later_version(actor, it, prepared, "open_round"),
            _not_issued(it),
            refused("wrong_state", message) if unsure else ALLOWED,
            refused("wrong_state", owed) if former else ALLOWED,
        ]
    )


def may_mend_slip(actor: Actor, it: ConsultationRow) -> Decision:
    return first_refusal([at_body_of(actor, it), in_state("mend_slip", it, actor.at)])


def may_add_to_dossier(actor: Actor, it: ConsultationRow, prepared: VersionRow | None) -> Decision:
    """The office adds to a version in preparation, of which the head approves all. Beside an announced one, readers
    have the file at once: the head adds it."""
    is_head = prepared is not None or actor.at_body(it.body_id, Role.body_head)
    public = _("Dự thảo đã công bố; chỉ thủ trưởng cơ quan bổ sung hồ sơ, vì bạn đọc thấy ngay.")
    return first_refusal(
        [
            at_body_of(actor, it),
            in_state("add_to_dossier", it, actor.at),
            ALLOWED if is_head else refused("not_approver", public),
        ]
    )


def may_remove_from_dossier(actor: Actor, it: ConsultationRow, version: VersionRow) -> Decision:
    """What readers have had stays."""
    shown = refused("frozen", _("Tài liệu đã công bố cùng dự thảo nên không bỏ được."))
    return first_refusal([at_body_of(actor, it), shown if version.announced_at is not None else ALLOWED])


def may_place_opinion(actor: Actor, it: ConsultationRow, needs_place: bool) -> Decision:
    """Only an opinion that lost its place is given another."""
    return first_refusal(
        [
            at_body_of(actor, it),
            in_state("place_opinion", it, actor.at),
            ALLOWED if needs_place else refused("wrong_state", _("Góp ý này vẫn ở đúng đoạn của nó.")),
        ]
    )


def may_give_opinion(actor: Actor, it: ConsultationRow) -> Decision:
    return first_refusal([may_write(actor), in_state("give_opinion", it, actor.at)])


def may_enter_opinion(actor: Actor, it: ConsultationRow) -> Decision:
    return first_refusal([may_enter_for_others(actor), in_state("give_opinion", it, actor.at)])


def may_respond(actor: Actor, it: ConsultationRow, *, is_reopened: bool = False) -> Decision:
    """`is_reopened`: it was concluded, and since then an opinion is without an answer (queries.unanswered)."""
    verb: ConsultationVerb = "answer_late" if is_reopened else "respond"
    return first_refusal([at_body_of(actor, it), in_state(verb, it, actor.at)])


def may_revise_response(
    actor: Actor, it: ConsultationRow, response: official.Official, *, is_reopened: bool = False
) -> Decision:
    return first_refusal(
        [may_respond(actor, it, is_reopened=is_reopened), official.may_revise(actor, response)]
    )


def may_approve_responses(actor: Actor, it: ConsultationRow) -> Decision:
    """Read, approve or send back submitted responses: only the head of the drafting body."""
    return at_body_of(actor, it, Role.body_head)


def may_publish_responses(actor: Actor, it: ConsultationRow, *, is_reopened: bool = False) -> Decision:
    """Approved ones at any time, in parts; while people still write, the consultation's state stays."""
    verb: ConsultationVerb = "answer_late" if is_reopened else "publish_responses"
    return first_refusal([at_body_of(actor, it), in_state(verb, it, actor.at)])


def may_object_to_response(
    actor: Actor, it: ConsultationRow, author_id: int, visibility: Visibility, *, is_open: bool
) -> Decision:
    """Say once that a response misses the point, of an opinion that is shown. `is_open`: the author's window has not
    closed; of a concluded consultation that is only of what was answered since."""
    verb: ConsultationVerb = "answer_late" if it.state == ConsultationState.concluded else "respond"
    own = actor.persona_id is not None and actor.persona_id == author_id
    return first_refusal(
        [
            ALLOWED if own else refused("not_author", _("Chỉ tác giả góp ý được làm việc này.")),
            has_agreed(actor),
            refused("not_shown", _("Góp ý hiện không hiển thị."))
            if visibility != Visibility.published
            else ALLOWED,
            in_state(verb, it, actor.at),
            ALLOWED
            if is_open
            else refused("too_late", _("Đã hết thời hạn phản hồi về nội dung giải trình.")),
        ]
    )


def may_conclude(actor: Actor, it: ConsultationRow, unanswered: int, may_speak: int) -> Decision:
    """Refused while anybody is unanswered (queries.unanswered), or may still say that a response misses the point
    (queries.objecting)."""
    still = _("Còn {may_speak} người trong thời hạn phản hồi về nội dung giải trình.", may_speak=may_speak)
    message = _(
        "Còn {unanswered} ý kiến chưa được tiếp thu, giải trình nên chưa kết thúc được.",
        unanswered=unanswered,
    )
    return first_refusal(
        [
            at_body_of(actor, it),
            in_state("conclude", it, actor.at),
            ALLOWED if unanswered == 0 else refused("wrong_state", message),
            ALLOWED if may_speak == 0 else refused("wrong_state", still),
        ]
    )


def may_stop(actor: Actor, it: ConsultationRow) -> Decision:
    return first_refusal([at_body_of(actor, it), in_state("stop", it, actor.at)])


def may_record_issue(actor: Actor, it: ConsultationRow) -> Decision:
    """Record that the office issued the text, independent of the consultation's state."""
    over = CONSULTATION.allows("record_issue", it.state)
    return first_refusal(
        [at_body_of(actor, it), ALLOWED if over else refused("wrong_state", _("Chưa kết thúc lấy ý kiến."))]
    )
