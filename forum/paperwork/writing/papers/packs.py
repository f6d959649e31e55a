"""The reading pack of a contact session, for its leaders: agenda, questions with draft answers, earlier commitments."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from forum.paperwork.description import (
    Block,
    Frame,
    Heading,
    OfficialPaper,
    Paragraph,
    Row,
    Table,
    TableColumn,
)
from forum.paperwork.writing.dates import hour_and_date
from forum.paperwork.writing.papers.sessions import EarlierPromises, promised_before

MOST_QUESTIONS = 200
# One document with one table of contents: of more words than these, each question and answer is cut to its share.
MOST_LETTERS = 400_000
INTERNAL = "(tài liệu nội bộ, có nội dung chưa được duyệt; không phổ biến)"
CUT = " … [còn nữa, xem trên trang của câu hỏi]"


@dataclass(frozen=True)
class PackDraft:
    """An answer as it stands, published or not; `state` says which."""

    by: str
    state: str
    text: str
    promises: tuple[str, ...] = ()
    files: tuple[str, ...] = ()


@dataclass(frozen=True)
class PackQuestion:
    code: str
    title: str
    asker: str
    answerer: str
    state: str
    text: str
    files: tuple[str, ...] = ()
    is_on_agenda: bool = True
    drafts: tuple[PackDraft, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReadingPack:
    meeting: str
    starts_at: datetime
    place: str
    chair: str
    leaders: tuple[str, ...]
    questions: tuple[PackQuestion, ...]
    before: EarlierPromises | None = None
    has_more: bool = False
    items: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def reading_pack(frame: Frame, pack: ReadingPack) -> OfficialPaper:
    blocks: list[Block] = [
        Paragraph(hour_and_date(pack.starts_at), label="Thời gian"),
        Paragraph(pack.place, label="Địa điểm"),
        Paragraph(pack.chair, label="Chủ trì"),
    ]
    if pack.leaders:
        blocks.append(Paragraph("; ".join(pack.leaders), label="Cùng dự"))
    blocks += _agenda(pack.questions)
    for heading, lines in (("Việc nội bộ", pack.items), ("Ghi chú riêng", pack.notes)):
        if lines:
            blocks += [Heading(heading, 1), *(Paragraph(f"- {line}") for line in lines)]
    if pack.before is not None:
        blocks += promised_before(pack.before)
    blocks += _questions(pack)
    return OfficialPaper(
        frame,
        "Tập tài liệu",
        f"{pack.meeting}\n{INTERNAL}",
        blocks,
        keywords=("tài liệu kỳ tiếp xúc",),
        has_contents=True,
    )


def _agenda(questions: Sequence[PackQuestion]) -> Iterator[Block]:
    yield Heading("Chương trình", 1)
    on_it = [one for one in questions if one.is_on_agenda]
    if not on_it:
        yield Paragraph("Chưa có câu hỏi nào trong chương trình.")
        return
    columns = (
        TableColumn("STT", 0.6, "centre"),
        TableColumn("Câu hỏi, kiến nghị", 3.4),
        TableColumn("Người hỏi", 1.8),
        TableColumn("Người trả lời", 1.8),
    )
    yield Table(
        columns,
        [
            Row((str(place), f"{one.code}: {one.title}", one.asker, one.answerer))
            for place, one in enumerate(on_it, start=1)
        ],
    )


def _questions(pack: ReadingPack) -> Iterator[Block]:
    yield Heading("Câu hỏi, kiến nghị và dự thảo trả lời", 1)
    if not pack.questions:
        yield Paragraph("Chưa có câu hỏi nào.")
    share = MOST_LETTERS // max(len(pack.questions), 1)
    for place, one in enumerate(pack.questions, start=1):
        yield from _question(place, one, share)
    if pack.has_more:
        yield Paragraph(
            f"Tập này gồm {MOST_QUESTIONS} câu hỏi đầu; các câu còn lại ở trang của kỳ tiếp xúc.", italic=True
        )


def _question(place: int, one: PackQuestion, share: int) -> Iterator[Block]:
    yield Heading(f"{place}. {one.code}: {one.title}", 2)
    yield Paragraph(one.asker, label="Người hỏi", first_line=False)
    yield Paragraph(one.answerer, label="Người trả lời", first_line=False)
    yield Paragraph(one.state, label="Tình trạng", first_line=False)
    asked = _cut(one.text, share // 2)
    yield Paragraph(asked, label="Nội dung hỏi", first_line=False)
    yield from _files(one.files)
    if not one.drafts:
        yield Paragraph("Chưa có dự thảo trả lời.", italic=True, first_line=False)
    yield from (Paragraph(line, label="Ghi chú riêng", first_line=False, italic=True) for line in one.notes)
    left = (share - len(asked)) // max(len(one.drafts), 1)
    for draft in one.drafts:
        words = _cut(draft.text, left)
        yield Paragraph(words, label=f"Trả lời của {draft.by} ({draft.state})", first_line=False)
        yield from (Paragraph(line, label="Cam kết kèm theo", first_line=False) for line in draft.promises)
        yield from _files(draft.files)


def _files(names: Sequence[str]) -> Iterator[Block]:
    if names:
        yield Paragraph("; ".join(names), label="Tệp kèm", first_line=False)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: max(most - len(CUT), 0)].rstrip() + CUT
