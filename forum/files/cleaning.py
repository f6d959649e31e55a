"""The job that cleans a file: scanned for viruses, cleaned and read in a child process, then kept by its digest."""

import asyncio
import logging
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select

from forum.database import load, writing_session
from forum.errors import NotFound
from forum.files import store
from forum.files.actions import CLEAN_FILE
from forum.files.models import File
from forum.files.policy import FILE, WAITING, FileRole
from forum.files.scanning import ScannerAway, harm_in
from forum.files.secrecy import secrecy_mark
from forum.files.store import StorageAway
from forum.jobs import JobContext, job
from forum.paperwork.cleaning.cleaned import PICTURES
from forum.paperwork.cleaning.sandbox import clean_in_sandbox
from forum.paperwork.errors import PaperError
from forum.paperwork.extracting.recogniser import recogniser
from forum.paperwork.extracting.sandbox import extract, recognise
from forum.words import Words, _

log = logging.getLogger("forum.files")
BROKEN_OFF = _("Tệp chưa làm sạch được vì hệ thống đang có lỗi; đề nghị gửi lại sau.")
LOST = _("Tệp chưa đến đủ; đề nghị gửi lại.")


@dataclass(frozen=True, slots=True)
class _Result:
    """What became of a file; `reason` where it is refused."""

    content: bytes = b""
    kind: str = ""
    found: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    text: str = ""
    is_unread: bool = False
    signed_by: str = ""
    signed_on: date | None = None
    reason: Words | str = ""


@job(CLEAN_FILE, outages=(ScannerAway, StorageAway))
async def clean_file(context: JobContext, file_id: int) -> None:
    """Clean one file. A second run does nothing once it is clean or refused, and else cleans it again. No connection
    is held while the child works."""
    async with writing_session(context.engine) as db:
        try:
            file = await load(db, File, file_id, lock=True)
        except NotFound:  # nobody sent it, so it was deleted
            return
        if file.state not in WAITING:
            return
        file.state, received_as, role = FILE.after("clean"), file.received_as, file.role
    try:
        result = await asyncio.to_thread(_cleaned, context, received_as, role)
    except Exception:
        if not context.is_last_try:
            raise
        result = _Result(reason=BROKEN_OFF)
    await _note(context, file_id, result)


def _cleaned(context: JobContext, received_as: str, role: FileRole) -> _Result:
    """Blocks. A signed file is looked at like any other, and kept as it came."""
    content = store.read_anything(store.storage_of(context.settings), received_as)
    if content is None:
        return _Result(reason=LOST)
    clamd = context.settings.clamd
    if clamd and (harm := harm_in(content, clamd)) is not None:
        return _Result(reason=harm)
    try:
        cleaned = clean_in_sandbox(content)
        text, is_unread = _words_of(cleaned.content, cleaned.kind)
    except PaperError as refused:
        return _Result(reason=refused.message)
    mark = secrecy_mark(text)
    if mark:
        return _Result(reason=_("Tệp có dấu mật “{mark}”; hệ thống không nhận văn bản mật.", mark=mark))
    named = [
        str(_("tên trong thuộc tính của tệp, còn trong chữ: {name}", name=one)) for one in cleaned.still_named
    ]
    stays, goes = [*cleaned.hidden, *named], list(cleaned.removed)
    if role.is_signed:
        stays, goes = [*stays, *goes], []
    return _Result(
        content=content if role.is_signed else cleaned.content,
        kind=cleaned.kind,
        found=stays,
        removed=goes,
        text=text,
        is_unread=is_unread,
        signed_by=cleaned.signed_by,
        signed_on=_day(cleaned.signed_on),
    )


def _words_of(content: bytes, kind: str) -> tuple[str, bool]:
    """The words of a file for search, and whether it has pictures whose words were not read."""
    if kind == "txt":
        return content.decode("utf-8-sig", "replace"), False
    if kind not in PICTURES:
        extracted = extract(content)
        if not extracted.is_scan:
            return extracted.text, False
    program = recogniser()
    if program is None:
        return "", True
    try:
        return recognise(content, program).text, False
    except PaperError as too_heavy:
        log.info("a scan was not read: %s", too_heavy.code)
        return "", True


def _day(written: str) -> date | None:
    return date.fromisoformat(written) if written else None


async def _note(context: JobContext, file_id: int, result: _Result) -> None:
    where = store.storage_of(context.settings)
    digest = "" if result.reason else await asyncio.to_thread(store.store, where, result.content)
    async with writing_session(context.engine) as db:
        file = await load(db, File, file_id, lock=True)
        if file.state not in WAITING:
            return
        if result.reason:
            file.state, file.reason = FILE.after("refuse"), str(result.reason)
        else:
            file.state, file.digest = FILE.after("finish"), digest
            file.kind, file.size, file.text = result.kind, len(result.content), result.text
            file.found, file.removed, file.is_unread = result.found, result.removed, result.is_unread
            file.signed_by, file.signed_on = result.signed_by, result.signed_on
        received_as, file.received_as = file.received_as, ""
    await asyncio.to_thread(where.remove, received_as)


async def remove_unnamed_uploads(context: JobContext) -> None:
    """Of files whose rows are gone, and of uploads that broke off."""
    rows = await context.db.execute(select(File.digest, File.received_as))
    needed = {name for row in rows for name in row}
    removed = await asyncio.to_thread(store.sweep, store.storage_of(context.settings), needed, context.at)
    log.info("removed %d files that people had uploaded", removed)
