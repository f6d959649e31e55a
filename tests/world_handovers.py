"""A commitment of a body that has ended without a successor, which waits for who assigned it to name another body."""

from datetime import timedelta

from sqlalchemy import select

from forum.accounts.models import Body
from forum.clock import local_date, now
from forum.commitments.models import Commitment
from forum.contributions.handovers.actions import hand_over
from forum.contributions.handovers.models import BodyHandover
from forum.database import load
from forum.deadlines import duties
from forum.deadlines.policy import Owner, OwnerKind
from forum.jobs import JobContext
from forum.thing import Thing
from tests.builders import Builders
from tests.world import World
from tests.world_contact import a_commitment


async def handovers(build: Builders, world: World) -> None:
    it, ended = await a_commitment(build, world, "của cơ quan đã ngừng"), await build.body("Sở Mẫu Đã Ngừng")
    async with build.acting(None) as (db, actor):
        (await load(db, Body, ended.id)).ended_on = local_date(now()) - timedelta(days=1)
        commitment = await load(db, Commitment, it)
        before, after = Owner(OwnerKind.body, commitment.body_id), Owner(OwnerKind.body, ended.id)
        commitment.body_id = ended.id
        await duties.pass_to(db, [Thing("commitment", it)], before, after)
        await db.flush()
        await hand_over(JobContext(db, actor.at, build.settings, build.engine), "commitment", it)
    async with build.acting(None) as (db, _):
        waiting = select(BodyHandover.id).where(BodyHandover.thing_id == it)
        world.names["handover"] = str((await db.scalars(waiting)).one())
