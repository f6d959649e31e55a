"""Redirects after a form was processed: 303, with a message that the next page shows once."""

from urllib.parse import quote

from fastapi import Request
from starlette.responses import RedirectResponse, Response

from forum.urls import url_for
from forum.web.app_state import app_state_of
from forum.words import Words

FLASH = "hien_ke_flash"


def see_other(request: Request, url: str, flash: Words | str | None = None) -> Response:
    """Redirect with a flash message; none for htmx: a fragment cannot show it, and a later page must not."""
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
