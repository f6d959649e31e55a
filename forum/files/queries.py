"""Files as their sender and their readers see them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, select, tuple_

from forum.actor import Actor
from forum.database import ReadDb
from forum.files import store
from forum.files.models import File
from forum.files.names import with_ending
from forum.files.policy import WAITING, FilePlace, FileRole, FileState
from forum.files.store import Place
from forum.settings import Settings
from forum.thing import Thing
from forum.urls import url_for
from forum.words import Words, _


@dataclass(frozen=True, slots=True)
class FileView:
    """A file in a list. `found` is what is hidden in it, and `removed` what cleaning took out, for its sender alone."""

    id: int
    name: str
    size: int
    state: FileState
    role: FileRole
    reason: str
    found: tuple[str, ...]
    removed: tuple[str, ...]
    is_unread: bool
    signed_by: str
    signed_on: date | None
    since_version: int
    until_version: int | None
    digest: str
    place: FilePlace = FilePlace.stands

    @property
    def is_standing(self) -> bool:
        return self.place == FilePlace.stands

    @property
    def may_be_removed(self) -> bool:
        """Whether the next version of its text may leave it out: a scan or a letter stays with what it proves."""
        return self.place in (FilePlace.stands, FilePlace.coming) and not self.role.is_signed

    @property
    def removal(self) -> tuple[int, Words]:
        """The box that takes it away."""
        return self.id, _("Bỏ {name}", name=self.name)

    @property
    def is_refused(self) -> bool:
        return self.state == FileState.refused

    @property
    def url(self) -> str:
        return url_for("files.file", self.id)

    @property
    def is_clean(self) -> bool:
        return self.state == FileState.clean

    @property
    def is_waiting(self) -> bool:
        return self.state in WAITING

    @property
    def is_signed(self) -> bool:
        return bool(self.signed_by or self.signed_on or self.role.is_signed)


def file_view(file: File) -> FileView:
    return FileView(
        file.id,
        with_ending(file.name, file.kind),
        file.size,
        file.state,
        file.role,
        file.reason,
        tuple(file.found),
        tuple(file.removed),
        file.is_unread,
        file.signed_by,
        file.signed_on,
        file.since_version,
        file.until_version,
        file.digest,
    )


@dataclass(frozen=True, slots=True)
class Chosen:
    """The files that a form is to be sent with. `url` shows them again."""

    files: tuple[FileView, ...] = ()

    @property
    def url(self) -> str:
        return f"{url_for('files.chosen')}?{urlencode([('tep', one.id) for one in self.files])}"

    @property
    def is_waiting(self) -> bool:
        return any(one.is_waiting for one in self.files)


NO_FILES = Chosen()
STANDING = (File.state == FileState.clean, File.until_version.is_(None))


async def chosen_files(db: ReadDb, actor: Actor, ids: Collection[int]) -> Chosen:
    """The actor's own files among those that a form names, in the order in which they came."""
    if not ids or not actor.persona_id:
        return NO_FILES
    rows = await _files(db, File.id.in_(ids), File.persona_id == actor.persona_id)
    return Chosen(tuple(file_view(row) for row in rows))


async def files_of(db: ReadDb, things: Iterable[Thing]) -> dict[Thing, tuple[FileView, ...]]:
    """The clean files that stand with things whose readers may have them all. Of a text, ask
    forum.contributions.attached."""
    wanted = list(things)
    found: dict[Thing, tuple[FileView, ...]] = dict.fromkeys(wanted, ())
    if wanted:
        owner = tuple_(File.owner_kind, File.owner_id)
        for row in await _files(db, owner.in_(wanted), *STANDING):
            thing = Thing(str(row.owner_kind), row.owner_id or 0)
            found[thing] = (*found[thing], file_view(row))
    return found


async def _files(db: ReadDb, *where: ColumnElement[bool]) -> list[File]:
    return list((await db.scalars(select(File).where(*where).order_by(File.id))).all())


def place_of(settings: Settings, file: File) -> Place:
    """Where the content of a clean file is."""
    return Place(store.storage_of(settings), file.digest)
