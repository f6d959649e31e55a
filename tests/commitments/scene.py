"""A commitment that came of an answered question."""

from datetime import timedelta

from forum.clock import local_date, now
from forum.commitments.actions import Promise
from forum.contact import actions
from tests.builders import Builders
from tests.contact.scene import Scene, announced_session, answered

TITLE = "Lập danh mục dữ liệu dùng chung"


async def promised(
    build: Builders, scene: Scene, question_id: int, title: str = TITLE, days: int = 30
) -> int:
    async with build.acting(scene.secretariat, scene.at) as (db, actor):
        promise = Promise(
            title=title, body_id=scene.body.id, due_on=local_date(scene.at) + timedelta(days=days)
        )
        it = await actions.record_commitment(db, actor, question_id, promise)
    return it.id


async def committed(build: Builders) -> tuple[Scene, int]:
    """Due thirty days from today, confirmed by the asker."""
    scene = await announced_session(build, now())
    return scene, await promised(build, scene, await answered(build, scene))
