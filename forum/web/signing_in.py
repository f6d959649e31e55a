"""What the pages of registering and of logging in share: the session's cookie, the way back, mail on its way."""

from dataclasses import dataclass, replace
from datetime import datetime

from pydantic import BaseModel
from starlette.responses import Response

from forum.accounts.actions import logins
from forum.accounts.devices import device_of
from forum.accounts.factors.policy import standing_of
from forum.accounts.models import Account
from forum.accounts.queries import actor_of_login
from forum.contributions.drafts import held_url
from forum.database import Db
from forum.days import vndate
from forum.urls import url_for
from forum.web.forms import Form
from forum.web.login import by_way_of, cookie_name
from forum.web.origin import Browser, browser_of, known_browser_of
from forum.web.refusals import Unsent, unsent_of
from forum.web.render import Renderer
from forum.words import NOTHING, Words, _, joined


@dataclass(frozen=True, slots=True)
class MessagePage:
    title: Words
    text: Words
    url: str = ""
    link: Words = NOTHING
    unsent: Unsent | None = None


BAD_LINK = MessagePage(
    _("Liên kết không dùng được"),
    _("Liên kết đã hết hạn, đã được dùng hoặc không đúng. Mời Ông/Bà xin liên kết mới."),
    url_for("accounts.send_link"),
    _("Xin liên kết mới"),
)


@dataclass(frozen=True, slots=True)
class MailSentPage:
    """Names the address that was typed. `again` is where a link is asked for once more; `form`, with the `rest` of
    what was typed, sends it all to another address."""

    text: Words
    address: str
    again: str
    form: Form[BaseModel]
    rest: tuple[tuple[str, str], ...]
    has_password: bool


TYPED_AGAIN = ("email", "asked_email", "password")


def mail_sent(form: Form[BaseModel], text: Words, again: str) -> MailSentPage:
    """`text` has a place for the address."""
    rest = [
        (name, str(one))
        for name, given in form.values.items()
        if name not in TYPED_AGAIN
        for one in (given if isinstance(given, list) else [given])
    ]
    address = str(form.values["email"]).strip()
    has_password = "password" in form.model.model_fields
    return MailSentPage(text.filled(address=address), address, again, form, tuple(rest), has_password)


def local_path(path: str) -> str:
    """The path if it is on this site, else '/', so that a log-in never redirects elsewhere."""
    ok = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if ok else "/"


def undelivered(account: Account) -> Words:
    """What the owner of an account reads whose mail does not arrive; '' where it does."""
    if account.mail_refused_at is None:
        return NOTHING
    return _(
        "Thư gửi đến {email} ngày {day} không đến được. Mời Ông/Bà kiểm tra hộp thư; nếu địa chỉ đã đổi, mời đổi ở "
        "mục “Của tôi”, hoặc báo cho người quản trị.",
        email=account.mail_refused_to,
        day=vndate(account.mail_refused_at),
    )


async def signed_in(
    db: Db, render: Renderer, account: Account, at: datetime, url: str, flash: Words | None = None
) -> Response:
    """Lead back to what this browser holds of a text that was written before logging in, else to `url`; say
    where mail to the account does not arrive."""
    if url in (url_for("home.home"), url_for("mine.mine")):
        url = await held_url(db, at, browser_of(render.request).digest) or url
    messages = [one for one in (flash, undelivered(account)) if one is not None and one != NOTHING]
    flash = joined(messages) if messages else None
    return await with_login(db, render, account, at, render.redirect(url, flash))


def dead_link(render: Renderer) -> Response:
    page = replace(BAD_LINK, unsent=unsent_of(render.request))
    return render.page("accounts/said.html", page, status=410)


async def let_in(
    db: Db,
    render: Renderer,
    browser: Browser,
    account: Account | None,
    at: datetime,
    flash: Words | None = None,
) -> Response:
    """Log in whom a link belongs to; None: the link cannot be used."""
    if account is None:
        return dead_link(render)
    return browser.remember(await signed_in(db, render, account, at, url_for("mine.mine"), flash))


async def with_login(
    db: Db, render: Renderer, account: Account, at: datetime, response: Response
) -> Response:
    """Log in, by whatever way it comes to this. Where the account has a second factor, or needs one, that comes
    before the page that `response` leads to."""
    request, settings = render.request, render.app_state.settings
    device, known = device_of(request.headers.get("user-agent", "")), known_browser_of(request)
    token = await logins.start_login(db, account, at, device)
    await logins.note_browser(db, account, known.digest, device, at)
    owner = await actor_of_login(db, token, at)
    if owner is not None and owner.login is not None:
        standing = standing_of(owner, owner.login, is_required=settings.requires_second_factor)
        response.headers["location"] = by_way_of(standing, response.headers["location"])
    response.set_cookie(
        cookie_name(settings.secure),
        token,
        max_age=int(logins.LOGIN_LASTS.total_seconds()),
        path="/",
        httponly=True,
        secure=settings.secure,
        samesite="lax",
    )
    return known.remember(response)
