"""The first page, and how all of it works."""

from dataclasses import dataclass

from fastapi import APIRouter
from starlette.responses import Response

from forum.reports.house import house_page
from forum.web.answers import Answers
from forum.web.login import Reading, Visitor

router = APIRouter()


@dataclass(frozen=True, slots=True)
class AboutPage:
    """Words alone."""


@router.get("/")
async def home(db: Reading, actor: Visitor, answer: Answers) -> Response:
    return answer.page("home/home.html", await house_page(db, actor))


@router.get("/gioi-thieu")
async def about(actor: Visitor, answer: Answers) -> Response:
    return answer.page("home/about.html", AboutPage())
