"""Papers of a session as drafts for signature: agenda, minutes, conclusion notice; and the rows of questions."""

from dataclasses import dataclass
from datetime import datetime

from forum.accounts.letterheads import Heading
from forum.audience import Visibility
from forum.clock import local_date
from forum.commitments.queries import CommitmentLine
from forum.contact import policy
from forum.contact.queries.questions import DeferredQuestion, Outcome
from forum.contact.queries.sessions import LeaderPlace, SessionFrame
from forum.days import deadline
from forum.paperwork.description import Frame, Issuer, OfficialPaper, Signature
from forum.paperwork.writing.papers.sessions import (
    Agenda,
    AgendaItem,
    AssignedTask,
    ConclusionNotice,
    Minutes,
    MinutesPart,
    QuestionOutcome,
    Statement,
    agenda_paper,
    conclusion_paper,
    minutes_paper,
)
from forum.paperwork.writing.xlsx import Cell, Column
from forum.state import word_of
from forum.typed_text import plain_words
from forum.words import Words, lowered

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
    """Everything the papers of a session contain, as one reader may read it. `heading` is that of the chair's body."""

    frame: SessionFrame
    leaders: tuple[LeaderPlace, ...]
    outcomes: tuple[Outcome, ...]
    deferred: tuple[DeferredQuestion, ...]
    promises: tuple[CommitmentLine, ...]
    heading: Heading | None

    @property
    def chair(self) -> LeaderPlace:
        return next(leader for leader in self.leaders if leader.is_chair)

    @property
    def agenda(self) -> tuple[Outcome, ...]:
        return tuple(o for o in self.outcomes if o.line.position is not None)

    @property
    def attending(self) -> tuple[str, ...]:
        """As named in the minutes; before there are any, the leaders expected."""
        named = tuple(line.strip() for line in self.frame.minutes.attending.splitlines() if line.strip())
        return named or tuple(_with_office(one) for one in self.leaders)

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
        AgendaItem(None, f"{o.line.text.code}: {o.line.title} ({o.line.text.author})", o.line.leader)
        for o in record.agenda
    )
    agenda = Agenda(line.title, line.starts_at, str(record.frame.place), _with_office(record.chair), items)
    return agenda_paper(Frame(record.issuer_of("CTr"), local_date(line.starts_at).year), agenda)


def minutes_of(record: SessionRecord) -> OfficialPaper:
    frame, written = record.frame, record.frame.minutes
    answered_orally = tuple(
        Statement(o.answer.by, plain_words(o.answer.text.text))
        for o in record.outcomes
        if o.answer is not None and o.answer.text.state == Visibility.published
    )
    parts = (
        [MinutesPart("Diễn biến", (Statement("", plain_words(written.course)),))] if written.course else []
    )
    if answered_orally:
        parts.append(MinutesPart("Trả lời câu hỏi, kiến nghị", answered_orally))
    minutes = Minutes(
        meeting=frame.line.title,
        began_at=frame.began_at,
        ended_at=frame.ended_at,
        place=str(frame.place),
        attending=record.attending,
        chair=_with_office(record.chair),
        secretary=written.secretary,
        parts=tuple(parts),
        conclusion=plain_words(written.conclusion),
        questions=question_outcomes(record),
    )
    signatures = (Signature("Thư ký", written.secretary), Signature("Chủ tọa", record.chair.name))
    recipients = ("Các thành phần tham dự", *record.recipients)
    year = local_date(frame.line.starts_at).year
    return minutes_paper(Frame(record.issuer_of("BB"), year, signatures, recipients), minutes)


def question_outcomes(record: SessionRecord) -> tuple[QuestionOutcome, ...]:
    dealt_with = [
        QuestionOutcome(o.line.text.code or "", o.line.text.author, str(o.line.title), str(outcome_words(o)))
        for o in record.outcomes
    ]
    deferred = [QuestionOutcome(c.code, "", c.title, _deferral_words(c)) for c in record.deferred]
    return (*dealt_with, *deferred)


def conclusion_of(record: SessionRecord, at: datetime) -> OfficialPaper | None:
    """Who does what by when, from the commitments, with their first dates: later ones are no conclusion of
    this session. None where nothing was concluded."""
    frame, chair = record.frame, record.chair
    assessment = tuple(
        line.strip() for line in plain_words(frame.minutes.conclusion).splitlines() if line.strip()
    )
    tasks = tuple(
        AssignedTask(one.body, f"{lowered(one.title)} ({one.code})", due_on=one.first_due_on)
        for one in record.promises
    )
    remaining = remaining_of(record)
    if not (assessment or tasks or remaining):
        return None
    notice = ConclusionNotice(
        leader=_with_office(chair),
        meeting=frame.line.title,
        held_on=local_date(frame.began_at),
        place=str(frame.place),
        attending="; ".join(one for one in record.attending if not one.startswith(chair.name))
        or "các đại biểu",
        heard="câu hỏi, kiến nghị và ý kiến các đại biểu",
        assessment=assessment,
        tasks=tasks,
        notifying_office=f"Văn phòng {record.heading.issuer.name}" if record.heading else "Tổ thư ký",
        remaining=remaining,
    )
    signs = (
        Signature("Chánh Văn phòng", on_behalf="TL", behalf_of=chair.position)
        if record.heading
        else Signature("Thư ký", frame.minutes.secretary)
    )
    recipients = (*dict.fromkeys(one.body for one in record.promises), *record.recipients)
    return conclusion_paper(Frame(record.issuer_of("TB"), local_date(at).year, (signs,), recipients), notice)


def remaining_of(record: SessionRecord) -> tuple[str, ...]:
    """Questions that continue after the session, each with the next step and its date."""
    closed = policy.QUESTION_OVER | {policy.QuestionState.merged}
    going_on = [
        f"- {o.line.text.code}, {o.line.title}: {outcome_words(o)}."
        for o in record.outcomes
        if o.line.state not in closed
    ]
    return (*going_on, *(f"- {c.code}, {c.title}: {_deferral_words(c)}" for c in record.deferred))


def _deferral_words(deferred: DeferredQuestion) -> str:
    return f"Chuyển sang {deferred.to_session}. Lý do: {deferred.reason}"


def question_rows(record: SessionRecord) -> tuple[tuple[Cell, ...], ...]:
    return tuple(
        (
            place,
            o.line.text.code,
            local_date(o.line.text.created_at),
            o.line.text.author,
            str(o.line.title),
            plain_words(o.line.text.text),
            o.line.leader,
            str(outcome_words(o)),
        )
        for place, o in enumerate(record.outcomes, start=1)
    )


def outcome_words(outcome: Outcome) -> Words | str:
    """A question's disposition, with its date: never empty."""
    line = outcome.line
    words = word_of(line.state_key)
    if line.is_off_agenda and line.answer_by:
        return f"Trả lời bằng văn bản; thời hạn: {deadline(line.answer_by)}"
    if line.is_referred and line.answer_by:
        return f"Chuyển {line.body or 'cơ quan có thẩm quyền'}; thời hạn trả lời: {deadline(line.answer_by)}"
    if line.is_declined:
        return f"{words}. Lý do: {line.reason}"
    return words
