"""Small papers for the tests, each naming only what the test is about."""

from datetime import UTC, datetime
from typing import Any

from forum.paperwork.description import (
    Frame,
    Issuer,
    OfficialPaper,
    Paragraph,
    Row,
    Signature,
    Span,
    Table,
    TableColumn,
)

MADE_AT = datetime(2026, 11, 24, 9, 30, 15, 99, tzinfo=UTC)
ISSUERS = {
    "state": Issuer("state", "Sở Mẫu A", "UBND thành phố Mẫu", "Thành Mẫu", "TB-SMA"),
    "party": Issuer("party", "Ban Thường vụ", "Thành ủy Mẫu", "Thành Mẫu", "TB/TU"),
    "front": Issuer("front", "Liên hiệp Hội Mẫu", "Mặt trận Mẫu", "Thành Mẫu", "BC-LHHM"),
    "none": Issuer("none", "Tổ thư ký mẫu", place="Thành Mẫu"),
}
SIGNERS = (Signature("Thư ký", "Người Mẫu Ba"), Signature("Chủ tọa", "Người Mẫu Bốn"))


def a_paper(issuer: str = "state", **changes: Any) -> OfficialPaper:
    frame = Frame(
        ISSUERS[issuer],
        2026,
        changes.pop("signatures", (Signature("Chánh Văn phòng", "Người Mẫu Hai", "TL", "Chủ tịch"),)),
        changes.pop("recipients", ("Như trên", "Lưu: VT")),
    )
    values: dict[str, Any] = {
        "frame": frame,
        "kind": "Thông báo",
        "subject": "Về việc mẫu",
        "blocks": [Paragraph("Nội dung.")],
    } | changes
    return OfficialPaper(**values)


def a_table(rows: int, text: str = "Đề nghị bổ sung quy định mẫu.") -> Table:
    columns = (TableColumn("ĐIỀU, KHOẢN"), TableColumn("CHỦ THỂ"), TableColumn("NỘI DUNG", 3))
    return Table(
        columns,
        [
            Span("Điều 1. Phạm vi"),
            *(Row((f"khoản {place}", f"Hội Mẫu {place}", text)) for place in range(rows)),
        ],
    )
