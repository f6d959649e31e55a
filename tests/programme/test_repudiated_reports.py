"""A published report on a task that its head disowns says nothing of the task any more."""

from datetime import timedelta

from forum import kinds
from forum.actor import Role
from forum.clock import now
from forum.contributions.actions.reading import start_following
from forum.contributions.official import on_paper
from forum.programme.models import Task
from forum.programme.policy import Progress
from forum.programme.queries import section_page, task_page
from forum.progress.actions import DraftProgress
from forum.thing import Thing
from tests.builders import Builders
from tests.client import Client
from tests.contributions.test_on_paper import leading, told
from tests.on_paper import approved
from tests.progress_reports import drafted, reported


async def test_a_task_stands_as_the_last_report_says_that_its_head_stands_by(
    build: Builders, client: Client
) -> None:
    task, body, officer, head = await leading(build)
    second, reader = await build.person(Role.body_officer, body=body), await build.person()
    async with build.acting(reader) as (db, actor):
        await start_following(db, actor.persona_id or 0, Thing("task", task.id), actor)
    first = DraftProgress(state="partly_done", percent=60, text="Đã xong một nửa việc mẫu.")
    await reported(build, officer, head, task.id, first)
    text_id = await drafted(build, officer, task.id, DraftProgress(state="done", text="Đã xong việc mẫu."))
    await approved(build, officer, second, text_id)
    async with build.acting(second, now() + timedelta(hours=2)) as (db, actor):
        await on_paper.publish(db, actor, text_id)
    assert (await progress_of_task(build, task)) == (Progress.done, "task.done", "done")
    async with build.acting(head) as (db, actor):
        await kinds.repudiate(db, actor, text_id)
    assert (await progress_of_task(build, task)) == (Progress.in_progress, "task.in_progress", "partly_done")
    assert any("không phải ý người duyệt" in one for one in await told(build, reader))
    page = await client.get(f"/nhiem-vu/{task.code}")
    assert page.has("Đã xong việc mẫu.") and page.has("Đã xong một nửa việc mẫu.")


async def progress_of_task(build: Builders, task: Task) -> tuple[Progress, str, str | None]:
    """As lists count it, as search finds it, and as its page says."""
    async with build.acting(None) as (db, actor):
        page = await task_page(db, actor, task)
        entry = (await kinds.KINDS["task"].entries(db, [task.id], actor.at))[task.id]
        lines = (await section_page(db, page.above[-1].code)).section.tasks
        (line,) = [one for one in lines if one.id == task.id]
        assert line.progress == page.line.progress
        return page.line.progress, entry.state, page.latest.state if page.latest else None
