"""`forum backup`, `forum restore` and `forum key`."""

import asyncio
import sys
from pathlib import Path

import typer

from forum import clock
from forum.backups import erased, restore, restored
from forum.backups.backup import Taken, back_up
from forum.backups.erased import Erasure
from forum.database import make_engine, reading_session
from forum.database.opening import opened_database, opened_place
from forum.days import vntime
from forum.secret import exported, take_in
from forum.settings import Settings
from forum.words import _

offered = typer.Typer()
key_app = typer.Typer(no_args_is_help=True, help="The installation's key, which no backup holds")
offered.add_typer(key_app, name="key")


@offered.command("backup")
def backup_command(
    folder: Path = typer.Argument(metavar="DIR", help="Each backup is a folder of its own in it"),
    keep: int | None = typer.Option(
        None, min=1, help="How many backups stay; older and cut ones are removed"
    ),
) -> None:
    """Back up database, files and settings, while the program runs. Secrets are not in it."""
    # An older database too, so that it is backed up by the new program before that migrates it.
    with opened_database(Settings(), or_older=True) as settings:
        erasures = asyncio.run(erasures_in(settings.database_url))
        taken = back_up(settings, folder, clock.now(), keep=keep, erasures=erasures)
    _report(taken)


@offered.command("restore")
def restore_command(
    folder: Path = typer.Argument(metavar="DIR", help="A backup, or a folder of backups: then the newest"),
    key_is_lost: bool = typer.Option(
        False,
        "--key-is-lost",
        help="Second factors that only the old key opens are set up anew by their owners",
    ),
) -> None:
    """Restore a backup into an empty place: the database of the settings, or this machine's own in FORUM_VAR."""
    found = restore.find(folder)
    for name in found.passed_over:
        typer.echo(_("Bỏ qua {name}: không trọn vẹn.", name=name))
    with opened_place(Settings()) as settings:
        restore.require_empty(settings)
        restore.fill(settings, found)
        finishing = restore.finish_restoring(settings, found, clock.now(), key_is_lost=key_is_lost)
        outcome = asyncio.run(finishing)
        problem = None if key_is_lost else restored.key_problem(settings)
    taken = found.manifest
    typer.echo(_("Đã phục hồi từ bản {name} (lập lúc {at}).", name=taken.name, at=vntime(taken.taken_at)))
    typer.echo(_("Chuỗi kiểm tra không bị sửa tới mã {head}; các mã sau đó không còn.", head=taken.head))
    if outcome.erased_again:
        typer.echo(_("Đã xóa lại {count} nội dung bị xóa sau khi sao lưu.", count=outcome.erased_again))
    typer.echo(_("Mọi người đăng nhập lại. Mã đối chiếu mới: {head}", head=str(outcome.head)))
    if taken.files_at:
        typer.echo(
            _(
                "Tệp của bản này ở {place}, không nằm trong bản sao lưu: đặt FORUM_STORAGE_URL để dùng.",
                place=taken.files_at,
            )
        )
    for line in (*outcome.left, *([problem] if problem else [])):
        typer.echo(line)


@key_app.callback()
def key() -> None:
    """The installation's key, which no backup holds."""


@key_app.command("export")
def export_key() -> None:
    """Print the key as one line, to be kept apart from the backups."""
    typer.echo(exported(Settings()))


@key_app.command("import")
def import_key() -> None:
    """Read a key that was exported, from standard input, and store it in FORUM_VAR."""
    take_in(Settings(), sys.stdin.readline())
    typer.echo(_("Đã lưu khóa."))


def _report(taken: Taken) -> None:
    size = taken.manifest.size / 1_000_000
    typer.echo(_("Đã sao lưu vào {folder} ({size:.1f} MB).", folder=taken.folder, size=size))
    typer.echo(_("Mã đối chiếu của chuỗi kiểm tra: {head}", head=taken.manifest.head))
    if taken.removed:
        typer.echo(_("Đã xóa {removed} bản cũ hoặc không trọn vẹn.", removed=taken.removed))
    if taken.manifest.files_at:
        typer.echo(_("Tệp ở {place} không nằm trong bản sao lưu.", place=taken.manifest.files_at))
    if taken.is_first:
        typer.echo(
            _(
                "Khóa của hệ thống không nằm trong bản sao lưu. Hãy in ra bằng forum key export và giữ ở nơi khác; "
                "mọi mật khẩu trong FORUM_… cũng phải giữ riêng."
            )
        )


async def erasures_in(url: str) -> list[Erasure]:
    engine = make_engine(url, pool_size=1)
    try:
        async with reading_session(engine) as db:
            return await erased.erasures_of(db)
    finally:
        await engine.dispose()
