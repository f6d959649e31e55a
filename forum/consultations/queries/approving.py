"""What the head of a body approves: each response with all of the opinions that it answers."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select

from forum.actor import Actor
from forum.consultations.models import Opinion, OpinionResponse
from forum.consultations.queries.lines import ConsultationLine, consultation_line
from forum.consultations.queries.margin import OpinionView, opinions
from forum.consultations.queries.objecting import misunderstandings
from forum.consultations.queries.reading import steps_on
from forum.consultations.queries.responses import ResponseView, responses_of
from forum.contributions.models import OfficialText
from forum.contributions.official.policy import SUBMITTED
from forum.contributions.policy import OfficialState
from forum.contributions.queries import TextView
from forum.database import ReadDb
from forum.errors import Forbidden
from forum.urls import url_for

LISTED = 20  # responses in the list of several
OPINIONS = 500  # the most that one response answers


@dataclass(frozen=True, slots=True)
class Answered:
    """A response and the opinions that it answers, whole: what an approval covers."""

    response: ResponseView
    opinions: tuple[OpinionView, ...]
    misunderstandings: dict[int, tuple[TextView, ...]]  # by opinion
    send_back_url: str


@dataclass(frozen=True, slots=True)
class HeadPage:
    """`shown` is one response, or several where `lists_all`. `approved` wait to be published."""

    line: ConsultationLine
    can: frozenset[str]
    lists_all: bool
    shown: tuple[Answered, ...]
    waiting_count: int
    approved: tuple[ResponseView, ...]
    skip_url: str | None  # past the one shown

    @property
    def url(self) -> str:
        return self.line.url

    @property
    def ending(self) -> frozenset[str]:
        """What comes after approving."""
        return self.can & {"publish_responses"}


async def head_page(
    db: ReadDb, actor: Actor, consultation_id: int, response_id: int | None, *, lists_all: bool
) -> HeadPage:
    """The same statements for any number of responses. Raises Forbidden for all but the head."""
    line = await consultation_line(db, actor, consultation_id)
    can = await steps_on(db, actor, line)
    if "approve_responses" not in can:
        raise Forbidden
    ids = await _waiting(db, line.id)
    first = response_id if response_id in ids else next(iter(ids), None)
    wanted = ids[:LISTED] if lists_all else [first] if first is not None else []
    written = await responses_of(db, actor, line.id, SUBMITTED, ids=wanted)
    following = next((one for one in [*_after(ids, first), *ids] if one != first), None)
    return HeadPage(
        line=line,
        can=can,
        lists_all=lists_all,
        shown=await _answered(db, actor, [one for one in written if one.awaits_approval]),
        waiting_count=len(ids),
        approved=tuple(await responses_of(db, actor, line.id, [OfficialState.approved], limit=LISTED)),
        skip_url=address(line.id, following) if following is not None else None,
    )


def address(consultation_id: int, response_id: int) -> str:
    return url_for("consultations.approve_responses", consultation_id, query={"noi-dung": response_id})


def _after(ids: list[int], one: int | None) -> list[int]:
    return ids[ids.index(one) + 1 :] if one in ids else []


async def _waiting(db: ReadDb, consultation_id: int) -> list[int]:
    query = (
        select(OpinionResponse.id)
        .join(OfficialText, OfficialText.id == OpinionResponse.id)
        .where(
            OpinionResponse.consultation_id == consultation_id,
            OfficialText.state == OfficialState.awaiting_approval,
        )
    )
    return list(await db.scalars(query.order_by(OpinionResponse.id)))


async def _answered(db: ReadDb, actor: Actor, responses: Collection[ResponseView]) -> tuple[Answered, ...]:
    ids = [one.id for one in responses]
    found = await opinions(db, actor, Opinion.response_id.in_(ids), limit=OPINIONS, by_paragraph=True)
    by_response: dict[int, list[OpinionView]] = {}
    for opinion in found:
        if opinion.response is not None:
            by_response.setdefault(opinion.response.id, []).append(opinion)
    words = await misunderstandings(db, actor, [one.text.id for one in found])
    return tuple(
        Answered(
            response=one,
            opinions=tuple(by_response.get(one.id, ())),
            misunderstandings=words,
            send_back_url=url_for("consultations.send_back_response", one.id),
        )
        for one in responses
    )
