"""Starts, shares, restarts and stops the server. watchdog.py explains the locks."""

import fcntl
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Literal

import psycopg

from forum.database.embedded import cluster, watchdog
from forum.database.embedded.binaries import find_binaries
from forum.database.embedded.errors import EmbeddedServerError
from forum.database.embedded.paths import SOCKET_NAME, Places, describe, find_places, own_file
from forum.words import _

log = logging.getLogger(__name__)

ORPHANS_END_WITHIN_SECONDS = 20.0
RECOVERY_WITHIN_SECONDS = 1800.0
MAX_LOG_BYTES = 10_000_000

SETTINGS = {
    "listen_addresses": "",
    "port": "5432",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # The text and details of a failed statement may contain what people wrote.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
}
# For tests only: a power cut may lose everything, a killed server nothing.
NOT_DURABLE = {"fsync": "off", "full_page_writes": "off"}

Role = Literal["forum_owner", "forum_app"]


class Server:
    """One program's handle on the running server; made by `start`."""

    def __init__(self, places: Places, *, durable: bool) -> None:
        self._places = places
        self._durable = durable
        self._sockets = places.sockets
        self._attached: int | None = None
        self._child: subprocess.Popen[bytes] | None = None
        self._watcher: subprocess.Popen[bytes] | None = None
        self._ending = threading.Event()
        self._supervisor: threading.Thread | None = None

    def url(self, role: Role, database: str = cluster.DATABASE) -> str:
        return f"postgresql+psycopg://{role}@/{database}?host={self._sockets}&port=5432"

    def is_alive(self) -> bool:
        if self._child is not None:
            self._child.poll()  # reaps a dead child, which otherwise remains a zombie
        return watchdog.running_postmaster(self._places.data) is not None

    def create_database(self, name: str, template: str | None = None) -> None:
        """Create a database owned by forum_owner, whose rows forum_app may read and write: empty, or a copy
        of `template`, which must have no connections. Raises EmbeddedServerError."""
        with _one_line_errors(self._places):
            cluster.create_database(self._sockets, name, template)

    def drop_database(self, name: str) -> None:
        """Drop a database and its connections; does nothing if there is none. Raises EmbeddedServerError."""
        with _one_line_errors(self._places):
            cluster.drop_database(self._sockets, name)

    def supervise(self, *, every_seconds: float = 0.5) -> None:
        """Restart the server whenever it is found dead, in a thread, until `stop`."""
        if self._supervisor is None:
            self._supervisor = threading.Thread(
                target=self._restart_when_dead, args=(every_seconds,), name="embedded-postgresql", daemon=True
            )
            self._supervisor.start()

    def stop(self) -> None:
        """Detach; the last to detach stops the server and waits for its exit. A second call does nothing."""
        self._ending.set()
        if self._supervisor is not None:
            self._supervisor.join()
        if self._attached is None:
            return
        if not self._places.home.exists():  # the folder was deleted: only our own child can be stopped
            os.close(self._attached)
            self._attached = None
            self._end_children()
            return
        with _one_line_errors(self._places), watchdog.flocked(self._places.home):
            os.close(self._attached)
            self._attached = None
            with suppress(BlockingIOError), watchdog.flocked(self._places.attached, wait=False):
                self._end()

    def attach_or_launch(self) -> None:
        with _one_line_errors(self._places), watchdog.flocked(self._places.home):
            if self._attached is None:
                self._attached = os.open(self._places.attached, os.O_RDONLY)
                fcntl.flock(self._attached, fcntl.LOCK_SH)
            try:
                if not self._join_running():
                    self._launch()
                cluster.prepare_roles(self._sockets)
            except BaseException:
                if self._supervisor is None:
                    os.close(self._attached)
                    self._attached = None
                raise

    def _join_running(self) -> bool:
        """Attach to a running server; False if there is none and no process of one is left."""
        data = self._places.data
        give_up_at = time.monotonic() + ORPHANS_END_WITHIN_SECONDS
        while data.exists():
            if pid := watchdog.running_postmaster(data):
                if watchdog.nobody_holds(data):
                    raise EmbeddedServerError(
                        _(
                            "Một PostgreSQL khác (tiến trình {pid}) đang dùng thư mục {data}; hãy dừng nó "
                            "trước.",
                            pid=pid,
                            data=data,
                        )
                    )
                return self._wait_until_ready(pid)
            if watchdog.nobody_holds(data):
                return False
            if time.monotonic() > give_up_at:
                raise EmbeddedServerError(
                    _(
                        "Tiến trình cũ của PostgreSQL trong {data} chưa kết thúc; hãy thử lại sau ít phút.",
                        data=data,
                    )
                )
            time.sleep(0.05)
        return False

    def _launch(self) -> None:
        """Start the server; the caller holds the home lock and knows that no process of an old one is
        alive."""
        places = self._places
        binaries = find_binaries(places)
        if not (places.data / "PG_VERSION").exists():
            cluster.make_cluster(places, binaries, durable=self._durable)
        cluster.write_access_rules(places)
        # Stale files of a killed server, as the locks prove; the pid in them may be a foreign process by now.
        for leftover in (places.data / "postmaster.pid", places.sockets / f"{SOCKET_NAME}.lock"):
            leftover.unlink(missing_ok=True)
        (places.sockets / SOCKET_NAME).unlink(missing_ok=True)
        settings = SETTINGS | {"unix_socket_directories": str(places.sockets)}
        if not self._durable:
            settings |= NOT_DURABLE
        command = [str(binaries.postgres), "-D", str(places.data)]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        with watchdog.flocked(places.data) as inherited, self._open_log() as output:
            self._child = subprocess.Popen(
                command,
                cwd="/",
                env=cluster.SERVER_ENVIRONMENT,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,  # Ctrl-C in the terminal must reach only the program
                pass_fds=[inherited],
                **places.identity.child_options(),
            )
        self._wait_until_ready(self._child.pid)
        _end_child(self._watcher)
        self._watcher = _watch(places, self._child.pid)

    def _wait_until_ready(self, pid: int) -> bool:
        """Wait as long as the process is alive: crash recovery can take minutes."""
        give_up_at = time.monotonic() + RECOVERY_WITHIN_SECONDS
        while time.monotonic() < give_up_at:
            if sockets := _sockets_of(self._places.data, pid):
                try:
                    cluster.connect(sockets).close()
                except psycopg.OperationalError as refusal:
                    # Not listening yet, or still recovering; any other refusal is permanent.
                    if "FATAL:" in str(refusal) and "the database system is" not in str(refusal):
                        raise
                else:
                    self._sockets = sockets
                    return True
            if not self._is_starting(pid):
                raise EmbeddedServerError(
                    _("PostgreSQL không khởi động được: {log}", log=_last_complaint(self._places.log))
                )
            time.sleep(0.03)
        raise EmbeddedServerError(
            _(
                "PostgreSQL chưa khôi phục xong sau {recovery_within_seconds:.0f} phút.",
                recovery_within_seconds=RECOVERY_WITHIN_SECONDS / 60,
            )
        )

    def _is_starting(self, pid: int) -> bool:
        if self._child is not None and self._child.pid == pid:
            return self._child.poll() is None  # between fork and exec it does not look like PostgreSQL yet
        return watchdog.is_postgres_of(pid, self._places.data)

    def _open_log(self) -> IO[bytes]:
        path = own_file(self._places.log, self._places.identity)
        if path.stat().st_size > MAX_LOG_BYTES:
            path.replace(path.with_suffix(".log.1"))
            own_file(path, self._places.identity)
        return path.open("ab")

    def _end(self) -> None:
        pid = watchdog.running_postmaster(self._places.data)
        if pid is not None and not watchdog.ask_to_end(pid, self._places.data):
            raise EmbeddedServerError(_("PostgreSQL (tiến trình {pid}) chưa dừng; hãy thử lại.", pid=pid))
        self._end_children()

    def _end_children(self) -> None:
        _end_child(self._watcher)
        _end_child(self._child, signal.SIGINT)
        self._watcher = self._child = None

    def _restart_when_dead(self, every_seconds: float) -> None:
        pause_seconds = every_seconds
        while not self._ending.wait(pause_seconds):
            pause_seconds = every_seconds
            if self.is_alive():
                continue
            log.warning("the embedded PostgreSQL is gone; starting it again")
            try:
                self.attach_or_launch()
            except EmbeddedServerError as problem:
                log.error("the embedded PostgreSQL cannot be started again: %s", str(problem))
                pause_seconds = max(every_seconds, 5.0)


def start(var: Path, *, durable: bool = True) -> Server:
    """Start, or attach to, the server of this `var`, with its roles and the database `forum`.

    `durable=False` is for tests and takes effect only in the program that starts the server.
    Raises EmbeddedServerError.
    """
    if not sys.platform.startswith("linux"):
        raise EmbeddedServerError(_("PostgreSQL đi kèm chỉ chạy trên Linux; hãy đặt FORUM_DATABASE_URL."))
    server = Server(find_places(var), durable=durable)
    server.attach_or_launch()
    return server


@contextmanager
def _one_line_errors(places: Places) -> Iterator[None]:
    try:
        yield
    except OSError as problem:
        raise EmbeddedServerError(
            _("Không dùng được {home}: {problem}.", home=places.home, problem=describe(problem))
        ) from problem
    except psycopg.Error as problem:
        first_line = (str(problem).strip().splitlines() or [type(problem).__name__])[0]
        raise EmbeddedServerError(_("PostgreSQL từ chối: {first_line}", first_line=first_line)) from problem


def _watch(places: Places, pid: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-I", "-S", str(Path(watchdog.__file__)), str(places.home), str(pid)],
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def _sockets_of(data: Path, pid: int) -> Path | None:
    """The socket folder, from the fifth line of postmaster.pid, which is written once the socket exists."""
    with suppress(FileNotFoundError):
        match (data / "postmaster.pid").read_text(encoding="utf-8").splitlines():
            case [owner, _, _, _, sockets, *_] if owner == str(pid) and sockets:
                return Path(sockets)
    return None


def _end_child(child: subprocess.Popen[bytes] | None, ask: signal.Signals = signal.SIGTERM) -> None:
    if child is not None:
        child.send_signal(ask)
        child.wait()


def _last_complaint(path: Path) -> str:
    with path.open("rb") as written:
        written.seek(max(0, path.stat().st_size - 20_000))
        lines = written.read().decode("utf-8", "replace").splitlines()
    complaints = [line for line in lines if "FATAL:" in line or "PANIC:" in line] or lines
    return complaints[-1] if complaints else f"xem {path}"
