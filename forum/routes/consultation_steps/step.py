"""The page of one step about a consultation, shown when opened by its address or when its form must be mended."""

from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from forum.actor import Actor
from forum.consultations.queries import (
    OpinionView,
    ReadingPage,
    ResponseView,
    reading_page,
)
from forum.contributions.models import LegalTerm
from forum.database import Db
from forum.web.answers import Answer
from forum.web.forms import Form


@dataclass(frozen=True, slots=True)
class StepPage:
    title: str
    step: str
    form: Form[Any]
    reading: ReadingPage
    opinions: tuple[OpinionView, ...] = ()
    responses: tuple[ResponseView, ...] = ()
    minimum: LegalTerm | None = None
    back: str = ""


async def step_again(
    db: Db,
    actor: Actor,
    answer: Answer,
    form: Form[Any],
    consultation_id: int,
    step: str,
    title: str,
    **more: Any,
) -> Response:
    """The step's own page, shown when opened by its address or when its form must be mended."""
    reading = await reading_page(db, actor, consultation_id, more.pop("paragraph_id", None))
    back = more.pop("back", f"/gop-y-du-thao/{consultation_id}/soan")
    page = StepPage(title, step, form, reading, back=back, **more)
    return answer.form("consultations/step.html", page, form)
