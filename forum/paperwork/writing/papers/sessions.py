"""Papers of a contact session: chương trình hội nghị, biên bản (Mẫu 1.9), thông báo kết luận."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import count

from forum.days import deadline
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
from forum.paperwork.writing.dates import clock, hour_and_date, long_date


@dataclass(frozen=True)
class AgendaItem:
    """`starts_at` is None if only the order is fixed."""

    starts_at: datetime | None
    content: str
    by: str = ""


@dataclass(frozen=True)
class EarlierPromises:
    """What became of the commitments of the session before: counted, then each with body, date and state."""

    meeting: str
    counted: str
    rows: tuple[tuple[str, str, str, str], ...]


@dataclass(frozen=True)
class Agenda:
    meeting: str
    starts_at: datetime
    place: str
    chair: str
    items: tuple[AgendaItem, ...]
    before: EarlierPromises | None = None


@dataclass(frozen=True)
class Statement:
    """What one person said; statements are in the order they were made. `not_mine` says that it is not what its
    approver means, where they said so."""

    speaker: str
    message: str
    not_mine: str = ""


@dataclass(frozen=True)
class MinutesPart:
    heading: str
    statements: tuple[Statement, ...] = ()


@dataclass(frozen=True)
class QuestionOutcome:
    """A question of the session and its outcome, which is never empty in a published paper."""

    code: str
    asker: str
    question: str
    outcome: str


@dataclass(frozen=True)
class Minutes:
    """`not_mine` says that they are not what the chair means, where the chair said so."""

    meeting: str
    began_at: datetime
    ended_at: datetime
    place: str
    attending: tuple[str, ...]
    chair: str
    secretary: str
    parts: tuple[MinutesPart, ...]
    conclusion: str = ""
    questions: tuple[QuestionOutcome, ...] = ()
    not_mine: str = ""


@dataclass(frozen=True)
class AssignedTask:
    """`due_on` is None if the task has no date; `due_words` then describe when it is due."""

    lead: str
    what: str
    coordinating: tuple[str, ...] = ()
    due_on: date | None = None
    due_words: str = ""


@dataclass(frozen=True)
class ConclusionNotice:
    """`leader` is written with office, as in the paper; `heard` lists what was heard before the conclusion.

    `remaining` are questions not closed in the meeting, each with what follows and by when. `not_mine` says that it is
    not what the leader means, where the leader said so.
    """

    leader: str
    meeting: str
    held_on: date
    place: str
    attending: str
    heard: str
    assessment: tuple[str, ...]
    tasks: tuple[AssignedTask, ...]
    notifying_office: str
    remaining: tuple[str, ...] = ()
    not_mine: str = ""


def agenda_paper(frame: Frame, agenda: Agenda) -> OfficialPaper:
    """Items with their hours, or with numbers if none has an hour."""
    is_timed = any(item.starts_at for item in agenda.items)
    columns = (
        TableColumn("Thời gian", 1.4, "centre") if is_timed else TableColumn("STT", 0.6, "centre"),
        TableColumn("Nội dung", 3.6),
        TableColumn("Thực hiện", 1.8),
    )
    rows = [
        Row((_when(item, place, is_timed=is_timed), item.content, item.by))
        for place, item in enumerate(agenda.items, start=1)
    ]
    blocks: list[Block] = [
        Paragraph(hour_and_date(agenda.starts_at), label="Thời gian"),
        Paragraph(agenda.place, label="Địa điểm"),
        Paragraph(agenda.chair, label="Chủ trì"),
        *(_with_before(agenda.before) if agenda.before else ()),
        Table(columns, rows),
    ]
    return OfficialPaper(frame, "Chương trình", agenda.meeting, blocks, keywords=("chương trình hội nghị",))


def promised_before(before: EarlierPromises) -> list[Block]:
    columns = (
        TableColumn("Cam kết", 3.0),
        TableColumn("Cơ quan", 1.6),
        TableColumn("Thời hạn", 1.3),
        TableColumn("Tình trạng", 1.6),
    )
    return [
        Heading(f"Cam kết của kỳ trước ({before.meeting})", 1),
        Paragraph(before.counted),
        Table(columns, [Row(row) for row in before.rows]),
    ]


def _with_before(before: EarlierPromises) -> list[Block]:
    return [*promised_before(before), Heading("Nội dung chương trình", 1)]


def _when(item: AgendaItem, place: int, *, is_timed: bool) -> str:
    if not is_timed:
        return str(place)
    return clock(item.starts_at) if item.starts_at else ""


def minutes_paper(frame: Frame, minutes: Minutes) -> OfficialPaper:
    """Mẫu 1.9: the secretary signs at the left, the chair at the right, as the frame gives them."""
    blocks: list[Block] = [
        *not_mine_before(minutes.not_mine),
        Paragraph(hour_and_date(minutes.began_at), label="Thời gian bắt đầu"),
        Paragraph(minutes.place, label="Địa điểm"),
        Paragraph("; ".join(minutes.attending) + ".", label="Thành phần tham dự"),
        Paragraph(minutes.chair, label="Chủ trì (chủ tọa)"),
        Paragraph(minutes.secretary, label="Thư ký (người ghi biên bản)"),
        Paragraph("", label="Nội dung (theo diễn biến hội nghị)"),
    ]
    for part in minutes.parts:
        blocks.append(Heading(part.heading, 1))
        for one in part.statements:
            blocks += [*not_mine_before(one.not_mine), Paragraph(one.message, label=one.speaker)]
    if minutes.questions:
        blocks += _questions(minutes.questions)
    if minutes.conclusion:
        blocks += [Heading("Kết luận", 1), Paragraph(minutes.conclusion)]
    blocks.append(Paragraph(f"Hội nghị kết thúc vào {hour_and_date(minutes.ended_at)}./."))
    return OfficialPaper(frame, "Biên bản", minutes.meeting, blocks, keywords=("biên bản",))


def not_mine_before(words: str) -> list[Block]:
    """Before what it is said of."""
    return [Paragraph(words, italic=True)] if words else []


def conclusion_paper(frame: Frame, notice: ConclusionNotice) -> OfficialPaper:
    opening = (
        f"{long_date(notice.held_on).capitalize()}, tại {notice.place}, {notice.leader} đã chủ trì "
        f"{notice.meeting}. Tham dự có {notice.attending}. Sau khi nghe {notice.heard}, {notice.leader} "
        "kết luận như sau:"
    )
    tasks = [f"{place}) {_task(task)}" for place, task in zip(_letters(), notice.tasks, strict=False)]
    parts = (
        ("Đánh giá chung", notice.assessment),
        ("Nhiệm vụ", tasks),
        ("Câu hỏi, kiến nghị tiếp tục xử lý", notice.remaining),
    )
    blocks: list[Block] = [*not_mine_before(notice.not_mine), Paragraph(opening)]
    for place, (heading, texts) in enumerate(((h, t) for h, t in parts if t), start=1):
        blocks.append(Heading(f"{place}. {heading}", 1))
        blocks += [Paragraph(text) for text in texts]
    blocks.append(Paragraph(f"{notice.notifying_office} thông báo để các cơ quan biết, thực hiện./."))
    subject = f"Kết luận của {notice.leader} tại {notice.meeting}"
    return OfficialPaper(frame, "Thông báo", subject, blocks, keywords=("thông báo kết luận",))


def _questions(questions: tuple[QuestionOutcome, ...]) -> list[Block]:
    columns = (
        TableColumn("Mã số", 1.5),
        TableColumn("Người hỏi", 1.3),
        TableColumn("Câu hỏi, kiến nghị", 2.6),
        TableColumn("Kết quả", 2.2),
    )
    rows = [Row((one.code, one.asker, one.question, one.outcome)) for one in questions]
    return [Heading("Câu hỏi, kiến nghị và kết quả", 1), Table(columns, rows)]


def _task(task: AssignedTask) -> str:
    together = f", phối hợp {', '.join(task.coordinating)}" if task.coordinating else ""
    due = f"; thời hạn: {deadline(task.due_on)}" if task.due_on else ""
    if not due and task.due_words:
        due = f", {task.due_words}"
    return f"Giao {task.lead} chủ trì{together} {task.what.rstrip('.')}{due}."


def _letters() -> Iterator[str]:
    """a, b, c, d, đ, e … in Vietnamese order, then a1, b1 …, so that they never run out."""
    for turn in count():
        yield from (f"{letter}{turn or ''}" for letter in "abcdđeghiklmnopqrstuvxy")
