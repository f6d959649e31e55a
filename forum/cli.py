"""The command line. Each room's commands are in its commands.py and added here in one line."""

import asyncio
import sys
import time

import typer
from pydantic import ValidationError

from forum import job_commands, logs
from forum import serve as serving
from forum.accounts import commands as account_commands
from forum.backups import commands as backup_commands
from forum.database.embedded import EmbeddedServerError
from forum.database.heads import known_head
from forum.database.migrate import OtherSchema, migrate, require_schema
from forum.database.opening import opened_place
from forum.desk import commands as audit_commands
from forum.errors import Refused
from forum.finding import commands as finding_commands
from forum.health.doctor import doctor_command
from forum.paperwork import commands as paper_commands
from forum.programme import commands as programme_commands
from forum.sample import commands as sample_commands
from forum.settings import Settings, wrong_settings
from forum.words import _
from forum.worker import OUTDATED_EXIT, Outdated, WorkerEnded, run_worker

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, help="Hiến Kế")
app.add_typer(
    job_commands.app, name="jobs", help="What is to be done in the background: list, show, retry, drop"
)
app.add_typer(audit_commands.app, name="audit", help="The audit chain of official acts")
app.add_typer(sample_commands.app, name="sample", help="The sample content and its log-ins")
app.add_typer(paper_commands.app, name="paper", help="Papers: clean, read, match, write samples")

app.add_typer(backup_commands.key_app, name="key", help="The installation's key, which no backup holds")

app.add_typer(account_commands.second_factor_app, name="second-factor", help="Who is locked out: reset")
app.add_typer(account_commands.seat_app, name="seat", help="A link for one more administrator or auditor")

app.command("backup")(backup_commands.backup_command)
app.command("restore")(backup_commands.restore_command)

app.command()(finding_commands.reindex)
app.command("search-key")(finding_commands.print_search_key)

app.command("doctor")(doctor_command)

app.command("import-programme")(programme_commands.import_programme_command)


LOOK_AGAIN_SECONDS = 60.0


@app.command()
def serve(
    sample: bool = typer.Option(False, help="Load marked sample content and its log-ins"),
    worker: bool = typer.Option(True, help="A worker beside the web process; --no-worker where others run"),
) -> None:
    """Start everything on this machine: database, search, worker, web."""
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
    asyncio.run(run_worker(settings))


@app.command("migrate")
def migrate_command() -> None:
    """Bring the database of FORUM_DATABASE_OWNER_URL, or this machine's own, up to date."""
    with opened_place(Settings()) as settings:
        migrate(settings.database_owner_url)
    typer.echo(_("Cơ sở dữ liệu ở bản {head}.", head=known_head()))


def main() -> None:
    """Run a command; a refusal is printed as one line with exit code 1, or 78 where the database is of another
    version, so that starting it again does not help."""
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
