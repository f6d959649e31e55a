"""The joints that everything leans on."""

from sqlalchemy import select, text

from forum.accounts.models import Account
from forum.actor import Role
from forum.contributions.actions import NewText, submit
from forum.contributions.actions.writing import announce
from forum.contributions.models import Contribution
from forum.contributions.queries import judged_by
from forum.database import make_engine
from forum.programme.models import Task
from forum.thing import Thing
from forum.threads.actions.threads import NewThread, start_thread
from tests.builders import Builders


async def test_a_text_of_someone_new_waits_in_review_with_a_code_and_a_date(build: Builders) -> None:
    author = await build.person(Role.intellectual)
    forum = await build.forum()
    async with build.acting(author) as (db, actor):
        task = await db.scalar(select(Task.id).limit(1))
        new = NewThread(
            title="Một hiến kế", text="Một nội dung đủ dài.", forum_id=forum.id, task_ids=[task or 0]
        )
        it = await start_thread(db, actor, new)
        assert it.code is not None
        assert it.code.startswith("HK-")
    async with build.acting(None) as (db, _):
        stored = (await db.scalars(select(Contribution))).one()
        assert stored.visibility == "in_review"
        assert await judged_by(db, stored.created_at, Thing("proposal", stored.id)) is not None
        marks = await db.scalar(text("SELECT count(*) FROM search.changes WHERE kind = 'proposal'"))
        assert marks == 1
    assert await build.run_jobs() >= 1


async def test_a_rolled_back_action_leaves_no_job_and_no_mark(build: Builders) -> None:
    author = await build.person(Role.intellectual)
    try:
        async with build.acting(author) as (db, actor):
            it = await submit(db, actor, NewText("post", "Một nội dung đủ dài.", frozenset({"everyone"})))
            await announce(db, actor, it)
            raise RuntimeError("the request fails after all")
    except RuntimeError:
        pass
    async with build.acting(None) as (db, _):
        assert await db.scalar(text("SELECT count(*) FROM procrastinate_jobs")) == 0
        assert await db.scalar(text("SELECT count(*) FROM search.changes WHERE kind = 'post'")) == 0


async def test_the_program_s_role_may_not_change_tables(database: str) -> None:
    engine = make_engine(database)
    async with engine.connect() as connection:
        role = await connection.scalar(text("SELECT current_user"))
        assert role == "forum_app"
        refused = await connection.scalar(
            text("SELECT has_table_privilege('forum_app', 'contributions', 'TRUNCATE')")
        )
        assert refused is False
    await engine.dispose()
    assert Account.__tablename__ == "accounts"
