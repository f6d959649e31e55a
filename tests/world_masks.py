"""A passage that is masked in the reason of an office, and waits for a second person."""

from forum.contributions.models import Contribution
from forum.database import load
from forum.desk.actions.reasons import NewReasonMask, mask_reason
from tests.builders import Builders
from tests.world import World


async def reason_masks(build: Builders, world: World) -> None:
    async with build.acting(world.people["secretariat"]) as (db, actor):
        code = (await load(db, Contribution, int(world.names["scheduled_question"]))).code or ""
        it = await mask_reason(db, actor, NewReasonMask(code=code, passage="đủ câu hỏi", rule="Q4"))
    world.names["reason_mask"], world.names["scheduled_question_code"] = str(it.id), code
