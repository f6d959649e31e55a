"""A draft read an article at a time, with the opinions on one paragraph under it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, bindparam, select

from forum.actor import Actor
from forum.consultations import policy
from forum.consultations.models import Opinion, ParagraphText
from forum.consultations.policy import Stance, Target
from forum.consultations.queries.articles import Stretch, articles_of, pages_of, stretches_of, sum_of
from forum.consultations.queries.done import Done, done_of
from forum.consultations.queries.lines import ConsultationLine, consultation_line
from forum.consultations.queries.margin import WORDINGS, OpinionView, opinions
from forum.consultations.queries.notices import NoticeView, pending_notices
from forum.consultations.queries.own_opinions import OwnOpinion, own_opinions
from forum.consultations.queries.reading import (
    Agreement,
    ParagraphView,
    paragraphs_of,
    questions_of,
    steps_on,
    unplaced_count,
)
from forum.contributions.drafts import gathered_count
from forum.database import ReadDb
from forum.errors import NotFound
from forum.programme.queries import TaskLabel
from forum.programme.task_links import tasks_of_thing
from forum.thing import Thing

SHOWN = 3  # opinions at once: more stand on the next page, so that the form is near
AROUND = 11  # articles of the outline on either side
COLUMNS = 60  # of the picture; of a longer law each column is several articles


@dataclass(frozen=True, slots=True)
class OpinionsHere:
    """The opinions at one place. `next_after` is the key of the next page."""

    opinions: tuple[OpinionView, ...]
    next_after: int | None


@dataclass(frozen=True, slots=True)
class Column:
    """Articles in the picture of all of them."""

    url: str
    name: str
    stances: tuple[int, ...]  # opinions by stance
    is_here: bool


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """`here` is the number of the page among `pages`, from 0. `opened` is the paragraph whose opinions are shown;
    without one, `at_place` are those on the whole draft. `wrong_place` was typed into 'go to' and is not there."""

    line: ConsultationLine
    pages: tuple[Stretch, ...]
    articles: tuple[Stretch, ...]
    here: int
    paragraphs: tuple[ParagraphView, ...]
    opened: ParagraphView | None
    at_place: OpinionsHere
    questions: tuple[tuple[int, str], ...]
    tasks: tuple[TaskLabel, ...]
    unplaced_count: int
    can: frozenset[str]
    pending: tuple[NoticeView, ...]  # notices that wait for the head
    own: tuple[OwnOpinion, ...]  # the reader's
    wrong_place: str = ""
    gathered_count: int = 0  # on the reader's own sheet, unsent
    done: Done | None = None  # at the end, on the first page

    @property
    def stretch(self) -> Stretch | None:
        return self.pages[self.here] if self.pages else None

    @property
    def is_long(self) -> bool:
        return len(self.pages) > 1

    @property
    def agreement(self) -> Agreement:
        return sum_of(self.articles)

    @property
    def article_number(self) -> int:
        """The number of the shown article among `articles`, from 0."""
        if self.stretch is None or not self.is_long:
            return 0
        shown = self.stretch.article
        return next(n for n, one in enumerate(self.articles) if one.article == shown)

    @property
    def parts(self) -> tuple[int, int]:
        """(which part of its article, of how many), from 1."""
        own = [n for n, one in enumerate(self.pages) if self.stretch and one.article == self.stretch.article]
        return (self.here - min(own) + 1, len(own)) if own else (1, 1)

    @property
    def own_elsewhere(self) -> list[OwnOpinion]:
        """The reader's own whose place is gone: named on the first page."""
        return [one for one in self.own if one.place_id is None and self.here == 0]

    def own_at(self, paragraph_id: int) -> list[OwnOpinion]:
        return [one for one in self.own if one.place_id == paragraph_id]

    @property
    def previous(self) -> Stretch | None:
        return self.pages[self.here - 1] if self.here > 0 else None

    @property
    def next(self) -> Stretch | None:
        return self.pages[self.here + 1] if self.here + 1 < len(self.pages) else None

    @property
    def next_url(self) -> str | None:
        """The paragraph after the opened one, opened."""
        if self.next_is_here:
            return self.paragraphs[self._opened_at + 1].url
        return f"{self.line.url}/dieu/{self.next.first_id}" if self.next else None

    @property
    def next_is_here(self) -> bool:
        return self._opened_at + 1 < len(self.paragraphs)

    @property
    def _opened_at(self) -> int:
        return next((n for n, p in enumerate(self.paragraphs) if p == self.opened), len(self.paragraphs))

    @property
    def outline(self) -> list[tuple[str, str, tuple[int, ...], bool, tuple[str, ...]]]:
        """The articles around the shown one: (name, address, opinions by stance, whether it is shown, the headings that
        begin before it)."""
        here = self.article_number
        low = max(0, min(here - AROUND, len(self.articles) - 2 * AROUND - 1))
        return [
            (one.name, one.url, one.agreement.stances, self.is_long and n == here, one.above)
            for n, one in enumerate(self.articles[low : low + 2 * AROUND + 1], low)
        ]

    @property
    def columns(self) -> list[Column]:
        each, here = -(-len(self.articles) // COLUMNS) or 1, self.article_number
        return [
            _column(self.articles[n : n + each], n <= here < n + each)
            for n in range(0, len(self.articles), each)
        ]


def _column(articles: Sequence[Stretch], is_here: bool) -> Column:
    first, *others = articles
    last = next(reversed(others), first)
    name = first.name if first == last else f"{first.label} – {last.label}"
    return Column(first.url, name, sum_of(articles).stances, is_here)


async def article_page(
    db: ReadDb,
    actor: Actor,
    consultation_id: int,
    paragraph_id: int | None = None,
    *,
    is_opened: bool = False,
    after: int = 0,
    wrong_place: str = "",
) -> ArticlePage:
    """The page that holds the paragraph, or the first one: the same statements for any number of paragraphs and
    opinions."""
    line = await consultation_line(db, actor, consultation_id)
    stretches = await stretches_of(db, line)
    pages = pages_of(stretches)
    here = 0 if paragraph_id is None else _page_of(pages, await _position(db, line, paragraph_id))
    paragraphs = await paragraphs_of(db, actor, line, *_within(pages[here])) if pages else ()
    opened = next((p for p in paragraphs if is_opened and p.id == paragraph_id), None)
    is_first = here == 0 and not is_opened
    return ArticlePage(
        line=line,
        pages=tuple(pages),
        articles=tuple(articles_of(stretches)),
        here=here,
        paragraphs=paragraphs,
        opened=opened,
        at_place=await _opinions_here(db, actor, line, opened, after)
        if opened or is_first
        else OpinionsHere((), None),
        questions=await questions_of(db, line.id),
        tasks=await tasks_of_thing(db, Thing("consultation", line.id)),
        unplaced_count=await unplaced_count(db, line.id)
        if policy.may_place_opinion(actor, line, True)
        else 0,
        can=await steps_on(db, actor, line),
        pending=tuple(await pending_notices(db, actor, line)),
        own=await own_opinions(db, actor, Opinion.consultation_id == line.id),
        wrong_place=wrong_place,
        gathered_count=await gathered_count(db, actor, line.id),
        done=await done_of(db, actor, line) if is_first else None,
    )


_POSITION = select(ParagraphText.position).where(
    ParagraphText.paragraph_id == bindparam("paragraph_id"),
    ParagraphText.version == bindparam("version"),
    ParagraphText.consultation_id == bindparam("consultation_id"),
)


async def _position(db: ReadDb, line: ConsultationLine, paragraph_id: int) -> float:
    here = {"paragraph_id": paragraph_id, "version": line.shown_version, "consultation_id": line.id}
    position = await db.scalar(_POSITION, here)
    if position is None:
        raise NotFound
    return position


def _page_of(pages: Sequence[Stretch], position: float) -> int:
    return next(n for n, one in enumerate(pages) if one.first <= position <= one.last)


def _within(page: Stretch) -> tuple[ColumnElement[bool], ...]:
    return (ParagraphText.position.between(page.first, page.last),)


async def _opinions_here(
    db: ReadDb, actor: Actor, line: ConsultationLine, opened: ParagraphView | None, after: int
) -> OpinionsHere:
    wanted = Opinion.place_id == opened.id if opened is not None else Opinion.target != Target.paragraph
    of_this = Opinion.consultation_id == line.id
    found = await opinions(db, actor, of_this, wanted, Opinion.id > after, limit=SHOWN + 1)
    return OpinionsHere(tuple(found[:SHOWN]), found[SHOWN - 1].text.id if len(found) > SHOWN else None)


@dataclass(frozen=True, slots=True)
class ContentsPage:
    """All articles as a table: the outline, and the picture in words."""

    line: ConsultationLine
    articles: tuple[Stretch, ...]


async def contents_page(db: ReadDb, actor: Actor, consultation_id: int) -> ContentsPage:
    line = await consultation_line(db, actor, consultation_id)
    return ContentsPage(line, tuple(articles_of(await stretches_of(db, line))))


@dataclass(frozen=True, slots=True)
class WordingsPage:
    """The wordings that people propose for one paragraph, each as its difference to the text."""

    line: ConsultationLine
    paragraph: ParagraphView
    opinions: tuple[OpinionView, ...]
    next_after: int | None


async def wordings_page(
    db: ReadDb, actor: Actor, consultation_id: int, paragraph_id: int, after: int = 0
) -> WordingsPage:
    line = await consultation_line(db, actor, consultation_id)
    paragraph = next(
        iter(await paragraphs_of(db, actor, line, ParagraphText.paragraph_id == paragraph_id)), None
    )
    if paragraph is None:
        raise NotFound
    proposed = await opinions(
        db,
        actor,
        Opinion.place_id == paragraph_id,
        Opinion.stance == Stance.amend,
        Opinion.id > after,
        limit=WORDINGS + 1,
    )
    shown = tuple(one for one in proposed[:WORDINGS] if one.wording)
    more = proposed[WORDINGS - 1].text.id if len(proposed) > WORDINGS else None
    return WordingsPage(line, paragraph, shown, more)
