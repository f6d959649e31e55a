"""What a reversed decision gives back is only what no other decision takes: suspensions, locks and moves, one after the
other."""

from datetime import date, datetime, timedelta

from sqlalchemy import select

from forum import clock
from forum.accounts.models import Account
from forum.actor import Role
from forum.clock import end_of_day, local_date
from forum.desk import actions
from forum.desk.actions import Grounds, HearingInput, RulingInput, SecondInput
from forum.programme.models import Task
from forum.programme.task_links import tasks_of_thing
from forum.thing import Thing
from forum.threads.models import Thread
from tests.builders import Builders
from tests.client import Client
from tests.desk.test_hiding import flag, published
from tests.desk.test_queue import Scene, scene

__all__ = ["scene"]

WHY = "Giải thích đủ dài cho tác giả đọc."
QUOTE = "thư viện buổi tối"


async def ruled(
    build: Builders, who: Account, thread_id: int, verdict: str, rule: str, **more: object
) -> tuple[int, int]:
    """The decision, and its case."""
    case_id = await flag(build, thread_id)
    given = {"version": 1, "verdict": verdict, "rule": rule, "quote": QUOTE, "explanation": WHY, **more}
    async with build.acting(who) as (db, actor):
        await actions.claim(db, actor, case_id)
    async with build.acting(who) as (db, actor):
        done = await actions.decide(db, actor, case_id, RulingInput.model_validate(given))
    return done.decision_id, case_id


async def confirmed(build: Builders, who: Account, case_id: int) -> None:
    async with build.acting(who) as (db, actor):
        await actions.confirm(db, actor, case_id, SecondInput(agrees=True))


async def reversed_by(build: Builders, scene: Scene, decision_id: int) -> None:
    async with build.acting(scene.author) as (db, actor):
        case_id = (await actions.ask_review(db, actor, decision_id, Grounds(grounds=WHY))).case_id
    hearer = await build.person(Role.moderator)
    async with build.acting(hearer) as (db, actor):
        await actions.claim(db, actor, case_id)
    async with build.acting(hearer) as (db, actor):
        await actions.hear(db, actor, case_id, HearingInput(reverses=True, explanation=WHY))


async def suspended(build: Builders, scene: Scene) -> datetime | None:
    async with build.acting(scene.author) as (_, actor):
        return actor.suspended_until


def in_days(count: int) -> date:
    return local_date(clock.now()) + timedelta(days=count)


async def test_of_two_suspensions_the_longer_stands_whichever_came_last_and_whichever_is_reversed(
    scene: Scene, build: Builders, client: Client
) -> None:
    first, other = await published(build, client, scene), await published(build, client, scene)
    long, case_id = await ruled(build, scene.first, first, "suspend", "Q1", until=in_days(80))
    await confirmed(build, scene.second, case_id)
    short, _ = await ruled(build, scene.first, other, "suspend", "Q1", until=in_days(3))
    assert await suspended(build, scene) == end_of_day(in_days(80)), "a short one shortens nothing"
    await reversed_by(build, scene, long)
    assert await suspended(build, scene) == end_of_day(in_days(3)), "the short one stands"
    await reversed_by(build, scene, short)
    assert await suspended(build, scene) is None


async def test_a_thread_is_open_again_once_no_lock_stands(
    scene: Scene, build: Builders, client: Client
) -> None:
    thread_id = await published(build, client, scene)
    made = []
    for _ in range(2):
        decision_id, case_id = await ruled(build, scene.first, thread_id, "lock", "Q2")
        await confirmed(build, scene.second, case_id)
        made.append(decision_id)
    for decision_id, is_locked in zip(made, (True, False), strict=True):
        await reversed_by(build, scene, decision_id)
        async with build.acting(None) as (db, _actor):
            assert ((await db.get_one(Thread, thread_id)).locked_at is not None) is is_locked


async def test_a_move_is_undone_only_if_no_later_one_stands(
    scene: Scene, build: Builders, client: Client
) -> None:
    thread_id = await published(build, client, scene)
    async with build.acting(None) as (db, _):
        had = (await tasks_of_thing(db, Thing("proposal", thread_id)))[0].code
        task = (await db.scalars(select(Task).order_by(Task.position).limit(1))).one()
        for code in ("M-1", "M-2"):
            more = {"code": code, "title": "Nhiệm vụ mẫu", "summary": "Tóm tắt", "schedule": "ongoing"}
            place = {"programme_id": task.programme_id, "section_id": task.section_id}
            db.add(Task(**more, **place, position=900 + int(code[-1])))

    async def codes() -> list[str]:
        async with build.acting(None) as (db, _):
            return [one.code for one in await tasks_of_thing(db, Thing("proposal", thread_id))]

    older, _ = await ruled(build, scene.first, thread_id, "move", "Q7", destination="M-1")
    newer, _ = await ruled(build, scene.first, thread_id, "move", "Q7", destination="M-2")
    await reversed_by(build, scene, older)
    assert await codes() == ["M-2"]
    await reversed_by(build, scene, newer)
    assert await codes() == ["M-1"] != [had]
