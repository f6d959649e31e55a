"""Responses, for readers and for the drafting side."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Nullable, bindparam, select

from forum import audience
from forum.actor import ALLOWED, Actor
from forum.consultations import policy
from forum.consultations.models import AnswerTemplate, Consultation, Opinion, OpinionResponse
from forum.consultations.opinion_texts import TEXT_OF_OPINION
from forum.consultations.policy import Result
from forum.consultations.queries.unanswered import is_reopened
from forum.contributions.bylines import BYLINE
from forum.contributions.models import Contribution, OfficialText
from forum.contributions.official import digest_of
from forum.contributions.official.policy import UNPUBLISHED, on_paper_steps, publishes_from
from forum.contributions.official.queries import DISOWNED
from forum.contributions.policy import OfficialState
from forum.contributions.queries import TextView, known_texts, text_view
from forum.database import ReadDb
from forum.paperwork.difference import Piece, by_words
from forum.state import key_of


@dataclass(frozen=True, slots=True)
class ResponseView:
    """On the drafting side's pages, also with the opinions it answers and the digest of all that will be
    published."""

    id: int
    result: Result
    place: str
    wording: str  # as it will stand, where it takes one up
    state: OfficialState
    text: TextView
    sent_back_note: str
    opinion_ids: tuple[int, ...] = ()
    opinion_codes: tuple[str, ...] = ()
    digest: str = ""
    template_id: int | None = None
    template: str = ""  # the title of the one that the text was made from
    since_template: tuple[Piece, ...] = ()  # what was changed from it
    repudiated_at: datetime | None = None
    publishes_from: datetime | None = None  # where its approval was recorded
    name_form: str = "body"
    can: frozenset[str] = frozenset()  # of what is done about an approval on paper

    @property
    def state_key(self) -> str:
        return response_key(self.state) if self.repudiated_at is None else DISOWNED

    @property
    def is_drafted(self) -> bool:
        return self.state == OfficialState.drafted

    @property
    def awaits_approval(self) -> bool:
        return self.state == OfficialState.awaiting_approval

    @property
    def is_published(self) -> bool:
        return self.state == OfficialState.published

    @property
    def is_unpublished(self) -> bool:
        return self.state in UNPUBLISHED


# State labels of a response that differ from those of other official texts.
_OWN_WORDS = {
    OfficialState.drafted: "official_text.response_drafted",
    OfficialState.published: "official_text.response_published",
}


def response_key(state: OfficialState) -> str:
    return _OWN_WORDS.get(state) or key_of(state)


_RESPONSES = (
    known_texts(select(Contribution, BYLINE, OpinionResponse, OfficialText, Nullable(AnswerTemplate.title)))
    .join(OfficialText, OfficialText.id == Contribution.id)
    .join(OpinionResponse, OpinionResponse.id == Contribution.id)
    .outerjoin(AnswerTemplate, AnswerTemplate.id == OpinionResponse.template_id)
    .where(audience.clause(Contribution))
)


_STANDING = _RESPONSES.where(
    Contribution.id.in_(bindparam("ids", expanding=True)), OfficialText.state != OfficialState.replaced
)


async def responses_by_id(db: ReadDb, actor: Actor, ids: Sequence[int]) -> dict[int, ResponseView]:
    """Without those whose draft was closed: what they were to answer needs another."""
    if not ids:
        return {}
    rows = await db.execute(_STANDING, audience.params(actor) | {"ids": sorted(set(ids))})
    return {
        it.id: _view(actor, text_view(actor, it, by), response, way, title or "")
        for it, by, response, way, title in rows
    }


def was_answered_by(response_id: int) -> ColumnElement[bool]:
    """Opinions beside which a response stays that its head disowned."""
    consultation_id = select(OpinionResponse.consultation_id).where(OpinionResponse.id == response_id)
    of_it = Opinion.consultation_id == consultation_id.scalar_subquery()
    return of_it & Opinion.repudiated_response_ids.contains([response_id])


async def responses_of(
    db: ReadDb,
    actor: Actor,
    consultation_id: int,
    states: Collection[OfficialState],
    *,
    ids: Collection[int] | None = None,
    limit: int = 500,
) -> list[ResponseView]:
    """The drafting side's responses in those states, only some of them if `ids` are given. Two statements."""
    query = _RESPONSES.where(
        OpinionResponse.consultation_id == consultation_id, OfficialText.state.in_(states)
    )
    if ids is not None:
        query = query.where(OpinionResponse.id.in_(ids))
    rows = (await db.execute(query.order_by(OpinionResponse.id).limit(limit), audience.params(actor))).all()
    answered = await opinions_answered_by(db, [it.id for it, *_ in rows])
    return [
        _view(actor, text_view(actor, it, by), response, way, title or "", answered.get(it.id, []))
        for it, by, response, way, title in rows
    ]


def _view(
    actor: Actor,
    text: TextView,
    it: OpinionResponse,
    way: OfficialText,
    template: str,
    answered: Sequence[tuple[int, str]] = (),
) -> ResponseView:
    ids = tuple(opinion_id for opinion_id, _ in answered)
    return ResponseView(
        id=it.id,
        result=it.result,
        place=it.place,
        wording=text.barred(it.wording) if text.tombstone is None else "",
        state=way.state,
        text=text,
        sent_back_note=way.sent_back_note,
        opinion_ids=ids,
        opinion_codes=tuple(code for _, code in answered),
        digest=digest_of(text, way, it.beside(ids)) if ids else "",
        template_id=it.template_id,
        template=template,
        repudiated_at=way.repudiated_at,
        publishes_from=publishes_from(way) if way.state == OfficialState.approved else None,
        can=on_paper_steps(actor, way, ALLOWED) - {"publish"},
        since_template=tuple(by_words(it.template_text, text.text)) if template and ids else (),
    )


_ANSWERED_BY = (
    select(Opinion.response_id, Opinion.id, Contribution.code)
    .join(Contribution, TEXT_OF_OPINION)
    .where(Opinion.response_id.in_(bindparam("response_ids", expanding=True)))
    .order_by(Opinion.id)
)


async def opinions_answered_by(db: ReadDb, response_ids: Sequence[int]) -> dict[int, list[tuple[int, str]]]:
    """By response: (id, code) of the opinions it answers."""
    found: dict[int, list[tuple[int, str]]] = {}
    rows = await db.execute(_ANSWERED_BY, {"response_ids": response_ids})
    for response_id, opinion_id, code in rows:
        found.setdefault(response_id or 0, []).append((opinion_id, code or ""))
    return found


async def answerable(db: ReadDb, actor: Actor, ids: Collection[int]) -> frozenset[int]:
    """Those of these responses whose consultation may still be responded to."""
    rows = await db.execute(
        select(OpinionResponse.id, Consultation)
        .join(Consultation, Consultation.id == OpinionResponse.consultation_id)
        .where(OpinionResponse.id.in_(ids))
    )
    found = rows.all()
    may = {
        it.id: policy.may_respond(actor, it, is_reopened=await is_reopened(db, it, actor.at))
        for it in {it.id: it for _, it in found}.values()
    }
    return frozenset(response_id for response_id, it in found if may[it.id])
