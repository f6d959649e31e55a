"""A task's history: everything linked to it that this reader may see, in order of time."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from sqlalchemy import ColumnElement, Select, bindparam, exists, func, literal, select, union_all

from forum import audience
from forum.actor import Actor
from forum.audience import Visibility
from forum.clock import end_of_day, local_date, start_of_day
from forum.commitments.models import Commitment
from forum.commitments.policy import CLOSED
from forum.commitments.queries import READABLE as READABLE_COMMITMENT
from forum.commitments.queries import CommitmentLine
from forum.commitments.queries import lines_by_id as commitments_by_id
from forum.consultations.models import Consultation
from forum.consultations.policy import OVER as CONSULTATION_OVER
from forum.consultations.queries import KNOWN, ConsultationLine, consultations_by_id
from forum.contact.models import ContactSession, Question
from forum.contact.policy import QUESTION_OVER, SESSION_OVER
from forum.contact.queries.questions import QuestionLine, question_lines
from forum.contact.queries.sessions import READABLE as READABLE_SESSION
from forum.contact.queries.sessions import SessionLine, sessions_by_id
from forum.contributions.models import Contribution
from forum.contributions.official.policy import may_repudiate
from forum.contributions.official.queries import OfficialView, officials
from forum.contributions.queries import TextView, texts_by_id
from forum.database import ReadDb
from forum.programme.models import Task, TaskLink
from forum.programme.reported import ReportView
from forum.programme.task_links import linked_to
from forum.terms import term
from forum.threads.models import THREAD_KINDS
from forum.threads.policy import ANSWERED as PROPOSAL_ANSWERED
from forum.threads.queries import THREADS, ThreadLine, thread_lines
from forum.words import Words, _
from vietnamese import format_number

Phase = Literal["past", "now", "next"]
PAGE = 50
COUNTED_TO = 100
THREADS_SHOWN = 10


@dataclass(frozen=True, slots=True)
class StoryEntry:
    """One line of the history. `state_words` replaces the state's own words. What stands in the name of a body has its
    `text` and the `way` it was approved, or words of its own from before there was an approval."""

    at: datetime
    phase: Phase
    title: Words | str
    url: str | None
    noun: Words
    state: str | None = None
    state_words: Words | None = None
    when: Words | None = None
    notes: tuple[Words | str, ...] = ()
    html: str = ""
    text: TextView | None = None
    way: OfficialView | None = None
    is_of_body: bool = False
    can: frozenset[str] = frozenset()
    is_day: bool = False

    @property
    def on(self) -> datetime | date:
        return local_date(self.at) if self.is_day else self.at


@dataclass(frozen=True, slots=True)
class TaskStory:
    """A page of the history, and the latest threads. `older` is the next page's key; counts are as shown,
    '' where there is none."""

    entries: tuple[StoryEntry, ...]
    threads: tuple[ThreadLine, ...]
    thread_count: str
    session_count: str
    commitment_count: str
    older: int | None


async def task_story(
    db: ReadDb, actor: Actor, task: Task, reports: Sequence[ReportView], before: int | None = None
) -> TaskStory:
    """A page of the task's links, newest first; the first page also has its reports and its deadline.

    One statement for the links, filtered by each kind's access, and one per kind for its lines.
    """
    ids, older = await _linked(db, actor, task.id, before)
    entries = [entry for kind in ids for entry in await PARTS[kind].entries(db, actor, ids[kind])]
    if before is None:
        entries += [*await _reports(db, actor, reports), *_of_deadline(task, actor.at, reports)]
    counts = await _counts(db, actor, task.id)
    return TaskStory(
        entries=_in_order(entries),
        threads=tuple(await thread_lines(db, actor, _THREADS_ABOUT, {"task_id": task.id})),
        thread_count=_shown(sum(counts[kind] for kind in THREAD_KINDS)),
        session_count=_shown(counts["session"]),
        commitment_count=_shown(counts["commitment"]),
        older=older,
    )


async def _linked(
    db: ReadDb, actor: Actor, task_id: int, before: int | None
) -> tuple[dict[str, list[int]], int | None]:
    """A page of ids visible to the reader, by kind, newest link first; and the next page's key."""
    query = _LATEST_LINKS if before is None else _LINKS_BEFORE
    links = (await db.execute(query, audience.params(actor) | {"task_id": task_id, "before": before})).all()
    ids: dict[str, list[int]] = {}
    for link in links[:PAGE]:
        ids.setdefault(link.kind, []).append(link.thing_id)
    return ids, links[PAGE - 1].id if len(links) > PAGE else None


async def _counts(db: ReadDb, actor: Actor, task_id: int) -> dict[str, int]:
    """How many things of each kind the reader may see, counted no further than what is shown."""
    rows = await db.execute(_COUNTS, audience.params(actor) | {"task_id": task_id})
    return {row.kind: row.known for row in rows}


def _shown(count: int) -> str:
    return f"{format_number(COUNTED_TO)}+" if count > COUNTED_TO else format_number(count) if count else ""


def _in_order(entries: Iterable[StoryEntry]) -> tuple[StoryEntry, ...]:
    """Past and current entries first, then future ones; each by time."""
    return tuple(sorted(entries, key=lambda entry: (entry.phase == "next", entry.at)))


# Parts ------------------------------------------------------------------------------------------------------


def _known_text(*where: ColumnElement[bool]) -> ColumnElement[bool]:
    texts = select(Contribution.id).where(
        Contribution.id == TaskLink.thing_id, audience.clause(Contribution), *where
    )
    return texts.exists()


_KNOWN_SESSION = exists().where(ContactSession.id == TaskLink.thing_id, READABLE_SESSION)
_KNOWN_COMMITMENT = exists().where(Commitment.id == TaskLink.thing_id, READABLE_COMMITMENT)
# Visible consultations, without drafts that have no dates.
_KNOWN_CONSULTATION = exists().where(
    Consultation.id == TaskLink.thing_id, KNOWN, Consultation.opens_on.is_not(None)
)
_PROPOSALS = THREADS.where(Contribution.id.in_(bindparam("ids", expanding=True))).limit(PAGE)


async def _proposals(db: ReadDb, actor: Actor, ids: Sequence[int]) -> list[StoryEntry]:
    return [_of_proposal(line) for line in await thread_lines(db, actor, _PROPOSALS, {"ids": ids})]


async def _sessions(db: ReadDb, actor: Actor, ids: Sequence[int]) -> list[StoryEntry]:
    lines = await sessions_by_id(db, actor, ids)
    counts = await _question_counts(db, actor, ids)
    return [_of_session(line, counts.get(line.id, 0)) for line in lines.values()]


async def _questions(db: ReadDb, actor: Actor, ids: Sequence[int]) -> list[StoryEntry]:
    return [_of_question(line) for line in await question_lines(db, actor, ids=ids)]


async def _consultations(db: ReadDb, actor: Actor, ids: Sequence[int]) -> list[StoryEntry]:
    return [_of_consultation(line) for line in await consultations_by_id(db, actor, ids)]


async def _commitments(db: ReadDb, actor: Actor, ids: Sequence[int]) -> list[StoryEntry]:
    return [_of_commitment(line) for line in (await commitments_by_id(db, actor, ids)).values()]


@dataclass(frozen=True, slots=True)
class Part:
    """What a kind adds to a history. `known` is the condition that the reader may see a link's thing."""

    known: ColumnElement[bool]
    entries: Callable[[ReadDb, Actor, Sequence[int]], Awaitable[list[StoryEntry]]]


PARTS = {
    "proposal": Part(_known_text(), _proposals),
    "session": Part(_KNOWN_SESSION, _sessions),
    "question": Part(_known_text(Contribution.visibility == Visibility.published), _questions),
    "consultation": Part(_KNOWN_CONSULTATION, _consultations),
    "commitment": Part(_KNOWN_COMMITMENT, _commitments),
}


def _links(*where: ColumnElement[bool]) -> Select[int, str, int]:
    """Each kind's latest alone, since one condition over all kinds would read every thing of each."""
    latest = (
        select(TaskLink.id, TaskLink.kind, TaskLink.thing_id)
        .where(TaskLink.task_id == bindparam("task_id"), *where)
        .order_by(TaskLink.id.desc())
        .limit(PAGE + 1)
    )
    found = union_all(
        *(select(latest.where(TaskLink.kind == kind, part.known).subquery()) for kind, part in PARTS.items())
    ).subquery()
    return select(found.c.id, found.c.kind, found.c.thing_id).order_by(found.c.id.desc()).limit(PAGE + 1)


_LATEST_LINKS, _LINKS_BEFORE = _links(), _links(TaskLink.id < bindparam("before"))
_COUNTED = dict.fromkeys(THREAD_KINDS, _known_text()) | {
    kind: PARTS[kind].known for kind in ("session", "commitment")
}
_COUNTS = union_all(
    *(
        select(literal(kind).label("kind"), func.count().label("known")).select_from(
            select(TaskLink.id)
            .where(TaskLink.task_id == bindparam("task_id"), TaskLink.kind == kind, known)
            .limit(COUNTED_TO + 1)
            .subquery()
        )
        for kind, known in _COUNTED.items()
    )
)
_THREADS_ABOUT = THREADS.where(Contribution.id.in_(linked_to(bindparam("task_id"), *THREAD_KINDS))).limit(
    THREADS_SHOWN
)


async def _question_counts(db: ReadDb, actor: Actor, session_ids: Sequence[int]) -> dict[int, int]:
    rows = await db.execute(
        select(Question.session_id, func.count())
        .join(Contribution, Contribution.id == Question.id)
        .where(Question.session_id.in_(session_ids), audience.clause(Contribution))
        .group_by(Question.session_id),
        audience.params(actor),
    )
    return dict(rows.all())


def _of_proposal(line: ThreadLine) -> StoryEntry:
    return StoryEntry(
        at=line.text.published_at or line.text.created_at,
        phase="past" if line.state in PROPOSAL_ANSWERED else "now",
        title=line.text.title,
        url=line.url,
        noun=term("objects.proposal"),
        state=line.state,
        notes=(
            line.text.author,
            _("{endorsement_count} ủng hộ", endorsement_count=line.text.endorsement_count),
            _("{reply_count} trả lời", reply_count=line.text.reply_count),
        ),
    )


def _of_session(line: SessionLine, question_count: int) -> StoryEntry:
    return StoryEntry(
        at=line.starts_at,
        phase="past" if line.state in SESSION_OVER else "next",
        title=line.title,
        url=line.url,
        noun=term("objects.session"),
        state=line.state,
        notes=(line.chair, _("{question_count} câu hỏi", question_count=question_count)),
    )


def _of_question(line: QuestionLine) -> StoryEntry:
    return StoryEntry(
        at=line.text.published_at or line.text.created_at,
        phase="past" if line.state in QUESTION_OVER else "now",
        title=line.title,
        url=line.url,
        noun=term("objects.question", "short"),
        state=line.state,
        notes=(line.text.code or "", line.text.author),
    )


def _of_consultation(line: ConsultationLine) -> StoryEntry:
    assert line.opens_on is not None  # _known_consultation leaves out drafts without dates
    return StoryEntry(
        at=start_of_day(line.opens_on),
        phase="past" if line.state in CONSULTATION_OVER else "now",
        title=line.title,
        url=line.url,
        noun=term("objects.consultation"),
        state=line.state,
        notes=(line.body, _("{opinion_count} ý kiến góp ý", opinion_count=line.opinion_count)),
        is_day=True,
    )


def _of_commitment(line: CommitmentLine) -> StoryEntry:
    changes = (
        (_("điều chỉnh thời hạn {due_change_count} lần", due_change_count=line.due_change_count),)
        if line.due_change_count
        else ()
    )
    late = (_("quá hạn {overdue_days} ngày", overdue_days=line.overdue_days),) if line.overdue_days else ()
    return StoryEntry(
        at=end_of_day(line.due_on),
        phase="past" if line.state in CLOSED else "now",
        title=line.title,
        url=line.url,
        noun=term("objects.commitment"),
        state=line.state,
        state_words=line.words,
        when=_("thời hạn cam kết"),
        notes=(line.body, *changes, *late),
        is_day=True,
    )


async def _reports(db: ReadDb, actor: Actor, reports: Sequence[ReportView]) -> list[StoryEntry]:
    ids = [report.text_id for report in reports if report.text_id is not None]
    texts, ways = await texts_by_id(db, actor, ids), await officials(db, ids)
    return [
        _of_report(actor, one, texts.get(one.text_id or 0), ways.get(one.text_id or 0)) for one in reports
    ]


def _of_report(
    actor: Actor, report: ReportView, text: TextView | None, way: OfficialView | None
) -> StoryEntry:
    percent = (f"{report.percent}%",) if report.percent is not None else ()
    return StoryEntry(
        at=report.at,
        phase="past",
        title=report.body,
        url=None,
        noun=term("objects.progress_report"),
        state=report.state if report.stands else None,
        notes=percent,
        html=report.html if report.text_id is None else "",
        text=text,
        way=way,
        is_of_body=True,
        can=frozenset({"repudiate"}) if way is not None and may_repudiate(actor, way) else frozenset(),
    )


def _of_deadline(task: Task, at: datetime, reports: Sequence[ReportView]) -> list[StoryEntry]:
    """The deadline in the programme's text. Once it has passed without a report, only that fact is stated."""
    if task.deadline_on is None:
        return []
    moment = end_of_day(task.deadline_on)
    has_passed = moment < at
    silent = (
        _("Đã qua thời hạn; cơ quan chủ trì chưa có báo cáo.")
        if has_passed
        else _("Cơ quan chủ trì chưa có báo cáo.")
    )
    return [
        StoryEntry(
            at=moment,
            phase="past" if has_passed else "next",
            title=task.deadline_text,
            url=None,
            noun=_("Thời hạn theo văn bản"),
            notes=() if any(one.stands for one in reports) else (silent,),
            is_day=True,
        )
    ]
