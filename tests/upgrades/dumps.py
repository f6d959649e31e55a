"""Filled databases of released versions, as compressed SQL: made once at the release, restored by each later test."""

import gzip
import subprocess
from importlib import metadata
from pathlib import Path

from forum.backups.programs import UNKNOWN_TO_OLDER
from forum.database.embedded.binaries import PROGRAMS, WHEEL
from tests.shared import ROOT

FOLDER = Path(__file__).parent
BYTES_MAX = 1_000_000


def dump_of(version: str) -> Path:
    return FOLDER / f"{version}.sql.gz"


def dumped_versions() -> list[str]:
    return sorted(path.name.removesuffix(".sql.gz") for path in FOLDER.glob("*.sql.gz"))


def released_versions() -> list[str]:
    """The versions that CHANGELOG.md has a section of."""
    lines = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8").splitlines()
    titles = [line.removeprefix("## ").split()[0] for line in lines if line.startswith("## ")]
    return [title for title in titles if title[0].isdigit()]


def write_dump(owner_url: str, to: Path) -> None:
    """Schema and rows, without owners and grants: `migrate` grants."""
    sql = _program("pg_dump", "--no-owner", "--no-privileges", "--dbname", owner_url)
    to.write_bytes(gzip.compress(sql, compresslevel=9, mtime=0))


def restore(dump: Path, owner_url: str) -> None:
    """Into an empty database."""
    _program("psql", "--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", "--dbname", owner_url,
             sql=gzip.decompress(dump.read_bytes()).replace(UNKNOWN_TO_OLDER, b"", 1))  # fmt: skip


def _program(name: str, *arguments: str, sql: bytes | None = None) -> bytes:
    """One of PostgreSQL's own programs, of the wheel that the server is from."""
    path = Path(str(metadata.distribution(WHEEL).locate_file(""))) / PROGRAMS / "bin" / name
    plain = [argument.replace("postgresql+psycopg://", "postgresql://") for argument in arguments]
    done = subprocess.run([path, *plain], input=sql, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode(errors="replace")
    return done.stdout
