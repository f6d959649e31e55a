"""The state of one running app: set once by create_app, passed to routes by dependencies."""

from dataclasses import dataclass, field

import jinja2
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.requests import HTTPConnection

from forum.finding.engines import SearchEngines
from forum.settings import Settings
from forum.web.shown_operator import ShownOperator


@dataclass(frozen=True, slots=True)
class AppState:
    settings: Settings
    engine: AsyncEngine
    jinja: jinja2.Environment
    search: SearchEngines
    shown: ShownOperator = field(default_factory=ShownOperator)


def app_state_of(request: HTTPConnection) -> AppState:
    app_state: AppState = request.app.state.app_state
    return app_state
