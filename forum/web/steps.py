"""Steps: writes that have their own URL. A step is a plain function, named like its action.

    @step(router, "contact.merge", title="Gộp câu hỏi", done="Đã gộp câu hỏi.", page=question_step)
    async def merge(db: Db, actor: Actor, question_id: int, form: Merge) -> str:
        await actions.merge(db, actor, question_id, form)
        return await url_of_question(db, question_id)

GET shows `contact/steps/merge.html` with `page.title`, `page.form` and `page.about`, which is the result of
`question_step(db, actor, question_id, form)`; its `can` holds the verbs that this person may take now. POST
runs the function and redirects to the URL it returns, or shows the form again with errors. A step without a
`form` parameter needs no page and only takes POST. Further parameters are FastAPI dependencies, which the
page's query gets too. A form on the page of a thing is a step `shown_in` that page: its template, and the
query that loads the whole page with the form. `at` names the address where it differs from the step's name.
`is_open`: visitors may fill the form in and preview it; sending asks them to log in, and brings the words back.
A page at whose own address the form is sent has its own GET route.

Buttons and links are made by forum.steps.step_links.
"""

import inspect
import re
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any, Generic, NamedTuple, Protocol, TypeVar

from fastapi import APIRouter, Depends
from pydantic import BaseModel
from starlette.responses import Response

from forum.actor import Actor, as_writer, require
from forum.contributions.policy import has_agreed
from forum.database import Db
from forum.errors import Forbidden
from forum.steps import STEPS, Step, Tone
from forum.urls import path
from forum.web.drafts import is_draft_seen, save_refused, saved
from forum.web.forms import Form, Way, form_of
from forum.web.login import Writing, WritingMember, WritingVisitor, require_member
from forum.web.refusals import CLOSED
from forum.web.render import Render, Renderer, View
from forum.words import NOTHING, Words


class Done(NamedTuple):
    """The URL to redirect to, with a message that replaces the step's own."""

    url: str
    message: Words


class About(Protocol):
    """The subject of a step's page: its URL, and the steps that the reader may take now."""

    @property
    def url(self) -> str: ...
    @property
    def can(self) -> Collection[str]: ...


# (db, actor, ids of the path, form) → the page's subject. May raise NotFound or Forbidden.
PageQuery = Callable[..., Awaitable[About]]
# The same for a step shown in the page of a thing: returns the whole page, with the form in it.
WholePage = Callable[..., Awaitable[View]]
# (db, actor, ids of the path, form, …) → where to go, with a form whose input is valid.
Gather = Callable[..., Awaitable[Done]]
Take = TypeVar("Take", bound=Callable[..., Awaitable[str | Done]])
A = TypeVar("A", bound=About)


@dataclass(frozen=True, slots=True)
class StepPage(Generic[A]):
    title: Words
    form: Form[Any]
    about: A


def step(
    router: APIRouter,
    name: str,
    *,
    title: Words,
    done: Words = NOTHING,
    page: PageQuery | None = None,
    shown_in: tuple[str, WholePage] | None = None,
    tone: Tone = "plain",
    label: Words | None = None,
    is_inline: bool = False,
    is_open: bool = False,
    at: str = "",
    gather: Gather | None = None,
) -> Callable[[Take], Take]:
    """Register the decorated function, itself unchanged, as the step of that name. `label` is the text of its
    button where the title is too long. `gather` puts the form with others instead, where it is sent as Way.gather.

    Raises TypeError at import if the function, its path and its page do not match.
    """

    area, _, verb = name.partition(".")
    template, whole_page = shown_in or (f"{area}/steps/{verb}.html" if page is not None else "", None)
    address = path(at or name)
    about = next(iter(_places(address)), "").removesuffix("_id")
    is_inline = is_inline or whole_page is not None
    known = Step(name, at or name, title, label or title, done, tone, about, template, is_inline, is_open)

    def declare(take: Take) -> Take:
        model, *rest = _signature(known, take, address)
        STEPS[name] = known
        takes = _Takes(known, take, gather)
        route, methods = _without_form(known, take, *rest), ["POST"]
        if model is not None and whole_page is not None:
            route = _with_form(takes, model, whole_page, *rest)
            methods = ["POST"] if at else ["GET", "POST"]
        elif model is not None and page is not None:
            route, methods = _with_form(takes, model, _own_page(known, page), *rest), ["GET", "POST"]
        router.add_api_route(address, route, methods=methods, name=verb)
        return take

    return declare


Parameters = list[inspect.Parameter]


def _places(address: str) -> list[str]:
    """The names of the path parameters of an address."""
    return re.findall(r"\{(\w+)(?::\w+)?\}", address)


def _signature(
    known: Step, take: Callable[..., Awaitable[str | Done]], address: str
) -> tuple[type[BaseModel] | None, Parameters, Parameters]:
    """The model of the step's form, its path parameters, and its dependencies."""
    parameters = list(inspect.signature(take, eval_str=True).parameters.values())
    ids = _places(address)
    model = next((p.annotation for p in parameters if p.name == "form"), None)
    expected = ["db", "actor", *ids, *(["form"] if model is not None else [])]
    given = [p.name for p in parameters[: len(expected)]]
    if given != expected or take.__name__ != known.verb or (model is not None) != known.has_form:
        raise TypeError(f"step {known.name}: expected async def {known.verb}({', '.join(expected)}, …)")
    return model, parameters[2 : 2 + len(ids)], parameters[len(expected) :]


def _led(known: Step, result: str | Done) -> tuple[str, Words]:
    return (result.url, result.message) if isinstance(result, Done) else (result, known.done)


def _own_page(known: Step, query: PageQuery) -> WholePage:
    """The page of a step's own template. Raises Forbidden if first opened by someone who may not take it."""

    async def page(db: Db, actor: Actor, *given: Any) -> StepPage[About]:
        form = next(one for one in given if isinstance(one, Form))
        about = await query(db, actor, *given)
        if form.status == 200 and known.verb not in about.can:
            await _require_consent(db, actor, query, given, known.verb)
            raise Forbidden(CLOSED) if form.was_restored else Forbidden
        return StepPage(known.title, form, about)

    return page


async def _require_consent(
    db: Db, actor: Actor, query: PageQuery, given: tuple[object, ...], verb: str
) -> None:
    """Raises the refusal that says how to agree, where nothing but consent is missing."""
    agreed = replace(actor, withheld=frozenset())
    if not has_agreed(actor) and verb in (await query(db, agreed, *given)).can:
        require(has_agreed(actor))


@dataclass(frozen=True, slots=True)
class _Takes:
    """What a step does with its form: by default, and where the form is to be put with others."""

    known: Step
    take: Callable[..., Awaitable[str | Done]]
    gather: Gather | None

    async def done(
        self, db: Db, actor: Actor, before: Sequence[object], form: Form[BaseModel], after: Sequence[object]
    ) -> tuple[str, Words]:
        if self.gather is not None and form.way == Way.gather:
            return await self.gather(db, actor, *before, form, *after)
        return _led(self.known, await self.take(db, actor, *before, form.value, *after))

    def settle(self, form: Form[BaseModel]) -> None:
        """A way that the step does not know is to send the form."""
        if form.way == Way.gather and self.gather is None:
            form.way = Way.send


def _with_form(
    takes: _Takes,
    model: type[BaseModel],
    page: WholePage,
    ids: Parameters,
    dependencies: Parameters,
) -> Callable[..., Awaitable[Response]]:
    known = takes.known

    async def route(
        db: Writing, actor: WritingMember, form: Form[Any], render: Renderer, **given: Any
    ) -> Response:
        takes.settle(form)
        before = [given[p.name] for p in ids]
        after = [given[p.name] for p in dependencies]
        if form.is_sent and not form.only_shows:
            require_member(actor)
        actor = as_writer(actor)
        if form.way == Way.save and (response := await saved(db, actor, render, form)) is not None:
            return response
        if form.is_previewed and render.wants_fragment:
            return render.fragment("contributions/_preview.html", form)
        if form.brings_files and render.wants_fragment:
            return render.fragment("files/_chosen.html", form.chosen)
        if form.value and await is_draft_seen(db, actor, form):
            async with form.attempt(db) as attempt:
                return attempt.go(*await takes.done(db, actor, before, form, after))
        await save_refused(db, actor, form)
        return render.form(known.template, await page(db, actor, *before, form, *after), form)

    reads = inspect.Parameter("form", _KEYWORD, annotation=Annotated[Form[Any], Depends(form_of(model))])
    return _signed(route, [*ids, reads, *dependencies], WritingVisitor if known.is_open else WritingMember)


def _without_form(
    known: Step, take: Callable[..., Awaitable[str | Done]], ids: Parameters, dependencies: Parameters
) -> Callable[..., Awaitable[Response]]:
    async def route(db: Writing, actor: WritingMember, render: Renderer, **given: Any) -> Response:
        values = [given[p.name] for p in (*ids, *dependencies)]
        url, message = _led(known, await take(db, actor, *values))
        return render.redirect(url, message)

    return _signed(route, [*ids, *dependencies], WritingMember)


_KEYWORD = inspect.Parameter.KEYWORD_ONLY


def _signed(
    route: Callable[..., Awaitable[Response]], parameters: Parameters, who: object
) -> Callable[..., Awaitable[Response]]:
    """Give the route the signature that FastAPI reads: path parameters and dependencies. The database session
    comes first, since the form reads its saved draft from it."""
    frame = [
        inspect.Parameter("db", _KEYWORD, annotation=Writing),
        inspect.Parameter("actor", _KEYWORD, annotation=who),
        inspect.Parameter("render", _KEYWORD, annotation=Render),
    ]
    named = [p.replace(kind=_KEYWORD) for p in parameters]
    route.__signature__ = inspect.Signature(frame + named)  # type: ignore[attr-defined]  # read by inspect.signature
    return route
