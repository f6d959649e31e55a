"""Makes the filled dump of the version in pyproject.toml, which tests/upgrades migrates to each later
version.

`filled_dump.py` writes tests/upgrades/VERSION.sql.gz, once per release. It fails for a table without rows, by
name: tests/upgrades/filling.py makes the rows.
"""

import asyncio
import shutil
import sys
import tempfile
import tomllib
from pathlib import Path

from forum.database import embedded
from forum.database.migrate import migrate
from forum.settings import Settings
from tests.shared import ROOT
from tests.upgrades.dumps import BYTES_MAX, dump_of, write_dump
from tests.upgrades.filling import fill


class NotDumped(Exception):
    """No dump was made; the message is one line saying why."""


def main() -> int:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    to = dump_of(version)
    if to.exists():
        print(f"{to.relative_to(ROOT)} is there: a released version keeps its dump")
        return 1
    folder = Path(tempfile.mkdtemp(prefix="hien-ke-dump-"))
    server = embedded.start(folder / "postgresql", durable=False)
    try:
        server.create_database("filled")
        make_filled_dump(server, "filled", folder / to.name)
        shutil.copyfile(folder / to.name, to)
    except NotDumped as refused:
        print(refused)
        return 1
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
    print(f"{to.relative_to(ROOT)}: {to.stat().st_size} bytes")
    return 0


def make_filled_dump(server: embedded.Server, database: str, to: Path) -> None:
    """Fill an empty database and dump it. Raises NotDumped for empty tables and for a dump too large to
    store."""
    migrate(server.url("forum_owner", database))
    settings = Settings(
        mode="sample",
        database_url=server.url("forum_app", database),
        search="postgresql",
        public_url="http://hien-ke.test",
        var=to.parent / "var",
    )
    if empty := asyncio.run(fill(settings)):
        raise NotDumped(f"no row in {', '.join(empty)}: add to tests/upgrades/filling.py what makes one")
    write_dump(server.url("forum_owner", database), to)
    if to.stat().st_size > BYTES_MAX:
        raise NotDumped(f"{to.stat().st_size} bytes, not {BYTES_MAX} at most: fill less")


if __name__ == "__main__":
    sys.exit(main())
