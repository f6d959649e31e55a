"""Maps refusals to responses: a page, a fragment for htmx, or problem+json for the API."""

import logging
from dataclasses import replace

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DataError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, RedirectResponse, Response

from forum import clock
from forum.accounts.queries import visitor
from forum.contributions.actions import hold_draft
from forum.contributions.drafts import draft_url
from forum.database import writing_session
from forum.errors import AlreadySent, LoginNeeded, NotFound, Refused
from forum.urls import url_for
from forum.web.app_state import app_state_of
from forum.web.forms import KEY_FIELD
from forum.web.refusals import ErrorPage, unsent_of
from forum.web.render import Renderer
from forum.words import _
from vietnamese import UnreadableText

log = logging.getLogger("forum.errors")

TEMPLATES = {
    403: "errors/403.html",
    404: "errors/404.html",
    405: "errors/405.html",
    409: "errors/409.html",
    413: "errors/413.html",
    422: "errors/422.html",
    429: "errors/429.html",
    500: "errors/500.html",
}
MESSAGES = {
    404: _("Không tìm thấy trang."),
    405: _("Trang này không nhận cách gửi đó."),
    422: _("Yêu cầu chưa hợp lệ."),
    500: _("Hệ thống đang gián đoạn. Mời thử lại sau ít phút."),
}


def add_error_handlers(app: FastAPI) -> None:
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _unreadable)
    app.add_exception_handler(UnreadableText, _unstorable)
    app.add_exception_handler(DataError, _unstorable)
    app.add_exception_handler(Exception, _unexpected)


async def _refused(request: Request, refused: Exception) -> Response:
    assert isinstance(refused, Refused)
    if isinstance(refused, LoginNeeded):
        return await _to_login(request)
    if isinstance(refused, AlreadySent):
        return RedirectResponse(refused.url, 303)
    page = ErrorPage(refused.status, refused.code, refused.message, request.url.path)
    response = _answer(request, page)
    response.headers.update(refused.headers)
    return response


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    message = MESSAGES.get(error.status_code, _("Không thực hiện được."))
    return _answer(
        request, ErrorPage(error.status_code, f"http_{error.status_code}", message, path=request.url.path)
    )


async def _unreadable(request: Request, error: Exception) -> Response:
    """Respond to an unreadable path or query; for a path with 404."""
    assert isinstance(error, RequestValidationError)
    if any(e["loc"][0] == "path" for e in error.errors()):
        return await _refused(request, NotFound())
    return _answer(request, ErrorPage(422, "invalid", MESSAGES[422], path=request.url.path))


async def _unstorable(request: Request, error: Exception) -> Response:
    """Respond to a value no column can hold, such as an id past 2**63 or a NUL: 404 for GET, else 422."""
    log.warning("unstorable value: %s", type(error).__name__)
    if request.method == "GET":
        return await _refused(request, NotFound())
    return _answer(request, ErrorPage(422, "invalid", MESSAGES[422], path=request.url.path))


async def _unexpected(request: Request, error: Exception) -> Response:
    log.error("unexpected %s", type(error).__name__, exc_info=error)
    return _answer(request, ErrorPage(500, "server", MESSAGES[500], path=request.url.path))


def _answer(request: Request, page: ErrorPage) -> Response:
    if request.url.path.startswith("/api/"):
        problem = {
            "type": "about:blank",
            "title": str(page.message),
            "status": page.status,
            "code": page.code,
        }
        return JSONResponse(problem, page.status, media_type="application/problem+json")
    if request.method == "GET" and (draft := unsent_of(request)) is not None and page.status < 500:
        return Renderer(request).page("errors/unsent.html", replace(page, status=200, unsent=draft))
    if request.method == "POST":
        page = replace(page, unsent=unsent_of(request))
    template = TEMPLATES.get(page.status, "errors/422.html" if page.status < 500 else "errors/500.html")
    render = Renderer(request)
    if render.wants_fragment:
        return render.fragment("errors/_error.html", page, status=page.status)
    return render.page(template, page, status=page.status)


async def _to_login(request: Request) -> Response:
    """Redirect to log in and back. A submitted form is saved and shown again to confirm, never resent."""
    back = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    if request.method == "POST":
        data = await request.form(max_fields=2000, max_part_size=2_000_000)
        fields: dict[str, object] = {}
        for name in data:
            if name != KEY_FIELD:
                values = [v.replace("\0", "") for v in data.getlist(name) if isinstance(v, str)]
                fields[name.replace("\0", "")] = values if len(values) > 1 else "".join(values)
        if fields:
            async with writing_session(app_state_of(request).engine) as db:
                key = await hold_draft(db, visitor(clock.now()), back, fields)
            back = draft_url(back, key)
    where = url_for("accounts.log_in", query={"tiep": back})
    if request.headers.get("hx-request") == "true":
        return Response(status_code=204, headers={"HX-Redirect": where})
    return RedirectResponse(where, 303)
