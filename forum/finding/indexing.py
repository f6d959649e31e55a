"""Keeps the index up to date: drains change marks into entries, and pushes entries to Meilisearch.

Every worker runs both loops; only the holder of an advisory lock works, so another takes over when it dies.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager, aclosing
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import select, text, tuple_
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession
from sqlalchemy.orm import aliased

from forum import clock, kinds
from forum.contributions.attached import words_of_files
from forum.contributions.masks import without_reasons
from forum.contributions.models import Contribution
from forum.database import Db, writing_session
from forum.finding.engines import make_search_engines
from forum.kinds import KINDS, ids_of, is_text
from forum.pace import Pace
from forum.settings import Settings
from search import changes, entries, pushing, server
from search.engine import EngineDamaged, EngineFailed
from search.entry import BAR, Entry, Ref
from search.meilisearch import MeilisearchEngine

log = logging.getLogger("forum.finding")

DRAIN_SECONDS = 0.3
PUSH_SECONDS = 0.3
LOOK_AFTER_SECONDS = 60.0
WAIT_AFTER_FAILURE_SECONDS = 1.0
DRAIN_LOCK = 7_305_001
PUSH_LOCK = 7_305_002
# So many failed writes within this time, and the data of the search engine count as damaged.
MOST_DAMAGES = 3
DAMAGES_COUNT_SECONDS = 300.0


async def drain(db: Db, at: datetime) -> int:
    """Bring the entries of marked things up to date in this transaction; returns the number of marks read.

    Zero also when another worker drains. A thing whose entry can't be made keeps its mark and stops no other.
    """
    if not await db.scalar(text("SELECT pg_try_advisory_xact_lock(:key)"), {"key": DRAIN_LOCK}):
        return 0
    taken = await changes.take(db)
    if not taken.marks:
        return 0
    await entries.lock(db, taken.things)
    loaded, failed = await _versions(db, taken.things), set()
    by_kind: dict[str, list[Ref]] = {}
    for thing in taken.things:
        by_kind.setdefault(thing.kind, []).append(thing)
    for kind, things in by_kind.items():
        if not await _renew(db, taken, kind, things, at):
            failed |= {thing for thing in things if not await _renew(db, taken, kind, [thing], at)}
    await _remove_overtaken(db, taken, loaded)
    await changes.forget(db, taken, but=frozenset(failed))
    return len(taken.marks) - len(failed)


_head = aliased(Contribution)
Versions = dict[Ref, tuple[int, int | None]]


async def _versions(db: Db, things: Sequence[Ref]) -> Versions:
    """The versions of these; of a text also that of the text that it is shown with."""
    found = await _versions_of_texts(db, things)
    for kind in {thing.kind for thing in things if thing.kind in KINDS and not _is_text(thing)}:
        table = KINDS[kind].table.__table__
        if "version" in table.c:
            ids = [thing.thing_id for thing in things if thing.kind == kind]
            rows = await db.execute(select(table.c.id, table.c.version).where(table.c.id.in_(ids)))
            found |= {Ref(kind, one): (version, None) for one, version in rows}
    return found


async def _versions_of_texts(db: Db, things: Sequence[Ref]) -> Versions:
    rows = await db.execute(
        select(Contribution.kind, Contribution.id, Contribution.version, _head.version)
        .join(
            _head,
            (_head.kind == Contribution.subject_kind) & (_head.id == Contribution.subject_id),
            isouter=True,
        )
        .where(Contribution.id.in_([thing.thing_id for thing in things if _is_text(thing)]))
    )
    return {Ref(kind, one): (version, of_head) for kind, one, version, of_head in rows}


def _is_text(thing: Ref) -> bool:
    return thing.kind in KINDS and is_text(KINDS[thing.kind])


async def _remove_overtaken(db: Db, taken: changes.ClaimedChanges, loaded: Versions) -> None:
    """What was masked, hidden or withdrawn, or lost the words of a file, after it was loaded is not found by its former
    words: it has no entry until the next drain."""
    now = await _versions(db, taken.things)
    overtaken = [thing for thing in taken.things if now.get(thing) != loaded.get(thing)]
    await entries.remove(db, *overtaken)
    await changes.mark_behind(db, overtaken, taken)


async def _renew(db: Db, taken: changes.ClaimedChanges, kind: str, things: list[Ref], at: datetime) -> bool:
    """Write or remove the entries of things of one kind; returns False, with nothing done, on failure. Raises where the
    connection is lost, which is the fault of no thing."""
    try:
        async with db.begin_nested():
            before = await entries.standing(db, things)
            present = await _present_entries(db, kind, [thing.thing_id for thing in things], at)
            for thing in things:
                if thing.thing_id not in present:
                    await entries.remove(db, thing)
            await entries.put_all(db, list(present.values()))
            after = {Ref(kind, e.thing_id): (e.title, e.audience) for e in present.values()}
            moved = [thing for thing in things if before.get(thing) != after.get(thing)]
            await _mark_what_hangs_on(db, taken, moved)
    except (SQLAlchemyError, ValueError, LookupError, TypeError) as failure:
        await db.execute(text("SELECT 1"))
        # Only the type: the message may contain what people wrote.
        log.error("no search entry for %s: %s", things, type(failure).__name__)
        return False
    return True


async def _mark_what_hangs_on(db: Db, taken: changes.ClaimedChanges, things: list[Ref]) -> None:
    """Mark the replies of changed threads: a reply is found only while its thread is, and under its title."""
    if things:
        hanging = await db.execute(
            select(Contribution.kind, Contribution.id).where(
                tuple_(Contribution.subject_kind, Contribution.subject_id).in_(
                    [(thing.kind, thing.thing_id) for thing in things]
                )
            )
        )
        await changes.mark_behind(db, [Ref(kind, thing_id) for kind, thing_id in hanging], taken)


async def _present_entries(db: Db, kind: str, ids: list[int], at: datetime) -> dict[int, Entry]:
    """A masked passage is a bar alone: nobody finds a text by the reason of its mask, nor by its files then."""
    made = await kinds.entries(db, kind, ids, at)
    whole = [thing_id for thing_id, one in made.items() if BAR not in one.title + one.text]
    words = await words_of_files(db, kind, whole)
    made |= {one: replace(made[one], text=f"{made[one].text}\n\n{found}") for one, found in words.items()}
    return {
        thing_id: replace(one, title=without_reasons(one.title), text=without_reasons(one.text))
        if BAR in one.title + one.text
        else one
        for thing_id, one in made.items()
    }


async def reindex(db: Db) -> int:
    """Mark every thing that may be indexed, and every entry whose thing may be gone; returns how many.

    Threads come before their replies, so that each entry is made once.
    """
    things: dict[Ref, None] = {}
    for kind in KINDS.values():
        if not is_text(kind):
            things |= {Ref(kind.name, thing_id): None for thing_id in await db.scalars(ids_of(kind))}
    heads_first = (Contribution.subject_id.is_not(None), Contribution.id)
    texts = await db.execute(select(Contribution.kind, Contribution.id).order_by(*heads_first))
    things |= {Ref(kind, thing_id): None for kind, thing_id in texts}
    things |= dict.fromkeys(await entries.all_things(db))
    findable = [thing for thing in things if thing.kind in KINDS]
    await changes.mark_all(db, findable)
    return len(findable)


async def mark_stale(db: Db) -> int:
    """Mark entries made with outdated synonyms or folding; with an empty index, mark everything."""
    stale = await entries.stale(db)
    await changes.mark_all(db, stale)
    if not stale and not await entries.count(db):
        return await reindex(db)
    return len(stale)


async def mark_by_clock(db: Db) -> None:
    """Mark things that a new day may open or close without an event; unchanged entries stay as they are."""
    states = [state for kind in KINDS.values() for state in kind.clock_states]
    await changes.mark_all(db, await entries.in_states(db, states))


async def drain_forever(engine: AsyncEngine, pace: Pace) -> None:
    """Drain until cancelled, retrying while the database is down."""
    looked_at, looked_on = float("-inf"), date.min
    while True:
        try:
            if time.monotonic() - looked_at > LOOK_AFTER_SECONDS:
                today = clock.local_date(clock.now())
                async with writing_session(engine) as db:
                    marked = await mark_stale(db)
                    if looked_on != today:
                        await mark_by_clock(db)
                looked_on = today
                if not marked:
                    looked_at = time.monotonic()
            async with writing_session(engine) as db:
                read = await drain(db, clock.now())
        except (SQLAlchemyError, OSError) as failure:
            log.warning("the drain waits for the database: %s", type(failure).__name__)
            await asyncio.sleep(WAIT_AFTER_FAILURE_SECONDS)
            continue
        if read:
            pace.wake()
        else:
            await pace.rest(DRAIN_SECONDS)


async def push_forever(settings: Settings, engine: AsyncEngine, pace: Pace) -> None:
    """Push until cancelled. While Meilisearch is down, entries stay due; once back, its copy is checked. A copy that
    cannot be written is emptied and filled anew."""
    async with aclosing(make_search_engines(settings)) as engines:
        copy = engines.meilisearch
        if copy is None:
            await asyncio.Event().wait()
            return
        damages: list[float] = []
        while True:
            try:
                await _push_as_holder(engine, copy, pace)
            except EngineDamaged as failure:
                log.warning("the search engine cannot write: %s", failure)
                damages = [at for at in damages if at > time.monotonic() - DAMAGES_COUNT_SECONDS]
                damages.append(time.monotonic())
                if len(damages) >= MOST_DAMAGES:
                    damages = []
                    await _empty(settings, copy)
            except EngineFailed as failure:
                log.warning("the search engine is away: %s", failure)
            except (SQLAlchemyError, OSError) as failure:
                # Only the type: the message of a failed statement may contain what people wrote.
                log.warning("the push waits for the database: %s", type(failure).__name__)
            else:  # another worker pushes
                await pace.rest(WAIT_AFTER_FAILURE_SECONDS)
                continue
            await asyncio.sleep(WAIT_AFTER_FAILURE_SECONDS)


async def _empty(settings: Settings, copy: MeilisearchEngine) -> None:
    """The index alone where the server is not our own. Then `reconcile` finds it empty and fills it."""
    log.warning("the search engine's copy is emptied and filled anew")
    own = settings.var.resolve() / server.FOLDER
    if not server.ask_to_empty(own, settings.meilisearch_key):
        with contextlib.suppress(EngineFailed):
            await copy.drop()


async def _push_as_holder(engine: AsyncEngine, copy: MeilisearchEngine, pace: Pace) -> None:
    """Push while this worker holds the lock; returns at once where another worker holds it."""
    async with engine.connect() as connection:
        holder = await connection.execution_options(isolation_level="AUTOCOMMIT")
        if not await holder.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": PUSH_LOCK}):
            return
        try:
            await _push_while_held(holder, engine, copy, pace)
        finally:
            # The connection returns to the pool, and must not take the lock with it.
            await holder.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": PUSH_LOCK})


async def _push_while_held(
    holder: AsyncConnection, engine: AsyncEngine, copy: MeilisearchEngine, pace: Pace
) -> None:
    def begin() -> AbstractAsyncContextManager[AsyncSession]:
        return writing_session(engine)

    looked_at = float("-inf")
    while True:
        if time.monotonic() - looked_at > LOOK_AFTER_SECONDS:
            await holder.execute(text("SELECT 1"))
            await pushing.reconcile(begin, copy)
            looked_at = time.monotonic()
        if not await pushing.push(begin, copy):
            await pace.rest(PUSH_SECONDS)


async def push_now(settings: Settings, engine: AsyncEngine) -> int:
    """Push all that is due, for commands and tests. Raises EngineFailed."""
    pushed = 0
    async with aclosing(make_search_engines(settings)) as engines:
        if engines.meilisearch is not None:
            await pushing.reconcile(lambda: writing_session(engine), engines.meilisearch)
            while some := await pushing.push(lambda: writing_session(engine), engines.meilisearch):
                pushed += some
    return pushed
