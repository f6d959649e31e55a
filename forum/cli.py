"""The command line. Each room's commands are in its commands.py and named here."""

import asyncio
import sys
import time
from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING

import typer
from pydantic import ValidationError
from typer.core import TyperGroup
from typer.main import get_group

from forum import logs, memory
from forum.database.embedded import EmbeddedServerError
from forum.database.heads import known_head
from forum.database.opening import opened_place
from forum.database.schema import OtherSchema, require_schema
from forum.ends import OUTDATED_EXIT, Outdated, WorkerEnded
from forum.errors import Refused
from forum.settings import Settings, wrong_settings
from forum.words import _

if TYPE_CHECKING:
    from typer._click import Command, Context

# Where the commands of the rooms are, each in its module's `offered`: imported when it is asked for, as the program and
# the worker below are, since what only one of them needs would take memory in all.
ROOMS: Mapping[str, str] = {
    "jobs": "forum.job_commands",
    "audit": "forum.desk.commands",
    "sample": "forum.sample.commands",
    "paper": "forum.paperwork.commands",
    "key": "forum.backups.commands",
    "second-factor": "forum.accounts.commands",
    "seat": "forum.accounts.commands",
    "backup": "forum.backups.commands",
    "restore": "forum.backups.commands",
    "reindex": "forum.finding.commands",
    "search-key": "forum.finding.commands",
    "doctor": "forum.health.doctor",
    "import-programme": "forum.programme.commands",
}


class _Commands(TyperGroup):
    def list_commands(self, ctx: "Context") -> list[str]:
        return [*(name for name in self.commands if name not in ROOMS), *ROOMS]

    def get_command(self, ctx: "Context", cmd_name: str) -> "Command | None":
        if cmd_name in ROOMS and cmd_name not in self.commands:
            self.add_command(_loaded(cmd_name))
        return super().get_command(ctx, cmd_name)


def _loaded(name: str) -> "Command":
    return get_group(import_module(ROOMS[name]).offered).commands[name]


app = typer.Typer(
    cls=_Commands, add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, help="Hiến Kế"
)


LOOK_AGAIN_SECONDS = 60.0


@app.command()
def serve(
    sample: bool = typer.Option(False, help="Load marked sample content and its log-ins"),
    worker: bool = typer.Option(True, help="A worker beside the web process; --no-worker where others run"),
) -> None:
    """Start everything on this machine: database, search, worker, web."""
    from forum import serve as serving

    serving.serve(Settings(mode="sample") if sample else Settings(), with_worker=worker)


@app.command()
def worker(
    wait: bool = typer.Option(
        False,
        "--wait",
        help="On a database of another version look again each minute, for a manager that starts again whatever ends",
    ),
) -> None:
    """Run another worker on the database of FORUM_DATABASE_URL. Exit code 78: it is of another version."""
    settings, seen = Settings(), ""
    while True:
        try:
            _work(settings)
            return
        except Outdated as outdated:
            if not wait:
                raise
            if str(outdated) != seen:
                sys.stderr.write(f"{outdated}\n")
            seen = str(outdated)
            time.sleep(LOOK_AGAIN_SECONDS)


def _work(settings: Settings) -> None:
    try:
        require_schema(settings.database_url)
    except OtherSchema as other:
        raise Outdated(str(other)) from other
    from forum.worker import run_worker

    memory.keep_what_is_loaded()
    asyncio.run(run_worker(settings))


@app.command(hidden=True)
def prepare() -> None:
    """What serve does first; its settings are in the environment."""
    from forum.preparing import prepare as prepared

    prepared(Settings())


@app.command("migrate")
def migrate_command() -> None:
    """Bring the database of FORUM_DATABASE_OWNER_URL, or this machine's own, up to date."""
    from forum.database.migrate import migrate

    with opened_place(Settings()) as settings:
        migrate(settings.database_owner_url)
    typer.echo(_("Cơ sở dữ liệu ở bản {head}.", head=known_head()))


def main() -> None:
    """Run a command; a refusal is printed as one line with exit code 1, or 78 where the database is of another
    version, so that starting it again does not help."""
    memory.collect_less_often()
    try:
        logs.set_up(Settings(), "command")
        app()
    except (Refused, EmbeddedServerError) as refused:
        sys.stderr.write(f"{refused}\n")
        raise SystemExit(OUTDATED_EXIT if isinstance(refused, OtherSchema) else 1) from None
    except WorkerEnded as ended:
        sys.stderr.write(f"{ended}\n")
        raise SystemExit(ended.exit_code) from None
    except ValidationError as wrong:
        if wrong.title != Settings.__name__:
            raise
        sys.stderr.write(f"{wrong_settings(wrong)}\n")
        raise SystemExit(1) from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None
