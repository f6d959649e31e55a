"""What is still missing before a text in the chair's name can be submitted or published, each with where to mend it."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import aliased

from forum.accounts.queries import in_office
from forum.audience import Visibility
from forum.clock import local_date
from forum.contact import policy
from forum.contact.models import ContactSession, Question, Series
from forum.contact.queries.counts import in_review_count, undecided_count, undisposed_count
from forum.contact.series.policy import announce_by
from forum.contact.texts.policy import SessionTextKind
from forum.contributions.models import Contribution
from forum.database import ReadDb
from forum.days import deadline
from forum.deadlines.policy import DutyKind
from forum.deadlines.queries import duty_of
from forum.errors import Invalid
from forum.thing import Thing
from forum.urls import url_for
from forum.words import Words, _, joined


@dataclass(frozen=True, slots=True)
class Missing:
    words: Words
    url: str


async def missing_for(
    db: ReadDb, at: datetime, session: ContactSession, kind: SessionTextKind
) -> tuple[Missing, ...]:
    match kind:
        case SessionTextKind.announcement:
            return await _of_plan(db, session, at)
        case SessionTextKind.minutes:
            return (*await _of_questions(db, session), *await _of_suggestions(db, session, at))
        case SessionTextKind.conclusion | SessionTextKind.correction:
            return ()


async def require_ready(db: ReadDb, at: datetime, session: ContactSession, kind: SessionTextKind) -> None:
    """Raises Invalid, which names all that is missing."""
    if missing := await missing_for(db, at, session, kind):
        raise Invalid("", joined([one.words for one in missing], " "))


async def _of_plan(db: ReadDb, session: ContactSession, at: datetime) -> tuple[Missing, ...]:
    change, found = url_for("contact.change_session", session.id), []
    if session.intake_until_on < local_date(at):
        found.append(_("Hạn gửi câu hỏi đã qua; đề nghị sửa ngày trước khi thông báo."))
    if session.chair_leader_id not in await in_office(
        db, [session.chair_leader_id], local_date(session.starts_at)
    ):
        found.append(_("Người chủ trì không giữ chức vụ vào ngày tiếp xúc; đề nghị chọn người chủ trì khác."))
    if (late := await _late(db, session, at)) is not None:
        found.append(late)
    return tuple(Missing(words, change) for words in found)


async def _late(db: ReadDb, session: ContactSession, at: datetime) -> Words | None:
    """Of its day people hear later than the regulation says, and nobody said why."""
    by = await announced_by(db, session)
    if by is None or by >= local_date(at) or session.late_reason:
        return None
    return _(
        "Theo quy chế, kỳ này phải được thông báo {by}; đề nghị ghi lý do thông báo muộn, lý do được công khai.",
        by=deadline(by),
    )


async def require_in_time(db: ReadDb, at: datetime, session: ContactSession, field: str) -> None:
    """Raises Invalid beside that field."""
    if (late := await _late(db, session, at)) is not None:
        raise Invalid(field, late)


async def announced_by(db: ReadDb, session: ContactSession) -> date | None:
    """Until when the regulation of its series asks for the announcement, None where it does not say."""
    days = await db.scalar(select(Series.announce_days).where(Series.id == session.series_id))
    return None if days is None else announce_by(local_date(session.starts_at), days)


async def _of_questions(db: ReadDb, session: ContactSession) -> tuple[Missing, ...]:
    found = []
    undisposed = or_(Question.state.in_(policy.UNDISPOSED), _merged_into_nothing())
    if left := await undisposed_count(db, session.id, undisposed):
        words = _("Còn {left} câu hỏi chưa có hướng xử lý.", left=left)
        found.append(Missing(words, url_for("contact.prepare", session.id)))
    if in_review := await in_review_count(db, session.id):
        words = _("Còn {in_review} câu hỏi chờ duyệt nội dung.", in_review=in_review)
        found.append(Missing(words, url_for("contact.questions", session.id, slug=session.slug)))
    return tuple(found)


async def _of_suggestions(db: ReadDb, session: ContactSession, at: datetime) -> list[Missing]:
    """While people may still suggest corrections of the minutes, and until each has its outcome."""
    at_them = url_for("contact.session", session.id, slug=session.slug, anchor="de-nghi-sua")
    found = []
    window = await duty_of(db, at, Thing("session", session.id), DutyKind.suggest)
    if window is not None and window.is_open:
        words = _("Dự thảo đang mở để đề nghị sửa; thời hạn: {until}.", until=deadline(window.due_at))
        found.append(Missing(words, at_them))
    if left := await undecided_count(db, session.id):
        words = _("Còn {left} đề nghị sửa biên bản chưa có kết quả.", left=left)
        found.append(Missing(words, at_them))
    return found


_head, _into = aliased(Contribution), aliased(Question)


def _merged_into_nothing() -> ColumnElement[bool]:
    """Merged into a question that was hidden or withdrawn since, or is merged itself: nobody would answer it."""
    gone = exists().where(_head.id == Question.merged_into_id, _head.visibility != Visibility.published)
    merged_too = exists().where(
        _into.id == Question.merged_into_id, _into.state == policy.QuestionState.merged
    )
    return and_(Question.state == policy.QuestionState.merged, or_(gone, merged_too))
