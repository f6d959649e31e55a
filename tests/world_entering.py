"""What the matrix needs of letters and calls: somebody without an account, and a proposal entered for them."""

from datetime import timedelta

from sqlalchemy import select

from forum.clock import now
from forum.contributions.entering.actions import NewPerson, add_person
from forum.contributions.entering.actions.claiming import issue_code
from forum.contributions.entering.claims import thing_of
from forum.contributions.entering.models import EnteredClaim
from forum.deadlines import duties
from forum.deadlines.policy import OFFICE, DutyKind
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
    an_hour_ago = now() - timedelta(hours=1)  # a second one is not printed at once
    async with build.acting(world.people["secretariat"], an_hour_ago) as (db, actor):
        await issue_code(db, actor, writer.id, b"a secret")
    await _claimed(build, world)
    await build.run_jobs()
    async with build.acting(world.people["secretariat"]) as (db, actor):
        receipt = (await db.scalars(select(Notice.id).where(Notice.persona_id == writer.id))).one()
        await mark_posted(db, actor, writer.id, Posted(notice_ids=[receipt]))


async def _claimed(build: Builders, world: World) -> None:
    """A member says to be somebody who called; who entered it and printed the code does not decide."""
    async with build.acting(world.people["secretariat"]) as (db, actor):
        address = f"Số 13 ngõ {world.hide('address of who is claimed', 'secretariat', 'staff')}"
        caller = await add_person(db, actor, NewPerson(name="Người Mẫu Gọi Điện", address=address))
        assert actor.persona_id is not None
        claim = EnteredClaim(
            persona_id=caller.id,
            claimed_by=world.people["member"].persona_id,
            claimed_at=now(),
            code_hash="of a code",
            code_issued_by=actor.persona_id,
        )
        db.add(claim)
        await db.flush()
        await duties.start(db, actor, thing_of(claim.id), DutyKind.confirm_claim, OFFICE)
    world.names["claim"] = str(claim.id)
