"""Two moderators at one time, and the price of a long queue."""

import asyncio

from forum.actor import Role
from forum.desk import actions
from forum.desk.actions import SecondInput
from forum.errors import Conflict
from tests.builders import Builders
from tests.client import Client
from tests.desk.test_hiding import flag, published
from tests.desk.test_queue import Scene, decide, proposal, scene, waiting_case

__all__ = ["scene"]


async def test_of_two_who_second_at_once_one_does_it_and_the_other_is_told(
    scene: Scene, build: Builders, client: Client
) -> None:
    thread_id = await published(build, client, scene)
    case_id = await flag(build, thread_id)
    await decide(client, scene.first, case_id, verdict="hide")
    others = [scene.second, await build.person(Role.moderator), await build.person(Role.moderator)]

    async def second(who: object) -> str:
        try:
            async with build.acting(who) as (db, actor):  # type: ignore[arg-type]  # either person
                await actions.confirm(db, actor, case_id, SecondInput(agrees=True))
        except Conflict as conflict:
            return conflict.code
        return "hidden"

    message = await asyncio.gather(*(second(one) for one in others))
    assert sorted(message) == ["already_decided", "already_decided", "hidden"]


async def test_many_moderators_at_work_on_many_texts_never_lock_each_other_out(
    build: Builders, client: Client
) -> None:
    author = await build.person(Role.intellectual)
    people = [await build.person(Role.moderator) for _ in range(4)]
    threads = [await proposal(build, author) for _ in range(8)]
    cases = [await waiting_case(build, one) for one in threads]

    async def work(number: int) -> None:
        who = people[number % len(people)]
        async with build.acting(who) as (db, actor):
            await actions.claim(db, actor, cases[number])
        async with build.acting(who) as (db, actor):
            ruling = actions.RulingInput(version=1, verdict="approve")
            await actions.decide(db, actor, cases[number], ruling)

    await asyncio.wait_for(asyncio.gather(*(work(number) for number in range(len(cases)))), 60)
    await client.log_in(people[0])
    assert (await client.get("/duyet-noi-dung")).has("Không có nội dung chờ duyệt")


async def test_a_long_queue_costs_the_statements_of_a_short_one(build: Builders, client: Client) -> None:
    author, moderator = await build.person(Role.intellectual), await build.person(Role.moderator)
    case_id = await waiting_case(build, await proposal(build, author))
    await client.log_in(moderator)
    await client.get("/duyet-noi-dung")
    short = client.statements
    await client.get(f"/duyet-noi-dung/{case_id}")
    short_case = client.statements
    for _ in range(24):
        await proposal(build, author)
    page = await client.get("/duyet-noi-dung")
    assert client.statements == short
    assert len(page.soup.select(".queue li")) == 20
    following = page.soup.select_one(".pager a")
    assert following is not None
    rest = await client.get(str(following["href"]))
    assert len(rest.soup.select(".queue li")) == 5
    await client.get(f"/duyet-noi-dung/{case_id}")
    assert client.statements == short_case
    assert short <= 26  # one for what is urgent, eleven for what one may not judge
    assert short_case <= 28
