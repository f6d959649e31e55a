"""The states of a file, what it is for, and who may attach it."""

from enum import StrEnum
from typing import Literal, Protocol

from forum.actor import ALLOWED, Actor, Decision, Role, refused
from forum.state import StateTable, words

FILE_BYTES = 25 * 2**20
FILES_OF_A_TEXT = 10
NAME_LETTERS = 200


class FileState(StrEnum):
    """A refused file has its reason in words; its bytes are deleted."""

    received = "received"
    cleaning = "cleaning"
    clean = "clean"
    refused = "refused"


FILE: StateTable[FileState, Literal["clean", "finish", "refuse"]] = StateTable(
    "file",
    FileState,
    start=FileState.received,
    moves={
        "clean": (frozenset({FileState.received, FileState.cleaning}), FileState.cleaning),
        "finish": (frozenset({FileState.cleaning}), FileState.clean),
        "refuse": (frozenset({FileState.received, FileState.cleaning}), FileState.refused),
    },
    ends=frozenset({FileState.clean, FileState.refused}),
)
WAITING = FILE.starts("clean")


@words("file_role")
class FileRole(StrEnum):
    """What a file is for. A `signed` one is served byte for byte as it was sent."""

    attachment = "attachment"
    evidence = "evidence"
    approval_scan = "approval_scan"
    letter = "letter"
    draft = "draft"
    dossier = "dossier"
    issued_copy = "issued_copy"

    @property
    def is_signed(self) -> bool:
        return self in (FileRole.approval_scan, FileRole.letter, FileRole.issued_copy)

    @property
    def is_private(self) -> bool:
        """A letter bears addresses and handwriting of somebody who never had a log-in."""
        return self == FileRole.letter


@words("file_place")
class FilePlace(StrEnum):
    """Where a file stands with its text: as everybody sees it, with a version that waits or was not shown, or taken
    away by one."""

    stands = "stands"
    coming = "coming"
    unshown = "unshown"
    leaving = "leaving"
    removed = "removed"


class FileRow(Protocol):
    @property
    def persona_id(self) -> int: ...
    @property
    def owner_id(self) -> int | None: ...


def is_own(actor: Actor, file: FileRow) -> bool:
    return actor.persona_id is not None and file.persona_id == actor.persona_id


def reads_letters(actor: Actor) -> bool:
    """The secretariat enters letters; who sent the file, and who moderates its text, have it anyway."""
    return actor.has(Role.secretariat)


def may_attach(actor: Actor, file: FileRow) -> Decision:
    """Only who sent it; nobody else is told that it exists."""
    return ALLOWED if is_own(actor, file) else refused("not_found")
