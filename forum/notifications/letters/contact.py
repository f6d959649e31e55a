"""Letters about sessions, questions and answers: to askers, and to those who must act next."""

from datetime import datetime

from sqlalchemy import select

from forum.accounts.models import Body, Leader
from forum.accounts.queries import persona_labels, personas_bound
from forum.actor import Role
from forum.clock import end_of_day
from forum.contact import events
from forum.contact.attending.queries import attending_people
from forum.contact.deferring.objections import askers_of
from forum.contact.deferring.policy import objection_until, takes_objections
from forum.contact.models import ContactSession, Question, Series, SessionChange, SessionLeader
from forum.contact.policy import QuestionState
from forum.contact.queries.questions import url_of_question
from forum.contact.texts.facts import FORMATS, differences
from forum.contributions.models import Contribution
from forum.contributions.queries import followers
from forum.database import ReadDb, load
from forum.days import deadline, meeting_time, vndate
from forum.notifications.dispatch import notifies
from forum.notifications.letter import Letter, letters_to
from forum.notifications.letters.announcing import Announced, announced_to, with_purposes
from forum.notifications.letters.official import owed_again
from forum.notifications.subjects import Subject, subject_of
from forum.terms import notice
from forum.thing import Thing
from forum.urls import url_for
from forum.words import Words, _, joined


async def _merged_askers(db: ReadDb, question_id: int) -> list[int]:
    rows = await db.scalars(
        select(Contribution.persona_id)
        .join(Question, Question.id == Contribution.id)
        .where(Question.merged_into_id == question_id)
        .order_by(Question.id)
    )
    return list(rows.all())


async def _to_asker(db: ReadDb, it: Contribution, subject: Subject, message: Words) -> list[Letter]:
    """And to those whose similar questions were merged into this one."""
    path = await url_of_question(db, it.id)
    people = [it.persona_id, *await _merged_askers(db, it.id)]
    return letters_to(people, subject, message, Thing("question", it.id), path)


async def _question(db: ReadDb, thing: Thing) -> tuple[Contribution, Question, ContactSession]:
    it, question = await load(db, Contribution, thing.id), await load(db, Question, thing.id)
    return it, question, await load(db, ContactSession, question.session_id)


@notifies(events.PutOnAgenda)
async def put_on_agenda(db: ReadDb, happened: events.PutOnAgenda, at: datetime) -> list[Letter]:
    it, _row, session = await _question(db, happened.thing)
    message = _(
        "Câu hỏi {code} được đưa vào chương trình kỳ tiếp xúc ngày {starts_at}, thứ tự {position}.",
        code=it.code,
        starts_at=vndate(session.starts_at),
        position=happened.position,
    )
    subject = subject_of(events.PutOnAgenda, session=session.code, code=it.code)
    return await _to_asker(db, it, subject, _with_despite(message, happened.despite))


@notifies(events.WrittenAnswerScheduled)
async def written_answer_scheduled(
    db: ReadDb, happened: events.WrittenAnswerScheduled, at: datetime
) -> list[Letter]:
    it, _row, session = await _question(db, happened.thing)
    message = _(
        "Câu hỏi {code} chưa đưa vào chương trình kỳ tiếp xúc ngày {starts_at}. Lý do: "
        "{reason}\nCâu hỏi sẽ được trả lời bằng văn bản; thời hạn: {due_at}.",
        code=it.code,
        starts_at=vndate(session.starts_at),
        reason=happened.reason,
        due_at=deadline(happened.due_at),
    )
    subject = subject_of(events.WrittenAnswerScheduled, code=it.code, due=deadline(happened.due_at))
    return await _to_asker(db, it, subject, message)


@notifies(events.QuestionMerged)
async def merged(db: ReadDb, happened: events.QuestionMerged, at: datetime) -> list[Letter]:
    it = await load(db, Contribution, happened.thing.id)
    other = await load(db, Contribution, happened.into_id)
    message = _(
        "Câu hỏi {code} cùng nội dung với câu hỏi {code2} nên được gộp để trả lời "
        "chung. Tên Ông/Bà vẫn được ghi trong danh sách người hỏi.\nNếu thấy hai câu "
        "hỏi khác nhau, đề nghị Ông/Bà phản hồi tại liên kết dưới đây; thời hạn: {until}.",
        code=it.code,
        code2=other.code,
        until=deadline(happened.until, of_person=True),
    )
    subject = subject_of(events.QuestionMerged, code=it.code, other=other.code)
    return await _to_asker(db, it, subject, message)


@notifies(events.MergeObjected)
async def merge_objected(db: ReadDb, happened: events.MergeObjected, at: datetime) -> list[Letter]:
    """The words are on the page, once they may be read."""
    it = await load(db, Contribution, happened.thing.id)
    message = _(
        "Người hỏi đề nghị tách câu hỏi {code} khỏi câu hỏi đã gộp; lý do đọc tại trang câu hỏi. "
        "Câu hỏi cần được xếp lại.",
        code=it.code,
    )
    secretariat = await personas_bound(db, at, Role.secretariat)
    path = await url_of_question(db, it.id)
    return letters_to(
        secretariat, subject_of(events.MergeObjected, code=it.code), message, happened.thing, path
    )


@notifies(events.QuestionReferred)
async def referred(db: ReadDb, happened: events.QuestionReferred, at: datetime) -> list[Letter]:
    it = await load(db, Contribution, happened.thing.id)
    body = await load(db, Body, happened.body_id)
    due = deadline(happened.due_at)
    to_asker = _(
        "Câu hỏi {code} được chuyển tới {body_name}. Lý do: {reason}\nThời hạn trả lời: {due}.",
        code=it.code,
        body_name=body.name,
        reason=happened.reason,
        due=due,
    )
    to_body = _(
        "Câu hỏi {code} được chuyển tới {body_name}; đề nghị dự thảo và duyệt trả lời; thời hạn: {due}.",
        code=it.code,
        body_name=body.name,
        due=due,
    )
    officers = await personas_bound(db, at, Role.body_officer, Role.body_head, body_id=body.id)
    path = await url_of_question(db, it.id)
    asked = subject_of(events.QuestionReferred, code=it.code, body=body.name)
    referred_to = subject_of(events.QuestionReferred, "body", code=it.code, due=due)
    return [
        *await _to_asker(db, it, asked, to_asker),
        *letters_to(officers, referred_to, to_body, happened.thing, path),
    ]


@notifies(events.AnswerDateMoved)
async def answer_date_moved(db: ReadDb, happened: events.AnswerDateMoved, at: datetime) -> list[Letter]:
    it = await load(db, Contribution, happened.thing.id)
    message = _(
        "Thời hạn trả lời câu hỏi {code} được dời từ {before} sang {after}. Lý do: {reason}",
        code=it.code,
        before=vndate(happened.before),
        after=deadline(happened.after),
        reason=happened.reason,
    )
    subject = subject_of(events.AnswerDateMoved, code=it.code, due=deadline(happened.after))
    return await _to_asker(db, it, subject, message)


@notifies(events.QuestionDeclined)
async def declined(db: ReadDb, happened: events.QuestionDeclined, at: datetime) -> list[Letter]:
    it = await load(db, Contribution, happened.thing.id)
    message = _(
        "Câu hỏi {code} không thuộc phạm vi của kỳ tiếp xúc. Lý do: {reason}\nĐề nghị "
        "Ông/Bà gửi tới: {where_to_go}",
        code=it.code,
        reason=happened.reason,
        where_to_go=happened.where_to_go,
    )
    return await _to_asker(db, it, subject_of(events.QuestionDeclined, code=it.code), message)


@notifies(events.QuestionDeferred)
async def deferred(db: ReadDb, happened: events.QuestionDeferred, at: datetime) -> list[Letter]:
    it = await load(db, Contribution, happened.thing.id)
    to = await load(db, ContactSession, happened.to_session_id)
    message = _(
        "Câu hỏi {code} được chuyển sang kỳ tiếp xúc ngày {starts_at} (lần {deferral_count}). Lý do: {reason}",
        code=it.code,
        starts_at=vndate(to.starts_at),
        deferral_count=happened.deferral_count,
        reason=happened.reason,
    )
    message, day = _with_despite(message, happened.despite), vndate(to.starts_at)
    subject = subject_of(events.QuestionDeferred, code=it.code, day=day)
    path = await url_of_question(db, it.id)
    if takes_objections(to, at, at):
        may_object = _(
            "Nếu không đồng ý chuyển, Ông/Bà có thể cho biết một lần, kèm lý do, ở trang câu hỏi, bằng thư hoặc "
            "qua điện thoại; thời hạn: {until}.",
            until=deadline(objection_until(to, at), of_person=True),
        )
        message = joined([message, may_object], "\n")
    return letters_to(await askers_of(db, it.id), subject, message, happened.thing, path)


def _with_despite(message: Words, despite: str) -> Words:
    if not despite:
        return message
    why = _("Ông/Bà đã không đồng ý chuyển kỳ. Lý do vẫn chuyển: {why}", why=despite)
    return joined([message, why], "\n")


@notifies(events.DeferralObjected)
async def deferral_objected(db: ReadDb, happened: events.DeferralObjected, at: datetime) -> list[Letter]:
    """The words are on the page, once they may be read."""
    it, due = await load(db, Contribution, happened.thing.id), deadline(happened.due_at)
    message = _(
        "Người hỏi không đồng ý chuyển câu hỏi {code} sang kỳ khác. Đề nghị xếp lại: trả lời bằng văn bản, chuyển cơ "
        "quan, hoặc chọn kỳ khác kèm lý do gửi người hỏi; thời hạn: {due}.",
        code=it.code,
        due=due,
    )
    secretariat, path = await personas_bound(db, at, Role.secretariat), await url_of_question(db, it.id)
    subject = subject_of(events.DeferralObjected, code=it.code, due=due)
    return letters_to(secretariat, subject, message, happened.thing, path)


@notifies(events.QuestionAnswered)
async def answered(db: ReadDb, happened: events.QuestionAnswered, at: datetime) -> list[Letter]:
    """To the asker, to askers of merged questions, and to followers."""
    it = await load(db, Contribution, happened.thing.id)
    text = await load(db, Contribution, happened.answer_id)
    by = (await persona_labels(db, {text.persona_id}))[text.persona_id].name
    merged_askers = await _merged_askers(db, it.id)
    people = [it.persona_id, *merged_askers, *await followers(db, happened.thing)]
    how = _("tại kỳ tiếp xúc") if happened.state == QuestionState.answered_live else _("bằng văn bản")
    message = _(
        'Câu hỏi {code} "{title}" đã được trả lời {how}. Người trả lời: {by}.',
        code=it.code,
        title=it.title,
        how=how,
        by=by,
    )
    path = f"{await url_of_question(db, it.id)}#tra-loi-{happened.answer_id}"
    subject = subject_of(events.QuestionAnswered, code=it.code, how=how)
    return letters_to(people, subject, message, happened.thing, path)


@notifies(events.QuestionReopened)
async def reopened(db: ReadDb, happened: events.QuestionReopened, at: datetime) -> list[Letter]:
    """To whoever was told that it was answered."""
    it = await load(db, Contribution, happened.thing.id)
    text = await load(db, Contribution, happened.answer_id)
    by = (await persona_labels(db, {text.persona_id}))[text.persona_id].name
    people = [it.persona_id, *await _merged_askers(db, it.id), *await followers(db, happened.thing)]
    message = _(
        'Câu trả lời đã công bố cho câu hỏi {code} "{title}" được ghi nhận là do {by} duyệt; nay {by} cho biết đó '
        "không phải ý mình. Câu trả lời ấy vẫn đọc được, kèm điều này. Câu hỏi được coi là chưa trả lời, hoặc chưa "
        "được trả lời lần hai nếu đó là câu trả lời lần hai; {due}.",
        code=it.code,
        title=it.title,
        by=by,
        due=owed_again(happened.due_at, it, at),
    )
    path = await url_of_question(db, it.id)
    subject = subject_of(events.QuestionReopened, code=it.code)
    return letters_to(list(dict.fromkeys(people)), subject, message, happened.thing, path)


async def _askers(db: ReadDb, session_id: int) -> list[int]:
    rows = await db.scalars(
        select(Contribution.persona_id)
        .join(Question, Question.id == Contribution.id)
        .where(Question.session_id == session_id)
        .order_by(Question.id)
    )
    return list(dict.fromkeys(rows.all()))


@notifies(events.SessionAnnounced)
async def announced(db: ReadDb, happened: events.SessionAnnounced, at: datetime) -> list[Letter]:
    """To the leaders who attend and their assistants, to followers, and to all who asked for every session."""
    session = await load(db, ContactSession, happened.thing.id)
    people = await _leaders_side(db, session.id, at)
    values: dict[str, Words | str] = {
        "time": meeting_time(session.starts_at),
        "place": session.place or FORMATS[session.format].lower(),
        "deadline": deadline(session.intake_until_on, of_person=True),
    }
    path = url_for("contact.session", session.id, slug=session.slug)
    subject = subject_of(events.SessionAnnounced, code=session.code, day=vndate(session.starts_at))
    text = notice("session_announced", title=session.title, **values)
    others = await announced_to(db, await _announced(db, session), at)
    until = end_of_day(session.intake_until_on)
    return [
        *letters_to(people, subject, text, happened.thing, path),
        *with_purposes(Letter(0, subject, text, happened.thing, path), others, at, until),
    ]


async def _leaders_side(db: ReadDb, session_id: int, at: datetime) -> list[int]:
    seats = await db.scalars(select(SessionLeader.leader_id).where(SessionLeader.session_id == session_id))
    people: list[int] = []
    for seat in seats.all():
        people += await personas_bound(db, at, Role.leader, Role.assistant, leader_id=seat)
    return people


async def _announced(db: ReadDb, session: ContactSession) -> Announced:
    """The bodies of a session are those of the leaders who attend it."""
    series = await load(db, Series, session.series_id)
    bodies = await db.scalars(
        select(Leader.body_id)
        .join(SessionLeader, SessionLeader.leader_id == Leader.id)
        .where(SessionLeader.session_id == session.id, Leader.body_id.is_not(None))
    )
    body_ids = tuple(one for one in bodies if one is not None)
    return Announced(Thing("session", session.id), series.forum_id, body_ids, session.audience)


@notifies(events.SessionChanged, events.SessionChangeTakenBack)
async def changed(
    db: ReadDb, happened: events.SessionChanged | events.SessionChangeTakenBack, at: datetime
) -> list[Letter]:
    """What was announced is no longer so: to the same people, to who asked in it, and to the chair, who may take it
    back."""
    if happened.change_id is None:
        return []
    session = await load(db, ContactSession, happened.thing.id)
    it = await load(db, SessionChange, happened.change_id)
    is_back = isinstance(happened, events.SessionChangeTakenBack)
    facts = differences(it.after, it.before) if is_back else differences(it.before, it.after)
    lines = [_("{what}: {was} → {now}", what=what, was=was, now=now) for what, was, now in facts]
    words = notice("session_taken_back" if is_back else "session_changed", title=session.title)
    text = joined([words, *lines], "\n")
    subject = subject_of(type(happened), code=session.code)
    path = url_for("contact.session", session.id, slug=session.slug, anchor="thay-doi")
    people = [*await _leaders_side(db, session.id, at), *await _askers(db, session.id)]
    people += await attending_people(db, session.id, at)
    others = await announced_to(db, await _announced(db, session), at)
    return [
        *letters_to(people, subject, text, happened.thing, path),
        *with_purposes(Letter(0, subject, text, happened.thing, path), others, at, None),
    ]


@notifies(
    events.SessionPostponed,
    events.SessionCancelled,
    events.MinutesPublished,
    events.ConclusionPublished,
    events.MinutesCorrected,
    events.AgendaPublished,
)
async def session_moved(
    db: ReadDb,
    happened: events.SessionPostponed
    | events.SessionCancelled
    | events.MinutesPublished
    | events.ConclusionPublished
    | events.MinutesCorrected
    | events.AgendaPublished,
    at: datetime,
) -> list[Letter]:
    """To all who asked in the session and to its followers."""
    session = await load(db, ContactSession, happened.thing.id)
    path = url_for("contact.session", session.id, slug=session.slug)
    values: dict[str, Words | str] = {}
    subject = subject_of(type(happened), code=session.code)
    match happened:
        case events.SessionPostponed():
            words, day = "session_postponed", vndate(happened.starts_at)
            values = {"time": meeting_time(happened.starts_at), "reason": happened.reason}
            subject = subject_of(type(happened), code=session.code, day=day)
        case events.SessionCancelled():
            words, values = "session_cancelled", {"reason": happened.reason}
        case events.AgendaPublished():
            words = "agenda_published"
        case events.ConclusionPublished():
            words, path = "conclusion_published", url_for("contact.session_text", happened.text_id)
        case events.MinutesCorrected():
            words, path = "minutes_corrected", url_for("contact.session_text", happened.text_id)
        case _:
            words, path = "minutes_published", f"{path}/bien-ban"
    people = [*await _askers(db, session.id), *await followers(db, happened.thing)]
    if isinstance(happened, events.SessionPostponed | events.SessionCancelled | events.AgendaPublished):
        people += await attending_people(db, session.id, at)
    text = notice(words, title=session.title, **values)
    letters = letters_to(people, subject, text, happened.thing, path)
    if isinstance(happened, events.SessionPostponed | events.SessionCancelled):
        others = await announced_to(db, await _announced(db, session), at)
        letters += with_purposes(Letter(0, subject, text, happened.thing, path), others, at, None)
    return letters
