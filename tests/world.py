"""One furnished world for the matrix of rights: every kind of thing in the states that matter, and someone for each
role and relation. Built once a run by the real actions, into a database that each test then clones.

Each hidden, pending or restricted text holds CANARY, a word that must never reach who may not read it.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from forum import clock
from forum.accounts.actions.logins import start_login
from forum.accounts.models import Account, Persona
from forum.actor import Role
from forum.contributions import actions as texts
from forum.contributions.models import Contribution
from forum.database import writing_session
from forum.kinds import publish
from forum.programme.models import Task
from forum.settings import Settings
from forum.threads import actions as threads
from forum.threads.actions.answers import DraftAnswer
from forum.threads.actions.proposals import TakeUp
from forum.threads.actions.threads import NewReply
from tests.builders import Builders

CANARY = "chimhoangyen"


@dataclass
class World:
    """`people` by relation, `tokens` their cookies, `names` what {…} in a route's address stands for."""

    people: dict[str, Account] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)


Part = Callable[[Builders, World], Awaitable[None]]


async def build_world(engine: AsyncEngine, settings: Settings, parts: tuple[Part, ...]) -> World:
    build, world = Builders(engine, settings), World()
    await _people(build, world)
    for part in (proposals, *parts):
        await part(build, world)
    await _log_everybody_in(engine, world)
    return world


async def _people(build: Builders, world: World) -> None:
    body, other_body = await build.body("Sở Mẫu A"), await build.body("Sở Mẫu B")
    leader, other_leader = await build.leader("Lãnh đạo Mẫu A"), await build.leader("Lãnh đạo Mẫu B")
    people = world.people
    people["author"] = await build.person(Role.intellectual, name="Tác giả Mẫu")
    people["member"] = await build.person(Role.intellectual, name="Hội viên Mẫu")
    people["officer"] = await build.person(Role.body_officer, body=body)
    people["other_officer"] = await build.person(Role.body_officer, body=other_body)
    people["head"] = await build.person(Role.body_head, body=body)
    people["other_head"] = await build.person(Role.body_head, body=other_body)
    people["leader"] = await build.person(Role.leader, leader=leader)
    people["other_leader"] = await build.person(Role.leader, leader=other_leader)
    people["assistant"] = await build.person(Role.assistant, leader=leader)
    people["other_assistant"] = await build.person(Role.assistant, leader=other_leader)
    for role in (Role.secretariat, Role.moderator, Role.staff, Role.auditor, Role.administrator):
        people[role.value] = await build.person(role)
    people["second_moderator"] = await build.person(Role.moderator)
    world.names |= {
        "body": str(body.id),
        "other_body": str(other_body.id),
        "leader": str(leader.id),
        "other_leader": str(other_leader.id),
        "forum": str((await build.forum()).id),
        "author_persona": str(people["author"].persona_id),
        "member_account": str(people["member"].id),
        "member_persona": str(people["member"].persona_id),
    }
    async with build.acting(None) as (db, _):
        task = (await db.scalars(select(Task).order_by(Task.position).limit(1))).one()
        world.names |= {"task": str(task.id), "task_code": task.code}


async def a_proposal(build: Builders, world: World, title: str, *, shown: bool = True, text: str = "") -> int:
    async with build.acting(world.people["author"]) as (db, actor):
        new = threads.NewThread(
            title=title,
            text=text or f"Nội dung của {title}, đủ dài để gửi.",
            forum_id=int(world.names["forum"]),
            task_ids=[int(world.names["task"])],
        )
        it = await threads.start_thread(db, actor, new)
    if shown:
        async with build.acting(None) as (db, actor):
            await publish(db, actor, it.id)
    return it.id


async def proposals(build: Builders, world: World) -> None:
    """Proposals at each step: waiting, taken up, with an answer drafted, awaiting approval; pending; hidden."""
    body_id = int(world.names["body"])
    names = world.names
    names["published_proposal"] = str(await a_proposal(build, world, "Hiến kế chờ tiếp nhận"))
    pending = await a_proposal(
        build, world, f"Hiến kế chờ duyệt {CANARY}", shown=False, text=f"Chưa ai được đọc {CANARY}."
    )
    names["pending_proposal"] = str(pending)
    hidden = await a_proposal(build, world, f"Hiến kế bị ẩn {CANARY}", text=f"Không còn được đọc {CANARY}.")
    async with build.acting(None) as (db, actor):
        it = await db.get_one(Contribution, hidden)
        await texts.hide(it, actor.at, "Q1")
    names["hidden_proposal"] = str(hidden)
    for step in ("taken_up", "drafted", "awaiting"):
        proposal_id = await a_proposal(build, world, f"Hiến kế bước {step}")
        names[f"{step}_proposal"] = str(proposal_id)
        async with build.acting(world.people["officer"]) as (db, actor):
            await threads.take_up(db, actor, proposal_id, TakeUp(body_id=body_id))
        if step == "taken_up":
            continue
        async with build.acting(world.people["officer"]) as (db, actor):
            draft = DraftAnswer(outcome="accepted", text=f"Dự thảo nội bộ {CANARY}, chưa công bố.")
            answer = await threads.draft_answer(db, actor, proposal_id, draft)
            names[f"{step}_answer"] = str(answer.id)
        if step == "awaiting":
            async with build.acting(world.people["officer"]) as (db, actor):
                await threads.submit_answer(db, actor, answer.id)
    async with build.acting(world.people["author"]) as (db, actor):
        post = await threads.reply(
            db, actor, int(names["published_proposal"]), NewReply(text=f"Trả lời chờ duyệt {CANARY}.")
        )
        names["pending_post"] = str(post.id)


async def _log_everybody_in(engine: AsyncEngine, world: World) -> None:
    async with writing_session(engine) as db:
        for name, account in world.people.items():
            world.tokens[name] = await start_login(db, account, clock.now())
        first = await db.get_one(Persona, world.people["author"].persona_id)
        world.names["author_name"] = first.name
