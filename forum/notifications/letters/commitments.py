"""Letters about commitments: to the responsible body, the confirmer and the asker. What a body or a leader wrote is on
the page, as long as it may be read there, and in no letter."""

from datetime import datetime

from sqlalchemy import select

from forum.accounts.models import Body
from forum.accounts.queries import personas_bound
from forum.actor import Role
from forum.commitments import events
from forum.commitments.models import Commitment
from forum.commitments.policy import CommitmentState, Outcome
from forum.commitments.queries import state_words
from forum.contributions.events import Published
from forum.contributions.models import Contribution, Follow
from forum.contributions.queries import followers
from forum.database import ReadDb, load
from forum.days import deadline
from forum.deadlines.policy import DutyKind
from forum.deadlines.queries import duty_of
from forum.notifications.dispatch import notifies
from forum.notifications.letter import Letter, letters_to
from forum.notifications.subjects import Subject, subject_of
from forum.programme.models import TaskLink
from forum.state import word_of
from forum.thing import Thing
from forum.urls import url_for
from forum.words import Words, _


async def _confirmers(db: ReadDb, it: Commitment, at: datetime) -> list[int]:
    if it.confirmer_leader_id is None:
        return [it.confirmer_id]
    return await personas_bound(db, at, Role.leader, Role.assistant, leader_id=it.confirmer_leader_id)


async def _people(db: ReadDb, it: Commitment, at: datetime) -> list[int]:
    """The confirmer and the followers; askers follow what became of their question."""
    following = await followers(db, Thing("commitment", it.id))
    return list(dict.fromkeys([*await _confirmers(db, it, at), *following]))


async def _watchers(db: ReadDb, it: Commitment) -> list[int]:
    """Followers of the commitment's tasks."""
    rows = await db.scalars(
        select(Follow.persona_id)
        .join(TaskLink, (Follow.thing_kind == "task") & (Follow.thing_id == TaskLink.task_id))
        .where(TaskLink.kind == "commitment", TaskLink.thing_id == it.id, Follow.persona_id != it.made_by)
        .order_by(Follow.persona_id)
    )
    return list(dict.fromkeys(rows.all()))


def _letters(
    it: Commitment, persona_ids: list[int], subject: Subject, message: Words, body: str = ""
) -> list[Letter]:
    path = url_for("commitments.commitment", it.id)
    return letters_to(persona_ids, subject, message, Thing("commitment", it.id), path, body=body)


async def _to_body(
    db: ReadDb, it: Commitment, body: Body, at: datetime, subject: Subject, message: Words
) -> list[Letter]:
    officers = await personas_bound(db, at, Role.body_officer, Role.body_head, body_id=it.body_id)
    return _letters(it, officers, subject, message, body.name)


async def _both(db: ReadDb, thing: Thing) -> tuple[Commitment, Body]:
    it = await load(db, Commitment, thing.id)
    return it, await load(db, Body, it.body_id)


@notifies(events.Committed)
async def committed(db: ReadDb, happened: events.Committed, at: datetime) -> list[Letter]:
    it, body = await _both(db, happened.thing)
    due = deadline(happened.due_on)
    to_people = _(
        'Một cam kết đã được ghi nhận, mã số {code}: "{title}". Chịu trách nhiệm: '
        "{body_name}; thời hạn: {due}.",
        code=it.code,
        title=it.title,
        body_name=body.name,
        due=due,
    )
    to_body = _(
        'Quý cơ quan được giao nội dung "{title}", mã số {code}; thời hạn: {due}. Đề '
        "nghị báo cáo tiến độ và kết quả tại liên kết dưới đây.",
        title=it.title,
        code=it.code,
        due=due,
    )
    subject = subject_of(events.Committed, code=it.code, due=due)
    assigned = subject_of(events.Committed, "body", code=it.code, due=due)
    people = await _people(db, it, at)
    watching = [one for one in await _watchers(db, it) if one not in people]
    return [
        *_letters(it, people, subject, to_people),
        *_letters(it, watching, subject, to_people),
        *await _to_body(db, it, body, at, assigned, to_body),
    ]


RESULTS = {
    Outcome.done: _("đã hoàn thành"),
    Outcome.partly_done: _("hoàn thành một phần"),
    Outcome.cannot_be_done: _("không thực hiện được"),
}


@notifies(events.Reported)
async def reported(db: ReadDb, happened: events.Reported, at: datetime) -> list[Letter]:
    """Asks the confirmer to confirm or dispute a result by a date; informs the others. All get the same on
    progress."""
    it, body = await _both(db, happened.thing)
    everyone = await _people(db, it, at)
    if happened.outcome == Outcome.progress:
        message = _(
            '{body_name} báo cáo tiến độ nội dung "{title}"; nội dung báo cáo đọc tại trang cam kết.',
            body_name=body.name,
            title=it.title,
        )
        return _letters(it, everyone, subject_of(events.Reported, "progress", code=it.code), message)
    asked = await _confirmers(db, it, at)
    result = RESULTS[happened.outcome]
    asking = _(
        '{body_name} báo cáo {result} nội dung "{title}"; nội dung báo cáo đọc tại trang cam kết.\nĐề nghị Ông/Bà xem '
        "minh chứng và cho ý kiến; thời hạn: {confirm_by}. Sau thời hạn trên, nếu không có "
        "ý kiến, nội dung được ghi là chưa có người xác nhận.",
        body_name=body.name,
        result=result,
        title=it.title,
        confirm_by=deadline(happened.confirm_by, of_person=True),
    )
    notice_text = _(
        '{body_name} báo cáo {result} nội dung "{title}"; nội dung báo cáo đọc tại trang cam kết.',
        body_name=body.name,
        result=result,
        title=it.title,
    )
    others = [one for one in everyone if one not in asked]
    return [
        *_letters(it, asked, subject_of(events.Reported, "asked", code=it.code, result=result), asking),
        *_letters(it, others, subject_of(events.Reported, code=it.code, result=result), notice_text),
    ]


@notifies(events.DueChanged)
async def due_changed(db: ReadDb, happened: events.DueChanged, at: datetime) -> list[Letter]:
    it, body = await _both(db, happened.thing)
    owed = await duty_of(db, at, happened.thing, DutyKind.report)
    assert owed is not None  # every commitment has a date
    message = _(
        '{body_name} điều chỉnh thời hạn nội dung "{title}" lần {change_count}. Thời hạn mới: '
        "{due_after}; thời hạn trước đó: {due_before}; thời hạn giao ban đầu: {first_due}. Lý do đọc tại trang "
        "cam kết.",
        body_name=body.name,
        title=it.title,
        due_before=deadline(happened.due_before),
        due_after=deadline(happened.due_after),
        change_count=happened.change_count,
        first_due=deadline(owed.first_due_at),
    )
    due = deadline(happened.due_after)
    people = await _people(db, it, at)
    subject = subject_of(events.DueChanged, code=it.code, due=due)
    if happened.object_by is None:
        return _letters(it, people, subject, message)
    asked = [one for one in people if one == it.confirmer_id]
    objecting = _(
        "{message}\nĐây là thời hạn do cơ quan tự đặt. Nếu chưa đồng ý, Ông/Bà có thể nêu ý kiến; thời hạn: "
        "{object_by}.",
        message=message,
        object_by=deadline(happened.object_by, of_person=True),
    )
    return [
        *_letters(it, asked, subject_of(events.DueChanged, "asked", code=it.code, due=due), objecting),
        *_letters(it, [one for one in people if one not in asked], subject, message),
    ]


@notifies(events.Requested)
async def requested(db: ReadDb, happened: events.Requested, at: datetime) -> list[Letter]:
    """To the leader who decides and those who prepare it; to those who follow it."""
    it, body = await _both(db, happened.thing)
    deciding = await personas_bound(db, at, Role.leader, Role.assistant, leader_id=happened.leader_id)
    message = _(
        '{body_name} nêu đề nghị về nội dung "{title}", mã số {code}: {asks_for}. Lý do đọc tại trang cam kết.',
        body_name=body.name,
        title=it.title,
        code=it.code,
        asks_for=word_of(happened.asks_for),
    )
    others = [one for one in await _people(db, it, at) if one not in deciding]
    return [
        *_letters(it, deciding, subject_of(events.Requested, "asked", code=it.code), message),
        *_letters(it, others, subject_of(events.Requested, code=it.code), message),
    ]


@notifies(events.Ruled)
async def ruled(db: ReadDb, happened: events.Ruled, at: datetime) -> list[Letter]:
    """A refusal; what is granted is told with what follows from it."""
    if happened.granted:
        return []
    it, body = await _both(db, happened.thing)
    message = _(
        'Đề nghị của {body_name} về nội dung "{title}", mã số {code}, không được chấp thuận; cam kết giữ như đã giao. '
        "Lý do đọc tại trang cam kết.",
        body_name=body.name,
        title=it.title,
        code=it.code,
    )
    subject = subject_of(events.Ruled, code=it.code)
    return [
        *_letters(it, await _people(db, it, at), subject, message),
        *await _to_body(db, it, body, at, subject, message),
    ]


@notifies(events.PassedOn)
async def passed_on(db: ReadDb, happened: events.PassedOn, at: datetime) -> list[Letter]:
    it, body = await _both(db, happened.thing)
    message = _(
        'Nội dung "{title}", mã số {code}, nay do {body_name} chịu trách nhiệm; thời hạn giữ nguyên.',
        title=it.title,
        code=it.code,
        body_name=body.name,
    )
    before = await personas_bound(db, at, Role.body_officer, Role.body_head, body_id=happened.from_body_id)
    subject = subject_of(events.PassedOn, code=it.code)
    people = list(dict.fromkeys([*await _people(db, it, at), *before]))
    assigned = subject_of(events.PassedOn, "body", code=it.code)
    return [
        *_letters(it, people, subject, message),
        *await _to_body(db, it, body, at, assigned, message),
    ]


@notifies(events.DueObjected)
async def due_objected(db: ReadDb, happened: events.DueObjected, at: datetime) -> list[Letter]:
    it, body = await _both(db, happened.thing)
    message = _(
        'Người hỏi chưa đồng ý với thời hạn mới của nội dung "{title}", mã số {code}. Ý kiến hiện bên thời hạn mới '
        "sau khi được duyệt.",
        title=it.title,
        code=it.code,
    )
    return await _to_body(db, it, body, at, subject_of(events.DueObjected, code=it.code), message)


@notifies(events.DisputeWithdrawn)
async def dispute_withdrawn(db: ReadDb, happened: events.DisputeWithdrawn, at: datetime) -> list[Letter]:
    it, body = await _both(db, happened.thing)
    message = _(
        'Người hỏi đã rút ý kiến chưa đồng ý với kết quả nội dung "{title}", mã số {code}.',
        title=it.title,
        code=it.code,
    )
    subject = subject_of(events.DisputeWithdrawn, code=it.code)
    return await _to_body(db, it, body, at, subject, message)


@notifies(events.JudgingHandedOn)
async def judging_handed_on(db: ReadDb, happened: events.JudgingHandedOn, at: datetime) -> list[Letter]:
    """To the side of the leader who judges from now on."""
    it, _body = await _both(db, happened.thing)
    message = _(
        'Người hỏi đã đóng tài khoản. Kết quả thực hiện nội dung "{title}", mã số {code}, từ nay do Ông/Bà là người '
        "giao cam kết xác nhận.",
        title=it.title,
        code=it.code,
    )
    if happened.confirm_by is not None:
        message = _(
            "{message}\nCơ quan đã báo cáo kết quả; thời hạn cho ý kiến: {confirm_by}.",
            message=message,
            confirm_by=deadline(happened.confirm_by, of_person=True),
        )
    subject = subject_of(events.JudgingHandedOn, code=it.code)
    return _letters(it, await _confirmers(db, it, at), subject, message)


@notifies(events.Confirmed)
async def confirmed(db: ReadDb, happened: events.Confirmed, at: datetime) -> list[Letter]:
    it, body = await _both(db, happened.thing)
    message = _(
        'Kết quả thực hiện nội dung "{title}", mã số {code}, đã được xác nhận.', title=it.title, code=it.code
    )
    people = [one for one in await _people(db, it, at) if one != happened.persona_id]
    subject = subject_of(events.Confirmed, code=it.code)
    return [
        *_letters(it, people, subject, message),
        *await _to_body(db, it, body, at, subject, message),
    ]


@notifies(events.Disputed)
async def disputed(db: ReadDb, happened: events.Disputed, at: datetime) -> list[Letter]:
    it, body = await _both(db, happened.thing)
    message = _(
        'Người hỏi chưa đồng ý với kết quả thực hiện nội dung "{title}", mã số {code}. '
        "Đề nghị quý cơ quan tiếp tục thực hiện và báo cáo lại, hoặc đề nghị thời "
        "hạn mới kèm lý do. Nội dung ý kiến có tại liên kết dưới đây sau khi được duyệt.",
        title=it.title,
        code=it.code,
    )
    return await _to_body(db, it, body, at, subject_of(events.Disputed, code=it.code), message)


async def remarked(db: ReadDb, it: Contribution, at: datetime) -> list[Letter]:
    """To the body: what the confirmer wrote can be read. A trusted author's words come with the step itself."""
    if it.subject_id is None or it.published_at == it.created_at:
        return []
    commitment, body = await _both(db, Thing("commitment", it.subject_id))
    message = _(
        'Ý kiến của người hỏi về kết quả thực hiện nội dung "{title}", mã số {code}, đã hiển thị. '
        "Mời quý cơ quan xem tại liên kết dưới đây.",
        title=commitment.title,
        code=commitment.code,
    )
    subject = subject_of(Published, "remark", code=commitment.code)
    return await _to_body(db, commitment, body, at, subject, message)


@notifies(events.Lapsed)
async def lapsed(db: ReadDb, happened: events.Lapsed, at: datetime) -> list[Letter]:
    it, body = await _both(db, happened.thing)
    message = _(
        'Đã hết thời hạn cho ý kiến về nội dung "{title}", mã số {code}. Nội dung được ghi: {lapsed}.',
        title=it.title,
        code=it.code,
        lapsed=state_words(CommitmentState.lapsed, it.reported_as),
    )
    subject = subject_of(events.Lapsed, code=it.code)
    return [
        *_letters(it, await _people(db, it, at), subject, message),
        *await _to_body(db, it, body, at, subject, message),
    ]


@notifies(events.TakenBack)
async def taken_back(db: ReadDb, happened: events.TakenBack, at: datetime) -> list[Letter]:
    """To all who were told of the text: where the commitment stands without it."""
    it, body = await _both(db, happened.thing)
    owed = await duty_of(db, at, happened.thing, DutyKind.report)
    window = await duty_of(db, at, happened.thing, DutyKind.confirm)
    assert owed is not None  # every commitment has a date
    message = _(
        'Một văn bản đã công bố về nội dung "{title}", mã số {code}, được ghi nhận là do người đứng tên duyệt; nay '
        "người ấy cho biết đó không phải ý mình. Văn bản ấy vẫn đọc được, kèm điều này. Nay cam kết ở bước: {state}; "
        "chịu trách nhiệm: {body_name}; thời hạn: {due}.",
        title=it.title,
        code=it.code,
        state=state_words(it.state, it.reported_as).lower(),
        body_name=body.name,
        due=deadline(owed.due_at),
    )
    people = await _people(db, it, at)
    asking = message
    if window is not None and window.is_open:
        asking = _(
            "{message}\nKết quả đã báo cáo trước đó chờ Ông/Bà cho ý kiến; thời hạn: {confirm_by}.",
            message=message,
            confirm_by=deadline(window.due_at, of_person=True),
        )
    judging = await _confirmers(db, it, at)
    asked = [one for one in people if one in judging]
    before = await personas_bound(db, at, Role.body_officer, Role.body_head, body_id=happened.from_body_id)
    others = [one for one in dict.fromkeys([*people, *before]) if one not in asked]
    subject = subject_of(events.TakenBack, code=it.code)
    to_body = (
        await _to_body(db, it, body, at, subject, message) if it.body_id != happened.from_body_id else []
    )
    return [*_letters(it, asked, subject, asking), *_letters(it, others, subject, message), *to_body]
