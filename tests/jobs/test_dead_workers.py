"""What a killed worker held is done by another: nobody waits for ever for a notice."""

import signal

from sqlalchemy import text

from forum import queue
from forum.actor import Role
from forum.clock import now
from forum.database import writing_session
from tests.builders import Builders
from tests.jobs.workers import PATIENCE_SECONDS, kill, running, slow_post, until
from tests.notifications.test_mail import a_proposal

SILENT = text("UPDATE procrastinate_workers SET last_heartbeat = last_heartbeat - interval '1 minute'")


async def jobs_of(build: Builders, status: str) -> list[str]:
    found = text("SELECT task_name FROM procrastinate_jobs WHERE CAST(status AS text) = :status ORDER BY id")
    async with writing_session(build.engine) as db:
        return list(await db.scalars(found, {"status": status}))


async def test_the_mail_of_a_worker_that_was_killed_while_it_was_sent_comes_from_the_next(
    build: Builders,
) -> None:
    author = await build.person(Role.intellectual)
    await a_proposal(build, author, "Hiến kế mẫu")
    async with slow_post(build.settings) as (post, settings):

        async def is_being_sent() -> bool:
            return bool(post.ids)

        async def is_all_done() -> bool:
            return bool(post.taken) and not await jobs_of(build, "doing") + await jobs_of(build, "todo")

        with running(settings) as first:
            await until(is_being_sent)
            kill(first)
        assert await jobs_of(build, "doing") == ["mail_notice"]
        async with writing_session(build.engine) as db:
            await db.execute(SILENT)  # as after a minute
        post.is_slow = False
        with running(settings) as second:
            await until(is_all_done)
            second.send_signal(signal.SIGTERM)
            assert second.wait(PATIENCE_SECONDS) == 0
        assert len(set(post.ids)) == 1
    async with writing_session(build.engine) as db:
        assert await db.scalar(text("SELECT count(*) FROM notices WHERE mailed_at IS NOT NULL")) == 1
        await queue.forget_troubles(db)
        assert await db.scalar(text("SELECT count(*) FROM job_troubles")) == 0


async def test_a_job_of_a_worker_that_lives_is_left_to_it(build: Builders) -> None:
    async with writing_session(build.engine) as db:
        job_id, worker_id = await a_running_job(build)
        assert await queue.take_up(db, now()) == []
        await db.execute(SILENT)
        assert await queue.take_up(db, now(), worker_id=worker_id) == []
        assert [one.job_id for one in await queue.take_up(db, now())] == [job_id]


async def a_running_job(build: Builders) -> tuple[int, int]:
    async with writing_session(build.engine) as db:
        worker_id = await db.scalar(text("SELECT procrastinate_register_worker_v1()"))
        job_id = await db.scalar(
            text(
                "INSERT INTO procrastinate_jobs (queue_name, task_name, status, worker_id) "
                "VALUES ('default', 'sweep', 'doing', :worker_id) RETURNING id"
            ),
            {"worker_id": worker_id},
        )
    assert isinstance(job_id, int) and isinstance(worker_id, int)
    return job_id, worker_id


async def test_a_job_that_kills_its_worker_each_time_is_set_aside_and_others_come_first(
    build: Builders,
) -> None:
    job_id, _ = await a_running_job(build)
    again = text("UPDATE procrastinate_jobs SET status = 'doing' WHERE id = :id")
    for time in range(1, queue.MOST_TAKEOVERS + 1):
        async with writing_session(build.engine) as db:
            await db.execute(text("DELETE FROM procrastinate_workers"))
            (taken,) = await queue.take_up(db, now())
            assert taken.is_set_aside == (time == queue.MOST_TAKEOVERS)
            priority = await db.scalar(text("SELECT priority FROM procrastinate_jobs"))
            assert priority == -time
            if not taken.is_set_aside:
                await db.execute(again, {"id": job_id})
