"""The home page, the page about the forum, and the accessibility statement."""

from dataclasses import dataclass

from fastapi import APIRouter
from starlette.responses import Response

from forum.accounts.operator import Operator
from forum.reports.home import house_page
from forum.urls import path
from forum.web.login import Reading, Visitor
from forum.web.render import Render
from forum.web.shared_pages import shared_page

router = APIRouter()

shared_page("home.home")


@dataclass(frozen=True, slots=True)
class AboutPage:
    """A page of text only."""


@router.get(path("home.home"))
async def home(db: Reading, actor: Visitor, render: Render) -> Response:
    return render.page("home/home.html", await house_page(db, actor))


@router.get(path("home.about"))
async def about(actor: Visitor, render: Render) -> Response:
    return render.page("home/about.html", AboutPage())


@dataclass(frozen=True, slots=True)
class DataProtectionPage:
    operator: Operator


@router.get(path("home.data_protection"))
async def data_protection(db: Reading, actor: Visitor, render: Render) -> Response:
    return render.page("home/data_protection.html", DataProtectionPage(await render.app_state.shown.read(db)))


@router.get(path("home.accessibility"))
async def accessibility(actor: Visitor, render: Render) -> Response:
    return render.page("home/accessibility.html", AboutPage())
