"""The pages on which a draft is read: an article each, cut where one is longer than a few screens of a telephone."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from sqlalchemy import CTE, Float, RowMapping, Text, cast, func, literal_column, or_, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from forum.consultations.models import ParagraphText
from forum.consultations.queries.lines import ConsultationLine
from forum.consultations.queries.reading import (
    CONTAINERS,
    HEADINGS,
    STANCES_AT_PLACES,
    Agreement,
)
from forum.database import ReadDb
from forum.database.cache import VersionedCache
from forum.rendering import excerpt
from forum.urls import url_for

PARAGRAPHS = 12  # of a page
LETTERS = 2400  # after which a page takes no further paragraph


class Stretch(NamedTuple):
    """A run of paragraphs that one page shows: an article, or a part of it. `label` and `title` are those of its
    article, `above` those of the chapters whose headings stand over it. A tuple, since a law has a thousand, copied
    with their sums for each page."""

    article: int
    first_id: int
    first: float  # positions
    last: float
    paragraph_count: int
    letters: int
    label: str
    title: str
    above: tuple[str, ...]
    agreement: Agreement
    url: str

    @property
    def name(self) -> str:
        return _name(self.label, self.title)


@dataclass(frozen=True, slots=True)
class _Outline:
    """The stretches of a draft without sums, and which of them each paragraph stands in."""

    stretches: tuple[Stretch, ...]
    at: Mapping[int, int]


_outlines: VersionedCache[_Outline] = VersionedCache(32)


async def stretches_of(db: ReadDb, line: ConsultationLine) -> list[Stretch]:
    """The whole draft in order, with sums and without the words of its paragraphs. The outline is cached: each act that
    changes a text raises the version of its consultation."""
    key = (line.id, line.shown_version, line.version)
    outline = await _outlines.get(db, key, lambda: _outline_of(db, line))
    found: dict[int, Agreement] = defaultdict(Agreement)
    for place_id, *counts in await db.execute(STANCES_AT_PLACES, {"consultation_id": line.id}):
        if place_id is not None and place_id in outline.at:
            found[outline.at[place_id]] += Agreement(*counts)
    return [
        one._replace(agreement=found[number]) if number in found else one
        for number, one in enumerate(outline.stretches)
    ]


async def _outline_of(db: ReadDb, line: ConsultationLine) -> _Outline:
    """One statement."""
    cut = _cut(line)
    in_order = (cut.c.position, cut.c.id)
    heading = func.json_build_array(cut.c.kind, cut.c.label, cut.c.title)
    found = await db.execute(
        select(
            cut.c.article,
            func.min(cut.c.position).label("first"),
            func.max(cut.c.position).label("last"),
            func.count().label("count"),
            func.sum(cut.c.letters).label("letters"),
            func.array_agg(aggregate_order_by(cut.c.paragraph_id, *in_order)).label("ids"),
            func.array_agg(aggregate_order_by(heading, *in_order))
            .filter(cut.c.kind.in_(HEADINGS))
            .label("headings"),
        )
        .select_from(cut)
        .group_by(cut.c.article, cut.c.part)
        .order_by(cut.c.article, cut.c.part)
    )
    rows = found.mappings().all()
    stretches = tuple(_named(_stretch(line, row) for row in rows))
    return _Outline(stretches, {one: number for number, row in enumerate(rows) for one in row["ids"]})


def _stretch(line: ConsultationLine, row: RowMapping) -> Stretch:
    above = [_Heading(*one) for one in row["headings"] or ()]
    own = above.pop() if above else _Heading("", "", "")
    first_id, *_others = row["ids"]
    return Stretch(
        article=row["article"],
        first_id=first_id,
        first=row["first"],
        last=row["last"],
        paragraph_count=row["count"],
        letters=row["letters"],
        label=own.label,
        title=excerpt(own.title, 70),
        above=tuple(_name(one.label, excerpt(one.title, 70)) for one in above),
        agreement=Agreement(),
        url=url_for("consultations.article", line.id, first_id, slug=line.slug),
    )


class _Heading(NamedTuple):
    kind: str
    label: str
    title: str


def _named(found: Iterable[Stretch]) -> list[Stretch]:
    """The parts of an article after its first bear its name."""
    named: list[Stretch] = []
    for one in found:
        continues = bool(named) and named[-1].article == one.article
        named.append(one._replace(label=named[-1].label, title=named[-1].title) if continues else one)
    return named


def _name(label: str, title: str) -> str:
    return ". ".join(filter(None, (label, title)))


def pages_of(stretches: Sequence[Stretch]) -> list[Stretch]:
    """What each page shows: a draft that is no longer than a page is one."""
    if (
        sum(one.paragraph_count for one in stretches) > PARAGRAPHS
        or sum(one.letters for one in stretches) > LETTERS
    ):
        return [*stretches]
    return [_joined(stretches)] if stretches else []


def articles_of(stretches: Sequence[Stretch]) -> list[Stretch]:
    """The articles, each with the sums of all its parts."""
    return [_joined([*parts]) for _article, parts in groupby(stretches, key=lambda one: one.article)]


def _joined(run: Sequence[Stretch]) -> Stretch:
    first, *others = run
    if not others:
        return first
    return first._replace(last=max(one.last for one in run), agreement=sum_of(run))


def sum_of(stretches: Iterable[Stretch]) -> Agreement:
    return Agreement(*map(sum, zip(*(one.agreement.stances for one in stretches), strict=True)))


def _cut(line: ConsultationLine) -> CTE:
    """Each paragraph with the number of its article and of its part of that."""
    order = (ParagraphText.position, ParagraphText.id)
    it = (
        select(
            ParagraphText.paragraph_id,
            ParagraphText.position,
            ParagraphText.id,
            ParagraphText.kind,
            ParagraphText.label,
            func.left(ParagraphText.text, 90).label("title"),
            func.length(ParagraphText.text + func.coalesce(cast(ParagraphText.rows, Text), "")).label(
                "letters"
            ),
            func.lag(ParagraphText.kind).over(order_by=order).label("before"),
        )
        .where(ParagraphText.consultation_id == line.id, ParagraphText.version == line.shown_version)
        .cte("it")
    )
    begins = or_(it.c.before.is_(None), it.c.kind.in_(HEADINGS) & it.c.before.not_in(CONTAINERS))
    within = (it.c.position, it.c.id)
    article = func.count().filter(begins).over(order_by=within).label("article")
    numbered = select(it, article).order_by(*within).cte("numbered")
    article_order = (numbered.c.position, numbered.c.id)
    before = (
        func.sum(numbered.c.letters).over(partition_by=numbered.c.article, order_by=article_order)
        - numbered.c.letters
    )
    part = func.greatest(
        (func.row_number().over(partition_by=numbered.c.article, order_by=article_order) - 1)
        / literal_column(str(PARAGRAPHS)),
        cast(before, Float) / LETTERS,
    )
    return select(numbered, func.floor(part).label("part")).cte("cut")
