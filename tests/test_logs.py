"""What the operator reads in the logs: a line an event, with the id that the person got, and no word of anybody."""

import asyncio
import io
import json
import logging
import re
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import jinja2
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from forum import logs
from forum.accounts.models import Account
from forum.actor import Role
from forum.database import CountingPool, make_engine
from forum.finding.engines import make_search_engines
from forum.jobs import JOBS, JobContext, Registered
from forum.rendering import make_environment
from forum.settings import Settings
from forum.worker import make_job_app
from tests.builders import Builders
from tests.client import Client, open_client
from tests.web.test_busy import SOON, locked

WORDS = "Chữ viết công phu của một người"
PASSWORD = "mat-khau-rat-dai-cua-mau"
TYPED = {"title": WORDS, "text": WORDS, "task_ids": "", "leaves_tasks_open": "true", "_key": "k" * 24}
LINE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z (INFO|WARNING|ERROR|CRITICAL) (web|worker) \S+ \S")


class Written(io.StringIO):
    """What this process logs, as a process of its own in production would."""

    def set_up(self, settings: Settings, part: logs.Part, **changed: str) -> None:
        logs.set_up(settings.model_copy(update={"mode": "production", **changed}), part)
        for handler in logging.getLogger().handlers:
            assert isinstance(handler, logging.StreamHandler)
            handler.setStream(self)

    def __call__(self) -> str:
        return self.getvalue()


@pytest.fixture
def written(settings: Settings) -> Iterator[Written]:
    names = ("", *logs.OWN, logs.SECURITY)
    before = [(log, log.level, log.propagate, log.handlers[:]) for log in map(logging.getLogger, names)]
    hooks = (sys.excepthook, threading.excepthook)
    written = Written()
    written.set_up(settings, "web")
    yield written
    logging.captureWarnings(False)
    logging.raiseExceptions = True
    sys.excepthook, threading.excepthook = hooks
    for log, level, propagates, handlers in before:
        log.setLevel(level)
        log.propagate, log.handlers[:] = propagates, handlers


@pytest.fixture
async def client(settings: Settings) -> AsyncIterator[Client]:
    """A browser before a program with little patience."""
    async with open_client(settings) as client:
        before = client.app.state.app_state
        soon = make_engine(settings.database_url, pool_size=2, max_overflow=0, patience=SOON)
        client.app.state.app_state = replace(before, engine=soon, readers=soon)
        yield client
        await before.aclose()


def require_silence(lines: str, *persons: Account) -> None:
    """A line an event, and none with words, addresses, passwords, or digests of them."""
    for line in lines.splitlines():
        assert LINE.match(line), line
    for secret in (WORDS, WORDS[5:12], "công phu", PASSWORD, "argon2", "parameters", "mau.example", "@"):
        assert secret not in lines, f"{secret} in\n{lines}"
    for person in persons:
        assert person.email not in lines


REFUSE = """
    CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      RAISE EXCEPTION 'refused: %', NEW USING ERRCODE = '{state}', DETAIL = row_to_json(NEW)::text; END $$;
    CREATE TRIGGER refuse BEFORE INSERT ON revisions FOR EACH ROW EXECUTE FUNCTION refuse();
"""


async def refuse_texts(settings: Settings, state: str) -> None:
    """Every text that is written meets this SQLSTATE, with a message that quotes it."""
    owner = make_engine(settings.database_url.replace("forum_app", "forum_owner"), pool_size=1)
    async with owner.begin() as connection:
        for statement in REFUSE.format(state=state).split("END $$;"):
            await connection.execute(
                text(statement + ("END $$" if "FUNCTION refuse() RETURNS" in statement else ""))
            )
    await owner.dispose()


@pytest.mark.parametrize(
    ("state", "status"),
    [("53100", 503), ("40001", 503), ("57014", 503), ("23505", 500), ("23514", 500), ("P0001", 500)],
)
async def test_a_write_that_the_database_refuses_is_one_line_with_the_id_that_the_person_got(
    client: Client, build: Builders, settings: Settings, written: Written, state: str, status: int
) -> None:
    person = await build.person(Role.intellectual)
    await client.log_in(person)
    await refuse_texts(settings, state)
    page = await client.post("/hien-ke/moi", TYPED, status=status)
    lines = written().splitlines()
    require_silence(written(), person)
    shown = page.response.headers["x-request-id"]
    assert page.has(f"Mã yêu cầu, để báo cho người quản trị: {shown}")
    (failure,) = [line for line in lines if " ERROR " in line]
    (access,) = [line for line in lines if "forum.requests" in line]
    assert state in failure and f"request={shown}" in failure
    assert f"request={shown} POST threads.new_proposal {status}" in access


@pytest.mark.parametrize("table", ["drafts", "accounts", "contributions"])
async def test_a_lock_leaves_no_word_in_the_log(
    client: Client, build: Builders, engine: AsyncEngine, written: Written, table: str
) -> None:
    person = await build.person(Role.intellectual)
    await client.log_in(person)
    new = {"email": "nguoi-moi@mau.example", "password": PASSWORD, "name": WORDS, "agreed": "true"}
    async with locked(engine, table):
        await client.post("/hien-ke/moi", TYPED, status=503)
        await client.http.post("/dang-ky", data=new, headers={"sec-fetch-site": "same-origin"})
        await client.http.post("/dang-nhap", data=new, headers={"sec-fetch-site": "same-origin"})
    assert "55P03" in written()
    require_silence(written(), person)


async def test_bad_input_a_wrong_password_and_a_path_made_by_hand_leave_no_word_in_the_log(
    client: Client, build: Builders, written: Written
) -> None:
    person = await build.person(Role.intellectual)
    for typed in (
        {"email": person.email, "password": PASSWORD},
        {"email": WORDS, "password": f"{PASSWORD}\0"},
    ):
        await client.http.post("/dang-nhap", data=typed, headers={"sec-fetch-site": "same-origin"})
    await client.log_in(person)
    for field in ("text", "task_ids", "forum_id"):
        for value in (f"{WORDS}\0", "9" * 30, "\ud800"[:0] + "𝐂" * 50):
            await client.http.post(
                "/hien-ke/moi", data=TYPED | {field: value}, headers={"sec-fetch-site": "same-origin"}
            )
    for path in (
        f"/{person.email}",
        f"/tim-kiem?q={WORDS}",
        f"/chu-de/99999999999999999999-{WORDS}",
        f"/hien-ke/{WORDS}",
    ):
        await client.http.get(path)
    assert " 404 " in written() and "threads.new_proposal 422" in written()
    require_silence(written(), person)


async def test_a_template_that_fails_and_a_search_engine_that_is_away_leave_no_word_in_the_log(
    client: Client, settings: Settings, written: Written
) -> None:
    def fail(page: object) -> str:
        raise ValueError(WORDS)

    whole = make_environment()
    assert whole.loader is not None
    home = jinja2.DictLoader({"home/home.html": "{{ fail(page) }}"})
    broken = whole.overlay(loader=jinja2.ChoiceLoader([home, whole.loader]))
    broken.globals = {**whole.globals, "fail": fail}
    away = settings.model_copy(update={"search": "meilisearch", "meilisearch_url": "http://127.0.0.1:1"})
    state = client.app.state.app_state
    client.app.state.app_state = replace(state, jinja=broken, search=make_search_engines(away))
    await client.get("/", status=500)
    await client.get("/tim-kiem", q=WORDS)
    assert "ValueError" in written() and "home.home 500" in written()
    assert "tests/test_logs.py" in written()  # where it arose
    require_silence(written())


async def test_a_job_that_fails_with_words_and_a_mail_that_is_refused_leave_none_in_the_log_of_the_worker(
    build: Builders, settings: Settings, written: Written
) -> None:
    async def fail(context: JobContext, note: str) -> None:
        raise ValueError(f"{note} {WORDS}")

    async def break_constraint(context: JobContext, note: str) -> None:
        await context.db.execute(text("INSERT INTO drafts (id, key) VALUES (:note, :note)"), {"note": note})

    written.set_up(settings, "worker")
    person = await build.person(Role.intellectual)
    mail_url = f"smtp://{person.email.replace('@', '%40')}:{PASSWORD}@127.0.0.1:1"
    JOBS["fail"] = Registered("fail", fail, None, 0, (), timedelta(seconds=9))
    JOBS["break"] = Registered("break", break_constraint, None, 0, (), timedelta(seconds=9))
    try:
        app = make_job_app(settings.model_copy(update={"mail_url": mail_url}), build.engine)
        async with app.open_async():
            for name in ("fail", "break"):
                await app.configure_task(name).defer_async(note=WORDS)
            await app.configure_task("mail_link").defer_async(purpose="login", account_id=person.id)
            await app.run_worker_async(wait=False, install_signal_handlers=False, listen_notify=False)
    finally:
        del JOBS["fail"], JOBS["break"]
    lines = written()
    require_silence(lines, person)
    for name in ("fail", "break", "mail_link"):
        assert re.search(rf"worker forum.worker job=\d+ .*\({name}\) failed", lines), lines


async def test_what_other_libraries_say_of_a_failure_is_one_line_without_its_message(
    written: Written,
) -> None:
    async def fail() -> None:
        raise ValueError(f"{WORDS}\n{PASSWORD}")

    task = asyncio.create_task(fail())
    await asyncio.sleep(0)
    del task  # asyncio says that nobody asked how it ended, and shows the failure
    logging.getLogger("uvicorn.error").error("Exception in ASGI application\n", exc_info=ValueError(WORDS))
    logging.getLogger("psycopg.pool").warning("error connecting: %s", OSError(111, PASSWORD))
    logging.getLogger("uvicorn.error").error(
        f"Traceback (most recent call last):\n  File x\nValueError: {WORDS}"
    )
    thread = threading.Thread(target=asyncio.run, args=(fail(),))
    thread.start()
    thread.join()
    require_silence(written())
    assert written().count("ValueError") == 3
    assert len(written().splitlines()) == 5


async def test_pools_of_connections_are_opened_and_closed_in_silence(
    settings: Settings, written: Written
) -> None:
    engine = make_engine(settings.database_url, pool_size=1)
    async with engine.connect():
        pass
    await engine.dispose()
    assert f"{CountingPool.__module__}.{CountingPool.__name__}" == logs.POOL
    assert written() == ""


def test_a_line_can_be_json_with_the_same_fields(settings: Settings, written: Written) -> None:
    written.set_up(settings, "worker", log_format="json")
    try:
        raise ValueError(WORDS)
    except ValueError:
        logging.getLogger("forum.x").exception("it %s", "failed", extra={"note": WORDS})
    logs.security("log-in", account_id=7, by="totp")
    first, second = map(json.loads, written().splitlines())
    assert (first["level"], first["part"], first["logger"], first["message"], first["error"]) == (
        "ERROR",
        "worker",
        "forum.x",
        "it failed",
        "ValueError",
    )
    assert first["time"].endswith("Z") and "test_logs.py" in first["trace"] and "note" not in first
    assert (second["event"], second["account"], second["by"]) == ("log-in", 7, "totp")


def test_the_log_of_security_may_be_a_file_of_its_own_that_only_its_owner_reads(
    settings: Settings, written: Written, tmp_path: Path
) -> None:
    path = tmp_path / "security.log"
    written.set_up(settings, "web", security_log=str(path), log_level="ERROR")
    logs.security("log-in refused")
    assert "log-in refused account=-" in path.read_text()
    assert written() == ""
    assert path.stat().st_mode & 0o077 == 0


async def test_who_comes_in_is_refused_leaves_or_takes_data_away_is_noted_by_account_alone(
    client: Client, build: Builders, written: Written
) -> None:
    person = await build.person(Role.intellectual)
    wrong = {"email": person.email, "password": PASSWORD}
    await client.http.post("/dang-nhap", data=wrong, headers={"sec-fetch-site": "same-origin"})
    await client.log_in(person)
    await client.post("/dang-xuat")
    noted = [line for line in written().splitlines() if logs.SECURITY in line]
    assert any("log-in refused" in line for line in noted)
    assert any(f"log-out account={person.id}" in line for line in noted)
    require_silence(written(), person)
