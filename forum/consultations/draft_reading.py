"""The job that reads the source of a version in preparation, in a child process with limits."""

import asyncio
from dataclasses import dataclass

from forum.consultations.actions.sources import READ_DRAFT, store_reading
from forum.consultations.models import Consultation, DraftVersion
from forum.consultations.page_pictures import place_on_pages, store_pictures
from forum.database import Db, load, writing_session
from forum.errors import NotFound
from forum.files import store
from forum.files.models import File
from forum.files.names import with_ending
from forum.files.store import StorageAway
from forum.jobs import JobContext, job
from forum.paperwork.errors import PaperError
from forum.paperwork.extracting.sandbox import read_draft as read_in_child
from forum.paperwork.readings import Reading
from forum.words import Words, _

PASTED = ".txt"
BROKEN_OFF = _("Dự thảo chưa đọc được vì hệ thống đang có lỗi; đề nghị đưa lại sau.")
LOST = _("Tệp dự thảo không còn; đề nghị đưa lại.")


@dataclass(frozen=True, slots=True)
class Source:
    """Where a text comes from. `digest` is of a file."""

    name: str
    text: str
    file_id: int | None
    digest: str = ""


@job(READ_DRAFT, outages=(StorageAway,))
async def read_draft(context: JobContext, version_id: int) -> None:
    """Read a version. A second run does nothing once it is read, could not be, or comes from elsewhere by now. No
    connection is held while the child works."""
    async with writing_session(context.engine) as db:
        version = await _unread(db, version_id)
        if version is None:
            return
        source = await source_of(db, version.source_text, version.file_id)
    result: Reading | Words | str
    pages: list[str] = []
    try:
        result = await asyncio.to_thread(read_source, context, source)
        if isinstance(result, Reading) and source.name.endswith(".pdf"):
            pages = await asyncio.to_thread(store_pictures, context.settings, source.digest)
    except Exception:
        if not context.is_last_try:
            raise
        result = BROKEN_OFF
    async with writing_session(context.engine) as db:
        version = await _unread(db, version_id)
        if version is None or _is_other(version, source):
            return
        if isinstance(result, Reading):
            await store_reading(db, version, result, context.at)
            await place_on_pages(db, version, pages)
        else:
            version.failure = str(result)
        (await load(db, Consultation, version.consultation_id)).version += 1


async def _unread(db: Db, version_id: int) -> DraftVersion | None:
    """The version, locked after its consultation; None where there is nothing to read."""
    try:
        seen = await load(db, DraftVersion, version_id)
        await load(db, Consultation, seen.consultation_id, lock=True)
        version = await load(db, DraftVersion, version_id, lock=True)
    except NotFound:  # it was discarded
        return None
    return version if version.is_unread and version.announced_at is None else None


async def source_of(db: Db, pasted: str, file_id: int | None) -> Source:
    if file_id is None:
        return Source(PASTED, pasted, None)
    file = await load(db, File, file_id)
    return Source(with_ending(file.name, file.kind), "", file.id, file.digest)


def _is_other(version: DraftVersion, source: Source) -> bool:
    return (version.source_text, version.file_id) != (source.text, source.file_id)


def read_source(context: JobContext, source: Source) -> Reading | Words:
    """Blocks."""
    content: bytes | None = source.text.encode()
    if source.file_id is not None:
        content = store.read(store.storage_of(context.settings), source.digest)
    if content is None:
        return LOST
    try:
        return read_in_child(source.name, content)
    except PaperError as refused:
        return refused.message
