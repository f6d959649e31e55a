"""Responses: a page, a fragment, a form, or a redirect; all through one Jinja environment."""

from dataclasses import Field, dataclass
from typing import Annotated, ClassVar, Protocol, runtime_checkable
from urllib.parse import unquote

from fastapi import Depends, Request
from jinja2 import Environment
from pydantic import BaseModel
from starlette.responses import HTMLResponse, Response

from forum import clock
from forum.accounts.operator import Operator
from forum.accounts.queries import visitor
from forum.actor import Actor, Purpose, Role
from forum.terms import terms
from forum.urls import url_for
from forum.web.app_state import app_state_of
from forum.web.forms import Form
from forum.web.redirects import FLASH, see_other
from forum.web.refusals import CLOSED, ErrorPage, Unsent, unsent_of
from forum.web.shared_pages import stand_in_of
from forum.words import Words, _

MENU_URLS = {
    "home": url_for("home.home"),
    "programme": url_for("programme.programme"),
    "forums": url_for("threads.forums"),
    "consultations": url_for("consultations.consultations"),
    "sessions": url_for("contact.sessions"),
    "commitments": url_for("commitments.commitments"),
    "mine": url_for("mine.mine"),
}


@dataclass(frozen=True, slots=True)
class MenuItem:
    url: str
    label: Words | str
    current: bool


@dataclass(frozen=True, slots=True)
class Chrome:
    """What the frame around every page shows."""

    actor: Actor
    actor_name: str | None
    menu: tuple[MenuItem, ...]
    work: tuple[MenuItem, ...]
    unread: str  # the number of unread notices as shown; '' where there is none
    is_sample: bool
    flash: str | None
    path: str
    asks_consent: bool = False  # of a person without whose agreement nothing can be published
    is_administrator: bool = False
    operator: Operator = Operator()  # noqa: RUF009 - frozen
    address: str = ""  # the page's own, for who holds it on paper
    is_refused: bool = False  # a form came back with errors


@dataclass(frozen=True, slots=True)
class RefusalAlone:
    message: Words | str
    code: str


def chrome_of(request: Request, form: Form[BaseModel] | None = None) -> Chrome:
    actor: Actor = getattr(request.state, "actor", None) or visitor(clock.now())
    path, stand_in = request.url.path, stand_in_of(request.state)
    return Chrome(
        actor=actor,
        actor_name=actor.name or None,
        menu=tuple(
            MenuItem(url, Words(item["vi"], context=f"menu.{item['code']}"), _is_current(url, path))
            for item in terms()["menu"]
            if (url := MENU_URLS[item["code"]])
        ),
        work=tuple(MenuItem(url, label, _is_current(url, path)) for url, label in _work_of(actor)),
        unread=actor.unread if stand_in is None else stand_in.unread,
        is_sample=app_state_of(request).settings.is_sample,
        flash=unquote(request.cookies[FLASH]) if FLASH in request.cookies else None,
        path=path,
        asks_consent=Purpose.terms in actor.withheld and actor.has(Role.intellectual),
        is_administrator=actor.has(Role.administrator),
        operator=app_state_of(request).shown.value,
        address=f"{(app_state_of(request).settings.public_url or str(request.base_url)).rstrip('/')}{path}",
        is_refused=form is not None and bool(form.errors),
    )


def _is_current(url: str, path: str) -> bool:
    return path == url or (url != url_for("home.home") and path.startswith(f"{url}/"))


def _work_of(actor: Actor) -> list[tuple[str, Words]]:
    """Links to the desks of the actor's roles."""
    desks: list[tuple[str, Words]] = []
    if any(binding.role != Role.intellectual for binding in actor.bindings):
        desks.append((url_for("work.work"), _("Bàn làm việc")))
    if actor.has(Role.moderator, Role.independent_member):
        desks.append((url_for("moderation.desk"), _("Duyệt nội dung")))
    if actor.has(Role.staff, Role.auditor):
        desks.append((url_for("finding.desk"), _("Tra cứu")))
    if actor.has(Role.auditor):
        desks.append((url_for("moderation.transparency_page"), _("Nhật ký chống sửa đổi")))
    if actor.has(Role.administrator):
        desks.append((url_for("admin.overview"), _("Quản trị")))
    return desks


def with_errors(jinja: Environment, body: str, form: Form[BaseModel]) -> str:
    """The page with the list of errors where it wants it: only now are the labels of its fields known."""
    if not form.errors:
        return body
    return body.replace(
        form.place_of_errors, jinja.get_template("errors/_named.html").render(x=form.named_errors)
    )


class View(Protocol):
    """The variable of a template: a dataclass of plain values, never a database row."""

    __dataclass_fields__: ClassVar[dict[str, Field[object]]]


@runtime_checkable
class MayClose(Protocol):
    """A page whose form may be closed, and why."""

    @property
    def closed_because(self) -> Words: ...


class Renderer:
    """Makes the responses of one request."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.app_state = app_state_of(request)
        self.wants_fragment = (
            request.headers.get("hx-request") == "true"
            and request.headers.get("hx-history-restore-request") != "true"
        )

    def page(
        self, template: str, page: View, *, status: int = 200, form: Form[BaseModel] | None = None
    ) -> Response:
        """A whole page. The template sees `page` and the frame's `chrome`."""
        chrome = chrome_of(self.request, form if status != 200 else None)
        body = self.app_state.jinja.get_template(template).render(page=page, chrome=chrome)
        if form is not None:
            body = with_errors(self.app_state.jinja, body, form)
        response = HTMLResponse(body, status, headers={"Vary": "HX-Request, Cookie"})
        if chrome.flash is not None:
            response.delete_cookie(FLASH, path=url_for("home.home"))
        return response

    def form(self, template: str, page: View, form: Form[BaseModel]) -> Response:
        """The page of a form: 200 when first shown, 422, 409 or 429 with errors. A button sent by htmx gets only
        the refusal, since it has no place for the page."""
        if self.wants_fragment and form.refusal is not None:
            alone = RefusalAlone(form.refusal.message, form.refusal.code)
            response = self.fragment("errors/_error.html", alone, status=form.status)
        else:
            response = self._with_words(template, page, form)
        if form.refusal is not None:
            response.headers.update(form.refusal.headers)
        return response

    def _with_words(self, template: str, page: View, form: Form[BaseModel]) -> Response:
        response = self.page(template, page, status=form.status, form=form)
        shows_words = form.key.encode() in response.body
        if not shows_words and (unsent := unsent_of(self.request)) is not None:
            return self._without_its_form(page, form, unsent)
        return response

    def _without_its_form(self, page: View, form: Form[BaseModel], unsent: Unsent) -> Response:
        """The words of a form that its page does not show any more."""
        closed = page.closed_because if isinstance(page, MayClose) else CLOSED
        message = form.refusal.message if form.refusal is not None else closed
        shown = ErrorPage(form.status, "closed", message, self.request.url.path, unsent)
        return self.page("errors/unsent.html", shown, status=form.status)

    def fragment(self, template: str, x: View | None, *, status: int = 200) -> Response:
        """The template `_name.html` without a frame: one root element with an id, one variable `x`."""
        body = self.app_state.jinja.get_template(template).render(x=x, chrome=chrome_of(self.request))
        return HTMLResponse(body, status, headers={"Vary": "HX-Request, Cookie"})

    def redirect(self, url: str, flash: Words | str | None = None) -> Response:
        """Redirect (303), with a message that the next page shows once."""
        return see_other(self.request, url, flash)


Render = Annotated[Renderer, Depends(Renderer)]
