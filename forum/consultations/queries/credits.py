"""Whose wording stands in the text: the authors who agreed to be named beside it."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from forum import audience
from forum.actor import Actor
from forum.audience import Visibility
from forum.consultations.desk.uptake import stands_in
from forum.consultations.models import Opinion, OpinionResponse, ParagraphText
from forum.contributions.bylines import BYLINE
from forum.contributions.models import Contribution, OfficialText
from forum.contributions.policy import OfficialState
from forum.contributions.queries import known_texts, text_view
from forum.database import ReadDb
from forum.urls import url_for


@dataclass(frozen=True, slots=True)
class Credit:
    """An author named beside the words that were taken up."""

    author: str
    code: str
    url: str


async def credits_at(
    db: ReadDb, actor: Actor, texts: Mapping[int, ParagraphText]
) -> dict[int, tuple[Credit, ...]]:
    """By text, for the texts of one version, given by their paragraph. A first version takes up nothing. One
    statement for any number."""
    if not any(text.version > 1 for text in texts.values()):
        return {}
    query = (
        known_texts(select(Contribution, BYLINE, Opinion, OpinionResponse.wording))
        .join(Opinion, Opinion.id == Contribution.id)
        .join(OpinionResponse, OpinionResponse.id == Opinion.response_id)
        .join(OfficialText, OfficialText.id == OpinionResponse.id)
        .where(
            Opinion.place_id.in_(texts),
            Opinion.may_be_named.is_(True),
            OpinionResponse.wording != "",
            OfficialText.state == OfficialState.published,
            Contribution.visibility == Visibility.published,
            audience.clause(Contribution),
        )
        .order_by(Opinion.id)
    )
    found: dict[int, tuple[Credit, ...]] = {}
    for it, by, opinion, wording in await db.execute(query, audience.params(actor)):
        text = texts[opinion.place_id or 0]
        if opinion.proposed_wording and opinion.version < text.version and stands_in(wording, text.text):
            credit = Credit(
                text_view(actor, it, by).author, it.code or "", url_for("consultations.opinion", it.id)
            )
            found[text.id] = (*found.get(text.id, ()), credit)
    return found
