"""See: responses, for their readers and for the side that drafts them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from forum import audience
from forum.actor import Actor
from forum.consultations.models import (
    Opinion,
    OpinionResponse,
)
from forum.consultations.policy import Result
from forum.contributions.models import Contribution
from forum.contributions.queries import BYLINE, TextView, known_texts, text_view
from forum.database import ReadDb


@dataclass(frozen=True, slots=True)
class ResponseView:
    id: int
    result: Result
    place: str
    state: str
    text: TextView
    sent_back_note: str
    opinion_codes: tuple[str, ...] = ()


async def responses_by_id(db: ReadDb, actor: Actor, ids: Sequence[int]) -> dict[int, ResponseView]:
    if not ids:
        return {}
    rows = await db.execute(
        known_texts(select(Contribution, BYLINE, OpinionResponse))
        .join(OpinionResponse, OpinionResponse.id == Contribution.id)
        .where(Contribution.id.in_(set(ids)), audience.clause(Contribution)),
        audience.params(actor),
    )
    return {response.id: response_view(text_view(actor, it, by), response) for it, by, response in rows}


def response_view(text: TextView, row: OpinionResponse, codes: tuple[str, ...] = ()) -> ResponseView:
    return ResponseView(row.id, row.result, row.place, row.state, text, row.sent_back_note, codes)


async def responses_of(db: ReadDb, actor: Actor, consultation_id: int, *states: str) -> list[ResponseView]:
    """The side's own list of responses in those states, each with the codes of the opinions it answers."""
    rows = (
        await db.execute(
            known_texts(select(Contribution, BYLINE, OpinionResponse))
            .join(OpinionResponse, OpinionResponse.id == Contribution.id)
            .where(OpinionResponse.consultation_id == consultation_id, OpinionResponse.state.in_(states))
            .where(audience.clause(Contribution))
            .order_by(OpinionResponse.id)
            .limit(500),
            audience.params(actor),
        )
    ).all()
    codes: dict[int, list[str]] = {}
    for response_id, code in await db.execute(
        select(Opinion.response_id, Contribution.code)
        .join(Contribution, Contribution.id == Opinion.id)
        .where(Opinion.response_id.in_([response.id for _, _, response in rows]))
        .order_by(Opinion.id)
    ):
        codes.setdefault(response_id or 0, []).append(code or "")
    return [
        response_view(text_view(actor, it, by), response, tuple(codes.get(response.id, ())))
        for it, by, response in rows
    ]
