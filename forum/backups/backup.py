"""Backing up while the program runs: database, files, settings without secrets, and the chain's newest head."""

import json
import os
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from forum.backups import erased, manifest, programs
from forum.backups.erased import Erasure
from forum.backups.manifest import BackupRefused, Manifest
from forum.database.reaching import Plain, connected, locked_at_once, value_of
from forum.database.schema import revision_of
from forum.secret import mark_of
from forum.settings import PREFIX, Settings
from forum.words import _
from moderation.chain import GENESIS

DUMP = "database.dump"
SETTINGS = "settings.json"
FILES = "files"
LEFT_OUT = re.compile(r"secret|key|password|token")
UNFINISHED = ".tmp"
# The embedded server's socket, and the search engine that `serve` starts.
OWN_PARTS = re.compile(r"postgresql\+psycopg://\w+@/|http://(127\.0\.0\.1|localhost):\d+/?$")


@dataclass(frozen=True, slots=True)
class Taken:
    """`is_first`: the folder held no backup, so the operator is told of the key."""

    folder: Path
    manifest: Manifest
    is_first: bool
    removed: int


def back_up(
    settings: Settings, to: Path, at: datetime, *, keep: int | None, erasures: Sequence[Erasure] = ()
) -> Taken:
    """Blocks. With `keep`, so many backups stay. Raises BackupRefused and DatabaseUnusable; what was begun then
    stays without a manifest, and the next backup removes it."""
    with locked_at_once(settings.database_url, "backup") as is_ours:
        if not is_ours:
            raise BackupRefused(_("Một lần sao lưu khác của cơ sở dữ liệu này đang chạy."))
        try:
            to.mkdir(mode=0o700, parents=True, exist_ok=True)
            is_first = manifest.newest(to) is None
            erased.append(to, erasures)
            folder = manifest.new_folder(to, at)
            taken = _take(settings, folder, at)
            manifest.write(folder, taken)
            removed = _remove_old(to, folder, keep)
        except OSError as failed:
            raise BackupRefused(
                _("Không ghi được vào {to}: {reason}.", to=to, reason=failed.strerror or str(failed))
            ) from failed
    return Taken(folder, taken, is_first, removed)


def _take(settings: Settings, folder: Path, at: datetime) -> Manifest:
    with _snapshot(settings.database_url) as (connection, snapshot):
        server = connection.info.server_version // 10_000
        revision = revision_of(connection)
        head = connection.execute("SELECT n, link FROM moderation.chain_head").fetchone()
        head_n, head_link = head or (0, GENESIS)
        programs.dump(settings.database_url, server, snapshot, folder / DUMP)
    # After the rows, so that a file is there for each row that names one.
    if not settings.storage_url:
        _copy_files(settings.storage_folder, folder / FILES)
    (folder / SETTINGS).write_text(json.dumps(without_secrets(settings), ensure_ascii=False, indent=1))
    parts = tuple(manifest.part_of(folder, path) for path in manifest.files_below(folder))
    for path in manifest.files_below(folder):
        _sync(path)
    assert revision is not None  # the command and the worker look at the schema first
    return Manifest(
        name=folder.name,
        taken_at=at,
        revision=revision,
        server=server,
        head_n=head_n,
        head_digest=bytes(head_link).hex(),
        key_mark=mark_of(settings),
        files_at=settings.storage_url,
        parts=parts,
    )


def without_secrets(settings: Settings) -> dict[str, str]:
    """What the environment set, to be set again elsewhere: a secret is left out, a password in an address too, and
    so is the address of a part that the program started itself."""
    found = {}
    for name in sorted(settings.model_fields_set):
        value = str(getattr(settings, name))
        if OWN_PARTS.match(value):
            continue
        found[f"{PREFIX}{name.upper()}"] = "" if LEFT_OUT.search(name) else _without_password(value)
    return found


@contextmanager
def _snapshot(url: str) -> Iterator[tuple[Plain, str]]:
    """Rows, head and revision as they were at one instant, however long the dump takes."""
    with connected(url) as connection:
        connection.execute("SET idle_in_transaction_session_timeout = 0")
        connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield connection, str(value_of(connection, "SELECT pg_export_snapshot()"))
        connection.execute("ROLLBACK")


def _copy_files(source: Path, to: Path) -> None:
    for path in manifest.files_below(source):
        if path.suffix == UNFINISHED:
            continue
        copy = to / path.relative_to(source)
        copy.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            shutil.copyfile(path, copy)
        except FileNotFoundError:
            copy.unlink(missing_ok=True)  # swept meanwhile: no row names it any more


def _remove_old(to: Path, made: Path, keep: int | None) -> int:
    """Beyond the newest `keep`, and those that an earlier run could not finish."""
    if keep is None:
        return 0
    whole = [one for one in manifest.backups_in(to) if (one / manifest.NAME).exists()]
    old = [one for one in manifest.backups_in(to) if one not in whole[:keep] and one != made]
    for one in old:
        manifest.remove(one)
    return len(old)


def _without_password(value: str) -> str:
    try:
        address = urlsplit(value)
        if not (address.scheme and address.netloc and address.password):
            return value
    except ValueError:
        return ""
    host = address.netloc.rpartition("@")[2]
    return urlunsplit(address._replace(netloc=f"{address.username}@{host}"))


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
