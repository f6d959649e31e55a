"""After the issue: the issued text, and which opinions stand in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select

from forum.actor import Actor
from forum.audience import Visibility
from forum.consultations.desk.uptake import Given, Proposal, proposed
from forum.consultations.drafts import issued_version
from forum.consultations.models import Opinion, ParagraphLink, ParagraphText
from forum.consultations.queries.done import Done, done_of
from forum.consultations.queries.lines import ConsultationLine, consultation_line
from forum.consultations.queries.margin import OpinionView, opinions
from forum.consultations.queries.reading import ParagraphView, paragraphs_of, steps_after_issue
from forum.consultations.queries.table import follows
from forum.contributions.models import Contribution
from forum.database import ReadDb
from forum.errors import Forbidden, NotFound
from forum.urls import url_for

PAGE = 30


@dataclass(frozen=True, slots=True)
class IssuedPage:
    """The issued text, whole."""

    line: ConsultationLine
    number: int
    paragraphs: tuple[ParagraphView, ...]
    done: Done | None
    can: frozenset[str]


async def issued_page(db: ReadDb, actor: Actor, consultation_id: int) -> IssuedPage:
    line = await consultation_line(db, actor, consultation_id)
    version = await issued_version(db, line.id)
    if version is None:
        raise NotFound
    return IssuedPage(
        line=line,
        number=version.number,
        paragraphs=await paragraphs_of(db, actor, replace(line, shown_version=version.number)),
        done=await done_of(db, actor, line),
        can=steps_after_issue(actor, line, None, is_entered=True),
    )


@dataclass(frozen=True, slots=True)
class UptakeLine:
    """An opinion that nobody has compared with the issued text yet, and what the words tell."""

    opinion: OpinionView
    proposal: Proposal | None
    path: str  # of the proposed text
    issued: tuple[str, ...]  # what continues its paragraph

    @property
    def value(self) -> str:
        """As a form sends it."""
        if self.proposal is None:
            return ""
        return f"{self.opinion.text.id}:{self.proposal.uptake}:{self.proposal.text_id or ''}"


@dataclass(frozen=True, slots=True)
class UptakePage:
    line: ConsultationLine
    can: frozenset[str]
    done: Done | None
    lines: tuple[UptakeLine, ...]
    next_after: int | None

    @property
    def url(self) -> str:
        return self.line.url


async def uptake_page(db: ReadDb, actor: Actor, consultation_id: int, after: int | None = None) -> UptakePage:
    """The opinions that wait for an officer, a page at a time in the order of the draft. The same statements for any
    number."""
    line = await consultation_line(db, actor, consultation_id)
    version = await issued_version(db, line.id)
    can = steps_after_issue(actor, line, None, is_entered=version is not None)
    if version is None or "confirm_uptakes" not in can:
        raise Forbidden
    waiting = (Opinion.consultation_id == line.id, Opinion.uptake.is_(None))
    shown = Contribution.visibility == Visibility.published
    where = () if after is None else (follows(after),)
    found = await opinions(db, actor, *waiting, shown, *where, limit=PAGE + 1, by_paragraph=True)
    lines = await _proposals(db, line, version.number, found[:PAGE])
    next_after = found[PAGE - 1].text.id if len(found) > PAGE else None
    return UptakePage(line, can, await done_of(db, actor, line), lines, next_after)


async def _proposals(
    db: ReadDb, line: ConsultationLine, number: int, found: Sequence[OpinionView]
) -> tuple[UptakeLine, ...]:
    places = {one.place_id for one in found if one.place_id is not None and not one.needs_place}
    drafts = await db.execute(
        select(ParagraphText.paragraph_id, ParagraphText.text).where(
            ParagraphText.paragraph_id.in_(places), ParagraphText.version == line.shown_version
        )
    )
    before: dict[int | None, str] = {}
    for paragraph_id, words in drafts:
        before[paragraph_id] = words
    rows = await db.execute(
        select(ParagraphLink.paragraph_id, ParagraphText)
        .join(ParagraphText, ParagraphText.id == ParagraphLink.text_id)
        .where(ParagraphLink.paragraph_id.in_(places), ParagraphLink.version == number)
        .order_by(ParagraphText.position)
    )
    continued: dict[int, list[ParagraphText]] = {}
    for paragraph_id, text in rows:
        continued.setdefault(paragraph_id, []).append(text)
    return tuple(_line(one, before, continued) for one in found)


def _line(
    one: OpinionView, before: Mapping[int | None, str], continued: Mapping[int, list[ParagraphText]]
) -> UptakeLine:
    if one.place_id not in before:
        return UptakeLine(one, None, "", ())
    issued = continued.get(one.place_id or 0, [])
    response = one.response if one.response is not None and one.response.is_published else None
    wording = (response.wording if response else "") or one.wording_text
    proposal = proposed(
        Given(one.stance, response.result if response else None, wording), before[one.place_id], issued
    )
    chosen = next((text for text in issued if proposal and text.id == proposal.text_id), None)
    path = (chosen.path or chosen.label) if chosen else ""
    return UptakeLine(one, proposal, path, tuple(text.text for text in issued))


@dataclass(frozen=True, slots=True)
class AboutUptake:
    """`proposal` is what the words tell of the opinion."""

    line: ConsultationLine
    can: frozenset[str]
    it: UptakeLine

    @property
    def url(self) -> str:
        return url_for("consultations.confirm_uptakes", self.line.id)


async def one_uptake(db: ReadDb, actor: Actor, opinion_id: int) -> AboutUptake:
    found = next(iter(await opinions(db, actor, Opinion.id == opinion_id, limit=1)), None)
    if found is None or found.text.subject is None:
        raise NotFound
    line = await consultation_line(db, actor, found.text.subject.id)
    version = await issued_version(db, line.id)
    can = steps_after_issue(actor, line, None, is_entered=True)
    if version is None or "confirm_uptakes" not in can:
        raise Forbidden
    (it,) = await _proposals(db, line, version.number, [found])
    return AboutUptake(line, can | {"confirm_uptake"}, it)
