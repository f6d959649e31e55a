"""Letters about threads and proposals."""

from datetime import datetime

from forum.accounts.queries import body_names, persona_labels, personas_bound
from forum.actor import Role
from forum.contributions.events import Published
from forum.contributions.models import Contribution
from forum.contributions.queries import followers
from forum.database import ReadDb, load
from forum.days import deadline, vndate
from forum.deadlines.policy import DutyKind
from forum.deadlines.queries import duty_of
from forum.notifications.dispatch import notifies
from forum.notifications.letter import Letter, letters_to, named
from forum.notifications.letters.official import owed_again
from forum.notifications.subjects import subject_of
from forum.state import word_of
from forum.thing import Thing
from forum.threads import events
from forum.threads.models import Post, Proposal
from forum.threads.queries import url_of_thread
from forum.words import _


async def _author_and_followers(db: ReadDb, it: Contribution, *but: int | None) -> list[int]:
    recipients = [it.persona_id, *await followers(db, Thing(it.kind, it.id))]
    return [p for p in dict.fromkeys(recipients) if p not in but]


async def replied(db: ReadDb, it: Contribution, at: datetime) -> list[Letter]:
    """To the followers of the thread of a new post."""
    post = await load(db, Post, it.id)
    head = await load(db, Contribution, post.thread_id)
    writer = (await persona_labels(db, {it.persona_id}))[it.persona_id].name
    recipients = await _author_and_followers(db, head, it.persona_id)
    path = f"{await url_of_thread(db, head.id)}?tu={post.id}#bai-{post.id}"
    subject = subject_of(Published, what=named(head), writer=writer)
    body = _(
        '{writer} vừa trả lời trong "{title}". Mời Ông/Bà xem tại liên kết dưới đây.',
        writer=writer,
        title=head.title,
    )
    return letters_to(recipients, subject, body, Thing(it.kind, it.id), path)


@notifies(events.Assigned, events.HandedOver)
async def assigned_to_body(
    db: ReadDb, happened: events.Assigned | events.HandedOver, at: datetime
) -> list[Letter]:
    """To the new body's officers, the author, and the officers of a body from which the office took it."""
    it = await load(db, Contribution, happened.thing.id)
    body_id = happened.body_id if isinstance(happened, events.Assigned) else happened.to_body_id
    body = (await body_names(db, {body_id}))[body_id]
    path = await url_of_thread(db, it.id)
    officers = await personas_bound(db, at, Role.body_officer, Role.body_head, body_id=body_id)
    duty = await duty_of(db, at, happened.thing, DutyKind.take_up)
    due = _("; thời hạn: {due_at}", due_at=deadline(duty.due_at)) if duty is not None and duty.due_at else ""
    to_officers = _(
        'Hiến kế {code} "{title}" được giao {body}. Đề nghị tiếp nhận{due}.',
        code=it.code,
        title=it.title,
        body=body,
        due=due,
    )
    to_author = _(
        "Hiến kế {code} của Ông/Bà được chuyển đến {body} để xem xét tiếp nhận{due}.",
        code=it.code,
        body=body,
        due=due,
    )
    to_body = subject_of(type(happened), "body", code=it.code)
    return [
        *await _to_the_former(db, happened, it, at, path),
        *letters_to(officers, to_body, to_officers, happened.thing, path),
        *letters_to(
            [it.persona_id],
            subject_of(type(happened), code=it.code, body=body),
            to_author,
            happened.thing,
            path,
        ),
    ]


async def _to_the_former(
    db: ReadDb, happened: events.Assigned | events.HandedOver, it: Contribution, at: datetime, path: str
) -> list[Letter]:
    """Who hands it over themselves need not be told."""
    if isinstance(happened, events.HandedOver) or happened.from_body_id is None:
        return []
    officers = await personas_bound(db, at, Role.body_officer, Role.body_head, body_id=happened.from_body_id)
    body = (await body_names(db, {happened.body_id}))[happened.body_id]
    text = _(
        'Hiến kế {code} "{title}" nay được giao {body}. Quý cơ quan không còn phải trả lời; dự thảo trả lời đang soạn, '
        "nếu có, đã đóng.",
        code=it.code,
        title=it.title,
        body=body,
    )
    return letters_to(
        officers, subject_of(events.Assigned, "former", code=it.code), text, happened.thing, path
    )


@notifies(events.TakenUp)
async def taken_up(db: ReadDb, happened: events.TakenUp, at: datetime) -> list[Letter]:
    it = await load(db, Contribution, happened.thing.id)
    body = (await body_names(db, {happened.body_id}))[happened.body_id]
    recipients = await _author_and_followers(db, it)
    text = _(
        "{body} đã tiếp nhận hiến kế {code} ngày {at}. Thời hạn trả lời: {due_at}.",
        body=body,
        code=it.code,
        at=vndate(at),
        due_at=deadline(happened.due_at),
    )
    path = await url_of_thread(db, it.id)
    subject = subject_of(events.TakenUp, code=it.code, body=body, due=deadline(happened.due_at))
    return letters_to(recipients, subject, text, happened.thing, path)


@notifies(events.ClarificationAsked)
async def clarification_asked(db: ReadDb, happened: events.ClarificationAsked, at: datetime) -> list[Letter]:
    it = await load(db, Contribution, happened.thing.id)
    body = (await body_names(db, {happened.body_id}))[happened.body_id]
    text = _(
        "{body} đề nghị Ông/Bà làm rõ hiến kế {code}: {what}\nThời hạn làm rõ: {until}. Thời hạn trả lời "
        "tạm dừng cho đến khi Ông/Bà phản hồi; sau thời hạn làm rõ, cơ quan trả lời theo nội dung đã có.",
        body=body,
        code=it.code,
        what=happened.what,
        until=deadline(happened.until, of_person=True),
    )
    path = await url_of_thread(db, it.id)
    subject = subject_of(events.ClarificationAsked, code=it.code, until=deadline(happened.until))
    return letters_to([it.persona_id], subject, text, happened.thing, path)


async def clarified(db: ReadDb, it: Contribution, at: datetime) -> list[Letter]:
    """To the body's officers: the clarification can be read, and the clock runs again."""
    head = await load(db, Contribution, it.subject_id)
    proposal = await load(db, Proposal, head.id)
    about = Thing(head.kind, head.id)
    answer = await duty_of(db, at, about, DutyKind.answer)
    if proposal.body_id is None or answer is None or answer.done_at is not None:
        return []
    officers = await personas_bound(db, at, Role.body_officer, body_id=proposal.body_id)
    text = _(
        "Tác giả đã làm rõ hiến kế {code}. Đề nghị trả lời; thời hạn: {due_at}.",
        code=head.code,
        due_at=deadline(answer.due_at),
    )
    path = f"{await url_of_thread(db, head.id)}#bai-{it.id}"
    subject = subject_of(Published, "clarification", code=head.code)
    return letters_to(officers, subject, text, about, path)


@notifies(events.ClarificationClosed)
async def clarification_closed(
    db: ReadDb, happened: events.ClarificationClosed, at: datetime
) -> list[Letter]:
    it = await load(db, Contribution, happened.thing.id)
    officers = await personas_bound(db, at, Role.body_officer, body_id=happened.body_id)
    text = _(
        "Đã hết thời gian làm rõ hiến kế {code}. Đề nghị trả lời theo nội dung đã có; thời hạn: {due_at}.",
        code=it.code,
        due_at=deadline(happened.due_at),
    )
    path = await url_of_thread(db, it.id)
    return letters_to(
        officers, subject_of(events.ClarificationClosed, code=it.code), text, happened.thing, path
    )


@notifies(events.Answered)
async def answered(db: ReadDb, happened: events.Answered, at: datetime) -> list[Letter]:
    it = await load(db, Contribution, happened.thing.id)
    body = (await body_names(db, {happened.body_id}))[happened.body_id]
    recipients = await _author_and_followers(db, it)
    outcome = word_of(happened.outcome).lower()
    text = _(
        "{body} đã trả lời hiến kế {code}. Kết quả: {outcome}. Lý do và nội dung đầy "
        "đủ tại liên kết dưới đây.\nTác giả có thể cho biết câu trả lời đã đáp ứng "
        "chưa; nếu chưa, cơ quan trả lời lại một lần.",
        body=body,
        code=it.code,
        outcome=outcome,
    )
    path = f"{await url_of_thread(db, it.id)}#tra-loi-{happened.answer_id}"
    return letters_to(
        recipients, subject_of(events.Answered, code=it.code, outcome=outcome), text, happened.thing, path
    )


@notifies(events.AnswerRated)
async def answer_rated(db: ReadDb, happened: events.AnswerRated, at: datetime) -> list[Letter]:
    it = await load(db, Contribution, happened.thing.id)
    officers = await personas_bound(db, at, Role.body_officer, Role.body_head, body_id=happened.body_id)
    due = (
        _(" Đề nghị trả lời lại; thời hạn: {due_at}.", due_at=deadline(happened.due_at))
        if happened.due_at
        else ""
    )
    message = _("đã đáp ứng") if happened.answered else _("chưa đáp ứng")
    text = _(
        "Tác giả hiến kế {code} cho biết câu trả lời {message}.{due}", code=it.code, message=message, due=due
    )
    path = await url_of_thread(db, it.id)
    subject = subject_of(events.AnswerRated, code=it.code, verdict=message)
    return letters_to(officers, subject, text, happened.thing, path)


@notifies(events.ProposalReopened)
async def reopened(db: ReadDb, happened: events.ProposalReopened, at: datetime) -> list[Letter]:
    """To whoever was told that it was answered."""
    it = await load(db, Contribution, happened.thing.id)
    text = await load(db, Contribution, happened.answer_id)
    by = (await persona_labels(db, {text.persona_id}))[text.persona_id].name
    message = _(
        'Câu trả lời đã công bố cho hiến kế {code} "{title}" được ghi nhận là do thủ trưởng {by} duyệt; nay thủ trưởng '
        "cho biết đó không phải ý mình. Câu trả lời ấy vẫn đọc được, kèm điều này. Hiến kế được coi là chưa trả lời; "
        "{due}.",
        code=it.code,
        title=it.title,
        by=by,
        due=owed_again(happened.due_at, it, at),
    )
    path = await url_of_thread(db, it.id)
    subject = subject_of(events.ProposalReopened, code=it.code)
    return letters_to(await _author_and_followers(db, it), subject, message, happened.thing, path)
