"""A version of a draft beside the one before, by what became of each paragraph."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Protocol

from sqlalchemy import select

from forum.consultations.drafts import texts_of
from forum.consultations.fates import Change
from forum.consultations.in_force import links_of, units_of
from forum.consultations.models import ParagraphLink, ParagraphText, TextInForce
from forum.database import ReadDb
from forum.paperwork.writing.papers.comparison import ComparedLine
from forum.state import word_of
from forum.words import _

NEW = _("Bổ sung")


class Worded(Protocol):
    @property
    def kind(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def rows(self) -> Sequence[Sequence[str]] | None: ...


async def compared_with_former(db: ReadDb, consultation_id: int, version: int) -> tuple[ComparedLine, ...]:
    """All paragraphs in the order of `version`; a removed one stands before what followed it."""
    former = await texts_of(db, consultation_id, version - 1)
    texts = await texts_of(db, consultation_id, version)
    links = await db.scalars(
        select(ParagraphLink)
        .where(ParagraphLink.consultation_id == consultation_id, ParagraphLink.version == version)
        .order_by(ParagraphLink.id)
    )
    places = {text.paragraph_id: place for place, text in enumerate(former)}
    pairs = [(places[link.paragraph_id], link.text_id, link.change) for link in links]
    return _lines(former, texts, pairs)


async def in_force_of(db: ReadDb, consultation_id: int) -> TextInForce | None:
    return await db.get(TextInForce, consultation_id)


async def compared_with_in_force(
    db: ReadDb, consultation_id: int, version: int
) -> tuple[str, tuple[ComparedLine, ...]]:
    """(the name of the text in force, all paragraphs of the draft beside its own); the name is empty, and with it the
    first column, where the office has not given it, or it is not read and matched yet."""
    texts = await texts_of(db, consultation_id, version)
    given = await in_force_of(db, consultation_id)
    if given is None or given.matched_version != version:
        return "", tuple(ComparedLine("", _words(text), "", text.explanation) for text in texts)
    pairs = [
        (one.place, text_id, one.change) for one in links_of(given) for text_id in one.text_ids or (None,)
    ]
    return given.name, _lines(units_of(given), texts, pairs)


async def articles_of(db: ReadDb, consultation_id: int, version: int) -> tuple[str, ...]:
    """'Điều 7. Kinh phí', in the order of the draft."""
    texts = await db.scalars(
        select(ParagraphText)
        .where(
            ParagraphText.consultation_id == consultation_id,
            ParagraphText.version == version,
            ParagraphText.kind == "article",
        )
        .order_by(ParagraphText.position)
    )
    return tuple(_words(text) for text in texts)


def _lines(
    former: Sequence[Worded], texts: Sequence[ParagraphText], pairs: Iterable[tuple[int, int | None, Change]]
) -> tuple[ComparedLine, ...]:
    """`pairs`: the place of a former paragraph, the text that continues it, and how."""
    came_from: dict[int | None, list[tuple[int, Change]]] = defaultdict(list)
    for place, text_id, change in pairs:
        came_from[text_id].append((place, change))
    removed = sorted(place for place, _change in came_from[None])
    lines: list[ComparedLine] = []
    for text in texts:
        before = sorted(place for place, _change in came_from[text.id])
        gone = [one for one in removed if before and one < min(before)]
        lines += [_removed(former[one]) for one in gone]
        removed = removed[len(gone) :]
        became = str(next((word_of(change) for _place, change in came_from[text.id]), NEW))
        words = "\n".join(_words(former[one]) for one in before)
        lines.append(ComparedLine(words, _words(text), became, text.explanation))
    return (*lines, *(_removed(former[place]) for place in removed))


def _removed(text: Worded) -> ComparedLine:
    return ComparedLine(_words(text), "", str(word_of(Change.removed)))


def _words(text: Worded) -> str:
    if text.rows:
        return "\n".join(" | ".join(row) for row in text.rows)
    dot = "." if text.kind == "article" and text.text and not text.label.endswith(".") else ""
    return f"{text.label}{dot} {text.text}".strip()
