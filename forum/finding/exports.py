"""Exports of search results that the actor may read: XLSX, CSV, and RIS for reference managers."""

import csv
from dataclasses import dataclass
from io import StringIO
from typing import Literal

from forum import kinds
from forum.actor import Actor
from forum.database import ReadDb
from forum.finding.citations import Citation, citations, ris
from forum.finding.criteria import SearchCriteria, request_of
from forum.finding.facets import state_label
from forum.paperwork.writing.xlsx import Cell, Column, csv_text, table_workbook
from forum.thing import Thing
from forum.words import Words, _
from search import entries
from search.entry import Ref
from search.postgresql import all_things

Format = Literal["xlsx", "csv", "ris"]
MAX_ROWS = 5_000
BATCH = 500
MEDIA_TYPES: dict[Format, str] = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "ris": "application/x-research-info-systems; charset=utf-8",
}


def columns() -> tuple[Column, ...]:
    """The columns, titled in the reader's language."""
    return (
        Column(str(_("Mã")), 16),
        Column(str(_("Loại")), 18),
        Column(str(_("Tác giả")), 28),
        Column(str(_("Tiêu đề")), 60),
        Column(str(_("Ngày")), 12, "date"),
        Column(str(_("Trạng thái")), 24),
        Column(str(_("Nhiệm vụ")), 20),
        Column(str(_("Bản")), 8, "number"),
        Column(str(_("Đường dẫn tới đúng bản")), 60),
    )


@dataclass(frozen=True, slots=True)
class Row:
    cited: Citation
    state: Words | str
    tasks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hits:
    """`is_cut`: the search has more hits than the export's limit; these are the first by time."""

    rows: tuple[Row, ...]
    is_cut: bool


async def hits_for_file(db: ReadDb, actor: Actor, site: str, criteria: SearchCriteria) -> Hits:
    """Exact hits only, each re-read with the actor's access. Raises Invalid for unreadable text."""
    found = await all_things(db, request_of(actor, criteria), MAX_ROWS + 1)
    rows: list[Row] = []
    for at in range(0, min(len(found), MAX_ROWS), BATCH):
        rows += await _rows(db, actor, site, found[at : min(at + BATCH, MAX_ROWS)])
    return Hits(tuple(rows), is_cut=len(found) > MAX_ROWS)


async def _rows(db: ReadDb, actor: Actor, site: str, found: tuple[Ref, ...]) -> list[Row]:
    things = [Thing(ref.kind, ref.thing_id) for ref in found]
    known = await kinds.cards(db, actor, things)
    cards = {thing: card for thing, card in known.items() if not card.is_tombstone}
    cited = await citations(db, site, cards.values())
    tasks = await entries.tasks_of(db, found)
    return [
        Row(cited[thing], state_label(card.state) if card.state else "", tasks.get(Ref(*thing), ()))
        for thing in things
        if (card := cards.get(thing)) is not None
    ]


def file_of(hits: Hits, format: Format, criteria: SearchCriteria, made_on: str) -> bytes:
    """The bytes of the file. Takes about a second at the limit of rows: keep it off the event loop."""
    if format == "ris":
        return ris(row.cited for row in hits.rows).encode()
    if format == "csv":
        return _csv(hits)
    preamble = [
        _("Kết quả tra cứu lập ngày {made_on}: {rows} nội dung.", made_on=made_on, rows=len(hits.rows))
    ]
    if criteria.q:
        preamble.append(_("Từ khóa: {q}", q=criteria.q))
    if hits.is_cut:
        preamble.append(
            _(
                "Có hơn {max_rows} kết quả; tệp này chỉ có {max_rows} nội dung đầu theo thời gian.",
                max_rows=MAX_ROWS,
            )
        )
    return table_workbook(
        str(_("Kết quả tra cứu")),
        columns(),
        (_cells(row) for row in hits.rows),
        preamble=[str(line) for line in preamble],
    )


def _cells(row: Row) -> tuple[Cell, ...]:
    it = row.cited
    tasks = ", ".join(row.tasks)
    return (it.code, it.noun, it.author, it.title, it.on, str(row.state), tasks, it.version, it.address)


def _csv(hits: Hits) -> bytes:
    """CSV with a byte order mark, without which spreadsheets misread Vietnamese."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow([column.title for column in columns()])
    for row in hits.rows:
        writer.writerow([csv_text("" if cell is None else str(cell)) for cell in _cells(row)])
    return b"\xef\xbb\xbf" + text.getvalue().encode()
