"""Taking files in, and attaching them to the thing that they were sent for."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field
from sqlalchemy import ColumnElement, select, update

from forum import jobs
from forum.actor import Actor
from forum.database import Db
from forum.errors import Invalid
from forum.files import policy
from forum.files.models import File
from forum.files.policy import FILES_OF_A_TEXT, WAITING, FileRole, FileState
from forum.thing import Thing
from forum.words import NOTHING, Words, _, joined

CLEAN_FILE = "clean_file"
MOST_SENT = 2 * FILES_OF_A_TEXT  # that one form names, also those that were refused

FileIds = Annotated[list[int], Field(max_length=MOST_SENT)]


@dataclass(frozen=True, slots=True)
class ChosenFiles:
    """The files that a form was sent with, and those of them whose findings its page has shown."""

    ids: tuple[int, ...] = ()
    seen: frozenset[int] = frozenset()


NO_FILES = ChosenFiles()


class WithFiles(BaseModel):
    """The input of a form with the macro `file_field`."""

    file_ids: FileIds = []
    seen_file_ids: FileIds = []

    @property
    def files(self) -> ChosenFiles:
        return ChosenFiles(tuple(dict.fromkeys(self.file_ids)), frozenset(self.seen_file_ids))


class ChangedFiles(WithFiles):
    """The input of a form over a text that has files: also which of them the new version leaves out."""

    removed_file_ids: FileIds = []

    @property
    def changes_files(self) -> bool:
        return bool(self.file_ids or self.removed_file_ids)


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file that came whole, or one that was not taken: `reason` says why."""

    name: str
    size: int
    digest: str = ""
    stored_as: str = ""
    reason: Words = NOTHING


async def receive(
    db: Db,
    persona_id: int,
    form_key: str,
    files: Sequence[NewFile],
    at: datetime,
    role: FileRole = FileRole.attachment,
) -> list[int]:
    """Note files that came with a form, to be cleaned, or kept as they are where their role is signed; returns
    their ids. One that came with the same form before is not noted twice."""
    before = await db.scalars(select(File).where(File.persona_id == persona_id, File.form_key == form_key))
    known = {(row.name, row.received_digest): row.id for row in before} if form_key else {}
    ids = []
    for new in files:
        same = known.get((new.name, new.digest)) if new.digest else None
        ids.append(same if same is not None else await _note(db, persona_id, form_key, new, at, role))
    return ids


async def _note(db: Db, persona_id: int, form_key: str, new: NewFile, at: datetime, role: FileRole) -> int:
    row = File(
        persona_id=persona_id,
        form_key=form_key,
        role=role,
        name=new.name,
        size=new.size,
        received_digest=new.digest,
        received_as=new.stored_as,
        found=[],
        removed=[],
        created_at=at,
    )
    if new.reason is not NOTHING:
        row.state, row.reason = FileState.refused, str(new.reason)
    db.add(row)
    await db.flush()
    if row.state in WAITING:
        await jobs.defer(db, CLEAN_FILE, file_id=row.id)
    return row.id


async def attach(
    db: Db,
    actor: Actor,
    thing: Thing,
    chosen: ChosenFiles,
    *,
    role: FileRole = FileRole.attachment,
    since_version: int = 1,
    field: str = "file_ids",
) -> list[File]:
    """Give a form's files to the thing that it made. Raises Invalid while one is being cleaned, for one that was
    refused, and before its sender was shown what is hidden in it.

    A file that went with an earlier sending of the form is given to this thing too.
    """
    rows = [row for row in await _locked(db, chosen.ids) if policy.may_attach(actor, row)]
    if len(rows) < len(chosen.ids):
        raise Invalid(field, _("Có tệp không còn: tệp chưa gửi chỉ được giữ một ngày. Đề nghị chọn lại tệp."))
    if len(rows) > FILES_OF_A_TEXT:
        raise Invalid(field, _("Mỗi lần gửi nhận nhiều nhất {most} tệp.", most=FILES_OF_A_TEXT))
    if any(row.role.is_signed != role.is_signed for row in rows):
        raise Invalid(field, _("Có tệp được gửi từ mẫu khác; đề nghị chọn lại tệp."))
    _require_settled(rows, chosen.seen, field)
    attached = []
    for row in rows:
        it = row if row.owner_id is None else _copy_of(row)
        it.owner_kind, it.owner_id, it.role, it.since_version = thing.kind, thing.id, role, since_version
        it.until_version = None
        db.add(it)
        attached.append(it)
    await db.flush()
    return attached


async def change_files(db: Db, actor: Actor, thing: Thing, change: ChangedFiles, version: int) -> None:
    """Take away and add the files that a new version of a text changes. Raises Invalid for one that does not stand."""
    gone = set(change.removed_file_ids)
    standing = await _standing(db, thing)
    rows = [row for row in standing if row.id in gone]
    if len(rows) < len(gone):
        raise Invalid("removed_file_ids", _("Có tệp không còn ở đây; mời xem lại danh sách tệp."))
    if change.file_ids and len(standing) - len(rows) + len(change.files.ids) > FILES_OF_A_TEXT:
        raise Invalid("file_ids", _("Mỗi bài có nhiều nhất {most} tệp; mời bỏ bớt.", most=FILES_OF_A_TEXT))
    for row in rows:
        row.until_version = version
    await db.flush()
    await attach(db, actor, thing, change.files, since_version=version)


async def take_away_scans(db: Db, thing: Thing, version: int) -> None:
    """A scan goes with the approval that it proves."""
    scans = (*_of(thing), File.role == FileRole.approval_scan, File.until_version.is_(None))
    await db.execute(update(File).where(*scans).values(until_version=version))


async def move_to_version(db: Db, thing: Thing, overtaken: Collection[int], version: int) -> None:
    """What versions that wait brought and took away goes over to the one that overtakes them."""
    for column in (File.since_version, File.until_version):
        await db.execute(update(File).where(*_of(thing), column.in_(overtaken)).values({column: version}))


def _of(thing: Thing) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return File.owner_kind == thing.kind, File.owner_id == thing.id


async def _standing(db: Db, thing: Thing) -> list[File]:
    """The files of a locked text that its form may take away."""
    unsigned = File.role.not_in([role for role in FileRole if role.is_signed])
    return list(await db.scalars(select(File).where(*_of(thing), File.until_version.is_(None), unsigned)))


async def _locked(db: Db, ids: Collection[int]) -> list[File]:
    if not ids:
        return []
    return list(await db.scalars(select(File).where(File.id.in_(ids)).order_by(File.id).with_for_update()))


def _require_settled(rows: Collection[File], seen: Collection[int], field: str) -> None:
    waiting = [row for row in rows if row.state in WAITING]
    refused = [row for row in rows if row.state == FileState.refused]
    unseen = [row for row in rows if row.state == FileState.clean and row.found and row.id not in seen]
    problems: list[Words] = []
    if refused:
        problems.append(_("Không nhận được {names}. Tệp khác và chữ đã viết vẫn còn.", names=_names(refused)))
    if waiting:
        problems.append(_("Đang kiểm tra {names}. Mời xem kết quả rồi gửi.", names=_names(waiting)))
    if unseen:
        problems.append(
            _("Có phần ẩn trong {names}. Mời xem những gì tìm thấy, rồi gửi.", names=_names(unseen))
        )
    if problems:
        raise Invalid(field, joined(problems, " "))


def _names(rows: Collection[File]) -> str:
    return ", ".join(row.name for row in rows)


def _copy_of(row: File) -> File:
    columns = [column.key for column in File.__table__.columns if column.key != "id"]
    return File(**{key: getattr(row, key) for key in columns})
