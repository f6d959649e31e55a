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
    "found_at": _("Lúc thấy cơ quan đã kết thúc hoạt động"),
    "passed_at": _("Lúc cơ quan khác tiếp nhận"),
    "answer": _("Trả lời"),
    "answered_at": _("Trả lời lúc"),
    "answered_orally_at": _("Trả lời trực tiếp lúc"),
    "appeal_until_on": _("Ngày cuối để đề nghị xem xét lại"),
    "telephoned_at": _("Trả lời qua điện thoại lúc"),
    "telephoned_by": _("Người gọi điện thoại"),
    "taken_back_reason": _("Lý do rút lời mời"),
    "waits_for_hall": _("Chờ chỗ tại hội trường"),
    "asked_at": _("Gửi lúc"),
    "asked_live": _("Đặt tại phiên"),
    "at": _("Lúc"),
    "called_at": _("Mời trả lời lúc"),
    "channel": _("Cách gửi"),
    "checked_in_at": _("Có mặt lúc"),
    "closed_at": _("Đóng lúc"),
    "code": _("Mã số"),
    "confirmed_at": _("Xác nhận lúc"),
    "consent": _("Cách đồng ý cho đăng kèm họ tên"),
    "confirmed_how": _("Căn cứ xác nhận"),
    "counts_until": _("Ngày cuối còn được tính"),
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
    "evidence_url": _("Nguồn dẫn chứng"),
    "expires_at": _("Hết hạn lúc"),
    "explanation": _("Giải thích"),
    "floor_at": _("Được mời phát biểu lúc"),
    "factor_at": _("Xác nhận bước thứ hai lúc"),
    "fields": _("Nội dung đã nhập"),
    "filed_at": _("Gửi lúc"),
    "found": _("Còn ẩn trong tệp"),
    "from_on": _("Từ ngày"),
    "given_at": _("Đồng ý lúc"),
    "grounds": _("Căn cứ của đề nghị"),
    "heard_at": _("Xem xét lúc"),
    "hidden_at": _("Ẩn lúc"),
    "hidden_rule": _("Ẩn theo điều quy tắc"),
    "hidden_until": _("Tạm ẩn đến"),
    "interim_until": _("Tạm thời đến"),
    "invited_at": _("Được mời lúc"),
    "is_sample": _("Tài khoản mẫu"),
    "is_unread": _("Chưa đọc được chữ trong ảnh"),
    "kind": _("Loại"),
    "last_post_at": _("Trả lời gần nhất lúc"),
    "legal_basis": _("Căn cứ pháp luật"),
    "limit_minutes": _("Số phút được phát biểu"),
    "locked_at": _("Dừng nhận ý kiến lúc"),
    "made_at": _("Làm xong lúc"),
    "mail_pace": _("Cách nhận thư"),
    "mail_refusal": _("Máy chủ thư báo"),
    "mail_refused_at": _("Thư không đến được từ"),
    "mail_refused_to": _("Thư không đến được địa chỉ"),
    "mailed_at": _("Gửi thư lúc"),
    "message": _("Thông báo"),
    "name": _("Tên"),
    "needs": _("Cần hỗ trợ"),
    "new_email": _("Địa chỉ mới"),
    "note": _("Ghi chú"),
    "old_email": _("Địa chỉ cũ"),
    "on_behalf": _("Thay mặt"),
    "outcome": _("Cách giải quyết"),
    "owner_kind": _("Gửi kèm"),
    "percent": _("Tiến độ (%)"),
    "end_reason": _("Lý do kết thúc"),
    "parted_at": _("Ghi nhận đã hết ngày cuối lúc"),
    "phrase": _("Các chữ được góp ý"),
    "proposed_because": _("Lý do đề nghị"),
    "proposed_at": _("Đề nghị giải quyết lúc"),
    "published_at": _("Đăng lúc"),
    "purpose": _("Mục đích"),
    "question": _("Câu hỏi"),
    "queued_at": _("Đăng ký lúc"),
    "quote": _("Trích dẫn"),
    "quoted": _("Đoạn được góp ý"),
    "read_at": _("Đọc lúc"),
    "place": _("Đoạn của dự thảo biên bản"),
    "reason": _("Lý do"),
    "removed": _("Đã bỏ khỏi tệp"),
    "replied_at": _("Trả lời lời mời lúc"),
    "reply_count": _("Số trả lời"),
    "repudiated_at": _("Thủ trưởng cho biết không phải ý mình lúc"),
    "restored_at": _("Hiển thị lại lúc"),
    "revoked_at": _("Thu hồi lúc"),
    "role": _("Vai trò"),
    "rule_code": _("Điều quy tắc"),
    "saved_at": _("Lưu lúc"),
    "seconded_at": _("Người thứ hai xác nhận lúc"),
    "second_explanation": _("Giải thích của người thứ hai"),
    "seconds_used": _("Số giây đã phát biểu"),
    "seen_at": _("Xem lúc"),
    "sent_back_at": _("Trả lại để xem xét lại lúc"),
    "sent_back_because": _("Lý do trả lại"),
    "sent_at": _("Gửi lúc"),
    "uptake": _("Trong văn bản ban hành"),
    "agrees_to_wording": _("Đồng ý với câu chữ đã chỉnh sửa"),
    "may_be_named": _("Được nêu tên bên câu chữ được tiếp thu"),
    "signed_by": _("Người ký"),
    "signed_on": _("Ngày ký"),
    "speaking_since": _("Đang phát biểu từ lúc"),
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
    "way": _("Hình thức tham dự"),
    "visibility": _("Trạng thái"),
    "where_to_go": _("Nơi tiếp nhận"),
    "withdrawn_at": _("Rút lại lúc"),
    "withdrawn_because": _("Lý do rút"),
    "wording": _("Câu chữ"),
    "words": _("Nội dung"),
    "written_at": _("Viết lúc"),
    "address": _("Địa chỉ nhận thư"),
    "telephone": _("Số điện thoại"),
    "entered_at": _("Nhập lúc"),
    "claimed_at": _("Xin nhận lúc"),
    "checked_how": _("Tổ thư ký đã hỏi lại bằng cách"),
    "refused_because": _("Lý do không xác nhận"),
    "letter_on": _("Ngày của thư"),
    "letter_number": _("Số đến của thư"),
    "call_at": _("Gọi lúc"),
    "called_from": _("Số máy gọi đến"),
    "was_read_back": _("Đã đọc lại cho người gọi nghe"),
}
# What only the program reads: versions, digests, numbers of rows, spellings for sorting. The JSON file has them. By
# field, or by 'table.field' where one name has two meanings.
ONLY_IN_JSON: Mapping[str, Words] = {
    "account_id": _("Số của tài khoản"),
    "saved_searches.address": _("Địa chỉ trang của tra cứu"),
    "agenda_position": _("Thứ tự trong chương trình"),
    "audience": _("Ai được đọc (mã)"),
    "body_id": _("Số của cơ quan"),
    "browser_digest": _("Dấu của trình duyệt"),
    "case_id": _("Số của hồ sơ duyệt"),
    "claimed_by": _("Số của người xin nhận"),
    "clarification_id": _("Số của phần làm rõ"),
    "commitment_id": _("Số của cam kết"),
    "consultation_id": _("Số của dự thảo lấy ý kiến"),
    "contribution_id": _("Số của nội dung"),
    "decision_id": _("Số của quyết định"),
    "deferral_count": _("Số lần chuyển sang kỳ sau"),
    "done_by": _("Số của người thực hiện"),
    "entered_by": _("Số của người nhập hộ"),
    "event_id": _("Số của việc trong nhật ký"),
    "files.kind": _("Định dạng tệp"),
    "form_key": _("Khóa của mẫu đã gửi tệp"),
    "format": _("Định dạng tệp"),
    "forum_id": _("Số của diễn đàn"),
    "from_body_id": _("Số của cơ quan chuyển đi"),
    "id": _("Số của dòng này"),
    "judged_version": _("Bản được quyết định"),
    "leader_id": _("Số của lãnh đạo"),
    "locale": _("Ngôn ngữ"),
    "look": _("Cách viết của tên, để so các tên giống nhau"),
    "mailbox": _("Hộp thư của địa chỉ, để so các địa chỉ giống nhau"),
    "mark": _("Dấu của nội dung lúc làm văn bản"),
    "masks": _("Các đoạn bị che"),
    "merged_into_id": _("Số của câu hỏi được gộp vào"),
    "needs_place": _("Chờ xếp vào một đoạn của dự thảo"),
    "on_behalf_body_id": _("Số của cơ quan được thay mặt"),
    "owner_id": _("Số của nội dung có tệp"),
    "uptake_text_id": _("Số của đoạn trong văn bản ban hành"),
    "papers.kind": _("Loại văn bản (mã)"),
    "papers.state": _("Trạng thái của văn bản (mã)"),
    "paragraph_id": _("Số của đoạn trong dự thảo"),
    "peer_digest": _("Dấu của địa chỉ mạng"),
    "persona_id": _("Số của người dùng"),
    "decisions.place": _("Chỗ của đoạn trích trong nội dung"),
    "drafts.place": _("Trang của bản nháp"),
    "speakers.place": _("Thứ tự đăng ký phát biểu"),
    "phrase_start": _("Chỗ của các chữ được góp ý trong đoạn"),
    "place_id": _("Số của chỗ trong dự thảo"),
    "proposal_id": _("Số của hiến kế"),
    "confirmed_by": _("Số của người xác nhận"),
    "successor_id": _("Số của người nhận việc"),
    "proposed_by": _("Số của người đề nghị giải quyết"),
    "question_id": _("Số của câu hỏi"),
    "received_as": _("Tên tạm của tệp chưa kiểm tra"),
    "received_digest": _("Dấu của tệp lúc nhận"),
    "regardless": _("Gửi cả khi nội dung đã ẩn"),
    "remark_id": _("Số của lời kèm theo"),
    "response_id": _("Số của phần tiếp thu, giải trình"),
    "earlier_response_id": _("Nội dung giải trình trước đó"),
    "repudiated_response_ids": _("Các nội dung giải trình mà thủ trưởng cơ quan cho biết không phải ý mình"),
    "row_number": _("Hàng của bảng trong dự thảo"),
    "rules_version": _("Bản của quy tắc"),
    "sheet_id": _("Số của dự thảo có phiếu đang gom"),
    "sent_digest": _("Dấu của nội dung đã gửi"),
    "sent_url": _("Trang của nội dung đã gửi"),
    "session_id": _("Số của kỳ tiếp xúc"),
    "since_version": _("Bản của nội dung có tệp này"),
    "until_version": _("Bản của nội dung không còn tệp này"),
    "size": _("Cỡ tệp (byte)"),
    "slug": _("Tên trong địa chỉ trang"),
    "sort_key": _("Cách viết của tên, để xếp thứ tự"),
    "submission_id": _("Số của phiếu góp ý đã gửi"),
    "subject_id": _("Số của nội dung được nói đến"),
    "task_id": _("Số của nhiệm vụ"),
    "text_id": _("Số của văn bản được duyệt"),
    "text_version": _("Số của bản"),
    "thing_id": _("Số của nội dung được nói đến"),
    "thread_id": _("Số của chủ đề"),
    "to_body_id": _("Số của cơ quan nhận"),
    "verb": _("Việc đã làm (mã)"),
    "version": _("Số lần thay đổi"),
    "opinions.version": _("Bản của dự thảo lúc góp ý"),
    "waits": _("Chờ thư tổng hợp của tuần"),
}
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
    return bool({column, column.partition(".")[2]} & ONLY_IN_JSON.keys())


def meaning_of(column: str) -> Words:
    """What a field of the JSON file is, by 'table.column'."""
    name = column.partition(".")[2]
    return ONLY_IN_JSON.get(column) or ONLY_IN_JSON.get(name) or LABELS[name]


def value_in_words(column: str, value: object) -> object:
    """The words for a value of `table.column`, as terms.yaml has them; what is no code of the program stays."""
    table, _dot, name = column.partition(".")
    if column == "logins.device" and isinstance(value, str):
        return str(words_of_device(value))
    if column == "attendances.needs" and isinstance(value, list):
        return [str(word_of(f"service.{one}")) for one in value]
    if column in MEMBERS and isinstance(value, str):
        return str(word_of(MEMBERS[column](value)))
    if isinstance(value, Purpose | MailPace | Channel):
        return str(WORDS[value])
    if isinstance(value, StrEnum) and type(value) in NAMES:
        return str(word_of(value))
    if name == "role" and isinstance(value, str):
        return str(term(f"roles.{value}"))
    if column == "files.kind":
        return value
    if name in ("kind", "thing_kind", "subject_kind", "owner_kind") and isinstance(value, str) and value:
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
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, dict):
        return "\n".join(f"{one}" for one in value.values() if one not in (None, "", []))
    return str(value)
