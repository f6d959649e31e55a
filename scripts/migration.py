"""Writes a migration from the difference between the models and a migrated database.

`migration.py "a message"` writes the next one; review it before committing. `migration.py --squash` rewrites
the first one (docs/decisions/0006), which is refused after the first release.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from alembic import command
from sqlalchemy import create_engine, text

from forum.database import embedded
from forum.database.heads import MIGRATIONS
from forum.database.migrate import alembic_config, migrate
from tests.upgrades.dumps import released_versions
from vietnamese import slug

ROOT = Path(__file__).parent.parent
VERSIONS = MIGRATIONS / "versions"
FIRST = VERSIONS / "0001_house.py"
NAME_MAX = 32  # the width of Alembic's column for the revision
BEFORE_TABLES = 'op.execute("CREATE SEQUENCE search.revisions")'


def main(arguments: list[str]) -> int:
    if len(arguments) != 1:
        print(__doc__)
        return 2
    if arguments[0] == "--squash" and (released := released_versions()):
        print(f'{released[0]} was released with these migrations, so they stay: make migration m="why"')
        return 1
    folder = Path(tempfile.mkdtemp(prefix="hien-ke-migration-"))
    server = embedded.start(folder / "postgresql", durable=False)
    try:
        server.create_database("migration")
        url = server.url("forum_owner", "migration")
        written = squash(url) if arguments[0] == "--squash" else write_next(url, arguments[0])
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
    print(f"{written.relative_to(ROOT)}: read it, then commit it with the models")
    return 0


def squash(url: str) -> Path:
    """Write the one first migration, against an empty database."""
    FIRST.unlink(missing_ok=True)
    with create_engine(url.replace("postgresql://", "postgresql+psycopg://")).begin() as connection:
        for schema in ("moderation", "search"):
            connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {schema}"))
    return _revision(url, "The house", "0001_house", FIRST)


def write_next(url: str, message: str) -> Path:
    migrate(url)
    number = f"{len(list(VERSIONS.glob('[0-9]*.py'))) + 1:04d}"
    name = f"{number}_{slug(message, NAME_MAX - 5).replace('-', '_')}"
    return _revision(url, message, name, VERSIONS / f"{name}.py")


def _revision(url: str, message: str, revision: str, path: Path) -> Path:
    script = command.revision(alembic_config(url), message, autogenerate=True, rev_id=revision)
    assert script is not None and not isinstance(script, list)
    made = Path(script.path)
    lines = [line for line in made.read_text(encoding="utf-8").splitlines() if "# ###" not in line]
    if path == FIRST:
        lines.insert(lines.index("def upgrade() -> None:") + 1, f"    {BEFORE_TABLES}")
    made.unlink()
    imports = "from sqlalchemy.dialects import postgresql"
    while lines.count(imports) > 1:
        lines.remove(imports)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    subprocess.run([sys.executable, "-m", "ruff", "format", "-q", str(path)], check=True, cwd=ROOT)
    return path


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
