"""Reports on a task of the programme at each step before they are public."""

from forum.contributions.official import SentBack
from forum.progress import actions
from forum.progress.actions import DraftProgress
from tests.builders import Builders
from tests.progress_reports import drafted, reported
from tests.world import World

SIDE = ("officer", "head")


async def reports_on_tasks(build: Builders, world: World) -> None:
    people, names, task_id = world.people, world.names, int(world.names["task"])
    officer = people["officer"]
    for state in ("drafted", "awaiting", "returned"):
        known = "awaiting_approval" if state == "awaiting" else "drafted"
        word = world.hide(f"progress_report {known}", *SIDE)
        new = DraftProgress(state="in_progress", percent=40, text=f"Đã lập danh mục {word}.")
        text_id = await drafted(build, officer, task_id, new)
        names[f"{state}_progress_text"] = str(text_id)
        if state != "drafted":
            async with build.acting(officer) as (db, actor):
                await actions.submit_progress(db, actor, text_id)
        if state == "returned":
            word = world.hide("sent back", *SIDE)
            async with build.acting(people["head"]) as (db, actor):
                await actions.send_back_progress(db, actor, text_id, SentBack(note=f"Nêu thêm {word}."))
    done = DraftProgress(state="partly_done", percent=60, text="Đã công bố danh mục mẫu của nhiệm vụ.")
    await reported(build, officer, people["head"], task_id, done)
