"""Restoring a backup into an empty place: what is verified before, carried out again after, and recorded."""

import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from forum.accounts.models import ErasureOutcome, Login, OneTimeToken, RecoveryCode, TotpSecret
from forum.accounts.queries import visitor
from forum.backups import erased, manifest, programs, restored
from forum.backups.backup import DUMP, FILES
from forum.backups.erased import Erasure
from forum.backups.manifest import BackupRefused, Manifest
from forum.contributions.actions.erasing import erase_again
from forum.database import Db, make_engine, writing_session
from forum.database.heads import is_known
from forum.database.migrate import migrate
from forum.database.reaching import connected, place_of, value_of
from forum.desk.actions.erasing import erase_row_again
from forum.desk.events import Restored
from forum.errors import Refused
from forum.files import store
from forum.journal import record
from forum.secret import mark_of
from forum.settings import Settings
from forum.thing import Thing
from forum.words import Words, _
from moderation import chain
from search import pushing

# Whose acts began a little before the backup but were committed after it.
OVERLAP = timedelta(hours=1)
TABLES = """
SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname IN ('public', 'moderation', 'search') AND c.relkind IN ('r', 'p', 'v', 'm', 'S')
   AND NOT EXISTS (SELECT FROM pg_depend d
                    WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
"""


@dataclass(frozen=True, slots=True)
class Found:
    """A backup that was looked at and may be restored; `passed_over` are newer ones that were cut short."""

    folder: Path
    manifest: Manifest
    erasures: tuple[Erasure, ...]
    passed_over: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """`left` says which erasures could not be carried out again, and why."""

    head: chain.Head
    erased_again: int
    left: tuple[Words, ...]


def find(folder: Path) -> Found:
    """The backup in the folder, or the newest of several. Raises BackupRefused: none, cut, changed, or newer."""
    if not folder.is_dir():
        raise BackupRefused(_("Không có thư mục {folder}.", folder=folder))
    passed_over: tuple[str, ...] = ()
    several = manifest.backups_in(folder)
    if several and not (folder / manifest.NAME).exists():
        whole = next((one for one in several if (one / manifest.NAME).exists()), None)
        if whole is None:
            raise BackupRefused(_("Trong {folder} không có bản sao lưu trọn vẹn nào.", folder=folder))
        passed_over = tuple(one.name for one in several[: several.index(whole)])
        folder = whole
    found = manifest.read(folder)
    if not is_known(found.revision):
        raise BackupRefused(
            _(
                "Bản sao lưu {name} thuộc bản {revision} của chương trình {program}, mới hơn chương trình này.",
                name=found.name,
                revision=found.revision,
                program=found.program,
            )
        )
    manifest.require_unchanged(folder, found)
    return Found(folder, found, tuple(erased.read(folder.parent)), passed_over)


def require_empty(settings: Settings) -> None:
    """Raises BackupRefused where the database has tables or `var` has files."""
    with connected(settings.database_owner_url) as connection:
        is_empty = value_of(connection, TABLES) == 0
    if not is_empty:
        raise BackupRefused(
            _(
                "Cơ sở dữ liệu {place} không trống; hãy phục hồi vào một nơi trống.",
                place=place_of(settings.database_url),
            )
        )
    files = settings.storage_folder
    if not settings.storage_url and files.exists() and any(files.iterdir()):
        raise BackupRefused(_("Thư mục {files} không trống; hãy phục hồi vào một nơi trống.", files=files))


def fill(settings: Settings, found: Found) -> None:
    """Files and database, then the schema of this version. Raises BackupRefused; the place is then empty again."""
    server = _server_of(settings.database_owner_url)
    unfinished = settings.storage_folder.with_name(f"{settings.storage_folder.name}.unfinished")
    try:
        shutil.rmtree(unfinished, ignore_errors=True)
        settings.var.mkdir(mode=0o711, parents=True, exist_ok=True)
        if (found.folder / FILES).exists():
            shutil.copytree(found.folder / FILES, unfinished)
        programs.restore(settings.database_owner_url, server, found.folder / DUMP)
        if unfinished.exists():
            store.take_in(settings, unfinished)
    except OSError as failed:
        raise BackupRefused(
            _("Không ghi được vào {to}: {reason}.", to=settings.var, reason=failed.strerror or str(failed))
        ) from failed
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    migrate(settings.database_owner_url)


async def finish_restoring(
    settings: Settings, found: Found, at: datetime, *, key_is_lost: bool = False
) -> Outcome:
    """Verify the chain against the head of the backup, carry out later erasures again, and record the restoring.
    With the key lost, what only that key opens goes: each owner sets up a second factor anew.

    Raises BackupRefused where the chain was not sound when it was backed up.
    """
    engine = make_engine(settings.database_url, pool_size=1)
    known = chain.Head(found.manifest.head_n, found.manifest.head_digest)
    try:
        async with writing_session(engine) as db:
            verified = await chain.verify(db, known)
            if not verified.is_sound or verified.head != known:
                raise BackupRefused(
                    _(
                        "Đã phục hồi, nhưng chuỗi kiểm tra không khớp mã {head} của bản sao lưu; hãy chạy forum audit "
                        "verify --head {head}.",
                        head=str(known),
                    )
                )
            await _forget_log_ins(db)
            if key_is_lost:
                await db.execute(delete(TotpSecret))
                await db.execute(delete(RecoveryCode))
            await pushing.make_all_due(db)
            happened = Restored(Thing("link", known.n), found.manifest.name, known.n)
            await record(db, visitor(at), happened)
            count, left = await _erase_again(db, found, at)
            head = await chain.head(db)
    finally:
        await engine.dispose()
    restored.note(
        settings, found.manifest.name, mark_of(settings) if key_is_lost else found.manifest.key_mark
    )
    return Outcome(head, count, left)


async def _forget_log_ins(db: AsyncSession) -> None:
    """What was ended after the backup, a session or a used link, must not open again."""
    await db.execute(delete(Login))
    await db.execute(delete(OneTimeToken))


async def _erase_again(db: Db, found: Found, at: datetime) -> tuple[int, tuple[Words, ...]]:
    """Ids that the backup knows mean the same rows in every later history, so later erasures hold for it."""
    count, left = 0, []
    for one in found.erasures:
        if one.at < found.manifest.taken_at - OVERLAP:
            continue
        try:
            async with db.begin_nested():
                if one.what == "link":
                    count += await erase_row_again(db, at, one.of, one.of_digest, one.second)
                else:
                    count += await erase_again(db, at, one.of, ErasureOutcome(one.what), one.second)
        except Refused as refused:
            left.append(_("Chưa xóa lại được {what} {of}: {why}", what=one.what, of=one.of, why=str(refused)))
    return count, tuple(left)


def _server_of(url: str) -> int:
    with connected(url) as connection:
        return connection.info.server_version // 10_000
