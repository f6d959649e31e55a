"""Papers of a session as drafts for signature: agenda, minutes, conclusion notice; and the rows of questions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from forum.accounts.letterheads import Heading
from forum.audience import Visibility
from forum.clock import local_date
from forum.commitments.queries import CommitmentLine
from forum.commitments.tally import tally_of
from forum.contact.queries.questions import Outcome, QuestionLine
from forum.contact.queries.sessions import LeaderPlace, SessionFrame
from forum.contact.texts.queries import SessionTextView
from forum.contributions.official.queries import not_mine_words
from forum.days import deadline
from forum.paperwork.description import Frame, Issuer, OfficialPaper, Signature
from forum.paperwork.writing.papers.sessions import (
    Agenda,
    AgendaItem,
    AssignedTask,
    ConclusionNotice,
    EarlierPromises,
    Minutes,
    MinutesPart,
    QuestionOutcome,
    Statement,
    agenda_paper,
    conclusion_paper,
    minutes_paper,
)
from forum.paperwork.writing.xlsx import Cell, Column
from forum.typed_text import plain_words
from forum.words import lowered

QUESTION_COLUMNS = (
    Column("STT", 6, "number"),
    Column("Mã số", 16),
    Column("Ngày gửi", 12, "date"),
    Column("Người hỏi", 26),
    Column("Câu hỏi, kiến nghị", 40),
    Column("Nội dung", 60),
    Column("Người được hỏi", 26),
    Column("Kết quả", 40),
)


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """Everything the papers of a session contain, as one reader may read it. `questions` are as they now stand; minutes
    and conclusion notice bring what was approved with them. `heading` is that of the chair's body."""

    frame: SessionFrame
    leaders: tuple[LeaderPlace, ...]
    questions: tuple[Outcome, ...]
    minutes: SessionTextView | None
    minuted: tuple[Outcome, ...]
    conclusion: SessionTextView | None
    going_on: tuple[Outcome, ...]
    promises: tuple[CommitmentLine, ...]
    before: EarlierPromises | None
    heading: Heading | None

    @property
    def chair(self) -> LeaderPlace:
        return next(leader for leader in self.leaders if leader.is_chair)

    @property
    def agenda(self) -> tuple[QuestionLine, ...]:
        on_it = (o.line for o in self.questions if o.disposition.position is not None)
        return tuple(line for line in on_it if line is not None)

    @property
    def secretary(self) -> str:
        return self.minutes.secretary if self.minutes else self.frame.earlier.secretary

    @property
    def course(self) -> str:
        return plain_words(self.minutes.text.text if self.minutes else self.frame.earlier.course)

    @property
    def assessment(self) -> tuple[str, ...]:
        """What the chair concluded, a paragraph each."""
        words = self.conclusion.text.text if self.conclusion else self.frame.earlier.conclusion
        return tuple(line.strip() for line in plain_words(words).splitlines() if line.strip())

    @property
    def attending(self) -> tuple[str, ...]:
        """As named in the minutes; before there are any, the leaders expected."""
        words = self.minutes.attending if self.minutes else self.frame.earlier.attending
        named = tuple(line.strip() for line in words.splitlines() if line.strip())
        return named or tuple(_with_office(one) for one in self.leaders)

    @property
    def came(self) -> tuple[str, ...]:
        """How many were there, and which invited bodies."""
        return tuple(f"{what}: {words}" for what, words in (self.minutes.came if self.minutes else ()))

    @property
    def recipients(self) -> tuple[str, ...]:
        """Those who get every paper of the chair's body."""
        return (self.heading.recipients if self.heading else ()) or ("Lưu: VT",)

    def issuer_of(self, kind: str) -> Issuer:
        return self.heading.issuer_of(kind) if self.heading else Issuer("none", self.frame.series)


def _with_office(leader: LeaderPlace) -> str:
    return f"{leader.name}, {leader.position}"


def agenda_of(record: SessionRecord) -> OfficialPaper:
    line = record.frame.line
    items = tuple(
        AgendaItem(None, f"{one.text.code}: {one.title} ({one.text.author})", one.leader)
        for one in record.agenda
    )
    place, chair = str(record.frame.place), _with_office(record.chair)
    agenda = Agenda(line.title, line.starts_at, place, chair, items, record.before)
    return agenda_paper(Frame(record.issuer_of("CTr"), local_date(line.starts_at).year), agenda)


def promised_before(meeting: str, lines: Sequence[CommitmentLine]) -> EarlierPromises | None:
    if not lines:
        return None
    counted = "; ".join(str(one) for one in tally_of(lines).words) + "."
    return EarlierPromises(meeting, counted, tuple(_promise_row(one) for one in lines))


def _promise_row(one: CommitmentLine) -> tuple[str, str, str, str]:
    due = str(deadline(one.due_on))
    if one.due_on != one.first_due_on:
        due = f"{due} (ban đầu {deadline(one.first_due_on)})"
    state = [str(one.words), *(["chưa thống nhất kết quả"] if one.is_disputed else [])]
    if one.overdue_days:
        state.append(f"quá hạn {one.overdue_days} ngày")
    return f"{one.title} ({one.code})", one.body, due, "; ".join(state)


PROMISE_COLUMNS = (
    Column("STT", 6, "number"),
    Column("Mã số", 16),
    Column("Cam kết", 50),
    Column("Cơ quan thực hiện", 28),
    Column("Thời hạn đầu", 13, "date"),
    Column("Thời hạn hiện nay", 13, "date"),
    Column("Số lần dời", 9, "number"),
    Column("Tình trạng", 28),
    Column("Số ngày quá hạn", 10, "number"),
    Column("Ghi chú", 30),
)


def promise_rows(lines: Sequence[CommitmentLine]) -> tuple[tuple[Cell, ...], ...]:
    """The commitments, each with its dates and where it stands."""
    return tuple(
        (
            place,
            one.code,
            one.title,
            one.body,
            one.first_due_on,
            one.due_on,
            one.due_change_count,
            str(one.words),
            one.overdue_days or None,
            "; ".join(_notes(one)),
        )
        for place, one in enumerate(lines, start=1)
    )


def _notes(one: CommitmentLine) -> list[str]:
    notes = ["Ý kiến chưa đồng ý chưa được giải quyết"] if one.is_disputed else []
    return [*notes, *(["Người hỏi chưa đồng ý với thời hạn mới"] if one.is_due_objected else [])]


def minutes_of(record: SessionRecord) -> OfficialPaper:
    frame = record.frame
    answers = tuple(
        Statement(o.answer.by, plain_words(o.answer.text.text), str(not_mine_words(o.answer.way)))
        for o in record.minuted
        if o.answer is not None and o.answer.text.state == Visibility.published
    )
    parts = [MinutesPart("Diễn biến", (Statement("", record.course),))] if record.course else []
    if answers:
        parts.append(MinutesPart("Trả lời câu hỏi, kiến nghị", answers))
    minutes = Minutes(
        meeting=frame.line.title,
        began_at=frame.began_at,
        ended_at=frame.ended_at,
        place=str(frame.place),
        attending=(*record.attending, *record.came),
        chair=_with_office(record.chair),
        secretary=record.secretary,
        parts=tuple(parts),
        questions=question_outcomes(record),
        not_mine=_not_mine(record.minutes),
    )
    signer = frame.signer
    approves = (
        Signature("Chủ tọa", record.chair.name) if signer is None else Signature(signer.position, signer.name)
    )
    signatures = (Signature("Thư ký", record.secretary), approves)
    recipients = ("Các thành phần tham dự", *record.recipients)
    year = local_date(frame.line.starts_at).year
    return minutes_paper(Frame(record.issuer_of("BB"), year, signatures, recipients), minutes)


def _not_mine(text: SessionTextView | None) -> str:
    return str(not_mine_words(text.way)) if text is not None else ""


def question_outcomes(record: SessionRecord) -> tuple[QuestionOutcome, ...]:
    return tuple(
        QuestionOutcome(
            o.code, "" if o.disposition.to_session else o.asker, str(o.title), str(o.disposition.words)
        )
        for o in record.minuted
    )


def conclusion_of(record: SessionRecord, at: datetime) -> OfficialPaper | None:
    """Who does what by when, from the commitments, with their first dates: later ones are no conclusion of
    this session. None where nothing was concluded."""
    frame, chair = record.frame, record.chair
    tasks = tuple(
        AssignedTask(one.body, f"{lowered(one.title)} ({one.code})", due_on=one.first_due_on)
        for one in record.promises
    )
    remaining = remaining_of(record)
    if not (record.assessment or tasks or remaining):
        return None
    notice = ConclusionNotice(
        leader=_with_office(chair),
        meeting=frame.line.title,
        held_on=local_date(frame.began_at),
        place=str(frame.place),
        attending="; ".join(one for one in record.attending if not one.startswith(chair.name))
        or "các đại biểu",
        heard="câu hỏi, kiến nghị và ý kiến các đại biểu",
        assessment=record.assessment,
        tasks=tasks,
        notifying_office=f"Văn phòng {record.heading.issuer.name}" if record.heading else "Tổ thư ký",
        remaining=remaining,
        not_mine=_not_mine(record.conclusion),
    )
    signs = (
        Signature("Chánh Văn phòng", on_behalf="TL", behalf_of=(frame.signer or chair).position)
        if record.heading
        else Signature("Thư ký", record.secretary)
    )
    recipients = (*dict.fromkeys(one.body for one in record.promises), *record.recipients)
    return conclusion_paper(Frame(record.issuer_of("TB"), local_date(at).year, (signs,), recipients), notice)


def remaining_of(record: SessionRecord) -> tuple[str, ...]:
    """Questions that continue after the session, each with the next step and its date."""
    return tuple(f"- {o.code}, {o.title}: {o.disposition.words}." for o in record.going_on)


def question_rows(record: SessionRecord) -> tuple[tuple[Cell, ...], ...]:
    """The questions that the session has now, with what became of each."""
    listed = [
        (o.line, o.disposition)
        for o in record.questions
        if o.line is not None and not o.disposition.to_session
    ]
    return tuple(
        (
            place,
            line.text.code,
            local_date(line.text.created_at),
            line.text.author,
            str(line.title),
            plain_words(line.text.text),
            line.leader,
            str(stands.words),
        )
        for place, (line, stands) in enumerate(listed, start=1)
    )
