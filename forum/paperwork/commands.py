"""The commands `forum paper …`: for people who have a file at hand and no page open."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import typer

from forum.paperwork.cleaning.files import clean_file
from forum.paperwork.errors import PaperError
from forum.paperwork.samples.writing import write_samples

app = typer.Typer(no_args_is_help=True)


@contextmanager
def one_line_refusals() -> Iterator[None]:
    """A refused paper is one clear line and exit 1, never a trace."""
    try:
        yield
    except (PaperError, OSError) as refusal:
        sys.stderr.write(f"{refusal}\n")
        raise typer.Exit(1) from None


@app.command()
def sample(name: str, folder: Path) -> None:
    """Write the named sample paper, or 'all', with plainly fictitious content into a folder."""
    with one_line_refusals():
        for written in write_samples(name, folder, datetime.now(UTC)):
            typer.echo(written)


@app.command()
def clean(
    file: Path, to: Path | None = typer.Option(None, help="Where to write; beside FILE by default")
) -> None:
    """Write a copy without properties, authors, hidden sheets and EXIF, and say what was taken out."""
    target = to or file.with_name(f"{file.stem}.sach{file.suffix}")
    with one_line_refusals():
        if target.resolve() == file.resolve():
            raise PaperError("same_file", "Tệp đích trùng với tệp gốc; tệp gốc không được thay đổi.")
        cleaned = clean_file(file.read_bytes())
        target.write_bytes(cleaned.content)
        typer.echo(target)
        for what in cleaned.removed:
            typer.echo(f"- đã bỏ: {what}")
        for name in cleaned.still_named:
            typer.echo(f"- lưu ý: tên '{name}' còn trong nội dung do người viết gõ vào")
