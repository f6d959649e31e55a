"""The desk of the drafting body: the opinions on its draft as one list that filters narrow, and one of them with
all that its answer needs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVarTuple

from sqlalchemy import ColumnElement, Nullable, Select, case, func, select, tuple_

from forum import audience
from forum.accounts.models import Persona
from forum.accounts.queries import personas_bound
from forum.actor import Actor, Role
from forum.audience import Visibility
from forum.consultations.likeness import alike
from forum.consultations.models import LabelledOpinion, Opinion, OpinionLabel, OpinionResponse, ParagraphText
from forum.consultations.policy import Stance, Target
from forum.consultations.queries.lines import ConsultationLine, consultation_line
from forum.consultations.queries.margin import AS_GIVEN, OpinionView, opinions, other_wordings, place_in_draft
from forum.consultations.queries.objecting import NotUnderstood, misunderstandings, words_not_understood
from forum.consultations.queries.reading import steps_on
from forum.consultations.queries.responses import opinions_answered_by, response_key
from forum.consultations.queries.table import follows, key_in_draft
from forum.contributions.bylines import BYLINE
from forum.contributions.models import Contribution, OfficialText
from forum.contributions.policy import OfficialState
from forum.contributions.queries import TextView, known_texts, text_view
from forum.database import ReadDb
from forum.errors import Forbidden
from forum.rendering import excerpt
from forum.state import word_of
from forum.urls import url_for
from forum.words import Words, _

PAGE = 20
ARTICLES = "điều %"  # as a path begins
COMPARED, SHOWN_ALIKE = 60, 8
Columns = TypeVarTuple("Columns")

_IS_DRAFTED = OfficialText.state == OfficialState.drafted
# How far the answer to an opinion has come, by the name of the filter.
STAGES: Mapping[str, tuple[Words, ColumnElement[bool]]] = {
    "chua-soan": (_("Chưa soạn"), Opinion.response_id.is_(None)),
    "giai-trinh-lai": (
        _("Chờ giải trình lại"),
        Opinion.response_id.is_(None) & Opinion.earlier_response_id.is_not(None),
    ),
    "tra-lai": (_("Trả lại để chỉnh sửa"), _IS_DRAFTED & (OfficialText.sent_back_note != "")),
    "da-soan": (_("Đã soạn, chưa trình"), _IS_DRAFTED & (OfficialText.sent_back_note == "")),
    "dang-trinh": (_("Đang trình"), OfficialText.state == OfficialState.awaiting_approval),
    "da-duyet": (_("Đã duyệt, chưa công khai"), OfficialText.state == OfficialState.approved),
    "cong-khai": (_("Đã công khai"), OfficialText.state == OfficialState.published),
}
WHOLE, QUESTION, ELSEWHERE = "chung", "cau-hoi", "khac"
_PLACES_WITHOUT_ARTICLE = {
    WHOLE: _("Góp ý cho cả dự thảo"),
    QUESTION: _("Câu hỏi gợi ý"),
    ELSEWHERE: _("Đoạn không có số"),
}
# 'Điều 7' of 'Điều 7 khoản 2 điểm đ'; a part without articles stands for itself.
_PLACE = case(
    (Opinion.target == Target.whole, WHOLE),
    (Opinion.target == Target.question, QUESTION),
    (
        func.lower(ParagraphText.path).like(ARTICLES),
        func.split_part(ParagraphText.path, " ", 1) + " " + func.split_part(ParagraphText.path, " ", 2),
    ),
    else_=func.coalesce(func.nullif(ParagraphText.path, ""), func.nullif(ParagraphText.label, ""), ELSEWHERE),
)


@dataclass(frozen=True, slots=True)
class DeskFilter:
    """What narrows the list, and which opinion stands beside it. A value that names nothing narrows nothing."""

    stage: str = ""
    place: str = ""
    stance: Stance | None = None
    label_id: int | None = None
    is_mine: bool = False
    opinion_id: int | None = None
    after: int | None = None

    @property
    def narrowing(self) -> dict[str, str]:
        """As the address writes it."""
        values = {"buoc": self.stage, "cho": self.place, "thai-do": self.stance or ""}
        values |= {"nhan": str(self.label_id or ""), "cua-toi": "1" if self.is_mine else ""}
        return {name: value for name, value in values.items() if value}

    def url(self, consultation_id: int) -> str:
        more = {"y-kien": self.opinion_id, "sau": self.after}
        query: dict[str, object] = {**self.narrowing, **{k: v for k, v in more.items() if v is not None}}
        return url_for("consultations.draft_response", consultation_id, query=query)

    def clauses(self, actor: Actor, *, but_stage: bool = False) -> list[ColumnElement[bool]]:
        found: list[ColumnElement[bool]] = []
        if self.stage in STAGES and not but_stage:
            found.append(STAGES[self.stage][1])
        if self.place:
            found.append(_PLACE.in_([self.place]))
        if self.stance is not None:
            found.append(Opinion.stance == self.stance)
        if self.is_mine:
            found.append(Opinion.officer_id == actor.persona_id)
        if self.label_id is not None:
            labelled = select(LabelledOpinion.opinion_id).where(LabelledOpinion.label_id == self.label_id)
            found.append(Opinion.id.in_(labelled))
        return found


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
    misunderstandings: tuple[TextView, ...]
    beside: tuple[str, ...]
    like: tuple[DeskLine, ...]
    other_wordings: tuple[OpinionView, ...]
    others: tuple[DeskLine, ...]
    previous_url: str | None
    following_url: str | None
    drafted_count: int
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


def on_desk(query: Select[*Columns], consultation_id: int) -> Select[*Columns]:
    """The published opinions of a consultation, with their paragraph as given and how far their response is: those that
    the papers count. Executed with `audience.params(actor)`."""
    return (
        query.select_from(Contribution)
        .join(Opinion, Opinion.id == Contribution.id)
        .outerjoin(ParagraphText, AS_GIVEN)
        .outerjoin(OfficialText, OfficialText.id == Opinion.response_id)
        .where(
            Opinion.consultation_id == consultation_id,
            Contribution.visibility == Visibility.published,
            audience.clause(Contribution),
        )
    )


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
    filters = _of_what_stands(filters, places, labels)
    ids = await _ids(db, actor, line.id, filters)
    chosen = await _chosen(db, actor, line.id, filters.opinion_id or typed_id or next(iter(ids), None))
    chosen_id = chosen.text.id if chosen else None
    lines = await _lines(db, actor, line.id, ids[:PAGE], filters, chosen_id)
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
        officers=await _officers(db, actor, line.body_id),
        lines=lines,
        next_url=_next_url(line.id, filters, ids),
        chosen=chosen,
        misunderstandings=words.get(chosen_id or 0, ()),
        beside=tuple(code for one, code in beside.get(answered_by, ()) if one != chosen_id),
        like=like,
        other_wordings=await other_wordings(db, actor, chosen),
        others=tuple(one for one in lines if not one.state and not one.is_chosen and one not in like),
        previous_url=before,
        following_url=after,
        drafted_count=await _drafted_count(db, line.id),
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
    rows = await db.scalars(query.order_by(*order).limit(PAGE + 1), audience.params(actor))
    return list(rows)


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
    found = await db.execute(
        select(before.scalar_subquery(), after.scalar_subquery()), audience.params(actor)
    )
    previous_id, following_id = found.one()
    return previous_id, following_id


async def following(
    db: ReadDb, actor: Actor, consultation_id: int, filters: DeskFilter, opinion_id: int
) -> DeskFilter:
    """The same filter at the opinion that comes after this one."""
    _before, after = await _around(db, actor, consultation_id, filters, opinion_id)
    return replace(filters, opinion_id=after)


async def _lines(
    db: ReadDb,
    actor: Actor,
    consultation_id: int,
    ids: list[int],
    filters: DeskFilter,
    chosen_id: int | None,
) -> tuple[DeskLine, ...]:
    columns = (Contribution, BYLINE, Opinion, Nullable(ParagraphText.path), _PLACE, OfficialText.state)
    query = on_desk(known_texts(select(*columns)), consultation_id).where(Opinion.id.in_(ids))
    found = {}
    for it, by, opinion, path, place, state in await db.execute(query, audience.params(actor)):
        text = text_view(actor, it, by)
        found[it.id] = DeskLine(
            id=it.id,
            code=it.code or "",
            place=path or str(_PLACES_WITHOUT_ARTICLE.get(place, place)),
            stance=opinion.stance,
            author=text.author,
            text=text.text,
            state=response_key(state) if state else "",
            url=replace(filters, opinion_id=it.id).url(consultation_id),
            is_chosen=it.id == chosen_id,
        )
    return tuple(found[one] for one in ids if one in found)


async def _like(
    db: ReadDb, actor: Actor, consultation_id: int, filters: DeskFilter, chosen: OpinionView | None
) -> tuple[DeskLine, ...]:
    """Opinions without a response at the same place that say much the same, of the COMPARED given next to it."""
    if chosen is None or chosen.response is not None:
        return ()
    place = Opinion.place_id == chosen.place_id if chosen.place_id else Opinion.target == chosen.target
    query = on_desk(select(Opinion.id), consultation_id).where(
        place, Opinion.response_id.is_(None), Opinion.id != chosen.text.id
    )
    nearest = query.order_by(func.abs(Opinion.id - chosen.text.id)).limit(COMPARED)
    ids = list(await db.scalars(nearest, audience.params(actor)))
    lines = {one.id: one for one in await _lines(db, actor, consultation_id, ids, filters, None)}
    likest = alike(chosen.text.text, {one.id: one.text for one in lines.values()})
    return tuple(lines[one] for one in likest[:SHOWN_ALIKE])


async def _stages(db: ReadDb, actor: Actor, consultation_id: int, filters: DeskFilter) -> tuple[Chip, ...]:
    """How many opinions of the filter are at each stage, after all of them."""
    counts = [func.count().filter(clause) for _words, clause in STAGES.values()]
    query = on_desk(select(func.count(), *counts), consultation_id).where(
        *filters.clauses(actor, but_stage=True)
    )
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
    query = on_desk(select(_PLACE.label("place"), func.count()), consultation_id)
    rows = await db.execute(query.group_by("place").order_by(first, "place"), audience.params(actor))
    return tuple((place, f"{_PLACES_WITHOUT_ARTICLE.get(place, place)} ({count})") for place, count in rows)


async def _labels(db: ReadDb, consultation_id: int) -> tuple[tuple[int, str], ...]:
    of_this = select(OpinionLabel.id, OpinionLabel.name).where(
        OpinionLabel.consultation_id == consultation_id
    )
    return tuple((label_id, name) for label_id, name in await db.execute(of_this.order_by(OpinionLabel.name)))


async def _officers(db: ReadDb, actor: Actor, body_id: int) -> tuple[tuple[int, str], ...]:
    """Who answers for the body now."""
    ids = await personas_bound(db, actor.at, Role.body_officer, Role.body_head, body_id=body_id)
    rows = await db.execute(select(Persona.id, Persona.name).where(Persona.id.in_(ids)).order_by(Persona.id))
    return tuple((persona_id, name) for persona_id, name in rows)


async def _drafted_count(db: ReadDb, consultation_id: int) -> int:
    """Responses that can be submitted now."""
    query = (
        select(func.count())
        .select_from(OpinionResponse)
        .join(OfficialText, OfficialText.id == OpinionResponse.id)
        .where(OpinionResponse.consultation_id == consultation_id, _IS_DRAFTED)
    )
    return await db.scalar(query) or 0
