"""Migrate a database, as its owner, and grant the program's role access to the result."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import procrastinate.schema
import psycopg
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from forum.database import tallies
from forum.database.heads import MIGRATIONS, is_known
from forum.database.reaching import DatabaseUnusable, connected, locked, not_as, unreachable
from forum.database.schema import OtherSchema, newer, revision_of
from moderation.functions import FUNCTIONS, TAKEN_AWAY

APP_ROLE = "forum_app"

# What the owner made, in our schemas; an extension's objects belong to it, whoever created it.
GRANTS = """
WITH ours AS (SELECT oid, nspname FROM pg_namespace WHERE nspname IN ('public', 'moderation', 'search')),
     extended AS (SELECT classid, objid FROM pg_depend WHERE deptype = 'e')
SELECT format('GRANT USAGE ON SCHEMA %I TO ', n.nspname)
  FROM ours JOIN pg_namespace n USING (oid) WHERE pg_has_role(current_user, n.nspowner, 'USAGE')
UNION ALL
SELECT format(CASE relkind WHEN 'S' THEN 'GRANT USAGE, SELECT ON SEQUENCE %s TO '
                           ELSE 'GRANT SELECT, INSERT, UPDATE, DELETE ON TABLE %s TO ' END, c.oid::regclass)
  FROM pg_class c JOIN ours ON ours.oid = c.relnamespace
 WHERE relkind IN ('r', 'p', 'v', 'S') AND pg_has_role(current_user, relowner, 'USAGE')
   AND ('pg_class'::regclass, c.oid) NOT IN (SELECT classid, objid FROM extended)
UNION ALL
SELECT format('GRANT EXECUTE ON ROUTINE %s TO ', p.oid::regprocedure)
  FROM pg_proc p JOIN ours ON ours.oid = p.pronamespace
 WHERE pg_has_role(current_user, proowner, 'USAGE')
   AND ('pg_proc'::regclass, p.oid) NOT IN (SELECT classid, objid FROM extended)
"""


def alembic_config(url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return config


def migrate(owner_url: str) -> None:
    """Run all pending migrations; a second run changes nothing, and of two at once the later waits for the first.

    Raises DatabaseUnusable, in one line: unreachable, not in UTF-8, not the owner's address, or a newer database.
    """
    with _one_line_errors(owner_url), locked(owner_url, "migrate"):
        with connected(owner_url) as connection:
            found = revision_of(connection)
        if found is not None and not is_known(found):
            raise OtherSchema(newer(owner_url, found))
        _procrastinate(owner_url)
        command.upgrade(alembic_config(owner_url), "head")
        _functions(owner_url)
        _grant(owner_url)


@contextmanager
def _one_line_errors(url: str) -> Iterator[None]:
    """What the owner's address or the server is to blame for; a fault of a migration stays what it is."""
    try:
        yield
    except DBAPIError as failed:
        if isinstance(failed.orig, psycopg.errors.InsufficientPrivilege):
            raise DatabaseUnusable(not_as(url)) from failed
        if failed.connection_invalidated or isinstance(failed.orig, psycopg.errors.AdminShutdown):
            raise unreachable(url, failed.orig or failed) from failed
        raise


def _procrastinate(owner_url: str) -> None:
    """Create the job queue's schema, once, without its insert triggers: a NOTIFY at commit takes a lock that
    the whole server shares, and our workers poll."""
    with create_engine(owner_url, poolclass=NullPool).begin() as connection:
        if connection.execute(text("SELECT to_regclass('procrastinate_jobs')")).scalar() is not None:
            return
        sql = (Path(procrastinate.schema.__file__).parent / "sql" / "schema.sql").read_text()
        connection.exec_driver_sql(sql.replace("%", "%%"))
        connection.exec_driver_sql(
            "DROP TRIGGER procrastinate_jobs_notify_queue_job_inserted_v1 ON procrastinate_jobs"
        )


def _functions(owner_url: str) -> None:
    """The owner's functions through which the program writes the audit chain, and the triggers that sum up numbers, as
    this version has them."""
    with create_engine(owner_url, poolclass=NullPool).begin() as connection:
        for one in (*FUNCTIONS, *tallies.FUNCTIONS):
            connection.exec_driver_sql(one)


def _grant(owner_url: str) -> None:
    """Grant access to rows only: the program's role may not change the schema, and writes the audit chain by
    functions alone. Skipped if there is no such role. What others own in our schemas, as the functions of an
    extension, is left as it is."""
    with create_engine(owner_url, poolclass=NullPool).begin() as connection:
        if not connection.execute(text(f"SELECT 1 FROM pg_roles WHERE rolname = '{APP_ROLE}'")).scalar():
            return
        for grant in connection.execute(text(GRANTS)).scalars().all():
            connection.exec_driver_sql(f"{grant}{APP_ROLE}".replace("%", "%%"))
        for table, rights in TAKEN_AWAY:
            if connection.execute(text(f"SELECT to_regclass('{table}')")).scalar() is not None:
                connection.exec_driver_sql(f"REVOKE {rights} ON TABLE {table} FROM {APP_ROLE}")
