"""Papers about people at a contact session: giấy mời (Mẫu 1.6), danh sách đại biểu."""

from dataclasses import dataclass
from datetime import datetime

from forum.paperwork.description import Block, Frame, OfficialPaper, Paragraph, Row, Table, TableColumn
from forum.paperwork.writing.dates import hour_and_date
from forum.paperwork.writing.wording import END_MARK


@dataclass(frozen=True)
class Invitation:
    """`guest` is a person or a body; `address` is where one answers it."""

    guest: str
    meeting: str
    chair: str
    starts_at: datetime
    place: str
    directions: str = ""
    address: str = ""


@dataclass(frozen=True)
class Guest:
    name: str
    deputy: str
    way: str
    standing: str


@dataclass(frozen=True)
class GuestList:
    meeting: str
    starts_at: datetime
    place: str
    guests: tuple[Guest, ...]


def invitation_paper(frame: Frame, it: Invitation) -> OfficialPaper:
    blocks: list[Block] = [
        Paragraph(f"{frame.issuer.name} trân trọng kính mời: {it.guest}"),
        Paragraph(f"Tới dự {it.meeting}."),
        Paragraph(it.chair, label="Chủ trì"),
        Paragraph(f"{hour_and_date(it.starts_at)} (giờ Việt Nam)", label="Thời gian"),
        Paragraph(it.place, label="Địa điểm"),
    ]
    if it.directions:
        blocks.append(Paragraph(" ".join(it.directions.split()), label="Đường đi"))
    blocks.append(
        Paragraph(
            f"Đề nghị cho biết có tham dự hoặc cử người dự thay tại địa chỉ: {it.address}", align="left"
        )
    )
    blocks.append(Paragraph(f"Sự có mặt của Quý vị góp phần vào kết quả của kỳ tiếp xúc{END_MARK}"))
    return OfficialPaper(frame, "Giấy mời", it.meeting, blocks, keywords=("giấy mời",))


def guest_list_paper(frame: Frame, it: GuestList) -> OfficialPaper:
    columns = (
        TableColumn("STT", 0.5, "centre"),
        TableColumn("Đại biểu", 2.6),
        TableColumn("Người dự thay", 1.8),
        TableColumn("Hình thức", 1.4),
        TableColumn("Tình trạng", 1.6),
    )
    rows = [
        Row((str(place), one.name, one.deputy, one.way, one.standing))
        for place, one in enumerate(it.guests, start=1)
    ]
    blocks: list[Block] = [
        Paragraph(f"{hour_and_date(it.starts_at)} (giờ Việt Nam)", label="Thời gian"),
        Paragraph(it.place, label="Địa điểm"),
        Table(columns, rows),
    ]
    return OfficialPaper(frame, "Danh sách đại biểu", it.meeting, blocks, keywords=("danh sách đại biểu",))
