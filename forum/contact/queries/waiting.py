"""What waits in the contact mechanism for a leader, an assistant, the secretariat, a body's people."""

from sqlalchemy import and_, exists, func, select

from forum.actor import Actor, Role
from forum.audience import Visibility
from forum.clock import end_of_day, local_date
from forum.commitments.models import Commitment
from forum.commitments.policy import OFFICERS, RUNNING
from forum.commitments.queries import WorkItem
from forum.contact import policy
from forum.contact.models import ContactAnswer, ContactSession, Question, SessionLeader
from forum.contact.policy import SessionState
from forum.contact.queries.questions import question_url
from forum.contributions.models import Contribution, OfficialText
from forum.contributions.official import policy as official
from forum.contributions.official.queries import unpublished_of
from forum.contributions.policy import OfficialState
from forum.database import ReadDb
from forum.deadlines.queries import limit_in_force, workday_overrides
from forum.deadlines.working_days import add_working_days, end_of_period
from forum.urls import url_for

MOST = 50


async def waiting_for(db: ReadDb, actor: Actor) -> list[WorkItem]:
    """In the order of pages: answers first, then questions, sessions, promises."""
    items: list[WorkItem] = []
    if actor.has(Role.leader, Role.assistant, Role.secretariat, *OFFICERS):
        items += await _answers(db, actor)
        items += await _questions_to_answer(db, actor)
    if actor.has(Role.secretariat):
        items += await _questions_to_place(db)
        items += await _sessions_to_keep(db, actor)
    if actor.has(Role.leader):
        items += await _next_sessions(db, actor)
        items += await _open_promises(db, actor)
    return items


def _noun(actor: Actor, answer: OfficialText) -> str | None:
    """What the actor has to do with the answer, None where nothing."""
    if official.may_approve(actor, answer):
        return "Trả lời chờ duyệt"
    if official.may_countersign(actor, answer):
        return "Ý kiến duyệt chờ đối chứng"
    if official.may_publish(actor, answer):
        return "Trả lời đã duyệt, chờ công bố"
    sent_back = answer.sent_back_note and official.may_submit(actor, answer)
    return "Dự thảo được trả lại" if sent_back else None


async def _answers(db: ReadDb, actor: Actor) -> list[WorkItem]:
    rows = await db.execute(
        select(OfficialText, Contribution.title, Contribution.code, Question, ContactSession)
        .join(ContactAnswer, ContactAnswer.id == OfficialText.id)
        .join(Question, Question.id == ContactAnswer.question_id)
        .join(Contribution, Contribution.id == Question.id)
        .join(ContactSession, ContactSession.id == Question.session_id)
        .where(unpublished_of(actor), Contribution.visibility == Visibility.published)
        .order_by(ContactSession.starts_at, OfficialText.id)
        .limit(MOST)
    )
    items = []
    for answer, title, code, question, session in rows:
        noun = _noun(actor, answer)
        if noun is not None:
            url = f"{question_url(session.id, session.slug, question.id)}#tra-loi-{answer.id}"
            due_at = question.answer_due_at or session.starts_at
            items.append(WorkItem(f"{code} · {title}", url, due_at, noun))
    return items


async def _questions_to_answer(db: ReadDb, actor: Actor) -> list[WorkItem]:
    """Placed or referred, and nobody has begun an answer."""
    leaders, bodies = actor.leaders(Role.assistant), actor.bodies(*OFFICERS)
    begun = exists().where(
        ContactAnswer.question_id == Question.id,
        ContactAnswer.id == OfficialText.id,
        OfficialText.state != OfficialState.replaced,
    )
    mine = and_(Question.state.in_(policy.PLACED), Question.leader_id.in_(leaders))
    referred = and_(Question.state == policy.QuestionState.referred, Question.body_id.in_(bodies))
    rows = await db.execute(
        select(Question, Contribution.title, Contribution.code, ContactSession)
        .join(Contribution, Contribution.id == Question.id)
        .join(ContactSession, ContactSession.id == Question.session_id)
        .where(mine | referred, ~begun, Contribution.visibility == Visibility.published)
        .order_by(ContactSession.starts_at, Question.id)
        .limit(MOST)
    )
    return [
        WorkItem(
            f"{code} · {title}",
            question_url(session.id, session.slug, question.id),
            question.answer_due_at or session.starts_at,
            "Câu hỏi cần dự thảo trả lời",
        )
        for question, title, code, session in rows
    ]


async def _questions_to_place(db: ReadDb) -> list[WorkItem]:
    """One line per session: how many questions have no place yet."""
    rows = await db.execute(
        select(ContactSession, func.count())
        .join(Question, Question.session_id == ContactSession.id)
        .join(Contribution, Contribution.id == Question.id)
        .where(Question.state.in_(policy.WAITING), Contribution.visibility == Visibility.published)
        .group_by(ContactSession.id)
        .order_by(ContactSession.starts_at)
    )
    return [
        WorkItem(
            f"{session.code} · {count} câu hỏi chưa được xếp",
            url_for("contact.prepare", session.id, query={"buoc": "unplaced"}),
            session.starts_at,
            "Câu hỏi cần xếp chương trình",
        )
        for session, count in rows
    ]


async def _sessions_to_keep(db: ReadDb, actor: Actor) -> list[WorkItem]:
    """Agendas that are due, and minutes that are owed."""
    rows = await db.scalars(
        select(ContactSession)
        .where(ContactSession.state.in_(policy.AWAITS_MINUTES | {SessionState.announced}))
        .order_by(ContactSession.starts_at)
    )
    sessions = [s for s in rows if policy.shown_state(s, actor.at) not in policy.MOVED_BY_CLOCK]
    if not sessions:
        return []
    today = actor.today
    overrides = await workday_overrides(db)
    lead = await limit_in_force(db, "session-agenda", today)
    notice = await limit_in_force(db, "conclusion-notice", today)
    items = []
    for session in sessions:
        url = url_for("contact.session", session.id, slug=session.slug)
        title = f"{session.code} · {session.title}"
        if session.state == SessionState.announced:
            day = add_working_days(local_date(session.starts_at), -lead.count, overrides)
            items.append(WorkItem(title, url, end_of_day(day), "Chương trình cần công bố"))
        else:
            due_at = end_of_period(
                session.adjourned_at or session.ends_at, notice.count, notice.unit, overrides
            )
            items.append(WorkItem(title, f"{url}/bien-ban", due_at, "Biên bản cần hoàn thiện"))
    return items


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
            True,
        )
        for s in rows
    ]


def _session_noun(session: ContactSession) -> str:
    return "Kỳ tiếp xúc đang diễn ra" if session.state == SessionState.live else "Kỳ tiếp xúc sắp tới"


async def _open_promises(db: ReadDb, actor: Actor) -> list[WorkItem]:
    """What was promised in answers under the leader's name and is not done."""
    rows = await db.execute(
        select(Commitment.id, Commitment.code, Commitment.title, Commitment.due_on)
        .join(Question, and_(Commitment.source_kind == "question", Commitment.source_id == Question.id))
        .where(Question.leader_id.in_(actor.leaders(Role.leader)), Commitment.state.in_(RUNNING))
        .order_by(Commitment.due_on, Commitment.id)
        .limit(MOST)
    )
    return [
        WorkItem(
            f"{r.code} · {r.title}",
            url_for("commitments.commitment", r.id),
            end_of_day(r.due_on),
            "Cam kết đang thực hiện",
        )
        for r in rows
    ]
