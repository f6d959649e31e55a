"""Every verdict that there is: its word for a probe, how bad it is, and what it says to whoever can mend it.

docs/operating.md has the same table with what to do then; a test holds both equal.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from forum.words import NOTHING, Words, _


class Level(StrEnum):
    well = "well"
    poor = "poor"  # it works, but somebody should look
    bad = "bad"


@dataclass(frozen=True, slots=True)
class Meaning:
    level: Level
    text: Words
    advice: Words = NOTHING


@dataclass(frozen=True, slots=True)
class Verdict:
    """`name` is of MEANINGS, `word` one of its words."""

    name: str
    word: str

    @property
    def label(self) -> Words:
        return LABELS[self.name]

    @property
    def level(self) -> Level:
        return self.meaning.level

    @property
    def meaning(self) -> Meaning:
        return MEANINGS[self.name].get(self.word) or ANYWHERE[self.word]


OK, UNKNOWN = "ok", "unknown"
ANYWHERE: Mapping[str, Meaning] = {
    OK: Meaning(Level.well, _("bình thường")),
    UNKNOWN: Meaning(
        Level.poor,
        _("chưa xem được"),
        _("Cơ sở dữ liệu không trả lời kịp; hãy xem mục cơ sở dữ liệu trước."),
    ),
}

LABELS: Mapping[str, Words] = {
    "database": _("Cơ sở dữ liệu"),
    "migrations": _("Bản của cơ sở dữ liệu"),
    "disk": _("Chỗ trống trên đĩa"),
    "jobs": _("Việc chạy ngầm"),
    "mail": _("Thư gửi đi"),
    "search": _("Tìm kiếm"),
    "chain": _("Chuỗi kiểm tra"),
    "clock": _("Đồng hồ"),
    "numbers": _("Số bài và số đã trả lời"),
    "key": _("Khóa của hệ thống"),
    "zones": _("Dữ liệu múi giờ"),
    "modes": _("Quyền của tệp"),
    "backups": _("Bản sao lưu"),
    "mail_tls": _("Mã hóa khi gửi thư"),
    "public_url": _("Địa chỉ công khai"),
    "storage": _("Kho lưu tệp"),
    "scans": _("Nhận dạng chữ trong bản quét"),
    "scanner": _("Máy quét mã độc"),
    "variables": _("Biến môi trường"),
}

MEANINGS: Mapping[str, Mapping[str, Meaning]] = {
    "database": {
        "away": Meaning(
            Level.bad,
            _("không trả lời"),
            _("Xem PostgreSQL có chạy không và FORUM_DATABASE_URL có đúng không."),
        ),
    },
    "migrations": {
        "missing": Meaning(Level.bad, _("chưa có bảng nào"), _("Chạy forum migrate.")),
        "old": Meaning(
            Level.bad, _("cũ hơn chương trình"), _("Chạy forum migrate, rồi khởi động lại tiến trình nền.")
        ),
        "newer": Meaning(
            Level.bad,
            _("mới hơn chương trình"),
            _("Dùng chương trình mới, hoặc phục hồi bản sao lưu làm trước khi nâng cấp."),
        ),
    },
    "disk": {
        "low": Meaning(Level.poor, _("sắp hết"), _("Dọn đĩa hoặc thêm đĩa trước khi đầy.")),
        "full": Meaning(
            Level.bad,
            _("đã hết, bài gửi bị từ chối"),
            _("Giải phóng chỗ ngay; chương trình tự chạy tiếp sau đó."),
        ),
    },
    "jobs": {
        "no_worker": Meaning(
            Level.bad,
            _("không có tiến trình nền nào đang chạy"),
            _("Khởi động forum worker; xem nhật ký của nó vì sao đã dừng."),
        ),
        "stuck": Meaning(
            Level.bad, _("có việc chạy quá lâu"), _("Xem forum jobs list --state running và nhật ký lúc ấy.")
        ),
        "waiting": Meaning(
            Level.bad, _("có việc chờ quá lâu"), _("Xem forum jobs list; có thể phải thêm tiến trình nền.")
        ),
        "set_aside": Meaning(
            Level.bad,
            _("có việc bị lỗi và được để riêng"),
            _("Xem forum jobs list --state set_aside; sửa nguyên nhân rồi chạy forum jobs retry."),
        ),
    },
    "mail": {
        "late": Meaning(
            Level.bad,
            _("có thư chờ quá lâu chưa gửi được"),
            _("Xem forum jobs list --state retrying; lỗi ghi ở cột cuối."),
        ),
        "unset": Meaning(
            Level.bad,
            _("chưa có máy chủ thư, không thư nào được gửi"),
            _("Đặt FORUM_MAIL_URL và FORUM_MAIL_FROM."),
        ),
        "refused": Meaning(
            Level.poor,
            _("có tài khoản không nhận được thư"),
            _("Xem danh sách người dùng để biết lời máy chủ thư."),
        ),
    },
    "search": {
        "away": Meaning(
            Level.poor,
            _("Meilisearch không trả lời; đang tìm bằng PostgreSQL"),
            _("Xem Meilisearch có chạy không; nhật ký của tiến trình nền cho biết vì sao."),
        ),
        "behind": Meaning(
            Level.poor,
            _("nội dung mới chưa vào Meilisearch; đang tìm bằng PostgreSQL"),
            _("Xem tiến trình nền có chạy không; nếu không tự hết thì chạy forum reindex."),
        ),
    },
    "chain": {
        "unlinked": Meaning(
            Level.bad,
            _("việc của người dân chờ quá lâu chưa được nối vào chuỗi"),
            _("Xem tiến trình nền có chạy không; nhật ký của nó cho biết vì sao."),
        ),
        "no_head": Meaning(
            Level.bad,
            _("không có mã đối chiếu nào được gửi ra ngoài, nên chuỗi có thể bị viết lại mà không ai biết"),
            _("Đặt FORUM_HEAD_ADDRESSES: ba địa chỉ thư của người ngoài cơ quan vận hành."),
        ),
        "one_role": Meaning(
            Level.poor,
            _("chương trình tự sửa được chuỗi, vì chỉ có một tài khoản cơ sở dữ liệu"),
            _("Tạo tài khoản forum_app, đặt FORUM_DATABASE_OWNER_URL rồi chạy forum migrate."),
        ),
    },
    "clock": {
        "off": Meaning(
            Level.bad, _("lệch với cơ sở dữ liệu quá hai giây"), _("Bật đồng bộ giờ (NTP) trên cả hai máy.")
        ),
    },
    "numbers": {
        "wrong": Meaning(
            Level.poor,
            _("khác với khi đếm lại"),
            _("Tiến trình nền đếm lại và sửa mỗi đêm; nếu sáng mai vẫn còn thì xem nhật ký của nó."),
        ),
    },
    "key": {
        "local": Meaning(
            Level.poor,
            _("chỉ có trên máy này"),
            _("Nếu chạy trên nhiều máy, mọi máy phải đặt cùng một FORUM_SECRET."),
        ),
        "missing": Meaning(
            Level.bad,
            _("chưa có"),
            _("Nhập lại bằng forum key import; không có thì mọi người phải lập lại bước xác nhận thứ hai."),
        ),
        "changed": Meaning(
            Level.bad,
            _("khác với khóa lúc sao lưu gần nhất"),
            _("Nhập lại khóa cũ bằng forum key import; không có thì phải lập lại bước xác nhận thứ hai."),
        ),
    },
    "zones": {
        "missing": Meaning(
            Level.bad, _("không có múi giờ Asia/Ho_Chi_Minh"), _("Cài gói tzdata của hệ điều hành.")
        ),
    },
    "modes": {
        "open": Meaning(
            Level.bad,
            _("người khác trên máy đọc hoặc ghi được dữ liệu trong FORUM_VAR"),
            _("Chạy chmod -R go-rwx trên các tệp và thư mục được nêu."),
        ),
    },
    "backups": {
        "none": Meaning(
            Level.bad, _("chưa có bản nào"), _("Đặt FORUM_BACKUP_DIR, hoặc chạy forum backup mỗi đêm.")
        ),
        "old": Meaning(
            Level.bad,
            _("bản gần nhất cũ hơn 36 giờ"),
            _("Xem forum jobs list có việc back_up không, và thư mục sao lưu còn chỗ không."),
        ),
        "damaged": Meaning(
            Level.bad, _("bản gần nhất không đọc được"), _("Chạy forum backup để lập bản mới; kiểm tra đĩa.")
        ),
    },
    "mail_tls": {
        "plain": Meaning(
            Level.bad,
            _("thư đi không mã hóa"),
            _("Đặt FORUM_MAIL_TLS=required, hoặc dùng smtps:// trong FORUM_MAIL_URL."),
        ),
        "offered": Meaning(
            Level.poor, _("chỉ mã hóa khi máy chủ thư đề nghị"), _("Đặt FORUM_MAIL_TLS=required nếu được.")
        ),
    },
    "public_url": {
        "unset": Meaning(
            Level.bad, _("chưa đặt, liên kết trong thư không mở được"), _("Đặt FORUM_PUBLIC_URL=https://….")
        ),
        "plain": Meaning(
            Level.bad, _("không phải https"), _("Đặt một proxy TLS phía trước và FORUM_PUBLIC_URL=https://….")
        ),
    },
    "storage": {
        "away": Meaning(
            Level.bad,
            _("kho S3 không trả lời, không gửi và không tải tệp được"),
            _("Xem FORUM_STORAGE_ENDPOINT có đúng không và máy này có tới được địa chỉ ấy không."),
        ),
        "missing": Meaning(
            Level.bad, _("không có bucket ghi trong FORUM_STORAGE_URL"), _("Lập bucket ấy, hoặc sửa tên.")
        ),
        "refused": Meaning(
            Level.bad,
            _("kho S3 không cho ghi, đọc, liệt kê hoặc xóa"),
            _("Xem FORUM_STORAGE_KEY và FORUM_STORAGE_SECRET, và quyền của khóa ấy đối với bucket."),
        ),
    },
    "scans": {
        "none": Meaning(
            Level.poor,
            _("không có tesseract, bản quét không tìm được theo chữ"),
            _(
                "Cài tesseract và dữ liệu tiếng Việt (Debian: tesseract-ocr, tesseract-ocr-vie) cho tiến trình nền."
            ),
        ),
        "no_vietnamese": Meaning(
            Level.poor,
            _("tesseract không có tiếng Việt, bản quét không tìm được theo chữ"),
            _("Cài dữ liệu tiếng Việt của tesseract (Debian: tesseract-ocr-vie)."),
        ),
    },
    "scanner": {
        "none": Meaning(
            Level.poor,
            _("chưa đặt, tệp người dùng gửi không được quét mã độc"),
            _("Cài clamd rồi đặt FORUM_CLAMD."),
        ),
    },
    "variables": {
        "dropped": Meaning(
            Level.poor,
            _("FORUM_OUTSIDE_SEAT không còn được đọc, người được ghi ở đó không có vai trò nào"),
            _("Giao vai trò thành viên độc lập ở trang Quản trị, Người dùng, rồi bỏ biến này."),
        ),
    },
}
