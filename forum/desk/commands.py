"""`forum audit`: proving from a shell that no official act was changed."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from forum.database import ReadDb, embedded, make_engine
from forum.desk.auditing import Checked, check
from forum.settings import Settings
from moderation import chain

app = typer.Typer(no_args_is_help=True)
T = TypeVar("T")


@app.callback()
def audit() -> None:
    """The audit chain of official acts."""


@app.command()
def verify(head: str = typer.Option("", help="N:DIGEST, kept from the auditor's page")) -> None:
    """Verify every row; with --head also that nothing up to it was rewritten or cut off. Exit 1 if not."""
    checked = with_database(lambda url: asyncio.run(_check(url, head)))
    if not checked.readable:
        typer.echo("Mã kiểm tra phải có dạng N:DIGEST, như ghi trên trang /minh-bach.", err=True)
        raise typer.Exit(2)
    assert checked.verified is not None  # a readable head was checked
    for line in checked.lines:
        typer.echo(line)
    erased = checked.verified.erased_count
    tail = f", {erased} dòng đã xóa nội dung theo quyết định" if erased else ""
    verdict = "nguyên vẹn" if checked.is_sound else "có sai lệch"
    typer.echo(f"{checked.verified.row_count} dòng{tail}: {verdict}. Mã cuối: {checked.verified.head}")
    if not checked.is_sound:
        raise typer.Exit(1)


@app.command()
def head() -> None:
    """Print the present head, to be kept elsewhere."""
    typer.echo(str(with_database(lambda url: asyncio.run(_head(url)))))


def with_database(ask: Callable[[str], T]) -> T:
    """On the database of the settings, else on this machine's own, which is started when it does not run."""
    settings = Settings()
    if settings.database_url:
        return ask(settings.database_url)
    server = embedded.start(settings.var)
    try:
        return ask(server.url("forum_app"))
    finally:
        server.stop()


async def _check(url: str, head: str) -> Checked:
    engine = make_engine(url, pool_size=1)
    try:
        async with engine.connect() as plain:
            settled = await plain.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
            async with AsyncSession(settled) as db:
                return await check(ReadDb(db), head)
    finally:
        await engine.dispose()


async def _head(url: str) -> chain.Head:
    engine = make_engine(url, pool_size=1)
    try:
        async with AsyncSession(engine) as db:
            return await chain.head(db)
    finally:
        await engine.dispose()
