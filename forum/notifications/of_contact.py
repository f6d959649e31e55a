"""Letters about sessions, questions and answers: to who asked, and to who must act next."""

from datetime import datetime

from sqlalchemy import select

from forum.accounts.models import Body
from forum.accounts.queries import persona_labels, personas_bound
from forum.actor import Role
from forum.clock import end_of_day
from forum.contact import events
from forum.contact.models import ContactSession, Question, SessionLeader
from forum.contact.policy import QuestionState
from forum.contact.queries.questions import url_of_question
from forum.contact.queries.sessions import FORMATS
from forum.contributions.models import Contribution
from forum.contributions.queries import followers
from forum.database import ReadDb, load
from forum.notifications.letter import Letter, letters_to
from forum.notifications.telling import tells
from forum.rendering import vndate, vntime
from forum.terms import notice
from forum.thing import Thing
from forum.urls import url_for


async def _merged_askers(db: ReadDb, question_id: int) -> list[int]:
    rows = await db.scalars(
        select(Contribution.persona_id)
        .join(Question, Question.id == Contribution.id)
        .where(Question.merged_into_id == question_id)
        .order_by(Question.id)
    )
    return list(rows.all())


async def _to_asker(db: ReadDb, it: Contribution, subject: str, said: str) -> list[Letter]:
    """And to those whose like questions were merged into this one."""
    path = await url_of_question(db, it.id)
    people = [it.persona_id, *await _merged_askers(db, it.id)]
    return letters_to(people, subject, said, Thing("question", it.id), path)


async def _question(db: ReadDb, thing: Thing) -> tuple[Contribution, Question, ContactSession]:
    it, question = await load(db, Contribution, thing.id), await load(db, Question, thing.id)
    return it, question, await load(db, ContactSession, question.session_id)


@tells(events.PutOnAgenda)
async def put_on_agenda(db: ReadDb, happened: events.PutOnAgenda, at: datetime) -> list[Letter]:
    it, _, session = await _question(db, happened.thing)
    said = (
        f"Câu hỏi {it.code} được đưa vào chương trình kỳ tiếp xúc ngày "
        f"{vndate(session.starts_at)}, thứ tự {happened.position}."
    )
    return await _to_asker(db, it, f"Câu hỏi {it.code} trong chương trình", said)


@tells(events.LeftOffAgenda)
async def left_off_agenda(db: ReadDb, happened: events.LeftOffAgenda, at: datetime) -> list[Letter]:
    it, _, session = await _question(db, happened.thing)
    said = (
        f"Câu hỏi {it.code} chưa đưa vào chương trình kỳ tiếp xúc ngày {vndate(session.starts_at)}. "
        f"Lý do: {happened.reason}\nCâu hỏi sẽ được trả lời bằng văn bản trước "
        f"{vndate(happened.due_at)}."
    )
    return await _to_asker(db, it, f"Câu hỏi {it.code} được trả lời bằng văn bản", said)


@tells(events.QuestionMerged)
async def merged(db: ReadDb, happened: events.QuestionMerged, at: datetime) -> list[Letter]:
    it = await load(db, Contribution, happened.thing.id)
    other = await load(db, Contribution, happened.into_id)
    said = (
        f"Câu hỏi {it.code} cùng nội dung với câu hỏi {other.code} nên được gộp để trả lời chung. "
        "Tên Ông/Bà vẫn được ghi trong danh sách người hỏi.\nNếu thấy hai câu hỏi khác nhau, đề nghị "
        f"Ông/Bà phản hồi trước {vntime(happened.until)} tại liên kết dưới đây."
    )
    return await _to_asker(db, it, f"Câu hỏi {it.code} được gộp", said)


@tells(events.MergeObjected)
async def merge_objected(db: ReadDb, happened: events.MergeObjected, at: datetime) -> list[Letter]:
    it, question, _ = await _question(db, happened.thing)
    said = f"Người hỏi đề nghị tách câu hỏi {it.code}: {question.reason}\nCâu hỏi cần được xếp lại."
    secretariat = await personas_bound(db, at, Role.secretariat)
    path = await url_of_question(db, it.id)
    return letters_to(secretariat, f"Đề nghị tách câu hỏi {it.code}", said, happened.thing, path)


@tells(events.QuestionReferred)
async def referred(db: ReadDb, happened: events.QuestionReferred, at: datetime) -> list[Letter]:
    it = await load(db, Contribution, happened.thing.id)
    body = await load(db, Body, happened.body_id)
    due = vndate(happened.due_at)
    to_asker = (
        f"Câu hỏi {it.code} được chuyển tới {body.name}. Lý do: {happened.reason}\n"
        f"Cơ quan trả lời trước {due}."
    )
    to_body = f"Câu hỏi {it.code} được chuyển tới {body.name}; đề nghị dự thảo và duyệt trả lời trước {due}."
    officers = await personas_bound(db, at, Role.body_officer, Role.body_head, body_id=body.id)
    path = await url_of_question(db, it.id)
    subject = f"Câu hỏi {it.code} được chuyển cơ quan có thẩm quyền"
    return [
        *await _to_asker(db, it, subject, to_asker),
        *letters_to(officers, subject, to_body, happened.thing, path),
    ]


@tells(events.QuestionDeclined)
async def declined(db: ReadDb, happened: events.QuestionDeclined, at: datetime) -> list[Letter]:
    it = await load(db, Contribution, happened.thing.id)
    said = (
        f"Câu hỏi {it.code} không thuộc phạm vi của kỳ tiếp xúc. Lý do: {happened.reason}\n"
        f"Đề nghị Ông/Bà gửi tới: {happened.where_to_go}"
    )
    return await _to_asker(db, it, f"Về câu hỏi {it.code}", said)


@tells(events.QuestionCarried)
async def carried(db: ReadDb, happened: events.QuestionCarried, at: datetime) -> list[Letter]:
    it = await load(db, Contribution, happened.thing.id)
    to = await load(db, ContactSession, happened.to_session_id)
    said = (
        f"Câu hỏi {it.code} được chuyển sang kỳ tiếp xúc ngày {vndate(to.starts_at)} "
        f"(lần {happened.carried_count}). Lý do: {happened.reason}"
    )
    return await _to_asker(db, it, f"Câu hỏi {it.code} được chuyển kỳ sau", said)


@tells(events.QuestionAnswered)
async def answered(db: ReadDb, happened: events.QuestionAnswered, at: datetime) -> list[Letter]:
    """To the asker, to those whose like questions were merged, and to who follows."""
    it = await load(db, Contribution, happened.thing.id)
    text = await load(db, Contribution, happened.answer_id)
    by = (await persona_labels(db, {text.persona_id}))[text.persona_id].name
    merged_askers = await _merged_askers(db, it.id)
    people = [it.persona_id, *merged_askers, *await followers(db, happened.thing)]
    how = "tại kỳ tiếp xúc" if happened.state == QuestionState.answered_live else "bằng văn bản"
    said = f'Câu hỏi {it.code} "{it.title}" đã được trả lời {how}. Người trả lời: {by}.'
    path = f"{await url_of_question(db, it.id)}#tra-loi-{happened.answer_id}"
    return letters_to(people, f"Câu hỏi {it.code} đã được trả lời", said, happened.thing, path)


async def _askers(db: ReadDb, session_id: int) -> list[int]:
    rows = await db.scalars(
        select(Contribution.persona_id)
        .join(Question, Question.id == Contribution.id)
        .where(Question.session_id == session_id)
        .order_by(Question.id)
    )
    return list(dict.fromkeys(rows.all()))


@tells(events.SessionAnnounced)
async def announced(db: ReadDb, happened: events.SessionAnnounced, at: datetime) -> list[Letter]:
    """To the leaders who attend and their assistants, and to who follows the series' sessions."""
    session = await load(db, ContactSession, happened.thing.id)
    seats = await db.scalars(select(SessionLeader.leader_id).where(SessionLeader.session_id == session.id))
    people: list[int] = []
    for seat in seats.all():
        people += await personas_bound(db, at, Role.leader, Role.assistant, leader_id=seat)
    people += await followers(db, happened.thing)
    values = {
        "time": vntime(session.starts_at),
        "place": session.place or FORMATS[session.format].lower(),
        "deadline": vndate(end_of_day(session.intake_until_on)),
    }
    path = url_for("contact.session", session.id, slug=session.slug)
    return _of_session(people, session, path, "session_announced", values)


def _of_session(
    people: list[int], session: ContactSession, path: str, words: str, values: dict[str, str]
) -> list[Letter]:
    """`words` is the letter's name in terms.yaml."""
    text = notice(words, title=session.title, **values)
    return letters_to(people, f"Kỳ tiếp xúc {session.code}", text, Thing("session", session.id), path)


@tells(events.SessionPostponed, events.SessionCancelled, events.MinutesPublished, events.AgendaPublished)
async def session_moved(
    db: ReadDb,
    happened: events.SessionPostponed
    | events.SessionCancelled
    | events.MinutesPublished
    | events.AgendaPublished,
    at: datetime,
) -> list[Letter]:
    """To all who asked in the session and who follow it."""
    session = await load(db, ContactSession, happened.thing.id)
    path = url_for("contact.session", session.id, slug=session.slug)
    values: dict[str, str] = {}
    match happened:
        case events.SessionPostponed():
            words = "session_postponed"
            values = {"time": vntime(happened.starts_at), "reason": happened.reason}
        case events.SessionCancelled():
            words, values = "session_cancelled", {"reason": happened.reason}
        case events.AgendaPublished():
            words = "agenda_published"
        case _:
            words, path = "minutes_published", f"{path}/bien-ban"
    people = [*await _askers(db, session.id), *await followers(db, happened.thing)]
    return _of_session(people, session, path, words, values)
