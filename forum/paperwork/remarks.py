"""What the reader of drafts guessed, found wrong or left out: remarks, each at its place."""

from dataclasses import dataclass, replace
from enum import StrEnum

from forum.words import Words, _


class Weight(StrEnum):
    """A `guess` may be wrong, a `warning` is a fault of the draft, what is `left_out` stands in no paragraph."""

    guess = "guess"
    warning = "warning"
    left_out = "left_out"


class RemarkKind(StrEnum):
    """What a remark is about; the values are stored. MESSAGES says each in words."""

    numbers = "numbers"
    number_twice = "number_twice"
    number_tight = "number_tight"
    number_without_stop = "number_without_stop"
    number_odd = "number_odd"
    number_missing = "missing_list"
    number_style = "number_style"
    two_numbers = "two_numbers"
    unit_unread = "unit_unread"
    look_alike = "look_alike"
    other_d = "other_d"
    old_font = "old_font"
    old_letters = "old_letters"
    heading_by_capitals = "heading_by_capitals"
    heading_as_text = "heading_as_text"
    title_joined = "title_joined"
    annex_without_number = "annex_without_number"
    signature_by_post = "signature_by_post"
    quote_unclosed = "quote_unclosed"
    quote_unopened = "quote_unopened"
    quote_missing = "quote_missing"
    lines_joined = "lines_joined"
    text_wrapped = "text_wrapped"
    split_lines = "split_lines"
    table_without_head = "table_without_head"
    table_as_text = "table_as_text"
    units_in_table = "units_in_table"
    table_cells_joined = "table_cells_joined"
    nested_table = "nested_table"
    columns_read = "columns_read"
    column_left_out = "column_left_out"
    struck = "struck"
    inserted = "inserted"
    deleted = "deleted"
    row_deleted = "row_deleted"
    hidden = "hidden"
    unseen = "unseen"
    comment = "comment"
    header = "header"
    page_line = "page_line"
    page_without_text = "page_without_text"
    page_columns = "page_columns"
    recognised = "recognised"
    watermark = "watermark"
    line_numbers = "line_numbers"
    placeholder = "placeholder"
    contents = "contents"
    text_box = "text_box"
    empty_field = "empty_field"
    formula = "formula"
    symbol = "symbol"
    embedded = "embedded"
    html = "html"
    marked_up = "marked_up"
    more = "more"


_GUESS, _WARNING, _LEFT_OUT = Weight.guess, Weight.warning, Weight.left_out
_K = RemarkKind

MESSAGES: dict[RemarkKind, tuple[Weight, Words]] = {
    _K.numbers: (_WARNING, _("Số thứ tự không liền: {about} đứng sau {beside}.")),
    _K.number_twice: (_WARNING, _("Có hai {about}.")),
    _K.number_tight: (_GUESS, _("Số thứ tự viết liền với chữ sau nó, đọc là {about}.")),
    _K.number_without_stop: (_GUESS, _("Sau số thứ tự không có dấu chấm, đọc là {about}.")),
    _K.number_odd: (
        _GUESS,
        _("Sau số thứ tự là dấu lạ: “{about}” và các số tiếp theo được đọc như “{beside}”."),
    ),
    _K.number_missing: (_WARNING, _("Danh sách tự động thiếu định nghĩa, đọc không có số: “{about}”")),
    _K.number_style: (_GUESS, _("Kiểu đánh số không có ở đây, viết bằng chữ số: {about}")),
    _K.two_numbers: (_GUESS, _("Đoạn có cả số tự động “{about}” và số gõ tay: “{beside}”")),
    _K.unit_unread: (
        _GUESS,
        _("Dòng mở đầu như một đơn vị có số thứ tự nhưng được đọc là đoạn chữ: “{about}”"),
    ),
    _K.look_alike: (_GUESS, _("Chữ trông giống chữ khác: “{about}” được đọc là “{beside}”.")),
    _K.other_d: (_GUESS, _("Chữ Ð gõ theo bộ gõ cũ (U+00D0) đã được đổi thành chữ Đ tiếng Việt.")),
    _K.old_font: (
        _GUESS,
        _("Chữ ở phông cũ, đọc bằng cách chuyển sang Unicode; đề nghị đối chiếu: {about}"),
    ),
    _K.old_letters: (
        _GUESS,
        _("Chữ có thể gõ bằng phông cũ (.VnTime, VNI): “{about}”, có phải là “{beside}” không?"),
    ),
    _K.heading_by_capitals: (_GUESS, _("Dòng viết hoa toàn bộ được đọc là tiêu đề.")),
    _K.heading_as_text: (_GUESS, _("Dòng trông như tiêu đề nằm giữa một điều, đọc là đoạn chữ: “{about}”")),
    _K.title_joined: (_GUESS, _("Dòng viết hoa ngay dưới tên được đọc là phần tiếp của tên: “{about}”")),
    _K.annex_without_number: (_GUESS, _("Phụ lục không có số thứ tự.")),
    _K.signature_by_post: (_GUESS, _("Không thấy “TM.” hoặc “Nơi nhận”; phần ký được đọc từ “{about}”.")),
    _K.quote_unclosed: (
        _WARNING,
        _("Ngoặc kép mở ở đây không thấy đóng; phần trích được đọc cho tới “{about}”."),
    ),
    _K.quote_unopened: (
        _WARNING,
        _("Ngoặc kép đóng ở đây không thấy mở; phần trích được đọc từ sau “{about}”."),
    ),
    _K.quote_missing: (
        _WARNING,
        _("Lời văn mới không đặt trong ngoặc kép; được đọc là phần trích cho tới “{about}”."),
    ),
    _K.lines_joined: (_GUESS, _("Nối {about} dòng bị ngắt giữa câu.")),
    _K.text_wrapped: (
        _GUESS,
        _("Văn bản bị ngắt dòng theo bề rộng trang; đã nối {about} dòng lại thành đoạn."),
    ),
    _K.split_lines: (_GUESS, _("Ngắt dòng thủ công trước số thứ tự, tách thành đoạn riêng: “{about}”")),
    _K.table_without_head: (_GUESS, _("Bảng không có hàng tiêu đề.")),
    _K.table_as_text: (_GUESS, _("Bảng chỉ dùng để dàn trang, đọc thành các đoạn từ “{about}”.")),
    _K.units_in_table: (_GUESS, _("Bảng có dòng mở đầu như một điều, đọc là chữ của bảng: “{about}”")),
    _K.table_cells_joined: (_GUESS, _("Dòng dưới một hàng được đọc là phần tiếp của ô: “{about}”")),
    _K.nested_table: (_GUESS, _("Bảng nằm trong ô của bảng khác, đọc thành chữ của ô: “{about}”")),
    _K.columns_read: (
        _GUESS,
        _("Bảng nhiều cột: cột “{about}” được đọc là văn bản, cột “{beside}” là ghi chú ở từng đoạn."),
    ),
    _K.column_left_out: (_LEFT_OUT, _("Cột “{about}” của bảng, không đưa vào văn bản.")),
    _K.struck: (_WARNING, _("Chữ bị gạch ngang, không đưa vào văn bản: “{about}”")),
    _K.inserted: (
        _WARNING,
        _("Đoạn chữ được thêm ở chế độ theo dõi thay đổi, đọc như đã chấp nhận: “{about}”"),
    ),
    _K.deleted: (
        _WARNING,
        _("Đoạn chữ bị xóa ở chế độ theo dõi thay đổi, không đưa vào văn bản: “{about}”"),
    ),
    _K.row_deleted: (
        _WARNING,
        _("Hàng của bảng bị xóa ở chế độ theo dõi thay đổi, không đưa vào văn bản: “{about}”"),
    ),
    _K.hidden: (_LEFT_OUT, _("Chữ ẩn, không đưa vào văn bản: “{about}”")),
    _K.unseen: (
        _WARNING,
        _("Chữ không thấy được trên giấy (trắng, quá nhỏ, bị che …), không đưa vào văn bản: “{about}”"),
    ),
    _K.comment: (_LEFT_OUT, _("Nhận xét bên lề, không đưa vào văn bản: “{about}”")),
    _K.header: (_LEFT_OUT, _("Đầu trang hoặc chân trang, không đưa vào văn bản: “{about}”")),
    _K.page_line: (_LEFT_OUT, _("Dòng lặp ở đầu hoặc cuối các trang, không đưa vào văn bản: “{about}”")),
    _K.page_without_text: (_WARNING, _("Trang {about} không có chữ đọc được (có thể là ảnh quét).")),
    _K.page_columns: (
        _GUESS,
        _("Trang {about} được đọc theo {beside} cột, hết cột này rồi đến cột bên phải."),
    ),
    _K.recognised: (
        _GUESS,
        _("Trang {about} là ảnh quét; chữ đọc được là do máy nhận dạng từ ảnh, đề nghị đối chiếu với ảnh."),
    ),
    _K.watermark: (_LEFT_OUT, _("Chữ in chìm trên trang, không đưa vào văn bản: “{about}”")),
    _K.line_numbers: (_LEFT_OUT, _("Số thứ tự của các dòng ở lề, không đưa vào văn bản.")),
    _K.placeholder: (_LEFT_OUT, _("Ô nội dung chưa điền, bỏ qua lời nhắc: “{about}”")),
    _K.contents: (_LEFT_OUT, _("Mục lục tự động, bỏ qua: “{about}”")),
    _K.text_box: (_GUESS, _("Khung chữ, đọc ngay sau đoạn chứa nó: “{about}”")),
    _K.empty_field: (_WARNING, _("Trường tự động chưa có kết quả: {about}")),
    _K.formula: (_GUESS, _("Công thức được đọc thành chữ liền: “{about}”")),
    _K.symbol: (_GUESS, _("Ký hiệu của phông chữ riêng, thay bằng □: {about}")),
    _K.embedded: (_LEFT_OUT, _("Đối tượng nhúng (tệp khác trong văn bản), không đọc: {about}")),
    _K.html: (_WARNING, _("Thẻ HTML được giữ nguyên thành chữ.")),
    _K.marked_up: (
        _GUESS,
        _("Văn bản có dấu định dạng (như ** hoặc #) ở đầu số thứ tự; các dấu đó được bỏ."),
    ),
    _K.more: (_WARNING, _("Còn {about} chỗ khác cùng loại, không liệt kê: {beside}")),
}
_FIRST = _("Số thứ tự không liền: {about} đứng đầu.")


@dataclass(frozen=True)
class Remark:
    """One guess or fault.

    `about` and `beside` are the draft's own words that fill the message. `place` is where in the file ('dòng 12',
    'đoạn 4', 'trang 3 dòng 7'), `anchor` the node that it is shown at; '' for the draft as a whole.
    """

    kind: RemarkKind
    place: str = ""
    about: str = ""
    beside: str = ""
    anchor: str = ""

    @property
    def weight(self) -> Weight:
        return MESSAGES[self.kind][0]

    @property
    def message(self) -> Words:
        """In words, for users."""
        if self.kind is RemarkKind.numbers and not self.beside:
            return _FIRST.filled(about=self.about)
        return MESSAGES[self.kind][1].filled(about=self.about, beside=self.beside)

    @property
    def is_doubt(self) -> bool:
        """Whether a person should look: a guess or a fault, not what was left out as meant."""
        return self.weight is not Weight.left_out

    def at(self, anchor: str) -> "Remark":
        return replace(self, anchor=anchor)
