"""The desk of the drafting body: the opinions on its draft as one list that filters narrow, and one of them with
all that its answer needs."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from sqlalchemy import Select, bindparam, func, select

from forum import audience
from forum.actor import Actor
from forum.audience import Visibility
from forum.consultations.models import Opinion, OpinionLabel, OpinionResponse, ParagraphText
from forum.consultations.policy import Stance
from forum.consultations.queries.desk_filters import (
    IS_DRAFTED,
    PLACE,
    PLACES_WITHOUT_ARTICLE,
    STAGES,
    DeskFilter,
    on_desk,
)
from forum.consultations.queries.desk_lines import (
    PAGE,
    DeskLine,
    ids_alike,
    ids_on_page,
    lines_of,
    neighbours,
)
from forum.consultations.queries.lines import ConsultationLine, consultation_line
from forum.consultations.queries.margin import (
    OPINIONS,
    OpinionView,
    OtherWording,
    opinion_views,
    other_wordings,
    place_in_draft,
)
from forum.consultations.queries.notes import NoteView, notes_on, staff_of
from forum.consultations.queries.objecting import NotUnderstood, misunderstandings, words_not_understood
from forum.consultations.queries.reading import steps_on
from forum.consultations.queries.responses import opinions_answered_by
from forum.consultations.queries.templates import TemplateView, templates_of
from forum.contributions.models import Contribution, OfficialText
from forum.contributions.queries import TextView
from forum.database import PLANNED_ANEW, ReadDb
from forum.errors import Forbidden
from forum.state import word_of
from forum.words import Words, _


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
    other_wordings: tuple[OtherWording, ...]
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
    not_understood = await words_not_understood(db, actor.at, line.id)
    can = await steps_on(db, actor, line, not_understood)
    if "draft_response" not in can:
        raise Forbidden
    places, labels = await _places(db, actor, line.id), await _labels(db, line.id)
    filters = await _of_one_submission(db, line.id, _of_what_stands(filters, places, labels))
    ids = await ids_on_page(db, actor, line.id, filters)
    chosen = await _chosen(db, actor, line.id, filters.opinion_id or typed_id or next(iter(ids), None))
    chosen_id = chosen.text.id if chosen else None
    like = await ids_alike(db, actor, line.id, chosen)
    on_page = ids[:PAGE]
    shown = {*on_page, *like, *([chosen_id] if chosen_id else [])}
    line_of = await lines_of(db, actor, line.id, sorted(shown), filters, chosen_id)
    lines = tuple(line_of[one] for one in on_page if one in line_of)
    words = await misunderstandings(db, actor, [chosen_id] if chosen_id else [])
    around = await neighbours(db, actor, line.id, filters, chosen_id)
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
        chosen_line=line_of.get(chosen_id or 0),
        misunderstandings=words.get(chosen_id or 0, ()),
        beside=await _answered_with(db, chosen),
        like=tuple(line_of[one] for one in like if one in line_of),
        other_wordings=await other_wordings(db, actor, chosen),
        others=tuple(one for one in lines if not one.state and not one.is_chosen and one.id not in like),
        previous_url=before,
        following_url=after,
        drafted_count=await db.scalar(_DRAFTED_COUNT, {"consultation_id": line.id}) or 0,
        templates=await templates_of(db, line.body_id),
        notes=await notes_on(db, actor, chosen_id),
        not_understood=not_understood,
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


_CHOSEN = OPINIONS.where(
    Opinion.consultation_id == bindparam("consultation_id"),
    Opinion.id == bindparam("opinion_id"),
    Contribution.visibility == Visibility.published,
)


async def _chosen(
    db: ReadDb, actor: Actor, consultation_id: int, opinion_id: int | None
) -> OpinionView | None:
    if opinion_id is None:
        return None
    of_this = {"consultation_id": consultation_id, "opinion_id": opinion_id}
    return next(iter(await opinion_views(db, actor, _CHOSEN, of_this)), None)


async def _answered_with(db: ReadDb, chosen: OpinionView | None) -> tuple[str, ...]:
    """The codes of the other opinions that the response to this one answers."""
    if chosen is None or chosen.response is None:
        return ()
    answered = await opinions_answered_by(db, [chosen.response.id])
    return tuple(code for one, code in answered.get(chosen.response.id, ()) if one != chosen.text.id)


async def following(
    db: ReadDb, actor: Actor, consultation_id: int, filters: DeskFilter, opinion_id: int
) -> DeskFilter:
    """The same filter at the opinion that comes after this one."""
    _before, after = await neighbours(db, actor, consultation_id, filters, opinion_id)
    return replace(filters, opinion_id=after)


@cache
def _counted(conditions: tuple[str, ...]) -> Select[int, *tuple[int, ...]]:
    counts = [func.count().filter(clause) for _words, clause in STAGES.values()]
    return on_desk(select(func.count(), *counts), conditions).execution_options(**PLANNED_ANEW)


async def _stages(db: ReadDb, actor: Actor, consultation_id: int, filters: DeskFilter) -> tuple[Chip, ...]:
    """How many opinions of the filter are at each stage, after all of them."""
    query = _counted(filters.conditions_but_stage)
    total, *by_stage = (await db.execute(query, filters.values(actor, consultation_id))).one()
    every = replace(filters, stage="", opinion_id=None, after=None)
    chips = [Chip(_("Tất cả"), every.url(consultation_id), total, not filters.stage)]
    for (name, (words, _clause)), count in zip(STAGES.items(), by_stage, strict=True):
        url = replace(every, stage=name).url(consultation_id)
        chips.append(Chip(words, url, count, filters.stage == name))
    return tuple(chips)


_PLACES = (
    on_desk(select(PLACE.label("place"), func.count()))
    .group_by("place")
    .order_by(func.min(place_in_draft(ParagraphText.position)), "place")
    .execution_options(**PLANNED_ANEW)
)


async def _places(db: ReadDb, actor: Actor, consultation_id: int) -> tuple[tuple[str, Words | str], ...]:
    """The articles and other parts that opinions speak of, in the order of the draft."""
    rows = await db.execute(_PLACES, audience.params(actor) | {"consultation_id": consultation_id})
    return tuple((place, f"{PLACES_WITHOUT_ARTICLE.get(place, place)} ({count})") for place, count in rows)


_LABELS = (
    select(OpinionLabel.id, OpinionLabel.name)
    .where(OpinionLabel.consultation_id == bindparam("consultation_id"))
    .order_by(OpinionLabel.name)
)


async def _labels(db: ReadDb, consultation_id: int) -> tuple[tuple[int, str], ...]:
    rows = await db.execute(_LABELS, {"consultation_id": consultation_id})
    return tuple((label_id, name) for label_id, name in rows)


# Responses that can be submitted now.
_DRAFTED_COUNT = (
    select(func.count())
    .select_from(OpinionResponse)
    .join(OfficialText, OfficialText.id == OpinionResponse.id)
    .where(OpinionResponse.consultation_id == bindparam("consultation_id"), IS_DRAFTED)
)
