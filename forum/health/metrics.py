"""Numbers for Prometheus, served by a thread of their own on FORUM_METRICS_ADDRESS, so also while the program hangs.

Labels are names of ours: routes, engines, states. No path, account or text becomes one.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator, Iterable, Mapping
from datetime import datetime
from wsgiref.simple_server import WSGIServer

from prometheus_client import CollectorRegistry, Counter, Histogram, start_http_server
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from forum import clock, logs
from forum.database import CountingPool, reading_session
from forum.health.measures import Measures, measure

log = logging.getLogger("forum.health")

REQUEST_SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30)
LAG_SECONDS = (0.01, 0.05, 0.1, 0.25, 0.5, 1, 5)
LOOK_EVERY_SECONDS = 0.25
ANSWER_WITHIN_SECONDS = 2.0


class Metrics:
    """What one process counts."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Histogram(
            "forum_request_seconds",
            "Requests by the name of their route",
            ["route", "status"],
            buckets=REQUEST_SECONDS,
            registry=self.registry,
        )
        self._of_routes: dict[tuple[str, int], Histogram] = {}
        self.searches = Counter(
            "forum_searches",
            "Searches by the engine that answered",
            ["engine", "fallback"],
            registry=self.registry,
        )
        self.loop_lag = Histogram(
            "forum_event_loop_lag_seconds",
            "How late the event loop wakes",
            buckets=LAG_SECONDS,
            registry=self.registry,
        )

    def note_request(self, route: str, status: int, seconds: float) -> None:
        key = route, status
        if key not in self._of_routes:
            self._of_routes[key] = self.requests.labels(route, str(status))
        self._of_routes[key].observe(seconds)

    def note_search(self, engine: str, *, is_fallback: bool) -> None:
        self.searches.labels(engine, str(is_fallback).lower()).inc()

    async def watch_loop(self) -> None:
        while True:
            before = time.perf_counter()
            await asyncio.sleep(LOOK_EVERY_SECONDS)
            self.loop_lag.observe(max(0.0, time.perf_counter() - before - LOOK_EVERY_SECONDS))


@contextlib.asynccontextmanager
async def served(
    address: str, metrics: Metrics, pools: Mapping[str, AsyncEngine], probe: AsyncEngine
) -> AsyncIterator[None]:
    """Serve the numbers while the block runs; without an address, or where it is taken, run it without."""
    server = _serve(address, metrics, _Now(asyncio.get_running_loop(), pools, probe)) if address else None
    watching = asyncio.create_task(metrics.watch_loop())
    try:
        yield
    finally:
        watching.cancel()
        if server is not None:
            await asyncio.to_thread(server.shutdown)
            server.server_close()


def _serve(address: str, metrics: Metrics, now: "_Now") -> WSGIServer | None:
    host, port = host_and_port(address)
    metrics.registry.register(now)
    try:
        server, _thread = start_http_server(port, host, metrics.registry)
    except OSError as refused:
        log.error("no numbers are served at FORUM_METRICS_ADDRESS: %s", refused)
        return None
    return server


def host_and_port(address: str) -> tuple[str, int]:
    host, _, port = address.rpartition(":")
    return host.strip("[]"), int(port)


def next_address(address: str) -> str:
    """For the worker that `serve` starts beside its web; empty for none."""
    if not address:
        return ""
    host, _, port = address.rpartition(":")
    return f"{host}:{int(port) + 1}"


class _Now(Collector):
    """What is measured when somebody asks: pools, and through the probe's connection what waits in the database."""

    def __init__(
        self, loop: asyncio.AbstractEventLoop, pools: Mapping[str, AsyncEngine], probe: AsyncEngine
    ) -> None:
        self.loop, self.pools, self.probe = loop, pools, probe

    def describe(self) -> Iterable[Metric]:
        return ()

    def collect(self) -> Iterable[Metric]:
        """In a thread of the server."""
        yield from _of_pools(self.pools)
        asked = asyncio.run_coroutine_threadsafe(self._measure(), self.loop)
        try:
            at, found = asked.result(ANSWER_WITHIN_SECONDS)
        except (SQLAlchemyError, OSError, TimeoutError) as failure:
            asked.cancel()
            log.warning("the database was not measured: %s", logs.name_of(failure))
            yield GaugeMetricFamily("forum_database_up", "Whether it could be measured", 0)
            return
        yield GaugeMetricFamily("forum_database_up", "Whether it could be measured", 1)
        yield from _of_database(found, at)

    async def _measure(self) -> tuple[datetime, Measures]:
        at = clock.now()
        async with asyncio.timeout(ANSWER_WITHIN_SECONDS), reading_session(self.probe) as db:
            return at, await measure(db, at)


def _of_pools(pools: Mapping[str, AsyncEngine]) -> Iterable[Metric]:
    in_use = GaugeMetricFamily("forum_pool_in_use", "Connections that are in use", labels=["pool"])
    size = GaugeMetricFamily("forum_pool_size", "Connections that there may be", labels=["pool"])
    waits = GaugeMetricFamily("forum_pool_waits", "How often one had to be waited for", labels=["pool"])
    for name, engine in pools.items():
        pool = engine.sync_engine.pool
        assert isinstance(pool, CountingPool)
        in_use.add_metric([name], pool.checkedout())
        size.add_metric([name], pool.most)
        waits.add_metric([name], pool.waits)
    return in_use, size, waits


def _of_database(found: Measures, at: datetime) -> Iterable[Metric]:
    def age(since: datetime | None) -> float:
        return max(0.0, (at - since).total_seconds()) if since is not None else 0.0

    jobs = GaugeMetricFamily("forum_jobs", "Jobs that are not done, by state", labels=["state"])
    for state in ("set_aside", "retrying", "running", "waiting"):
        jobs.add_metric([state], getattr(found.jobs, state))
    yield jobs
    for name, what, value in (
        (
            "forum_jobs_oldest_seconds",
            "Age of the oldest job that should be done",
            age(found.jobs.waiting_since),
        ),
        ("forum_workers", "Workers that live", found.standing.workers),
        ("forum_mails_unsent", "Mails that are not sent", found.jobs.unsent_mails),
        ("forum_mails_oldest_seconds", "Age of the oldest of them", age(found.jobs.oldest_mail_at)),
        ("forum_mail_refused", "Accounts whose mail was refused", found.mail_refused),
        ("forum_search_marks", "Things whose entry in the index is to be made", found.marks),
        ("forum_search_due", "Entries that the search engine lacks, 10000 at most", found.due.count),
        ("forum_search_due_oldest_seconds", "Age of the oldest of them", age(found.due.oldest_at)),
        ("forum_duties_late", "Duties of bodies and people past their day", found.duties_late),
    ):
        yield GaugeMetricFamily(name, what, value)
