"""The folders that lean on PostgreSQL also run against Debian's, and data move to it from the embedded server."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from forum import clock
from forum.backups import restore
from forum.backups.backup import back_up
from forum.database import embedded
from forum.database.migrate import migrate
from forum.settings import Settings
from tests import debian
from tests.shared import ROOT
from tests.upgrades.filling import fill
from tests.upgrades.going_up import compared_rows, empty_database

AT = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)
FOLDERS = ("database", "jobs", "upgrades", "search")
# Of processes and their ends, and of each job's own writing: whose server it is makes no difference to them.
WHOEVER_SERVES = ("tests/jobs/test_parent.py", "tests/jobs/test_run_twice.py")
# What a restore changes on purpose: tests/backups/test_round_trip.py.
CHANGED = {
    "logins",
    "one_time_tokens",
    "moderation.links",
    "moderation.chain_head",
    "journal",
    "search.changes",
    "search.entries",
}

if debian.programs() is None and os.environ.get("CI") == "true":
    raise RuntimeError("Debian's PostgreSQL is not installed, and with CI=true its tests must run")
IS_HERE = debian.programs() is not None


def test_what_is_not_run_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        print(f"\nDebian's PostgreSQL: {debian.programs() or 'not installed, its tests are not run'}")


@pytest.mark.parametrize("folder", FOLDERS if IS_HERE else ())
def test_the_folder_passes_on_it(folder: str) -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-x",
            f"tests/{folder}",
            *(f"--ignore={one}" for one in WHOEVER_SERVES),
        ],
        cwd=ROOT,
        env=os.environ | {debian.SETTING: "debian"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-8000:]


@pytest.fixture
def packaged() -> Iterator[debian.DebianServer]:
    server = debian.DebianServer()
    yield server
    server.stop()


@pytest.mark.parametrize("_", ["both ways"] if IS_HERE else ())
def test_data_move_to_it_and_back(
    _: str, server: embedded.Server, packaged: debian.DebianServer, tmp_path: Path
) -> None:
    def settings(url: str, owner: str, var: str) -> Settings:
        return Settings(
            mode="sample",
            database_url=url,
            database_owner_url=owner,
            search="postgresql",
            var=tmp_path / var,
            secret="khoa",
        )

    packaged.create_database("moved")
    with empty_database(server) as first, empty_database(server) as last:
        here = settings(server.url("forum_app", first), server.url("forum_owner", first), "first")
        there = settings(packaged.url("forum_app", "moved"), packaged.url("forum_owner", "moved"), "moved")
        back = settings(server.url("forum_app", last), server.url("forum_owner", last), "last")
        migrate(here.database_owner_url)
        assert asyncio.run(fill(here)) == []
        _move(here, there, tmp_path / "backups")
        _move(there, back, tmp_path / "more")
        with (
            create_engine(here.database_owner_url, poolclass=NullPool).connect() as old,
            create_engine(back.database_owner_url, poolclass=NullPool).connect() as new,
        ):
            assert compared_rows(old, new).keys() <= CHANGED


def _move(old: Settings, new: Settings, folder: Path) -> None:
    taken = back_up(old, folder, AT, keep=None)
    found = restore.find(taken.folder)
    restore.require_empty(new)
    restore.fill(new, found)
    asyncio.run(restore.finish_restoring(new, found, clock.now()))
