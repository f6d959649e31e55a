"""What the matrix of rights needs of papers: one that the officer asked for, one that a visitor asked for."""

from sqlalchemy import select

from forum import clock
from forum.accounts.models import Account
from forum.jobs import JobContext
from forum.papers.actions import ask_for_paper
from forum.papers.making import make_paper
from forum.papers.models import Paper
from forum.thing import Thing
from tests.builders import Builders
from tests.world import World


async def papers(build: Builders, world: World) -> None:
    world.names["officer_paper"] = str(await _made(build, world, world.people["officer"]))
    world.names["public_paper"] = str(await _made(build, world, None))


async def _made(build: Builders, world: World, person: Account | None) -> int:
    thing = Thing("consultation", int(world.names["answered_consultation"]))
    async with build.acting(person) as (db, actor):
        await ask_for_paper(db, actor, thing, "opinion_table", "xlsx")
        paper = (
            await db.scalars(select(Paper).where(Paper.persona_id.is_not_distinct_from(actor.persona_id)))
        ).one()
    async with build.acting(None) as (db, _):
        await make_paper(JobContext(db, clock.now(), build.settings, build.engine), paper.id)
    return paper.id
