"""Công văn trả lời: a published answer as a letter to who asked."""

from collections.abc import Sequence
from functools import partial

from forum.accounts.letterheads import heading_of
from forum.accounts.models import Leader
from forum.actor import Actor, Role
from forum.clock import local_date
from forum.contact.models import Question
from forum.contact.queries.answers import AnswerView
from forum.contact.queries.questions import QuestionPage, question_page
from forum.contact.queries.sessions import SessionFrame, session_frame
from forum.database import ReadDb, load
from forum.documents import DOCX_AND_PDF, Content, Offer, paper_content
from forum.paperwork.description import Frame, Issuer, Signature
from forum.paperwork.writing.papers.letters import ReplyLetter, reply_letter
from forum.typed_text import plain_words
from forum.words import Words, _


async def offers(db: ReadDb, actor: Actor, question_id: int) -> tuple[Offer, ...]:
    """One for each published answer that its approver stands by. Raises NotFound for what the actor may not know of."""
    question = await question_page(db, actor, question_id)
    if question.line.text.tombstone is not None:
        return ()
    code = question.line.text.code or ""
    found = []
    for kind, answer in kinds_of(question.answers).items():
        if answer.way.stands and answer.text.tombstone is None:
            title = _("Công văn trả lời lần hai") if answer.is_second else _("Công văn trả lời")
            found.append(
                Offer(kind, title, code, DOCX_AND_PDF, partial(_letter, db, actor, question, answer))
            )
    return tuple(found)


def kinds_of(answers: Sequence[AnswerView]) -> dict[str, AnswerView]:
    """The published ones by the kind of their letter, which stays theirs whatever becomes of another: what was made and
    signed of one is never another's."""
    found: dict[str, AnswerView] = {}
    for answer in answers:
        if answer.way.is_published:
            first = "second_reply" if answer.is_second else "reply"
            before = sum(one.is_second == answer.is_second for one in found.values())
            found[f"{first}_{before + 1}" if before else first] = answer
    return found


async def former(db: ReadDb, actor: Actor, question_id: int) -> dict[str, Words]:
    """What letters are called that are not offered any more, for the signed copies of them."""
    question = await question_page(db, actor, question_id)
    return {
        kind: _("Công văn trả lời lần hai, của trả lời không còn đứng tên người duyệt")
        if answer.is_second
        else _("Công văn trả lời, của trả lời không còn đứng tên người duyệt")
        for kind, answer in kinds_of(question.answers).items()
        if not answer.way.stands
    }


async def _letter(db: ReadDb, actor: Actor, question: QuestionPage, answer: AnswerView) -> Content:
    session, text = await session_frame(db, actor, question.line.session_id), question.line.text
    letter = ReplyLetter(
        asker=text.author,
        code=text.code or "",
        title=text.title,
        asked_on=local_date(text.created_at),
        meeting=session.line.title,
        answer=plain_words(answer.text.text),
    )
    return paper_content(reply_letter(await _frame(db, question, answer, session), letter))


async def _frame(db: ReadDb, question: QuestionPage, answer: AnswerView, session: SessionFrame) -> Frame:
    """A leader signs for the leader's body, a body's head as its letterhead says."""
    year = local_date(answer.text.published_at or answer.text.created_at).year
    row = await load(db, Question, question.line.text.id)
    if answer.way.body_id is not None:
        return (await heading_of(db, answer.way.body_id, local_date(session.line.starts_at))).frame(year)
    leader = await load(db, Leader, answer.way.leader_id or row.leader_id)
    signs = (Signature(leader.position, answer.by),)
    if leader.body_id is None:
        return Frame(Issuer("none", session.series), year, signs, ("Lưu: VT",))
    heading = await heading_of(db, leader.body_id, local_date(session.line.starts_at))
    return Frame(heading.issuer_of(), year, signs, heading.recipients or ("Lưu: VT",))


async def is_office(db: ReadDb, actor: Actor, question_id: int) -> bool:
    """The secretariat, and whoever prepares the answer."""
    row = await load(db, Question, question_id)
    works = actor.for_leader(row.leader_id, Role.assistant) or actor.at_body(
        row.body_id, Role.body_officer, Role.body_head
    )
    return bool(works) or actor.has(Role.secretariat)
