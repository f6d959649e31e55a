"""During an upgrade the version before runs on beside the new one (docs/decisions/0038)."""

from collections.abc import Iterator

import pytest
from alembic import command
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from forum.actor import Role
from forum.database import embedded
from forum.database.migrate import alembic_config, migrate
from forum.database.schema import schema_problem
from forum.settings import Settings
from tests.builders import Builders
from tests.client import Client
from tests.upgrades.dumps import dump_of, restore
from tests.upgrades.going_up import empty_database
from tests.upgrades.neighbours import breaks

# The last migration before the rule; at a release, that release's own.
MARKER = "0021_hold_each_registration_for"
# What 0.1.0 misses in its successor's schema, so that it must be stopped before.
MISSED_BY_0_1_0 = {
    "accounts.mail_key must be filled and has no default",
    "accounts.mail_pace must be filled and has no default",
    "notices.waits must be filled and has no default",
    "personas.look must be filled and has no default",
    "proposals.clarification is gone",
}


def test_migrations_since_the_marker_break_nothing_of_the_version_before(server: embedded.Server) -> None:
    with empty_database(server) as name:
        url = server.url("forum_owner", name)
        command.upgrade(alembic_config(url), MARKER)
        broken = breaks(url, lambda: command.upgrade(alembic_config(url), "head"))
    assert broken == [], "add now, with a default in the database, and remove one version later"


def test_what_the_first_release_misses_is_what_its_page_says(server: embedded.Server) -> None:
    with empty_database(server) as name:
        url = server.url("forum_owner", name)
        restore(dump_of("0.1.0"), url)
        missed = set(breaks(url, lambda: migrate(url)))
    assert missed >= MISSED_BY_0_1_0


@pytest.fixture(scope="module")
def migrated(server: embedded.Server) -> Iterator[str]:
    with empty_database(server) as name:
        migrate(server.url("forum_owner", name))
        yield server.url("forum_owner", name)


def _execute(url: str, *statements: str) -> None:
    with create_engine(url, poolclass=NullPool).begin() as connection:
        for sql in statements:
            connection.execute(text(sql))


@pytest.mark.parametrize(
    ("sql", "named"),
    [
        ("ALTER TABLE attempts ADD a text", []),
        ("ALTER TABLE attempts ADD b text NOT NULL DEFAULT ''", []),
        ("CREATE TABLE of_tomorrow (id bigint PRIMARY KEY, c text NOT NULL CHECK (c <> ''))", []),
        ("CREATE INDEX ON attempts (at)", []),
        ("ALTER TABLE attempts ADD d text NOT NULL", ["attempts.d must be filled and has no default"]),
        ("ALTER TABLE personas ALTER trusted_at SET NOT NULL", ["personas.trusted_at must be filled now"]),
        ("ALTER TABLE attempts DROP key", ["attempts.key is gone"]),
        ("ALTER TABLE papers RENAME digest TO sum", ["papers.digest is gone"]),
        ("ALTER TABLE attempts ALTER at TYPE text", ["attempts.at is of another type"]),
        ("DROP TABLE saved_searches", ["saved_searches."]),
        ("ALTER TABLE follows ADD CHECK (persona_id > 0)", ["new rule on follows"]),
        ("CREATE UNIQUE INDEX ON notices (id, at)", ["new rule on notices"]),
    ],
)
def test_what_would_break_it_is_named(sql: str, named: list[str], migrated: str) -> None:
    found = breaks(migrated, lambda: _execute(migrated, sql))
    assert bool(found) == bool(named), found
    assert all(any(line.startswith(name) for line in found) for name in named), found


async def test_a_running_web_goes_on_when_a_newer_version_has_migrated(
    client: Client, build: Builders, settings: Settings
) -> None:
    """And one that starts, or a worker, is told by name that it is too old."""
    await client.get("/dien-dan")
    owner = settings.database_url.replace("forum_app", "forum_owner")
    _execute(
        owner,
        "ALTER TABLE accounts ADD of_tomorrow text NOT NULL DEFAULT ''",
        "ALTER TABLE contributions ADD of_tomorrow bigint",
        "CREATE TABLE of_tomorrow (id bigint PRIMARY KEY)",
        "UPDATE alembic_version SET version_num = '9999_of_tomorrow'",
    )
    member = await build.person(Role.intellectual, is_trusted=True)
    await client.log_in(member)
    await client.get("/dien-dan")
    await client.get("/cua-toi")
    assert "9999_of_tomorrow" in str(schema_problem(settings.database_url))
