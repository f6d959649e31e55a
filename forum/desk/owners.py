"""Whose matter a text is: the bodies and leaders that must act on it, and the words shown with it."""

from dataclasses import dataclass

from sqlalchemy import func, select

from forum.consultations.models import Consultation, Opinion
from forum.contact.models import Question
from forum.contributions.models import Contribution
from forum.database import ReadDb
from forum.programme.models import TaskBody, TaskLink
from forum.threads.models import THREAD_KINDS, Post, Proposal


@dataclass(frozen=True, slots=True)
class Owners:
    """`more_words` is shown with the text and judged with it: an opinion's proposed wording."""

    body_ids: frozenset[int] = frozenset()
    leader_ids: frozenset[int] = frozenset()
    more_words: str = ""


async def owners_of(db: ReadDb, it: Contribution) -> Owners:
    match it.kind:
        case "opinion":
            return await _of_opinion(db, it.id)
        case "question":
            return await _of_question(db, it.id)
        case "post":
            thread_id = await db.scalar(select(Post.thread_id).where(Post.id == it.id))
            return await _of_thread(db, thread_id or it.id)
        case "discussion" | "proposal":
            return await _of_thread(db, it.id)
    return Owners()


async def _of_thread(db: ReadDb, thread_id: int) -> Owners:
    """Who leads the tasks it is tied to, and who has the proposal."""
    leads = await db.scalars(
        select(func.coalesce(TaskBody.now_body_id, TaskBody.body_id))
        .join(TaskLink, TaskLink.task_id == TaskBody.task_id)
        .where(TaskLink.kind.in_(THREAD_KINDS), TaskLink.thing_id == thread_id, TaskBody.part == "lead")
    )
    has_it = await db.scalar(select(Proposal.body_id).where(Proposal.id == thread_id))
    return Owners(body_ids=frozenset(one for one in (*leads, has_it) if one is not None))


async def _of_opinion(db: ReadDb, opinion_id: int) -> Owners:
    found = (
        await db.execute(
            select(Consultation.body_id, Opinion.wording)
            .join(Opinion, Opinion.consultation_id == Consultation.id)
            .where(Opinion.id == opinion_id)
        )
    ).one_or_none()
    return (
        Owners() if found is None else Owners(body_ids=frozenset({found.body_id}), more_words=found.wording)
    )


async def _of_question(db: ReadDb, question_id: int) -> Owners:
    found = await db.get(Question, question_id)
    if found is None:
        return Owners()
    bodies = frozenset() if found.body_id is None else frozenset({found.body_id})
    return Owners(bodies, frozenset({found.leader_id}))
