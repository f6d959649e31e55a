"""What the matrix needs of letters and calls: somebody without an account, and a proposal entered for them."""

from sqlalchemy import select

from forum.contributions.entering.actions import NewPerson, add_person
from forum.notifications.actions import Posted, mark_posted
from forum.notifications.models import Notice
from forum.threads import actions as threads
from forum.threads.actions.threads import EnteredProposal
from tests.builders import Builders
from tests.entering.scene import BY_CALL
from tests.world import JUDGES, World


async def entering(build: Builders, world: World) -> None:
    async with build.acting(world.people["secretariat"]) as (db, actor):
        address = f"Số 12 ngõ {world.hide('address of who wrote', 'secretariat', 'staff')}"
        new = NewPerson(name="Người Mẫu Viết Thư", address=address, telephone="0225 000 0012")
        writer = await add_person(db, actor, new)
    world.names["letter_writer"] = str(writer.id)
    async with build.acting(world.people["secretariat"]) as (db, actor):
        words = f"Một đề xuất nghe qua điện thoại {world.hide('proposal by telephone', *JUDGES)}."
        asked = {"title": "Hiến kế qua điện thoại", "text": words, "persona_id": writer.id, **BY_CALL}
        tasks = {"task_ids": [int(world.names["task"])], "forum_id": int(world.names["forum"])}
        await threads.enter_proposal(db, actor, EnteredProposal.model_validate(asked | tasks))
    await build.run_jobs()
    async with build.acting(world.people["secretariat"]) as (db, actor):
        receipt = (await db.scalars(select(Notice.id).where(Notice.persona_id == writer.id))).one()
        await mark_posted(db, actor, writer.id, Posted(notice_ids=[receipt]))
