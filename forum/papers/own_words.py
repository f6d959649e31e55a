"""How the copy of one's data reads: the labels of its fields, and words in place of the names of the code."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum

from forum.accounts.actions.consents import PURPOSES
from forum.accounts.devices import words_of_device
from forum.accounts.models import MailPace
from forum.actor import Purpose
from forum.contributions.policy import Channel
from forum.days import vndate, vntime
from forum.kinds import KINDS
from forum.state import NAMES, word_of
from forum.terms import term
from forum.words import Words, _
from moderation.values import AppealState, Standing, Verdict

LABELS: Mapping[str, Words] = {
    "answer": _("Trả lời"),
    "answered_at": _("Trả lời lúc"),
    "answered_orally_at": _("Trả lời trực tiếp lúc"),
    "appeal_until_on": _("Ngày cuối để đề nghị xem xét lại"),
    "asked_at": _("Gửi lúc"),
    "at": _("Lúc"),
    "called_at": _("Mời trả lời lúc"),
    "channel": _("Cách gửi"),
    "closed_at": _("Đóng lúc"),
    "code": _("Mã số"),
    "confirmed_at": _("Xác nhận lúc"),
    "created_at": _("Lập lúc"),
    "deadline_on": _("Ngày cuối để trả lời"),
    "decided_at": _("Quyết định lúc"),
    "destination": _("Nơi chuyển đến"),
    "device": _("Loại thiết bị"),
    "disposed_at": _("Xử lý lúc"),
    "done_at": _("Giải quyết lúc"),
    "due_after": _("Thời hạn mới"),
    "due_before": _("Thời hạn cũ"),
    "edited_at": _("Sửa lúc"),
    "email": _("Địa chỉ thư điện tử"),
    "ended_at": _("Hết hiệu lực lúc"),
    "endorsement_count": _("Số người ủng hộ"),
    "evidence": _("Minh chứng"),
    "expires_at": _("Hết hạn lúc"),
    "explanation": _("Giải thích"),
    "factor_at": _("Xác nhận bước thứ hai lúc"),
    "fields": _("Nội dung đã nhập"),
    "filed_at": _("Gửi lúc"),
    "from_on": _("Từ ngày"),
    "given_at": _("Đồng ý lúc"),
    "grounds": _("Căn cứ của đề nghị"),
    "heard_at": _("Xem xét lúc"),
    "hidden_at": _("Ẩn lúc"),
    "hidden_rule": _("Ẩn theo điều quy tắc"),
    "hidden_until": _("Tạm ẩn đến"),
    "interim_until": _("Tạm thời đến"),
    "is_sample": _("Tài khoản mẫu"),
    "kind": _("Loại"),
    "last_post_at": _("Trả lời gần nhất lúc"),
    "legal_basis": _("Căn cứ pháp luật"),
    "locked_at": _("Dừng nhận ý kiến lúc"),
    "made_at": _("Làm xong lúc"),
    "mail_pace": _("Cách nhận thư"),
    "mail_refusal": _("Máy chủ thư báo"),
    "mail_refused_at": _("Thư không đến được từ"),
    "mail_refused_to": _("Thư không đến được địa chỉ"),
    "mailed_at": _("Gửi thư lúc"),
    "message": _("Thông báo"),
    "name": _("Tên"),
    "new_email": _("Địa chỉ mới"),
    "note": _("Ghi chú"),
    "old_email": _("Địa chỉ cũ"),
    "on_behalf": _("Thay mặt"),
    "outcome": _("Cách giải quyết"),
    "percent": _("Tiến độ (%)"),
    "proposed_at": _("Đề nghị giải quyết lúc"),
    "published_at": _("Đăng lúc"),
    "purpose": _("Mục đích"),
    "question": _("Câu hỏi"),
    "quote": _("Trích dẫn"),
    "quoted": _("Đoạn được góp ý"),
    "read_at": _("Đọc lúc"),
    "reason": _("Lý do"),
    "reply_count": _("Số trả lời"),
    "restored_at": _("Hiển thị lại lúc"),
    "revoked_at": _("Thu hồi lúc"),
    "role": _("Vai trò"),
    "rule_code": _("Điều quy tắc"),
    "saved_at": _("Lưu lúc"),
    "seconded_at": _("Người thứ hai xác nhận lúc"),
    "second_explanation": _("Giải thích của người thứ hai"),
    "seen_at": _("Xem lúc"),
    "sent_back_at": _("Trả lại để xem xét lại lúc"),
    "sent_back_because": _("Lý do trả lại"),
    "stance": _("Quan điểm"),
    "standing": _("Hiệu lực"),
    "state": _("Trạng thái"),
    "stopped_at": _("Dừng lúc"),
    "subject_kind": _("Về"),
    "suspended_until": _("Tạm dừng gửi bài đến"),
    "suspended_until_on": _("Ngày cuối của việc tạm dừng gửi bài"),
    "taken_back_at": _("Rút lại lúc"),
    "target": _("Góp ý cho"),
    "text": _("Nội dung"),
    "thing_kind": _("Về"),
    "title": _("Tiêu đề hoặc danh xưng"),
    "trusted_at": _("Được miễn duyệt trước từ"),
    "until_on": _("Đến hết ngày"),
    "used_at": _("Dùng lần cuối lúc"),
    "verdict": _("Quyết định"),
    "visibility": _("Trạng thái"),
    "where_to_go": _("Nơi tiếp nhận"),
    "withdrawn_at": _("Rút lại lúc"),
    "withdrawn_because": _("Lý do rút"),
    "wording": _("Câu chữ"),
    "words": _("Nội dung"),
    "written_at": _("Viết lúc"),
}
# What only the program reads: versions, digests, places in lists, spellings for sorting. The JSON file has them.
ONLY_IN_JSON = frozenset(
    {
        "id",
        "version",
        "text_version",
        "judged_version",
        "rules_version",
        "slug",
        "sort_key",
        "look",
        "mailbox",
        "masks",
        "audience",
        "locale",
    }
    | {
        "agenda_position",
        "deferral_count",
        "needs_place",
        "regardless",
        "waits",
        "address",
        "place",
        "sent_url",
    }
    | {
        "verb",
        "papers.kind",
        "papers.state",
        "done_by",
        "proposed_by",
        "entered_by",
        "format",
        "mark",
        "size",
    }
)
CHANNELS: Mapping[StrEnum, Words] = {
    Channel.web: _("trên trang"),
    Channel.letter: _("thư"),
    Channel.call: _("điện thoại"),
    Channel.meeting: _("tại cuộc họp"),
}
PACES: Mapping[StrEnum, Words] = {MailPace.at_once: _("Từng thư"), MailPace.weekly: _("Một thư mỗi tuần")}
WORDS: Mapping[StrEnum, Words] = dict([*PURPOSES.items(), *CHANNELS.items(), *PACES.items()])
# Enums of columns that are plain text.
MEMBERS: Mapping[str, type[StrEnum]] = {
    "decisions.verdict": Verdict,
    "decisions.standing": Standing,
    "appeals.state": AppealState,
}
PERSON, OTHER_KINDS = _("Người dùng"), {"opinion_table": "objects.matrix"}


def is_only_in_json(column: str) -> bool:
    """`column` is 'table.column'."""
    name = column.partition(".")[2]
    return bool({column, name} & ONLY_IN_JSON) or name.endswith(("_id", "_digest"))


def value_in_words(column: str, value: object) -> object:
    """The words for a value of `table.column`, as terms.yaml has them; what is no code of the program stays."""
    table, _dot, name = column.partition(".")
    if column == "logins.device" and isinstance(value, str):
        return str(words_of_device(value))
    if column in MEMBERS and isinstance(value, str):
        return str(word_of(MEMBERS[column](value)))
    if isinstance(value, Purpose | MailPace | Channel):
        return str(WORDS[value])
    if isinstance(value, StrEnum) and type(value) in NAMES:
        return str(word_of(value))
    if name == "role" and isinstance(value, str):
        return str(term(f"roles.{value}"))
    if name in ("kind", "thing_kind", "subject_kind") and isinstance(value, str) and value:
        return _kind(table, value)
    return value


def _kind(table: str, value: str) -> str:
    if table == "personas":
        return str(PERSON)
    if value in KINDS:
        return str(KINDS[value].word)
    return str(term(OTHER_KINDS.get(value, f"objects.{value}")))


def shown(value: object) -> str:
    """As a line of the page reads it."""
    if isinstance(value, bool):
        return str(_("có") if value else _("không"))
    if isinstance(value, datetime):
        return vntime(value)
    if isinstance(value, date):
        return vndate(value)
    if isinstance(value, dict):
        return "\n".join(f"{one}" for one in value.values() if one not in (None, "", []))
    return str(value)
