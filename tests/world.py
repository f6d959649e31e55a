"""One furnished world for the matrix of rights: every kind of thing in the states that matter, and someone for each
role and relation. Built once a run by the real actions, into a database that each test then clones.

Each hidden, pending or restricted text holds a word of its own that must never reach who may not read it:
`world.hide(what, *readers)` gives the word and notes who may.
"""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date
from string import ascii_lowercase as LETTERS

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from forum import clock
from forum.accounts.actions.logins import start_login
from forum.accounts.models import Account, Persona
from forum.actor import Purpose, Role
from forum.contributions import actions as texts
from forum.contributions.models import Contribution
from forum.contributions.official.together import list_digest
from forum.database import writing_session
from forum.kinds import publish
from forum.programme.models import Task, TaskBody
from forum.settings import Settings
from forum.threads import actions as threads
from forum.threads.actions.answers import DraftAnswer
from forum.threads.actions.promises import NewPromise
from forum.threads.actions.proposals import TakeUp
from forum.threads.actions.threads import NewReply
from tests.builders import Builders
from tests.official_texts import as_recorded, seen

# Each canary is this and two letters: so long that nothing else can hold it, and a slip away from the next one.
CANARY = "chimhoangyen"
JUDGES = ("author", "moderator", "second_moderator")


@dataclass(frozen=True)
class Canary:
    """`what` is 'kind state' of the one text that holds the word; `was_public` where mail of it was right once."""

    word: str
    what: str
    readers: frozenset[str]
    was_public: bool


@dataclass
class World:
    """`people` by relation, `tokens` their cookies, `names` what {…} in a route's address stands for; `colleagues`, by
    address, may read what the person of that relation may."""

    people: dict[str, Account] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    colleagues: dict[str, str] = field(default_factory=dict)
    canaries: list[Canary] = field(default_factory=list)
    seen_versions: dict[str, str] = field(default_factory=dict)  # of forms, by route and reader

    def hide(self, what: str, *readers: str, was_public: bool = False) -> str:
        """A new canary for a text that only `readers` may meet."""
        first, second = divmod(len(self.canaries), len(LETTERS))
        word = f"{CANARY}{LETTERS[first]}{LETTERS[second]}"
        self.canaries.append(Canary(word, what, frozenset(readers), was_public))
        return word

    def leaked(self, seen: str, person: str) -> list[str]:
        """What stands in `seen` though this person may not read it."""
        words = set(re.findall(f"{CANARY}[a-z]{{2}}", seen.lower()))
        return [one.what for one in self.canaries if one.word in words and person not in one.readers]


Part = Callable[[Builders, World], Awaitable[None]]


async def build_world(engine: AsyncEngine, settings: Settings, parts: tuple[Part, ...]) -> World:
    build, world = Builders(engine, settings), World()
    await _people(build, world)
    for part in (proposals, *parts):
        await part(build, world)
    await _read_what_waits(build, world)
    await _log_everybody_in(engine, world)
    return world


async def _read_what_waits(build: Builders, world: World) -> None:
    """For each official text '…_answer', '…_response', '…_report_text', '…_ruling_text', '…_progress_text': '…_seen',
    the digest that its page shows to who approves; for each that was recorded '…_record', that of the record."""
    async with build.acting(None) as (db, _):
        for name, value in [*world.names.items()]:
            if name.endswith(("_answer", "_response", "_report_text", "_ruling_text", "_progress_text")):
                world.names[f"{name}_seen"] = await seen(db, int(value))
            if name == "awaiting_contact_answer":
                world.names["awaiting_list_seen"] = list_digest([f"{value}:{world.names[f'{name}_seen']}"])
            if name.startswith("recorded_") and name.endswith(("_answer", "_text")):
                world.names[f"{name}_record"] = (await as_recorded(db, int(value))).seen_record


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
    roles = (
        Role.secretariat,
        Role.moderator,
        Role.independent_member,
        Role.staff,
        Role.auditor,
        Role.administrator,
    )
    for role in roles:
        people[role.value] = await build.person(role)
    people["second_moderator"] = await build.person(Role.moderator)
    # Who could hear a review of what these two decide; gets no mail.
    await build.person(Role.moderator, consents=(Purpose.terms,))
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
        lead = select(TaskBody.id).where(TaskBody.task_id == task.id, TaskBody.part == "lead").limit(1)
        lead_id = (await db.scalars(lead)).one()
        world.names |= {"task": str(task.id), "task_code": task.code, "task_lead": str(lead_id)}


async def a_proposal(
    build: Builders,
    world: World,
    title: str,
    *,
    shown: bool = True,
    text: str = "",
    task_ids: tuple[int, ...] | None = None,
) -> int:
    tasks = [int(world.names["task"])] if task_ids is None else list(task_ids)
    async with build.acting(world.people["author"]) as (db, actor):
        new = threads.NewThread(
            title=title,
            text=text or f"Nội dung của {title}, đủ dài để gửi.",
            forum_id=int(world.names["forum"]),
            leaves_tasks_open=not tasks,
            task_ids=tasks,
        )
        it = await threads.start_thread(db, actor, new)
    if shown:
        async with build.acting(None) as (db, actor):
            await publish(db, actor, it.id)
    return it.id


async def proposals(build: Builders, world: World) -> None:
    """Proposals at each step: waiting, taken up, with an answer drafted, awaiting approval; pending; hidden."""
    names = world.names
    names["published_proposal"] = str(await a_proposal(build, world, "Hiến kế chờ tiếp nhận"))
    names["proposal_without_tasks"] = str(
        await a_proposal(build, world, "Hiến kế chờ gắn nhiệm vụ", task_ids=())
    )
    word = world.hide("proposal in_review", *JUDGES)
    pending = await a_proposal(
        build, world, f"Hiến kế chờ duyệt {word}", shown=False, text=f"Chưa ai được đọc {word}."
    )
    names["pending_proposal"] = str(pending)
    word = world.hide("proposal hidden", *JUDGES)
    hidden = await a_proposal(build, world, f"Hiến kế bị ẩn {word}", text=f"Không còn được đọc {word}.")
    async with build.acting(None) as (db, actor):
        it = await db.get_one(Contribution, hidden)
        await texts.hide(db, actor, it, "Q1")
    names["hidden_proposal"] = str(hidden)
    for step in ("taken_up", "drafted", "awaiting"):
        await _answered_so_far(build, world, step)
    async with build.acting(world.people["author"]) as (db, actor):
        word = world.hide("post in_review", *JUDGES)
        new = NewReply(text=f"Trả lời chờ duyệt {word}.")
        post = await threads.reply(db, actor, int(names["published_proposal"]), new)
        names["pending_post"] = str(post.id)


async def _answered_so_far(build: Builders, world: World, step: str) -> None:
    names, officer = world.names, world.people["officer"]
    proposal_id = await a_proposal(build, world, f"Hiến kế bước {step}")
    names[f"{step}_proposal"] = str(proposal_id)
    async with build.acting(officer) as (db, actor):
        await threads.take_up(db, actor, proposal_id, TakeUp(body_id=int(names["body"])))
    if step == "taken_up":
        return
    state = "awaiting_approval" if step == "awaiting" else step
    word = world.hide(f"proposal_answer {state}", "officer", "head")
    async with build.acting(officer) as (db, actor):
        draft = DraftAnswer(outcome="accepted", text=f"Dự thảo nội bộ {word}, chưa công bố.")
        answer = await threads.draft_answer(db, actor, proposal_id, draft)
        names[f"{step}_answer"] = str(answer.id)
    async with build.acting(officer) as (db, actor):
        new = NewPromise(title=f"Việc hứa {word}", due_on=date(2030, 12, 31))
        line = await threads.add_promise(db, actor, answer.id, new)
        names[f"{step}_line"] = str(line.id)
    if step == "awaiting":
        async with build.acting(officer) as (db, actor):
            await threads.submit_answer(db, actor, answer.id)


async def _log_everybody_in(engine: AsyncEngine, world: World) -> None:
    async with writing_session(engine) as db:
        for name, account in world.people.items():
            world.tokens[name] = await start_login(db, account, clock.now())
        first = await db.get_one(Persona, world.people["author"].persona_id)
        world.names["author_name"] = first.name
