"""Erasure on request: a duty with the days of the law, carried out by two people."""

from typing import Any

import pytest
from sqlalchemy import func, select

from forum.accounts.models import Account, ErasureRequest, Persona
from forum.actor import Actor, Role
from forum.clock import now
from forum.contributions.actions.erasing import (
    ProposedErasure,
    Wish,
    ask_for_erasure,
    confirm_erasure,
    propose_erasure,
)
from forum.contributions.models import Contribution
from forum.database import load
from forum.deadlines.models import Duty
from forum.errors import Conflict, Forbidden
from forum.notifications.models import Notice
from forum.programme.models import Task
from forum.threads.actions import start_thread
from forum.threads.actions.threads import NewThread
from tests.builders import Builders
from tests.client import Client


async def _published(build: Builders, author: Any) -> int:
    forum = await build.forum()
    async with build.acting(author) as (db, actor):
        task_id = await db.scalar(select(Task.id).limit(1))
        text = "Nội dung của hiến kế mẫu."
        new = NewThread(title="Hiến kế mẫu", text=text, forum_id=forum.id, task_ids=[task_id or 0])
        return (await start_thread(db, actor, new)).id


async def test_two_people_erase_and_the_text_stays_without_its_author(
    client: Client, build: Builders
) -> None:
    author = await build.person(Role.intellectual, name="Người Viết Mẫu", is_trusted=True)
    administrator, auditor = await build.person(Role.administrator), await build.person(Role.auditor)
    thread = await _published(build, author)
    await build.run_jobs()
    await client.log_in(author)
    page = await client.follow(await client.send("/cua-toi/xoa-du-lieu", {"note": "Xin xóa."}))
    assert page.has("Đã nhận yêu cầu; thời hạn thực hiện")
    await client.send("/cua-toi/xoa-du-lieu", {"note": "Xin xóa lần nữa."}, status=409)
    async with build.acting(None) as (db, _):
        duty = (await db.scalars(select(Duty).where(Duty.kind == "erase"))).one()
        request = (await db.scalars(select(ErasureRequest))).one()
    assert duty.due_at is not None and 19 <= (duty.due_at - now()).days <= 20
    await client.log_in(administrator)
    assert (await client.get("/ban-lam-viec")).has("Người Viết Mẫu")
    path = f"/quan-tri/xoa-du-lieu/{request.id}"
    await client.send(path, {"reason": "Đã kiểm tra người đề nghị."})
    await client.post(f"{path}/xac-nhan", {"sure": "true"}, status=403)
    await client.log_in(auditor)
    await client.send(f"{path}/xac-nhan", {"sure": "true"})
    async with build.acting(None) as (db, _):
        assert await db.get(Account, author.id) is None
        assert (await load(db, Persona, author.persona_id)).name == "Tài khoản đã xóa"
        assert (await load(db, Contribution, thread)).visibility == "published"
        own = select(func.count()).where(Notice.persona_id == author.persona_id)
        assert await db.scalar(own) == 0
        assert (await db.get_one(Duty, duty.id)).done_at is not None
    await client.log_out()
    page = await client.get(f"/chu-de/{thread}")
    assert page.has("Tài khoản đã xóa") and not page.has("Người Viết Mẫu")


async def test_nobody_confirms_what_they_proposed_and_nobody_else_sees_the_request(build: Builders) -> None:
    author, stranger = await build.person(Role.intellectual), await build.person(Role.moderator)
    administrator = await build.person(Role.administrator)
    async with build.acting(author) as (db, actor):
        erasure_id = (await ask_for_erasure(db, actor, Wish())).thing_id
    for person in (stranger, author):
        with pytest.raises(Forbidden):
            async with build.acting(person) as (db, actor):
                await _propose(db, actor, erasure_id)
    async with build.acting(administrator) as (db, actor):
        await _propose(db, actor, erasure_id)
    with pytest.raises((Forbidden, Conflict)):
        async with build.acting(administrator) as (db, actor):
            await confirm_erasure(db, actor, erasure_id)


async def _propose(db: Any, actor: Actor, erasure_id: int) -> None:
    await propose_erasure(db, actor, erasure_id, ProposedErasure(reason="Đã kiểm tra người đề nghị."))
