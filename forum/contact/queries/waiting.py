"""Work lists of the contact sessions, for leaders, assistants, the secretariat and bodies."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, bindparam, exists, func, not_, select

from forum import audience
from forum.accounts.bodies import has_staff, living
from forum.accounts.models import Body
from forum.actor import Actor, Role
from forum.audience import Visibility
from forum.commitments.models import Commitment
from forum.commitments.policy import OFFICERS, RUNNING
from forum.contact import policy
from forum.contact.models import (
    TEXT_OF_QUESTION,
    ContactAnswer,
    ContactSession,
    MinutesSuggestion,
    Question,
    SessionLeader,
    SessionText,
)
from forum.contact.policy import SessionState
from forum.contact.queries.questions import question_url
from forum.contact.texts.policy import SessionTextKind
from forum.contributions.models import Contribution, OfficialText
from forum.contributions.official import policy as official
from forum.contributions.official.queries import IN_WORK, STANDS
from forum.database import ReadDb
from forum.deadlines.models import Duty
from forum.deadlines.policy import DutyKind
from forum.deadlines.queries import due_for, owed_for
from forum.deadlines.worklist import WorkItem
from forum.state import word_of
from forum.thing import Thing
from forum.urls import url_for
from forum.words import Words, _

MAX_SHOWN = 50


async def waiting_for(db: ReadDb, actor: Actor) -> list[WorkItem]:
    """In the order of pages: answers first, then questions, sessions, commitments."""
    items: list[WorkItem] = []
    if actor.has(Role.leader, Role.assistant, Role.secretariat, *OFFICERS):
        items += await _texts(db, actor)
        items += await _answers(db, actor)
        items += await _questions_to_answer(db, actor)
    if actor.has(Role.secretariat):
        items += await _questions_to_triage(db)
        items += await _questions_to_refer_anew(db, actor)
        items += await _suggestions_to_decide(db)
    if actor.has(Role.leader):
        items += await _next_sessions(db, actor)
        items += await _open_promises(db, actor)
    return items


_TEXTS = (
    select(OfficialText, Contribution.kind, ContactSession)
    .join(Contribution, Contribution.id == OfficialText.id)
    .join(SessionText, SessionText.id == OfficialText.id)
    .join(ContactSession, ContactSession.id == SessionText.session_id)
    .where(IN_WORK)
    .order_by(ContactSession.starts_at, OfficialText.id)
    .limit(MAX_SHOWN)
)


async def _texts(db: ReadDb, actor: Actor) -> list[WorkItem]:
    """Announcements, minutes, conclusions and corrections: each leads to the page with the words."""
    rows = await db.execute(_TEXTS, audience.params(actor))
    items = []
    for text, kind, session in rows:
        noun = _noun(actor, text, _("Văn bản chờ duyệt"), _("Văn bản đã duyệt, chờ công bố"))
        if noun is not None:
            words = _("{code} · {text}", code=session.code, text=word_of(SessionTextKind(kind)))
            is_mine = official.may_approve(actor, text)
            url = url_for("approvals.text" if is_mine else "contact.session_text", text.id)
            items.append(WorkItem(words, url, session.starts_at, noun, Thing(kind, text.id), is_moment=True))
    return items


def _noun(actor: Actor, answer: OfficialText, to_approve: Words, to_publish: Words) -> Words | None:
    """What the actor has to do with the text, None if nothing."""
    if official.may_approve(actor, answer):
        return to_approve
    if official.may_countersign(actor, answer):
        return _("Ý kiến duyệt chờ người thứ hai xác nhận")
    if official.may_publish(actor, answer):
        return to_publish
    sent_back = answer.sent_back_note and official.may_submit(actor, answer)
    return _("Dự thảo được trả lại") if sent_back else None


# When an answer is due: in writing, else at the session.
_ANSWER_BY: ColumnElement[datetime] = func.coalesce(
    due_for("question", Question.id, DutyKind.written_answer), ContactSession.starts_at
)
_ANSWERS = (
    select(OfficialText, Contribution, ContactSession, _ANSWER_BY)
    .join(ContactAnswer, ContactAnswer.id == OfficialText.id)
    .join(Question, Question.id == ContactAnswer.question_id)
    .join(Contribution, TEXT_OF_QUESTION)
    .join(ContactSession, ContactSession.id == Question.session_id)
    .where(IN_WORK, Contribution.visibility == Visibility.published)
    .order_by(ContactSession.starts_at, OfficialText.id)
    .limit(MAX_SHOWN)
)


async def _answers(db: ReadDb, actor: Actor) -> list[WorkItem]:
    rows = await db.execute(_ANSWERS, audience.params(actor))
    items = []
    for answer, question, session, due_at in rows:
        noun = _noun(actor, answer, _("Trả lời chờ duyệt"), _("Trả lời đã duyệt, chờ công bố"))
        if noun is not None:
            url = f"{question_url(session.id, session.slug, question.id)}#tra-loi-{answer.id}"
            if official.may_approve(actor, answer):
                url = url_for("approvals.text", answer.id)
            about = Thing("question", question.id)
            items.append(WorkItem(f"{question.code} · {question.title}", url, due_at, noun, about))
    return items


def _asked(it: Contribution, session: ContactSession, due_at: datetime | None, what: Words) -> WorkItem:
    url = question_url(session.id, session.slug, it.id)
    return WorkItem(f"{it.code} · {it.title}", url, due_at, what, Thing("question", it.id))


_is_begun = exists().where(
    ContactAnswer.question_id == Question.id, ContactAnswer.id == OfficialText.id, STANDS
)
_is_ours = and_(
    Question.state.in_(policy.TRIAGED), Question.leader_id.in_(bindparam("leaders", expanding=True))
)
_is_referred = and_(
    Question.state == policy.QuestionState.referred,
    Question.body_id.in_(bindparam("bodies", expanding=True)),
)
_TO_ANSWER = (
    select(Contribution, ContactSession, _ANSWER_BY)
    .join(Question, TEXT_OF_QUESTION)
    .join(ContactSession, ContactSession.id == Question.session_id)
    .where(_is_ours | _is_referred, ~_is_begun, Contribution.visibility == Visibility.published)
    .order_by(ContactSession.starts_at, Question.id)
    .limit(MAX_SHOWN)
)


async def _questions_to_answer(db: ReadDb, actor: Actor) -> list[WorkItem]:
    """Triaged or referred questions without any draft of an answer."""
    mine = {"leaders": actor.leaders(Role.assistant), "bodies": actor.bodies(*OFFICERS)}
    rows = await db.execute(_TO_ANSWER, mine)
    return [_asked(*row, _("Câu hỏi cần dự thảo trả lời")) for row in rows]


async def _questions_to_triage(db: ReadDb) -> list[WorkItem]:
    """One line per session, with the number of questions to triage."""
    rows = await db.execute(
        select(ContactSession, func.count())
        .join(Question, Question.session_id == ContactSession.id)
        .join(Contribution, TEXT_OF_QUESTION)
        .where(Question.state.in_(policy.WAITING), Contribution.visibility == Visibility.published)
        .group_by(ContactSession.id)
        .order_by(ContactSession.starts_at)
    )
    return [
        WorkItem(
            _("{code} · {count} câu hỏi chưa được xử lý", code=session.code, count=count),
            url_for("contact.prepare", session.id, query={"buoc": "unplaced"}),
            session.starts_at,
            _("Câu hỏi cần xếp chương trình"),
            Thing("session", session.id),
        )
        for session, count in rows
    ]


async def _questions_to_refer_anew(db: ReadDb, actor: Actor) -> list[WorkItem]:
    """Referred to a body that has ended or lost its last people: nobody there answers them."""
    rows = await db.execute(
        select(Contribution, ContactSession, _ANSWER_BY)
        .join(Question, TEXT_OF_QUESTION)
        .join(ContactSession, ContactSession.id == Question.session_id)
        .join(Body, Body.id == Question.body_id)
        .where(
            Question.state == policy.QuestionState.referred,
            Contribution.visibility == Visibility.published,
            not_(living(actor.today) & has_staff(actor.at)),
        )
        .order_by(_ANSWER_BY, Question.id)
        .limit(MAX_SHOWN)
    )
    return [_asked(*row, _("Câu hỏi cần chuyển cơ quan khác")) for row in rows]


async def _suggestions_to_decide(db: ReadDb) -> list[WorkItem]:
    """One line per session, with the number of corrections suggested of its draft minutes."""
    rows = await db.execute(
        select(ContactSession, func.count())
        .join(SessionText, SessionText.session_id == ContactSession.id)
        .join(MinutesSuggestion, MinutesSuggestion.text_id == SessionText.id)
        .join(Contribution, Contribution.id == MinutesSuggestion.id)
        .where(MinutesSuggestion.outcome.is_(None), Contribution.visibility == Visibility.published)
        .group_by(ContactSession.id)
        .order_by(ContactSession.starts_at)
    )
    return [
        WorkItem(
            _("{code} · {count} đề nghị sửa biên bản", code=session.code, count=count),
            url_for("contact.session", session.id, slug=session.slug, anchor="de-nghi-sua"),
            due_at=None,
            noun=_("Đề nghị sửa biên bản chờ trả lời"),
            thing=Thing("session", session.id),
        )
        for session, count in rows
    ]


async def _next_sessions(db: ReadDb, actor: Actor) -> list[WorkItem]:
    rows = await db.scalars(
        select(ContactSession)
        .join(SessionLeader, SessionLeader.session_id == ContactSession.id)
        .where(
            SessionLeader.leader_id.in_(actor.leaders(Role.leader)),
            ContactSession.state.in_(policy.UPCOMING),
        )
        .order_by(ContactSession.starts_at)
        .limit(1)
    )
    return [
        WorkItem(
            f"{s.code} · {s.title}",
            url_for("contact.session", s.id, slug=s.slug),
            s.starts_at,
            _session_noun(s),
            is_moment=True,
        )
        for s in rows
    ]


def _session_noun(session: ContactSession) -> Words:
    return _("Kỳ tiếp xúc đang diễn ra") if session.state == SessionState.live else _("Kỳ tiếp xúc sắp tới")


async def _open_promises(db: ReadDb, actor: Actor) -> list[WorkItem]:
    """Open commitments from answers under the leader's name."""
    rows = await db.execute(
        select(Commitment.id, Commitment.code, Commitment.title, Duty.due_at)
        .join(Duty, owed_for(Duty, "commitment", Commitment.id, DutyKind.report))
        .join(Question, and_(Commitment.source_kind == "question", Commitment.source_id == Question.id))
        .where(Question.leader_id.in_(actor.leaders(Role.leader)), Commitment.state.in_(RUNNING))
        .order_by(Duty.due_at, Commitment.id)
        .limit(MAX_SHOWN)
    )
    return [
        WorkItem(
            f"{r.code} · {r.title}",
            url_for("commitments.commitment", r.id),
            r.due_at,
            _("Cam kết đang thực hiện"),
            Thing("commitment", r.id),
        )
        for r in rows
    ]
