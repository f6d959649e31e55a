"""What moderators and authors do about an opinion: decide, hide, ask for another decision, hear, send again."""

from datetime import datetime
from typing import Literal

from forum.accounts.models import Account
from forum.contributions.actions.writing import edit, standing_text
from forum.contributions.models import Contribution
from forum.database import load
from forum.desk import actions as desk
from forum.desk.actions import FlagInput, Grounds, HearingInput, RulingInput, SecondInput
from moderation.queries import waiting_case
from tests.builders import Builders

WHY = "Giải thích đủ dài cho tác giả đọc."
PASSAGE = "các trường"  # of every opinion here
WORDS = f"Đề nghị cân nhắc để {PASSAGE} không thiệt."


async def case_of(build: Builders, opinion_id: int) -> int:
    async with build.acting(None) as (db, _):
        found = await waiting_case(db, "opinion", opinion_id)
    assert found is not None
    return found


async def judge(
    build: Builders,
    moderator: Account,
    opinion_id: int,
    verdict: Literal["approve", "return", "reject", "hide"],
    at: datetime,
    *,
    at_once: bool = False,
) -> int:
    """Decide the case that waits. Returns the decision."""
    case_id = await case_of(build, opinion_id)
    async with build.acting(moderator, at) as (db, actor):
        number = (await load(db, Contribution, opinion_id)).text_version
        await desk.claim(db, actor, case_id)
        ruling = {"version": number, "verdict": verdict, "rule": "Q1", "quote": PASSAGE, "explanation": WHY}
        given = RulingInput.model_validate(ruling | {"at_once": at_once})
        return (await desk.decide(db, actor, case_id, given)).decision_id


async def hide(
    build: Builders, moderators: tuple[Account, Account], reader: Account, opinion_id: int, at: datetime
) -> int:
    """For good: somebody reports it, one proposes, another agrees. Returns the decision."""
    first, second = moderators
    await report(build, reader, opinion_id, at)
    decision_id = await judge(build, first, opinion_id, "hide", at)
    case_id = await case_of(build, opinion_id)
    async with build.acting(second, at) as (db, actor):
        await desk.confirm(db, actor, case_id, SecondInput(agrees=True))
    return decision_id


async def report(build: Builders, reader: Account, opinion_id: int, at: datetime) -> None:
    async with build.acting(reader, at) as (db, actor):
        await desk.flag(db, actor, opinion_id, FlagInput(rule="Q1", words="Lời lẽ chưa phù hợp."))


async def ask_review(build: Builders, author: Account, decision_id: int, at: datetime) -> int:
    async with build.acting(author, at) as (db, actor):
        return (await desk.ask_review(db, actor, decision_id, Grounds(grounds=WHY))).case_id


async def hear(
    build: Builders, moderator: Account, case_id: int, at: datetime, *, reverses: bool = True
) -> None:
    async with build.acting(moderator, at) as (db, actor):
        await desk.claim(db, actor, case_id)
        await desk.hear(db, actor, case_id, HearingInput(reverses=reverses, explanation=WHY))


async def send_again(build: Builders, author: Account, opinion_id: int, at: datetime) -> None:
    """After it was returned."""
    async with build.acting(author, at) as (db, actor):
        standing = await standing_text(db, opinion_id)
        changed = standing.model_copy(update={"text": f"{WORDS} Xin đọc lại.", "note": "Đã sửa."})
        await edit(db, actor, opinion_id, changed)
