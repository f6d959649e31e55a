"""A running session on the screen of its hall and at home: what is being answered now, kept up to date."""

from dataclasses import dataclass

from fastapi import APIRouter
from starlette.responses import Response
from starlette.routing import Route

from forum import clock
from forum.accounts.queries import visitor
from forum.contact.queries.stage import Screen, session_screen
from forum.contact.stage_topic import topic_of
from forum.database import reading_session
from forum.urls import path
from forum.web.app_state import AppState
from forum.web.live import EventStream
from forum.web.login import Reading, Visitor
from forum.web.render import Render

router = APIRouter()


@dataclass(frozen=True, slots=True)
class ScreenPage:
    screen: Screen
    is_light: bool


@router.get(path("contact.screen"))
async def screen(db: Reading, actor: Visitor, render: Render, session_id: int, nen: str = "") -> Response:
    """For the wall of a hall, dark or with `?nen=sang` light; who polls gets the part that changes."""
    x = await session_screen(db, actor, session_id)
    if render.wants_fragment:
        return render.fragment("contact/_screen.html", x)
    return render.page("contact/screen.html", ScreenPage(x, nen == "sang"))


@router.get(path("contact.live"))
async def live(db: Reading, actor: Visitor, render: Render, session_id: int) -> Response:
    """The same for those who follow from elsewhere."""
    x = await session_screen(db, actor, session_id)
    if render.wants_fragment:
        return render.fragment("contact/_screen.html", x)
    return render.page("contact/live.html", ScreenPage(x, is_light=True))


async def show_screen(app_state: AppState, session_id: int) -> str:
    """As visitors may see it."""
    async with reading_session(app_state.readers) as db:
        x = await session_screen(db, visitor(clock.now()), session_id)
    return app_state.jinja.get_template("contact/_screen.html").render(x=x)


router.routes.append(
    Route(path("contact.stream"), EventStream(topic_of, show_screen), methods=["GET"], name="stream")
)
