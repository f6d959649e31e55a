"""Addresses that only take a button: who opens one, as after logging in, is shown the button."""

import re
from functools import cache

from starlette.routing import compile_path

from forum.steps import STEPS
from forum.urls import PATHS
from forum.words import Words, _

# The labels of buttons that are no steps, by the names of their addresses.
LABELS = {
    "contributions.endorse": _("Ủng hộ"),
    "contributions.unendorse": _("Thôi ủng hộ"),
    "contributions.follow": _("Theo dõi"),
    "contributions.unfollow": _("Thôi theo dõi"),
    "finding.open_search": _("Mở tìm kiếm đã lưu"),
    "finding.delete_search": _("Xóa tìm kiếm đã lưu"),
    "notices.read_all": _("Đánh dấu đã đọc hết"),
    "notices.read_notice": _("Mở thông báo"),
    "mine.delete_draft": _("Xóa nháp"),
    "mine.withdraw_consent": _("Rút sự đồng ý này"),
    "mine.log_out_everywhere": _("Đăng xuất trên mọi thiết bị"),
    "mine.remove_totp": _("Gỡ ứng dụng tạo mã"),
    "mine.remove_passkey": _("Gỡ khóa truy cập"),
    "mine.renew_codes": _("Làm mã dự phòng mới"),
    "mine.end_session": _("Kết thúc phiên đăng nhập"),
    "mine.end_other_sessions": _("Kết thúc mọi phiên khác"),
    "accounts.log_out": _("Đăng xuất"),
    "entering.issue_code": _("In kèm giấy biên nhận có mã"),
}


def button_at(path: str) -> Words | None:
    """The label of the button that the address takes, if it takes one alone."""
    return next((label for pattern, label in _labels() if pattern.match(path)), None)


def label_of(path: str) -> Words | None:
    """The label of the button of a route."""
    names = [name for name, known in PATHS.items() if known == path]
    steps = [step.title for step in STEPS.values() if step.at in names and not step.has_form]
    return next(iter(steps), None) or next((LABELS[name] for name in names if name in LABELS), None)


@cache
def _labels() -> list[tuple[re.Pattern[str], Words]]:
    labelled = ((path, label_of(path)) for path in PATHS.values())
    return [(compile_path(path)[0], label) for path, label in labelled if label is not None]
