"""Báo cáo tiếp thu, giải trình: the answered opinions in prose, and phiếu góp ý, to be printed and filled in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

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
from forum.paperwork.writing.dates import long_date
from forum.paperwork.writing.papers.opinions import (
    OpinionLine,
    OpinionTable,
    counting,
    opening,
    results,
    waiting,
)
from forum.paperwork.writing.wording import END_MARK, draft_of

_LINES = "\n".join([TO_FILL_IN] * 3)
_FREE_ROWS = 3  # for what is of no article


@dataclass(frozen=True)
class OpinionForm:
    """What somebody without a computer fills in; `articles` are those of the draft."""

    document_name: str
    body: str
    closes_on: date
    articles: tuple[str, ...]


def response_report(frame: Frame, table: OpinionTable) -> OfficialPaper:
    """In two parts, what was taken up and what was explained, each by place; it goes to the superior body."""
    taken = [line for line in table.lines if line.response and line.outcome in ("accepted", "in_part")]
    explained = [line for line in table.lines if line.response and line.outcome == "explained"]
    blocks: list[Block] = [
        Paragraph(opening(frame, table)),
        Heading("I. KẾT QUẢ LẤY Ý KIẾN", 1),
        Paragraph(counting(table.counts)),
        Paragraph(results(table.counts)),
        *(Paragraph(words) for words in waiting(table.counts)),
        Heading("II. Ý KIẾN ĐƯỢC TIẾP THU", 1),
        *_by_place(taken),
        Heading("III. Ý KIẾN ĐƯỢC GIẢI TRÌNH", 1),
        *_by_place(explained),
    ]
    subject = f"Tiếp thu, giải trình ý kiến góp ý đối với {draft_of(table.document_name)}"
    blocks.append(Paragraph(f"Trên đây là báo cáo {subject[0].lower()}{subject[1:]}{END_MARK}"))
    addressees = (frame.issuer.superior,) if frame.issuer.superior else ()
    return OfficialPaper(frame, "Báo cáo", subject, blocks, addressees, keywords=("tiếp thu", "giải trình"))


def _by_place(lines: Iterable[OpinionLine]) -> list[Block]:
    """Opinions that have one response are followed by it once."""
    blocks: list[Block] = []
    for place, (name, here) in enumerate(groupby(lines, key=lambda line: line.place), start=1):
        blocks.append(Heading(f"{place}. {name}", 2))
        for response, answered in groupby(here, key=lambda line: line.response):
            blocks += [Paragraph(line.opinion, label=line.contributor) for line in answered]
            blocks.append(Paragraph(response, label="Tiếp thu, giải trình"))
    return blocks or [Paragraph("Không có.")]


def opinion_form(form: OpinionForm, year: int) -> OfficialPaper:
    """One row for each article and some free ones. The head is the giver's, so it names nobody."""
    frame = Frame(Issuer("none", "Cơ quan, tổ chức, cá nhân"), year, (Signature("Người góp ý"),))
    return OfficialPaper(
        frame, "Phiếu góp ý", f"Đối với {draft_of(form.document_name)}", form_blocks(form), (form.body,)
    )


def form_blocks(form: OpinionForm) -> list[Block]:
    columns = (
        TableColumn("Điều, khoản, điểm", 1.2),
        TableColumn("Đề nghị sửa đổi, bổ sung thành", 2),
        TableColumn("Lý do", 2),
    )
    names = [*form.articles, *[_LINES] * _FREE_ROWS]
    return [
        Paragraph(TO_FILL_IN, label="Họ và tên, hoặc tên cơ quan, tổ chức", align="left"),
        Paragraph(TO_FILL_IN, label="Chức danh, đơn vị, địa chỉ", align="left"),
        Heading("1. Ý kiến chung", 1),
        Paragraph(
            "□ Thống nhất với dự thảo.   □ Không thống nhất.   □ Có ý kiến khác dưới đây.", align="left"
        ),
        Paragraph(_LINES, align="left", first_line=False),
        Heading("2. Ý kiến cụ thể", 1),
        Table(columns, [Row((name, _LINES, _LINES)) for name in names]),
        Paragraph(f"Đề nghị gửi phiếu về {form.body} trước khi hết {long_date(form.closes_on)}."),
    ]
