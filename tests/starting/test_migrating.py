"""Migrating beside others: extensions in the same schema, two programs at once, a schema that moved."""

import threading
from collections.abc import Callable

import psycopg

from forum.database import embedded
from forum.database.migrate import migrate
from forum.database.reaching import conninfo_of
from forum.database.schema import schema_problem
from forum.preparing import fill_once
from forum.settings import Settings
from tests.upgrades.going_up import empty_database

BEFORE = "0018_note_mail_that_does_not"  # a revision that is not the newest


def _as_superuser(server: embedded.Server, database: str, sql: str) -> None:
    admin = conninfo_of(server.url("forum_owner", database)).replace("forum_owner@", "postgres@")
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(sql)


def test_an_extension_in_public_stops_no_start(server: embedded.Server) -> None:
    """As on every managed server: its functions are the superuser's, and nothing is granted on them."""
    with empty_database(server) as name:
        _as_superuser(server, name, "CREATE EXTENSION pg_stat_statements")
        _as_superuser(server, name, "CREATE EXTENSION pg_trgm")
        migrate(server.url("forum_owner", name))
        migrate(server.url("forum_owner", name))
        assert schema_problem(server.url("forum_app", name)) is None
        with psycopg.connect(conninfo_of(server.url("forum_app", name))) as connection:
            connection.execute("SELECT procrastinate_prune_stalled_workers_v1(30)")
            connection.execute("INSERT INTO attempts (key, at) VALUES ('a', now())")


def test_two_programs_that_migrate_an_empty_database_at_once_both_live(server: embedded.Server) -> None:
    with empty_database(server) as name:
        assert _at_once(lambda: migrate(server.url("forum_owner", name))) == []
        assert schema_problem(server.url("forum_app", name)) is None


def test_two_programs_that_fill_an_empty_database_at_once_both_live(server: embedded.Server) -> None:
    """And neither finds anything there twice."""
    with empty_database(server) as name:
        migrate(server.url("forum_owner", name))
        settings = Settings(mode="production", database_url=server.url("forum_app", name))
        failed = _at_once(lambda: fill_once(settings))
        assert failed == []
        with psycopg.connect(conninfo_of(settings.database_url)) as connection:
            systems = connection.execute("SELECT count(*) FROM personas WHERE kind = 'system'").fetchone()
            doubled = connection.execute("SELECT title FROM forums GROUP BY title HAVING count(*) > 1")
            assert systems == (1,)
            assert doubled.fetchall() == []


def _at_once(start: Callable[[], None]) -> list[Exception]:
    """What went wrong in two threads that did the same."""
    failed: list[Exception] = []

    def run() -> None:
        try:
            start()
        except Exception as problem:
            failed.append(problem)

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failed


def test_a_worker_is_told_that_the_schema_moved_on(server: embedded.Server) -> None:
    with empty_database(server) as name:
        owner, app = server.url("forum_owner", name), server.url("forum_app", name)
        assert "forum migrate" in str(schema_problem(app))
        migrate(owner)
        with psycopg.connect(conninfo_of(owner), autocommit=True) as connection:
            connection.execute("UPDATE alembic_version SET version_num = %s", (BEFORE,))
            assert BEFORE in str(schema_problem(app))
            connection.execute("UPDATE alembic_version SET version_num = '9999_of_tomorrow'")
            assert "9999_of_tomorrow" in str(schema_problem(app))
