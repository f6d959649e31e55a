"""Migrate a database, as its owner, and grant the program's role access to the result."""

from pathlib import Path

import procrastinate.schema
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

MIGRATIONS = Path(__file__).parent / "migrations"
APP_ROLE = "forum_app"


def alembic_config(url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return config


def migrate(owner_url: str) -> None:
    """Run all pending migrations; a second run changes nothing."""
    _procrastinate(owner_url)
    command.upgrade(alembic_config(owner_url), "head")
    _grant(owner_url)


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


def _grant(owner_url: str) -> None:
    """Grant access to rows only: the program's role may not change the schema. Skipped if there is no such
    role."""
    with create_engine(owner_url, poolclass=NullPool).begin() as connection:
        if not connection.execute(text(f"SELECT 1 FROM pg_roles WHERE rolname = '{APP_ROLE}'")).scalar():
            return
        for schema in ("public", "moderation", "search"):
            for grant in (
                f"GRANT USAGE ON SCHEMA {schema} TO {APP_ROLE}",
                f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {APP_ROLE}",
                f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {APP_ROLE}",
                f"GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA {schema} TO {APP_ROLE}",
            ):
                connection.exec_driver_sql(grant)
