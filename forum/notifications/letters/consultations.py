"""Letters about consultations: an opinion answered, concluded, stopped."""

from datetime import datetime

from forum.accounts.queries import body_names
from forum.consultations import events
from forum.consultations.models import Consultation, Opinion, OpinionResponse, Paragraph
from forum.contributions.models import Contribution
from forum.contributions.queries import followers
from forum.database import ReadDb, load
from forum.notifications.dispatch import notifies
from forum.notifications.letter import THANKS, Letter, letters_to
from forum.notifications.subjects import Subject, subject_of
from forum.state import word_of
from forum.terms import notice
from forum.thing import Thing
from forum.urls import url_for
from forum.words import Words, _


@notifies(events.OpinionAnswered)
async def answered(db: ReadDb, happened: events.OpinionAnswered, at: datetime) -> list[Letter]:
    """To the opinion's author: the result and a link."""
    opinion = await load(db, Opinion, happened.opinion_id)
    text = await load(db, Contribution, happened.opinion_id)
    it = await load(db, Consultation, opinion.consultation_id)
    response = await load(db, OpinionResponse, happened.response_id)
    paragraph = await db.get(Paragraph, opinion.paragraph_id) if opinion.paragraph_id else None
    place = (
        _('{path} của dự thảo "{title}"', path=paragraph.path, title=it.title)
        if paragraph and paragraph.path
        else _('dự thảo "{title}"', title=it.title)
    )
    path = url_for("consultations.opinion", text.id)
    letter = notice(
        "opinion_answered",
        body=(await body_names(db, {it.body_id}))[it.body_id],
        code=text.code,
        where=place,
        result=word_of(response.result).lower(),
    )
    subject = subject_of(events.OpinionAnswered, code=text.code)
    return [Letter(text.persona_id, subject, letter, happened.thing, path, close=THANKS)]


async def _to_followers(
    db: ReadDb, consultation_id: int, subject: Subject, sentence: Words, thing: Thing
) -> list[Letter]:
    it = await load(db, Consultation, consultation_id)
    path = url_for("consultations.consultation", it.id, slug=it.slug)
    return letters_to(await followers(db, thing), subject, sentence, thing, path)


@notifies(events.Concluded)
async def concluded(db: ReadDb, happened: events.Concluded, at: datetime) -> list[Letter]:
    it = await load(db, Consultation, happened.thing.id)
    sentence = _(
        'Đợt lấy ý kiến {code} về dự thảo "{title}" đã kết thúc; mọi ý kiến đã được tiếp thu, giải trình.',
        code=it.code,
        title=it.title,
    )
    subject = subject_of(events.Concluded, code=it.code)
    return await _to_followers(db, it.id, subject, sentence, happened.thing)


@notifies(events.Stopped)
async def stopped(db: ReadDb, happened: events.Stopped, at: datetime) -> list[Letter]:
    it = await load(db, Consultation, happened.thing.id)
    sentence = _(
        'Đợt lấy ý kiến {code} về dự thảo "{title}" đã dừng. Lý do: {reason}',
        code=it.code,
        title=it.title,
        reason=happened.reason,
    )
    subject = subject_of(events.Stopped, code=it.code)
    return await _to_followers(db, it.id, subject, sentence, happened.thing)
