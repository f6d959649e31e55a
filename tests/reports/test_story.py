"""A task's story holds what its reader may see, in time order; the first page counts real rows."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from forum import clock
from forum.accounts.models import Body
from forum.actor import Role
from forum.programme.models import Task
from forum.programme.reported import progress_reports
from forum.progress.actions import DraftProgress
from forum.reports.home import house_page
from forum.reports.story import PAGE, THREADS_SHOWN, task_story
from forum.threads.actions import start_thread
from forum.threads.actions.threads import NewThread
from tests.progress_reports import reported

CODE = "III.6.1-1"
TITLE = "Công bố lịch gặp gỡ mẫu từ đầu năm"
WORDS = "Đã trình dự thảo quy chế mẫu, đang chờ thẩm định."


async def propose(build: Any, *, is_trusted: bool) -> Any:
    author = await build.person(Role.intellectual, is_trusted=is_trusted)
    forum = await build.forum()
    async with build.acting(author) as (db, actor):
        task_id = await db.scalar(select(Task.id).where(Task.code == CODE))
        text = "Đề nghị công bố lịch cả năm để mọi người chuẩn bị."
        new = NewThread(kind="proposal", title=TITLE, text=text, forum_id=forum.id, task_ids=[task_id])
        await start_thread(db, actor, new)
    return author


async def report(build: Any, state: str, at: Any) -> None:
    async with build.acting(None) as (db, _):
        body = (await db.scalars(select(Body).where(Body.code == "DU-UBND"))).one()
        task_id = await db.scalar(select(Task.id).where(Task.code == CODE))
    officer, head = (
        await build.person(Role.body_officer, body=body),
        await build.person(Role.body_head, body=body),
    )
    await reported(build, officer, head, task_id, DraftProgress(state=state, text=WORDS), at)


async def story_for(build: Any, account: Any) -> Any:
    async with build.acting(account) as (db, actor):
        task = (await db.scalars(select(Task).where(Task.code == CODE))).one()
        return await task_story(db, actor, task, await progress_reports(db, task.id))


async def test_a_story_runs_from_the_textual_date_over_the_proposal_to_the_report(build: Any) -> None:
    await propose(build, is_trusted=True)
    await report(build, "in_progress", clock.now() + timedelta(minutes=1))
    story = await story_for(build, None)
    assert [str(entry.noun) for entry in story.entries] == [
        "Thời hạn theo văn bản",
        "Hiến kế",
        "Báo cáo tiến độ",
    ]
    assert [entry.phase for entry in story.entries] == ["past", "now", "past"]


async def test_a_proposal_that_waits_for_review_is_in_its_authors_story_alone(build: Any) -> None:
    author = await propose(build, is_trusted=False)
    for reader in (None, await build.person(), await build.person(Role.staff)):
        story = await story_for(build, reader)
        assert TITLE not in {entry.title for entry in story.entries}
        assert story.threads == ()
    own = await story_for(build, author)
    assert {entry.title: entry.state for entry in own.entries}[TITLE] == "in_review"


async def test_silence_is_said_as_silence(build: Any) -> None:
    story = await story_for(build, None)
    assert tuple(map(str, story.entries[0].notes)) == ("Đã qua thời hạn; cơ quan chủ trì chưa có báo cáo.",)
    await report(build, "in_progress", clock.now())
    story = await story_for(build, None)
    assert tuple(map(str, story.entries[0].notes)) == ()


async def test_the_first_page_counts_what_everyone_may_read(build: Any, client: Any) -> None:
    await propose(build, is_trusted=True)
    waiting = await propose(build, is_trusted=False)
    async with build.acting(waiting) as (db, actor):
        app_state = await house_page(db, actor)
    assert app_state.outcomes.published_count == app_state.outcomes.proposal_count == 1
    page = await client.get("/")
    assert page.has(TITLE)
    assert page.has("0 / 1")


async def test_the_story_is_paged_and_what_is_hidden_makes_no_page_shorter(build: Any, client: Any) -> None:
    known = await build.person(Role.intellectual, is_trusted=True)
    newcomer = await build.person(Role.intellectual)
    forum, titles = await build.forum(), [f"Hiến kế mẫu số {n:02}" for n in range(PAGE + 10)]
    waiting = titles[9::10]
    for title in titles:
        async with build.acting(newcomer if title in waiting else known) as (db, actor):
            task_id = await db.scalar(select(Task.id).where(Task.code == CODE))
            text = "Nội dung của hiến kế mẫu."
            new = NewThread(title=title, text=text, forum_id=forum.id, task_ids=[task_id])
            await start_thread(db, actor, new)
    public = [title for title in titles if title not in waiting]
    first = await story_for(build, None)
    assert (first.thread_count, len(first.threads)) == (str(len(public)), THREADS_SHOWN)
    assert [entry.title for entry in first.entries if str(entry.noun) == "Hiến kế"] == public[-PAGE:]
    url = f"/nhiem-vu/{CODE}?sau={first.older}"
    assert url in (await client.get(f"/nhiem-vu/{CODE}")).text
    story, _ = (await client.get(url)).main.split("Chủ đề và hiến kế")
    assert [title for title in titles if title in story] == public[:-PAGE]
