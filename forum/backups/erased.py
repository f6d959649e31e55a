"""Erasures, written as ids and digests beside the backups, so that restoring one brings back nothing erased.

An older backup still holds what was erased later. The audit chain has an act for every erasure; each such act gets
a line in `erasures.jsonl`, appended and synced by the worker right after it, and at the latest by the next backup.
"""

import fcntl
import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from forum import journal
from forum.accounts.events import ErasedInPart, PersonErased
from forum.backups.manifest import BackupRefused, sync_folder
from forum.database import ReadDb
from forum.desk.events import PayloadErased
from forum.words import _
from moderation import chain

FILE = "erasures.jsonl"
What = Literal["link", "whole", "in_part"]  # a row of the chain, or a person: ErasureOutcome
KINDS: dict[str, What] = {
    journal.name_of(PayloadErased): "link",
    journal.name_of(PersonErased): "whole",
    journal.name_of(ErasedInPart): "in_part",
}


class Erasure(BaseModel):
    """`act` is the digest of the act's row in the chain; `of` the erased row's number or the persona's id."""

    model_config = ConfigDict(frozen=True)

    what: What
    at: datetime
    act: str
    of: int
    of_digest: str = ""
    by: int | None = None
    second: int | None = None


async def erasures_of(db: ReadDb) -> list[Erasure]:
    """All that the chain has acts of, oldest first."""
    found = []
    for act in await chain.acts(db, tuple(KINDS)):
        if act.payload is None:
            continue  # erased itself, after its line was written
        if KINDS[act.kind] == "link":
            n = _number(act.payload["erased_n"])
            of_digest = await chain.digest_of(db, n)
            by, second = act.payload.get("persona_id"), act.payload.get("second_persona_id")
            line = Erasure(
                what="link", at=act.at, act=act.digest, of=n, of_digest=of_digest, by=by, second=second
            )
        else:
            persona_id = _number(act.payload["persona_id"])
            second = act.payload.get("proposed_by")
            line = Erasure(what=KINDS[act.kind], at=act.at, act=act.digest, of=persona_id, second=second)
        found.append(line)
    return found


def append(folder: Path, erasures: Sequence[Erasure]) -> int:
    """Add the lines that the file lacks; returns how many. Doing it again adds nothing."""
    if not erasures:
        return 0
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / FILE
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        text = file.read().decode("utf-8", "replace")
        known = {line.act for line in _lines(path, text)}
        new = [one for one in erasures if one.act not in known]
        # Over a line that a power cut left without its end.
        file.seek(len(text[: text.rfind("\n") + 1].encode()))
        file.write("".join(f"{one.model_dump_json()}\n" for one in new).encode())
        file.truncate()
        file.flush()
        os.fsync(file.fileno())
    sync_folder(folder)
    return len(new)


def read(folder: Path) -> list[Erasure]:
    """What was erased, by the file beside the backups. Raises BackupRefused for a line that cannot be read."""
    path = folder / FILE
    return _lines(path, path.read_text(encoding="utf-8")) if path.exists() else []


def _lines(path: Path, text: str) -> list[Erasure]:
    found = []
    *lines, unfinished = text.split("\n")
    for number, line in enumerate([*lines, unfinished], 1):
        if not line.strip():
            continue
        try:
            found.append(Erasure.model_validate_json(line))
        except ValidationError:
            if number == len(lines) + 1:
                continue  # cut short by a power cut: its act is in the chain and is written again
            raise BackupRefused(
                _("Không đọc được dòng {number} của {path}.", number=number, path=path)
            ) from None
    return found


def _number(value: object) -> int:
    assert isinstance(value, int)  # so the events write it
    return value
