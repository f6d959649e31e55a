"""Moderation's refusals translated for the person: on a field, as a conflict, or as a page."""

from collections.abc import Iterator
from contextlib import contextmanager

from forum.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from forum.words import Words, _
from moderation.errors import ModerationRefused

FIELDS: dict[str, tuple[str, Words]] = {
    "unknown_verdict": ("verdict", _("Đề nghị chọn một quyết định.")),
    "verdict_does_not_fit": (
        "verdict",
        _("Quyết định này không áp dụng được khi nội dung ở trạng thái hiện nay."),
    ),
    "nothing_to_restore": ("verdict", _("Nội dung này không bị ẩn bởi quyết định nào đang có hiệu lực.")),
    "nothing_to_hide": ("at_once", _("Chỉ nội dung đang hiển thị mới có thể ẩn ngay.")),
    "unknown_rule": ("rule", _("Đề nghị chọn một quy tắc có hiệu lực khi bài được viết.")),
    "no_rules_then": (
        "rule",
        _("Khi bài được viết chưa có quy tắc nào có hiệu lực, nên không thể viện dẫn."),
    ),
    "rule_does_not_allow": ("rule", _("Quy tắc này không cho phép quyết định đã chọn.")),
    "needs_an_order": ("rule", _("Quy tắc này chỉ dùng khi có yêu cầu bằng văn bản.")),
    "quote_not_in_text": ("quote", _("Đoạn trích phải có nguyên văn trong bài, từ 3 ký tự trở lên.")),
    "explanation_missing": ("explanation", _("Đề nghị giải thích cho tác giả, ít nhất 10 ký tự.")),
    "too_long": ("explanation", _("Đoạn trích và giải thích không quá 4.000 ký tự.")),
    "not_at_once": (
        "at_once",
        _("Một người chỉ được ẩn ngay vì dữ liệu cá nhân, nguy hiểm hoặc yêu cầu bằng văn bản."),
    ),
    "interim_used_up": (
        "at_once",
        _("Nội dung này đã tạm ẩn một lần mà không ai xác nhận; nay cần hai người."),
    ),
    "destination_missing": ("destination", _("Đề nghị ghi mã nhiệm vụ sẽ chuyển tới.")),
    "returned_twice": (
        "verdict",
        _(
            "Bài này đã bị trả lại hai lần; lần thứ ba phải do người chưa trả lại bài này quyết định. Ông/Bà có thể "
            "cho đăng, hoặc chuyển lại hàng chờ."
        ),
    ),
    "criticised": (
        "verdict",
        _(
            "Bài này trả lời điều Ông/Bà viết hoặc duyệt; việc tạm dừng quyền đăng phải do người khác quyết định."
        ),
    ),
    "no_review": (
        "agrees",
        _(
            "Sau bước này không còn ai vô tư để xem xét lại khi tác giả đề nghị, nên chưa xác nhận được. Cần thêm "
            "người duyệt, hoặc thành viên độc lập do quản trị chỉ định."
        ),
    ),
    "bad_suspension": ("until", _("Đề nghị chọn ngày kết thúc, trong vòng 90 ngày.")),
}
CONFLICTS: dict[str, Words] = {
    "text_changed": _("Tác giả vừa sửa bài; mời đọc lại bản mới trước khi quyết định."),
    "claimed_by_other": _("Nội dung này đang có người khác xem xét."),
    "three_claims": _("Ông/Bà đang giữ ba nội dung; đề nghị quyết định hoặc chuyển lại một nội dung trước."),
    "renewed_already": _(
        "Ông/Bà đã gia hạn nội dung này một lần; nay để người khác nhận trước, rồi mới nhận lại được."
    ),
    "not_claimed": _("Đề nghị nhận nội dung này trước khi quyết định."),
    "lease_over": _("Thời gian xem xét 30 phút đã hết; đề nghị nhận lại nội dung này."),
    "already_decided": _("Nội dung này đã có quyết định."),
    "waits_for_second": _("Nội dung này đang chờ người duyệt thứ hai."),
    "nothing_to_second": _("Không có đề nghị nào chờ xác nhận."),
    "interim_lapsed": _("Thời gian tạm ẩn đã hết, nội dung đã hiện lại."),
    "appealed_already": _("Quyết định này đã được đề nghị xem xét lại."),
    "not_in_force": _("Quyết định này không còn hoặc chưa có hiệu lực."),
    "must_be_answered": _("Đề nghị này phải được trả lời, không đóng hồ sơ được."),
    "not_an_appeal": _("Nội dung này không phải đề nghị xem xét lại."),
    "erased_already": _("Nội dung của dòng này đã được xóa trước đó."),
    "is_appeal": _("Đây là đề nghị xem xét lại; mời dùng phần xem xét lại."),
}
IMPARTIALITY: dict[str, Words] = {
    "own_text": _("Ông/Bà là tác giả của nội dung này."),
    "names_self": _("Nội dung có nhắc tên Ông/Bà."),
    "names_leader": _("Nội dung có nhắc tên lãnh đạo mà Ông/Bà giúp việc."),
    "own_body": _("Nội dung thuộc việc của cơ quan nơi Ông/Bà làm việc."),
    "took_part": _("Ông/Bà đã tham gia việc này trước đó."),
    "seat_not_needed": _("Vẫn còn người duyệt không có xung đột lợi ích; việc này chưa chuyển tới Ông/Bà."),
}
FORBIDDEN: dict[str, Words] = {
    "not_the_author": _("Chỉ tác giả được đề nghị xem xét lại."),
    "burdens_nobody": _("Quyết định này không cần xem xét lại."),
    "is_erasure": _("Dòng ghi một lần xóa thì không xóa được."),
    "appeal_too_late": _("Đã hết thời hạn 30 ngày để đề nghị xem xét lại."),
}


def conflict_sentence(code: str) -> Words | None:
    """The conflict of interest behind a refusal; None for another refusal."""
    message = IMPARTIALITY.get(code)
    return (
        _("{message} Vì xung đột lợi ích, Ông/Bà không tham gia quyết định.", message=message)
        if message
        else None
    )


def sentence(code: str) -> Words | str:
    """The message for any refusal."""
    if code in FIELDS:
        return FIELDS[code][1]
    return (
        conflict_sentence(code)
        or CONFLICTS.get(code)
        or FORBIDDEN.get(code)
        or _("Việc này không thực hiện được.")
    )


@contextmanager
def translate_refusals() -> Iterator[None]:
    """Turn ModerationRefused raised inside into the forum's own errors."""
    try:
        yield
    except ModerationRefused as refused:
        raise _as_refused(refused.code) from refused


def _as_refused(code: str) -> Refused:
    if code in ("no_such_case", "no_such_decision"):
        return NotFound()
    if code == "no_such_row":
        return NotFound(_("Không có dòng này trong chuỗi kiểm tra."))
    if code in FIELDS:
        return Invalid(*FIELDS[code])
    if code in CONFLICTS:
        return Conflict(CONFLICTS[code], code=code)
    return Forbidden(sentence(code), code=code)
