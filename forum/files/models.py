"""Files that people sent, each of one thing, or of none yet."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from forum.database import Model
from forum.database.columns import EnumText
from forum.files.policy import FILE, FileRole, FileState


class File(Model):
    """`received_as` names what was received, until it is cleaned; `digest` what is served. Both are files of
    forum.files.store.

    A file without an owner belongs to the form that it was sent with, and goes after a day. `since_version` is the
    owner's text version that brought it, `until_version` the one that took it away. `found` says in words what is
    hidden in it, `removed` what cleaning took out.
    """

    __tablename__ = "files"
    __table_args__ = (
        CheckConstraint("num_nonnulls(owner_kind, owner_id) <> 1", name="whole_owner"),
        Index(None, "owner_kind", "owner_id"),  # the files of a thing
        Index(None, "persona_id", "form_key"),  # those that came with a form
        Index("ix_files_unattached", "created_at", postgresql_where="owner_id IS NULL"),  # to be deleted
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_kind: Mapped[str | None]
    owner_id: Mapped[int | None]
    since_version: Mapped[int] = mapped_column(default=1)
    until_version: Mapped[int | None]
    persona_id: Mapped[int] = mapped_column(ForeignKey("personas.id"))
    form_key: Mapped[str] = mapped_column(default="")
    role: Mapped[FileRole] = mapped_column(EnumText(FileRole), default=FileRole.attachment)
    name: Mapped[str]
    kind: Mapped[str] = mapped_column(default="")  # as cleaning found it: docx, pdf, jpeg …
    state: Mapped[FileState] = mapped_column(EnumText(FileState), default=FILE.start)
    reason: Mapped[str] = mapped_column(default="")
    size: Mapped[int]  # bytes, of what is served once that is known
    received_digest: Mapped[str]
    received_as: Mapped[str] = mapped_column(default="")
    digest: Mapped[str] = mapped_column(default="")
    found: Mapped[list[str]]
    removed: Mapped[list[str]]
    text: Mapped[str] = mapped_column(default="")  # for search
    is_unread: Mapped[bool] = mapped_column(default=False)  # pictures whose words nothing here can read
    signed_by: Mapped[str] = mapped_column(default="")
    signed_on: Mapped[date | None]
    created_at: Mapped[datetime]


class IssuedCopy(Model):
    """The signed and stamped copy of a paper of a thing. The newest of a paper that is not withdrawn is the official
    one."""

    __tablename__ = "issued_copies"
    __table_args__ = (Index(None, "thing_kind", "thing_id"),)  # those of a thing

    id: Mapped[int] = mapped_column(primary_key=True)
    thing_kind: Mapped[str]
    thing_id: Mapped[int]
    paper: Mapped[str]  # as its offer names it, or the text that was issued in the end
    number: Mapped[str]
    symbol: Mapped[str] = mapped_column(default="")
    issued_on: Mapped[date]
    file_id: Mapped[int] = mapped_column(ForeignKey("files.id"))
    added_by: Mapped[int] = mapped_column(ForeignKey("personas.id"))
    added_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[int | None] = mapped_column(ForeignKey("personas.id"))
    withdrawn_because: Mapped[str] = mapped_column(default="", server_default="")
