"""The table of opinions and responses as a workbook, with the columns offices use (Luật 64/2025/QH15, Điều 6)."""

from forum.consultations.queries import OpinionView, TablePage
from forum.paperwork.writing.xlsx import Column, table_workbook
from forum.terms import term

COLUMNS = (
    Column("NHÓM VẤN ĐỀ HOẶC ĐIỀU, KHOẢN", 28),
    Column("CHỦ THỂ GÓP Ý", 24),
    Column("NỘI DUNG GÓP Ý", 60),
    Column("NỘI DUNG TIẾP THU, GIẢI TRÌNH", 60),
)
GENERAL = "Góp ý chung"
GONE = "Nội dung không còn hiển thị"


def place_of(row: OpinionView) -> str:
    """Which part of the draft, or which question, or the whole."""
    if row.target == "paragraph":
        return row.paragraph_path or "Đoạn chưa xếp chỗ"
    return row.question or GENERAL


def who_of(row: OpinionView) -> str:
    behalf = f" (thay mặt {row.text.on_behalf})" if row.text.on_behalf else ""
    return f"{row.text.author}{behalf}"


def said_of(row: OpinionView) -> str:
    if row.text.tombstone is not None:
        return GONE
    wording = f"\nĐề nghị sửa thành: {row.wording_text}" if row.wording_text else ""
    return f"[{term(f'states.opinion_stance.{row.stance}')}] {row.text.text}{wording}"


def response_of(row: OpinionView) -> str:
    response = row.response
    if response is None or response.state != "published":
        return ""
    place = f" ({response.place})" if response.place else ""
    return f"{term(f'states.response.{response.result}')}{place}. {response.text.text}"


def preamble_of(page: TablePage) -> list[str]:
    """Opinions and people are counted apart, and where they came from is said."""
    count = page.counting
    results = "; ".join(
        f"{term(f'states.response.{name}').lower()}: {count.by_result.get(name, 0)}"
        for name in ("accept", "accept_in_part", "explain")
    )
    title = "BẢN TỔNG HỢP Ý KIẾN, TIẾP THU, GIẢI TRÌNH Ý KIẾN GÓP Ý ĐỐI VỚI DỰ THẢO "
    return [
        title + page.line.title.upper(),
        f"{page.line.body} đã tổ chức lấy ý kiến trên hệ thống Hiến Kế, mã {page.line.code}.",
        f"1. Tổng số ý kiến: {count.opinions}, của {count.people} người.",
        f"2. Đã tiếp thu, giải trình: {count.answered} ({results}).",
    ]


def table_xlsx(page: TablePage) -> bytes:
    rows = ([place_of(r), who_of(r), said_of(r), response_of(r)] for r in page.rows)
    return table_workbook(f"Tổng hợp {page.line.code}", COLUMNS, rows, preamble=preamble_of(page))
