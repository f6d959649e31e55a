"""Letters about notices of a consultation: what its office waits for in vain, what its head disowned."""

from datetime import datetime

from forum.accounts.queries import personas_bound
from forum.actor import Role
from forum.consultations import events
from forum.consultations.models import Consultation, ConsultationNotice
from forum.contributions.models import OfficialText
from forum.contributions.queries import followers
from forum.database import ReadDb, load
from forum.notifications.dispatch import notifies
from forum.notifications.letter import Letter, letters_to
from forum.notifications.subjects import subject_of
from forum.state import word_of
from forum.urls import url_for
from forum.words import _

_OVERTAKEN = {
    "late": _("đã qua thời điểm mà nội dung ấy còn có thể có hiệu lực"),
    "another": _("cơ quan đã lập một đề nghị khác về cùng việc này"),
    "round": _("bản dự thảo mà nội dung ấy nói đến không còn được lấy ý kiến"),
}


@notifies(events.NoticeClosed)
async def notice_overtaken(db: ReadDb, happened: events.NoticeClosed, at: datetime) -> list[Letter]:
    """To the head and to who drafted, recorded and confirmed it, as far as they still work there."""
    it = await load(db, Consultation, happened.thing.id)
    notice = await load(db, ConsultationNotice, happened.text_id)
    row = await load(db, OfficialText, happened.text_id)
    heads = await personas_bound(db, at, Role.body_head, body_id=it.body_id)
    officers = await personas_bound(db, at, Role.body_officer, body_id=it.body_id)
    involved = {row.drafted_by, row.tended_by, row.recorded_by, row.countersigned_by}
    people = [*heads, *(one for one in officers if one in involved and one not in heads)]
    sentence = _(
        '{act} (dự thảo "{title}") đã được đóng mà chưa công bố: {why}. Nếu vẫn cần, đề nghị lập đề nghị khác.',
        act=word_of(notice.act),
        title=it.title,
        why=_OVERTAKEN[happened.why],
    )
    subject = subject_of(events.NoticeClosed, code=it.code)
    path = url_for("consultations.notice", notice.id)
    return letters_to(people, subject, sentence, happened.thing, path)


@notifies(events.EndTakenBack)
async def end_taken_back(db: ReadDb, happened: events.EndTakenBack, at: datetime) -> list[Letter]:
    """To whoever heard that it had ended."""
    it = await load(db, Consultation, happened.thing.id)
    sentence = _(
        'Đợt lấy ý kiến {code} về dự thảo "{title}" chưa kết thúc mà tiếp tục: thủ trưởng cơ quan cho biết thông báo '
        '"{act}" đã công bố không phải ý mình.',
        code=it.code,
        title=it.title,
        act=word_of(happened.act),
    )
    subject = subject_of(events.EndTakenBack, code=it.code)
    path = url_for("consultations.consultation", it.id, slug=it.slug)
    return letters_to(await followers(db, happened.thing), subject, sentence, happened.thing, path)
