"""Kind definitions of threads, proposals, posts and bodies' answers."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Nullable, bindparam, func, select

from forum.accounts.models import Body, Persona
from forum.actor import Actor
from forum.audience import Visibility
from forum.clock import HANOI
from forum.commitments.lines import lines_in_words
from forum.contributions.heads import WithHead
from forum.contributions.models import Contribution, OfficialText
from forum.contributions.official import Approval, OnPaper, SentBack
from forum.contributions.policy import OfficialState
from forum.contributions.queries import KEEPS_ANSWERS, TextView, texts_by_id
from forum.contributions.remarks import remark_kind
from forum.database import Db, ReadDb
from forum.programme.models import TaskBody, TaskLink
from forum.programme.policy import Part
from forum.programme.queries import TaskLabel, sections_of
from forum.programme.task_links import tasks_of
from forum.rendering import excerpt
from forum.state import key_of, word_of
from forum.thing import (
    Approving,
    Awaiting,
    Card,
    Kind,
    Responsible,
    StaffWords,
    Thing,
    answered,
    approving_steps,
)
from forum.threads.actions.answers import (
    approve_answer,
    lock_for_paper,
    publish_answer,
    send_back_answer,
)
from forum.threads.actions.proposals import after_change, resume_answering, start_clock
from forum.threads.actions.reopening import repudiate_answer
from forum.threads.actions.threads import count_post, lock_thread, retitle
from forum.threads.answering import answer_place, answerable
from forum.threads.models import (
    PROPOSAL_PREFIX,
    THREAD_KINDS,
    ClarificationRequest,
    Handover,
    Post,
    Proposal,
    ProposalAnswer,
    Thread,
)
from forum.threads.policy import ProposalState
from forum.threads.proofs import proven_answers
from forum.threads.queries import thread_page, url_of
from forum.urls import url_for
from forum.words import Words, _
from search.entry import Entry

HIDDEN_TITLE = _("Nội dung không còn hiển thị")


_SLUGS = (
    select(Thread.id, Thread.slug, Nullable(Proposal.state))
    .outerjoin(Proposal, Proposal.id == Thread.id)
    .where(Thread.id.in_(bindparam("ids", expanding=True)))
)


async def _slugs(db: ReadDb, ids: Sequence[int]) -> dict[int, tuple[str, ProposalState | None]]:
    rows = await db.execute(_SLUGS, {"ids": ids})
    return {thread_id: (slug, state) for thread_id, slug, state in rows}


def _card(view: TextView, url: str, title: Words | str, state: str) -> Card:
    return Card(
        thing=view.thing,
        url=url,
        title=title if view.tombstone is None else HIDDEN_TITLE,
        code=view.code,
        state=state,
        at=view.published_at or view.created_at,
        author=view.author,
        author_id=view.persona_id,
        byline=view.byline,
        excerpt=excerpt(view.text),
        is_tombstone=view.tombstone is not None,
        keeps_answers=view.keeps_answers,
    )


async def thread_cards(db: ReadDb, actor: Actor, ids: Sequence[int]) -> dict[int, Card]:
    views = await texts_by_id(db, actor, ids)
    slugs = await _slugs(db, list(views))
    cards = {}
    for view in views.values():
        slug, lifecycle = slugs[view.id]
        state = lifecycle if view.is_published and lifecycle else view.state
        cards[view.id] = _card(view, url_of(view, slug), view.title, state)
    return cards


def _post_card(view: TextView, head: Card) -> Card | None:
    """A post is readable only with its thread."""
    url = f"{head.url}?tu={view.id}#bai-{view.id}"
    return None if head.is_tombstone else _card(view, url, head.title, view.state)


async def _entries(db: ReadDb, ids: Sequence[int], at: datetime, *, with_thread: bool) -> dict[int, Entry]:
    """Search entries of published texts; a post is left out while its thread is not public."""
    query = (
        select(Contribution, Persona.title, Persona.name, Persona.sort_key, Thread, Nullable(Proposal.state))
        .join(Persona, Persona.id == Contribution.persona_id)
        .where(Contribution.id.in_(ids), Contribution.visibility == Visibility.published)
    )
    if with_thread:
        query = query.join(Post, Post.id == Contribution.id).join(Thread, Thread.id == Post.thread_id)
    else:
        query = query.join(Thread, Thread.id == Contribution.id)
    rows = (await db.execute(query.outerjoin(Proposal, Proposal.id == Thread.id))).all()
    heads = await _heads(db, [thread.id for *_, thread, _ in rows])
    tasks = await tasks_of(db, [Thing(head.kind, head.id) for head in heads.values()])
    return {
        it.id: _entry(it, f"{title} {name}".strip(), sort, thread, state, heads, tasks)
        for it, title, name, sort, thread, state in rows
        if thread.id in heads
    }


async def _heads(db: ReadDb, thread_ids: Sequence[int]) -> dict[int, Contribution]:
    rows = await db.scalars(
        select(Contribution).where(
            Contribution.id.in_(thread_ids), Contribution.visibility == Visibility.published
        )
    )
    return {head.id: head for head in rows}


async def _answered_heads(db: ReadDb, thread_ids: Sequence[int]) -> dict[int, Contribution]:
    rows = await db.scalars(select(Contribution).where(Contribution.id.in_(thread_ids), KEEPS_ANSWERS))
    return {head.id: head for head in rows}


def _url_of_head(head: Contribution, slug: str) -> str:
    """Spelled with its title only as long as that is shown."""
    return url_for("threads.thread", head.id, slug=slug if head.visibility == Visibility.published else "")


def _entry(
    it: Contribution,
    author: str,
    sort: str,
    thread: Thread,
    state: ProposalState | None,
    heads: dict[int, Contribution],
    tasks: dict[Thing, tuple[TaskLabel, ...]],
) -> Entry:
    is_post = it.kind == "post"
    url = url_for("threads.thread", thread.id, slug=thread.slug)
    about = tasks[Thing(thread.kind, thread.id)]
    at = it.published_at or it.created_at
    return Entry(
        kind=it.kind,
        thing_id=it.id,
        version=it.version,
        url=f"{url}?tu={it.id}#bai-{it.id}" if is_post else url,
        title=heads[thread.id].title,
        text=it.text,
        audience=frozenset(it.audience),
        year=at.astimezone(HANOI).year,
        state=key_of(state if state and not is_post else it.visibility),
        occurred_at=at,
        code=it.code or "",
        author=author,
        author_id=it.persona_id,
        author_sort=sort,
        sections=sections_of(about),
        tasks=tuple(task.code for task in about),
        forum_id=it.forum_id,
    )


async def thread_entries(db: ReadDb, ids: Sequence[int], at: datetime) -> dict[int, Entry]:
    return await _entries(db, ids, at, with_thread=False)


async def post_entries(db: ReadDb, ids: Sequence[int], at: datetime) -> dict[int, Entry]:
    return await _entries(db, ids, at, with_thread=True)


def _official_state(view: TextView) -> OfficialState:
    return OfficialState.published if view.is_published else OfficialState.drafted


def _answer_card(view: TextView, head: Card) -> Card | None:
    """A body's answer is readable only with its proposal."""
    url = f"{head.url}#tra-loi-{view.id}"
    return _card(view, url, answered(head), _official_state(view)) if head.keeps_answers else None


async def answer_entries(db: ReadDb, ids: Sequence[int], at: datetime) -> dict[int, Entry]:
    rows = (
        await db.execute(
            select(Contribution, Persona.name, Persona.sort_key, Thread, ProposalAnswer, Body.code)
            .join(Persona, Persona.id == Contribution.persona_id)
            .join(ProposalAnswer, ProposalAnswer.id == Contribution.id)
            .join(Thread, Thread.id == ProposalAnswer.proposal_id)
            .join(OfficialText, OfficialText.id == ProposalAnswer.id)
            .join(Body, Body.id == OfficialText.body_id)
            .where(Contribution.id.in_(ids), Contribution.visibility == Visibility.published)
        )
    ).all()
    heads = await _answered_heads(db, [thread.id for _, _, _, thread, _, _ in rows])
    tasks = await tasks_of(db, [Thing(head.kind, head.id) for head in heads.values()])
    return {
        it.id: replace(
            _entry(it, name, sort, thread, None, heads, tasks),
            url=f"{_url_of_head(heads[thread.id], thread.slug)}#tra-loi-{it.id}",
            title=str(heads[thread.id].answered_title),
            state=key_of(answer.outcome),
            bodies=(body,),
        )
        for it, name, sort, thread, answer, body in rows
        if thread.id in heads
    }


async def responsible_for_threads(db: ReadDb, ids: Collection[int]) -> dict[int, Responsible]:
    """The bodies that lead its tasks, and the one that has the proposal."""
    leads = await db.execute(
        select(TaskLink.thing_id, func.coalesce(TaskBody.now_body_id, TaskBody.body_id))
        .join(TaskBody, TaskBody.task_id == TaskLink.task_id)
        .where(TaskLink.kind.in_(THREAD_KINDS), TaskLink.thing_id.in_(ids), TaskBody.part == Part.lead)
    )
    have_it = await db.execute(select(Proposal.id, Proposal.body_id).where(Proposal.id.in_(ids)))
    bodies: dict[int, set[int]] = {one: set() for one in ids}
    for thread_id, body_id in (*leads, *have_it):
        if body_id is not None:
            bodies[thread_id].add(body_id)
    return {one: Responsible(body_ids=frozenset(found)) for one, found in bodies.items()}


async def responsible_for_posts(db: ReadDb, ids: Collection[int]) -> dict[int, Responsible]:
    rows = await db.execute(select(Post.id, Post.thread_id).where(Post.id.in_(ids)))
    thread_of = {row.id: row.thread_id for row in rows}
    found = await responsible_for_threads(db, set(thread_of.values()))
    return {post_id: found[thread_id] for post_id, thread_id in thread_of.items()}


async def awaiting(db: ReadDb, actor: Actor, answer_id: int) -> Awaiting | None:
    """The answer with the proposal that it answers, and the result that it gives."""
    place = await answer_place(db, answer_id)
    thread = await thread_page(db, actor, place.id)
    answers = thread.proposal.answers if thread.proposal else ()
    answer = next((one for one in answers if one.text.id == answer_id), None)
    can = approving_steps(answer.can if answer else (), "approve_answer", "send_back_answer")
    if answer is None or not can:
        return None
    result = ((_("Kết quả"), word_of(answer.outcome)),)
    return Awaiting((place,), (*result, *lines_in_words(answer.lines)), answer.digest, can)


async def approve(db: Db, actor: Actor, answer_id: int, seen_digest: str) -> None:
    await approve_answer(db, actor, answer_id, Approval(seen_digest=seen_digest))


async def send_back(db: Db, actor: Actor, answer_id: int, note: str) -> None:
    await send_back_answer(db, actor, answer_id, SentBack(note=note))


ON_PAPER = {"proposal_answer": OnPaper(lock_for_paper, answerable, publish_answer)}
KINDS = (
    Kind(
        "discussion",
        Contribution,
        "objects.thread",
        thread_cards,
        thread_entries,
        responsible=responsible_for_threads,
        lock=lock_thread,
        retitle=retitle,
        set_tasks="threads.set_tasks",
    ),
    Kind(
        "proposal",
        Contribution,
        "objects.proposal",
        thread_cards,
        thread_entries,
        prefix=PROPOSAL_PREFIX,
        responsible=responsible_for_threads,
        official_text="proposal_answer",
        staff_words=(
            StaffWords(Handover.reason, lambda one: Handover.proposal_id == one),
            StaffWords(ClarificationRequest.text, lambda one: ClarificationRequest.proposal_id == one),
        ),
        after_published=start_clock,
        after_change=after_change,
        lock=lock_thread,
        retitle=retitle,
        set_tasks="threads.set_tasks",
    ),
    Kind(
        "post",
        Contribution,
        "objects.reply",
        WithHead(thread_cards, _post_card),
        post_entries,
        responsible=responsible_for_posts,
        after_published=count_post,
    ),
    remark_kind(
        "clarification",
        "objects.clarification",
        thread_cards,
        thread_entries,
        responsible_for_threads,
        resume_answering,
    ),
    Kind(
        "proposal_answer",
        Contribution,
        "objects.body_answer",
        WithHead(thread_cards, _answer_card),
        answer_entries,
        approving=Approving(awaiting, approve, send_back, repudiate_answer),
        proven=proven_answers,
    ),
)
