"""Letters about consultations: an opinion answered, concluded, stopped."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from forum.accounts.queries import body_names, personas_bound
from forum.actor import Purpose, Role
from forum.clock import end_of_day
from forum.consultations import events
from forum.consultations.models import (
    Consultation,
    Opinion,
    OpinionResponse,
    OpinionSubmission,
    ParagraphText,
)
from forum.contributions.models import Contribution
from forum.contributions.queries import followers
from forum.database import ReadDb, load
from forum.days import deadline, vndate, vntime
from forum.deadlines.policy import DutyKind
from forum.deadlines.queries import duty_of
from forum.notifications.dispatch import notifies
from forum.notifications.letter import THANKS, Letter, letters_to, with_head
from forum.notifications.letters.announcing import Announced, announced_to, with_purposes
from forum.notifications.subjects import Subject, subject_of
from forum.state import word_of
from forum.terms import notice
from forum.thing import Thing
from forum.urls import url_for
from forum.words import Words, _, joined


@notifies(events.Announced)
async def announced(db: ReadDb, happened: events.Announced, at: datetime) -> list[Letter]:
    """To followers, and to all who asked for every draft."""
    it = await load(db, Consultation, happened.thing.id)
    body = (await body_names(db, {it.body_id}))[it.body_id]
    until = deadline(happened.closes_on, of_person=True)
    sentence = _(
        '{body} lấy ý kiến về dự thảo "{title}" từ ngày {opens_on} {until}. Mời Ông/Bà đọc và góp ý tại liên kết '
        "dưới đây.",
        body=body,
        title=it.title,
        opens_on=vndate(happened.opens_on),
        until=until,
    )
    subject = subject_of(events.Announced, code=it.code, until=until)
    path = url_for("consultations.consultation", it.id, slug=it.slug)
    letter = Letter(0, subject, sentence, happened.thing, path)
    what = Announced(happened.thing, it.forum_id, (it.body_id,), it.audience)
    return with_purposes(letter, await announced_to(db, what, at), at, end_of_day(happened.closes_on))


@notifies(events.Extended)
async def extended(db: ReadDb, happened: events.Extended, at: datetime) -> list[Letter]:
    """To whoever was told of the draft, and to all who wrote on it."""
    it = await load(db, Consultation, happened.thing.id)
    until = deadline(happened.closes_on, of_person=True)
    sentence = _(
        'Việc lấy ý kiến về dự thảo "{title}" được gia hạn: nhận góp ý {until}, không phải {before} như đã báo. '
        "Lý do: {reason}",
        title=it.title,
        before=deadline(happened.closes_before, of_person=True),
        until=until,
        reason=happened.reason,
    )
    subject = subject_of(events.Extended, code=it.code, until=until)
    path = url_for("consultations.consultation", it.id, slug=it.slug)
    letter = Letter(0, subject, sentence, happened.thing, path)
    what = Announced(happened.thing, it.forum_id, (it.body_id,), it.audience)
    people = await announced_to(db, what, at)
    people |= {one: people.get(one, Purpose.mail) for one in await _who_wrote(db, it.id)}
    return with_purposes(letter, people, at, end_of_day(happened.closes_before))


async def _who_wrote(db: ReadDb, consultation_id: int) -> Sequence[int]:
    authors = select(Contribution.persona_id).join(Opinion, Opinion.id == Contribution.id)
    return (await db.scalars(authors.where(Opinion.consultation_id == consultation_id).distinct())).all()


@notifies(events.OpinionsSubmitted)
async def submitted(db: ReadDb, happened: events.OpinionsSubmitted, at: datetime) -> list[Letter]:
    """One receipt for all that was sent at once."""
    it = await load(db, Consultation, happened.thing.id)
    submission = await load(db, OpinionSubmission, happened.submission_id)
    rows = await db.scalars(
        select(Contribution.code)
        .join(Opinion, Opinion.id == Contribution.id)
        .where(Opinion.submission_id == submission.id)
        .order_by(Opinion.id)
    )
    codes = [code for code in rows if code is not None]
    text = _(
        'Hệ thống Hiến Kế đã nhận phiếu góp ý, mã số {code}, về dự thảo "{title}" lúc {sent_at}. Phiếu có {count} góp '
        "ý: {codes}.\nMỗi góp ý được duyệt và trả lời riêng; Ông/Bà có thể theo dõi cả phiếu tại liên kết dưới đây.",
        code=submission.code,
        title=it.title,
        sent_at=vntime(submission.sent_at),
        count=len(codes),
        codes=", ".join(codes),
    )
    text = await with_head(db, text)
    subject = subject_of(events.OpinionsSubmitted, code=submission.code)
    path = url_for("consultations.submission", submission.id)
    return [Letter(happened.persona_id, subject, text, happened.thing, path, close=THANKS)]


@notifies(events.OpinionAnswered)
async def answered(db: ReadDb, happened: events.OpinionAnswered, at: datetime) -> list[Letter]:
    """To the opinion's author: the result and a link."""
    opinion = await load(db, Opinion, happened.opinion_id)
    text = await load(db, Contribution, happened.opinion_id)
    it = await load(db, Consultation, opinion.consultation_id)
    response = await load(db, OpinionResponse, happened.response_id)
    place = await _place_of(db, it, opinion.paragraph_id, opinion.version)
    path = url_for("consultations.opinion", text.id)
    letter = notice(
        "opinion_answered",
        body=(await body_names(db, {it.body_id}))[it.body_id],
        code=text.code,
        where=place,
        result=word_of(response.result).lower(),
    )
    window = await duty_of(db, at, happened.thing, DutyKind.not_understood)
    if window is not None and window.is_open:
        until = deadline(window.due_at, of_person=True)
        once = _("Nếu giải trình chưa hiểu đúng ý, Ông/Bà có thể cho biết một lần, {until}.", until=until)
        letter = joined([letter, once], "\n")
    letter = joined([letter, *await _about_wording(db, opinion, response, at)], "\n")
    subject = subject_of(events.OpinionAnswered, code=text.code)
    return [Letter(text.persona_id, subject, letter, happened.thing, path, close=THANKS)]


@notifies(events.OpinionReopened)
async def reopened(db: ReadDb, happened: events.OpinionReopened, at: datetime) -> list[Letter]:
    """To the opinion's author, who was told that it was answered."""
    text = await load(db, Contribution, happened.opinion_id)
    it = await load(db, Consultation, (await load(db, Opinion, happened.opinion_id)).consultation_id)
    sentence = _(
        'Nội dung giải trình đã công khai cho góp ý {code} về dự thảo "{title}" được ghi nhận là do thủ trưởng {body} '
        "duyệt; nay thủ trưởng cho biết đó không phải ý mình. Nội dung ấy vẫn đọc được, kèm điều này. Góp ý được coi "
        "là chưa được tiếp thu, giải trình.",
        code=text.code,
        title=it.title,
        body=(await body_names(db, {it.body_id}))[it.body_id],
    )
    if happened.due_at is not None:
        again = _("Hạn công khai giải trình lại: {due}.", due=deadline(happened.due_at))
        sentence = joined([sentence, again], " ")
    subject = subject_of(events.OpinionReopened, code=text.code)
    path = url_for("consultations.opinion", text.id)
    return [Letter(text.persona_id, subject, sentence, happened.thing, path)]


@notifies(events.OpinionNoted)
async def noted(db: ReadDb, happened: events.OpinionNoted, at: datetime) -> list[Letter]:
    """To the colleagues who are mentioned; what the note says is read on the page alone."""
    return await _mentioned(db, happened)


@notifies(events.NoteCorrected)
async def note_corrected(db: ReadDb, happened: events.NoteCorrected, at: datetime) -> list[Letter]:
    """To those who were not mentioned before."""
    return await _mentioned(db, happened)


async def _mentioned(db: ReadDb, happened: events.OpinionNoted | events.NoteCorrected) -> list[Letter]:
    text = await load(db, Contribution, happened.thing.id)
    sentence = _("Một đồng nghiệp nhắc Ông/Bà trong ghi chú nội bộ về góp ý {code}.", code=text.code)
    path = url_for("consultations.note_on_opinion", text.id)
    subject = subject_of(type(happened), code=text.code)
    return letters_to(happened.mentioned, subject, sentence, happened.thing, path)


async def _about_wording(
    db: ReadDb, opinion: Opinion, response: OpinionResponse, at: datetime
) -> list[Words]:
    """What the author is asked where a wording was taken up."""
    if not (response.wording and opinion.proposed_wording):
        return []
    asked = []
    window = await duty_of(db, at, Thing("opinion", opinion.id), DutyKind.agree_wording)
    if window is not None and window.is_open:
        until = deadline(window.due_at, of_person=True)
        asked.append(
            _(
                "Câu chữ Ông/Bà đề nghị được tiếp thu với chỉnh sửa; mời xem và cho biết có đồng ý không, {until}. "
                "Nếu không trả lời, trang ghi là không trả lời và việc ban hành không phải chờ.",
                until=until,
            )
        )
    if opinion.may_be_named is None:
        asked.append(_("Ông/Bà có thể cho phép nêu tên mình bên câu chữ được tiếp thu, ở trang góp ý."))
    return asked


@notifies(events.WordingAnswered)
async def wording_answered(db: ReadDb, happened: events.WordingAnswered, at: datetime) -> list[Letter]:
    """To those who answer."""
    opinion = await load(db, Opinion, happened.opinion_id)
    text = await load(db, Contribution, happened.opinion_id)
    it = await load(db, Consultation, opinion.consultation_id)
    agreed = _("Tác giả góp ý {code} đồng ý với câu chữ đã chỉnh sửa khi tiếp thu.", code=text.code)
    refused = _("Tác giả góp ý {code} không đồng ý với câu chữ đã chỉnh sửa khi tiếp thu.", code=text.code)
    path = url_for("consultations.draft_response", it.id, query={"y-kien": text.id})
    staff = await personas_bound(db, at, Role.body_officer, Role.body_head, body_id=it.body_id)
    subject = subject_of(events.WordingAnswered, code=text.code)
    return letters_to(staff, subject, agreed if happened.agrees else refused, happened.thing, path)


@notifies(events.OpinionsAssigned)
async def assigned(db: ReadDb, happened: events.OpinionsAssigned, at: datetime) -> list[Letter]:
    it = await load(db, Consultation, happened.thing.id)
    sentence = _(
        'Ông/Bà được giao soạn tiếp thu, giải trình {count} góp ý về dự thảo "{title}".',
        count=len(happened.opinion_ids),
        title=it.title,
    )
    path = url_for("consultations.draft_response", it.id, query={"cua-toi": 1})
    subject = subject_of(events.OpinionsAssigned, code=it.code)
    return [Letter(happened.officer_id, subject, sentence, happened.thing, path)]


@notifies(events.ResponseObjected)
async def response_objected(db: ReadDb, happened: events.ResponseObjected, at: datetime) -> list[Letter]:
    """To those who answer; the author's words are read on the page, once they are judged."""
    opinion = await load(db, Opinion, happened.opinion_id)
    text = await load(db, Contribution, happened.opinion_id)
    it = await load(db, Consultation, opinion.consultation_id)
    sentence = _(
        "Tác giả góp ý {code} cho biết nội dung giải trình chưa hiểu đúng ý mình; đề nghị giải trình lại.",
        code=text.code,
    )
    path = url_for("consultations.draft_response", it.id, query={"y-kien": text.id})
    staff = await personas_bound(db, at, Role.body_officer, Role.body_head, body_id=it.body_id)
    subject = subject_of(events.ResponseObjected, code=text.code)
    return letters_to(staff, subject, sentence, happened.thing, path)


@notifies(events.ObjectionWindowEnded)
async def objection_window_ended(
    db: ReadDb, happened: events.ObjectionWindowEnded, at: datetime
) -> list[Letter]:
    """To the opinion's author: the published response stands."""
    opinion = await load(db, Opinion, happened.opinion_id)
    text = await load(db, Contribution, happened.opinion_id)
    it = await load(db, Consultation, opinion.consultation_id)
    sentence = _(
        'Đợt lấy ý kiến về dự thảo "{title}" {ended}, nên Ông/Bà không còn cho biết giải trình về góp ý {code} chưa '
        "hiểu đúng ý được nữa.",
        title=it.title,
        code=text.code,
        ended=word_of(it.state).lower(),
    )
    if happened.was_sent:
        sentence = _(
            'Đợt lấy ý kiến về dự thảo "{title}" {ended}, nên phản hồi của Ông/Bà rằng giải trình về góp ý {code} '
            "chưa hiểu đúng ý không được giải trình lại nữa; phản hồi vẫn được giữ trên trang.",
            title=it.title,
            code=text.code,
            ended=word_of(it.state).lower(),
        )
    subject = subject_of(events.ObjectionWindowEnded, code=text.code)
    path = url_for("consultations.opinion", text.id)
    return [Letter(text.persona_id, subject, sentence, happened.thing, path)]


async def _place_of(db: ReadDb, it: Consultation, paragraph_id: int | None, version: int) -> Words:
    """A paragraph in a version of the draft, or the draft."""
    path = await db.scalar(
        select(ParagraphText.path).where(
            ParagraphText.paragraph_id == paragraph_id, ParagraphText.version == version
        )
    )
    if not path:
        return _('dự thảo "{title}"', title=it.title)
    return _('{path} của dự thảo "{title}"', path=path, title=it.title)


@notifies(events.RoundOpened)
async def round_opened(db: ReadDb, happened: events.RoundOpened, at: datetime) -> list[Letter]:
    """To whoever was told of the draft, and to all who wrote on it."""
    it = await load(db, Consultation, happened.thing.id)
    until = deadline(happened.closes_on, of_person=True)
    sentence = _(
        'Dự thảo "{title}" có bản {number}, lấy ý kiến từ ngày {opens_on} {until}. Những gì thay đổi và vì sao: {what}',
        title=it.title,
        number=happened.number,
        opens_on=vndate(happened.opens_on),
        until=until,
        what=happened.what_changed,
    )
    subject = subject_of(events.RoundOpened, code=it.code, until=until)
    path = url_for("consultations.version", it.id, happened.number, slug=it.slug)
    letter = Letter(0, subject, sentence, happened.thing, path)
    people = await announced_to(db, Announced(happened.thing, it.forum_id, (it.body_id,), it.audience), at)
    people |= {one: people.get(one, Purpose.mail) for one in await _who_wrote(db, it.id)}
    return with_purposes(letter, people, at, end_of_day(happened.closes_on))


@notifies(events.IssuedTextPublished)
async def issued_text_published(
    db: ReadDb, happened: events.IssuedTextPublished, at: datetime
) -> list[Letter]:
    """To all who wrote."""
    it = await load(db, Consultation, happened.thing.id)
    sentence = _(
        'Văn bản "{title}" đã ban hành, số {number}. Mời Ông/Bà xem văn bản bên bản dự thảo cuối, và ý kiến nào có '
        "trong văn bản.",
        title=it.title,
        number=it.issued_number,
    )
    path = url_for("consultations.issued_text", it.id, slug=it.slug)
    subject = subject_of(events.IssuedTextPublished, code=it.code)
    return letters_to(await _who_wrote(db, it.id), subject, sentence, happened.thing, path)


@notifies(events.SlipMended)
async def slip_mended(db: ReadDb, happened: events.SlipMended, at: datetime) -> list[Letter]:
    """To all who wrote on that paragraph."""
    it = await load(db, Consultation, happened.thing.id)
    authors = select(Contribution.persona_id).join(Opinion, Opinion.id == Contribution.id)
    people = await db.scalars(authors.where(Opinion.place_id == happened.paragraph_id).distinct())
    sentence = _(
        "Một lỗi gõ ở {place}, nơi Ông/Bà đã góp ý, được sửa; chữ trước khi sửa vẫn được lưu. Lý do: {reason}",
        place=await _place_of(db, it, happened.paragraph_id, it.shown_version),
        reason=happened.reason,
    )
    path = url_for("consultations.paragraph", it.id, happened.paragraph_id, slug=it.slug)
    subject = subject_of(events.SlipMended, code=it.code)
    return letters_to(people.all(), subject, sentence, happened.thing, path)


@notifies(events.OpinionPlaced)
async def placed(db: ReadDb, happened: events.OpinionPlaced, at: datetime) -> list[Letter]:
    """To the opinion's author: where it stands now."""
    it = await load(db, Consultation, happened.thing.id)
    text = await load(db, Contribution, happened.opinion_id)
    place = await _place_of(db, it, happened.paragraph_id, it.shown_version)
    sentence = _(
        "Đoạn mà góp ý {code} của Ông/Bà nói đến đã thay đổi; góp ý nay được đặt ở {place}. Lời góp ý và câu chữ đã "
        "trích vẫn giữ nguyên.",
        code=text.code,
        place=place,
    )
    subject = subject_of(events.OpinionPlaced, code=text.code)
    path = url_for("consultations.opinion", text.id)
    return [Letter(text.persona_id, subject, sentence, happened.thing, path)]


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
