"""Signed and stamped copies of papers, with their number, symbol and day."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from forum.actor import Actor
from forum.database import Db, ReadDb, load
from forum.errors import Invalid
from forum.files.actions import ChosenFiles, attach
from forum.files.models import File, IssuedCopy
from forum.files.policy import FileRole, FileState
from forum.files.queries import FileView, file_view
from forum.thing import Thing
from forum.words import _

ISSUED_TEXT = "issued_text"  # what a consultation came to, beside the papers that are made here


@dataclass(frozen=True, slots=True)
class NewCopy:
    """`paper` is the kind of the paper."""

    paper: str
    number: str
    symbol: str
    issued_on: date


async def keep_copy(db: Db, actor: Actor, thing: Thing, new: NewCopy, files: ChosenFiles) -> IssuedCopy:
    """Attach the one file of a form to a locked thing as the official copy of a paper. Raises Invalid."""
    if len(files.ids) != 1:
        raise Invalid("file_ids", _("Đề nghị chọn một tệp: bản đã ký, đóng dấu."))
    (file,) = await attach(db, actor, thing, files, role=FileRole.issued_copy)
    assert actor.persona_id is not None  # who sent it
    copy = IssuedCopy(
        thing_kind=thing.kind,
        thing_id=thing.id,
        paper=new.paper,
        number=new.number,
        symbol=new.symbol,
        issued_on=new.issued_on,
        file_id=file.id,
        added_by=actor.persona_id,
        added_at=actor.at,
    )
    db.add(copy)
    await db.flush()
    return copy


async def take_back(db: Db, actor: Actor, copy: IssuedCopy, reason: str) -> File:
    """Withdraw a locked copy. Its file is none of its thing's from then on, as one that no version ever had; the copy
    still names it."""
    copy.withdrawn_at, copy.withdrawn_by, copy.withdrawn_because = actor.at, actor.persona_id, reason
    file = await load(db, File, copy.file_id, lock=True)
    file.until_version = file.since_version
    await db.flush()
    return file


@dataclass(frozen=True, slots=True)
class CopyView:
    """`is_official`: no later copy of the same paper stands. The file of a withdrawn one is the office's alone."""

    id: int
    paper: str
    number: str
    symbol: str
    issued_on: date
    added_at: datetime
    file: FileView
    is_official: bool
    withdrawn_at: datetime | None
    withdrawn_because: str

    @property
    def name(self) -> str:
        """'12/BC-SKHCN', or the number alone where that says all."""
        return f"{self.number}/{self.symbol}" if self.symbol else self.number


async def issued_copies(db: ReadDb, thing: Thing) -> tuple[CopyView, ...]:
    """Newest first. The caller has checked that its reader may read the thing. One statement."""
    rows = await db.execute(
        select(IssuedCopy, File)
        .join(File, File.id == IssuedCopy.file_id)
        .where(
            IssuedCopy.thing_kind == thing.kind,
            IssuedCopy.thing_id == thing.id,
            File.state == FileState.clean,
        )
        .order_by(IssuedCopy.id.desc())
    )
    seen: set[str] = set()
    found = []
    for copy, file in rows:
        is_standing = copy.withdrawn_at is None
        view = CopyView(
            id=copy.id,
            paper=copy.paper,
            number=copy.number,
            symbol=copy.symbol,
            issued_on=copy.issued_on,
            added_at=copy.added_at,
            file=file_view(file),
            is_official=is_standing and copy.paper not in seen,
            withdrawn_at=copy.withdrawn_at,
            withdrawn_because=copy.withdrawn_because,
        )
        if is_standing:
            seen.add(copy.paper)
        found.append(view)
    return tuple(found)


async def is_withdrawn_copy(db: ReadDb, file_id: int) -> bool:
    """Whether the file was a signed copy that its office took back since."""
    found = select(IssuedCopy.id).where(IssuedCopy.file_id == file_id, IssuedCopy.withdrawn_at.is_not(None))
    return await db.scalar(found.limit(1)) is not None
