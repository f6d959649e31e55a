"""`forum doctor`: all verdicts, with what to do; what only the machine it runs on can show, besides."""

import asyncio
from collections.abc import Collection, Sequence
from contextlib import aclosing
from datetime import timedelta

import typer
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from forum import clock
from forum.database import PROBE, make_engine, reading_session
from forum.database.opening import opened_place
from forum.database.reaching import DatabaseUnusable
from forum.errors import Invalid
from forum.finding.engines import make_search_engines
from forum.health import checks, machine
from forum.health.verdicts import LABELS, OK, UNKNOWN, Level, Verdict
from forum.reports.totals import differences
from forum.settings import Settings
from forum.words import _

offered = typer.Typer()
ASKED = ("clock", "numbers")  # of the database too, and of no use to a probe
CLOCK_WITHIN = timedelta(seconds=2)
SIGNS = {Level.well: "ok  ", Level.poor: "look", Level.bad: "BAD "}


@offered.command("doctor")
def doctor_command(
    only: list[str] | None = typer.Argument(None, metavar="[PART]...", help="Only these, as 'database jobs'"),
) -> None:
    """What is well and what is not, with what to do; exit code 1 where something is bad."""
    names = frozenset(only or LABELS)
    if strange := names - LABELS.keys():
        known = ", ".join(LABELS)
        raise Invalid("only", _("Không có mục {name}; các mục: {known}.", name=min(strange), known=known))
    found = [one for one in diagnosis(Settings(), names) if one.name in names]
    for one in found:
        advice = f" {one.meaning.advice}" if one.level != Level.well else ""
        typer.echo(f"{SIGNS[one.level]} {one.name}: {one.word} · {one.label}: {one.meaning.text}.{advice}")
    for path in machine.open_paths(Settings()) if "modes" in names else ():
        typer.echo(f"     modes: {path}")
    if any(one.level == Level.bad for one in found):
        raise typer.Exit(1)


def diagnosis(settings: Settings, names: Collection[str] = frozenset(LABELS)) -> Sequence[Verdict]:
    """At least of the parts that are named. Starts this machine's own database for as long as it looks, where it does
    not run."""
    try:
        with opened_place(settings) as opened:
            running = asyncio.run(_of_running(opened))
    except DatabaseUnusable:
        words = dict.fromkeys(checks.READY, UNKNOWN) | {"database": "away", "disk": checks.disk(settings)}
        running = [
            *(Verdict(name, word) for name, word in words.items()),
            *(Verdict(one, UNKNOWN) for one in ASKED),
        ]
    asks_machine = not {*checks.READY, *ASKED}.issuperset(names)
    return [*running, *(machine.verdicts_of(settings, clock.now()) if asks_machine else ())]


async def _of_running(settings: Settings) -> list[Verdict]:
    engine = make_engine(settings.database_url, pool_size=1, max_overflow=0, patience=PROBE)
    try:
        async with aclosing(make_search_engines(settings)) as engines:
            found = await checks.verdicts(engine, settings, engines)
        return [*found, Verdict("clock", await _clock(engine)), Verdict("numbers", await _numbers(engine))]
    finally:
        await engine.dispose()


async def _clock(engine: AsyncEngine) -> str:
    try:
        async with reading_session(engine) as db:
            before = clock.now()
            theirs = (await db.scalars(text("SELECT clock_timestamp()"))).one()
            return clock_word(theirs - before, clock.now() - before)
    except (SQLAlchemyError, OSError):
        return UNKNOWN


async def _numbers(engine: AsyncEngine) -> str:
    """A count of all texts: here alone, not each time somebody asks whether the program is ready."""
    try:
        async with reading_session(engine) as db:
            return "wrong" if (await db.execute(differences())).first() else OK
    except (SQLAlchemyError, OSError):
        return UNKNOWN


def clock_word(ahead: timedelta, took: timedelta) -> str:
    """`ahead` is the database's clock before ours, as asked in so long a time."""
    return OK if -CLOCK_WITHIN <= ahead <= CLOCK_WITHIN + took else "off"
