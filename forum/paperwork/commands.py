"""The commands `forum paper …`, which work on files without the web application."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typer

from forum.clock import now
from forum.paperwork.cleaning.sandbox import clean_in_sandbox
from forum.paperwork.cli_output import comparison_workbook, match_lines, match_values, reading_lines
from forum.paperwork.errors import PaperError
from forum.paperwork.extracting.sandbox import Limits, read_draft, read_in_sandbox
from forum.paperwork.samples.writing import write_samples
from forum.paperwork.tree import Paper, plain
from forum.words import _

# Longer than on the web, since a person is waiting, but still bounded.
LIMITS = Limits(seconds=120)

offered = typer.Typer()
app = typer.Typer(no_args_is_help=True, help="Papers: clean, read, match, write samples")
offered.add_typer(app, name="paper")


@contextmanager
def one_line_refusals() -> Iterator[None]:
    """Print a PaperError as one line and exit with 1, without a traceback."""
    try:
        yield
    except (PaperError, OSError) as refusal:
        sys.stderr.write(f"{refusal}\n")
        raise typer.Exit(1) from None


@app.command()
def sample(name: str, folder: Path) -> None:
    """Write the named sample paper, or 'all', with plainly fictitious content into a folder."""
    with one_line_refusals():
        for written in write_samples(name, folder, now()):
            typer.echo(written)


@app.command()
def clean(
    file: Path, to: Path | None = typer.Option(None, help="Where to write; beside FILE by default")
) -> None:
    """Write a copy without properties, authors, hidden sheets and EXIF, and say what was taken out."""
    target = to or file.with_name(f"{file.stem}.sach{file.suffix}")
    with one_line_refusals():
        if target.resolve() == file.resolve():
            raise PaperError("same_file", _("Tệp đích trùng với tệp gốc; tệp gốc không được thay đổi."))
        cleaned = clean_in_sandbox(file.read_bytes(), LIMITS)
        target.write_bytes(cleaned.content)
        typer.echo(target)
        for what in cleaned.removed:
            typer.echo(f"- đã bỏ: {what}")
        for name in cleaned.still_named:
            typer.echo(f"- lưu ý: tên '{name}' còn trong nội dung do người viết gõ vào")


@app.command()
def read(
    file: Path, as_json: bool = typer.Option(False, "--json/--text", help="JSON, or indented text")
) -> None:
    """Show a draft (DOCX, Markdown, text) as a tree, and what was guessed or left out."""
    with one_line_refusals():
        if as_json:
            _show_json(plain(_paper(file)))
        else:
            _show_lines(reading_lines(read_draft(file.name, file.read_bytes(), LIMITS)))


@app.command("match")
def match_versions(
    old: Path, new: Path, as_json: bool = typer.Option(False, "--json/--text", help="JSON, or one line each")
) -> None:
    """Show what became of each paragraph of OLD in NEW, with the words that changed."""
    with one_line_refusals():
        before, after = _paper(old), _paper(new)
    if as_json:
        _show_json(match_values(before, after))
    else:
        _show_lines(match_lines(before, after))


@app.command()
def table(old: Path, new: Path, to: Path) -> None:
    """Write the two versions side by side as a workbook TO (.xlsx)."""
    with one_line_refusals():
        if to.resolve() in {old.resolve(), new.resolve()}:
            raise PaperError("same_file", _("Tệp đích trùng với tệp gốc; tệp gốc không được thay đổi."))
        to.write_bytes(comparison_workbook(_paper(old), _paper(new)))
        typer.echo(to)


def _paper(file: Path) -> Paper:
    return read_in_sandbox(file.name, file.read_bytes(), LIMITS)


def _show_json(values: dict[str, object]) -> None:
    typer.echo(json.dumps(values, ensure_ascii=False, indent=2))


def _show_lines(lines: Iterator[str]) -> None:
    for line in lines:
        typer.echo(line)
