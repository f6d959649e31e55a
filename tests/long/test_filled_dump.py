"""A dump of the present version can be made, every table with a row, and a loss on the way up would be noticed."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from forum.database import embedded
from scripts.filled_dump import make_filled_dump
from tests.upgrades.dumps import restore
from tests.upgrades.going_up import empty_database, lost_rows, require_upgrade
from tests.upgrades.schema import difference, schema_of


@pytest.fixture(scope="module")
def dump(server: embedded.Server, tmp_path_factory: pytest.TempPathFactory) -> Path:
    to = tmp_path_factory.mktemp("dump") / "filled.sql.gz"
    with empty_database(server) as name:
        make_filled_dump(server, name, to)
    return to


def test_a_filled_database_goes_up(server: embedded.Server, dump: Path, tmp_path: Path) -> None:
    asyncio.run(require_upgrade(server, dump, tmp_path / "var"))


@pytest.mark.parametrize(
    ("change", "noticed"),
    [
        ("DELETE FROM attempts", ["rows of attempts"]),
        ("UPDATE contributions SET title = title || ' 2' WHERE id = 1", ["rows of contributions"]),
        ("ALTER TABLE accounts DROP COLUMN locale", ["accounts.locale"]),
        ("DROP TABLE attempts", ["attempts"]),
        ("ALTER TABLE attempts ADD COLUMN new integer", []),
    ],
)
def test_what_got_lost_is_named(server: embedded.Server, dump: Path, change: str, noticed: list[str]) -> None:
    with two_restored(server, dump) as (old, new):
        with create_engine(new, poolclass=NullPool).begin() as connection:
            connection.execute(text(change))
        assert lost_rows(old, new) == noticed


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE attempts ALTER COLUMN key DROP NOT NULL",
        "CREATE INDEX odd ON attempts (at) WHERE key = ''",
        "ALTER TABLE attempts ADD CHECK (key <> '')",
    ],
)
def test_a_table_that_differs_is_named(server: embedded.Server, dump: Path, change: str) -> None:
    with two_restored(server, dump) as (old, new):
        with create_engine(new, poolclass=NullPool).begin() as connection:
            connection.execute(text(change))
        assert any("attempts" in line for line in difference(schema_of(new), schema_of(old), "new one"))


@contextmanager
def two_restored(server: embedded.Server, dump: Path) -> Iterator[tuple[str, str]]:
    with empty_database(server) as one, empty_database(server) as other:
        urls = server.url("forum_owner", one), server.url("forum_owner", other)
        for url in urls:
            restore(dump, url)
        yield urls
