"""A task's story: all that hangs on it, in time order, as this reader may see it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from sqlalchemy import func, select

from forum import audience
from forum.actor import Actor
from forum.audience import Visibility
from forum.clock import end_of_day, local_date, start_of_day
from forum.commitments.policy import CLOSED
from forum.commitments.queries import CommitmentLine
from forum.commitments.queries import for_tasks as commitments_of
from forum.consultations.queries import ConsultationLine, consultation_lines
from forum.consultations.queries import about_task as consultation_about
from forum.contact.models import Question
from forum.contact.policy import ANSWERED
from forum.contact.queries.questions import QuestionLine, question_lines
from forum.contact.queries.sessions import SessionLine
from forum.contact.queries.sessions import for_tasks as sessions_of
from forum.contact.queries.ties import about_task as question_about
from forum.contributions.models import Contribution
from forum.database import ReadDb
from forum.programme.models import Task
from forum.programme.queries import ReportView, progress_reports
from forum.terms import term
from forum.threads.policy import ANSWERED as PROPOSAL_ANSWERED
from forum.threads.queries import ThreadLine, about_task, thread_lines

Phase = Literal["past", "now", "next"]
MOST_THREADS = 50
MOST_QUESTIONS = 50
SESSION_OVER = frozenset({"adjourned", "minutes_draft", "minutes_published", "cancelled"})
CONSULTATION_OVER = frozenset({"concluded", "stopped"})


@dataclass(frozen=True, slots=True)
class StoryEntry:
    """One line of a story. `state_words` replace the words of the state."""

    at: datetime
    phase: Phase
    title: str
    url: str | None
    noun: str
    state: str | None = None
    state_words: str | None = None
    when: str | None = None
    notes: tuple[str, ...] = ()
    html: str = ""
    is_day: bool = False

    @property
    def on(self) -> datetime | date:
        return local_date(self.at) if self.is_day else self.at


@dataclass(frozen=True, slots=True)
class TaskStory:
    entries: tuple[StoryEntry, ...]
    threads: tuple[ThreadLine, ...]
    commitment_count: int
    session_count: int


async def task_story(db: ReadDb, actor: Actor, task: Task) -> TaskStory:
    """Seven statements however much hangs on the task; each list goes through its own room's clause."""
    threads = await thread_lines(db, actor, about_task(task.id), limit=MOST_THREADS)
    sessions = await sessions_of(db, actor, [task.id])
    questions = await _question_counts(db, actor, [line.id for line in sessions])
    asked = await question_lines(
        db,
        actor,
        question_about(task.id),
        Contribution.visibility == Visibility.published,
        limit=MOST_QUESTIONS,
    )
    consultations = await consultation_lines(db, actor, consultation_about(task.id))
    commitments = await commitments_of(db, actor, [task.id])
    reports = await progress_reports(db, task.id)
    entries = [
        *(_of_proposal(line) for line in threads if line.kind == "proposal"),
        *(_of_session(line, questions.get(line.id, 0)) for line in sessions),
        *(_of_question(line) for line in asked),
        *(_of_consultation(line) for line in consultations if line.opens_on),
        *(_of_commitment(line) for line in commitments),
        *(_of_report(report) for report in reports),
        *_of_deadline(task, actor.at, reports),
    ]
    return TaskStory(_in_order(entries), tuple(threads), len(commitments), len(sessions))


def _in_order(entries: Iterable[StoryEntry]) -> tuple[StoryEntry, ...]:
    """What is past or runs first, then what is to come; each by time."""
    return tuple(sorted(entries, key=lambda entry: (entry.phase == "next", entry.at)))


async def _question_counts(db: ReadDb, actor: Actor, session_ids: Sequence[int]) -> dict[int, int]:
    rows = await db.execute(
        select(Question.session_id, func.count())
        .join(Contribution, Contribution.id == Question.id)
        .where(Question.session_id.in_(session_ids), audience.clause(Contribution))
        .group_by(Question.session_id),
        audience.params(actor),
    )
    return {row[0]: row[1] for row in rows}


def _of_proposal(line: ThreadLine) -> StoryEntry:
    return StoryEntry(
        at=line.text.published_at or line.text.created_at,
        phase="past" if line.state in PROPOSAL_ANSWERED else "now",
        title=line.text.title,
        url=line.url,
        noun=term("objects.proposal"),
        state=line.state,
        notes=(line.text.author, f"{line.text.endorsement_count} ủng hộ", f"{line.text.reply_count} trả lời"),
    )


def _of_session(line: SessionLine, question_count: int) -> StoryEntry:
    return StoryEntry(
        at=line.starts_at,
        phase="past" if line.state in SESSION_OVER else "next",
        title=line.title,
        url=line.url,
        noun=term("objects.session"),
        state=f"session.{line.state}",
        notes=(line.chair, f"{question_count} câu hỏi"),
    )


def _of_question(line: QuestionLine) -> StoryEntry:
    return StoryEntry(
        at=line.text.published_at or line.text.created_at,
        phase="past" if line.state in ANSWERED | {"declined"} else "now",
        title=line.title,
        url=line.url,
        noun=term("objects.question", "short"),
        state=f"question.{line.state}",
        notes=(line.text.code or "", line.text.author),
    )


def _of_consultation(line: ConsultationLine) -> StoryEntry:
    assert line.opens_on is not None  # a draft without dates is in no story
    return StoryEntry(
        at=start_of_day(line.opens_on),
        phase="past" if line.state in CONSULTATION_OVER else "now",
        title=line.title,
        url=line.url,
        noun=term("objects.consultation"),
        state=f"consultation.{line.state}",
        notes=(line.body, f"{line.opinion_count} ý kiến góp ý"),
        is_day=True,
    )


def _of_commitment(line: CommitmentLine) -> StoryEntry:
    changes = (f"điều chỉnh thời hạn {line.due_change_count} lần",) if line.due_change_count else ()
    late = (f"quá hạn {line.overdue_days} ngày",) if line.overdue_days else ()
    return StoryEntry(
        at=end_of_day(line.due_on),
        phase="past" if line.state in CLOSED else "now",
        title=line.title,
        url=line.url,
        noun=term("objects.commitment"),
        state=line.state,
        state_words=line.words,
        when="thời hạn cam kết",
        notes=(line.body, *changes, *late),
        is_day=True,
    )


def _of_report(report: ReportView) -> StoryEntry:
    percent = (f"{report.percent}%",) if report.percent is not None else ()
    return StoryEntry(
        at=report.at,
        phase="past",
        title=report.body,
        url=None,
        noun=term("objects.progress_report"),
        state=report.state,
        notes=percent,
        html=report.html,
    )


def _of_deadline(task: Task, at: datetime, reports: Sequence[ReportView]) -> list[StoryEntry]:
    """The day that the text names. Past it, without a word from the body, nothing more than that is said."""
    if task.deadline_on is None:
        return []
    moment = end_of_day(task.deadline_on)
    silent = () if reports else ("Cơ quan chủ trì chưa có báo cáo.",)
    return [
        StoryEntry(
            at=moment,
            phase="past" if moment < at else "next",
            title=task.deadline_text,
            url=None,
            noun="Thời hạn theo văn bản",
            notes=silent,
            is_day=True,
        )
    ]
