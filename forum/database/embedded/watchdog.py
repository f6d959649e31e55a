"""Finds out whether the server is alive and in use, and runs the watchdog that stops it when it is not used.

There are three locks, all flock, so that none outlives its holder, even after kill -9:

* the home folder: held while somebody starts or stops the server;
* the data folder: opened by the starter and inherited by PostgreSQL, so it is held exactly as long as any
  process of the server is alive, orphaned backends included;
* the file `attached`: shared, one holder per program that uses the server.

The file also runs by itself (`python watchdog.py HOME PID`) and therefore imports nothing of the program.
"""

import fcntl
import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

WATCH_INTERVAL_SECONDS = 1.0


@contextmanager
def flocked(path: Path, *, wait: bool = True) -> Iterator[int]:
    """Hold an exclusive flock on a file or folder. Raises BlockingIOError if it is held and `wait` is
    False."""
    fd = os.open(path, os.O_RDONLY)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield fd
    finally:
        os.close(fd)


def nobody_holds(path: Path) -> bool:
    try:
        with flocked(path, wait=False):
            return True
    except BlockingIOError:
        return False


def postmaster_pid(data: Path) -> int | None:
    """The pid in postmaster.pid, which may be a foreign process by now."""
    try:
        first_line = (data / "postmaster.pid").read_text(encoding="ascii", errors="replace").splitlines()[0]
        pid = int(first_line)
    except (FileNotFoundError, IndexError, ValueError):
        return None
    return pid if pid > 0 else None


def is_postgres_of(pid: int, data: Path) -> bool:
    """Whether the process is a PostgreSQL server whose data folder is `data`.

    A container's root, lacking CAP_SYS_PTRACE, cannot read the working folder of another user's process; then
    the command line and the owner decide, which no third user can forge.
    """
    process = Path("/proc") / str(pid)
    try:
        command = (process / "cmdline").read_bytes().split(b"\0")
        if Path(os.fsdecode(command[0])).name != "postgres":
            return False
        try:
            return (process / "cwd").samefile(data)
        except PermissionError:
            return os.fsencode(data) in command and process.stat().st_uid == data.stat().st_uid
    except OSError:
        return False


def running_postmaster(data: Path) -> int | None:
    pid = postmaster_pid(data)
    return pid if pid is not None and is_postgres_of(pid, data) else None


def ask_to_end(pid: int, data: Path, *, within_seconds: float = 60.0) -> bool:
    """Request a fast shutdown, later an immediate one; never signals any other process."""
    for ask, patience_seconds in ((signal.SIGINT, within_seconds), (signal.SIGQUIT, 10.0)):
        if not is_postgres_of(pid, data):
            break
        with suppress(ProcessLookupError):
            os.kill(pid, ask)
        give_up_at = time.monotonic() + patience_seconds
        while time.monotonic() < give_up_at:
            if not is_postgres_of(pid, data) and nobody_holds(data):
                return True
            time.sleep(0.02)
    return not is_postgres_of(pid, data)


def watch(home: Path, pid: int) -> None:
    """Stop the server once no program uses it, even if they were all killed."""
    data = home / "data"
    while is_postgres_of(pid, data):
        time.sleep(WATCH_INTERVAL_SECONDS)
        with suppress(BlockingIOError), flocked(home, wait=False), flocked(home / "attached", wait=False):
            ask_to_end(pid, data)


if __name__ == "__main__":
    with suppress(OSError):  # the folder was deleted: there is nothing left to watch
        watch(Path(sys.argv[1]), int(sys.argv[2]))
