"""A backup of each released version is restored by this one, which brings it up."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

from forum import clock
from forum.backups import restore
from forum.backups.backup import back_up
from forum.backups.commands import erasures_in
from forum.database import embedded
from forum.database.schema import schema_problem
from tests.backups.conftest import EmptyPlace
from tests.upgrades import dumps
from tests.upgrades.going_up import lost_rows

AT = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)
NOT_AS_THEY_WERE = {"rows of logins", "rows of one_time_tokens"}


@pytest.mark.parametrize("version", dumps.dumped_versions())
def test_a_backup_of_an_older_version_comes_up(
    version: str, server: embedded.Server, empty_place: EmptyPlace, tmp_path: Path
) -> None:
    old, new = empty_place(), empty_place()
    dumps.restore(dumps.dump_of(version), old.database_owner_url)
    # The dump is without the grants that an installation of that version had.
    readable = old.model_copy(update={"database_url": old.database_owner_url})
    erasures = asyncio.run(erasures_in(readable.database_url))
    taken = back_up(readable, tmp_path / "backups", AT, keep=None, erasures=erasures)
    found = restore.find(taken.folder)
    restore.require_empty(new)
    restore.fill(new, found)
    outcome = asyncio.run(restore.finish_restoring(new, found, clock.now()))
    assert schema_problem(new.database_url) is None
    assert outcome.head.n == taken.manifest.head_n + 1
    lost = set(lost_rows(old.database_owner_url, new.database_owner_url))
    assert lost - NOT_AS_THEY_WERE <= {"rows of search.entries", "rows of moderation.chain_head"}
