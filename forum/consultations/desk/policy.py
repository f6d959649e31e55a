"""Rules of what follows an answer: the wording that was taken up, and what stands in the issued text."""

from enum import StrEnum
from typing import Protocol

from forum.actor import ALLOWED, Actor, Decision, Role, first_refusal, refused
from forum.consultations.policy import Result, may_record_issue
from forum.consultations.rows import IssuedRow, VersionRow
from forum.contributions.policy import has_agreed
from forum.state import words
from forum.words import _


@words("wording_taken")
class Taken(StrEnum):
    """How an accepted wording relates to the one that an author proposed, and what the author says of the change."""

    as_proposed = "as_proposed"
    asked = "asked"
    agreed = "agreed"
    not_agreed = "not_agreed"
    silent = "silent"


TAKING = frozenset({Result.accept, Result.accept_in_part})


@words("uptake")
class Uptake(StrEnum):
    """Whether an opinion stands in the issued text."""

    in_text = "in_text"
    in_part = "in_part"
    not_in_text = "not_in_text"


class IssuedVersion(Protocol):
    @property
    def is_issued(self) -> bool: ...


def own_opinion(actor: Actor, author_id: int) -> Decision:
    """Asked by the rules of what only its author may do."""
    own = actor.persona_id is not None and actor.persona_id == author_id
    return ALLOWED if own else refused("not_author", _("Chỉ tác giả góp ý được làm việc này."))


def may_answer_wording(actor: Actor, author_id: int, *, is_asked: bool) -> Decision:
    """Say whether one agrees to the wording that was made of one's own. `is_asked`: the author's window has not
    closed."""
    late = refused("too_late", _("Không có câu chữ nào đang chờ Ông/Bà trả lời, hoặc đã hết thời hạn."))
    return first_refusal([own_opinion(actor, author_id), has_agreed(actor), ALLOWED if is_asked else late])


def may_allow_naming(actor: Actor, author_id: int, *, has_wording: bool) -> Decision:
    """Say, at any time and as often as one likes, whether one is named beside one's wording in the text."""
    none = refused("wrong_state", _("Góp ý này không đề nghị câu chữ nào."))
    return first_refusal([own_opinion(actor, author_id), ALLOWED if has_wording else none])


def may_enter_issued_text(
    actor: Actor, it: IssuedRow, prepared: VersionRow | None, *, is_entered: bool
) -> Decision:
    """Bring in the text as it was issued, once its number is recorded."""
    unnumbered = refused("wrong_state", _("Đề nghị ghi số, ngày ban hành trước."))
    standing = refused("wrong_state", _("Đang có một bản đang chuẩn bị; mời công bố hoặc bỏ bản đó trước."))
    entered = refused("wrong_state", _("Văn bản ban hành đã được công bố trên trang này."))
    return first_refusal(
        [
            may_record_issue(actor, it),
            ALLOWED if it.issued_number else unnumbered,
            entered if is_entered else ALLOWED,
            ALLOWED if prepared is None else standing,
        ]
    )


def may_publish_issued_text(
    actor: Actor, it: IssuedRow, prepared: IssuedVersion | None, unsure: int
) -> Decision:
    """The head alone, once it is known what became of every paragraph of the draft."""
    head = ALLOWED if actor.at_body(it.body_id, Role.body_head) else refused("not_our_body")
    none = refused("wrong_state", _("Chưa có văn bản ban hành nào đang chuẩn bị."))
    message = _("Còn {count} đoạn của dự thảo chưa rõ đã thành đoạn nào của văn bản ban hành.", count=unsure)
    return first_refusal(
        [
            may_record_issue(actor, it),
            head,
            ALLOWED if prepared is not None and prepared.is_issued else none,
            refused("wrong_state", message) if unsure else ALLOWED,
        ]
    )


def may_confirm_uptakes(actor: Actor, it: IssuedRow, *, is_entered: bool) -> Decision:
    """Say which opinions stand in the issued text."""
    none = refused("wrong_state", _("Chưa có văn bản ban hành để đối chiếu."))
    return first_refusal([may_record_issue(actor, it), ALLOWED if is_entered else none])


def _works_at(actor: Actor, body_id: int) -> Decision:
    works = actor.at_body(body_id, Role.body_officer, Role.body_head)
    return ALLOWED if works else refused("not_our_body")


def may_add_template(actor: Actor, body_id: int) -> Decision:
    return _works_at(actor, body_id)


def may_change_template(actor: Actor, body_id: int, *, is_retired: bool) -> Decision:
    """One that is still offered."""
    retired = refused("wrong_state", _("Mẫu này đã thôi dùng."))
    return first_refusal([_works_at(actor, body_id), retired if is_retired else ALLOWED])


def may_retire_template(actor: Actor, body_id: int, *, is_retired: bool) -> Decision:
    return may_change_template(actor, body_id, is_retired=is_retired)


def may_note_on_opinion(actor: Actor, body_id: int) -> Decision:
    """Write and read what the office notes for itself, at any time: who works at the drafting body."""
    return _works_at(actor, body_id)


def may_correct_note(actor: Actor, body_id: int, written_by: int) -> Decision:
    """Its writer alone, as long as they work there; a colleague writes a note of their own. Nobody outside
    learns that there is such a note."""
    own = actor.persona_id is not None and actor.persona_id == written_by
    words = _("Chỉ người viết ghi chú sửa được ghi chú này.")
    known = ALLOWED if _works_at(actor, body_id) else refused("not_found")
    return first_refusal([known, ALLOWED if own else refused("not_author", words)])
