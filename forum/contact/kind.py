"""Kind definitions of sessions, questions and leaders' answers."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, bindparam, select

from forum import audience
from forum.accounts.models import Persona
from forum.actor import Actor
from forum.audience import Visibility
from forum.clock import local_date
from forum.commitments.lines import lines_in_words
from forum.contact import policy, reply_letters
from forum.contact.actions.answers import approve_answer, send_back_answer
from forum.contact.actions.questions import after_published
from forum.contact.actions.reopening import repudiate_answer
from forum.contact.attending.documents import invitation_offer
from forum.contact.documents import is_office, offers
from forum.contact.models import (
    QUESTION_PREFIX,
    SESSION_PREFIX,
    ContactAnswer,
    ContactSession,
    Question,
    SessionText,
)
from forum.contact.proofs import proven_answers, proven_session_texts, proven_sessions
from forum.contact.queries.answers import answer_question, questions_answered_by
from forum.contact.queries.counts import asked_in_running_sessions
from forum.contact.queries.questions import question_lines, question_page, question_url
from forum.contact.queries.sessions import sessions_by_id
from forum.contact.staff_words import OF_QUESTIONS, OF_SESSIONS
from forum.contact.stage_topic import announce_stage
from forum.contact.texts.desk import ON_THE_DESK
from forum.contact.texts.policy import SessionTextKind
from forum.contact.texts.queries import published_words, session_texts
from forum.contributions import official
from forum.contributions.heads import WithHead
from forum.contributions.models import Contribution, OfficialText
from forum.contributions.official import Approval, SentBack
from forum.contributions.policy import OfficialState
from forum.contributions.queries import KEEPS_ANSWERS, TextView
from forum.contributions.remarks import remark_kind
from forum.database import Db, ReadDb, load
from forum.documents import Documents
from forum.journal import record
from forum.programme.queries import sections_of
from forum.programme.task_links import tasks_of
from forum.rendering import excerpt
from forum.state import key_of
from forum.thing import Approving, Awaiting, Card, Kind, Responsible, Thing, answered, approving_steps
from forum.urls import url_for
from forum.words import Words, _
from search.entry import Entry


async def session_cards(db: ReadDb, actor: Actor, ids: Sequence[int]) -> dict[int, Card]:
    lines = await sessions_by_id(db, actor, ids)
    return {
        line.id: Card(
            thing=Thing("session", line.id),
            url=line.url,
            title=line.title,
            code=line.code,
            state=line.state,
            at=line.starts_at,
            author=line.chair,
            byline=line.chair,
        )
        for line in lines.values()
    }


async def question_cards(db: ReadDb, actor: Actor, ids: Sequence[int]) -> dict[int, Card]:
    lines = await question_lines(db, actor, ids=ids) if ids else []
    return {
        line.text.id: Card(
            thing=line.text.thing,
            url=line.url,
            title=line.title,
            code=line.text.code,
            state=line.state_key,
            at=line.text.published_at or line.text.created_at,
            author=line.text.author,
            author_id=line.text.persona_id,
            byline=line.text.byline,
            excerpt=excerpt(line.text.text),
            is_tombstone=line.text.tombstone is not None,
            keeps_answers=line.text.keeps_answers,
        )
        for line in lines
    }


def _answer_card(view: TextView, head: Card) -> Card | None:
    """An answer is readable only with its question."""
    if not head.keeps_answers:
        return None
    return Card(
        thing=view.thing,
        url=f"{head.url}#tra-loi-{view.id}",
        title=answered(head),
        code=head.code,
        state=OfficialState.published if view.is_published else OfficialState.drafted,
        at=view.published_at or view.created_at,
        author=view.author,
        author_id=view.persona_id,
        byline=view.byline,
        excerpt=excerpt(view.text),
        is_tombstone=view.tombstone is not None,
    )


async def session_entries(db: ReadDb, ids: Sequence[int], at: datetime) -> dict[int, Entry]:
    """Announced sessions; what was published in the chair's name is found with them."""
    rows = await db.scalars(
        select(ContactSession).where(
            ContactSession.id.in_(ids), ContactSession.state != policy.SessionState.planned
        )
    )
    tasks = await tasks_of(db, [Thing("session", one) for one in ids])
    texts = await published_words(db, ids)
    found = {}
    for it in rows:
        earlier = [it.course, it.conclusion] if it.minutes_published_at else []
        words = [it.summary, *texts.get(it.id, ()), *earlier]
        about = tasks[Thing("session", it.id)]
        found[it.id] = Entry(
            kind="session",
            thing_id=it.id,
            version=it.version,
            url=url_for("contact.session", it.id, slug=it.slug),
            title=it.title,
            text="\n\n".join(filter(None, words)),
            audience=frozenset(it.audience) | {audience.SECRETARIAT},
            year=local_date(it.starts_at).year,
            state=key_of(policy.shown_state(it, at)),
            occurred_at=it.starts_at,
            code=it.code,
            sections=sections_of(about),
            tasks=tuple(task.code for task in about),
        )
    return found


async def question_entries(db: ReadDb, ids: Sequence[int], at: datetime) -> dict[int, Entry]:
    return await _question_entries(db, ids, Contribution.visibility == Visibility.published)


async def _question_entries(db: ReadDb, ids: Sequence[int], which: ColumnElement[bool]) -> dict[int, Entry]:
    """Without the words of those that their author withdrew."""
    rows = (
        await db.execute(
            select(Contribution, Persona.title, Persona.name, Persona.sort_key, Question, ContactSession.slug)
            .join(Persona, Persona.id == Contribution.persona_id)
            .join(Question, Question.id == Contribution.id)
            .join(ContactSession, ContactSession.id == Question.session_id)
            .where(Contribution.id.in_(ids), which)
        )
    ).all()
    sessions = {Thing("session", question.session_id) for *_, question, _ in rows}
    tasks = await tasks_of(db, [*sessions, *(Thing("question", one) for one in ids)])
    found = {}
    for it, title, name, sort_key, question, slug in rows:
        about = tasks[Thing("question", it.id)] or tasks[Thing("session", question.session_id)]
        found[it.id] = Entry(
            kind="question",
            thing_id=it.id,
            version=it.version,
            url=question_url(question.session_id, slug, it.id),
            title=str(it.answered_title),
            text=it.text if it.visibility == Visibility.published else "",
            audience=frozenset(it.audience),
            year=local_date(it.published_at or it.created_at).year,
            state=key_of(question.state),
            occurred_at=it.published_at or it.created_at,
            code=it.code or "",
            author=f"{title} {name}".strip(),
            author_id=it.persona_id,
            author_sort=sort_key,
            sections=sections_of(about),
            tasks=tuple(task.code for task in about),
            forum_id=it.forum_id,
        )
    return found


async def answer_entries(db: ReadDb, ids: Sequence[int], at: datetime) -> dict[int, Entry]:
    """Published answers whose question is public, or was until its author withdrew it."""
    answers = (
        await db.execute(
            select(Contribution, Persona.title, Persona.name, Persona.sort_key, ContactAnswer.question_id)
            .join(Persona, Persona.id == Contribution.persona_id)
            .join(ContactAnswer, ContactAnswer.id == Contribution.id)
            .where(Contribution.id.in_(ids), Contribution.visibility == Visibility.published)
        )
    ).all()
    questions = await _question_entries(db, [question_id for *_, question_id in answers], KEEPS_ANSWERS)
    found = {}
    for it, title, name, sort_key, question_id in answers:
        head = questions.get(question_id)
        if head is None:
            continue
        found[it.id] = Entry(
            kind="answer",
            thing_id=it.id,
            version=it.version,
            url=f"{head.url}#tra-loi-{it.id}",
            title=head.title,
            text=it.text,
            audience=frozenset(it.audience),
            year=local_date(it.published_at or it.created_at).year,
            state=key_of(OfficialState.published),
            occurred_at=it.published_at or it.created_at,
            author=f"{title} {name}".strip(),
            author_id=it.persona_id,
            author_sort=sort_key,
            sections=head.sections,
            tasks=head.tasks,
            forum_id=it.forum_id,
        )
    return found


async def session_text_cards(db: ReadDb, actor: Actor, ids: Sequence[int]) -> dict[int, Card]:
    found = await session_texts(db, actor, SessionText.id.in_(ids))
    heads = await session_cards(db, actor, sorted({one.session_id for one in found}))
    return {
        one.id: Card(
            thing=one.text.thing,
            url=one.url,
            title=f"{one.title}: {heads[one.session_id].title}",
            code=heads[one.session_id].code,
            state=one.way.state,
            at=one.text.published_at or one.text.created_at,
            author=one.text.author,
            author_id=one.text.persona_id,
            byline=one.text.byline,
            excerpt=excerpt(one.text.text),
            is_tombstone=one.text.tombstone is not None,
        )
        for one in found
        if one.session_id in heads
    }


async def session_text_entries(db: ReadDb, ids: Sequence[int], at: datetime) -> dict[int, Entry]:
    """They are found with their session."""
    return {}


async def responsible_for_session_texts(db: ReadDb, ids: Collection[int]) -> dict[int, Responsible]:
    """The chair under whose name it is."""
    rows = await db.execute(select(OfficialText.id, OfficialText.leader_id).where(OfficialText.id.in_(ids)))
    return {one: Responsible(leader_ids=frozenset({leader_id})) for one, leader_id in rows if leader_id}


async def responsible_for_sessions(db: ReadDb, ids: Collection[int]) -> dict[int, Responsible]:
    """The chair."""
    rows = await db.execute(
        select(ContactSession.id, ContactSession.chair_leader_id).where(ContactSession.id.in_(ids))
    )
    return {one: Responsible(leader_ids=frozenset({leader_id})) for one, leader_id in rows}


_ASKED = select(Question.id, Question.body_id, Question.leader_id).where(
    Question.id.in_(bindparam("ids", expanding=True))
)


async def responsible_for_questions(db: ReadDb, ids: Collection[int]) -> dict[int, Responsible]:
    """The leader asked, and the body it was referred to."""
    rows = await db.execute(_ASKED, {"ids": ids})
    return {
        one: Responsible(frozenset({body_id} if body_id is not None else ()), frozenset({leader_id}))
        for one, body_id, leader_id in rows
    }


async def after_change(db: Db, actor: Actor, question_id: int) -> None:
    """Who follows its session sees at once that it is hidden, masked, withdrawn or back. Nobody is asked to approve or
    publish an answer to what was withdrawn."""
    it = await load(db, Contribution, question_id)
    if it.visibility == Visibility.withdrawn and (
        replaced := await official.replace(db, actor, Thing(it.kind, it.id))
    ):
        await record(db, actor, *replaced)
    await announce_stage(db, (await load(db, Question, question_id)).session_id)


async def awaiting(db: ReadDb, actor: Actor, answer_id: int) -> Awaiting | None:
    """The answer with the question, and those merged into it, that it answers."""
    question_id = await answer_question(db, answer_id)
    question = await question_page(db, actor, question_id)
    answer = next((one for one in question.answers if one.text.id == answer_id), None)
    can = approving_steps(answer.can if answer else (), "approve_answer", "send_back_answer")
    if answer is None or not can:
        return None
    asked = await questions_answered_by(db, question_id)
    first = next((one for one in question.answers if one.shortcoming and answer.is_second), None)
    beside: list[tuple[Words, Words | str]] = []
    if first is not None and first.shortcoming is not None:
        beside.append((_("Trả lời lần trước"), first.text.text))
        beside.append((_("Người hỏi cho là chưa được trả lời"), first.shortcoming.text))
    things = tuple(Thing("question", one) for one in asked)
    return Awaiting(things, (*beside, *lines_in_words(answer.lines)), answer.digest, can)


async def approve(db: Db, actor: Actor, answer_id: int, seen_digest: str) -> None:
    await approve_answer(db, actor, answer_id, Approval(seen_digest=seen_digest))


async def send_back(db: Db, actor: Actor, answer_id: int, note: str) -> None:
    await send_back_answer(db, actor, answer_id, SentBack(note=note))


KINDS = (
    Kind(
        "session",
        ContactSession,
        "objects.session",
        session_cards,
        session_entries,
        prefix=SESSION_PREFIX,
        clock_states=tuple(map(key_of, policy.MOVED_BY_CLOCK)),
        documents=Documents("contact.papers", "contact.sessions", offers, is_office, invitation_offer),
        proven=proven_sessions,
        staff_words=OF_SESSIONS,
    ),
    Kind(
        "question",
        Contribution,
        "objects.question",
        question_cards,
        question_entries,
        prefix=QUESTION_PREFIX,
        responsible=responsible_for_questions,
        official_text="answer",
        staff_words=OF_QUESTIONS,
        after_published=after_published,
        after_change=after_change,
        urgent=asked_in_running_sessions,
        documents=Documents(
            "contact.question_papers",
            "contact.sessions",
            reply_letters.offers,
            reply_letters.is_office,
            former=reply_letters.former,
        ),
    ),
    remark_kind("suggestion", "objects.suggestion", session_cards, session_entries, responsible_for_sessions),
    remark_kind(
        "shortcoming", "objects.shortcoming", question_cards, question_entries, responsible_for_questions
    ),
    remark_kind(
        "objection", "objects.objection", question_cards, question_entries, responsible_for_questions
    ),
    remark_kind(
        "deferral_objection",
        "objects.deferral_objection",
        question_cards,
        question_entries,
        responsible_for_questions,
    ),
    Kind(
        "answer",
        Contribution,
        "objects.leader_answer",
        WithHead(question_cards, _answer_card),
        answer_entries,
        approving=Approving(awaiting, approve, send_back, repudiate_answer),
        proven=proven_answers,
    ),
    *(
        Kind(
            kind,
            Contribution,
            f"states.session_text.{kind}",
            session_text_cards,
            session_text_entries,
            responsible=responsible_for_session_texts,
            approving=ON_THE_DESK,
            proven=proven_session_texts,
        )
        for kind in SessionTextKind
    ),
)
