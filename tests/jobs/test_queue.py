"""What the operator sees of the queue and can do: on the administrator's page and by `forum jobs`."""

from datetime import timedelta

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import IntegrityError
from typer.testing import CliRunner

from forum import logs, queue
from forum.actor import Role
from forum.cli import app
from forum.clock import now
from forum.database import writing_session
from forum.jobs import JOBS
from tests.builders import Builders
from tests.client import Client
from tests.jobs.workers import running, until

PUT = text(
    "INSERT INTO procrastinate_jobs (queue_name, task_name, status, attempts, scheduled_at, args) "
    "VALUES ('default', :name, CAST(:status AS procrastinate_job_status), :attempts, :at, CAST(:args AS jsonb)) "
    "RETURNING id"
)


async def put(build: Builders, name: str, status: str = "todo", attempts: int = 0, **more: object) -> int:
    given = {"name": name, "status": status, "attempts": attempts, "at": None, "args": "{}"} | more
    async with writing_session(build.engine) as db:
        found = await db.scalar(PUT, given)
    assert isinstance(found, int)
    return found


async def states(build: Builders) -> dict[int, str]:
    async with writing_session(build.engine) as db:
        return {one.id: one.state for one in await queue.lines(db, now())}


async def test_a_job_that_fails_each_time_is_set_aside_with_its_reason_and_holds_nobody_up(
    build: Builders, client: Client
) -> None:
    poison = await put(build, "mail_notice", attempts=JOBS["mail_notice"].attempts)  # without its argument
    other = await put(build, "sweep")

    async def is_through() -> bool:
        found = await states(build)
        return found.get(poison) == "set_aside" and other not in found

    with running(build.settings):
        await until(is_through)
    await client.log_in(await build.person(Role.administrator))
    page = await client.get("/quan-tri/viec")
    assert page.has("mail_notice")
    assert page.has("TypeError")
    await client.post(f"/quan-tri/viec/{poison}/thu-lai")
    assert (await states(build))[poison] == "waiting"
    await client.post(f"/quan-tri/viec/{poison}/bo")
    assert poison not in await states(build)


async def test_each_job_is_counted_in_one_state_and_a_planned_one_is_not_late(
    build: Builders, client: Client
) -> None:
    later = now() + timedelta(hours=1)
    await put(build, "mail_notice", attempts=3, at=later)
    await put(build, "mail_link", status="doing")
    await put(build, "sweep", at=later)
    await put(build, "sweep", status="failed")
    async with writing_session(build.engine) as db:
        found = await queue.figures(db, now())
    assert (found.set_aside, found.retrying, found.running, found.waiting) == (1, 1, 1, 1)
    assert found.unsent_mails == 2
    assert found.waiting_since is not None and found.oldest_mail_at is not None
    await client.log_in(await build.person(Role.administrator))
    for state, name in (("retrying", "mail_notice"), ("running", "mail_link"), ("waiting", "sweep")):
        page = await client.get(f"/quan-tri/viec?loc={state}")
        assert page.has(name)
        assert not page.has("Thử lại tất cả")


async def test_a_running_job_is_neither_dropped_nor_started_twice(build: Builders, client: Client) -> None:
    job_id = await put(build, "sweep", status="doing")
    await client.log_in(await build.person(Role.administrator))
    for verb in ("bo", "thu-lai"):
        await client.post(f"/quan-tri/viec/{job_id}/{verb}", status=409)
    assert (await states(build))[job_id] == "running"


async def test_the_list_shows_ids_and_no_word_of_people(build: Builders, client: Client) -> None:
    await put(build, "notify", status="failed", args='{"event_id": 77, "note": "chữ của người viết"}')
    await client.log_in(await build.person(Role.administrator))
    page = await client.get("/quan-tri/viec")
    assert page.has("event_id 77")
    assert not page.has("chữ của người viết")


def test_a_failure_is_named_without_what_it_says() -> None:
    said = IntegrityError("INSERT …", {"text": "chữ của người viết"}, psycopg.errors.UniqueViolation("chữ"))
    assert logs.name_of(said) == "IntegrityError (UniqueViolation 23505)"
    assert logs.name_of(ConnectionRefusedError(111, "chữ")) == "ConnectionRefusedError 111"
    assert logs.name_of(ValueError("chữ của người viết")) == "ValueError"


@pytest.fixture
def set_aside(database: str, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setenv("FORUM_DATABASE_URL", database)
    url = make_url(database).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url) as db:
        found = db.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, status, args) "
            """VALUES ('default', 'mail_notice', 'failed', '{"notice_id": 5}') RETURNING id"""
        ).fetchone()
    assert found is not None
    return int(found[0])


def forum_jobs(*arguments: str) -> str:
    done = CliRunner().invoke(app, ["jobs", *arguments])
    assert done.exit_code == 0, done.output
    return done.output


def test_by_command_the_operator_lists_shows_retries_and_drops_jobs(set_aside: int) -> None:
    assert f"{set_aside}\tset_aside\tmail_notice\tnotice_id 5" in forum_jobs("list")
    assert "mail_notice" in forum_jobs("show", str(set_aside))
    assert forum_jobs("retry", "--failed").strip() == "1"
    assert f"{set_aside}\twaiting" in forum_jobs("list", "--state", "waiting")
    forum_jobs("retry", str(set_aside))
    forum_jobs("drop", str(set_aside))
    assert "mail_notice" not in forum_jobs("list")
