"""Files of papers in the configured folder, named by digest and readable only by the program's account."""

import hashlib
import os
from collections.abc import Collection
from datetime import datetime, timedelta
from pathlib import Path

from forum.settings import Settings

# A newer file may belong to a row that is not committed yet.
_YOUNG = timedelta(hours=1)


def folder(settings: Settings) -> Path:
    return settings.var / "files" / "papers"


def store(settings: Settings, content: bytes) -> str:
    """Write the file atomically and return its digest. Equal contents share one file."""
    digest = hashlib.sha256(content).hexdigest()
    where = folder(settings)
    where.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = where / f"{digest}.{os.getpid()}.tmp"
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(where / digest)
    return digest


def read(settings: Settings, digest: str) -> bytes | None:
    """The content, or None where the file is gone or no longer matches its digest."""
    try:
        content = (folder(settings) / digest).read_bytes()
    except FileNotFoundError:
        return None
    return content if hashlib.sha256(content).hexdigest() == digest else None


def sweep(settings: Settings, needed: Collection[str], at: datetime) -> int:
    """Remove files that no paper names; returns how many."""
    removed = 0
    for path in folder(settings).glob("*"):
        old = datetime.fromtimestamp(path.stat().st_mtime, at.tzinfo) < at - _YOUNG
        if path.name not in needed and old:
            path.unlink(missing_ok=True)
            removed += 1
    return removed
