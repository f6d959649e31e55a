"""Where files are: in a folder, or in a bucket that speaks S3. Everything here blocks: call it in a thread."""

import hashlib
import os
import secrets
from collections.abc import Callable, Collection, Generator, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO, Protocol

from forum.errors import Refused
from forum.files.policy import FILE_BYTES
from forum.settings import Settings
from forum.words import _

UNFINISHED = ".tmp"
PIECE = 1 << 18
# A newer file may belong to a row that is not committed yet.
YOUNG = timedelta(hours=1)


class StorageAway(Refused):
    """The bucket does not answer, or refuses."""

    status, code = 503, "storage_away"

    def __init__(self) -> None:
        super().__init__(_("Kho lưu tệp đang không trả lời. Mời thử lại sau ít phút."))


@dataclass(frozen=True, slots=True)
class Stored:
    name: str
    size: int
    stored_at: datetime


class Storage(Protocol):
    """Files under their names, each whole or not there. `arriving` is a folder of this machine, where they are
    written before. Raises StorageAway."""

    @property
    def arriving(self) -> Path: ...

    def put(self, name: str, path: Path) -> None:
        """Move a file of `arriving` in."""

    def size_of(self, name: str) -> int | None:
        """None where there is none."""

    def pieces(self, name: str, start: int = 0, end: int | None = None) -> Generator[bytes]:
        """The bytes from `start` to before `end`, a piece at a time. Raises FileNotFoundError."""

    def remove(self, name: str) -> None:
        """Also where there is none."""

    def stored(self, beginning: str = "") -> Iterator[Stored]:
        """Those whose names begin so."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where one file is."""

    where: Storage
    name: str


@dataclass(frozen=True, slots=True)
class Folder:
    """Files in a folder, readable only by the program's account."""

    arriving: Path

    def put(self, name: str, path: Path) -> None:
        path.replace(self.arriving / name)

    def size_of(self, name: str) -> int | None:
        try:
            return (self.arriving / name).stat().st_size if name else None
        except FileNotFoundError:
            return None

    def pieces(self, name: str, start: int = 0, end: int | None = None) -> Generator[bytes]:
        with (self.arriving / name).open("rb") as file:
            left = (os.fstat(file.fileno()).st_size if end is None else end) - start
            file.seek(start)
            while left > 0 and (piece := file.read(min(PIECE, left))):
                left -= len(piece)
                yield piece

    def remove(self, name: str) -> None:
        (self.arriving / name).unlink(missing_ok=True)

    def stored(self, beginning: str = "") -> Iterator[Stored]:
        return _files_in(self.arriving, beginning)


def folder(settings: Settings, part: str = "uploads") -> Path:
    """Of this machine: where files arrive, and where they stay unless they go to a bucket."""
    return settings.storage_folder / part


def storage_of(settings: Settings, part: str = "uploads") -> Storage:
    if not settings.storage_url:
        return Folder(folder(settings, part))
    from forum.files.bucket import Bucket, place_of  # loads the library of S3, which a folder does not need

    return Bucket(place_of(settings), part, folder(settings, part))


def store(where: Storage, content: bytes) -> str:
    """Store the content whole and return its digest. Equal contents share one file."""
    digest = hashlib.sha256(content).hexdigest()
    store_as(where, digest, content)
    return digest


def store_as(where: Storage, name: str, content: bytes) -> None:
    """What was made here of another file, under a name that says of which."""
    unfinished = where.arriving / f"{name}.{secrets.token_hex(8)}{UNFINISHED}"
    with _opened(unfinished) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    where.put(name, unfinished)


def _opened(path: Path) -> BinaryIO:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")


def read(where: Storage, digest: str) -> bytes | None:
    """The content, or None where the file is gone or no longer matches its digest."""
    content = read_anything(where, digest)
    return content if content is not None and hashlib.sha256(content).hexdigest() == digest else None


def read_anything(where: Storage, name: str) -> bytes | None:
    """The content of a file that is not named by its digest; None where it is gone."""
    try:
        return b"".join(where.pieces(name))
    except FileNotFoundError:
        return None


def take_in(settings: Settings, parts: Path) -> None:
    """Move the folder of a backup in, in the place of an empty one; to a bucket its files, each below its part."""
    if not settings.storage_url:
        parts.rename(settings.storage_folder)
        return
    for path in sorted(parts.glob("*/*")):
        storage_of(settings, path.parent.name).put(path.name, path)


def sweep(
    where: Storage, needed: Collection[str], at: datetime, *, named_by: Callable[[str], str] = str
) -> int:
    """Remove files that no row names, and what broke off on this machine; returns how many. `named_by` says of a name
    what a row would have."""
    found = {one.name: one for one in where.stored()}
    removed = 0
    for one in found.values():
        if named_by(one.name) not in needed and one.stored_at < at - YOUNG:
            where.remove(one.name)
            removed += 1
    for one in _files_in(where.arriving):
        if one.name not in found and one.name.endswith(UNFINISHED) and one.stored_at < at - YOUNG:
            (where.arriving / one.name).unlink(missing_ok=True)
            removed += 1
    return removed


def _files_in(place: Path, beginning: str = "") -> Iterator[Stored]:
    for path in place.glob(f"{beginning}*"):
        try:
            found = path.stat()
            yield Stored(path.name, found.st_size, datetime.fromtimestamp(found.st_mtime).astimezone())
        except FileNotFoundError:  # it was moved meanwhile
            continue


@dataclass
class Incoming:
    """A file as it comes, written as fast as it comes and never held in memory. Bytes past the limit are dropped."""

    where: Storage
    name: str
    size: int = 0
    stored_as: str = field(default_factory=lambda: secrets.token_hex(16))

    def __post_init__(self) -> None:
        self._digest = hashlib.sha256()
        self._file = _opened(self._unfinished)

    @property
    def _unfinished(self) -> Path:
        return self.where.arriving / f"{self.stored_as}{UNFINISHED}"

    @property
    def is_too_large(self) -> bool:
        return self.size > FILE_BYTES

    @property
    def digest(self) -> str:
        return self._digest.hexdigest()

    def write(self, chunk: bytes) -> None:
        """To the disk of this machine, whatever the storage, so that it may be called where nothing may wait."""
        self.size += len(chunk)
        if not self.is_too_large:
            self._digest.update(chunk)
            self._file.write(chunk)

    def finish(self, name: str) -> None:
        """No more of it comes. Returns when it is stored under the name."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        self.where.put(name, self._unfinished)

    def drop(self) -> None:
        """It did not come whole. One that was finished and that no row names is swept later."""
        self._file.close()
        self._unfinished.unlink(missing_ok=True)
