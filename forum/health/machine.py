"""What only the machine shows on which it is asked: key, modes, zones, backups, and settings that are unsafe."""

import os
import stat
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy.engine import make_url

from forum.backups import manifest, restored
from forum.backups.manifest import BackupRefused
from forum.health.verdicts import OK, Verdict
from forum.notifications.mail import LOCAL_HOSTS
from forum.paperwork.extracting.recogniser import recogniser_word
from forum.secret import has_key, mark_of
from forum.settings import Settings

# Variables that an earlier version read.
DROPPED = ("FORUM_OUTSIDE_SEAT",)
BACKUP_WITHIN = timedelta(hours=36)
ZONE = "Asia/Ho_Chi_Minh"
OTHERS_MAY = stat.S_IRWXG | stat.S_IRWXO
# The folder itself may be passed through, since the database server may run as another account.
PASSABLE = stat.S_IXGRP | stat.S_IXOTH


def verdicts_of(settings: Settings, at: datetime) -> Sequence[Verdict]:
    """Blocks for a moment."""
    here = {
        "key": key(settings),
        "zones": zones(),
        "modes": "open" if open_paths(settings) else OK,
        "backups": backups(settings, at),
        "mail_tls": mail_tls(settings),
        "public_url": public_url(settings),
        "storage": storage(settings),
        "scans": recogniser_word(),
        "scanner": OK if settings.clamd or settings.is_sample else "none",
        "variables": "dropped" if any(os.environ.get(name) for name in DROPPED) else OK,
    }
    return [Verdict(name, word) for name, word in here.items()]


def key(settings: Settings) -> str:
    """The one of the newest backup, or of that from which all was restored, where there is one; on an own machine it
    may be that machine's alone."""
    if restored.key_problem(settings) is not None:
        return "changed" if has_key(settings) else "missing"
    if not has_key(settings):
        return "missing" if _newest_mark(settings) else OK
    if (mark := _newest_mark(settings)) and mark != mark_of(settings):
        return "changed"
    return OK if settings.secret or _has_own_database(settings) else "local"


def _has_own_database(settings: Settings) -> bool:
    """On this machine, so that one `var` serves all."""
    return not settings.database_url or str(make_url(settings.database_url).query.get("host", "")).startswith(
        "/"
    )


def _newest_mark(settings: Settings) -> str:
    if not settings.backup_dir:
        return ""
    try:
        newest = manifest.newest(Path(settings.backup_dir))
    except (BackupRefused, OSError):
        return ""
    return newest.key_mark if newest else ""


def zones() -> str:
    try:
        ZoneInfo(ZONE)
    except ZoneInfoNotFoundError:
        return "missing"
    return OK


def open_paths(settings: Settings) -> list[Path]:
    """Of FORUM_VAR, what others of this machine may read or write: the key, people's files, the database, the index."""
    return sorted(
        path
        for path in {*_private(settings.var), settings.storage_folder}
        if path.exists() and _is_open(path)
    )


def _private(var: Path) -> Iterator[Path]:
    yield var
    for name in ("secret", "files", "postgresql", "meilisearch"):
        yield var / name


def _is_open(path: Path) -> bool:
    mode = path.stat().st_mode
    if path.name in ("secret", "postgresql"):
        return bool(mode & OTHERS_MAY & ~(PASSABLE if path.is_dir() else 0))
    return bool(mode & (stat.S_IWGRP | stat.S_IWOTH))


def backups(settings: Settings, at: datetime) -> str:
    if settings.is_sample:
        return OK
    if not settings.backup_dir:
        return "none"
    try:
        newest = manifest.newest(Path(settings.backup_dir))
    except (BackupRefused, OSError):
        return "damaged"
    if newest is None:
        return "none"
    return "old" if newest.taken_at < at - BACKUP_WITHIN else OK


def storage(settings: Settings) -> str:
    """Of a bucket; a folder is on a disk, whose room is looked at."""
    if not settings.storage_url:
        return OK
    from forum.files.bucket import word_of

    return word_of(settings)


def mail_tls(settings: Settings) -> str:
    server = urlsplit(settings.mail_url)
    if settings.is_sample or server.scheme != "smtp" or server.hostname in LOCAL_HOSTS:
        return OK
    return {"required": OK, "offered": "offered", "none": "plain"}[settings.mail_tls]


def public_url(settings: Settings) -> str:
    if settings.is_sample:
        return OK
    return "unset" if not settings.public_url else OK if settings.secure else "plain"
