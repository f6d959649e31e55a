"""Letters about what follows a session: its open draft of minutes, and what askers say of answers."""

from datetime import datetime

from forum.accounts.models import Body, Leader
from forum.accounts.queries import persona_labels, personas_bound
from forum.actor import Role
from forum.contact import events
from forum.contact.models import ContactSession, Question
from forum.contact.policy import Answerer, AskerVerdict
from forum.contact.queries.answers import second_owed_by
from forum.contact.queries.questions import url_of_question
from forum.contact.rating.events import SecondAnswerHandedOn
from forum.contributions.models import Contribution, OfficialText
from forum.database import ReadDb, load
from forum.days import deadline
from forum.notifications.dispatch import notifies
from forum.notifications.letter import Letter, letters_to
from forum.notifications.subjects import subject_of
from forum.terms import notice
from forum.urls import url_for
from forum.words import NOTHING, _


@notifies(events.ChairSignedFor)
async def signed_for(db: ReadDb, happened: events.ChairSignedFor, at: datetime) -> list[Letter]:
    """To the secretariat, which drafts in that name from now on."""
    session = await load(db, ContactSession, happened.thing.id)
    seat = await load(db, Leader, happened.leader_id)
    text = _(
        "Người chủ trì kỳ tiếp xúc {title} đã thôi giữ chức vụ. {signer} nhận duyệt văn bản của kỳ này; dự thảo được "
        "soạn và trình {signer}.",
        title=session.title,
        signer=seat.position,
    )
    subject = subject_of(events.ChairSignedFor, code=session.code)
    path = url_for("contact.session", session.id, slug=session.slug)
    return letters_to(await personas_bound(db, at, Role.secretariat), subject, text, happened.thing, path)


@notifies(events.DraftOpened)
async def draft_opened(db: ReadDb, happened: events.DraftOpened, at: datetime) -> list[Letter]:
    session = await load(db, ContactSession, happened.thing.id)
    text = notice("draft_opened", title=session.title, until=deadline(happened.until, of_person=True))
    subject = subject_of(events.DraftOpened, code=session.code)
    path = url_for("contact.open_minutes", session.id)
    return letters_to(happened.persona_ids, subject, text, happened.thing, path)


@notifies(events.SuggestionAccepted, events.SuggestionRefused)
async def suggestion_decided(
    db: ReadDb, happened: events.SuggestionAccepted | events.SuggestionRefused, at: datetime
) -> list[Letter]:
    """To who suggested it."""
    session, it = (
        await load(db, ContactSession, happened.thing.id),
        await load(db, Contribution, happened.suggestion_id),
    )
    if isinstance(happened, events.SuggestionRefused):
        text = notice("suggestion_refused", title=session.title, reason=happened.reason)
    else:
        text = notice("suggestion_accepted", title=session.title)
    path = url_for("contact.session", session.id, slug=session.slug, anchor="de-nghi-sua")
    subject = subject_of(type(happened), code=session.code)
    return letters_to([it.persona_id], subject, text, happened.thing, path)


async def _side_of(db: ReadDb, by: Answerer, at: datetime) -> list[int]:
    leader_id, body_id = by
    if body_id is not None:
        return await personas_bound(db, at, Role.body_officer, Role.body_head, body_id=body_id)
    return await personas_bound(db, at, Role.leader, Role.assistant, leader_id=leader_id)


@notifies(SecondAnswerHandedOn)
async def second_answer_handed_on(db: ReadDb, happened: SecondAnswerHandedOn, at: datetime) -> list[Letter]:
    """To who owes it now, and to the asker."""
    it = await load(db, Contribution, happened.thing.id)
    text = _(
        "Cơ quan đã trả lời câu hỏi {code} không còn nhận việc. Trả lời lần hai nay do {by} thực hiện; thời hạn: "
        "{due_at}.",
        code=it.code,
        by=await _name_of(db, happened),
        due_at=deadline(happened.due_at),
    )
    people = [*await _side_of(db, (happened.leader_id, happened.body_id), at), it.persona_id]
    subject = subject_of(SecondAnswerHandedOn, code=it.code)
    return letters_to(people, subject, text, happened.thing, await url_of_question(db, it.id))


async def _name_of(db: ReadDb, happened: SecondAnswerHandedOn) -> str:
    if happened.body_id is not None:
        return (await load(db, Body, happened.body_id)).name
    seat = await load(db, Leader, happened.leader_id)
    return (await persona_labels(db, {seat.persona_id}))[seat.persona_id].name


@notifies(events.AnswerRated)
async def answer_rated(db: ReadDb, happened: events.AnswerRated, at: datetime) -> list[Letter]:
    """To the side that answered."""
    it, row = (
        await load(db, Contribution, happened.thing.id),
        await load(db, OfficialText, happened.answer_id),
    )
    by = (row.leader_id, row.body_id)
    if happened.due_at is not None:
        by = await second_owed_by(db, await load(db, Question, it.id), at) or by
    people = await _side_of(db, by, at)
    due = (
        _("\nĐề nghị trả lời lần hai; thời hạn: {due_at}.", due_at=deadline(happened.due_at))
        if happened.due_at
        else NOTHING
    )
    is_met = happened.verdict == AskerVerdict.answered
    verdict = _("đúng câu hỏi") if is_met else _("chưa đúng câu hỏi")
    text = _(
        "Người hỏi cho biết câu trả lời cho câu hỏi {code} {verdict}.{due}",
        code=it.code,
        verdict=verdict,
        due=due,
    )
    path = f"{await url_of_question(db, it.id)}#tra-loi-{happened.answer_id}"
    subject = subject_of(events.AnswerRated, code=it.code, verdict=verdict)
    return letters_to(people, subject, text, happened.thing, path)
