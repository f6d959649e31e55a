"""Letters to a person who asked for erasure. The law asks for them, so they need no consent to mail."""

from datetime import datetime

from forum.accounts import events
from forum.accounts.models import ErasureRequest
from forum.database import ReadDb, load
from forum.days import deadline
from forum.deadlines.policy import DutyKind
from forum.deadlines.queries import duties_of
from forum.notifications.dispatch import notifies
from forum.notifications.letter import Letter, letters_to
from forum.notifications.subjects import Subject, subject_of
from forum.terms import term
from forum.thing import Thing
from forum.urls import url_for
from forum.words import Words, _


def _to_the_person(persona_id: int, subject: Subject, text: Words, thing: Thing) -> list[Letter]:
    path = url_for("mine.mine", anchor="xoa-du-lieu")
    return [Letter(persona_id, subject, text, thing, path, purpose=None)]


async def _due_of(db: ReadDb, thing: Thing, at: datetime) -> Words | None:
    """The deadline of an open request."""
    duty = (await duties_of(db, at, [thing])).get((thing, DutyKind.erase))
    return None if duty is None or duty.due_at is None else deadline(duty.due_at)


@notifies(events.ErasureAsked)
async def erasure_asked(db: ReadDb, happened: events.ErasureAsked, at: datetime) -> list[Letter]:
    due = await _due_of(db, happened.thing, at)
    if due is None:  # taken back meanwhile
        return []
    text = _(
        "Yêu cầu xóa dữ liệu cá nhân của Ông/Bà đã được nhận; thời hạn thực hiện: {due}. Việc xóa do hai người thực "
        "hiện và không hoàn lại được; trước khi thực hiện, Ông/Bà có thể rút lại yêu cầu ở mục “Của tôi”.",
        due=due,
    )
    subject = subject_of(events.ErasureAsked, what=term("objects.erasure"), due=due)
    return _to_the_person(happened.persona_id, subject, text, happened.thing)


@notifies(events.ErasureSentBack)
async def erasure_sent_back(db: ReadDb, happened: events.ErasureSentBack, at: datetime) -> list[Letter]:
    """To the person, and to who proposed it where another sent it back."""
    due = await _due_of(db, happened.thing, at)
    if due is None:  # taken back meanwhile
        return []
    text = _(
        "Đề nghị giải quyết yêu cầu xóa dữ liệu cá nhân của Ông/Bà đã được trả lại để xem xét lại; chưa có dữ liệu nào "
        "bị xóa. Thời hạn thực hiện giữ nguyên: {due}. Lý do: {reason}",
        due=due,
        reason=happened.reason,
    )
    what = term("objects.erasure")
    subject = subject_of(events.ErasureSentBack, what=what, due=due)
    letters = _to_the_person(happened.persona_id, subject, text, happened.thing)
    if not happened.is_own:
        text = _("Đề nghị giải quyết của Ông/Bà bị trả lại. Lý do: {reason}", reason=happened.reason)
        subject = subject_of(events.ErasureSentBack, "proposer", what=what)
        path = url_for("admin.propose_erasure", happened.thing.id)
        letters += letters_to([happened.proposed_by], subject, text, happened.thing, path)
    return letters


@notifies(events.ErasureDeclined)
async def erasure_declined(db: ReadDb, happened: events.ErasureDeclined, at: datetime) -> list[Letter]:
    request = await load(db, ErasureRequest, happened.thing.id)
    text = _(
        "Yêu cầu xóa dữ liệu cá nhân của Ông/Bà không thực hiện được. Căn cứ: {law}. Lý do: {reason}",
        law=request.legal_basis.rstrip("."),
        reason=request.reason,
    )
    subject = subject_of(events.ErasureDeclined, what=term("objects.erasure"))
    return _to_the_person(happened.persona_id, subject, text, happened.thing)


@notifies(events.ErasedInPart)
async def erased_in_part(db: ReadDb, happened: events.ErasedInPart, at: datetime) -> list[Letter]:
    request = await load(db, ErasureRequest, happened.thing.id)
    text = _(
        "Yêu cầu xóa dữ liệu cá nhân của Ông/Bà được thực hiện một phần: họ tên đã được bỏ khỏi các bài; bản nháp, "
        "thông báo, tra cứu và việc theo dõi đã được xóa; tài khoản được giữ. Căn cứ: {law}. Lý do: {reason}",
        law=request.legal_basis.rstrip("."),
        reason=request.reason,
    )
    subject = subject_of(events.ErasedInPart, what=term("objects.erasure"))
    return _to_the_person(happened.persona_id, subject, text, happened.thing)
