"""Reports: báo cáo tổng hợp, báo cáo tư vấn, phản biện và giám định xã hội, and danh sách."""

from dataclasses import dataclass

from forum.paperwork.description import (
    Annex,
    Block,
    Frame,
    Heading,
    OfficialPaper,
    Paragraph,
    Row,
    Table,
    TableColumn,
)


@dataclass(frozen=True)
class Section:
    """A part of a report; `tables` follow its paragraphs."""

    heading: str
    paragraphs: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()


@dataclass(frozen=True)
class SynthesisReport:
    """The usual four parts; an empty part says that there is nothing and keeps its number."""

    subject: str
    addressees: tuple[str, ...]
    opening: str
    results: tuple[Section, ...]
    shortcomings: tuple[Section, ...]
    directions: tuple[Section, ...]
    proposals: tuple[Section, ...]


@dataclass(frozen=True)
class Remark:
    """One remark on the project: the passage, what is requested, and why."""

    place: str
    remark: str
    proposal: str
    ground: str


@dataclass(frozen=True)
class CritiqueReport:
    """An association's joint report. `differing` are opinions on which the experts disagreed."""

    project: str
    addressees: tuple[str, ...]
    mandate: tuple[str, ...]
    outline: tuple[str, ...]
    general: tuple[Section, ...]
    sound: tuple[str, ...]
    remarks: tuple[Remark, ...]
    differing: tuple[str, ...]
    conclusion: tuple[str, ...]
    experts: tuple["Listed", ...] = ()
    references: tuple[str, ...] = ()


@dataclass(frozen=True)
class Listed:
    """One person in a list; the caller must leave out the name of a sealed contributor."""

    name: str
    position: str
    note: str = ""


def synthesis_report(frame: Frame, report: SynthesisReport) -> OfficialPaper:
    parts = (
        ("I. TÌNH HÌNH, KẾT QUẢ", report.results),
        ("II. HẠN CHẾ, NGUYÊN NHÂN", report.shortcomings),
        ("III. PHƯƠNG HƯỚNG, NHIỆM VỤ", report.directions),
        ("IV. KIẾN NGHỊ, ĐỀ XUẤT", report.proposals),
    )
    blocks: list[Block] = [Paragraph(report.opening)]
    for heading, sections in parts:
        blocks.append(Heading(heading, 1))
        blocks += _sections(sections) or [Paragraph("Không có.")]
    return OfficialPaper(
        frame, "Báo cáo", report.subject, blocks, addressees=report.addressees, keywords=("báo cáo tổng hợp",)
    )


def critique_report(frame: Frame, report: CritiqueReport) -> OfficialPaper:
    blocks: list[Block] = [
        Heading("I. CĂN CỨ VÀ TỔ CHỨC THỰC HIỆN", 1),
        *_paragraphs(report.mandate),
        Heading("II. KHÁI QUÁT ĐỀ ÁN", 1),
        *_paragraphs(report.outline),
        Heading("III. NHẬN XÉT CHUNG", 1),
        *_sections(report.general),
        Heading("IV. NHẬN XÉT CỤ THỂ THEO NỘI DUNG", 1),
        Heading("1. Những điểm hợp lý", 2),
        *_paragraphs(report.sound),
        Heading("2. Những điểm chưa hợp lý và đề nghị chỉnh sửa", 2),
        *_remarks(report.remarks),
        Heading("3. Ý kiến còn khác nhau", 2),
        *_paragraphs(report.differing),
        Heading("V. KẾT LUẬN, KIẾN NGHỊ", 1),
        *_paragraphs(report.conclusion),
    ]
    annexes: list[Annex] = []
    if report.experts:
        annexes.append(Annex("Danh sách chuyên gia", [_list_table(report.experts)]))
    if report.references:
        annexes.append(Annex("Tài liệu dẫn chứng", _paragraphs(report.references)))
    subject = f"Tư vấn, phản biện và giám định xã hội đối với {report.project}"
    keywords = ("báo cáo tư vấn, phản biện và giám định xã hội",)
    return OfficialPaper(
        frame, "Báo cáo", subject, blocks, report.addressees, annexes=annexes, keywords=keywords
    )


def roster_paper(frame: Frame, subject: str, listed: tuple[Listed, ...]) -> OfficialPaper:
    blocks: list[Block] = [_list_table(listed), Paragraph(f"Danh sách gồm {len(listed)} người./.")]
    return OfficialPaper(frame, "Danh sách", subject, blocks, keywords=("danh sách",))


def _sections(sections: tuple[Section, ...]) -> list[Block]:
    blocks: list[Block] = []
    for place, section in enumerate(sections, start=1):
        blocks.append(Heading(f"{place}. {section.heading}", 2))
        blocks += _paragraphs(section.paragraphs) if section.paragraphs or not section.tables else []
        blocks += section.tables
    return blocks


def _paragraphs(texts: tuple[str, ...]) -> list[Block]:
    return [Paragraph(text) for text in texts] or [Paragraph("Không có.")]


def _remarks(remarks: tuple[Remark, ...]) -> list[Block]:
    if not remarks:
        return [Paragraph("Không có.")]
    columns = (
        TableColumn("Nội dung, điều, khoản", 1.2),
        TableColumn("Nhận xét", 2),
        TableColumn("Đề nghị chỉnh sửa", 2),
        TableColumn("Căn cứ", 1.5),
    )
    return [Table(columns, [Row((one.place, one.remark, one.proposal, one.ground)) for one in remarks])]


def _list_table(listed: tuple[Listed, ...]) -> Table:
    columns = (
        TableColumn("STT", 0.5, "centre"),
        TableColumn("Họ và tên", 2),
        TableColumn("Chức danh, đơn vị", 3),
        TableColumn("Ghi chú", 1.2),
    )
    rows = [Row((str(place), one.name, one.position, one.note)) for place, one in enumerate(listed, start=1)]
    return Table(columns, rows)
