"""Stored HTML that a migration emptied: pages show the text meanwhile, and the job makes it anew in batches."""

import pytest
from sqlalchemy import select, update

from forum import clock
from forum.accounts.models import Account
from forum.actor import Role
from forum.contributions import remaking
from forum.contributions.models import Contribution, Revision
from forum.jobs import JobContext
from forum.typed_text import html_of
from tests.builders import Builders
from tests.client import Client
from tests.desk.test_queue import proposal

WORDS = "kinh phí 5*10*20 triệu đồng cho thư viện mẫu"


async def three_stale(build: Builders, author: Account) -> list[int]:
    ids = [await proposal(build, author, f"{WORDS} số {number}") for number in range(3)]
    async with build.acting(None) as (db, _):
        await db.execute(update(Contribution).values(typed_html=""))
        await db.execute(update(Revision).values(typed_html=""))
    return ids


async def run(build: Builders, client: Client) -> None:
    async with build.acting(None) as (db, _):
        await remaking.make_html(JobContext(db, clock.now(), client.settings, build.engine))


async def stale_count(build: Builders) -> int:
    async with build.acting(None) as (db, _):
        found = [
            await db.scalars(select(one.typed_text).where(one.typed_html == ""))
            for one in (Contribution, Revision)
        ]
        return sum(len(one.all()) for one in found)


async def test_a_page_shows_the_text_before_the_worker_comes(client: Client, build: Builders) -> None:
    author = await build.person(Role.intellectual, is_trusted=True)
    ids = await three_stale(build, author)
    await client.log_in(author)
    assert (await client.get(f"/bai/{ids[0]}/ban/1")).has(f"{WORDS} số 0")


async def test_the_worker_makes_all_in_batches_and_changes_no_word(
    client: Client, build: Builders, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remaking, "BATCH", 2)
    author = await build.person(Role.intellectual, is_trusted=True)
    await three_stale(build, author)
    async with build.acting(None) as (db, _):
        before = (
            await db.execute(select(Contribution.typed_text, Contribution.version, Contribution.text_version))
        ).all()
    await run(build, client)
    assert await stale_count(build) == 6  # the author's name among them
    await build.run_jobs()
    assert await stale_count(build) == 0
    async with build.acting(None) as (db, _):
        after = (
            await db.execute(select(Contribution.typed_text, Contribution.version, Contribution.text_version))
        ).all()
        assert after == before
        for it in await db.scalars(select(Contribution)):
            assert it.typed_html == html_of(it.typed_text)


async def test_a_second_run_changes_nothing(client: Client, build: Builders) -> None:
    author = await build.person(Role.intellectual, is_trusted=True)
    await three_stale(build, author)
    async with build.acting(None) as (db, _):
        await db.execute(update(Contribution).values(typed_text=" "))
    for _ in range(2):
        await run(build, client)
        assert await stale_count(build) == 0
