"""The first page, how all of it works, and for whom it does not yet."""

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
    """Words alone: how it works, and how it is used without a mouse or without seeing."""


@router.get(path("home.home"))
async def home(db: Reading, actor: Visitor, render: Render) -> Response:
    return render.page("home/home.html", await house_page(db, actor))


@router.get(path("home.about"))
async def about(actor: Visitor, render: Render) -> Response:
    return render.page("home/about.html", AboutPage())


@router.get(path("home.accessibility"))
async def accessibility(actor: Visitor, render: Render) -> Response:
    return render.page("home/accessibility.html", AboutPage())
