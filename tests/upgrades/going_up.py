"""From a dump to the present version, which then has the tables of a new installation and the rows of the old one."""

import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.pool import NullPool

from forum.database import embedded, make_engine
from forum.database.migrate import alembic_config, migrate
from forum.reports.totals import differences
from forum.settings import Settings
from moderation import chain
from tests.client import open_client
from tests.upgrades.dumps import restore
from tests.upgrades.schema import difference, of_the_program, schema_of

# 'table' or 'table.column' that a migration drops or rewrites on purpose: which migration, and where the rows went.
ON_PURPOSE: dict[str, str] = dict.fromkeys(
    ("contributions.html", "revisions.html", "progress_reports.html"),
    "0002_text_as_typed: emptied, and made anew from the text, which stays as it is",
) | dict.fromkeys(
    ("proposals.clarification", "commitment_steps.note", "questions.reason"),
    "words_of_a_person_are_texts: the words are texts of their authors",
)
PAGES = (
    "/",
    "/chuong-trinh",
    "/hien-ke",
    "/tiep-xuc",
    "/gop-y-du-thao",
    "/theo-doi",
    "/minh-bach",
    "/quy-tac",
)
COLUMNS = """
SELECT a.attrelid::regclass::text AS name, array_agg(quote_ident(a.attname) ORDER BY a.attname) AS columns
  FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace s ON s.oid = c.relnamespace
 WHERE c.relkind = 'r' AND s.nspname IN ('public', 'moderation', 'search') AND a.attnum > 0 AND NOT a.attisdropped
   AND c.relname <> 'alembic_version'
 GROUP BY 1
"""


@contextmanager
def empty_database(server: embedded.Server) -> Iterator[str]:
    """The name of a database without any table."""
    name = f"upgrade_{uuid.uuid4().hex[:12]}"
    server.create_database(name)
    try:
        yield name
    finally:
        server.drop_database(name)


async def require_upgrade(server: embedded.Server, dump: Path, var: Path) -> None:
    """Raises AssertionError where the dump does not become a sound database of the present version."""
    with empty_database(server) as old, empty_database(server) as upgraded:
        for name in (old, upgraded):
            restore(dump, server.url("forum_owner", name))
        _require_frozen(server, server.url("forum_owner", old))
        migrate(server.url("forum_owner", upgraded))
        with empty_database(server) as new:
            migrate(server.url("forum_owner", new))
            fresh = schema_of(server.url("forum_owner", new))
        came_out = schema_of(server.url("forum_owner", upgraded))
        assert difference(came_out, fresh, "upgraded database") == []
        assert lost_rows(server.url("forum_owner", old), server.url("forum_owner", upgraded)) == []
        await _require_sound(server.url("forum_app", upgraded), var)


def _require_frozen(server: embedded.Server, old_url: str) -> None:
    """The migrations up to the dump's own revision make what they made at its release."""
    with _connected(old_url) as connection:
        revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
    with empty_database(server) as name:
        url = server.url("forum_owner", name)
        command.upgrade(alembic_config(url), revision)
        made, released = _made_by_migrations(url), _made_by_migrations(old_url)
    changed = difference(made, released, f"migrations up to {revision}")
    assert changed == [], f"a released migration was changed; write the next one instead: {changed}"


def _made_by_migrations(url: str) -> set[str]:
    """Without the functions, which each `forum migrate` makes anew."""
    return {line for line in of_the_program(schema_of(url)) if not line.startswith("function:")}


def lost_rows(old_url: str, new_url: str) -> list[str]:
    """Tables, columns and rows of the old database that the new one does not have as they were; it may have more."""
    with _connected(old_url) as old, _connected(new_url) as new:
        before, after = _tables(old), _tables(new)
        gone = [table for table in before if table not in after]
        gone += [f"{t}.{c}" for t in before if t in after for c in before[t] if c not in after[t]]
        for table in before:
            both = [
                c for c in before[table] if c in after.get(table, ()) and f"{table}.{c}" not in ON_PURPOSE
            ]
            if both and _rows(old, table, both) - _rows(new, table, both):
                gone.append(f"rows of {table}")
    return [name for name in gone if name not in ON_PURPOSE]


def compared_rows(old: Connection, new: Connection) -> dict[str, tuple[int, int]]:
    """By table, how many rows of the old database the new one lacks, and how many it has more; equal ones are left
    out."""
    differing = {}
    for table, columns in _tables(old).items():
        before, after = _rows(old, table, columns), _rows(new, table, columns)
        if before != after:
            differing[table] = ((before - after).total(), (after - before).total())
    return differing


def _tables(connection: Connection) -> dict[str, list[str]]:
    return {row.name: row.columns for row in connection.execute(text(COLUMNS))}


def _rows(connection: Connection, table: str, columns: list[str]) -> Counter[str]:
    return Counter(connection.execute(text(f"SELECT ROW({', '.join(columns)})::text FROM {table}")).scalars())


async def _require_sound(url: str, var: Path) -> None:
    engine = make_engine(url, pool_size=1)
    try:
        async with AsyncSession(engine) as db:
            assert (await chain.verify(db)).is_sound
            assert (await db.execute(differences())).all() == []
    finally:
        await engine.dispose()
    settings = Settings(
        mode="sample", database_url=url, search="postgresql", var=var, public_url="http://hien-ke.test"
    )
    async with open_client(settings) as client:
        for page in PAGES:
            await client.get(page)


@contextmanager
def _connected(url: str) -> Iterator[Connection]:
    with create_engine(url, poolclass=NullPool).connect() as connection:
        yield connection
