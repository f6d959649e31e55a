"""Letters about unpublished official texts: to the approver, and back to the drafter."""

from datetime import datetime

from forum.accounts.queries import persona_labels, personas_bound
from forum.actor import Role
from forum.audience import Visibility
from forum.commitments.models import Commitment
from forum.consultations.models import Consultation, ConsultationNotice
from forum.contact.models import ContactSession
from forum.contact.queries.questions import url_of_question
from forum.contact.texts.policy import SessionTextKind
from forum.contributions.models import Contribution, OfficialText
from forum.contributions.official import events
from forum.contributions.official.policy import publishes_from
from forum.contributions.policy import ApprovalHow
from forum.database import ReadDb, load
from forum.days import deadline, vntime
from forum.notifications.dispatch import notifies
from forum.notifications.letter import Letter, letters_to
from forum.notifications.subjects import subject_of
from forum.programme.models import Task
from forum.state import word_of
from forum.terms import term
from forum.thing import Thing
from forum.threads.queries import url_of_thread
from forum.urls import url_for
from forum.words import Words, _


def owed_again(due_at: datetime | None, it: Contribution, at: datetime) -> Words:
    """By when what was answered in words that nobody stands by is answered again; part of a sentence."""
    if due_at is not None:
        return _("hạn trả lời lại: {due}", due=deadline(due_at))
    if it.shown_at(at) in (Visibility.interim_hidden, Visibility.hidden):
        return _("thời hạn trả lời lại tạm dừng cho đến khi nội dung hiển thị trở lại")
    return _("Văn phòng sẽ phân công cơ quan trả lời lại")


async def _about(db: ReadDb, thing: Thing, text_id: int, count: int = 1) -> tuple[Words, str]:
    """(noun of the texts, code of their subject)."""
    if thing.kind == "consultation":
        it = await load(db, Consultation, thing.id)
        notice = await db.get(ConsultationNotice, text_id)
        if notice is not None:
            return _('{act} (dự thảo "{title}")', act=word_of(notice.act), title=it.title), it.code
        return _(
            '{count} nội dung tiếp thu, giải trình của dự thảo "{title}"', count=count, title=it.title
        ), it.code
    if thing.kind == "session":
        session = await load(db, ContactSession, thing.id)
        noun = word_of(SessionTextKind((await load(db, Contribution, text_id)).kind))
        return _('{noun} (kỳ tiếp xúc "{title}")', noun=noun, title=session.title), session.code
    if thing.kind == "commitment":
        of = await load(db, Commitment, thing.id)
        part = (await load(db, Contribution, text_id)).kind
        return _('{what} "{title}"', what=term(f"objects.{part}"), title=of.title), of.code
    if thing.kind == "task":
        task = await load(db, Task, thing.id)
        return _('Báo cáo tiến độ nhiệm vụ {code} "{title}"', code=task.code, title=task.title), task.code
    text = await load(db, Contribution, thing.id)
    noun = _("hiến kế") if thing.kind == "proposal" else _("câu hỏi")
    return _(
        'Dự thảo trả lời {noun} {code} "{title}"', noun=noun, code=text.code, title=text.title
    ), text.code or ""


async def _path(db: ReadDb, thing: Thing, text_id: int, step: str) -> str:
    """The page of the text; for a response the drafting side's page of that step."""
    match thing.kind:
        case "consultation" if await db.get(ConsultationNotice, text_id) is not None:
            return url_for("consultations.notice", text_id)
        case "consultation":
            return url_for(f"consultations.{step}", thing.id)
        case "session":
            return url_for("contact.session_text", text_id)
        case "commitment":
            return url_for("commitments.commitment", thing.id, anchor=f"bai-{text_id}")
        case "task":
            task = await load(db, Task, thing.id)
            return url_for("programme.task", task.code, anchor=f"bai-{text_id}")
        case "question":
            return f"{await url_of_question(db, thing.id)}#tra-loi-{text_id}"
        case _:
            return f"{await url_of_thread(db, thing.id)}#tra-loi-{text_id}"


async def _drafter(db: ReadDb, text_id: int, at: datetime) -> list[int]:
    """Who looks after it; where that person works there no more, all who do."""
    row = await load(db, OfficialText, text_id)
    if row.body_id is not None:
        works = await personas_bound(db, at, Role.body_officer, Role.body_head, body_id=row.body_id)
    else:
        assistants = await personas_bound(db, at, Role.assistant, leader_id=row.leader_id)
        works = [*assistants, *await personas_bound(db, at, Role.secretariat)]
    carrier = row.tended_by or row.drafted_by
    return [carrier] if carrier in works else list(dict.fromkeys(works))


async def _approvers(db: ReadDb, leader_id: int | None, body_id: int | None, at: datetime) -> list[int]:
    if body_id is not None:
        return await personas_bound(db, at, Role.body_head, body_id=body_id)
    return await personas_bound(db, at, Role.leader, leader_id=leader_id)


@notifies(events.OfficialSubmitted)
async def submitted(db: ReadDb, happened: events.OfficialSubmitted, at: datetime) -> list[Letter]:
    approvers = await _approvers(db, happened.leader_id, happened.body_id, at)
    what, code = await _about(db, happened.thing, min(happened.text_ids), len(happened.text_ids))
    path = await _path(db, happened.thing, min(happened.text_ids), "approve_responses")
    message = _("{what} đang chờ Ông/Bà duyệt.", what=what)
    return letters_to(
        approvers, subject_of(events.OfficialSubmitted, code=code), message, happened.thing, path
    )


@notifies(events.OfficialSentBack)
async def sent_back(db: ReadDb, happened: events.OfficialSentBack, at: datetime) -> list[Letter]:
    what, code = await _about(db, happened.thing, happened.text_id)
    note = (await load(db, OfficialText, happened.text_id)).sent_back_note
    path = await _path(db, happened.thing, happened.text_id, "draft_response")
    message = _("{what} được trả lại để chỉnh sửa: {note}", what=what, note=note)
    drafter = await _drafter(db, happened.text_id, at)
    return letters_to(drafter, subject_of(events.OfficialSentBack, code=code), message, happened.thing, path)


@notifies(events.ApprovalRecorded)
async def approval_recorded(db: ReadDb, happened: events.ApprovalRecorded, at: datetime) -> list[Letter]:
    """To the leader or head at once, whatever they consented to: somebody else says that they approved."""
    row = await load(db, OfficialText, happened.text_id)
    what, code = await _about(db, happened.thing, happened.text_id)
    by = await _names(db, row.recorded_by)
    text = _(
        "{by} ghi nhận rằng Ông/Bà đã duyệt {what}. Khi người thứ hai xác nhận, nội dung được công bố dưới tên {name} "
        "sau một giờ. Nếu đây không phải ý Ông/Bà, mời bấm “Không phải ý tôi”; ý kiến duyệt ấy được rút lại ngay.",
        by=by,
        what=what,
        name=_("Ông/Bà") if row.body_id is None else _("quý cơ quan"),
    )
    approvers = await _approvers(db, row.leader_id, row.body_id, at)
    subject = subject_of(events.ApprovalRecorded, code=code)
    path = url_for("official.repudiate", happened.text_id)
    return [
        Letter(one, subject, text, happened.thing, path, purpose=None, is_urgent=True) for one in approvers
    ]


@notifies(events.Repudiated)
async def repudiated(db: ReadDb, happened: events.Repudiated, at: datetime) -> list[Letter]:
    """To who wrote, recorded and countersigned it, and to the auditors."""
    what, code = await _about(db, happened.thing, happened.text_id)
    row = await load(db, OfficialText, happened.text_id)
    by = _("Lãnh đạo") if row.body_id is None else _("Thủ trưởng cơ quan")
    if happened.was_published:
        text = _(
            "{by} cho biết {what}, đã công bố, không phải ý mình; trang công bố nói rõ điều đó.",
            by=by,
            what=what,
        )
    else:
        text = _(
            "{by} cho biết {what} không phải ý mình; ý kiến duyệt đã ghi nhận được rút lại.", by=by, what=what
        )
    subject = subject_of(events.Repudiated, code=code)
    path = await _path(db, happened.thing, happened.text_id, "draft_response")
    auditors = await personas_bound(db, at, Role.auditor)
    return [
        Letter(one, subject, text, happened.thing, path, purpose=None, is_urgent=True)
        for one in dict.fromkeys([*happened.people, *auditors])
    ]


async def _names(db: ReadDb, persona_id: int | None) -> str:
    return (await persona_labels(db, {persona_id}))[persona_id].name if persona_id is not None else ""


@notifies(events.OfficialApproved)
async def approved(db: ReadDb, happened: events.OfficialApproved, at: datetime) -> list[Letter]:
    """Only where the drafter publishes it: what heads approve here is out on approval, responses come out together."""
    row = await load(db, OfficialText, happened.text_id)
    published_by_drafter = happened.thing.kind in ("question", "session") or row.leader_id is not None
    if not published_by_drafter and happened.how == ApprovalHow.here:
        return []
    what, code = await _about(db, happened.thing, happened.text_id)
    path = await _path(db, happened.thing, happened.text_id, "draft_response")
    message = _("{what} đã được duyệt và có thể công bố.", what=what)
    if (first := publishes_from(row)) is not None:
        message = _("{what} đã được duyệt, công bố được từ {time}.", what=what, time=vntime(first))
    drafter = await _drafter(db, happened.text_id, at)
    return letters_to(drafter, subject_of(events.OfficialApproved, code=code), message, happened.thing, path)
