"""The schema that a database has, and the one that this program knows: read from the names that the migrations give,
without Alembic, which only migrating needs."""

import re
from functools import cache
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from forum.database.engine import ReadDb

MIGRATIONS = Path(__file__).parent / "migrations"
_NAMED = re.compile(r'^(revision|down_revision) = (?:"(\w+)"|None)$', re.MULTILINE)


@cache
def _known() -> dict[str, str]:
    """Each revision with the one before it, '' for the first."""
    files = (MIGRATIONS / "versions").glob("*.py")
    named = [dict(_NAMED.findall(file.read_text(encoding="utf-8"))) for file in files]
    return {one["revision"]: one["down_revision"] for one in named}


@cache
def known_head() -> str:
    """The revision that this program's migrations lead to."""
    (head,) = _known().keys() - _known().values()
    return head


def is_known(revision: str) -> bool:
    """Whether this program has the migration, so that a database that stands there is older, not newer."""
    return revision in _known()


async def stored_head(db: ReadDb) -> str | None:
    """None for a database without our tables."""
    try:
        found: str | None = await db.scalar(text("SELECT version_num FROM alembic_version"))
    except ProgrammingError:
        return None
    return found
