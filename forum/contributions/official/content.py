"""What an approval covers: all that will be published in somebody's name, as plain values and their digest."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Protocol

from forum import audience
from forum.contributions.models import Contribution
from forum.contributions.policy import ApprovalHow
from forum.database import ReadDb
from forum.files.queries import FileView, files_of
from forum.thing import Thing
from moderation.chain import canonical
from moderation.values import Json

# What a room publishes along with the text: the result, what is answered, commitments.
Beside = Mapping[str, Json]


class Words(Protocol):
    """A contribution or a view of it that its reader may read. What is approved bears no mask yet."""

    @property
    def kind(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def files(self) -> Collection[FileView]: ...


@dataclass(frozen=True, slots=True)
class Covered:
    """The words and files of an official text, as its approval covers them."""

    kind: str
    title: str
    text: str
    files: tuple[FileView, ...] = ()


async def covered(db: ReadDb, it: Contribution) -> Covered:
    thing = Thing(it.kind, it.id)
    return Covered(it.kind, it.title, it.text, (await files_of(db, [thing]))[thing])


class Name(Protocol):
    """The leader or body in whose name a text is."""

    @property
    def leader_id(self) -> int | None: ...
    @property
    def body_id(self) -> int | None: ...


def content_of(words: Words, name: Name, beside: Beside) -> dict[str, Json]:
    """A text without files has the content that it had before texts could have any."""
    files: list[Json] = [
        {"name": one.name, "size": one.size, "digest": one.digest}
        for one in sorted(words.files, key=lambda one: one.id)
        if one.is_standing and not one.role.is_signed
    ]
    content: dict[str, Json] = {
        "kind": words.kind,
        "name": side_of(name),
        "title": words.title,
        "text": words.text,
        "beside": dict(beside),
    }
    return content | {"files": files} if files else content


def digest_of(words: Words, name: Name, beside: Beside) -> str:
    """SHA-256 of the content's canonical JSON, in hexadecimal."""
    return hashlib.sha256(canonical(content_of(words, name, beside))).hexdigest()


class Recorded(Protocol):
    """An official row, or a view of it, whose approval was given on paper or aloud."""

    @property
    def recorded_by(self) -> int | None: ...
    @property
    def approved_how(self) -> ApprovalHow | None: ...
    @property
    def approval_note(self) -> str: ...


def record_digest(row: Recorded, files: Collection[FileView]) -> str:
    """Of the record of an approval, as who confirms it reads it: who recorded it, how it was given, where the paper is,
    its scans. A scan is a file of its own, so one that is recorded again is another record. SHA-256, in hexadecimal."""
    scans = sorted((one for one in files if one.is_standing and one.role.is_signed), key=lambda one: one.id)
    content: dict[str, Json] = {
        "by": row.recorded_by,
        "how": row.approved_how,
        "note": row.approval_note,
        "scans": [[one.id, one.digest] for one in scans],
    }
    return hashlib.sha256(canonical(content)).hexdigest()


def side_of(name: Name) -> str:
    """The audience word of those who work under that name."""
    if name.body_id is not None:
        return audience.body(name.body_id)
    assert name.leader_id is not None  # a check constraint requires exactly one of the two
    return audience.leader(name.leader_id)
