"""`forum import-programme`: importing the text of an action programme, with a preview."""

import asyncio
from dataclasses import replace
from pathlib import Path

import typer

from forum import clock
from forum.accounts.queries import visitor
from forum.actor import Binding, Role
from forum.database import make_engine, writing_session
from forum.database.opening import opened_database
from forum.programme.actions import Imported, ImportText, import_programme, preview_import
from forum.programme.importer import Overlay, ProgrammeError, dry_run, overlay_from, read_programme, text_from
from forum.programme.queries import programme_in_force
from forum.settings import Settings
from forum.words import _, joined

offered = typer.Typer()


@offered.command("import-programme")
def import_programme_command(
    file: Path,
    overlay: Path | None = typer.Option(None, help="What people decided: names, aliases, suspected slips"),
    dry: bool = typer.Option(False, "--dry-run", help="Read only; needs no database"),
    json_wanted: bool = typer.Option(False, "--json", help="With --dry-run: the whole reading as JSON"),
    yes: bool = typer.Option(False, "--yes", help="Do not ask before changing anything"),
) -> None:
    """Read a programme's text into sections, tasks, bodies and dates; show what changes; then bring it in."""
    try:
        if dry:
            typer.echo(dry_run(file, overlay) if json_wanted else _summary(file, overlay))
            return
        new = ImportText(text_from(file), overlay_from(overlay) if overlay else Overlay({}))
    except ProgrammeError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    except OSError as error:
        typer.echo(
            _("Không đọc được tệp {filename}: {strerror}", filename=error.filename, strerror=error.strerror),
            err=True,
        )
        raise typer.Exit(1) from None
    _on_database(new, yes)


def _summary(file: Path, overlay: Path | None) -> str:
    read = read_programme(text_from(file), overlay_from(overlay) if overlay else None)
    lines = [
        _(
            "{sections} mục, {tasks} nhiệm vụ, {joins} chỗ nối.",
            sections=len(read.sections),
            tasks=len(read.tasks),
            joins=len(read.joins),
        )
    ]
    lines += [
        joined(
            [
                _("dòng {line}: {text}", line=remark.line, text=remark.text),
                *([f"→ {remark.suggestion}"] if remark.suggestion else []),
            ]
        )
        for remark in read.report
    ]
    return str(joined(lines, "\n"))


def _on_database(new: ImportText, yes: bool) -> None:
    with opened_database(Settings()) as settings:
        asyncio.run(_import(settings.database_url, new, yes))


async def _import(url: str, new: ImportText, yes: bool) -> None:
    """The shell's operator acts as administrator; preview and import are one transaction."""
    engine = make_engine(url)
    operator = replace(visitor(clock.now()), bindings=(Binding(Role.administrator),))
    try:
        async with writing_session(engine) as db:
            programme = await programme_in_force(db)
            difference = await preview_import(db, operator, programme.id, new)
            typer.echo(_difference(difference))
            if difference.is_empty or not (yes or typer.confirm(str(_("Áp dụng các thay đổi?")))):
                return
            await import_programme(db, operator, programme.id, new)
            typer.echo(_("Đã đưa vào."))
    finally:
        await engine.dispose()


def _difference(difference: Imported) -> str:
    if difference.is_empty:
        return str(_("Văn bản không có gì khác với Chương trình hiện có."))
    rows = (
        (_("Thêm"), difference.added),
        (_("Đổi"), difference.changed),
        (_("Rút"), difference.withdrawn),
        (_("Cơ quan chưa có trong danh sách"), difference.unknown_bodies),
    )
    return "\n".join(f"{label} ({len(codes)}): {', '.join(codes)}" for label, codes in rows if codes)
