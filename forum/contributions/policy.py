"""Rules for texts: the visibility states shared by all rooms, and what authors and readers may do."""

from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import Literal, Protocol

from forum.actor import ALLOWED, NO_CONSENT, Actor, Decision, Purpose, first_refusal, refused
from forum.audience import Visibility, may_read, shown_state
from forum.days import deadline
from forum.state import StateTable, words
from forum.words import _

MAY_EDIT = frozenset({Visibility.in_review, Visibility.returned, Visibility.published})
VisibilityVerb = Literal[
    "submit", "publish", "return", "reject", "hide_interim", "hide", "restore", "withdraw"
]
VISIBILITY: StateTable[Visibility, VisibilityVerb] = StateTable(
    "text",
    Visibility,
    start=Visibility.draft,
    moves={
        "submit": (frozenset({Visibility.draft}), frozenset({Visibility.in_review, Visibility.published})),
        "publish": (MAY_EDIT | {Visibility.rejected, Visibility.draft}, Visibility.published),
        "return": (frozenset({Visibility.in_review}), Visibility.returned),
        "reject": (frozenset({Visibility.in_review}), Visibility.rejected),
        "hide_interim": (frozenset({Visibility.published}), Visibility.interim_hidden),
        "hide": (frozenset({Visibility.published, Visibility.interim_hidden}), Visibility.hidden),
        "restore": (frozenset({Visibility.interim_hidden, Visibility.hidden}), Visibility.published),
        "withdraw": (MAY_EDIT, Visibility.withdrawn),
    },
    ends=frozenset({Visibility.withdrawn}),
)


@words("revision")
class RevisionState(StrEnum):
    """A version that is or was public, waits for review, was rejected or dropped while it waited, or was replaced
    before it was public."""

    current = "current"
    past = "past"
    pending = "pending"
    refused = "refused"
    unshown = "unshown"


@words("withdrawal")
class WithdrawalReason(StrEnum):
    """Why an author withdraws a text: it repeats another, the matter is done, it was a mistake, or for a reason not
    named here."""

    duplicate = "duplicate"
    done = "done"
    mistaken = "mistaken"
    other = "other"
    unstated = "unstated"


WAS_SHOWN = frozenset({RevisionState.current, RevisionState.past})


class Channel(StrEnum):
    """How a text was submitted."""

    web = "web"
    letter = "letter"
    call = "call"
    meeting = "meeting"


class ApprovalHow(StrEnum):
    """By the leader or head on the page; or on paper or aloud, recorded by one person and countersigned by
    another."""

    here = "here"
    paper = "paper"
    aloud = "aloud"


class OfficialState(StrEnum):
    """Progress of an official text; contributions.official.policy.OFFICIAL has the transitions."""

    drafted = "drafted"
    awaiting_approval = "awaiting_approval"
    approved = "approved"
    published = "published"
    replaced = "replaced"


class Text(Protocol):
    """What rules read of a contribution: the row itself or a view of it."""

    @property
    def kind(self) -> str: ...
    @property
    def persona_id(self) -> int: ...
    @property
    def visibility(self) -> Visibility: ...
    @property
    def hidden_until(self) -> datetime | None: ...
    @property
    def audience(self) -> list[str]: ...
    @property
    def forum_id(self) -> int | None: ...


NAME = "name"  # the kind of a person's display name


def may_move(verb: VisibilityVerb, visibility: Visibility) -> Decision:
    fits = VISIBILITY.allows(verb, visibility)
    return ALLOWED if fits else refused("wrong_state", _("Nội dung không còn ở trạng thái này."))


def may_see(actor: Actor, text: Text) -> Decision:
    seen = may_read(
        actor,
        audience=text.audience,
        visibility=shown_state(text.visibility, text.hidden_until, actor.at),
        persona_id=text.persona_id,
        forum_id=text.forum_id,
    )
    return ALLOWED if seen else refused("not_found", _("Không tìm thấy trang."))


def may_write(actor: Actor, *, of_right: bool = False) -> Decision:
    """Anyone signed in who agreed to have their words published may write, unless suspended. `of_right`: what
    somebody is asked about their own text, or objects to a decision about it, also while suspended."""
    if not actor.is_member:
        return refused("login_needed", _("Đề nghị Ông/Bà đăng nhập để tiếp tục."))
    return first_refusal([ALLOWED if of_right else _not_suspended(actor), has_agreed(actor)])


def has_agreed(actor: Actor) -> Decision:
    """Words in somebody's own name are stored and published only with their standing consent."""
    if Purpose.terms not in actor.withheld:
        return ALLOWED
    return refused(
        NO_CONSENT,
        _(
            "Chưa gửi được: hiện không có sự đồng ý của Ông/Bà để hệ thống lưu và công bố ý kiến kèm họ tên. "
            "Ông/Bà có thể đồng ý lại ở mục “Dữ liệu của tôi” của trang Của tôi, rồi gửi."
        ),
    )


def is_suspended(actor: Actor) -> bool:
    return actor.suspended_until is not None and actor.suspended_until > actor.at


def _not_suspended(actor: Actor) -> Decision:
    if not is_suspended(actor):
        return ALLOWED
    return refused(
        "suspended",
        _(
            "Quyền đăng bài của Ông/Bà đang tạm dừng, {until}. Ông/Bà vẫn đề nghị xem xét lại được, và trả lời được "
            "khi được hỏi về bài của mình.",
            until=deadline(actor.suspended_until, of_person=True),
        ),
    )


def may_edit(actor: Actor, text: Text) -> Decision:
    return first_refusal(
        [
            _is_author(actor, text),
            _is_no_name(text),
            _not_suspended(actor),
            has_agreed(actor),
            ALLOWED
            if text.visibility in MAY_EDIT
            else refused("wrong_state", _("Nội dung này không sửa được nữa.")),
        ]
    )


def may_withdraw(actor: Actor, text: Text) -> Decision:
    return first_refusal([_is_author(actor, text), _is_no_name(text), may_move("withdraw", text.visibility)])


def _is_no_name(text: Text) -> Decision:
    """A name has a form of its own, and cannot be withdrawn from under the texts that it stands on."""
    if text.kind != NAME:
        return ALLOWED
    return refused("wrong_state", _("Tên hiển thị được đổi ở trang Của tôi."))


def may_change_name(actor: Actor, *, waits_with_text: bool) -> Decision:
    """Not while a moderator may be reading the first text with the name that stands beside it."""
    if not waits_with_text:
        return may_write(actor)
    why = _("Bài đầu tiên của Ông/Bà đang được duyệt cùng tên này; mời đổi tên sau khi có kết quả.")
    return first_refusal([may_write(actor), refused("wrong_state", why)])


def may_endorse(actor: Actor, text: Text) -> Decision:
    is_public = shown_state(text.visibility, text.hidden_until, actor.at) == Visibility.published
    return first_refusal(
        [
            may_write(actor),
            may_see(actor, text),
            refused("own", _("Ông/Bà không tự ủng hộ bài của mình."))
            if text.persona_id == actor.persona_id
            else ALLOWED,
            ALLOWED if is_public else refused("wrong_state"),
        ]
    )


def may_unendorse(actor: Actor, text: Text) -> Decision:
    """Also without the consent to publish: taking back needs none."""
    return may_endorse(replace(actor, withheld=frozenset()), text)


def may_follow(actor: Actor) -> Decision:
    return ALLOWED if actor.is_member else refused("login_needed", _("Đề nghị Ông/Bà đăng nhập để tiếp tục."))


def _is_author(actor: Actor, text: Text) -> Decision:
    """Nobody authors an official text: its persona is a body's or a leader's, and no account has that."""
    own = actor.persona_id is not None and text.persona_id == actor.persona_id
    return ALLOWED if own else refused("not_author", _("Chỉ tác giả được làm việc này."))
