"""'Không phải ý tôi' is said of one's own words: who came into the role later publishes others instead."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from forum import kinds
from forum.accounts.models import Account, BindingRow, Body
from forum.actor import Role
from forum.clock import local_date, now
from forum.contributions.official import on_paper
from forum.contributions.policy import OfficialState
from forum.errors import Forbidden
from tests.builders import Builders
from tests.client import Client
from tests.official_texts import state_of
from tests.on_paper import approved
from tests.threads.test_proposal_story import answered

LATER = timedelta(days=3)


async def a_new_head(build: Builders, body: Body) -> Account:
    """From the day after tomorrow."""
    head = await build.person(Role.body_head, body=body)
    async with build.acting(None) as (db, _):
        first_day = local_date(now() + timedelta(days=2))
        of_head = BindingRow.account_id == head.id
        await db.execute(update(BindingRow).where(of_head).values(from_on=first_day))
    return head


async def approved_answer(build: Builders, client: Client) -> tuple[str, int, Account, Account, Account]:
    path, answer_id, _author, officer, head, body = await answered(client, build)
    second = await build.person(Role.body_officer, body=body)
    await approved(build, officer, second, answer_id)
    return path, answer_id, second, head, await a_new_head(build, body)


async def test_a_new_head_does_not_disown_what_a_predecessor_published(
    build: Builders, client: Client
) -> None:
    _path, answer_id, second, head, successor = await approved_answer(build, client)
    async with build.acting(second, now() + timedelta(hours=2)) as (db, actor):
        await on_paper.publish(db, actor, answer_id)
    async with build.acting(successor, now() + LATER) as (db, actor):
        with pytest.raises(Forbidden, match="trước khi Ông/Bà giữ vai trò"):
            await kinds.repudiate(db, actor, answer_id)
    async with build.acting(head, now() + LATER) as (db, actor):  # whose words they are
        await kinds.repudiate(db, actor, answer_id)
    assert (await state_of(build, answer_id)).repudiated_at is not None


async def test_a_new_head_lets_nothing_out_that_a_predecessor_approved(
    build: Builders, client: Client
) -> None:
    """It would be published in the name that they bear now."""
    _path, answer_id, _second, _head, successor = await approved_answer(build, client)
    async with build.acting(successor, now() + LATER) as (db, actor):
        await kinds.repudiate(db, actor, answer_id)
    assert (await state_of(build, answer_id)).state == OfficialState.drafted
