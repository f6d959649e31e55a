"""The home page, the page about the forum, and the accessibility statement."""

from dataclasses import dataclass

from fastapi import APIRouter
from starlette.responses import Response

from forum.reports.home import house_page
from forum.urls import path
from forum.web.login import Reading, Visitor
from forum.web.render import Render

router = APIRouter()


@dataclass(frozen=True, slots=True)
class AboutPage:
    """A page of text only."""


@router.get(path("home.home"))
async def home(db: Reading, actor: Visitor, render: Render) -> Response:
    return render.page("home/home.html", await house_page(db, actor))


@router.get(path("home.about"))
async def about(actor: Visitor, render: Render) -> Response:
    return render.page("home/about.html", AboutPage())


@router.get(path("home.accessibility"))
async def accessibility(actor: Visitor, render: Render) -> Response:
    return render.page("home/accessibility.html", AboutPage())
