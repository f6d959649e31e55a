"""Queries for lists of threads and for a thread's page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import BigInteger, DateTime, Nullable, Select, and_, bindparam, select

from forum import audience
from forum.accounts.models import Body
from forum.actor import Actor, as_writer
from forum.commitments.queries import CommitmentLine, for_thing
from forum.contributions.bylines import BYLINE, Byline
from forum.contributions.models import Contribution, Follow, Forum
from forum.contributions.queries import (
    PAGE,
    TEXTS,
    TextView,
    known_texts,
    text_view,
)
from forum.database import ReadDb
from forum.deadlines.policy import DutyKind
from forum.deadlines.queries import Duties, DutyView, due_by, duties_of, window_is_closed
from forum.errors import NotFound
from forum.programme.queries import TaskLabel
from forum.programme.task_links import tasks_of_thing
from forum.thing import Thing
from forum.threads import policy
from forum.threads.answering import AnswerView, answers_to
from forum.threads.models import Post, Proposal, Thread
from forum.threads.policy import AuthorVerdict, ProposalState
from forum.threads.turns import ClarificationView, HandoverView, clarifications_of, handovers_of
from forum.urls import url_for


@dataclass(frozen=True, slots=True)
class ThreadLine:
    """A thread in a list. `state` is one of a table, or a key of terms.yaml."""

    text: TextView
    kind: str
    url: str
    state: str
    last_post_at: datetime


LOCKED = "text.locked"


def state_of(text: TextView, thread: Thread, proposal: Proposal | None, *, is_closed: bool) -> str:
    """Visibility takes precedence; then a proposal's state, or a thread's lock. `is_closed`: the author's
    window for clarification has passed."""
    if not text.is_published:
        return text.state
    if proposal is not None:
        return policy.shown_state(proposal.state, is_closed=is_closed)
    return LOCKED if thread.locked_at else text.state


def url_of(text: TextView, slug: str) -> str:
    """The address of a thread, which spells its title only where that may be read."""
    return url_for("threads.thread", text.id, slug=slug if text.tombstone is None else "")


# Readable threads, latest post first.
THREADS = (
    known_texts(
        select(
            *(Contribution, BYLINE, Thread, Nullable(Proposal)),
            window_is_closed(DutyKind.clarify, "proposal", Proposal.id),
        )
    )
    .join(Thread, Thread.id == Contribution.id)
    .outerjoin(Proposal, Proposal.id == Contribution.id)
    .where(audience.clause(Contribution))
    .order_by(Thread.last_post_at.desc(), Thread.id.desc())
)


async def thread_lines(
    db: ReadDb,
    actor: Actor,
    query: Select[Contribution, Byline, Thread, Proposal | None, bool],
    values: Mapping[str, object] = MappingProxyType({}),
) -> list[ThreadLine]:
    """What a statement made from THREADS finds with these values of its parameters."""
    lines = []
    for it, by, thread, proposal, is_closed in await db.execute(query, {**audience.params(actor), **values}):
        text = text_view(actor, it, by)
        lines.append(
            ThreadLine(
                text,
                thread.kind,
                url_of(text, thread.slug),
                state_of(text, thread, proposal, is_closed=is_closed),
                thread.last_post_at,
            )
        )
    return lines


_before_at = bindparam("before_at", type_=DateTime(timezone=True))
_IS_BEFORE = (Thread.last_post_at < _before_at) | and_(
    Thread.last_post_at == _before_at, Thread.id < bindparam("before_id", type_=BigInteger)
)
_OF_FORUM = THREADS.where(Contribution.forum_id == bindparam("forum_id")).limit(PAGE + 1)
_PROPOSALS = THREADS.where(Contribution.kind == "proposal").limit(PAGE + 1)
_OF_FORUM_BEFORE, _PROPOSALS_BEFORE = _OF_FORUM.where(_IS_BEFORE), _PROPOSALS.where(_IS_BEFORE)


async def page_of_forum(
    db: ReadDb, actor: Actor, forum_id: int, before: tuple[datetime, int] | None
) -> list[ThreadLine]:
    """`before` is the last line of the previous page. One more than a page where another follows."""
    query, (at, thread_id) = (_OF_FORUM, (None, None)) if before is None else (_OF_FORUM_BEFORE, before)
    values = {"forum_id": forum_id, "before_at": at, "before_id": thread_id}
    return await thread_lines(db, actor, query, values)


async def page_of_proposals(
    db: ReadDb, actor: Actor, before: tuple[datetime, int] | None
) -> list[ThreadLine]:
    """As `page_of_forum`, of all forums."""
    query, (at, thread_id) = (_PROPOSALS, (None, None)) if before is None else (_PROPOSALS_BEFORE, before)
    return await thread_lines(db, actor, query, {"before_at": at, "before_id": thread_id})


@dataclass(frozen=True, slots=True)
class ProposalView:
    """A proposal's progress, and the steps open to this reader."""

    state: ProposalState
    body: str | None
    body_id: int | None
    taken_up_at: datetime | None
    take_up: DutyView | None
    answer: DutyView | None
    clarify: DutyView | None
    clarifications: tuple[ClarificationView, ...]
    answered_at: datetime | None
    round: int
    verdict: AuthorVerdict | None
    answers: tuple[AnswerView, ...]
    handovers: tuple[HandoverView, ...]
    commitments: tuple[CommitmentLine, ...]
    keeps_answers: bool
    can: frozenset[str]

    @property
    def shown_state(self) -> str:
        """'Being carried out' and 'done' are derived from commitments, never stored."""
        if self.state not in policy.ACCEPTED or not self.commitments:
            return self.state
        return "proposal.done" if all(c.is_done for c in self.commitments) else "proposal.commitments"

    @property
    def turn(self) -> DutyView | None:
        """The current duty, while the proposal is not answered."""
        if self.state == ProposalState.published:
            return self.take_up
        return self.clarify if self.awaits_author else None if self.is_answered else self.answer

    @property
    def is_answered(self) -> bool:
        return self.state in policy.ANSWERED

    @property
    def is_being_answered(self) -> bool:
        return policy.PROPOSAL.allows("answer", self.state)

    @property
    def awaits_author(self) -> bool:
        return self.state == ProposalState.clarification_asked

    @property
    def is_on_record(self) -> bool:
        """Whether an official answer or a commitment stays readable when the author withdraws the proposal."""
        return self.keeps_answers and bool(self.commitments or any(a.is_published for a in self.answers))

    @property
    def handover_count(self) -> int:
        """How often a body passed it on to another; the first assignment is none."""
        return sum(one.from_body is not None for one in self.handovers)

    @property
    def is_found_wanting(self) -> bool:
        """Whether its author rated the answer 'not answered'."""
        return self.verdict == AuthorVerdict.not_answered


@dataclass(frozen=True, slots=True)
class ThreadPage:
    text: TextView
    url: str
    forum_id: int | None
    forum_title: str
    tasks: tuple[TaskLabel, ...]
    posts: tuple[TextView, ...]
    next_after: int | None
    state: str
    is_locked: bool
    is_following: bool
    proposal: ProposalView | None
    judged_by: datetime | None  # while it waits for review
    can: frozenset[str]
    can_reply: bool


async def thread_page(db: ReadDb, actor: Actor, thread_id: int, after: int = 0) -> ThreadPage:
    """A thread with a page of its posts: six statements for any number of posts. Raises NotFound."""
    reader = audience.params(actor) | {"thread_id": thread_id}
    row = (await db.execute(_ONE_THREAD, reader)).one_or_none()
    if row is None:
        raise NotFound
    it, by, thread, proposal, forum, body, follower_id = row
    text = text_view(actor, it, by)
    tasks = await tasks_of_thing(db, text.thing)
    may_choose = policy.may_set_tasks(actor, it.forum_id, has_tasks=bool(tasks))
    posts = await _posts(db, actor, thread_id, after)
    owed = await duties_of(db, actor.at, [text.thing])
    view = await _proposal_view(db, actor, it, text, proposal, body, owed) if proposal else None
    return ThreadPage(
        text=text,
        url=url_of(text, thread.slug),
        forum_id=text.forum_id,
        forum_title=forum or "",
        tasks=tasks,
        posts=tuple(posts[:PAGE]),
        next_after=posts[PAGE - 1].id if len(posts) > PAGE else None,
        state=view.shown_state
        if view is not None and text.is_published
        else state_of(text, thread, proposal, is_closed=False),
        is_locked=thread.locked_at is not None,
        is_following=follower_id is not None,
        proposal=view,
        judged_by=due_by(owed, text.thing, DutyKind.review),
        can=frozenset({"set_tasks"} if may_choose else ()),
        can_reply=bool(policy.may_reply(as_writer(actor), text.state, thread.locked_at)),
    )


_MINE = and_(
    Follow.thing_kind == Contribution.kind,
    Follow.thing_id == Contribution.id,
    Follow.persona_id == audience.READER,
)
# The thread, the forum's title, the body's name, and the reader's follow.
_ONE_THREAD = (
    known_texts(
        select(
            *(Contribution, BYLINE, Thread, Nullable(Proposal)),
            *(Nullable(Forum.title), Nullable(Body.name), Nullable(Follow.persona_id)),
        )
    )
    .join(Thread, Thread.id == Contribution.id)
    .outerjoin(Proposal, Proposal.id == Contribution.id)
    .outerjoin(Forum, Forum.id == Contribution.forum_id)
    .outerjoin(Body, Body.id == Proposal.body_id)
    .outerjoin(Follow, _MINE)
    .where(Contribution.id == bindparam("thread_id"))
)
_POSTS = (
    TEXTS.join(Post, Post.id == Contribution.id)
    .where(Post.thread_id == bindparam("thread_id"), Post.id > bindparam("after"))
    .order_by(Post.id)
    .limit(PAGE + 1)
)


async def _posts(db: ReadDb, actor: Actor, thread_id: int, after: int) -> list[TextView]:
    rows = await db.execute(_POSTS, audience.params(actor) | {"thread_id": thread_id, "after": after})
    return [text_view(actor, it, by) for it, by in rows]


@dataclass(frozen=True, slots=True)
class _Judged:
    """What rules read of a proposal, with its state derived from dates."""

    state: ProposalState
    body_id: int | None
    verdict: AuthorVerdict | None
    clarification_count: int


async def _proposal_view(
    db: ReadDb,
    actor: Actor,
    it: Contribution,
    text: TextView,
    proposal: Proposal,
    body: str | None,
    owed: Duties,
) -> ProposalView:
    thing = Thing("proposal", proposal.id)
    clarify = owed.get((thing, DutyKind.clarify))
    is_closed = clarify is not None and not clarify.is_open
    judged = _Judged(
        policy.shown_state(proposal.state, is_closed=is_closed),
        proposal.body_id,
        proposal.verdict,
        proposal.clarification_count,
    )
    return ProposalView(
        state=judged.state,
        body=body,
        body_id=proposal.body_id,
        taken_up_at=proposal.taken_up_at,
        take_up=owed.get((thing, DutyKind.take_up)),
        answer=owed.get((thing, DutyKind.answer)),
        clarify=clarify,
        clarifications=await clarifications_of(db, actor, proposal, with_words=text.tombstone is None),
        answered_at=proposal.answered_at,
        round=proposal.round,
        verdict=proposal.verdict,
        answers=await answers_to(db, actor, it, judged),
        handovers=await handovers_of(db, proposal.id),
        commitments=tuple(await for_thing(db, actor, thing)),
        keeps_answers=text.keeps_answers,
        can=_may(actor, it, judged),
    )


def _may(actor: Actor, it: Contribution, proposal: _Judged) -> frozenset[str]:
    shown = it.shown_at(actor.at)
    asked = {
        "assign": policy.may_assign(actor, proposal, shown),
        "take_up": policy.may_take_up(actor, proposal, shown),
        "hand_over": policy.may_hand_over(actor, proposal, shown),
        "ask_clarification": policy.may_ask_clarification(actor, proposal, shown),
        "clarify": policy.may_clarify(actor, proposal, it.persona_id, shown),
        "draft_answer": policy.may_draft_answer(actor, proposal, shown),
        "rate_answer": policy.may_rate_answer(actor, proposal, it.persona_id, shown),
        "draft_supplement": policy.may_draft_supplement(actor, proposal, shown),
    }
    return frozenset(verb for verb, decision in asked.items() if decision)


async def url_of_thread(db: ReadDb, thread_id: int) -> str:
    slug = await db.scalar(select(Thread.slug).where(Thread.id == thread_id))
    return url_for("threads.thread", thread_id, slug=slug or "")
