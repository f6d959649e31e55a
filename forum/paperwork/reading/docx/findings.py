"""What the reader of Word files has to mention in the report."""

from dataclasses import dataclass, field

from forum.paperwork.tree import Remark, Weight

MAX_TEXT = 160

_MESSAGES: dict[str, tuple[Weight, str]] = {
    "inserted": ("warning", "Đoạn chữ được thêm ở chế độ theo dõi thay đổi, đọc như đã chấp nhận: “{}”"),
    "deleted": ("warning", "Đoạn chữ bị xóa ở chế độ theo dõi thay đổi, không đưa vào văn bản: “{}”"),
    "row_deleted": (
        "warning",
        "Hàng của bảng bị xóa ở chế độ theo dõi thay đổi, không đưa vào văn bản: “{}”",
    ),
    "hidden": ("left_out", "Chữ ẩn, không đưa vào văn bản: “{}”"),
    "struck": ("warning", "Chữ bị gạch ngang, không đưa vào văn bản: “{}”"),
    "old_font": ("guess", "Chữ ở phông cũ, đọc bằng cách chuyển sang Unicode; đề nghị đối chiếu: {}"),
    "comment": ("left_out", "Nhận xét bên lề, không đưa vào văn bản: “{}”"),
    "header": ("left_out", "Đầu trang hoặc chân trang, không đưa vào văn bản: “{}”"),
    "placeholder": ("left_out", "Ô nội dung chưa điền, bỏ qua lời nhắc: “{}”"),
    "contents": ("left_out", "Mục lục tự động, bỏ qua: “{}”"),
    "text_box": ("guess", "Khung chữ, đọc ngay sau đoạn chứa nó: “{}”"),
    "empty_field": ("warning", "Trường tự động chưa có kết quả: {}"),
    "formula": ("guess", "Công thức được đọc thành chữ liền: “{}”"),
    "symbol": ("guess", "Ký hiệu của phông chữ riêng, thay bằng □: {}"),
    "nested_table": ("guess", "Bảng nằm trong ô của bảng khác, đọc thành chữ của ô: “{}”"),
    "embedded": ("left_out", "Đối tượng nhúng (tệp khác trong văn bản), không đọc: {}"),
    "split_lines": ("guess", "Ngắt dòng thủ công trước số thứ tự, tách thành đoạn riêng: “{}”"),
    "number_style": ("guess", "Kiểu đánh số không có ở đây, viết bằng chữ số: {}"),
    "missing_list": ("warning", "Danh sách tự động thiếu định nghĩa, đọc không có số: “{}”"),
}


@dataclass
class Findings:
    """Collected in the order of the file."""

    remarks: list[Remark] = field(default_factory=list)

    def note_once(self, code: str, text: str, place: str = "") -> None:
        if not any(remark.code == code and text in remark.message for remark in self.remarks):
            self.note(code, text, place)

    def note(self, code: str, text: str, place: str = "") -> None:
        shown = " ".join(text.split())
        if not shown:
            return
        if len(shown) > MAX_TEXT:
            shown = shown[:MAX_TEXT] + "…"
        weight, message = _MESSAGES[code]
        self.remarks.append(Remark(weight, code, message.format(shown), place))
