"""What a backup consists of. The manifest is written last and at once, so a backup that was cut short has none."""

import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from forum import VERSION
from forum.errors import Refused
from forum.words import _

FORMAT = 1
NAME = "manifest.json"
FOLDERS = re.compile(r"\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ(?:-\d+)?")


class BackupRefused(Refused):
    """Nothing was backed up or restored; the message is one line for the person at the terminal."""


class Part(BaseModel):
    model_config = ConfigDict(frozen=True)

    path: str
    size: int
    sha256: str


class Manifest(BaseModel):
    model_config = ConfigDict(frozen=True)

    format: int = FORMAT
    name: str
    taken_at: datetime
    program: str = VERSION
    revision: str
    server: int  # major version of PostgreSQL
    head_n: int
    head_digest: str
    key_mark: str
    parts: tuple[Part, ...]
    files_at: str = ""  # the bucket that kept them, where they are no part of the backup

    @property
    def head(self) -> str:
        return f"{self.head_n}:{self.head_digest}"

    @property
    def size(self) -> int:
        return sum(part.size for part in self.parts)


def part_of(folder: Path, path: Path) -> Part:
    return Part(path=path.relative_to(folder).as_posix(), size=path.stat().st_size, sha256=_sha256(path))


def write(folder: Path, manifest: Manifest) -> None:
    body = manifest.model_dump(mode="json")
    text = json.dumps({**body, "sha256": _digest(body)}, ensure_ascii=False, indent=1)
    unfinished = folder / f"{NAME}.unfinished"
    with unfinished.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(folder / NAME)
    sync_folder(folder)
    sync_folder(folder.parent)


def read(folder: Path) -> Manifest:
    """Raises BackupRefused: cut short, changed, or made by a newer program."""
    try:
        body = json.loads((folder / NAME).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BackupRefused(
            _("Bản sao lưu {folder} không trọn vẹn (không có {name}).", folder=folder, name=NAME)
        ) from None
    except (OSError, ValueError):
        raise _changed(folder, NAME) from None
    if not isinstance(body, dict) or body.pop("sha256", "") != _digest(body):
        raise _changed(folder, NAME)
    if body.get("format") != FORMAT:
        raise BackupRefused(
            _(
                "Bản sao lưu {folder} do chương trình mới hơn lập ({program}).",
                folder=folder,
                program=body["program"],
            )
        )
    try:
        return Manifest.model_validate(body)
    except ValidationError:
        raise _changed(folder, NAME) from None


def require_unchanged(folder: Path, manifest: Manifest) -> None:
    """Reads all of it. Raises BackupRefused for the first part that is missing, cut or changed, or too many."""
    named = {part.path for part in manifest.parts} | {NAME}
    for path in files_below(folder):
        if path.relative_to(folder).as_posix() not in named:
            raise _changed(folder, path.relative_to(folder).as_posix())
    for part in manifest.parts:
        path = folder / part.path
        if not path.is_file() or path.stat().st_size != part.size or _sha256(path) != part.sha256:
            raise _changed(folder, part.path)


def backups_in(folder: Path) -> list[Path]:
    """Newest first, those that were cut short included."""
    if not folder.is_dir():
        return []
    return sorted((p for p in folder.iterdir() if FOLDERS.fullmatch(p.name) and p.is_dir()), reverse=True)


def newest(folder: Path) -> Manifest | None:
    """The newest complete backup in the folder."""
    for one in backups_in(folder):
        if (one / NAME).exists():
            return read(one)
    return None


def new_folder(folder: Path, at: datetime) -> Path:
    """Named by its time, for its owner alone."""
    name = at.astimezone(UTC).strftime("%Y-%m-%dT%H-%M-%SZ")
    for number in range(1, 100):
        made = folder / (name if number == 1 else f"{name}-{number}")
        try:
            made.mkdir(mode=0o700)
        except FileExistsError:
            continue
        return made
    raise BackupRefused(_("Trong {folder} đã có quá nhiều bản của cùng một giây.", folder=folder))


def remove(folder: Path) -> None:
    """The manifest first, so that what is half removed is no backup."""
    (folder / NAME).unlink(missing_ok=True)
    shutil.rmtree(folder)


def files_below(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def sync_folder(folder: Path) -> None:
    fd = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def _changed(folder: Path, part: str) -> BackupRefused:
    return BackupRefused(
        _("Bản sao lưu {folder} đã bị sửa hoặc hỏng: {part} khác với lúc sao lưu.", folder=folder, part=part)
    )


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _digest(body: object) -> str:
    spelled = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(spelled.encode()).hexdigest()
