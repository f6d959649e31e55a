"""The schema that a database has, and the one that this program knows."""

from functools import cache
from pathlib import Path

from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from forum.database.engine import ReadDb

MIGRATIONS = Path(__file__).parent / "migrations"


def alembic_config(url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return config


@cache
def known_head() -> str:
    """The revision that this program's migrations lead to."""
    head = ScriptDirectory.from_config(alembic_config("")).get_current_head()
    assert head is not None
    return head


def is_known(revision: str) -> bool:
    """Whether this program has the migration, so that a database that stands there is older, not newer."""
    return any(
        one.revision == revision for one in ScriptDirectory.from_config(alembic_config("")).walk_revisions()
    )


async def stored_head(db: ReadDb) -> str | None:
    """None for a database without our tables."""
    try:
        found: str | None = await db.scalar(text("SELECT version_num FROM alembic_version"))
    except ProgrammingError:
        return None
    return found
