"""create_app(settings): the only place that wires middleware, routers, templates and errors."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

from forum.health import metrics
from forum.routes import ROUTERS
from forum.settings import Settings
from forum.web.app_state import make_app_state
from forum.web.errors import add_error_handlers
from forum.web.front import Front
from forum.web.guard import Guard
from forum.web.routing import RoutesByFirstWord
from forum.web.static import FingerprintedFiles


class Program(FastAPI):
    """The front stands before all that FastAPI does for a request."""

    front: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.front is None or scope["type"] != "http":
            await super().__call__(scope, receive, send)
            return
        scope["app"] = self
        await self.front(scope, receive, send)


def create_app(settings: Settings) -> FastAPI:
    """The application; its shutdown closes the database pools and the search engines."""
    app_state = make_app_state(settings)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        url = settings.database_url
        following = [
            asyncio.create_task(one) for one in (app_state.shown.follow(url), app_state.topics.follow(url))
        ]
        pools = {"writers": app_state.engine, "readers": app_state.readers}
        async with metrics.served(settings.metrics_address, app_state.metrics, pools, app_state.probe):
            yield
        for one in following:
            one.cancel()
        await app_state.aclose()

    app = Program(title="Hiến Kế", docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan)
    app.state.app_state = app_state
    app.router.routes.append(RoutesByFirstWord(route for router in ROUTERS for route in router.routes))
    app.mount("/static", FingerprintedFiles(), name="static")
    add_error_handlers(app)
    app.add_middleware(Guard, settings=settings)
    app.front = Front(partial(FastAPI.__call__, app), settings)
    return app
