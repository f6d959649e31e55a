"""`forum serve`: all parts on one machine, started in order of dependency."""

import asyncio
import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable
from contextlib import ExitStack

import uvicorn

from forum import child, clock
from forum.app import create_app
from forum.database import embedded, make_engine, writing_session
from forum.database.embedded import EmbeddedServerError
from forum.database.migrate import migrate
from forum.sample import content, first_data
from forum.settings import Settings
from forum.urls import url_for
from forum.words import _
from forum.worker import OUTDATED_EXIT
from search import server as search_server
from search.meilisearch import search_key_of

log = logging.getLogger("forum.serve")


class CannotServe(Exception):
    """The program cannot start; the message is one line."""


def serve(settings: Settings) -> None:
    """Blocks until the web server ends; then stops the parts in reverse order."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    _require_port(settings)
    # Let a service manager's SIGTERM unwind like Ctrl-C; by default it would leave the parts running.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with ExitStack() as parts:
        settings = _with_database(settings, parts)
        asyncio.run(_fill(settings))
        settings = _with_search(settings, parts)
        parts.callback(_supervise_worker(settings))
        _greet(settings)
        app = create_app(_for_web(settings))
        uvicorn.run(
            app,
            host=settings.host,
            port=settings.port,
            log_level="warning",
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=5,
        )


def _require_port(settings: Settings) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as taken:
            raise CannotServe(
                _(
                    "Cổng {port} đang được chương trình khác dùng; đặt FORUM_PORT để chọn cổng khác.",
                    port=settings.port,
                )
            ) from taken


def _with_database(settings: Settings, parts: ExitStack) -> Settings:
    """The settings with a migrated database: the one configured, or our own in var/."""
    if settings.database_url:
        migrate(settings.database_owner_url or settings.database_url)
        return settings
    try:
        # Traversable but not readable: as root, the database server runs as another account with a folder
        # inside.
        settings.var.mkdir(mode=0o711, parents=True, exist_ok=True)
        server = embedded.start(settings.var)
    except OSError as unwritable:
        raise CannotServe(
            _("Không ghi được vào thư mục {var}: {strerror}.", var=settings.var, strerror=unwritable.strerror)
        ) from unwritable
    except EmbeddedServerError as refused:
        raise CannotServe(str(refused)) from refused
    parts.callback(server.stop)
    server.supervise()
    migrate(server.url("forum_owner"))
    return settings.model_copy(update={"database_url": server.url("forum_app")})


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
            token = await first_data.first_administrator_token(db, at)
        if token is not None:
            address = url_for("accounts.first_administrator", query={"ma": token})
            print(
                _(
                    "Lập tài khoản quản trị đầu tiên (dùng một lần): {site}{address}",
                    site=settings.site,
                    address=address,
                )
            )
    except first_data.SampleAccountsLeft as left:
        raise CannotServe(str(left)) from left
    finally:
        await engine.dispose()


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

    def run() -> None:
        while not ending.is_set():
            worker = child.start([sys.executable, "-m", "forum", "worker"], environment_of(settings))
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
