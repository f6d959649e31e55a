"""Steps: what somebody does about a thing by one form with an address of its own, one row of a table each.

    STEPS = (
        Step("/{proposal_id:int}/giao", actions.assign, ToBody, "Giao cơ quan", "Đã giao cơ quan.", _to_thread),
    )
    add_steps(router, "threads/step.html", _step_page, STEPS)

A route has the name of its action, and the action asks the rule of that name. GET shows the form; POST acts and leads
on, or shows the form again with what must be mended.
"""

import re
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeVar

from fastapi import APIRouter, Depends, Path
from pydantic import BaseModel
from starlette.responses import Response

from forum.actor import Actor
from forum.database import Db
from forum.web.answers import Answers, View
from forum.web.forms import Form, form_of
from forum.web.login import Writing, WritingMember

T = TypeVar("T", bound=BaseModel)
Done = TypeVar("Done")


@dataclass(frozen=True, slots=True)
class Step(Generic[T, Done]):
    """`path` holds one number, the id of the thing. `said` is shown once the step is taken, on the page that `leads_to`
    gives from (db, id of the thing, what the action gave)."""

    path: str
    act: Callable[[Db, Actor, int, T], Awaitable[Done]]
    model: type[T]
    title: str
    said: str | Callable[[Done], str]
    leads_to: Callable[[Db, int, Done], Awaitable[str]]

    @property
    def verb(self) -> str:
        return self.act.__name__


# The page of a step not yet taken: (db, actor, id of the thing, step, form). Raises for whom the step is not.
PageOf = Callable[[Db, Actor, int, Step[Any, Any], Form[Any]], Awaitable[View]]


def add_steps(router: APIRouter, template: str, page_of: PageOf, steps: Iterable[Step[Any, Any]]) -> None:
    for step in steps:
        route = _route(step, template, page_of)
        router.add_api_route(step.path, route, methods=["GET", "POST"], name=step.verb)


def _route(step: Step[T, Done], template: str, page_of: PageOf) -> Callable[..., Awaitable[Response]]:
    (thing,) = re.findall(r"{(\w+):int}", step.path)

    async def take(
        db: Writing,
        actor: WritingMember,
        form: Annotated[Form[T], Depends(form_of(step.model))],
        answer: Answers,
        thing_id: Annotated[int, Path(alias=thing)],
    ) -> Response:
        if form.value:
            async with form.attempt(db) as attempt:
                done = await step.act(db, actor, thing_id, form.value)
                said = step.said if isinstance(step.said, str) else step.said(done)
                return attempt.go(await step.leads_to(db, thing_id, done), said)
        return answer.form(template, await page_of(db, actor, thing_id, step, form), form)

    return take
