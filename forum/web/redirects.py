"""The way on after a form was taken: see other (303), with a sentence that the next page shows once."""

from urllib.parse import quote

from fastapi import Request
from starlette.responses import RedirectResponse, Response

from forum.urls import url_for
from forum.web.app_state import app_state_of
from forum.words import Words

FLASH = "hien_ke_flash"


def see_other(request: Request, url: str, flash: Words | str | None = None) -> Response:
    """What htmx swaps in has no place for the sentence, and a later page none for what is long done."""
    response = RedirectResponse(url, 303)
    if flash and request.headers.get("hx-request") != "true":
        response.set_cookie(
            FLASH,
            quote(str(flash)),
            max_age=60,
            path=url_for("home.home"),
            httponly=True,
            samesite="lax",
            secure=app_state_of(request).settings.secure,
        )
    return response
