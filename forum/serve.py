"""`forum serve`: all parts on one machine, started in order of dependency."""

import asyncio
import errno
import fcntl
import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import uvicorn

from forum import child, clock, logs
from forum.accounts.actions.seats import make_first_links
from forum.actor import Role
from forum.app import create_app
from forum.database import embedded, make_engine, writing_session
from forum.database.migrate import migrate, schema_problem
from forum.database.reaching import locked
from forum.errors import Refused
from forum.health.metrics import next_address
from forum.sample import content, first_data
from forum.settings import Settings
from forum.terms import term
from forum.urls import url_for
from forum.web.protocol import LimitedProtocol
from forum.words import _
from forum.worker import OUTDATED_EXIT
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
        settings = _with_database(settings, parts)
        fill_once(settings)
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


def _with_database(settings: Settings, parts: ExitStack) -> Settings:
    """The settings with a migrated database: the one configured, or our own in var/."""
    if settings.database_url:
        if settings.database_owner_url or schema_problem(settings.database_url):
            migrate(settings.database_owner_url or settings.database_url)
        return settings
    server = embedded.start(settings.var)
    parts.callback(server.stop)
    server.supervise()
    migrate(server.url("forum_owner"))
    return settings.model_copy(update={"database_url": server.url("forum_app")})


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


def fill_once(settings: Settings) -> None:
    """Of two starts at once on an empty database, the later one waits and finds it filled."""
    with locked(settings.database_url, "fill"):
        asyncio.run(_fill(settings))


async def _fill(settings: Settings) -> None:
    """Load the built-in programme, rules and time limits, and in sample mode the sample content. All only
    once."""
    engine = make_engine(settings.database_url, pool_size=2)
    try:
        at = clock.now()
        async with writing_session(engine) as db:
            await first_data.load_first_data(db, at)
        if settings.is_sample:
            await content.load_sample(engine, at)
        else:
            async with writing_session(engine) as db:
                await first_data.refuse_sample_accounts(db)
        async with writing_session(engine) as db:
            _print_first_links(settings, await make_first_links(db, at))
    except first_data.SampleAccountsLeft as left:
        raise CannotServe(str(left)) from left
    finally:
        await engine.dispose()


def _print_first_links(settings: Settings, links: list[tuple[Role, str]]) -> None:
    """For three people: two administrators, who then confirm each other's choices, and an auditor."""
    if links:
        print(
            _(
                "Lập tài khoản bằng các đường dẫn sau, mỗi đường dẫn dùng một lần trong 7 ngày, cho ba người khác nhau:"
            )
        )
    for role, token in links:
        address = url_for("accounts.take_seat", query={"ma": token})
        print(f"  {term(f'roles.{role}')}: {settings.site}{address}")


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
        print(_("Tài khoản mẫu (hư cấu), mật khẩu chung: {password}", password=content.PASSWORD))
        for account in content.accounts():
            print(f"  {account.email:34} {account.label}")
        print(
            _(
                "Thư đã gửi: {site}{notices_mailbox}",
                site=settings.site,
                notices_mailbox=url_for("notices.mailbox"),
            )
        )
    sys.stdout.flush()
