"""The source of a version in preparation, a file or pasted text, and the paragraphs that are read from it.

A short text is read at once. A file or a long text is read by the worker, in a child process with limits.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Self

from sqlalchemy import ColumnElement, delete, update

from forum import jobs
from forum.actor import Actor, require
from forum.consultations import events, policy
from forum.consultations.actions.locking import locked
from forum.consultations.comparing import link_to_shown
from forum.consultations.dossiers import UNSEEN_VERSION
from forum.consultations.doubts import as_stored, mark_seen, open_doubts, remarks_of
from forum.consultations.drafts import GAP, draft_digest, texts_of, version_in_preparation
from forum.consultations.fates import Change
from forum.consultations.models import (
    Consultation,
    DossierPaper,
    DraftVersion,
    Paragraph,
    ParagraphLink,
    ParagraphText,
)
from forum.contributions.actions.writing import clean
from forum.database import Db, load
from forum.errors import Forbidden, Invalid, NotFound
from forum.fields import OptionalDocument
from forum.files.actions import WithFiles, attach
from forum.files.models import File
from forum.files.policy import FileRole
from forum.journal import record
from forum.paperwork.errors import PaperError
from forum.paperwork.reading.typed import read_typed
from forum.paperwork.readings import PARAGRAPHS_MAX, Reading, Unit, reading_of
from forum.thing import Thing
from forum.versions import Versioned, version_of
from forum.words import _

READ_DRAFT = "read_draft"
LETTERS_AT_ONCE = 20_000


class DraftSource(WithFiles):
    """A file or pasted text, one of both."""

    draft: OptionalDocument = ""

    def require_one(self) -> None:
        """Raises Invalid, beside the field that is missing or one too many."""
        if len(self.files.ids) > 1:
            raise Invalid("file_ids", _("Đề nghị chỉ chọn một tệp dự thảo."))
        if self.draft and self.files.ids:
            both = _("Đề nghị chọn một cách: bỏ tệp, hoặc xóa văn bản đã dán.")
            raise Invalid("file_ids", both)
        if not self.draft and not self.files.ids:
            raise Invalid("draft", _("Đề nghị dán văn bản dự thảo, hoặc chọn tệp."))


class NewSource(DraftSource, Versioned):
    """Another source, which replaces all paragraphs that were read from the one before."""

    @classmethod
    def of(cls, version: DraftVersion, texts: Sequence[ParagraphText]) -> Self:
        stands = version_of(version.source_text, version.file_id, draft_digest(texts))
        written = "\n".join(f"{text.label} {text.text}".strip() for text in texts)
        return cls.current(stands, draft=written if len(written) <= LETTERS_AT_ONCE else version.source_text)


async def take_source(
    db: Db, actor: Actor, it: Consultation, version: DraftVersion, new: DraftSource
) -> None:
    """Note where the version comes from. Its paragraphs are there at once for a short text, else after the job."""
    new.require_one()
    version.source_text = clean("draft", new.draft)
    await drop_source_file(db, version)
    version.read_at, version.failure = None, ""
    if version.source_text and len(version.source_text) <= LETTERS_AT_ONCE:
        await store_reading(db, version, read_now(version.source_text), actor.at)
        return
    if new.files.ids:
        owner, number = owner_of_files(version), version.number
        (file,) = await attach(db, actor, owner, new.files, role=FileRole.draft, since_version=number)
        version.file_id, version.source_name = file.id, file.name
    await _drop_texts(db, version)
    await jobs.defer(db, READ_DRAFT, version_id=version.id)


async def show_source_file(db: Db, version: DraftVersion) -> None:
    """Whoever may read the consultation may have the files of a version that is announced."""
    shown = {"owner_kind": "consultation", "owner_id": version.consultation_id}
    await db.execute(update(File).where(*_unseen_with(version)).values(shown))


def _unseen_with(version: DraftVersion) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return File.owner_kind == UNSEEN_VERSION, File.owner_id == version.id


async def drop_dossier(db: Db, version: DraftVersion) -> None:
    """Of a later version that nobody outside the body has seen."""
    of_version = (
        DossierPaper.consultation_id == version.consultation_id,
        DossierPaper.version == version.number,
    )
    await db.execute(delete(DossierPaper).where(*of_version))
    await db.execute(update(File).where(*_unseen_with(version)).values(owner_kind=None, owner_id=None))


def owner_of_files(version: DraftVersion) -> Thing:
    """A later version has its own until it is announced; the first is seen by those who see the consultation."""
    is_first = version.number == 1 or version.announced_at is not None
    return Thing("consultation", version.consultation_id) if is_first else Thing(UNSEEN_VERSION, version.id)


async def drop_source_file(db: Db, version: DraftVersion) -> None:
    """Nothing was read from it that stands: it goes like a file that was never sent, and is nobody's to have."""
    if version.file_id is not None:
        await take_back(db, version.file_id)
    version.file_id, version.source_name = None, ""


async def take_back(db: Db, file_id: int) -> None:
    """A file of the office that stands nowhere any more is nobody's to have."""
    file = await load(db, File, file_id, lock=True)
    file.owner_kind = file.owner_id = None


def read_now(text: str) -> Reading:
    """Raises Invalid where there is nothing to read, or too much for one consultation."""
    try:
        reading = reading_of(read_typed(text))
    except PaperError as unreadable:
        raise Invalid("draft", unreadable.message) from unreadable
    if not reading.nodes:
        raise Invalid("draft", _("Đề nghị dán văn bản dự thảo."))
    if len(reading.nodes) > PARAGRAPHS_MAX:
        too_long = _("Dự thảo có hơn {count} đoạn; đề nghị chia thành nhiều phần.", count=PARAGRAPHS_MAX)
        raise Invalid("draft", too_long)
    return reading


async def store_reading(db: Db, version: DraftVersion, reading: Reading, at: datetime) -> None:
    """Put the paragraphs of a reading in place of those that stand in the version, and its report beside them."""
    await _drop_texts(db, version)
    texts = [text_of_unit(version, n * GAP, unit) for n, unit in enumerate(reading.nodes, start=1)]
    await add_texts(db, version, texts, reading)
    version.source_text, version.failure, version.read_at = "", "", at
    await db.flush()
    if version.number > 1:
        await link_to_shown(db, version, texts)


async def add_texts(db: Db, version: DraftVersion, texts: Sequence[ParagraphText], reading: Reading) -> None:
    """The texts of a reading, in its order, and its report beside what is reported already."""
    if version.number == 1:
        await give_paragraphs(db, texts)
    db.add_all(texts)
    await db.flush()
    ids = {unit.anchor: text.id for unit, text in zip(reading.nodes, texts, strict=True)}
    version.report = [*version.report, *as_stored(reading.report, ids)]


def text_of_unit(version: DraftVersion, position: float, unit: Unit) -> ParagraphText:
    """Unsaved."""
    return ParagraphText(
        consultation_id=version.consultation_id,
        version=version.number,
        position=position,
        kind=unit.kind,
        label=unit.label,
        path=unit.path,
        text=unit.text,
        rows=[[*row] for row in unit.rows] or None,
        explanation=unit.note,
    )


async def give_paragraphs(db: Db, texts: Sequence[ParagraphText]) -> None:
    """The texts of the first version have their paragraphs at once; those of a later one when it is announced."""
    paragraphs = [Paragraph(consultation_id=text.consultation_id) for text in texts]
    db.add_all(paragraphs)
    await db.flush()
    for text, paragraph in zip(texts, paragraphs, strict=True):
        text.paragraph_id = paragraph.id


async def _drop_texts(db: Db, version: DraftVersion) -> None:
    await drop_texts(db, await texts_of(db, version.consultation_id, version.number))
    version.report = []


async def drop_texts(db: Db, texts: Sequence[ParagraphText]) -> None:
    """Nobody can have written on them: opinions are given on announced versions."""
    paragraph_ids = [text.paragraph_id for text in texts if text.paragraph_id is not None]
    links = update(ParagraphLink).where(ParagraphLink.text_id.in_([text.id for text in texts]))
    await db.execute(links.values(text_id=None, change=Change.removed, is_sure=False, is_settled=False))
    await db.execute(delete(ParagraphText).where(ParagraphText.id.in_([text.id for text in texts])))
    await db.execute(delete(Paragraph).where(Paragraph.id.in_(paragraph_ids)))


async def locked_draft(db: Db, actor: Actor, consultation_id: int) -> tuple[Consultation, DraftVersion]:
    """The consultation and its version in preparation."""
    it = await locked(db, actor, consultation_id)
    version = await version_in_preparation(db, it.id)
    require(policy.may_edit_draft(actor, it, version))
    assert version is not None  # may_edit_draft ensures it
    return it, version


async def replace_source(db: Db, actor: Actor, consultation_id: int, new: NewSource) -> Consultation:
    """Read the version from another file or text."""
    it, version = await locked_draft(db, actor, consultation_id)
    new.require_seen(NewSource.of(version, await texts_of(db, it.id, version.number)))
    await take_source(db, actor, it, version, new)
    it.version += 1
    await record(db, actor, events.Prepared(Thing("consultation", it.id), "source"))
    return it


async def see_remark(db: Db, actor: Actor, consultation_id: int, key: str) -> int | None:
    """Note that somebody has looked at a remark of the reader. Returns the text that it is shown at."""
    it, version = await locked_draft(db, actor, consultation_id)
    remark = next((one for one in remarks_of(version) if one.key == key), None)
    if remark is None:
        raise NotFound
    if remark.is_seen:  # by a second click, or by a colleague
        return remark.text_id
    mark_seen(version, key)
    it.version += 1
    await record(db, actor, events.Prepared(Thing("consultation", it.id), "remark"))
    return remark.text_id


async def require_prepared(db: Db, version: DraftVersion, seen_doubts: int) -> None:
    """Raises Refused for a version without paragraphs, and Invalid while its reader has doubts that nobody has looked
    at, other than as many as the announcement says were seen."""
    await require_read(db, version)
    doubts = open_doubts(version)
    if doubts and seen_doubts != doubts:
        not_seen = _("Còn {doubts} chỗ máy đọc chưa chắc; mời xem ở trang soạn rồi đánh dấu.", doubts=doubts)
        raise Invalid("seen_doubts", not_seen)


async def require_read(db: Db, version: DraftVersion) -> None:
    """Raises Refused for a version that is still to be read, or has no paragraphs."""
    if version.is_unread:
        raise Forbidden(_("Dự thảo đang được đọc; mời đợi rồi thông báo."), code="wrong_state")
    if not await texts_of(db, version.consultation_id, version.number):
        raise Forbidden(_("Dự thảo chưa có đoạn nào; mời đưa lại văn bản."), code="wrong_state")
