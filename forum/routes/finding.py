"""Public search, the staff's search desk, and redirects from codes."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from forum.accounts.factors.policy import require_recent_factor
from forum.actor import Actor, require
from forum.clock import HANOI
from forum.consultations.queries.sheets import submission_of_code
from forum.contributions.queries import forums_open
from forum.database import Db, ReadDb
from forum.days import vndate
from forum.errors import NotFound
from forum.finding import actions
from forum.finding.actions import NewSavedSearch
from forum.finding.citations import Citation, citations
from forum.finding.criteria import SearchCriteria, criteria_of, criteria_of_saved
from forum.finding.exports import MEDIA_TYPES, Format, file_of, hits_for_file
from forum.finding.policy import may_use_desk
from forum.finding.queries import SearchResult, search_result, things_of_codes
from forum.finding.saved_searches import SavedSearchLine, saved_searches
from forum.logs import security
from forum.thing import Thing
from forum.urls import path, url_for
from forum.web.app_state import app_state_of
from forum.web.forms import Form
from forum.web.login import Member, Reading, Visitor, Writing, WritingMember
from forum.web.render import Render
from forum.web.steps import step
from forum.words import _
from search.engine import SearchEngine
from search.joined import codes_in

router = APIRouter()


@dataclass(frozen=True, slots=True)
class SearchPage:
    criteria: SearchCriteria
    result: SearchResult | None


@dataclass(frozen=True, slots=True)
class DeskHits:
    """The desk's fragment of results, each with its citation."""

    result: SearchResult
    cited: Mapping[Thing, Citation]
    file_urls: tuple[tuple[str, str], ...]
    save_url: str


@dataclass(frozen=True, slots=True)
class DeskPage:
    criteria: SearchCriteria
    hits: DeskHits
    forum_options: tuple[tuple[int, str], ...]
    saved: tuple[SavedSearchLine, ...]


@dataclass(frozen=True, slots=True)
class AboutSearch:
    criteria: SearchCriteria
    can: frozenset[str] = frozenset({"save_search"})

    @property
    def url(self) -> str:
        return self.criteria.url(url_for("finding.desk"))


def _engines(request: Request) -> Sequence[SearchEngine]:
    return app_state_of(request).search.in_order


def _criteria(request: Request) -> SearchCriteria:
    return criteria_of(request.query_params.multi_items(), at_desk=False)


def _criteria_at_desk(request: Request) -> SearchCriteria:
    return criteria_of(request.query_params.multi_items(), at_desk=True)


Engines = Annotated[Sequence[SearchEngine], Depends(_engines)]
Criteria = Annotated[SearchCriteria, Depends(_criteria)]
CriteriaAtDesk = Annotated[SearchCriteria, Depends(_criteria_at_desk)]


@router.get(path("finding.search"))
async def search(
    db: Reading, actor: Visitor, render: Render, engines: Engines, criteria: Criteria
) -> Response:
    if criteria.is_empty:
        if render.wants_fragment:
            return render.fragment("finding/_results.html", None)
        return render.page("finding/search.html", SearchPage(criteria, None))
    result = await search_result(
        db, actor, engines, criteria, url_for("finding.search"), is_typing=render.wants_fragment
    )
    render.app_state.metrics.note_search(result.found.engine, is_fallback=result.is_fallback)
    if render.wants_fragment:
        return render.fragment("finding/_results.html", result)
    if len(result.direct) == 1 and criteria.page == 1:
        return render.redirect(result.direct[0].url)
    return render.page("finding/search.html", SearchPage(criteria, result))


@router.get(path("finding.desk"))
async def desk(
    db: Reading, actor: Member, render: Render, engines: Engines, criteria: CriteriaAtDesk
) -> Response:
    require(may_use_desk(actor))
    result = await search_result(db, actor, engines, criteria, url_for("finding.desk"))
    render.app_state.metrics.note_search(result.found.engine, is_fallback=result.is_fallback)
    site = render.app_state.settings.site
    hits = DeskHits(
        result=result,
        cited=await citations(db, site, [line.card for line in result.lines]),
        file_urls=tuple((name.upper(), _file_url(criteria, name)) for name in MEDIA_TYPES),
        save_url=criteria.url(url_for("finding.save_search")),
    )
    if render.wants_fragment:
        return render.fragment("finding/_desk_results.html", hits)
    forums = tuple((forum.id, forum.title) for forum in await forums_open(db, actor))
    return render.page("finding/desk.html", DeskPage(criteria, hits, forums, await saved_searches(db, actor)))


def _file_url(criteria: SearchCriteria, name: str) -> str:
    url = criteria.url(url_for("finding.desk_file"))
    return f"{url}{'&' if '?' in url else '?'}dang={name}"


@router.get(path("finding.desk_file"))
async def desk_file(
    db: Reading,
    actor: Member,
    render: Render,
    criteria: CriteriaAtDesk,
    format: Annotated[Format, Query(alias="dang")] = "xlsx",
) -> Response:
    """Download all hits, up to a limit that the file states."""
    require(may_use_desk(actor))
    require_recent_factor(actor)
    security("export", account_id=actor.login.account_id if actor.login is not None else None)
    hits = await hits_for_file(db, actor, render.app_state.settings.site, criteria)
    content = await asyncio.to_thread(file_of, hits, format, criteria, vndate(actor.at))
    name = f"tra-cuu-{actor.at.astimezone(HANOI):%Y-%m-%d}.{format}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, media_type=MEDIA_TYPES[format], headers=headers)


async def about_saving(
    db: ReadDb, actor: Actor, form: Form[NewSavedSearch], criteria: SearchCriteria
) -> AboutSearch:
    require(may_use_desk(actor))
    form.set_defaults(name=criteria.q[:120], address=criteria.url("").removeprefix("?"))
    return AboutSearch(criteria_of_saved(str(form.values.get("address", ""))))


@step(
    router,
    "finding.save_search",
    title=_("Lưu tìm kiếm"),
    done=_("Đã lưu tìm kiếm."),
    page=about_saving,
)
async def save_search(db: Db, actor: Actor, form: NewSavedSearch, criteria: CriteriaAtDesk) -> str:
    saved = await actions.save_search(db, actor, form)
    return f"{url_for('finding.desk')}?{saved.address}"


@router.post(path("finding.open_search"))
async def open_search(db: Writing, actor: WritingMember, render: Render, search_id: int) -> Response:
    """Open a saved search. POST only, since it changes what counts as new."""
    saved = await actions.open_search(db, actor, search_id)
    return render.redirect(f"{url_for('finding.desk')}?{saved.address}")


@router.post(path("finding.delete_search"))
async def delete_search(db: Writing, actor: WritingMember, render: Render, search_id: int) -> Response:
    await actions.delete_search(db, actor, search_id)
    return render.redirect(url_for("finding.desk"), _("Đã bỏ tìm kiếm đã lưu."))


@router.get(path("finding.by_code"))
async def by_code(code: str, db: Reading, actor: Visitor, render: Render) -> Response:
    code = code[:80].replace("\x00", "")
    codes = codes_in(code) or (code,)
    card = next(iter(await things_of_codes(db, actor, codes)), None)
    if card is None:
        if (sheet := await submission_of_code(db, actor, codes)) is not None:
            return render.redirect(sheet)
        raise NotFound(_("Không có nội dung nào mang mã này, hoặc nội dung chưa được công khai."))
    return render.redirect(card.url)
