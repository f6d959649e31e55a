"""A commitment that came of an answered question."""

from collections.abc import Sequence
from datetime import timedelta

from forum.clock import local_date, now
from forum.commitments.lines import lines_of_text
from forum.contact.texts import actions as texts
from forum.contact.texts.actions import NewPromise
from forum.contact.texts.policy import SessionTextKind
from forum.contributions.models import Contribution
from forum.database import load
from tests import session_texts
from tests.builders import Builders
from tests.contact.scene import Scene, announced_session, answered, held

TITLE = "Lập danh mục dữ liệu dùng chung"


async def promised(
    build: Builders,
    scene: Scene,
    question_id: int,
    title: str = TITLE,
    days: int = 30,
    task_ids: Sequence[int] = (),
) -> int:
    """What the chair assigned in the conclusion notice of the session, which is held for it. Returns the commitment."""
    at = max(scene.held_at, now())  # now, or on its day where that is to come
    await held(build, scene, at)
    conclusion, clerk = SessionTextKind.conclusion, scene.secretariat
    text_id = await session_texts.drafted(build, clerk, scene.session_id, conclusion, at)
    async with build.acting(clerk, at) as (db, actor):
        code = (await load(db, Contribution, question_id)).code or ""
        due = local_date(at) + timedelta(days=days)
        new = NewPromise(
            title=title,
            body_id=scene.body.id,
            due_on=due,
            on_rest_day=True,
            task_ids=list(task_ids),
            code=code,
        )
        await texts.add_promise(db, actor, text_id, new)
    await session_texts.approved(build, clerk, text_id, scene.leader_person, at)
    async with build.acting(clerk, at) as (db, actor):
        await texts.publish_text(db, actor, text_id)
        (line,) = await lines_of_text(db, text_id)
    assert line.commitment_id is not None
    return line.commitment_id


async def committed(build: Builders) -> tuple[Scene, int]:
    """Made today, due thirty days from today, confirmed by the asker."""
    scene = await announced_session(build, now() - timedelta(days=10))
    return scene, await promised(build, scene, await answered(build, scene))
