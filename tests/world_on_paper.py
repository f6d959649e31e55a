"""Answers to proposals that their head approved on paper: one recorded by another officer, one also confirmed, both two
hours ago."""

from datetime import timedelta

from sqlalchemy import select

from forum.accounts.models import Body
from forum.actor import Role
from forum.clock import now
from forum.contributions.official import on_paper
from forum.files.policy import FileRole
from forum.threads import actions as threads
from forum.threads.actions.answers import DraftAnswer
from forum.threads.actions.proposals import TakeUp
from tests.builders import Builders
from tests.official_texts import as_recorded
from tests.on_paper import paper_of
from tests.world import World, a_proposal
from tests.world_files import a_file

SIDE = ("officer", "head")


async def approvals_on_paper(build: Builders, world: World) -> None:
    people, names = world.people, world.names
    names["officer_scan"] = str(await a_file(build, people["officer"], "bản giấy", FileRole.approval_scan))
    async with build.acting(None) as (db, _):
        body = (await db.scalars(select(Body).where(Body.id == int(names["body"])))).one()
    second, third = [await build.person(Role.body_officer, body=body) for _ in range(2)]
    world.colleagues |= {second.email: "officer", third.email: "officer"}
    for name in ("recorded", "confirmed"):
        known = "approved" if name == "confirmed" else "awaiting_approval"
        proposal_id = await a_proposal(build, world, f"Hiến kế duyệt trên giấy {name}")
        word = world.hide(f"proposal_answer {known} on paper", *SIDE)
        async with build.acting(second) as (db, actor):
            await threads.take_up(db, actor, proposal_id, TakeUp(body_id=body.id))
            draft = DraftAnswer(outcome="accepted", text=f"Dự thảo trên giấy {word}.")
            answer_id = (await threads.draft_answer(db, actor, proposal_id, draft)).id
        names[f"{name}_paper_answer"] = str(answer_id)
        paper = (await paper_of(build, second, answer_id)).model_copy(
            update={"note": f"Ở văn thư {world.hide('approval note of a body', *SIDE)}."}
        )
        then = now() - timedelta(hours=2)
        async with build.acting(second, then) as (db, actor):
            await on_paper.record_approval(db, actor, answer_id, paper)
        if name == "confirmed":
            async with build.acting(third, then) as (db, actor):
                await on_paper.countersign(db, actor, answer_id, await as_recorded(db, answer_id))
