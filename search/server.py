"""A local Meilisearch: a child process on loopback, with its own key, restarted when it dies.

`start(folder, binary)` returns a running server. Everything here blocks: call it with asyncio.to_thread.
"""

import contextlib
import fcntl
import logging
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import IO

from search.binary import ensure_binary
from search.http import httpx

__all__ = ["Server", "ServerFailed", "ask_to_empty", "ensure_binary", "start"]

log = logging.getLogger(__name__)

HEALTHY_WITHIN_SECONDS = 15.0
STOPPED_WITHIN_SECONDS = 10.0
MAX_PAUSE_SECONDS = 30.0
MOST_FAILED_STARTS = 2
FOLDER = "meilisearch"  # below the program's own
# A file that asks whoever supervises the server of this folder to start it again without its data.
DAMAGED = "damaged"
PROCESSES = Path("/proc")


# Becomes the server, which the kernel ends with the thread that started it, also after kill -9. A starter that ended
# before this ran is seen by its number.
_END_WITH_STARTER = """
import ctypes, os, sys
ctypes.CDLL(None).prctl(1, 15)  # PR_SET_PDEATHSIG, SIGTERM
if os.getppid() == int(sys.argv[1]):
    os.execv(sys.argv[2], sys.argv[2:])
"""


class ServerFailed(Exception):
    """Meilisearch did not become healthy, or another program holds its folder."""


class Server:
    """One server per folder, held by a file lock; made by `start`, from a thread that lives as long as it should.

    The folder is private to its owner: it holds the key and texts. The index can be rebuilt at any time, so
    one that it cannot start on, or cannot write, is deleted, also while the program runs.
    """

    def __init__(self, binary: Path, folder: Path) -> None:
        self._binary = binary
        self._folder = folder
        self._lock: IO[str] | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._ending = threading.Event()
        self._supervisor: threading.Thread | None = None
        self._port = 0
        self.key = ""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process and self._process.poll() is None else None

    def launch(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._hold_folder()
        self.key = _key_in(self._folder)
        self._end_orphan()
        try:
            self._port = _free_port()
            self._spawn()
        except ServerFailed:
            self._delete_index()
            self._port = _free_port()
            self._spawn()

    def supervise(self, *, every_seconds: float = 0.5) -> None:
        """Restart the server at the same address whenever it is found dead, until `stop`."""
        if self._supervisor is None:
            self._supervisor = threading.Thread(
                target=self._restart_when_dead, args=(every_seconds,), name="meilisearch", daemon=True
            )
            self._supervisor.start()

    def stop(self) -> None:
        """Stop the server and release the folder. A second call does nothing."""
        self._ending.set()
        if self._supervisor is not None:
            self._supervisor.join()
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(STOPPED_WITHIN_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None
            (self._folder / "pid").unlink(missing_ok=True)
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def _restart_when_dead(self, every_seconds: float) -> None:
        pause, failures = every_seconds, 0
        while not self._ending.wait(pause):
            if self.pid is not None and not (self._folder / DAMAGED).exists():
                pause, failures = every_seconds, 0
                continue
            try:
                self._start_again(failures)
            except (ServerFailed, OSError) as failure:
                failures += 1
                pause = min(MAX_PAUSE_SECONDS, pause * 2)
                log.warning("Meilisearch did not start: %s", str(failure))

    def _start_again(self, failures: int) -> None:
        """At the same address; on an empty folder where it failed to start before, or cannot write."""
        is_damaged = (self._folder / DAMAGED).exists()
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        if is_damaged or failures >= MOST_FAILED_STARTS:
            log.warning(
                "the data of Meilisearch are damaged; it starts again without them and is filled anew"
            )
            self._delete_index()
        else:
            log.warning("Meilisearch ended; starting it again")
        self._spawn()

    def _delete_index(self) -> None:
        shutil.rmtree(self._folder / "data", ignore_errors=True)
        (self._folder / DAMAGED).unlink(missing_ok=True)

    def _hold_folder(self) -> None:
        lock = (self._folder / "lock").open("w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.close()
            raise ServerFailed(f"another program keeps {self._folder}") from None
        self._lock = lock

    def _end_orphan(self) -> None:
        """Stop a server left by a killed parent, once it is certain that it is this program on this
        folder, and wait until it has let go of the data."""
        try:
            pid = int((self._folder / "pid").read_text())
        except (OSError, ValueError):
            return
        deadline = time.monotonic() + STOPPED_WITHIN_SECONDS
        while self._is_of_folder(pid) and time.monotonic() < deadline:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            time.sleep(0.02)

    def _is_of_folder(self, pid: int) -> bool:
        """One that has ended has no command line."""
        command = _command_of(pid)
        return str(self._folder / "data") in command and str(self._binary) in command

    def _spawn(self) -> None:
        with (self._folder / "log").open("ab") as output:
            self._process = subprocess.Popen(
                self._command(),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd=self._folder,
                # The key is passed in the environment: every local user can read a command line.
                env={"MEILI_MASTER_KEY": self.key, "PATH": os.defpath, "HOME": str(self._folder)},
                umask=0o077,
                start_new_session=True,
            )
        (self._folder / "pid").write_text(str(self._process.pid))
        self._wait_until_healthy(self._process)

    def _command(self) -> list[str]:
        ending = [sys.executable, "-ISc", _END_WITH_STARTER, str(os.getpid())]
        return [
            *(ending if sys.platform == "linux" else ()),
            str(self._binary),
            *("--env", "production"),
            *("--http-addr", f"127.0.0.1:{self._port}"),
            *("--db-path", str(self._folder / "data")),
            *("--dump-dir", str(self._folder / "dumps")),
            *("--snapshot-dir", str(self._folder / "snapshots")),
            *("--log-level", "WARN"),
            *("--max-indexing-threads", "1"),
            "--no-analytics",
        ]

    def _wait_until_healthy(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + HEALTHY_WITHIN_SECONDS
        with httpx.Client(timeout=1.0, trust_env=False) as http:
            while time.monotonic() < deadline:
                if process.poll() is not None:
                    raise ServerFailed(f"it ended at once; see {self._folder / 'log'}")
                with contextlib.suppress(httpx.HTTPError):
                    if http.get(f"{self.url}/health").status_code == 200:
                        return
                time.sleep(0.02)
        process.kill()
        process.wait()
        raise ServerFailed("it did not become healthy")


def start(folder: Path, binary: Path) -> Server:
    """Start the server of this folder and wait until it is healthy. Raises ServerFailed, OSError."""
    server = Server(binary, folder)
    try:
        server.launch()
    except BaseException:
        server.stop()
        raise
    return server


def ask_to_empty(folder: Path, key: str) -> bool:
    """Have the server of this folder emptied by its program, which looks for this request. False where the key is not
    that of the folder: the server is another's."""
    try:
        if (folder / "key").read_text().strip() != key:
            return False
        (folder / DAMAGED).touch()
    except OSError:
        return False
    return True


def _key_in(folder: Path) -> str:
    """The folder's random key, made at the first start and readable only by its owner."""
    path = folder / "key"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(handle, "w") as file:
        key = secrets.token_urlsafe(32)
        file.write(key)
    return key


def _command_of(pid: int) -> list[str]:
    """The words of a process's command line, none where it has ended."""
    if not (PROCESSES / str(os.getpid())).is_dir():
        return _listed_command_of(pid)
    try:
        return (PROCESSES / str(pid) / "cmdline").read_bytes().decode(errors="replace").split("\0")
    except OSError:
        return []


def _listed_command_of(pid: int) -> list[str]:
    """For systems without /proc, where a killed program leaves its server running. A path with spaces is in pieces,
    so that such a server is left alone."""
    asked = ["ps", "-ww", "-o", "args=", "-p", str(pid)]
    try:
        return subprocess.run(asked, capture_output=True, text=True, check=False).stdout.split()
    except OSError:
        return []


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
