"""Maps refusals to responses: a page, a fragment for htmx, or problem+json for the API."""

import logging
from dataclasses import replace
from urllib.parse import urlsplit

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DataError
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, RedirectResponse, Response

from forum import clock, logs
from forum.accounts.factors.policy import Standing
from forum.contributions.actions import hold_draft
from forum.contributions.actions.drafts import Holder, new_key, save_draft
from forum.contributions.drafts import HELD_FOR, draft_url
from forum.database import writing_session
from forum.database.failures import passes
from forum.days import deadline
from forum.errors import AlreadySent, FactorNeeded, LoginNeeded, NotFound, Refused, TooLarge, TooMany
from forum.urls import url_for
from forum.web.app_state import app_state_of
from forum.web.buttons import button_at
from forum.web.drafts import Autosaved
from forum.web.forms import Way, key_in, way_in
from forum.web.login import by_way_of, login_of
from forum.web.origin import browser_of, origin_of
from forum.web.redirects import see_other
from forum.web.refusals import ErrorPage, sent_again, unsent_of
from forum.web.render import Renderer
from forum.web.typed import words_of
from forum.words import Words, _
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
    408: "errors/408.html",
    500: "errors/500.html",
    503: "errors/503.html",
}
RETRY_SECONDS = 10
MESSAGES = {
    404: _("Không tìm thấy trang."),
    405: _("Trang này không nhận cách gửi đó."),
    422: _("Yêu cầu chưa hợp lệ."),
    500: _("Hệ thống đang gián đoạn. Mời thử lại sau ít phút."),
    503: _("Hệ thống đang bận. Mời Ông/Bà gửi lại sau ít giây."),
}


def add_error_handlers(app: FastAPI) -> None:
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _unreadable)
    app.add_exception_handler(UnreadableText, _unstorable)
    app.add_exception_handler(DataError, _unstorable)


async def _refused(request: Request, refused: Exception) -> Response:
    assert isinstance(refused, Refused)
    if isinstance(refused, LoginNeeded | FactorNeeded):
        return await _to_login(request)
    if isinstance(refused, AlreadySent):
        return RedirectResponse(refused.url, 303)
    back = came_from(request)
    page = ErrorPage(refused.status, refused.code, refused.message, request.url.path, back=back)
    response = _answer(request, page)
    response.headers.update(refused.headers)
    return response


def came_from(request: Request) -> str:
    """The page of ours whose button was pressed; empty where it is not known."""
    page = urlsplit(request.headers.get("referer", ""))
    ours = page.netloc == request.headers.get("host") and page.path != request.url.path
    return f"{page.path}?{page.query}" if ours and page.query else page.path if ours else ""


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if (
        error.status_code == 405
        and request.method == "GET"
        and (label := button_at(request.url.path)) is not None
    ):
        page = ErrorPage(200, "button", label, request.url.path)
        return Renderer(request).page("errors/button.html", page)
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


async def failed(request: Request, error: Exception) -> Response:
    """The response to what no handler knows, with the words that were sent: 503 for what may go well in a moment."""
    if isinstance(error, Refused):
        return await _refused(request, error)
    if not passes(error):
        log.error("unexpected failure", exc_info=error)
        return _answer(request, ErrorPage(500, "server", MESSAGES[500], path=request.url.path))
    log.error("busy: %s", logs.name_of(error))
    response = _answer(request, ErrorPage(503, "busy", MESSAGES[503], path=request.url.path))
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def refuse_unread(request: Request, status: int, message: Words, body: bytes) -> Response:
    """The page of a request that was refused before its form was read."""
    request.state.body = body
    return _answer(request, ErrorPage(status, "unread", message, request.url.path))


def _answer(request: Request, page: ErrorPage) -> Response:
    if request.url.path.startswith("/api/"):
        problem = {
            "type": "about:blank",
            "title": str(page.message),
            "status": page.status,
            "code": page.code,
            "request_id": logs.request_id.get(),
        }
        return JSONResponse(problem, page.status, media_type="application/problem+json")
    unsent = unsent_of(request)
    if request.method == "GET" and unsent is not None and page.status in (403, 404, 409):
        return Renderer(request).page("errors/unsent.html", replace(page, status=200, unsent=unsent))
    page = replace(page, unsent=unsent)
    if page.status >= 500:
        page = replace(page, again=sent_again(request), request_id=logs.request_id.get())
    template = TEMPLATES.get(page.status, "errors/422.html" if page.status < 500 else "errors/500.html")
    render = Renderer(request)
    if render.wants_fragment:
        return render.fragment("errors/_error.html", page, status=page.status)
    return render.page(template, page, status=page.status)


async def _to_login(request: Request) -> Response:
    """Redirect to log in, or to give the second factor, and back. A submitted form is held and shown again to
    confirm, never resent; one that saves itself stays where it is and says so."""
    back = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    if request.method != "POST":
        return _log_in_first(request, back)
    data = await request.form(max_fields=2000, max_part_size=2_000_000)
    request.state.typed = words_of(data)
    fields = _fields_of(data)
    if not fields:
        return _log_in_first(request, back)
    browser = browser_of(request)
    holder = Holder(browser.digest, origin_of(request).digest)
    session = login_of(request)
    try:
        async with writing_session(app_state_of(request).engine) as db:
            if session is not None and session.standing == Standing.whole:
                place, own = request.url.path, session.owner
                held = (await save_draft(db, own, new_key(), place, fields)).key
            else:
                held = await hold_draft(db, holder, clock.now(), key_in(data), back, fields)
    except (TooLarge, TooMany) as refusal:
        return await _not_held(request, data, refusal)
    return browser.remember(_held(request, data, draft_url(back, held)))


def _fields_of(data: FormData) -> dict[str, object]:
    fields: dict[str, object] = {}
    for name in data:
        if not name.startswith("_"):
            values = [
                v.replace("\0", "").replace("\r\n", "\n") for v in data.getlist(name) if isinstance(v, str)
            ]
            is_list = len(values) > 1 or name.endswith("_ids")
            fields[name.replace("\0", "")] = values if is_list else "".join(values)
    return fields


def _log_in_first(request: Request, back: str) -> Response:
    session = login_of(request)
    if session is None:
        where = url_for("accounts.log_in", query={"tiep": back})
    else:
        missing = Standing.asks_factor if session.standing == Standing.whole else session.standing
        where = by_way_of(missing, back)
    if request.headers.get("hx-request") == "true":
        return Response(status_code=204, headers={"HX-Redirect": where})
    return RedirectResponse(where, 303)


def _held(request: Request, data: FormData, url: str) -> Response:
    """After holding: a form that was to be saved stays, one that was to be sent leads to the log-in."""
    if way_in(data) != Way.save:
        return _log_in_first(request, url)
    until = deadline(clock.now() + HELD_FOR)
    message = _("Ông/Bà chưa đăng nhập; chữ đã viết được giữ trên trình duyệt này {until}.", until=until)
    if Renderer(request).wants_fragment:
        line = Autosaved(message, url=url_for("accounts.log_in", query={"tiep": url}))
        return Renderer(request).fragment("contributions/_autosaved.html", line)
    return see_other(request, url, message)


async def _not_held(request: Request, data: FormData, refusal: Refused) -> Response:
    if way_in(data) == Way.save and Renderer(request).wants_fragment:
        message = _(
            "Chưa giữ được chữ đã viết: {why} Xin đừng đóng trang trước khi chép lại.", why=refusal.message
        )
        return Renderer(request).fragment("contributions/_autosaved.html", Autosaved(message), status=422)
    return await _refused(request, refusal)
