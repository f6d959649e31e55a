"""What a probe, `forum doctor` and the administrator's page say of the program, each made so by its fault."""

import asyncio
import os
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event, text, update
from sqlalchemy.ext.asyncio import AsyncEngine
from typer.testing import CliRunner

from forum.accounts.models import Account
from forum.actor import Role
from forum.backups import manifest
from forum.cli import app
from forum.clock import now
from forum.database import PROBE, make_engine, writing_session
from forum.errors import Invalid
from forum.finding.engines import make_search_engines
from forum.finding.indexing import drain
from forum.health import checks, doctor, machine
from forum.health.verdicts import ANYWHERE, LABELS, MEANINGS, Level, Verdict
from forum.jobs import defer
from forum.settings import Settings
from tests.builders import Builders
from tests.client import Client
from tests.notifications.test_mail import a_proposal
from tests.shared import ROOT
from tests.web.test_busy import all_taken, locked

ALIVE = "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now())"


async def words(settings: Settings, **changed: str) -> dict[str, str]:
    settings = settings.model_copy(update=changed)
    engine = make_engine(settings.database_url, pool_size=1, max_overflow=0, patience=PROBE)
    engines = make_search_engines(settings)
    try:
        return {one.name: one.word for one in await checks.verdicts(engine, settings, engines)}
    finally:
        await engines.aclose()
        await engine.dispose()


async def change(engine: AsyncEngine, *statements: str) -> None:
    async with writing_session(engine) as db:
        for statement in statements:
            await db.execute(text(statement))


async def test_a_program_whose_worker_lives_is_well(settings: Settings, engine: AsyncEngine) -> None:
    await change(engine, ALIVE)
    assert set((await words(settings)).values()) == {"ok"}


@pytest.mark.parametrize(
    ("word", "statements"),
    [
        ("no_worker", ["UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 minute'"]),
        ("waiting", ["UPDATE procrastinate_events SET at = now() - interval '1 hour'"]),
        ("set_aside", ["UPDATE procrastinate_jobs SET status = 'failed'"]),
        (
            "stuck",
            [
                "UPDATE procrastinate_jobs SET status = 'doing'",
                "UPDATE procrastinate_events SET at = now() - interval '1 hour' WHERE type = 'started'",
            ],
        ),
    ],
)
async def test_a_queue_that_does_not_move_is_seen(
    settings: Settings, engine: AsyncEngine, word: str, statements: list[str]
) -> None:
    async with writing_session(engine) as db:
        await defer(db, "sweep")
    await change(engine, ALIVE)
    assert (await words(settings))["jobs"] == "ok"
    await change(engine, *statements)
    assert (await words(settings))["jobs"] == word


async def test_mail_that_waits_is_refused_or_goes_nowhere_is_seen(
    settings: Settings, build: Builders
) -> None:
    await build.person(Role.intellectual)
    await change(build.engine, ALIVE)
    assert (await words(settings, mode="production"))["mail"] == "unset"
    async with writing_session(build.engine) as db:
        await db.execute(update(Account).values(mail_refused_at=now()))
    assert (await words(settings))["mail"] == "refused"
    async with writing_session(build.engine) as db:
        await defer(db, "mail_link", purpose="login", account_id=1)
    retried = "UPDATE procrastinate_jobs SET attempts = 9, scheduled_at = now() + interval '20 minutes'"
    await change(build.engine, retried, "UPDATE procrastinate_events SET at = now() - interval '1 hour'")
    found = await words(settings)
    assert (found["mail"], found["jobs"]) == ("late", "ok")  # it waits for its next try


async def test_a_search_engine_that_is_away_or_behind_is_seen(
    settings: Settings, build: Builders, healthy_server: str
) -> None:
    assert (await words(settings, search="meilisearch", meilisearch_url="http://127.0.0.1:1"))[
        "search"
    ] == "away"
    author = await build.person(Role.intellectual)
    await a_proposal(build, author, "Hiến kế mẫu")
    async with writing_session(build.engine) as db:
        await drain(db, now())
    reachable = {"search": "meilisearch", "meilisearch_url": healthy_server}
    assert (await words(settings, **reachable))["search"] == "ok"
    await change(build.engine, "UPDATE search.entries SET changed_at = changed_at - interval '1 hour'")
    assert (await words(settings, **reachable))["search"] == "behind"
    assert (await words(settings))["search"] == "ok"  # PostgreSQL alone needs no copy


@pytest.fixture
async def healthy_server() -> AsyncIterator[str]:
    """The address of a server that says that it is well, as Meilisearch does."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    server.close()


@pytest.mark.parametrize(
    ("word", "statement"),
    [
        ("old", "UPDATE alembic_version SET version_num = '0001_house'"),
        ("newer", "UPDATE alembic_version SET version_num = '9999_of_a_later_year'"),
        ("missing", "ALTER TABLE alembic_version RENAME TO elsewhere"),
    ],
)
async def test_a_database_of_another_version_is_not_served(
    client: Client, settings: Settings, word: str, statement: str
) -> None:
    owner = make_engine(settings.database_url.replace("forum_app", "forum_owner"), pool_size=1)
    async with owner.begin() as connection:
        await connection.execute(text(statement))
    await owner.dispose()
    answer = await client.http.get("/readyz")
    assert (answer.status_code, answer.json()["migrations"]) == (503, word)


async def test_one_part_that_does_not_answer_hides_no_other_and_a_probe_is_answered_in_time(
    client: Client, engine: AsyncEngine
) -> None:
    await change(engine, ALIVE)
    async with all_taken(client.app_state.engine), locked(engine, "accounts"):
        answer = await client.http.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() | {"mail": "unknown"} == answer.json()
    assert answer.json()["jobs"] == answer.json()["database"] == "ok"


async def test_many_probes_at_once_share_one_look(client: Client) -> None:
    looks: list[str] = []

    def note(connection: object, cursor: object, statement: str, *_: object) -> None:
        if statement == "SELECT 1":
            looks.append(statement)

    event.listen(client.app_state.probe.sync_engine, "before_cursor_execute", note)
    await asyncio.gather(*(client.http.get("/readyz") for _ in range(30)))
    assert 1 <= len(looks) < 5  # each counts for a second


async def test_a_full_disk_is_not_served_and_one_that_fills_is_announced() -> None:
    assert checks.disk_word(50_000_000) == "full"
    assert checks.disk_word(1_000_000_000) == "low"
    assert checks.disk_word(50_000_000_000) == "ok"
    assert not checks.can_serve([Verdict("disk", "full")])
    assert checks.can_serve([Verdict("disk", "low"), Verdict("jobs", "no_worker"), Verdict("mail", "late")])


async def test_the_administrator_reads_what_is_not_well_and_what_to_do(
    client: Client, build: Builders, engine: AsyncEngine
) -> None:
    for _ in range(3):
        await build.person(Role.moderator)
    await client.log_in(await build.person(Role.administrator))
    page = await client.get("/quan-tri")
    assert page.has("không có tiến trình nền nào đang chạy") and page.has("Khởi động forum worker")
    async with writing_session(engine) as db:
        await db.execute(text(ALIVE))
    client.app.state.app_state = replace(client.app_state, readiness=checks.Readiness())
    page = await client.get("/quan-tri")
    troubles = [one.get_text(" ", strip=True) for one in page.soup.select("main li:has(.state)")]
    assert [one for one in troubles if "tesseract" not in one] == []  # which this machine need not have


def test_others_on_the_machine_must_not_read_the_key_or_write_files(settings: Settings) -> None:
    settings.var.mkdir(mode=0o711)
    secret, files = settings.var / "secret", settings.var / "files"
    secret.write_bytes(os.urandom(32))
    secret.chmod(0o600)
    files.mkdir(mode=0o755)
    assert machine.open_paths(settings) == []
    secret.chmod(0o640)
    files.chmod(0o777)
    assert machine.open_paths(settings) == [files, secret]
    assert "modes: open" in diagnosed(settings)


def test_settings_that_are_unsafe_in_production_are_seen(settings: Settings) -> None:
    def found(**changed: str) -> dict[str, str]:
        here = settings.model_copy(update={"mode": "production", **changed})
        return {one.name: one.word for one in machine.verdicts_of(Settings(**here.model_dump()), now())}

    assert found(public_url="")["public_url"] == "unset"
    assert found(public_url="http://hien-ke.test")["public_url"] == "plain"
    assert found(public_url="https://hien-ke.test")["public_url"] == "ok"
    assert (found()["scanner"], found(clamd="/run/clamd.sock")["scanner"]) == ("none", "ok")
    assert found(mail_url="smtp://mail.test", mail_tls="none")["mail_tls"] == "plain"
    assert found(mail_url="smtp://mail.test", mail_tls="offered")["mail_tls"] == "offered"
    assert found(mail_url="smtps://mail.test", mail_tls="none")["mail_tls"] == "ok"
    assert found()["zones"] == "ok"


def test_a_backup_that_is_missing_old_or_damaged_and_another_key_are_seen(
    settings: Settings, tmp_path: Path
) -> None:
    production = settings.model_copy(update={"mode": "production", "backup_dir": str(tmp_path / "backups")})
    at = now()
    assert machine.backups(production.model_copy(update={"backup_dir": ""}), at) == "none"
    assert machine.backups(production, at) == "none"
    assert machine.key(production) == "ok"  # none was needed yet
    folder = Path(production.backup_dir)
    folder.mkdir()
    one = manifest.new_folder(folder, at)
    made = manifest.Manifest(
        name=one.name,
        taken_at=at,
        revision="x",
        server=18,
        head_n=0,
        head_digest="",
        key_mark="abcd1234",
        parts=(),
    )
    manifest.write(one, made)
    assert machine.backups(production, at) == "ok"
    assert machine.backups(production, at + timedelta(hours=37)) == "old"
    assert machine.key(production) == "missing"
    assert machine.key(production.model_copy(update={"secret": "x" * 32})) == "changed"
    (one / manifest.NAME).write_text("{")
    assert machine.backups(production, at) == "damaged"


def test_a_key_that_other_machines_lack_is_seen(settings: Settings) -> None:
    elsewhere = settings.model_copy(update={"database_url": "postgresql+psycopg://forum_app@db.test/forum"})
    (settings.var).mkdir()
    (settings.var / "secret").write_bytes(os.urandom(32))
    assert machine.key(elsewhere) == "local"
    assert machine.key(elsewhere.model_copy(update={"secret": "x" * 32})) == "ok"


def test_a_clock_that_differs_from_the_databases_is_seen() -> None:
    def word(ahead: float, took: float) -> str:
        return doctor.clock_word(timedelta(seconds=ahead), timedelta(seconds=took))

    assert (word(0.5, 1), word(30, 30), word(-1, 0)) == ("ok", "ok", "ok")
    assert (word(3, 0.1), word(-3, 0.1)) == ("off", "off")


def diagnosed(settings: Settings, *, code: int = 1) -> str:
    environment = {
        f"FORUM_{name.upper()}": str(value) for name, value in settings.model_dump().items() if value != ""
    }
    result = CliRunner().invoke(app, ["doctor"], env=environment)
    assert result.exit_code == code, result.output
    return result.output


def test_the_doctor_says_each_verdict_and_what_to_do_and_fails_where_something_is_bad(
    settings: Settings,
) -> None:
    output = diagnosed(settings)
    lines = output.splitlines()
    assert [line.split()[1].rstrip(":") for line in lines if not line.startswith(" ")] == [*LABELS]
    (jobs,) = [line for line in lines if " jobs: " in line]
    assert jobs.startswith("BAD  jobs: no_worker") and "forum worker" in jobs


def test_the_doctor_of_a_program_that_is_well_ends_with_success(
    settings: Settings, engine: AsyncEngine
) -> None:
    asyncio.run(change(make_engine(settings.database_url, pool_size=1), ALIVE))
    assert "BAD" not in diagnosed(settings, code=0)


def test_the_doctor_speaks_without_a_database(settings: Settings) -> None:
    away = settings.model_copy(update={"database_url": "postgresql+psycopg://nobody@127.0.0.1:1/forum"})
    output = diagnosed(away)
    assert "BAD  database: away" in output and "look jobs: unknown" in output
    assert "Traceback" not in output


def test_docs_say_what_to_do_for_each_verdict() -> None:
    """A new verdict needs a line 'when the doctor says … then …', and no line outlives its verdict."""
    docs = (ROOT / "docs" / "operating.md").read_text()
    written = re.findall(r"^\| `(\w+): (\w+)` \| (\w+) \|", docs, re.MULTILINE)
    known = {(name, word): one.level for name, found in MEANINGS.items() for word, one in found.items()}
    assert {(name, word): level for name, word, level in written} == known
    assert len(written) == len(known)


def test_every_verdict_that_is_not_well_says_what_to_do() -> None:
    assert MEANINGS.keys() == LABELS.keys()
    for found in (*MEANINGS.values(), ANYWHERE):
        for one in found.values():
            assert (one.level == Level.well) == (str(one.advice) == "")


def test_the_doctor_looks_at_named_parts_alone_and_names_them_where_one_is_strange(
    settings: Settings,
) -> None:
    environment = {"FORUM_DATABASE_URL": settings.database_url}
    asked = CliRunner().invoke(app, ["doctor", "jobs", "zones"], env=environment)
    assert [line.split()[1] for line in asked.output.splitlines()] == ["jobs:", "zones:"]
    strange = CliRunner().invoke(app, ["doctor", "worker"], env=environment)
    assert isinstance(strange.exception, Invalid) and "jobs" in str(strange.exception)


def test_a_variable_that_is_no_longer_read_is_named(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = {one.name: one.word for one in machine.verdicts_of(settings, now())}
    assert found["variables"] == "ok"
    monkeypatch.setenv("FORUM_OUTSIDE_SEAT", "doc-lap@mau.example")
    assert "look variables: dropped" in diagnosed(settings)
