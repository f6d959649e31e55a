"""A decree-like draft in two versions, to try reading and matching on."""

from collections.abc import Mapping, Sequence
from io import BytesIO

from docx import Document
from docx.document import Document as DocumentObject
from docx.enum.text import WD_ALIGN_PARAGRAPH

Price = tuple[str, str]

PREAMBLE = (
    "Căn cứ Luật Mẫu ngày 01 tháng 01 năm 2020;",
    "Theo đề nghị của Giám đốc Sở Mẫu A;",
    "Ủy ban nhân dân thành phố Mẫu ban hành Quy định về hỗ trợ sáng kiến mẫu.",
)
FIRST = (
    "Chương I. QUY ĐỊNH CHUNG",
    "Điều 1. Phạm vi điều chỉnh",
    "Quy định này nêu điều kiện, mức và trình tự hỗ trợ sáng kiến mẫu trên địa bàn thành phố Mẫu.",
    "Điều 2. Đối tượng áp dụng",
    "1. Người có sáng kiến được áp dụng từ sáu tháng trở lên.",
    "2. Nhóm tác giả, nếu có văn bản cử người đại diện và thỏa thuận chia tiền hỗ trợ.",
    "Chương II. ĐIỀU KIỆN VÀ MỨC HỖ TRỢ",
    "Điều 3. Điều kiện",
    "1. Sáng kiến đáp ứng các điều kiện sau:",
    "a) Có bản mô tả không quá mười trang;",
    "b) Được nơi áp dụng xác nhận;",
    "c) Không có tranh chấp về quyền tác giả;",
    "d) Chưa nhận hỗ trợ khác từ ngân sách;",
    "đ) Đã công bố trên trang thông tin mẫu.",
    "2. Người nộp hồ sơ chịu trách nhiệm về lời khai.",
    "Điều 4. Mức hỗ trợ",
    "Mức hỗ trợ theo số nơi áp dụng được nêu trong bảng dưới đây.",
)
FIRST_PRICES = (("Một nơi", "10 triệu đồng"), ("Từ hai nơi", "20 triệu đồng"))
FIRST_END = (
    "Chương III. TỔ CHỨC THỰC HIỆN",
    "Điều 5. Trách nhiệm",
    "1. Sở Mẫu A tiếp nhận hồ sơ và trả lời trong mười ngày làm việc.",
    "2. Sở Mẫu B bố trí kinh phí hằng năm.",
    "Điều 6. Hiệu lực",
    "Quy định có hiệu lực từ ngày 01 tháng 3 năm 2027.",
)
SECOND = (
    "Chương I. QUY ĐỊNH CHUNG",
    "Điều 1. Phạm vi điều chỉnh",
    "Quy định này nêu điều kiện, mức và trình tự hỗ trợ sáng kiến mẫu trên địa bàn thành phố Mẫu.",
    "Điều 2. Giải thích từ ngữ",
    "Nơi áp dụng là cơ quan, doanh nghiệp hoặc hợp tác xã đã dùng sáng kiến vào công việc.",
    "Điều 3. Đối tượng áp dụng",
    "1. Người có sáng kiến được áp dụng từ ba tháng trở lên.",
    "2. Nhóm tác giả, nếu có văn bản cử người đại diện.",
    "3. Nhóm tác giả nộp kèm thỏa thuận chia tiền hỗ trợ.",
    "Chương II. ĐIỀU KIỆN VÀ MỨC HỖ TRỢ",
    "Điều 4. Điều kiện",
    "1. Sáng kiến đáp ứng các điều kiện sau:",
    "a) Có bản mô tả không quá mười trang, được nơi áp dụng xác nhận;",
    "b) Không có tranh chấp về quyền tác giả;",
    "c) Đã công bố trên trang thông tin mẫu.",
    "2. Người nộp hồ sơ chịu trách nhiệm về lời khai.",
    "Điều 5. Mức hỗ trợ",
    "Mức hỗ trợ theo số nơi áp dụng được nêu trong bảng dưới đây.",
)
SECOND_PRICES = (("Một nơi", "15 triệu đồng"), ("Từ hai nơi", "25 triệu đồng"))
SECOND_END = (
    "Chương III. TỔ CHỨC THỰC HIỆN",
    "Điều 6. Trách nhiệm",
    "1. Sở Mẫu B bố trí kinh phí hằng năm.",
    "2. Sở Mẫu A tiếp nhận hồ sơ, công khai danh sách và trả lời trong mười ngày làm việc.",
    "Điều 7. Hiệu lực",
    "Quy định có hiệu lực từ ngày 01 tháng 4 năm 2027.",
)


def sample_drafts() -> Mapping[str, bytes]:
    """The DOCX of both versions, by file name."""
    return {
        "du-thao-1.docx": _draft(FIRST, FIRST_PRICES, FIRST_END),
        "du-thao-2.docx": _draft(SECOND, SECOND_PRICES, SECOND_END),
    }


def _draft(lines: Sequence[str], prices: Sequence[Price], end: Sequence[str]) -> bytes:
    document = Document()
    document.core_properties.author = ""
    for line in ("ỦY BAN NHÂN DÂN THÀNH PHỐ MẪU", "DỰ THẢO", "QUY ĐỊNH", "Về hỗ trợ sáng kiến mẫu"):
        document.add_paragraph(line).alignment = WD_ALIGN_PARAGRAPH.CENTER
    for line in (*PREAMBLE, *lines):
        document.add_paragraph(line)
    _add_prices(document, prices)
    for line in (*end, "Nơi nhận:", "- Như Điều cuối;", "- Lưu: VT.", "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"):
        document.add_paragraph(line)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _add_prices(document: DocumentObject, prices: Sequence[Price]) -> None:
    table = document.add_table(rows=1, cols=2)
    for cell, title in zip(table.rows[0].cells, ("Số nơi áp dụng", "Mức hỗ trợ"), strict=True):
        cell.text = title
    for price in prices:
        for cell, text in zip(table.add_row().cells, price, strict=True):
            cell.text = text
