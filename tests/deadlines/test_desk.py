"""/ban-lam-viec for every role: what one owes, each once, late ones first, with what comes next."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from forum import jobs
from forum.accounts.models import Account, Body
from forum.actor import Role
from forum.clock import now
from forum.contributions import actions as texts
from forum.contributions.models import Contribution
from forum.database import load
from forum.deadlines import duties
from forum.deadlines.models import Duty
from forum.deadlines.policy import DutyKind, Owner, OwnerKind
from forum.deadlines.reminding import remind
from forum.programme.models import Task
from forum.thing import Thing
from forum.threads.actions import take_up
from forum.threads.actions.proposals import TakeUp
from forum.threads.actions.threads import NewThread, start_thread
from tests.builders import Builders
from tests.client import Client


async def proposed(build: Builders, author: Account, title: str) -> int:
    forum = await build.forum()
    async with build.acting(author) as (db, actor):
        task_id = await db.scalar(select(Task.id).limit(1))
        new = NewThread(title=title, text="Nội dung đủ dài.", forum_id=forum.id, task_ids=[task_id or 0])
        return (await start_thread(db, actor, new)).id


async def owes(build: Builders, body: Body, officer: Account, proposal_id: int, days: int) -> None:
    """The body took it up twenty days ago and owes an answer that many days from now."""
    async with build.acting(officer, now() - timedelta(days=20)) as (db, actor):
        await take_up(db, actor, proposal_id, TakeUp(body_id=body.id))
        thing, due_at = Thing("proposal", proposal_id), now() + timedelta(days=days)
        await duties.move(db, actor, thing, DutyKind.answer, due_at, "Ngày của phép thử")


async def test_late_ones_come_first_and_say_who_was_told(build: Builders, client: Client) -> None:
    body, author = await build.body(), await build.person(Role.intellectual, is_trusted=True)
    officer = await build.person(Role.body_officer, body=body)
    for title, days in (("Việc còn xa", 12), ("Việc đã muộn", -9), ("Việc sắp tới", 1)):
        await owes(build, body, officer, await proposed(build, author, title), days)
    await client.log_in(officer)
    page = await client.get("/ban-lam-viec")
    assert page.has("1 việc quá hạn")
    assert page.has("Hiến kế cần trả lời (3)")
    assert page.main.index("Việc đã muộn") < page.main.index("Việc sắp tới") < page.main.index("Việc còn xa")
    assert page.has("Sắp đến hạn")
    assert page.has("Dự thảo, trình duyệt trả lời")
    assert not page.has("đã báo cấp trên")
    async with build.acting(None) as (db, actor):
        late = await db.scalar(
            select(Duty.id).order_by(Duty.due_at).where(Duty.kind == DutyKind.answer).limit(1)
        )
        await remind(jobs.JobContext(db, actor.at, build.settings, build.engine), duty_id=late or 0)
    assert (await client.get("/ban-lam-viec")).has("đã báo cấp trên ngày")


async def test_a_moderator_finds_what_waits_for_review_and_others_do_not(
    build: Builders, client: Client
) -> None:
    newcomer, forum = await build.person(Role.intellectual), await build.forum()
    await proposed(build, newcomer, "Bài của người mới")
    for person, finds in (
        (await build.person(Role.moderator), True),
        (await build.person(Role.moderator, forum=forum), True),
        (await build.person(Role.secretariat), False),
        (await build.person(Role.auditor), False),
        (await build.person(Role.administrator), False),
    ):
        await client.log_in(person)
        page = await client.get("/ban-lam-viec")
        assert page.has("Nội dung cần duyệt (1)") == finds
        assert page.has("Bài của người mới") == finds
        assert page.soup.select_one("nav a[href='/ban-lam-viec']") is not None
    await client.log_in(await build.person(Role.moderator))
    page = await client.get("/ban-lam-viec")
    link = next(str(a["href"]) for a in page.soup.select("main a") if "Bài của người mới" in a.get_text())
    assert link.startswith("/duyet-noi-dung/")
    assert (await client.get(link)).has("Bài của người mới")


async def test_the_secretariat_finds_what_it_has_to_assign(build: Builders, client: Client) -> None:
    author = await build.person(Role.intellectual, is_trusted=True)
    await proposed(build, author, "Hiến kế chưa giao")
    await client.log_in(await build.person(Role.secretariat))
    page = await client.get("/ban-lam-viec")
    assert page.has("Hiến kế chờ tiếp nhận (1)")
    assert page.main.count("Hiến kế chưa giao") == 1


async def test_what_one_may_not_read_is_not_among_one_s_work(build: Builders, client: Client) -> None:
    """Hidden from everybody but its judges: the body that owes an answer does not meet it."""
    body, author = await build.body(), await build.person(Role.intellectual, is_trusted=True)
    proposal_id = await proposed(build, author, "Chữ không còn được đọc")
    officer = await build.person(Role.body_officer, body=body)
    await owes(build, body, officer, proposal_id, 5)
    async with build.acting(None) as (db, actor):
        await texts.hide(db, actor, await load(db, Contribution, proposal_id, lock=True), "Q1")
    await client.log_in(officer)
    page = await client.get("/ban-lam-viec")
    assert not page.has("Chữ không còn được đọc")
    assert page.has("Không có việc nào đang chờ")


@pytest.mark.parametrize("days", [1, 3])
async def test_a_right_that_was_not_used_is_never_late(
    build: Builders, client: Client, days: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    author = await build.person(Role.intellectual, is_trusted=True)
    proposal_id = await proposed(build, author, "Hiến kế cần làm rõ")
    async with build.acting(None) as (db, actor):
        owner = Owner(OwnerKind.persona, author.persona_id)
        await duties.start(db, actor, Thing("proposal", proposal_id), DutyKind.clarify, owner)
    await client.log_in(author)
    assert (await client.get("/cua-toi")).has("Chờ Ông/Bà làm rõ hiến kế")
    assert (await client.get("/ban-lam-viec")).has("Hiến kế được đề nghị làm rõ (1)")
    later: datetime = now() + timedelta(days=20 + days)
    (tmp_path / "clock").write_text(later.isoformat())
    monkeypatch.setenv("FORUM_CLOCK", str(tmp_path / "clock"))
    await client.log_in(author)
    page = await client.get("/ban-lam-viec")
    assert page.has("Không có việc nào đang chờ")
    assert not page.has("quá hạn")
