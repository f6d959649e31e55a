"""A version of a draft beside the one before, by what became of each paragraph."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import select

from forum.consultations.drafts import texts_of
from forum.consultations.models import ParagraphLink, ParagraphText
from forum.consultations.policy import Change
from forum.database import ReadDb
from forum.paperwork.writing.papers.comparison import ComparedLine
from forum.state import word_of
from forum.words import _

NEW = _("Bổ sung")


async def compared_with_former(db: ReadDb, consultation_id: int, version: int) -> tuple[ComparedLine, ...]:
    """All paragraphs in the order of `version`; a removed one stands before what followed it."""
    former = await texts_of(db, consultation_id, version - 1)
    texts = await texts_of(db, consultation_id, version)
    links = await db.scalars(
        select(ParagraphLink)
        .where(ParagraphLink.consultation_id == consultation_id, ParagraphLink.version == version)
        .order_by(ParagraphLink.id)
    )
    return _lines(former, texts, links.all())


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
    former: Sequence[ParagraphText], texts: Sequence[ParagraphText], links: Sequence[ParagraphLink]
) -> tuple[ComparedLine, ...]:
    places = {text.paragraph_id: place for place, text in enumerate(former)}
    came_from: dict[int | None, list[ParagraphLink]] = defaultdict(list)
    for link in links:
        came_from[link.text_id].append(link)
    removed = sorted(places[link.paragraph_id] for link in came_from[None])
    lines: list[ComparedLine] = []
    for text in texts:
        before = sorted(places[link.paragraph_id] for link in came_from[text.id])
        gone = [one for one in removed if before and one < min(before)]
        lines += [_removed(former[one]) for one in gone]
        removed = removed[len(gone) :]
        change = str(next((word_of(link.change) for link in came_from[text.id]), NEW))
        lines.append(ComparedLine("\n".join(_words(former[one]) for one in before), _words(text), change))
    return (*lines, *(_removed(former[place]) for place in removed))


def _removed(text: ParagraphText) -> ComparedLine:
    return ComparedLine(_words(text), "", str(word_of(Change.removed)))


def _words(text: ParagraphText) -> str:
    if text.rows:
        return "\n".join(" | ".join(row) for row in text.rows)
    dot = "." if text.kind == "article" and text.text and not text.label.endswith(".") else ""
    return f"{text.label}{dot} {text.text}".strip()
