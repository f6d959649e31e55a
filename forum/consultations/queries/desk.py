"""The desk of the drafting body: the opinions on its draft as one list that filters narrow, and one of them with
all that its answer needs."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Nullable, Subquery, func, select, tuple_
from sqlalchemy.orm import aliased

from forum import audience
from forum.actor import Actor
from forum.audience import Visibility
from forum.consultations.likeness import alike
from forum.consultations.models import Opinion, OpinionLabel, OpinionResponse, ParagraphText
from forum.consultations.opinion_texts import TEXT_OF_OPINION
from forum.consultations.policy import Stance
from forum.consultations.queries.desk_filters import (
    IS_DRAFTED,
    PLACE,
    PLACES_WITHOUT_ARTICLE,
    STAGES,
    DeskFilter,
    on_desk,
)
from forum.consultations.queries.lines import ConsultationLine, consultation_line
from forum.consultations.queries.margin import OpinionView, opinions, other_wordings, place_in_draft
from forum.consultations.queries.notes import NoteView, notes_on, staff_of
from forum.consultations.queries.objecting import NotUnderstood, misunderstandings, words_not_understood
from forum.consultations.queries.reading import steps_on
from forum.consultations.queries.responses import opinions_answered_by, response_key
from forum.consultations.queries.table import follows, key_in_draft
from forum.consultations.queries.templates import TemplateView, templates_of
from forum.contributions.bylines import BYLINE
from forum.contributions.models import Contribution, OfficialText
from forum.contributions.queries import TextView, known_texts, text_view
from forum.database import PLANNED_ANEW, ReadDb
from forum.errors import Forbidden
from forum.rendering import excerpt
from forum.state import word_of
from forum.words import Words, _

PAGE = 20
COMPARED, SHOWN_ALIKE = 60, 8


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


@dataclass(frozen=True, slots=True)
class Chip:
    words: Words | str
    url: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class DeskPage:
    """`beside` are the opinions that are answered together with the chosen one, `like` and `others` those that could
    be."""

    line: ConsultationLine
    can: frozenset[str]
    filters: DeskFilter
    stages: tuple[Chip, ...]
    places: tuple[tuple[str, Words | str], ...]
    labels: tuple[tuple[int, str], ...]
    officers: tuple[tuple[int, str], ...]
    lines: tuple[DeskLine, ...]
    next_url: str | None
    chosen: OpinionView | None
    chosen_line: DeskLine | None
    misunderstandings: tuple[TextView, ...]
    beside: tuple[str, ...]
    like: tuple[DeskLine, ...]
    other_wordings: tuple[OpinionView, ...]
    others: tuple[DeskLine, ...]
    previous_url: str | None
    following_url: str | None
    drafted_count: int
    templates: tuple[TemplateView, ...]
    notes: tuple[NoteView, ...]
    not_understood: NotUnderstood

    @property
    def url(self) -> str:
        return self.line.url

    @property
    def stances(self) -> list[tuple[Stance, Words]]:
        return [(stance, word_of(stance)) for stance in Stance]

    @property
    def here(self) -> str:
        """The address of this page with its filter and the chosen opinion."""
        chosen = self.chosen.text.id if self.chosen else None
        return replace(self.filters, opinion_id=chosen).url(self.line.id)


async def desk_page(
    db: ReadDb, actor: Actor, consultation_id: int, filters: DeskFilter, typed_id: int | None = None
) -> DeskPage:
    """`typed_id` is an opinion that a form which comes back speaks of. The same statements for any number of opinions.
    Raises Forbidden for those who do not answer."""
    line = await consultation_line(db, actor, consultation_id)
    can = await steps_on(db, actor, line)
    if "draft_response" not in can:
        raise Forbidden
    places, labels = await _places(db, actor, line.id), await _labels(db, line.id)
    filters = await _of_one_submission(db, line.id, _of_what_stands(filters, places, labels))
    ids = await _ids(db, actor, line.id, filters)
    chosen = await _chosen(db, actor, line.id, filters.opinion_id or typed_id or next(iter(ids), None))
    chosen_id = chosen.text.id if chosen else None
    lines, chosen_line = await _shown(db, actor, line.id, ids[:PAGE], filters, chosen_id)
    answered_by = chosen.response.id if chosen and chosen.response else 0
    beside = await opinions_answered_by(db, [answered_by])
    like = await _like(db, actor, line.id, filters, chosen)
    words = await misunderstandings(db, actor, [chosen_id] if chosen_id else [])
    around = await _around(db, actor, line.id, filters, chosen_id)
    before, after = (_url_at(line.id, filters, one) for one in around)
    return DeskPage(
        line=line,
        can=can,
        filters=filters,
        stages=await _stages(db, actor, line.id, filters),
        places=places,
        labels=labels,
        officers=await staff_of(db, actor, line.body_id),
        lines=lines,
        next_url=_next_url(line.id, filters, ids),
        chosen=chosen,
        chosen_line=chosen_line,
        misunderstandings=words.get(chosen_id or 0, ()),
        beside=tuple(code for one, code in beside.get(answered_by, ()) if one != chosen_id),
        like=like,
        other_wordings=await other_wordings(db, actor, chosen),
        others=tuple(one for one in lines if not one.state and not one.is_chosen and one not in like),
        previous_url=before,
        following_url=after,
        drafted_count=await _drafted_count(db, line.id),
        templates=await templates_of(db, line.body_id),
        notes=await notes_on(db, actor, chosen_id),
        not_understood=await words_not_understood(db, actor.at, line.id),
    )


def _of_what_stands(
    filters: DeskFilter, places: Sequence[tuple[str, Words | str]], labels: Sequence[tuple[int, str]]
) -> DeskFilter:
    """Without a place or label that is there no more."""
    place = filters.place if filters.place in dict(places) else ""
    return replace(
        filters, place=place, label_id=filters.label_id if filters.label_id in dict(labels) else None
    )


async def _of_one_submission(db: ReadDb, consultation_id: int, filters: DeskFilter) -> DeskFilter:
    """Without a submission that brought nothing here. No statement where none is asked for."""
    if filters.submission_id is None:
        return filters
    brought = select(Opinion.id).where(
        Opinion.submission_id == filters.submission_id, Opinion.consultation_id == consultation_id
    )
    return filters if await db.scalar(brought.limit(1)) else replace(filters, submission_id=None)


def _next_url(consultation_id: int, filters: DeskFilter, ids: Sequence[int]) -> str | None:
    if len(ids) <= PAGE:
        return None
    return replace(filters, opinion_id=None, after=ids[PAGE - 1]).url(consultation_id)


def _url_at(consultation_id: int, filters: DeskFilter, opinion_id: int | None) -> str | None:
    return replace(filters, opinion_id=opinion_id).url(consultation_id) if opinion_id is not None else None


async def _chosen(
    db: ReadDb, actor: Actor, consultation_id: int, opinion_id: int | None
) -> OpinionView | None:
    if opinion_id is None:
        return None
    is_published = Contribution.visibility == Visibility.published
    of_this = (Opinion.consultation_id == consultation_id, Opinion.id == opinion_id, is_published)
    return next(iter(await opinions(db, actor, *of_this, limit=1)), None)


async def _ids(db: ReadDb, actor: Actor, consultation_id: int, filters: DeskFilter) -> list[int]:
    """PAGE + 1 in the order of the draft."""
    query = on_desk(select(Opinion.id), consultation_id).where(*filters.clauses(actor))
    if filters.after is not None:
        query = query.where(follows(filters.after))
    order = (place_in_draft(ParagraphText.position), Opinion.id)
    one_page = query.order_by(*order).limit(PAGE + 1).execution_options(**PLANNED_ANEW)
    return list(await db.scalars(one_page, audience.params(actor)))


async def _around(
    db: ReadDb, actor: Actor, consultation_id: int, filters: DeskFilter, opinion_id: int | None
) -> tuple[int | None, int | None]:
    """The opinions before and after one, within the filter; after the last comes the first."""
    if opinion_id is None:
        return None, None
    inside = on_desk(select(Opinion.id), consultation_id).where(
        *filters.clauses(actor), Opinion.id != opinion_id
    )
    position = place_in_draft(ParagraphText.position)
    is_before = tuple_(position, Opinion.id) < key_in_draft(opinion_id)
    before = inside.where(is_before).order_by(position.desc(), Opinion.id.desc()).limit(1)
    after = inside.order_by(is_before, position, Opinion.id).limit(1)
    both = select(before.scalar_subquery(), after.scalar_subquery()).execution_options(**PLANNED_ANEW)
    previous_id, following_id = (await db.execute(both, audience.params(actor))).one()
    return previous_id, following_id


async def following(
    db: ReadDb, actor: Actor, consultation_id: int, filters: DeskFilter, opinion_id: int
) -> DeskFilter:
    """The same filter at the opinion that comes after this one."""
    _before, after = await _around(db, actor, consultation_id, filters, opinion_id)
    return replace(filters, opinion_id=after)


async def _shown(
    db: ReadDb,
    actor: Actor,
    consultation_id: int,
    ids: list[int],
    filters: DeskFilter,
    chosen_id: int | None,
) -> tuple[tuple[DeskLine, ...], DeskLine | None]:
    """The lines of a page, and that of the chosen opinion, which may be on another one. One statement."""
    away = [chosen_id] if chosen_id is not None and chosen_id not in ids else []
    lines = await _lines(db, actor, consultation_id, [*ids, *away], filters, chosen_id)
    chosen = next((one for one in lines if one.is_chosen), None)
    return tuple(one for one in lines if one.id not in away), chosen


async def _lines(
    db: ReadDb,
    actor: Actor,
    consultation_id: int,
    ids: list[int],
    filters: DeskFilter,
    chosen_id: int | None,
) -> tuple[DeskLine, ...]:
    sent = _sent_together(consultation_id, ids)
    columns = (Contribution, BYLINE, Opinion, Nullable(ParagraphText.path), PLACE, OfficialText.state)
    query = on_desk(known_texts(select(*columns, sent.c.count)), consultation_id)
    query = query.outerjoin(sent, sent.c.submission_id == Opinion.submission_id).where(Opinion.id.in_(ids))
    found = {}
    for it, by, opinion, path, place, state, count in await db.execute(query, audience.params(actor)):
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
    return tuple(found[one] for one in ids if one in found)


_asked = aliased(Opinion)


def _sent_together(consultation_id: int, ids: Sequence[int]) -> Subquery:
    """How many opinions of the desk came in each submission that brought one of these."""
    brought = select(_asked.submission_id).where(_asked.id.in_(ids), _asked.submission_id.is_not(None))
    return (
        select(Opinion.submission_id, func.count().label("count"))
        .select_from(Contribution)
        .join(Opinion, TEXT_OF_OPINION)
        .where(
            Opinion.consultation_id == consultation_id,
            Opinion.submission_id.in_(brought),
            Contribution.visibility == Visibility.published,
            audience.clause(Contribution),
        )
        .group_by(Opinion.submission_id)
        .subquery("sent")
    )


async def _like(
    db: ReadDb, actor: Actor, consultation_id: int, filters: DeskFilter, chosen: OpinionView | None
) -> tuple[DeskLine, ...]:
    """Opinions without a response at the same place that say much the same, of the COMPARED given next to it."""
    if chosen is None or chosen.response is not None:
        return ()
    place = Opinion.place_id == chosen.place_id if chosen.place_id else Opinion.target == chosen.target
    query = on_desk(select(Contribution), consultation_id).where(
        place, Opinion.response_id.is_(None), Opinion.id != chosen.text.id
    )
    nearest = query.order_by(func.abs(Opinion.id - chosen.text.id)).limit(COMPARED)
    texts = {one.id: one.text for one in await db.scalars(nearest, audience.params(actor))}
    likest = alike(chosen.text.text, texts)[:SHOWN_ALIKE]
    return await _lines(db, actor, consultation_id, likest, filters, None)


async def _stages(db: ReadDb, actor: Actor, consultation_id: int, filters: DeskFilter) -> tuple[Chip, ...]:
    """How many opinions of the filter are at each stage, after all of them."""
    counts = [func.count().filter(clause) for _words, clause in STAGES.values()]
    those = filters.clauses(actor, but_stage=True)
    query = on_desk(select(func.count(), *counts), consultation_id).where(*those)
    query = query.execution_options(**PLANNED_ANEW)
    total, *by_stage = (await db.execute(query, audience.params(actor))).one()
    every = replace(filters, stage="", opinion_id=None, after=None)
    chips = [Chip(_("Tất cả"), every.url(consultation_id), total, not filters.stage)]
    for (name, (words, _clause)), count in zip(STAGES.items(), by_stage, strict=True):
        url = replace(every, stage=name).url(consultation_id)
        chips.append(Chip(words, url, count, filters.stage == name))
    return tuple(chips)


async def _places(db: ReadDb, actor: Actor, consultation_id: int) -> tuple[tuple[str, Words | str], ...]:
    """The articles and other parts that opinions speak of, in the order of the draft."""
    first = func.min(place_in_draft(ParagraphText.position))
    query = on_desk(select(PLACE.label("place"), func.count()), consultation_id)
    query = query.execution_options(**PLANNED_ANEW)
    rows = await db.execute(query.group_by("place").order_by(first, "place"), audience.params(actor))
    return tuple((place, f"{PLACES_WITHOUT_ARTICLE.get(place, place)} ({count})") for place, count in rows)


async def _labels(db: ReadDb, consultation_id: int) -> tuple[tuple[int, str], ...]:
    of_this = select(OpinionLabel.id, OpinionLabel.name).where(
        OpinionLabel.consultation_id == consultation_id
    )
    return tuple((label_id, name) for label_id, name in await db.execute(of_this.order_by(OpinionLabel.name)))


async def _drafted_count(db: ReadDb, consultation_id: int) -> int:
    """Responses that can be submitted now."""
    query = (
        select(func.count())
        .select_from(OpinionResponse)
        .join(OfficialText, OfficialText.id == OpinionResponse.id)
        .where(OpinionResponse.consultation_id == consultation_id, IS_DRAFTED)
    )
    return await db.scalar(query) or 0
