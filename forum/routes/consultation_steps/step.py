"""The page of one step about a consultation, shown when opened by its address or when its form must be mended."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from forum.actor import Actor, Decision
from forum.consultations.queries import ConsultationLine, OpinionView, ReadingPage, ResponseView, url_of
from forum.database import Db
from forum.deadlines.queries import Limit
from forum.urls import url_for
from forum.web.forms import Form

# Which rule stands before the page of a step, by the step's verb.
Rules = dict[str, Callable[[Actor, ConsultationLine], Decision]]


@dataclass(frozen=True, slots=True)
class StepPage:
    title: str
    step: str
    form: Form[Any]
    reading: ReadingPage
    opinions: tuple[OpinionView, ...] = ()
    responses: tuple[ResponseView, ...] = ()
    minimum: Limit | None = None
    back: str = ""


async def to_consultation(db: Db, consultation_id: int, done: object) -> str:
    return await url_of(db, consultation_id)


def preparing_url(consultation_id: int) -> str:
    return url_for("consultations.prepare", consultation_id)


def responding_url(consultation_id: int) -> str:
    return url_for("consultations.draft_response", consultation_id)


def approving_url(consultation_id: int) -> str:
    return url_for("consultations.approve_responses", consultation_id)
