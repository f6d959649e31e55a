"""Papers about who speaks in a contact session: the slip to ask with in the hall, and the list with the minutes."""

from dataclasses import dataclass
from datetime import datetime

from forum.paperwork.description import (
    TO_FILL_IN,
    Block,
    Frame,
    Heading,
    Issuer,
    OfficialPaper,
    Paragraph,
    Row,
    Signature,
    Table,
    TableColumn,
)
from forum.paperwork.writing.dates import hour_and_date

_LINES = "\n".join([TO_FILL_IN] * 3)


@dataclass(frozen=True)
class ListedSpeaker:
    """`minutes` is None for who was not heard."""

    name: str
    body: str
    about: str
    minutes: int | None


@dataclass(frozen=True)
class BodyMinutes:
    name: str
    count: int
    minutes: int


@dataclass(frozen=True)
class SpeakerList:
    meeting: str
    starts_at: datetime
    place: str
    chair: str
    speakers: tuple[ListedSpeaker, ...]
    bodies: tuple[BodyMinutes, ...]


def speakers_paper(frame: Frame, listed: SpeakerList) -> OfficialPaper:
    """In the order in which the floor was given, then those who wait."""
    columns = (
        TableColumn("STT", 0.6, "centre"),
        TableColumn("Họ và tên", 2),
        TableColumn("Cơ quan, đơn vị", 2),
        TableColumn("Nội dung", 1.6),
        TableColumn("Số phút", 0.9, "centre"),
    )
    rows = [
        Row((str(place), one.name, one.body, one.about, _minutes(one.minutes)))
        for place, one in enumerate(listed.speakers, start=1)
    ]
    blocks: list[Block] = [
        Paragraph(hour_and_date(listed.starts_at), label="Thời gian"),
        Paragraph(listed.place, label="Địa điểm"),
        Paragraph(listed.chair, label="Chủ trì"),
        Table(columns, rows),
    ]
    if listed.bodies:
        by_body = (
            TableColumn("Cơ quan, đơn vị", 3),
            TableColumn("Số lượt", 1, "centre"),
            TableColumn("Số phút", 1, "centre"),
        )
        sums = [Row((one.name, str(one.count), str(one.minutes))) for one in listed.bodies]
        blocks += [Heading("Thời gian theo cơ quan, đơn vị", 1), Table(by_body, sums)]
    return OfficialPaper(frame, "Danh sách phát biểu", listed.meeting, blocks, keywords=("phát biểu",))


def _minutes(minutes: int | None) -> str:
    return "chưa phát biểu" if minutes is None else str(minutes)


@dataclass(frozen=True)
class SpeakingSlip:
    meeting: str
    starts_at: datetime
    minutes: int
    given_to: str


def speaking_slip(slip: SpeakingSlip, year: int) -> OfficialPaper:
    """To be filled in by hand in the hall. The head is the speaker's, so it names nobody."""
    frame = Frame(Issuer("none", "Đại biểu dự hội nghị"), year, (Signature("Người đăng ký"),))
    blocks: list[Block] = [
        Paragraph(hour_and_date(slip.starts_at), label="Thời gian hội nghị"),
        Paragraph(TO_FILL_IN, label="Họ và tên", align="left"),
        Paragraph(TO_FILL_IN, label="Cơ quan, đơn vị", align="left"),
        Paragraph("□ Thay mặt cơ quan, đơn vị.   □ Với tư cách cá nhân.", align="left"),
        Heading("Nội dung đăng ký phát biểu", 1),
        Paragraph("□ Về câu hỏi đang được trả lời, mã số: …………………   □ Nội dung chung.", align="left"),
        Paragraph(_LINES, align="left", first_line=False),
        Paragraph(
            f"Mỗi lượt phát biểu không quá {slip.minutes} phút. Đề nghị gửi phiếu cho {slip.given_to}."
        ),
    ]
    return OfficialPaper(frame, "Phiếu đăng ký phát biểu", slip.meeting, blocks, keywords=("phát biểu",))
