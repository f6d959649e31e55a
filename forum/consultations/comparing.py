"""Compares two versions of a draft: what became of each paragraph, as links for a person to settle."""

import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Protocol

from sqlalchemy import ColumnElement, delete, select

from forum.consultations.drafts import texts_of
from forum.consultations.fates import Change
from forum.consultations.models import DraftVersion, ParagraphLink, ParagraphText
from forum.database import Db
from forum.paperwork.difference import settled
from forum.paperwork.matching.passages import Passage
from forum.paperwork.matching.versions import Fate, Outcome, match


class Placed(Protocol):
    """A paragraph of a text, as matching sees it."""

    @property
    def id(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def text(self) -> str: ...


_RANKS = {"part": 1, "chapter": 2, "annex": 2, "section": 3, "subsection": 4, "heading": 4, "article": 5}
_RANKS |= {"clause": 6, "point": 7, "item": 8}
_CHANGES: dict[Fate, Change] = {
    "unchanged": Change.unchanged,
    "changed": Change.changed,
    "moved": Change.moved,
    "split": Change.split_up,
    "joined": Change.joined,
    "removed": Change.removed,
}


async def link_to_shown(db: Db, version: DraftVersion, texts: Sequence[ParagraphText]) -> None:
    """Say what became of each paragraph that is shown, as far as the words tell; replaces what was said before."""
    await db.execute(delete(ParagraphLink).where(*_of(version)))
    db.add_all(compare(await texts_of(db, version.consultation_id, version.number - 1), texts))
    await db.flush()


async def compare_again(db: Db, version: DraftVersion) -> None:
    """After texts of a later version were corrected. What a person settled stays, as far as its texts still stand."""
    if version.number == 1:
        return
    texts = await texts_of(db, version.consultation_id, version.number)
    former = await texts_of(db, version.consultation_id, version.number - 1)
    by_person = await db.scalars(
        select(ParagraphLink.paragraph_id).where(*_of(version), ParagraphLink.is_settled)
    )
    stands = frozenset(by_person)
    found = await asyncio.to_thread(compare, former, texts)
    await db.execute(delete(ParagraphLink).where(*_of(version), ParagraphLink.paragraph_id.not_in(stands)))
    db.add_all(link for link in found if link.paragraph_id not in stands)
    await db.flush()
    await word_changes(db, version.consultation_id, version.number)


async def word_changes(db: Db, consultation_id: int, number: int) -> None:
    """Say of the links of a version what its texts show: several texts of one paragraph are a split, several paragraphs
    of one text are joined, and only what has the same words is kept."""
    rows = await db.scalars(
        select(ParagraphLink).where(
            ParagraphLink.consultation_id == consultation_id, ParagraphLink.version == number
        )
    )
    links = rows.all()
    former = {
        text.paragraph_id: settled(text.text) for text in await texts_of(db, consultation_id, number - 1)
    }
    words = {text.id: settled(text.text) for text in await texts_of(db, consultation_id, number)}
    parts, sources = Counter(link.paragraph_id for link in links), Counter(link.text_id for link in links)
    for link in links:
        if link.text_id is None:
            link.change = Change.removed
        elif parts[link.paragraph_id] > 1:
            link.change = Change.split_up
        elif sources[link.text_id] > 1:
            link.change = Change.joined
        elif link.change != Change.moved:
            is_same = former[link.paragraph_id] == words[link.text_id]
            link.change = Change.unchanged if is_same else Change.changed
    await db.flush()


def _of(version: DraftVersion) -> tuple[ColumnElement[bool], ...]:
    return (
        ParagraphLink.consultation_id == version.consultation_id,
        ParagraphLink.version == version.number,
    )


def compare(old: Sequence[ParagraphText], new: Sequence[ParagraphText]) -> list[ParagraphLink]:
    """Links of every paragraph of the old version, unsaved. A text of the new one without a link is new."""
    matching = match(passages_of(old), passages_of(new))
    by_key = {str(text.id): text for text in [*old, *new]}
    links: list[ParagraphLink] = []
    for outcome in matching.outcomes:
        was = by_key[outcome.key]
        assert was.paragraph_id is not None  # of an announced version
        for key in outcome.to or (None,):
            links.append(
                ParagraphLink(
                    consultation_id=was.consultation_id,
                    version=was.version + 1,
                    paragraph_id=was.paragraph_id,
                    text_id=int(key) if key else None,
                    change=change_of(outcome),
                    is_sure=outcome.fate != "unsure",
                    others=[int(other) for other in outcome.others],
                )
            )
    return links


def change_of(outcome: Outcome) -> Change:
    if outcome.fate in _CHANGES:
        return _CHANGES[outcome.fate]
    if not outcome.to:
        return Change.removed
    return Change.split_up if len(outcome.to) > 1 else Change.changed


def passages_of(texts: Sequence[Placed]) -> list[Passage]:
    """The texts of a version as matching sees them; the id of a text is its key."""
    return [
        Passage(str(text.id), settled(text.text), text.kind, parent, text.label.split(" ")[-1].strip(".)"))
        for text, parent in zip(texts, _parents(texts), strict=True)
    ]


def _parents(texts: Sequence[Placed]) -> Iterator[str]:
    """The key of the unit that each text stands under: the last one above it of a higher rank."""
    above: list[tuple[int, str]] = []
    for text in texts:
        rank = _RANKS.get(text.kind)
        while rank is not None and above and above[-1][0] >= rank:
            above.pop()
        yield above[-1][1] if above else ""
        if rank is not None:
            above.append((rank, str(text.id)))
