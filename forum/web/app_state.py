"""The state of one running app: set once by create_app, passed to routes by dependencies."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import jinja2
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.requests import HTTPConnection

from forum.database import PROBE, READERS, WRITERS, make_engine
from forum.database.snapshots import Snapshots
from forum.finding.engines import SearchEngines, make_search_engines
from forum.health.checks import Readiness
from forum.health.metrics import Metrics
from forum.health.verdicts import Verdict
from forum.live import Topics
from forum.rendering import make_environment
from forum.settings import Settings
from forum.web.page_cache import PageCache
from forum.web.shown_operator import ShownOperator


@dataclass(frozen=True, slots=True)
class AppState:
    """Who only reads has a pool of its own, which no queue of writers empties, and so has the health check."""

    settings: Settings
    engine: AsyncEngine
    readers: AsyncEngine
    probe: AsyncEngine
    jinja: jinja2.Environment
    search: SearchEngines
    page_cache: PageCache
    topics: Topics
    readiness: Readiness = field(default_factory=Readiness)
    metrics: Metrics = field(default_factory=Metrics)
    shown: ShownOperator = field(default_factory=ShownOperator)

    async def readiness_now(self) -> Sequence[Verdict]:
        """On the probe's own connection."""
        return await self.readiness.now(self.probe, self.settings, self.search)

    async def aclose(self) -> None:
        await self.page_cache.snapshots.aclose()
        await self.search.aclose()
        for engine in (self.engine, self.readers, self.probe):
            await engine.dispose()


def make_app_state(settings: Settings, jinja: jinja2.Environment | None = None) -> AppState:
    url = settings.database_url
    snapshots = Snapshots(url)
    return AppState(
        settings,
        make_engine(url, pool_size=8, max_overflow=6, patience=WRITERS),
        make_engine(url, pool_size=8, max_overflow=6, patience=READERS),
        make_engine(url, pool_size=1, max_overflow=0, patience=PROBE),
        jinja or make_environment(),
        make_search_engines(settings),
        PageCache(snapshots),
        Topics(snapshots.now),
    )


def app_state_of(request: HTTPConnection) -> AppState:
    app_state: AppState = request.app.state.app_state
    return app_state
