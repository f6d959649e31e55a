"""Search for all, the staff's search desk, and codes."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated

import httpx
from fastapi import APIRouter, Depends, FastAPI, Query, Request
from starlette.responses import Response

from forum.actor import require
from forum.contributions.models import Forum
from forum.contributions.queries import forums_open
from forum.errors import NotFound
from forum.finding.asked import LAST_PAGE, SORTS, Asked
from forum.finding.engines import engines_of, new_http
from forum.finding.policy import may_use_desk
from forum.finding.queries import Results, results, thing_of_code
from forum.web.answers import Answers
from forum.web.house import house_of
from forum.web.login import Member, Reading, Visitor
from search.asking import Backend


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """The connections to the search engine are made at the first search and closed with the program."""
    yield
    http: httpx.AsyncClient | None = getattr(app.state, "search_http", None)
    if http is not None:
        await http.aclose()


router = APIRouter(lifespan=_lifespan)

Word = Annotated[str | None, Query(pattern=r"^[\w.:/-]{0,80}$")]


@dataclass(frozen=True, slots=True)
class SearchPage:
    asked: Asked
    results: Results | None


@dataclass(frozen=True, slots=True)
class DeskPage:
    asked: Asked
    results: Results
    forums: tuple[Forum, ...]

    @property
    def forum_options(self) -> list[tuple[int, str]]:
        return [(forum.id, forum.title) for forum in self.forums]


def _engines(request: Request) -> Sequence[Backend]:
    """One set for the program: an engine remembers that it failed a moment ago."""
    state = request.app.state
    if not hasattr(state, "search_engines"):
        state.search_http = new_http()
        state.search_engines = engines_of(house_of(request).settings, state.search_http)
    engines: Sequence[Backend] = state.search_engines
    return engines


Engines = Annotated[Sequence[Backend], Depends(_engines)]


def _asked(
    q: Annotated[str, Query(max_length=1000)] = "",
    kind: Annotated[Word, Query(alias="loai")] = None,
    section: Annotated[Word, Query(alias="muc")] = None,
    task: Annotated[Word, Query(alias="nhiem-vu")] = None,
    body: Annotated[Word, Query(alias="co-quan")] = None,
    year: Annotated[str, Query(alias="nam", pattern=r"^(\d{4})?$")] = "",
    state: Annotated[Word, Query(alias="trang-thai")] = None,
    sort: Annotated[str, Query(alias="xep")] = "phu-hop",
    page: Annotated[int, Query(alias="trang", ge=1, le=LAST_PAGE)] = 1,
) -> Asked:
    return Asked(
        q=q,
        kind=kind or None,
        section=section or None,
        task=task or None,
        body=body or None,
        year=int(year) if year else None,
        state=state or None,
        sort=sort if sort in SORTS else "phu-hop",
        page=page,
    )


def _asked_at_desk(
    asked: Annotated[Asked, Depends(_asked)],
    forum_id: Annotated[str, Query(alias="dien-dan", pattern=r"^\d{0,18}$")] = "",
    author: Annotated[str, Query(alias="tac-gia", max_length=200)] = "",
    from_on: Annotated[str, Query(alias="tu-ngay", max_length=10)] = "",
    until_on: Annotated[str, Query(alias="den-ngay", max_length=10)] = "",
) -> Asked:
    return replace(
        asked,
        forum_id=int(forum_id) if forum_id else None,
        author=author.strip() or None,
        from_on=_day(from_on),
        until_on=_day(until_on),
    )


def _day(typed: str) -> date | None:
    """2026-11-24; what is no day is left out, as the form then shows."""
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        return None
    return day if date(1900, 1, 1) <= day <= date(2200, 1, 1) else None


@router.get("/tim-kiem")
async def search(
    db: Reading, actor: Visitor, answer: Answers, engines: Engines, asked: Annotated[Asked, Depends(_asked)]
) -> Response:
    if asked.is_empty:
        if answer.wants_fragment:
            return answer.fragment("finding/_results.html", None)
        return answer.page("finding/search.html", SearchPage(asked, None))
    found = await results(db, actor, engines, asked, "/tim-kiem", is_typing=answer.wants_fragment)
    if answer.wants_fragment:
        return answer.fragment("finding/_results.html", found)
    if found.direct is not None and asked.page == 1:
        return answer.go(found.direct.url)
    return answer.page("finding/search.html", SearchPage(asked, found))


@router.get("/tra-cuu")
async def desk(
    db: Reading,
    actor: Member,
    answer: Answers,
    engines: Engines,
    asked: Annotated[Asked, Depends(_asked_at_desk)],
) -> Response:
    require(may_use_desk(actor))
    found = await results(db, actor, engines, asked, "/tra-cuu")
    if answer.wants_fragment:
        return answer.fragment("finding/_desk_results.html", found)
    return answer.page("finding/desk.html", DeskPage(asked, found, tuple(await forums_open(db, actor))))


@router.get("/ma/{code}")
async def by_code(code: str, db: Reading, actor: Visitor, answer: Answers) -> Response:
    card = await thing_of_code(db, actor, code[:80]) if "\x00" not in code else None
    if card is None:
        raise NotFound("Không có nội dung nào mang mã này, hoặc nội dung chưa được công khai.")
    return answer.go(card.url)
