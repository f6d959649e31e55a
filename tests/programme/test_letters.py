"""Who follows a task hears of what its bodies report and of what is promised for it."""

from sqlalchemy import select

from forum.accounts.models import Account, Body
from forum.actor import Role
from forum.clock import now
from forum.contributions.actions import start_following
from forum.notifications.models import Notice
from forum.programme.models import Task
from forum.progress.actions import DraftProgress
from forum.thing import Thing
from tests.builders import Builders
from tests.commitments.scene import promised
from tests.contact.scene import announced_session, answered
from tests.progress_reports import approved, drafted

CODE = "III.6.1-1"
LEAD = "DU-UBND"


async def _follower(build: Builders) -> tuple[Account, int]:
    """Someone who follows the task, and the task's id."""
    reader = await build.person(Role.intellectual)
    async with build.acting(reader) as (db, actor):
        task_id = (await db.scalars(select(Task.id).where(Task.code == CODE))).one()
        await start_following(db, reader.persona_id, Thing("task", task_id), actor)
    return reader, task_id


async def _letters(build: Builders, person: Account) -> list[str]:
    await build.run_jobs()
    async with build.acting(None) as (db, _):
        found = await db.scalars(select(Notice.letter).where(Notice.persona_id == person.persona_id))
        return list(found.all())


async def test_a_follower_hears_of_a_progress_report_once(build: Builders) -> None:
    reader, task_id = await _follower(build)
    async with build.acting(None) as (db, _):
        body = (await db.scalars(select(Body).where(Body.code == LEAD))).one()
    officer = await build.person(Role.body_officer, body=body)
    async with build.acting(officer) as (db, actor):
        await start_following(db, officer.persona_id, Thing("task", task_id), actor)
    head = await build.person(Role.body_head, body=body)
    new = DraftProgress(state="partly_done", percent=60, text="Đã trình dự thảo quy chế mẫu.")
    text_id = await drafted(build, officer, task_id, new)
    assert await _letters(build, reader) == [], "nobody hears of a draft"
    await approved(build, officer, head, text_id)
    letters = await _letters(build, reader)
    assert len(letters) == 1
    assert f"báo cáo tiến độ nhiệm vụ {CODE}" in letters[0]
    assert "60%" in letters[0]
    assert "đọc tại trang nhiệm vụ" in letters[0]
    assert "Đã trình dự thảo quy chế mẫu." not in letters[0], "it may be hidden since"
    assert await _letters(build, officer) == []


async def test_a_letter_holds_the_signs_of_a_title_as_they_were_typed(build: Builders) -> None:
    reader, task_id = await _follower(build)
    title = "Kinh phí 5*10*20 _triệu_ <đồng> & 👨\u200d👩\u200d👧"
    scene = await announced_session(build, now())
    await promised(build, scene, await answered(build, scene), title, task_ids=[task_id])
    (letter,) = await _letters(build, reader)
    assert title in letter


async def test_a_follower_hears_of_a_commitment_under_the_task(build: Builders) -> None:
    reader, task_id = await _follower(build)
    scene = await announced_session(build, now())
    question = await answered(build, scene)
    await promised(build, scene, question, "Trình quy chế mẫu", task_ids=[task_id])
    letters = await _letters(build, reader)
    assert len(letters) == 1
    assert '"Trình quy chế mẫu"' in letters[0]
