"""Kills: of the server, of the program, of everything at once; and what they leave behind."""

import os
import subprocess
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psycopg
from psycopg.pq import PGconn, Ping

from forum.database.embedded import Server, start
from forum.database.embedded.watchdog import running_postmaster
from forum.database.reaching import DatabaseUnusable, connected, conninfo_of, value_of
from tests.embedded.program import AS_BOTH_KINDS, Account, Install, Program, postmaster_of


def wait_for(what: Callable[[], bool], within_seconds: float = 15.0) -> None:
    give_up_at = time.monotonic() + within_seconds
    while not what():
        assert time.monotonic() < give_up_at, "it did not come about"
        time.sleep(0.05)


@AS_BOTH_KINDS
def test_after_everything_was_killed_the_rows_are_still_there(
    installed: Install, who: Account, place: Path
) -> None:
    first = Program(installed, who, place / "var")
    with _as_owner(first.sockets()) as db:
        db.execute("CREATE TABLE kept (word text)")
        db.execute("INSERT INTO kept VALUES ('còn đây')")
    _kill_everything_of(place / "var")
    first.kill()
    second = Program(installed, who, place / "var")
    with _as_owner(second.sockets()) as db:
        assert db.execute("SELECT word FROM kept").fetchall() == [("còn đây",)]
    second.stop()


def _as_owner(sockets: str) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(host=sockets, port=5432, user="forum_owner", dbname="forum", autocommit=True)


def _kill_everything_of(var: Path) -> None:
    postmaster = postmaster_of(var)
    watchers = [
        int(process.name)
        for process in Path("/proc").iterdir()
        if process.name.isdigit() and _command(process)[-2:] == [str(var / "postgresql"), str(postmaster)]
    ]
    assert len(watchers) == 1
    children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
    for pid in (*watchers, postmaster, *map(int, children)):
        with suppress(ProcessLookupError):  # a child of the postmaster may end by itself meanwhile
            os.kill(pid, 9)


def _command(process: Path) -> list[str]:
    try:
        return [part.decode() for part in (process / "cmdline").read_bytes().split(b"\0")[:-1]]
    except OSError:
        return []


def test_orphans_that_end_late_are_waited_for(installed: Install, who: Account, place: Path) -> None:
    first = Program(installed, who, place / "var")
    first.sockets()
    postmaster = postmaster_of(place / "var")
    children = list(map(int, Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()))
    os.kill(children[0], 19)  # A stopped backend does not see that its postmaster is gone.
    first.kill()
    os.kill(postmaster, 9)
    second = Program(installed, who, place / "var")
    time.sleep(1.5)
    os.kill(children[0], 9)
    assert installed.connect(who, second.sockets(), "forum_app") == "connected"
    second.stop()


@AS_BOTH_KINDS
def test_a_foreign_process_named_in_postmaster_pid_is_left_alone(
    installed: Install, who: Account, place: Path
) -> None:
    first = Program(installed, who, place / "var")
    sockets = Path(first.sockets())
    pid_file = place / "var/postgresql/data/postmaster.pid"
    written = pid_file.read_text().splitlines()
    first.stop()
    server_account = place.joinpath("var/postgresql").stat().st_uid
    for uid in (server_account, os.geteuid()):
        stranger = subprocess.Popen(["sleep", "60"], cwd="/", user=uid)
        for path in (pid_file, sockets / ".s.PGSQL.5432.lock"):
            path.write_text("\n".join([str(stranger.pid), *written[1:]]) + "\n")
            os.chown(path, server_account, -1)
        second = Program(installed, who, place / "var")
        assert second.sockets() == str(sockets)
        second.stop()
        assert stranger.poll() is None
        stranger.kill()
        stranger.wait()


@AS_BOTH_KINDS
def test_a_killed_server_is_restarted(installed: Install, who: Account, place: Path) -> None:
    program = Program(installed, who, place / "var", supervised=True)
    sockets = program.sockets()
    killed = postmaster_of(place / "var")
    os.kill(killed, 9)
    wait_for(lambda: running_postmaster(place / "var/postgresql/data") not in (None, killed))
    wait_for(lambda: installed.connect(who, sockets, "forum_app") == "connected")
    program.stop()
    assert running_postmaster(place / "var/postgresql/data") is None


def test_the_server_ends_when_its_last_program_was_killed(
    installed: Install, who: Account, place: Path
) -> None:
    program = Program(installed, who, place / "var")
    program.sockets()
    program.kill()
    wait_for(lambda: running_postmaster(place / "var/postgresql/data") is None)


def test_recovery_that_takes_longer_than_ten_seconds_is_waited_for(
    installed: Install, place: Path, who: Account
) -> None:
    first = Program(installed, who, place / "var")
    first.sockets()
    _kill_everything_of(place / "var")
    first.kill()
    held = _hold_the_next_recovery(place / "var/postgresql/data")
    servers: list[Server] = []
    second = threading.Thread(target=lambda: servers.append(start(place / "var", durable=False)))
    second.start()
    time.sleep(12)
    assert second.is_alive(), "it gave up"
    held.unlink()
    second.join(30)
    assert servers[0].is_alive()
    servers[0].stop()


def test_a_command_waits_for_a_server_that_recovers(place: Path) -> None:
    first = start(place / "var")
    url = first.url("forum_app")
    _kill_everything_of(place / "var")
    held = _hold_the_next_recovery(place / "var/postgresql/data")
    starting = threading.Thread(target=lambda: start(place / "var").stop())
    starting.start()
    wait_for(lambda: PGconn.ping(conninfo_of(url).encode()) == Ping.REJECT)
    found: list[object] = []
    asking = threading.Thread(target=lambda: found.append(_answer_of(url)))
    asking.start()
    time.sleep(1)
    assert asking.is_alive(), "it gave up"
    held.unlink()
    asking.join(30)
    assert found == [1]
    starting.join(30)
    first.stop()


def _answer_of(url: str) -> object:
    try:
        with connected(url) as connection:
            return value_of(connection, "SELECT 1")
    except DatabaseUnusable as unusable:
        return unusable.message


def _hold_the_next_recovery(data: Path) -> Path:
    """Let the next recovery wait while a file exists; gives that file.

    The command that would fetch old journals waits instead, and finds none.
    """
    held = data / "held"
    held.touch()
    (data / "recovery.signal").touch()
    with (data / "postgresql.auto.conf").open("a") as settings:
        settings.write("restore_command = 'while test -e held; do sleep 0.1; done; false'\n")
    return held
