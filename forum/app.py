"""create_app(settings): the only place that wires middleware, routers, templates and errors."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from forum.database import make_engine
from forum.finding.engines import make_search_engines
from forum.rendering import make_environment
from forum.routes import ROUTERS
from forum.settings import Settings
from forum.web.app_state import AppState
from forum.web.errors import add_error_handlers
from forum.web.guard import Guard
from forum.web.static import FingerprintedFiles


def create_app(settings: Settings) -> FastAPI:
    """The application; its shutdown closes the database pool and the search engines."""
    engine = make_engine(settings.database_url)
    search = make_search_engines(settings)

    app_state = AppState(settings, engine, make_environment(), search)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        following = asyncio.create_task(app_state.shown.follow(settings.database_url))
        yield
        following.cancel()
        await search.aclose()
        await engine.dispose()

    app = FastAPI(title="Hiến Kế", docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan)
    app.state.app_state = app_state
    for router in ROUTERS:
        app.include_router(router)
    app.mount("/static", FingerprintedFiles(), name="static")
    add_error_handlers(app)
    app.add_middleware(Guard, settings=settings)
    return app
