"""Where a request comes from, for the few places that need to know: its network and its browser."""

import secrets
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from starlette.responses import Response

from forum.accounts.actions.logins import KNOWN_LASTS
from forum.accounts.limits import Origin, origin_at
from forum.accounts.queries import token_digest
from forum.web.app_state import app_state_of

COOKIE = "hien_ke_may"
LASTS = 3 * 24 * 3600  # seconds; as long as a link that confirms a registration


@dataclass(frozen=True, slots=True)
class Browser:
    """One browser, by a cookie of its own, with or without a log-in. Where it had none, `remember` sets it."""

    token: str
    secure: bool

    @property
    def digest(self) -> str:
        return token_digest(self.token)

    def remember(self, response: Response) -> Response:
        response.set_cookie(
            browser_cookie(self.secure),
            self.token,
            max_age=LASTS,
            path="/",
            httponly=True,
            secure=self.secure,
            samesite="lax",
        )
        return response

    def forget(self, response: Response) -> None:
        """Who sits down here next is somebody else."""
        response.delete_cookie(
            browser_cookie(self.secure), path="/", secure=self.secure, httponly=True, samesite="lax"
        )


KNOWN_COOKIE = "hien_ke_quen"


@dataclass(frozen=True, slots=True)
class KnownBrowserCookie:
    """One browser for its owners' eyes: whether an account has logged in here before. It stays after logging out and
    opens nothing."""

    token: str
    secure: bool

    @property
    def digest(self) -> str:
        return token_digest(self.token)

    def remember(self, response: Response) -> Response:
        response.set_cookie(
            known_cookie(self.secure),
            self.token,
            max_age=int(KNOWN_LASTS.total_seconds()),
            path="/",
            httponly=True,
            secure=self.secure,
            samesite="lax",
        )
        return response


def known_cookie(secure: bool) -> str:
    return f"__Host-{KNOWN_COOKIE}" if secure else KNOWN_COOKIE


def known_browser_of(request: Request) -> KnownBrowserCookie:
    secure = app_state_of(request).settings.secure
    return KnownBrowserCookie(request.cookies.get(known_cookie(secure)) or secrets.token_urlsafe(24), secure)


def browser_cookie(secure: bool) -> str:
    return f"__Host-{COOKIE}" if secure else COOKIE


def browser_of(request: Request) -> Browser:
    secure = app_state_of(request).settings.secure
    return Browser(request.cookies.get(browser_cookie(secure)) or secrets.token_urlsafe(24), secure)


def origin_of(request: Request) -> Origin:
    host = request.client.host if request.client else "?"
    return origin_at(host, app_state_of(request).settings)


async def _this_browser(request: Request) -> Browser:
    return browser_of(request)


async def _this_origin(request: Request) -> Origin:
    return origin_of(request)


ThisBrowser = Annotated[Browser, Depends(_this_browser)]
ThisOrigin = Annotated[Origin, Depends(_this_origin)]
