"""Files in a folder, named by digest or by chance, and readable only by the program's account."""

import hashlib
import os
import secrets
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from forum.files.policy import FILE_BYTES
from forum.settings import Settings

UNFINISHED = ".tmp"
# A newer file may belong to a row that is not committed yet.
YOUNG = timedelta(hours=1)


def folder(settings: Settings, part: str = "uploads") -> Path:
    return settings.storage_folder / part


def store(where: Path, content: bytes) -> str:
    """Write the content atomically and return its digest. Equal contents share one file."""
    digest = hashlib.sha256(content).hexdigest()
    unfinished = where / f"{digest}.{os.getpid()}{UNFINISHED}"
    with _opened(unfinished) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(where / digest)
    return digest


def _opened(path: Path) -> BinaryIO:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")


def read(where: Path, digest: str) -> bytes | None:
    """The content, or None where the file is gone or no longer matches its digest."""
    try:
        content = (where / digest).read_bytes()
    except FileNotFoundError:
        return None
    return content if hashlib.sha256(content).hexdigest() == digest else None


def sweep(where: Path, needed: Collection[str], at: datetime) -> int:
    """Remove files that no row names; returns how many."""
    removed = 0
    for path in where.glob("*"):
        old = datetime.fromtimestamp(path.stat().st_mtime, at.tzinfo) < at - YOUNG
        if path.name not in needed and old:
            path.unlink(missing_ok=True)
            removed += 1
    return removed


@dataclass
class Incoming:
    """A file as it comes, written as fast as it comes and never held in memory. Bytes past the limit are dropped."""

    where: Path
    name: str
    size: int = 0
    stored_as: str = field(default_factory=lambda: secrets.token_hex(16))

    def __post_init__(self) -> None:
        self._digest = hashlib.sha256()
        self._file = _opened(self._unfinished)

    @property
    def _unfinished(self) -> Path:
        return self.where / f"{self.stored_as}{UNFINISHED}"

    @property
    def is_too_large(self) -> bool:
        return self.size > FILE_BYTES

    @property
    def digest(self) -> str:
        return self._digest.hexdigest()

    def write(self, chunk: bytes) -> None:
        self.size += len(chunk)
        if not self.is_too_large:
            self._digest.update(chunk)
            self._file.write(chunk)

    def finish(self) -> None:
        """It is whole. Blocks until it is on the disk."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        self._unfinished.replace(self.where / self.stored_as)

    def drop(self) -> None:
        self._file.close()
        self._unfinished.unlink(missing_ok=True)
        (self.where / self.stored_as).unlink(missing_ok=True)
