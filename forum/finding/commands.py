"""`forum reindex`: rebuild the whole index from the database."""

import asyncio

import typer
from sqlalchemy.ext.asyncio import AsyncEngine

from forum import clock
from forum.database import make_engine, writing_session
from forum.database.opening import opened_database
from forum.errors import Invalid
from forum.finding import indexing
from forum.settings import Settings
from forum.words import _
from search import changes, pushing
from search.meilisearch import search_key_of

offered = typer.Typer()
WAIT_SECONDS = 0.3


@offered.command("reindex")
def reindex() -> None:
    """Rebuild every search entry and push all of them to Meilisearch. May run while the program serves."""
    with opened_database(Settings()) as settings:
        asyncio.run(_reindex(settings))


@offered.command("search-key")
def print_search_key() -> None:
    """Print the key that may only search, for FORUM_MEILISEARCH_SEARCH_KEY of a web process."""
    settings = Settings()
    if not settings.meilisearch_key:
        raise Invalid("meilisearch_key", _("Chưa đặt FORUM_MEILISEARCH_KEY."))
    print(search_key_of(settings.meilisearch_key))


async def _reindex(settings: Settings) -> None:
    engine = make_engine(settings.database_url, pool_size=2)
    try:
        async with writing_session(engine) as db:
            total = await indexing.reindex(db)
            await pushing.make_all_due(db)
        await _drain_all(engine, total)
        pushed = await indexing.push_now(settings, engine)
    finally:
        await engine.dispose()
    typer.echo(_("Đã lập lại chỉ mục cho {total} nội dung.", total=total))
    if pushed:
        typer.echo(_("Đã chuyển {pushed} mục sang Meilisearch.", pushed=pushed))
    elif settings.search == "meilisearch":
        typer.echo(_("Tiến trình nền sẽ chuyển các mục sang Meilisearch."))


async def _drain_all(engine: AsyncEngine, total: int) -> None:
    """Drain until no mark is left, taking turns with a worker that may hold the lock."""
    message = total
    while True:
        async with writing_session(engine) as db:
            read = await indexing.drain(db, clock.now())
        async with writing_session(engine) as db:
            left = await changes.count(db)
        if left < message:
            typer.echo(_("Còn {left} nội dung…", left=left))
            message = left
        if not left or (not read and left == await _left_after_a_wait(engine)):
            return


async def _left_after_a_wait(engine: AsyncEngine) -> int:
    """Count marks left after a pause: their things' entries can't be made, as the log says."""
    await asyncio.sleep(WAIT_SECONDS)
    async with writing_session(engine) as db:
        return await changes.count(db)
