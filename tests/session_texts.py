"""Texts of a session's chair on their whole way by the real actions: drafted by the secretariat, approved by the chair
on exactly what is there, published by the secretariat."""

from datetime import datetime

from forum.accounts.models import Account, Leader
from forum.actor import Role
from forum.contact.models import ContactSession
from forum.contact.texts import actions
from forum.contact.texts.actions import MinutesWords
from forum.contact.texts.policy import SessionTextKind
from forum.contributions.official import OfficialWords, RecordedApproval
from forum.contributions.policy import ApprovalHow
from forum.database import load
from tests.builders import Builders
from tests.official_texts import as_recorded, as_seen, seen

WORDS = {
    SessionTextKind.announcement: "Kỳ tiếp xúc mẫu được tổ chức; kính mời gửi câu hỏi.",
    SessionTextKind.minutes: "Hội nghị nghe và trả lời câu hỏi.",
    SessionTextKind.conclusion: "Kết luận của người chủ trì mẫu.",
}


async def chair_of(build: Builders, session_id: int) -> Account:
    """Somebody who holds the chair's seat."""
    async with build.acting(None) as (db, _):
        session = await load(db, ContactSession, session_id)
        leader = await load(db, Leader, session.chair_leader_id)
    return await build.person(Role.leader, leader=leader)


async def drafted(
    build: Builders,
    drafter: Account,
    session_id: int,
    kind: SessionTextKind,
    at: datetime | None = None,
    words: str = "",
) -> int:
    new = MinutesWords if kind == SessionTextKind.minutes else OfficialWords
    async with build.acting(drafter, at) as (db, actor):
        text = await actions.draft_text(db, actor, session_id, kind, new(text=words or WORDS[kind]))
    return text.id


async def approved(
    build: Builders, drafter: Account, text_id: int, chair: Account, at: datetime | None = None
) -> None:
    async with build.acting(drafter, at) as (db, actor):
        await actions.submit_text(db, actor, text_id)
    async with build.acting(chair, at) as (db, actor):
        await actions.approve_text(db, actor, text_id, await as_seen(db, text_id))


async def recorded(
    build: Builders, recorder: Account, witness: Account, text_id: int, at: datetime | None = None
) -> None:
    """The chair's approval, given aloud, by two of those who prepare the text."""
    async with build.acting(recorder, at) as (db, actor):
        aloud = RecordedApproval(
            seen_digest=await seen(db, text_id), how=ApprovalHow.aloud, note="Nói tại phòng thư ký."
        )
        await actions.record_text_approval(db, actor, text_id, aloud)
    async with build.acting(witness, at) as (db, actor):
        await actions.countersign_text(db, actor, text_id, await as_recorded(db, text_id))


async def published(
    build: Builders,
    drafter: Account,
    session_id: int,
    kind: SessionTextKind,
    at: datetime | None = None,
    *,
    chair: Account | None = None,
    words: str = "",
) -> int:
    """Returns the id of the text."""
    text_id = await drafted(build, drafter, session_id, kind, at, words)
    await approved(build, drafter, text_id, chair or await chair_of(build, session_id), at)
    async with build.acting(drafter, at) as (db, actor):
        await actions.publish_text(db, actor, text_id)
    return text_id


async def announced(
    build: Builders,
    drafter: Account,
    session_id: int,
    at: datetime | None = None,
    *,
    chair: Account | None = None,
) -> int:
    return await published(build, drafter, session_id, SessionTextKind.announcement, at, chair=chair)


async def minutes_published(
    build: Builders,
    drafter: Account,
    session_id: int,
    at: datetime | None = None,
    *,
    chair: Account | None = None,
) -> int:
    return await published(build, drafter, session_id, SessionTextKind.minutes, at, chair=chair)
