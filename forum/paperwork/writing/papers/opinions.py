"""Bản tổng hợp: every opinion on a draft beside the drafting body's response, in four columns."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from forum.paperwork.description import (
    Block,
    Frame,
    Heading,
    OfficialPaper,
    Paragraph,
    Row,
    Span,
    Table,
    TableColumn,
)
from forum.paperwork.writing.dates import long_date
from forum.paperwork.writing.wording import draft_of
from forum.paperwork.writing.xlsx import Cell, Column, Progress, table_workbook

COLUMNS = (
    TableColumn("NHÓM VẤN ĐỀ HOẶC ĐIỀU, KHOẢN", 1.1),
    TableColumn("CHỦ THỂ GÓP Ý", 1.1),
    TableColumn("NỘI DUNG GÓP Ý", 2.4),
    TableColumn("NỘI DUNG TIẾP THU, GIẢI TRÌNH", 2.4),
)
# In place of the first, where the office has put opinions into groups of issues.
GROUP_COLUMNS = (TableColumn("NHÓM VẤN ĐỀ", 0.8), TableColumn("ĐIỀU, KHOẢN", 0.8))
LEFT_OUT_COLUMNS = (TableColumn("MÃ SỐ", 1), TableColumn("LÝ DO", 4))
LEFT_OUT = "Không đưa vào bản tổng hợp"
NUMBER_COLUMN = TableColumn("STT", 0.4, "centre")
SHEET_COLUMNS = tuple(
    Column(column.title, width) for column, width in zip(COLUMNS, (24, 26, 60, 60), strict=True)
)
SHEET_GROUP_COLUMNS = tuple(Column(column.title, 22) for column in GROUP_COLUMNS)
SHEET_NUMBER_COLUMN = Column("STT", 6, "number")


# Of an opinion; in_part is of what was accepted in part.
Outcome = Literal["", "accepted", "in_part", "explained"]


@dataclass(frozen=True)
class OpinionLine:
    """One opinion. Consecutive lines with the same `article` are grouped under it as a heading. `group` is of the
    issues that the office put it into."""

    place: str
    contributor: str
    opinion: str
    response: str
    article: str = ""
    outcome: Outcome = ""
    group: str = ""


@dataclass(frozen=True)
class OpinionCounts:
    """Persons, bodies and opinions are counted separately; `withheld_count` persons withhold their names.

    `accepted`, `accepted_in_part` and `explained` count opinions by response. `asked_count` is None if the
    draft was open to everybody and no letters were counted. `waiting` counts by why
    those without a published response, `former_waiting` those of them on former versions of the draft.
    """

    asked_count: int | None
    bodies_count: int
    persons_count: int
    withheld_count: int
    opinions_count: int
    accepted_count: int
    accepted_in_part_count: int
    explained_count: int
    silent_count: int = 0
    waiting: tuple[tuple[str, int], ...] = ()
    former_waiting: int = 0

    @property
    def waiting_count(self) -> int:
        return sum(count for _why, count in self.waiting)


@dataclass(frozen=True)
class OpinionTable:
    """`basis` names the laws or plans behind the consultation; `sources` are the channels of opinions.

    `agreeing` lists the bodies that agree with the draft, each with number and date of its letter.
    `numbered` adds a first column STT, optional in the official form.
    `counted_on` is set while more opinions may come.
    `left_out` names the code of each opinion that has no line, and why.
    """

    document_name: str
    basis: tuple[str, ...]
    opened_on: date
    closed_on: date
    sources: tuple[str, ...]
    counts: OpinionCounts
    agreeing: tuple[str, ...]
    lines: Sequence[OpinionLine]
    social_critique: bool = False
    numbered: bool = False
    counted_on: date | None = None
    left_out: tuple[tuple[str, str], ...] = ()

    @property
    def is_grouped(self) -> bool:
        return any(line.group for line in self.lines)


def opinion_table(frame: Frame, table: OpinionTable) -> OfficialPaper:
    """Landscape, with a counting preamble and one section of rows for each article."""
    return OfficialPaper(
        frame=frame,
        kind=_title(table),
        subject="",
        blocks=[*_preamble(frame, table), Table(_columns(table), _rows(table)), *_left_out(table)],
        landscape=True,
        keywords=("bản tổng hợp", "tiếp thu", "giải trình"),
    )


def opinion_workbook(frame: Frame, table: OpinionTable, progress: Progress | None = None) -> bytes:
    """The same columns as a workbook, under the same title and counts."""
    columns = (*SHEET_GROUP_COLUMNS, *SHEET_COLUMNS[1:]) if table.is_grouped else SHEET_COLUMNS
    lines = [*table.lines, *(OpinionLine(code, "", LEFT_OUT, why) for code, why in table.left_out)]
    rows: Iterable[tuple[Cell, ...]] = (_cells(table, line) for line in lines)
    if table.numbered:
        columns = (SHEET_NUMBER_COLUMN, *columns)
        rows = ((place, *cells) for place, cells in enumerate(rows, start=1))
    preamble = [
        _title(table).upper(),
        counting(table.counts),
        results(table.counts),
        *waiting(table.counts),
    ]
    return table_workbook("Bản tổng hợp", columns, rows, preamble=preamble, progress=progress)


def _title(table: OpinionTable) -> str:
    critique = ", phản biện xã hội" if table.social_critique else ""
    return (
        "Bản tổng hợp ý kiến, tiếp thu, giải trình ý kiến góp ý"
        f"{critique} đối với {draft_of(table.document_name)}"
    )


def _preamble(frame: Frame, table: OpinionTable) -> list[Block]:
    blocks: list[Block] = [
        Paragraph(opening(frame, table)),
        Heading("1. Tổng số cơ quan, tổ chức, cá nhân và ý kiến", 1),
        Paragraph(counting(table.counts)),
    ]
    if table.sources:
        blocks.append(Paragraph("; ".join(table.sources) + ".", label="Nguồn ý kiến"))
    if table.counted_on:
        until = f"Số liệu tính đến {long_date(table.counted_on)}, khi thời hạn góp ý chưa hết."
        blocks.append(Paragraph(until))
    blocks.append(Heading("2. Kết quả cụ thể", 1))
    blocks.append(Heading("2.1. Cơ quan, tổ chức thống nhất với dự thảo", 2))
    blocks += [Paragraph(f"- {body}") for body in table.agreeing]
    if table.counts.silent_count:
        blocks.append(Paragraph(_silent(table.counts)))
    elif not table.agreeing:
        blocks.append(Paragraph("Không có."))
    blocks.append(Heading("2.2. Ý kiến cụ thể và nội dung tiếp thu, giải trình", 2))
    blocks.append(Paragraph(results(table.counts)))
    blocks += [Paragraph(words) for words in waiting(table.counts)]
    return blocks


def opening(frame: Frame, table: OpinionTable) -> str:
    basis = f"Căn cứ {'; căn cứ '.join(table.basis)}, " if table.basis else ""
    return (
        f"{basis}{frame.issuer.name} đã tổ chức lấy ý kiến đối với "
        f"{draft_of(table.document_name)} từ {long_date(table.opened_on)} đến hết {long_date(table.closed_on)}. "
        "Kết quả cụ thể như sau:"
    )


def counting(counts: OpinionCounts) -> str:
    withheld = (
        f", trong đó {counts.withheld_count} người đề nghị giữ kín danh tính" if counts.withheld_count else ""
    )
    asked = (
        "Dự thảo được đăng để mọi cơ quan, tổ chức, cá nhân góp ý."
        if counts.asked_count is None
        else f"Đã gửi xin ý kiến {_number(counts.asked_count)} cơ quan, tổ chức."
    )
    return (
        f"{asked} Nhận được {_number(counts.opinions_count)} ý kiến của "
        f"{_number(counts.bodies_count)} cơ quan, tổ chức và {_number(counts.persons_count)} cá nhân{withheld}."
    )


def _silent(counts: OpinionCounts) -> str:
    return (
        f"{_number(counts.silent_count)} cơ quan, tổ chức được gửi xin ý kiến không trả lời trong thời hạn, "
        "được tính là thống nhất với dự thảo."
    )


def results(counts: OpinionCounts) -> str:
    accepted = f"Tiếp thu {_number(counts.accepted_count)} ý kiến"
    in_part = f"tiếp thu một phần {_number(counts.accepted_in_part_count)} ý kiến"
    return f"{accepted}; {in_part}; giải trình {_number(counts.explained_count)} ý kiến."


def waiting(counts: OpinionCounts) -> tuple[str, ...]:
    if not counts.waiting_count:
        return ()
    causes = "; ".join(f"{_number(count)} ý kiến {why}" for why, count in counts.waiting if count)
    waits = f"Còn {_number(counts.waiting_count)} ý kiến chưa được tiếp thu, giải trình, trong đó {causes}."
    if not counts.former_waiting:
        return (waits,)
    former = (
        f"{_number(counts.former_waiting)} ý kiến trong số đó là về bản dự thảo trước bản đang lấy ý kiến."
    )
    return (waits, former)


def _columns(table: OpinionTable) -> tuple[TableColumn, ...]:
    columns = (*GROUP_COLUMNS, *COLUMNS[1:]) if table.is_grouped else COLUMNS
    return (NUMBER_COLUMN, *columns) if table.numbered else columns


def _cells(table: OpinionTable, line: OpinionLine) -> tuple[str, ...]:
    place = (line.group, line.place) if table.is_grouped else (line.place,)
    return *place, line.contributor, line.opinion, line.response


def _left_out(table: OpinionTable) -> list[Block]:
    if not table.left_out:
        return []
    rows = [Row(one) for one in table.left_out]
    return [Heading(f"3. {LEFT_OUT}", 1), Table(LEFT_OUT_COLUMNS, rows)]


def _rows(table: OpinionTable) -> list[Row | Span]:
    rows: list[Row | Span] = []
    article = ""
    for place, line in enumerate(table.lines, start=1):
        if line.article and line.article != article:
            rows.append(Span(line.article))
        article = line.article
        cells = _cells(table, line)
        rows.append(Row((str(place), *cells) if table.numbered else cells))
    return rows


def _number(count: int) -> str:
    return f"{count:,}".replace(",", ".")
