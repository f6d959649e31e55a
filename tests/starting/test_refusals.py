"""Whatever the program cannot start on is said in one line with exit code 1, by every command that needs a database."""

import fcntl
import os
import re
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from forum import cli
from forum.database import embedded
from forum.database.heads import known_head
from forum.database.migrate import migrate
from forum.database.reaching import conninfo_of
from forum.ends import OUTDATED_EXIT
from tests.upgrades.going_up import empty_database

Refusing = Callable[..., str]

COMMANDS = {
    "serve": ("serve",),
    "worker": ("worker",),
    "migrate": ("migrate",),
    "reindex": ("reindex",),
    "audit": ("audit", "head"),
    "jobs": ("jobs", "list"),
    "second-factor": ("second-factor", "reset", "mau@hienke.example", "--reason", "Mất điện thoại."),
    "backup": ("backup", "var/backups-of-a-test"),
}
NEED_THE_SCHEMA = sorted(COMMANDS.keys() - {"serve", "migrate"})


@pytest.fixture
def refused(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Refusing]:
    """Runs a command of the program, and gives the one line that it ends with."""
    for name in [name for name in os.environ if name.startswith("FORUM_")]:
        monkeypatch.delenv(name)

    def run(*command: str, code: int = 1, **settings: str) -> str:
        given = {"FORUM_SEARCH": "postgresql", "FORUM_PORT": str(free_port())} | settings
        for name, value in given.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(sys, "argv", ["forum", *command])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        assert ended.value.code == code, ended.value
        lines = capsys.readouterr().err.strip().splitlines()
        assert len(lines) == 1, lines
        return lines[0]

    ends_by = signal.getsignal(signal.SIGTERM)
    yield run
    signal.signal(signal.SIGTERM, ends_by)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def newer(server: embedded.Server) -> Iterator[dict[str, str]]:
    """The settings for a database that a later version of the program has migrated."""
    with empty_database(server) as name:
        owner = server.url("forum_owner", name)
        migrate(owner)
        with psycopg.connect(conninfo_of(owner)) as connection:
            connection.execute("UPDATE alembic_version SET version_num = '9999_of_tomorrow'")
        yield {"FORUM_DATABASE_URL": server.url("forum_app", name), "FORUM_DATABASE_OWNER_URL": owner}


@pytest.fixture(scope="module")
def bare(server: embedded.Server) -> Iterator[str]:
    with empty_database(server) as name:
        yield name


@pytest.mark.parametrize("command", COMMANDS)
def test_a_database_of_a_newer_version_is_refused_by_name(
    refused: Refusing, command: str, newer: dict[str, str]
) -> None:
    """By an exit code of its own: a service manager starts it again in vain."""
    line = refused(*COMMANDS[command], code=OUTDATED_EXIT, **newer)
    assert "9999_of_tomorrow" in line
    assert known_head() in line


@pytest.mark.parametrize("command", COMMANDS)
def test_a_server_that_does_not_answer_is_named_without_its_password(refused: Refusing, command: str) -> None:
    url = f"postgresql+psycopg://forum_app:mat-khau@127.0.0.1:{free_port()}/forum"
    line = refused(*COMMANDS[command], FORUM_DATABASE_URL=url)
    assert "forum@127.0.0.1" in line
    assert "mat-khau" not in line


@pytest.mark.parametrize("command", NEED_THE_SCHEMA)
def test_a_database_without_a_schema_is_refused(
    refused: Refusing, command: str, server: embedded.Server, bare: str
) -> None:
    url = server.url("forum_app", bare)
    line = refused(*COMMANDS[command], code=OUTDATED_EXIT, FORUM_DATABASE_URL=url)
    assert "forum migrate" in line


@pytest.mark.parametrize("command", ["serve", "migrate"])
def test_without_the_owners_address_the_line_names_the_setting(
    refused: Refusing, command: str, server: embedded.Server, bare: str
) -> None:
    line = refused(*COMMANDS[command], FORUM_DATABASE_URL=server.url("forum_app", bare))
    assert "FORUM_DATABASE_OWNER_URL" in line


@contextmanager
def sql_ascii(server: embedded.Server) -> Iterator[str]:
    name = f"ascii_{uuid.uuid4().hex[:12]}"
    admin = conninfo_of(server.url("forum_owner", "postgres")).replace("forum_owner@", "postgres@")
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(
            f"CREATE DATABASE {name} OWNER forum_owner ENCODING 'SQL_ASCII' TEMPLATE template0 "
            "LOCALE_PROVIDER libc LOCALE 'C'"
        )
        yield name
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.parametrize("command", ["serve", "worker", "migrate"])
def test_a_database_in_another_encoding_is_refused(
    refused: Refusing, command: str, server: embedded.Server
) -> None:
    with sql_ascii(server) as name:
        url = server.url("forum_owner", name)
        line = refused(*COMMANDS[command], FORUM_DATABASE_URL=url)
    assert "SQL_ASCII" in line
    assert "UTF8" in line


@pytest.mark.parametrize(
    ("setting", "value"),
    [("FORUM_DATABASE_URL", "no address at all"), ("FORUM_PORT", "eighty"), ("FORUM_SEARCH", "mat-khau")],
)
def test_a_setting_that_cannot_be_read_is_named_without_its_value(
    refused: Refusing, setting: str, value: str
) -> None:
    line = refused("serve", **{setting: value})
    assert setting in line
    assert value not in line


def test_a_port_that_is_taken_is_refused_before_anything_is_made(refused: Refusing, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        line = refused("serve", FORUM_PORT=port, FORUM_VAR=str(tmp_path / "var"))
    assert re.search(rf"\b{port}\b", line)
    assert not (tmp_path / "var").exists()


def test_a_second_start_in_the_same_folder_is_refused(refused: Refusing, tmp_path: Path) -> None:
    var = tmp_path / "var"
    var.mkdir()
    with (var / "serving").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        line = refused("serve", FORUM_VAR=str(var))
    assert str(var) in line
    assert not (var / "postgresql").exists()


@pytest.mark.parametrize("folder", ["nowhere", "empty", "cut"])
def test_what_is_no_backup_is_refused_before_anything_is_made(
    refused: Refusing, folder: str, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "cut" / "2026-11-28T12-00-00Z").mkdir(parents=True)
    line = refused("restore", str(tmp_path / folder), FORUM_VAR=str(tmp_path / "var"))
    assert str(tmp_path / folder) in line
    assert not (tmp_path / "var").exists()


WAITING = "from forum import cli; cli.LOOK_AGAIN_SECONDS = 0.2; cli.main()"


def test_a_worker_told_to_wait_says_once_that_the_database_is_of_another_version_and_works_when_it_is_not(
    server: embedded.Server,
) -> None:
    with empty_database(server) as name:
        owner = server.url("forum_owner", name)
        given = {key: value for key, value in os.environ.items() if not key.startswith("FORUM_")}
        given |= {"FORUM_DATABASE_URL": server.url("forum_app", name), "FORUM_SEARCH": "postgresql"}
        waiting = subprocess.Popen(
            [sys.executable, "-c", WAITING, "worker", "--wait"], env=given, stderr=subprocess.PIPE, text=True
        )
        try:
            assert waiting.stderr is not None
            assert "forum migrate" in waiting.stderr.readline()
            migrate(owner)
            with psycopg.connect(conninfo_of(owner), autocommit=True) as connection:
                for _ in range(1_200):
                    found = connection.execute("SELECT count(*) FROM procrastinate_workers").fetchone()
                    if found != (0,):
                        break
                    time.sleep(0.1)
            assert found == (1,)
            waiting.send_signal(signal.SIGTERM)
            assert waiting.wait(20) == 0
            assert "forum migrate" not in waiting.stderr.read()
        finally:
            waiting.kill()
            waiting.wait()


def test_a_host_that_is_not_this_machines_is_refused(refused: Refusing, tmp_path: Path) -> None:
    line = refused("serve", FORUM_HOST="192.0.2.1", FORUM_VAR=str(tmp_path / "var"))
    assert "FORUM_HOST" in line
