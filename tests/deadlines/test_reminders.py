"""Who owes something is told before it is due and on the day, their superior when it stays undone: each once."""

import re
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from forum import jobs
from forum.accounts.models import Account, Body
from forum.actor import Role
from forum.clock import HANOI, end_of_day
from forum.contributions import actions as texts
from forum.contributions.models import Contribution
from forum.database import load
from forum.deadlines import duties
from forum.deadlines.policy import DutyKind, Owner, OwnerKind
from forum.deadlines.reminding import find_reminders
from forum.journal import JournalRow
from forum.notifications.models import Notice
from forum.programme.models import Task
from forum.thing import Thing
from forum.threads.actions.threads import NewThread, start_thread
from tests.builders import Builders

MONDAY = datetime(2026, 12, 7, 10, 0, tzinfo=HANOI)
NEXT_MONDAY, TITLE = end_of_day((MONDAY + timedelta(days=7)).date()), "Dùng chung phòng thí nghiệm"


def morning(days: int) -> datetime:
    """So many days after the Monday on which the body took the proposal up."""
    return (MONDAY + timedelta(days=days)).replace(hour=7, minute=30)


@pytest.fixture
async def body(build: Builders) -> Body:
    return await build.body()


@pytest.fixture
async def proposal(build: Builders, body: Body) -> Thing:
    """A body owes an answer to it by the next Monday."""
    author, forum = await build.person(Role.intellectual, is_trusted=True), await build.forum()
    async with build.acting(author, MONDAY) as (db, actor):
        task_id = await db.scalar(select(Task.id).limit(1))
        new = NewThread(title=TITLE, text="Nội dung đủ dài.", forum_id=forum.id, task_ids=[task_id or 0])
        thing = Thing("proposal", (await start_thread(db, actor, new)).id)
        await duties.void(db, actor, thing)
        owner = Owner(OwnerKind.body, body.id)
        await duties.start(db, actor, thing, DutyKind.answer, owner, given=NEXT_MONDAY)
    return thing


async def remind(build: Builders, at: datetime) -> None:
    """Twice, as a job may run."""
    for _ in range(2):
        async with build.acting(None) as (db, _):
            await find_reminders(jobs.JobContext(db, at, build.settings, build.engine))
        await build.run_jobs(at)


async def told(build: Builders, person: Account) -> list[str]:
    """What this person was told of deadlines: the stage, without whose and of what."""
    async with build.acting(None) as (db, _):
        rows = await db.scalars(
            select(Notice.subject).where(Notice.persona_id == person.persona_id).order_by(Notice.id)
        )
        said = [re.search("sắp đến hạn|hôm nay đến hạn|quá hạn", subject) for subject in rows]
        return [one.group() for one in said if one]


async def test_each_stage_is_told_once_and_the_superior_two_working_days_later(
    build: Builders, body: Body, proposal: Thing
) -> None:
    officer = await build.person(Role.body_officer, body=body)
    head = await build.person(Role.body_head, body=body)
    stranger = await build.person(Role.body_officer, body=await build.body())
    expected = {
        2: ([], []),
        4: (["sắp đến hạn"], []),  # Friday: two working days before
        7: (["sắp đến hạn", "hôm nay đến hạn"], []),
        8: (["sắp đến hạn", "hôm nay đến hạn"], []),
        9: (["sắp đến hạn", "hôm nay đến hạn", "quá hạn"], ["quá hạn"]),
        20: (["sắp đến hạn", "hôm nay đến hạn", "quá hạn"], ["quá hạn"]),
    }
    for days, (of_officer, of_head) in expected.items():
        await remind(build, morning(days))
        assert (await told(build, officer), await told(build, head)) == (of_officer, of_head), days
    assert await told(build, stranger) == []
    async with build.acting(None) as (db, _):
        rows = await db.scalars(
            select(JournalRow.payload).where(
                JournalRow.event == "deadlines.Reminded", JournalRow.thing_id == proposal.id
            )
        )
        assert [row["stage"] for row in rows] == ["soon", "due", "late"]


async def test_a_head_without_officers_is_told_and_then_the_secretariat(
    build: Builders, body: Body, proposal: Thing
) -> None:
    head, secretary = await build.person(Role.body_head, body=body), await build.person(Role.secretariat)
    await remind(build, morning(7))
    await remind(build, morning(9))
    assert await told(build, head) == ["hôm nay đến hạn", "quá hạn"]
    assert await told(build, secretary) == ["quá hạn"]


async def test_what_is_done_paused_or_moved_is_not_told(build: Builders, body: Body, proposal: Thing) -> None:
    officer = await build.person(Role.body_officer, body=body)
    async with build.acting(None, morning(3)) as (db, actor):
        await texts.hide(db, actor, await load(db, Contribution, proposal.id, lock=True), "Q1")
    await remind(build, morning(7))
    assert await told(build, officer) == []
    async with build.acting(None, morning(3)) as (db, actor):
        await texts.restore(db, actor, await load(db, Contribution, proposal.id, lock=True))
    await remind(build, morning(7))
    assert await told(build, officer) == ["hôm nay đến hạn"]
    async with build.acting(None, morning(7)) as (db, actor):
        later = end_of_day((MONDAY + timedelta(days=21)).date())
        await duties.move(db, actor, proposal, DutyKind.answer, later, "Chờ số liệu")
    await remind(build, morning(10))
    assert await told(build, officer) == ["hôm nay đến hạn"]
    await remind(build, morning(18))  # the new date is told of anew
    assert await told(build, officer) == ["hôm nay đến hạn", "sắp đến hạn"]
    async with build.acting(None, morning(19)) as (db, actor):
        await duties.complete(db, actor, proposal, DutyKind.answer)
    await remind(build, morning(30))
    assert await told(build, officer) == ["hôm nay đến hạn", "sắp đến hạn"]


async def test_a_window_is_told_of_before_it_closes_and_never_as_late(
    build: Builders, proposal: Thing
) -> None:
    person = await build.person(Role.intellectual)
    async with build.acting(None, MONDAY) as (db, actor):
        owner = Owner(OwnerKind.persona, person.persona_id)
        await duties.start(db, actor, proposal, DutyKind.clarify, owner)
    for days in range(1, 30):
        await remind(build, morning(days))
    assert await told(build, person) == ["sắp đến hạn", "hôm nay đến hạn"]
