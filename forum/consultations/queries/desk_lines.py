"""The list of opinions of the desk: those of a page, the neighbours of one, and which are like it. The statements for
one set of conditions are made once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from sqlalchemy import BigInteger, Nullable, Select, bindparam, func, select, tuple_
from sqlalchemy.orm import aliased

from forum import audience
from forum.actor import Actor
from forum.audience import Visibility
from forum.consultations.likeness import alike
from forum.consultations.models import Opinion, ParagraphText
from forum.consultations.opinion_texts import TEXT_OF_OPINION
from forum.consultations.policy import Stance
from forum.consultations.queries.desk_filters import PLACE, PLACES_WITHOUT_ARTICLE, DeskFilter, on_desk
from forum.consultations.queries.margin import OpinionView, place_in_draft
from forum.consultations.queries.responses import response_key
from forum.consultations.queries.table import follows, key_in_draft
from forum.contributions.bylines import BYLINE
from forum.contributions.masks import masked
from forum.contributions.models import Contribution, OfficialText
from forum.contributions.queries import known_texts, text_view
from forum.database import PLANNED_ANEW, ReadDb
from forum.rendering import excerpt

PAGE = 20
COMPARED, SHOWN_ALIKE = 60, 8
_POSITION = place_in_draft(ParagraphText.position)
_OPINION_ID = bindparam("opinion_id", type_=BigInteger)
_IDS = bindparam("ids", type_=BigInteger, expanding=True)


@dataclass(frozen=True, slots=True)
class DeskLine:
    id: int
    code: str
    place: str
    stance: Stance
    author: str
    text: str
    state: str  # of its response; empty without one
    url: str
    is_chosen: bool
    sent_with: int  # how many others of this desk came in the same submission
    sent_with_url: str  # the desk with these and the opinion itself

    @property
    def first_words(self) -> str:
        return excerpt(self.text, 120)

    @property
    def option(self) -> tuple[int, str, str]:
        return self.id, f"{self.code} · {self.place} · {self.author}", self.first_words


@cache
def _one_page(conditions: tuple[str, ...], *, goes_on: bool) -> Select[int]:
    query = on_desk(select(Opinion.id), conditions)
    if goes_on:
        query = query.where(follows(bindparam("after", type_=BigInteger)))
    return query.order_by(_POSITION, Opinion.id).limit(PAGE + 1).execution_options(**PLANNED_ANEW)


async def ids_on_page(db: ReadDb, actor: Actor, consultation_id: int, filters: DeskFilter) -> list[int]:
    """PAGE + 1 in the order of the draft."""
    query = _one_page(filters.conditions, goes_on=filters.after is not None)
    values = filters.values(actor, consultation_id) | {"after": filters.after}
    return list(await db.scalars(query, values))


@cache
def _around(conditions: tuple[str, ...]) -> Select[int | None, int | None]:
    inside = on_desk(select(Opinion.id), conditions).where(Opinion.id != _OPINION_ID)
    is_before = tuple_(_POSITION, Opinion.id) < key_in_draft(_OPINION_ID)
    before = inside.where(is_before).order_by(_POSITION.desc(), Opinion.id.desc()).limit(1)
    after = inside.order_by(is_before, _POSITION, Opinion.id).limit(1)
    both = select(before.scalar_subquery(), after.scalar_subquery())
    return both.execution_options(**PLANNED_ANEW)


async def neighbours(
    db: ReadDb, actor: Actor, consultation_id: int, filters: DeskFilter, opinion_id: int | None
) -> tuple[int | None, int | None]:
    """The opinions before and after one, within the filter; after the last comes the first."""
    if opinion_id is None:
        return None, None
    values = filters.values(actor, consultation_id) | {"opinion_id": opinion_id}
    previous_id, following_id = (await db.execute(_around(filters.conditions), values)).one()
    return previous_id, following_id


_asked = aliased(Opinion)
# How many opinions of the desk came in each submission that brought one of these.
_sent = (
    select(Opinion.submission_id, func.count().label("count"))
    .select_from(Contribution)
    .join(Opinion, TEXT_OF_OPINION)
    .where(
        Opinion.consultation_id == bindparam("consultation_id"),
        Opinion.submission_id.in_(
            select(_asked.submission_id).where(_asked.id.in_(_IDS), _asked.submission_id.is_not(None))
        ),
        Contribution.visibility == Visibility.published,
        audience.clause(Contribution),
    )
    .group_by(Opinion.submission_id)
    .subquery("sent")
)
_COLUMNS = (Contribution, BYLINE, Opinion, Nullable(ParagraphText.path), PLACE, OfficialText.state)
_LINES = (
    on_desk(known_texts(select(*_COLUMNS, _sent.c.count)))
    .outerjoin(_sent, _sent.c.submission_id == Opinion.submission_id)
    .where(Opinion.id.in_(_IDS))
)


async def lines_of(
    db: ReadDb,
    actor: Actor,
    consultation_id: int,
    ids: Sequence[int],
    filters: DeskFilter,
    chosen_id: int | None,
) -> dict[int, DeskLine]:
    """By opinion. One statement for any number."""
    found = {}
    rows = await db.execute(_LINES, filters.values(actor, consultation_id) | {"ids": ids})
    for it, by, opinion, path, place, state, count in rows:
        text = text_view(actor, it, by)
        together = DeskFilter(submission_id=opinion.submission_id, opinion_id=it.id)
        found[it.id] = DeskLine(
            id=it.id,
            code=it.code or "",
            place=path or str(PLACES_WITHOUT_ARTICLE.get(place, place)),
            stance=opinion.stance,
            author=text.author,
            text=text.text,
            state=response_key(state) if state else "",
            url=replace(filters, opinion_id=it.id).url(consultation_id),
            is_chosen=it.id == chosen_id,
            sent_with=(count or 1) - 1,
            sent_with_url=together.url(consultation_id),
        )
    return found


_NEAREST = (
    on_desk(select(Contribution.id, Contribution.typed_title, Contribution.typed_text, Contribution.masks))
    .where(Opinion.response_id.is_(None), Opinion.id != _OPINION_ID)
    .order_by(func.abs(Opinion.id - _OPINION_ID))
    .limit(COMPARED)
)
_NEAREST_AT_PLACE = _NEAREST.where(Opinion.place_id == bindparam("place_id"))
_NEAREST_OF_TARGET = _NEAREST.where(Opinion.target == bindparam("target"))


async def ids_alike(
    db: ReadDb, actor: Actor, consultation_id: int, chosen: OpinionView | None
) -> Sequence[int]:
    """Opinions without a response at the same place that say much the same, of the COMPARED given next to it."""
    if chosen is None or chosen.response is not None:
        return ()
    values: dict[str, object] = {"consultation_id": consultation_id, "opinion_id": chosen.text.id}
    values |= {"place_id": chosen.place_id, "target": chosen.target}
    nearest = _NEAREST_AT_PLACE if chosen.place_id else _NEAREST_OF_TARGET
    rows = await db.execute(nearest, audience.params(actor) | values)
    others = {one_id: masked(title, text, masks).text for one_id, title, text, masks in rows}
    return alike(chosen.text.text, others)[:SHOWN_ALIKE]
