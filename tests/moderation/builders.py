"""Cases as people would have them, made by the real actions."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from moderation.actions import claim, decide, open_case
from moderation.values import (
    CaseReason,
    Decided,
    Judge,
    JudgedText,
    NewCase,
    Ruling,
    Subject,
    TextStatus,
    Verdict,
)

NOON = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
THREE_DAYS_ON, APPEAL_UNTIL = NOON + timedelta(hours=72), date(2026, 12, 24)
AUTHOR, AN, BINH, CHI = 11, 21, 22, 23
FORUM = 3
TEXT = "Đề nghị mở thư viện buổi tối. Ai quan tâm xin gọi số 0900 000 000 để trao đổi thêm."
PHONE = Ruling(
    Verdict.return_,
    rule_code="Q4",
    quote="gọi số 0900 000 000",
    explanation="Xin bỏ số điện thoại, phần còn lại giữ nguyên.",
    appeal_until_on=APPEAL_UNTIL,
)
HIDE = replace(PHONE, verdict=Verdict.hide)


def judge(persona_id: int = AN, at: datetime = NOON, **ties: Any) -> Judge:
    return Judge(persona_id, at, **ties)


def text(visibility: TextStatus = TextStatus.in_review, version: int = 1, words: str = TEXT) -> JudgedText:
    return JudgedText(version, words, visibility)


def new_case(
    subject_id: int = 1,
    version: int = 1,
    reason: CaseReason = CaseReason.new,
    forum_id: int | None = FORUM,
    deadline_at: datetime = NOON + timedelta(hours=24),
    written_at: datetime = NOON - timedelta(hours=1),
) -> NewCase:
    subject = Subject("contribution", subject_id, version)
    return NewCase(subject, forum_id, AUTHOR, written_at, reason, deadline_at)


async def opened(
    db: AsyncSession,
    subject_id: int = 1,
    reason: CaseReason = CaseReason.new,
    at: datetime = NOON,
    version: int = 1,
) -> int:
    return (await open_case(db, new_case(subject_id, version=version, reason=reason), at)).case_id


async def claimed(
    db: AsyncSession, by: int = AN, subject_id: int = 1, reason: CaseReason = CaseReason.new
) -> int:
    case_id = await opened(db, subject_id, reason)
    await claim(db, judge(by), case_id)
    return case_id


async def rejected(db: AsyncSession, by: int = AN, subject_id: int = 1) -> Decided:
    case_id = await claimed(db, by, subject_id)
    return await decide(db, judge(by), case_id, replace(PHONE, verdict=Verdict.reject), text())


async def hide_proposed(
    db: AsyncSession, by: int = AN, *, at_once: bool = False, subject_id: int = 1, at: datetime = NOON
) -> Decided:
    case_id = await opened(db, subject_id, CaseReason.flag, at)
    await claim(db, judge(by, at), case_id)
    return await decide(
        db,
        judge(by, at),
        case_id,
        replace(HIDE, interim_until=at + timedelta(hours=72) if at_once else None),
        text(TextStatus.published),
    )
