"""Steps: what somebody does about a thing at an address of its own. A step is a plain function, named as its action.

    @step(router, "contact.merge", title="Gộp câu hỏi", done="Đã gộp câu hỏi.", page=question_step)
    async def merge(db: Db, actor: Actor, question_id: int, form: Merge) -> str:
        await actions.merge(db, actor, question_id, form)
        return await url_of_question(db, question_id)

GET shows `contact/steps/merge.html` with `page.title`, `page.form` and `page.about`, which is what `question_step(db,
actor, question_id, form)` returned; its `can` holds the verbs that this person may take now. POST acts and leads to the
address that the function returns, or shows the form again with what must be mended. A step without a `form` parameter
needs no page and takes POST alone. Parameters behind these are dependencies of FastAPI; the page's query gets them too.

Buttons and links are made by forum.steps.step_links.
"""

import inspect
import re
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from typing import Annotated, Any, Generic, NamedTuple, Protocol, TypeVar

from fastapi import APIRouter, Depends
from pydantic import BaseModel
from starlette.responses import Response

from forum.errors import Forbidden
from forum.steps import STEPS, Step, Tone
from forum.urls import path
from forum.web.answers import Answer, Answers
from forum.web.forms import Form, form_of
from forum.web.login import Writing, WritingMember


class Done(NamedTuple):
    """Where a step leads, with a message of its own instead of the step's."""

    url: str
    message: str


class About(Protocol):
    """What a step's page is about: where it stands, and which steps the reader may take now."""

    @property
    def url(self) -> str: ...
    @property
    def can(self) -> Collection[str]: ...


# (db, actor, ids of the path, form) → the page's subject. Raises NotFound or Forbidden for whom it is not.
PageQuery = Callable[..., Awaitable[About]]
Take = TypeVar("Take", bound=Callable[..., Awaitable[str | Done]])
A = TypeVar("A", bound=About)


@dataclass(frozen=True, slots=True)
class StepPage(Generic[A]):
    title: str
    form: Form[Any]
    about: A


def step(
    router: APIRouter,
    name: str,
    *,
    title: str,
    done: str = "",
    page: PageQuery | None = None,
    tone: Tone = "plain",
    is_inline: bool = False,
) -> Callable[[Take], Take]:
    """Declare the function below as the step of that name; it stays callable as it is.

    Raises TypeError at import when the function, its path and its page do not fit together.
    """

    def declare(take: Take) -> Take:
        parameters = list(inspect.signature(take, eval_str=True).parameters.values())
        ids = re.findall(r"\{(\w+)(?::\w+)?\}", path(name))
        model = next((p.annotation for p in parameters if p.name == "form"), None)
        expected = ["db", "actor", *ids, *(["form"] if model is not None else [])]
        given = [p.name for p in parameters[: len(expected)]]
        verb = name.partition(".")[2]
        if given != expected or take.__name__ != verb or (model is None) != (page is None):
            raise TypeError(f"step {name}: expected async def {verb}({', '.join(expected)}, …)")
        about = ids[0].removesuffix("_id") if ids else ""
        known = STEPS[name] = Step(name, title, done, tone, about, model is not None, is_inline)
        rest = parameters[2 : 2 + len(ids)], parameters[len(expected) :]
        if model is not None and page is not None:
            route, methods = _with_form(known, take, model, page, *rest), ["GET", "POST"]
        else:
            route, methods = _without_form(known, take, *rest), ["POST"]
        router.add_api_route(path(name), route, methods=methods, name=verb)
        return take

    return declare


Parameters = list[inspect.Parameter]


def _led(known: Step, result: str | Done) -> tuple[str, str]:
    return (result.url, result.message) if isinstance(result, Done) else (result, known.done)


def _with_form(
    known: Step,
    take: Callable[..., Awaitable[str | Done]],
    model: type[BaseModel],
    page: PageQuery,
    ids: Parameters,
    dependencies: Parameters,
) -> Callable[..., Awaitable[Response]]:
    async def route(
        db: Writing, actor: WritingMember, form: Form[Any], answer: Answer, **given: Any
    ) -> Response:
        before = [given[p.name] for p in ids]
        after = [given[p.name] for p in dependencies]
        if form.value:
            async with form.attempt(db) as attempt:
                url, message = _led(known, await take(db, actor, *before, form.value, *after))
                return attempt.go(url, message)
        about = await page(db, actor, *before, form, *after)
        if form.status == 200 and known.verb not in about.can:
            raise Forbidden
        return answer.form(known.template, StepPage(known.title, form, about), form)

    reads = inspect.Parameter("form", _KEYWORD, annotation=Annotated[Form[Any], Depends(form_of(model))])
    return _signed(route, [*ids, reads, *dependencies])


def _without_form(
    known: Step, take: Callable[..., Awaitable[str | Done]], ids: Parameters, dependencies: Parameters
) -> Callable[..., Awaitable[Response]]:
    async def route(db: Writing, actor: WritingMember, answer: Answer, **given: Any) -> Response:
        values = [given[p.name] for p in (*ids, *dependencies)]
        url, message = _led(known, await take(db, actor, *values))
        return answer.go(url, message)

    return _signed(route, [*ids, *dependencies])


_KEYWORD = inspect.Parameter.KEYWORD_ONLY


def _signed(
    route: Callable[..., Awaitable[Response]], parameters: Parameters
) -> Callable[..., Awaitable[Response]]:
    """FastAPI reads a route's signature: this one names what the path holds and what the step depends on. The session
    comes first, since the form reads its kept draft from it."""
    frame = [
        inspect.Parameter("db", _KEYWORD, annotation=Writing),
        inspect.Parameter("actor", _KEYWORD, annotation=WritingMember),
        inspect.Parameter("answer", _KEYWORD, annotation=Answers),
    ]
    named = [inspect.Parameter(p.name, _KEYWORD, annotation=p.annotation) for p in parameters]
    route.__signature__ = inspect.Signature(frame + named)  # type: ignore[attr-defined]  # read by inspect.signature
    return route
