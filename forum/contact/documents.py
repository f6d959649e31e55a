"""Downloadable papers of a contact session: agenda, minutes, conclusion notice, and the list of questions."""

from functools import partial

from forum.accounts.letterheads import heading_of
from forum.accounts.models import Leader
from forum.actor import Actor
from forum.clock import local_date
from forum.commitments.tally import tally_of
from forum.contact import policy
from forum.contact.attending.documents import guest_offers
from forum.contact.floor.papers import slip_of, speakers_of
from forum.contact.floor.queries import floor_of
from forum.contact.packs.policy import may_have_pack
from forum.contact.packs.reading import pack_of
from forum.contact.papers import (
    PROMISE_COLUMNS,
    QUESTION_COLUMNS,
    SessionRecord,
    agenda_of,
    conclusion_of,
    minutes_of,
    promise_rows,
    promised_before,
    question_rows,
)
from forum.contact.queries.questions import outcomes
from forum.contact.queries.session_pages import promises_of, session_before
from forum.contact.queries.sessions import (
    SessionFrame,
    leaders_of,
    session_frame,
)
from forum.contact.texts.policy import SessionTextKind, may_have_agenda, may_have_minutes
from forum.contact.texts.queries import newest, texts_of
from forum.contact.texts.record import dispositions_of
from forum.database import ReadDb, load
from forum.documents import DOCX_AND_PDF, Content, Format, Offer, paper_content
from forum.paperwork.description import OfficialPaper
from forum.paperwork.writing.papers.sessions import EarlierPromises
from forum.paperwork.writing.xlsx import table_workbook
from forum.terms import term
from forum.words import Words, _


async def offers(db: ReadDb, actor: Actor, session_id: int) -> tuple[Offer, ...]:
    """The papers available now. Raises NotFound for what the actor may not know of."""
    record = await _record(db, actor, session_id)
    frame, code = record.frame, record.frame.line.code
    found: list[Offer] = []
    if record.agenda and may_have_agenda(actor, frame):
        found.append(_official("agenda", term("objects.agenda"), code, agenda_of(record)))
    if may_have_minutes(actor, frame):
        found.append(_official("minutes", term("objects.minutes"), code, minutes_of(record)))
    is_concluded = record.conclusion is not None and record.conclusion.is_published
    if is_concluded or may_have_minutes(actor, frame):
        notice = conclusion_of(record, actor.at)
        if notice is not None:
            found.append(_official("conclusion", term("objects.conclusion_notice"), code, notice))
    if record.questions:
        found.append(_questions(record))
    found += await guest_offers(db, actor, frame, record.leaders)
    if record.promises:
        found.append(_promises(record))
    if may_have_pack(actor, [one.id for one in record.leaders]):
        found += [_pack(db, actor, record), _pack(db, actor, record, with_notes=True)]
    return (*found, *await _of_the_floor(db, actor, record))


async def _of_the_floor(db: ReadDb, actor: Actor, record: SessionRecord) -> list[Offer]:
    """The list of speakers, as its page; for the secretariat, which prints them for the hall, the slips."""
    frame, code, found = record.frame, record.frame.line.code, list[Offer]()
    floor = await floor_of(db, actor, frame)
    if not floor.is_empty:
        listed = speakers_of(frame, record.chair, floor, record.heading)
        found.append(_official("speakers", _("Danh sách phát biểu"), code, listed))
    if policy.may_plan_session(actor) and frame.agenda_published_at and not frame.adjourned_at:
        found.append(_official("slip", _("Phiếu đăng ký phát biểu"), code, slip_of(frame)))
    return found


async def _record(db: ReadDb, actor: Actor, session_id: int) -> SessionRecord:
    frame = await session_frame(db, actor, session_id)
    chair, day = await load(db, Leader, frame.chair_leader_id), local_date(frame.line.starts_at)
    now = await dispositions_of(db, session_id)
    texts = await texts_of(db, actor, session_id)
    minutes = newest(texts, SessionTextKind.minutes)
    conclusion = newest(texts, SessionTextKind.conclusion)
    questions = minuted = going_on = await outcomes(db, actor, now)
    if minutes is not None and minutes.is_published:
        minuted = going_on = await outcomes(db, actor, minutes.dispositions)
    if conclusion is not None and conclusion.is_published:
        going_on = await outcomes(db, actor, conclusion.dispositions)
    return SessionRecord(
        frame=frame,
        leaders=await leaders_of(db, session_id),
        questions=questions,
        minutes=minutes,
        minuted=minuted,
        conclusion=conclusion,
        going_on=tuple(one for one in going_on if one.disposition.goes_on),
        promises=await promises_of(db, actor, session_id),
        before=await _before(db, actor, frame),
        heading=await heading_of(db, chair.body_id, day) if chair.body_id is not None else None,
    )


async def _before(db: ReadDb, actor: Actor, frame: SessionFrame) -> EarlierPromises | None:
    """What became of the promises of the last session of the series."""
    before = await session_before(db, actor, frame)
    return promised_before(before.title, await promises_of(db, actor, before.id)) if before else None


def _official(kind: str, title: Words, code: str, paper: OfficialPaper) -> Offer:
    return _offer(kind, title, code, DOCX_AND_PDF, paper_content(paper))


def _pack(db: ReadDb, actor: Actor, record: SessionRecord, *, with_notes: bool = False) -> Offer:
    async def read() -> Content:
        leaders, before = record.leaders, record.before
        pack = pack_of(db, actor, record.frame, leaders, before, record.heading, with_notes=with_notes)
        return paper_content(await pack)

    code = record.frame.line.code
    if with_notes:
        title = _("Tập tài liệu cho lãnh đạo, kèm ghi chú riêng và việc nội bộ")
        return Offer("pack_with_notes", title, code, ("pdf",), read)
    return Offer("pack", _("Tập tài liệu cho lãnh đạo"), code, ("pdf",), read)


def _questions(record: SessionRecord) -> Offer:
    code, rows = record.frame.line.code, question_rows(record)
    head = (f"DANH SÁCH CÂU HỎI, KIẾN NGHỊ: {record.frame.line.title.upper()}", f"Mã kỳ tiếp xúc: {code}")
    write = partial(table_workbook, "Danh sách câu hỏi", QUESTION_COLUMNS, rows, preamble=head)
    content = Content((head, rows), {"xlsx": lambda making: write()})
    return _offer("questions", _("Danh sách câu hỏi"), code, ("xlsx",), content)


def _promises(record: SessionRecord) -> Offer:
    code, rows = record.frame.line.code, promise_rows(record.promises)
    head = (
        f"BẢNG THEO DÕI CAM KẾT: {record.frame.line.title.upper()}",
        f"Mã kỳ tiếp xúc: {code}",
        "; ".join(str(one) for one in tally_of(record.promises).words) + ".",
    )
    write = partial(table_workbook, "Theo dõi cam kết", PROMISE_COLUMNS, rows, preamble=head)
    content = Content((head, rows), {"xlsx": lambda making: write()})
    return _offer("commitments", _("Bảng theo dõi cam kết"), code, ("xlsx",), content)


def _offer(kind: str, title: Words, code: str, formats: tuple[Format, ...], content: Content) -> Offer:
    """The record of a session says which papers there are, so it is read by then."""

    async def read() -> Content:
        return content

    return Offer(kind, title, code, formats, read)


async def is_office(db: ReadDb, actor: Actor, session_id: int) -> bool:
    """The secretariat."""
    return bool(policy.may_plan_session(actor))
