"""`forum serve`: all parts on one machine, started in order of dependency."""

import errno
import fcntl
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import uvicorn

from forum import child, logs, memory
from forum.database import embedded
from forum.ends import OUTDATED_EXIT
from forum.errors import Refused
from forum.health.metrics import next_address
from forum.sample import people
from forum.settings import Settings
from forum.urls import url_for
from forum.web.protocol import LimitedProtocol
from forum.words import _
from search import server as search_server
from search.meilisearch import search_key_of

log = logging.getLogger("forum.serve")

BACKLOG = 2048  # uvicorn's own


class CannotServe(Refused):
    """The program cannot start; the message is one line."""


def serve(settings: Settings, *, with_worker: bool = True) -> None:
    """Blocks until the web server ends; then stops the parts in reverse order."""
    logs.set_up(settings, "web")
    _require_port(settings)
    # Let a service manager's SIGTERM unwind like Ctrl-C; by default it would leave the parts running.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with ExitStack() as parts:
        if not settings.database_url or (settings.search == "meilisearch" and not settings.meilisearch_url):
            parts.enter_context(_alone_in(settings.var))
        settings, owner_url = _with_database(settings, parts)
        with _prepared(settings.model_copy(update={"database_owner_url": owner_url})):
            from forum.app import create_app  # meanwhile: it takes as long
        settings = _with_search(settings, parts)
        # From here on connections wait for the program, and no other one can greet at this port.
        listening = parts.enter_context(_listening(settings))
        if with_worker:
            parts.callback(_supervise_worker(settings))
        _greet(settings)
        config = uvicorn.Config(
            create_app(_for_web(settings)),
            http=LimitedProtocol,
            ws="none",
            log_config=None,
            log_level="warning",
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=5,
        )
        memory.keep_what_is_loaded()
        server = uvicorn.Server(config)
        with suppress(KeyboardInterrupt):
            server.run(sockets=[listening])
        if not server.started:
            raise SystemExit(3)  # the log has said why


def _require_port(settings: Settings) -> None:
    _listening(settings).close()


def _listening(settings: Settings) -> socket.socket:
    """Raises CannotServe where the port is taken or the host is not this machine's."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listening = socket.socket(family)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((settings.host, settings.port))
        listening.listen(BACKLOG)
    except OSError as refused:
        listening.close()
        if refused.errno == errno.EADDRINUSE:
            raise CannotServe(
                _(
                    "Cổng {port} đang được chương trình khác dùng; đặt FORUM_PORT để chọn cổng khác.",
                    port=settings.port,
                )
            ) from refused
        raise CannotServe(
            _(
                "Không mở được {host}:{port} ({reason}); hãy xem lại FORUM_HOST và FORUM_PORT.",
                host=settings.host,
                port=settings.port,
                reason=refused.strerror or str(refused),
            )
        ) from refused
    return listening


def _with_database(settings: Settings, parts: ExitStack) -> tuple[Settings, str]:
    """The settings with a database, the one configured or our own in var/; and its owner's address."""
    if settings.database_url:
        return settings, settings.database_owner_url
    server = embedded.start(settings.var)
    parts.callback(server.stop)
    server.supervise()
    return settings.model_copy(update={"database_url": server.url("forum_app")}), server.url("forum_owner")


@contextmanager
def _prepared(settings: Settings) -> Iterator[None]:
    """Migrates and fills the database in a process of its own, while the block runs: what only that needs would stay
    in the memory of the web process. What it says on stderr is said here afterwards. Raises SystemExit."""
    preparing = subprocess.Popen(
        [sys.executable, "-m", "forum", "prepare"],
        env=environment_of(settings),
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield
        _printed, errors = preparing.communicate()
    finally:
        preparing.terminate()  # it has ended, or the program is told to
        preparing.wait()
    sys.stderr.write(errors)
    if preparing.returncode:
        raise SystemExit(preparing.returncode)


@contextmanager
def _alone_in(var: Path) -> Iterator[None]:
    """One program runs its parts in a `var` of its own; its end, by kill -9 too, frees it. Raises CannotServe."""
    try:
        # Traversable but not readable: as root, the database server runs as another account with a folder
        # inside.
        var.mkdir(mode=0o711, parents=True, exist_ok=True)
        fd = os.open(var / "serving", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as unwritable:
        raise CannotServe(
            _("Không ghi được vào thư mục {var}: {strerror}.", var=var, strerror=unwritable.strerror)
        ) from unwritable
    try:
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotServe(
                _("Một chương trình khác đang phục vụ từ thư mục {var}; hãy dừng nó trước.", var=var)
            ) from None
        yield
    finally:
        os.close(fd)


def _with_search(settings: Settings, parts: ExitStack) -> Settings:
    """The settings with a search engine: the one configured, our own Meilisearch, or PostgreSQL alone."""
    if settings.search == "postgresql":
        print(_("Tìm kiếm: PostgreSQL (FORUM_SEARCH=postgresql)"))
        return settings
    if settings.meilisearch_url:
        print(_("Tìm kiếm: Meilisearch tại {meilisearch_url}", meilisearch_url=settings.meilisearch_url))
        return settings
    binary = search_server.ensure_binary(settings.var.resolve() / "tools")
    if binary is None:
        print(_("Tìm kiếm: PostgreSQL (không có Meilisearch trên máy này)"))
        return settings.model_copy(update={"search": "postgresql"})
    try:
        server = search_server.start(settings.var.resolve() / search_server.FOLDER, binary)
    except search_server.ServerFailed as failed:
        print(_("Tìm kiếm: PostgreSQL (Meilisearch không khởi động được: {failed})", failed=failed))
        return settings.model_copy(update={"search": "postgresql"})
    parts.callback(server.stop)
    server.supervise()
    print(_("Tìm kiếm: Meilisearch"))
    return settings.model_copy(update={"meilisearch_url": server.url, "meilisearch_key": server.key})


def _for_web(settings: Settings) -> Settings:
    """Without the master key of the search engine, which only the worker needs."""
    if not settings.meilisearch_key:
        return settings
    search_key = settings.meilisearch_search_key or search_key_of(settings.meilisearch_key)
    return settings.model_copy(update={"meilisearch_key": "", "meilisearch_search_key": search_key})


def environment_of(settings: Settings) -> dict[str, str]:
    """The settings as environment variables of a child process."""
    given = {
        f"FORUM_{name.upper()}": str(value)
        for name, value in settings.model_dump().items()
        if value not in ("", None)
    }
    return {**os.environ, **given}


def _supervise_worker(settings: Settings) -> Callable[[], None]:
    """Keep one worker child running; restarts it a second after it dies. Returns the function that stops it."""
    ending = threading.Event()
    workers: list[child.Child] = []
    environment = environment_of(
        settings.model_copy(update={"metrics_address": next_address(settings.metrics_address)})
    )

    def run() -> None:
        while not ending.is_set():
            worker = child.start([sys.executable, "-m", "forum", "worker"], environment)
            workers[:] = [worker]
            if worker.wait() == OUTDATED_EXIT:
                log.error("the worker is of an older program than the database: restart this one")
                return
            ending.wait(1)

    thread = threading.Thread(target=run, name="worker", daemon=True)
    thread.start()

    def end() -> None:
        ending.set()
        for worker in workers:
            worker.end()
        thread.join(2)

    return end


def _greet(settings: Settings) -> None:
    print(_("Hiến Kế: {site}", site=settings.site))
    if settings.is_sample:
        print(_("Tài khoản mẫu (hư cấu), mật khẩu chung: {password}", password=people.PASSWORD))
        for account in people.accounts():
            print(f"  {account.email:34} {account.label}")
        print(
            _(
                "Thư đã gửi: {site}{notices_mailbox}",
                site=settings.site,
                notices_mailbox=url_for("notices.mailbox"),
            )
        )
    sys.stdout.flush()
