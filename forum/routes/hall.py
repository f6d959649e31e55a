"""A running session on the screen of its hall and at home: what is being answered now, kept up to date."""

from dataclasses import dataclass, replace

from fastapi import APIRouter, Request
from starlette.responses import Response

from forum import clock
from forum.accounts.queries import visitor
from forum.actor import Actor
from forum.contact.floor.queries import SpeakerLine, floor_steps
from forum.contact.notes.queries import NoteLine, note_steps, notes_of
from forum.contact.queries.stage import Screen, session_screen
from forum.contact.stage_topic import topic_of
from forum.database import ReadDb, reading_session
from forum.qr import qr_of_address
from forum.urls import path, url_for
from forum.web.app_state import AppState, app_state_of
from forum.web.live import add_stream
from forum.web.login import Reading, Visitor
from forum.web.render import Render

router = APIRouter()


@dataclass(frozen=True, slots=True)
class ScreenPage:
    """`own` is the reader's place on the list of speakers. `notes` are for those at home alone."""

    screen: Screen
    is_light: bool
    own: SpeakerLine | None = None
    notes: tuple[NoteLine, ...] = ()
    can: frozenset[str] = frozenset()


@router.get(path("contact.screen"))
async def screen(
    request: Request, db: Reading, actor: Visitor, render: Render, session_id: int, nen: str = ""
) -> Response:
    """For the wall of a hall, dark or with `?nen=sang` light; who polls gets the part that changes."""
    x = _for_hall(app_state_of(request), await session_screen(db, actor, session_id))
    if render.wants_fragment:
        return render.fragment("contact/_screen.html", x)
    return render.page("contact/screen.html", ScreenPage(x, nen == "sang"))


@router.get(path("contact.live"))
async def live(request: Request, db: Reading, actor: Visitor, render: Render, session_id: int) -> Response:
    """The same for those who follow from elsewhere."""
    x = await _at_home(app_state_of(request), db, actor, session_id)
    return (
        render.fragment("contact/_live.html", x)
        if render.wants_fragment
        else render.page("contact/live.html", x)
    )


async def _at_home(app_state: AppState, db: ReadDb, actor: Actor, session_id: int) -> ScreenPage:
    x = _with_address(app_state, await session_screen(db, actor, session_id))
    return ScreenPage(
        x,
        is_light=True,
        own=x.floor.of(actor.persona_id),
        notes=await notes_of(db, x.frame),
        can=floor_steps(actor, x.frame) | note_steps(actor, x.frame),
    )


def _with_address(app_state: AppState, screen: Screen) -> Screen:
    """Short enough to be typed: it leads to the session."""
    return replace(screen, address=_address_of(app_state, screen).partition("://")[2])


def _for_hall(app_state: AppState, screen: Screen) -> Screen:
    """With the picture of the address too: at home it would lead to where one is."""
    code = qr_of_address(_address_of(app_state, screen))
    return replace(_with_address(app_state, screen), code=code)


def _address_of(app_state: AppState, screen: Screen) -> str:
    return f"{app_state.settings.site}{url_for('finding.by_code', screen.frame.line.code)}"


async def show_screen(app_state: AppState, session_id: int) -> str:
    """As visitors see it."""
    async with reading_session(app_state.readers) as db:
        x = _for_hall(app_state, await session_screen(db, visitor(clock.now()), session_id))
    return app_state.jinja.get_template("contact/_screen.html").render(x=x)


async def show_at_home(app_state: AppState, session_id: int) -> str:
    async with reading_session(app_state.readers) as db:
        x = await _at_home(app_state, db, visitor(clock.now()), session_id)
    return app_state.jinja.get_template("contact/_live.html").render(x=x)


add_stream(router, "contact.stream", topic_of, show_screen)
add_stream(router, "contact.live_stream", topic_of, show_at_home)
