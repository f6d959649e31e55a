"""Opening a new round: the texts of a version get their paragraphs, and opinions the place where they are shown now."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import select

from forum.consultations.drafts import texts_of, version_in_preparation
from forum.consultations.models import Consultation, Opinion, Paragraph, ParagraphLink, ParagraphText
from forum.consultations.quoting import row_words
from forum.database import Db
from forum.paperwork.phrases import find_phrase


async def take_places(db: Db, it: Consultation, number: int) -> None:
    """Give each text of the version its paragraph, and settle where standing opinions are shown. Where a paragraph was
    split, opinions on it, like those on a removed one, need a place that a person gives."""
    links, texts = await continue_paragraphs(db, it, number)
    await _place_opinions(db, links, texts)


async def continue_paragraphs(
    db: Db, it: Consultation, number: int
) -> tuple[Sequence[ParagraphLink], Mapping[int, ParagraphText]]:
    """Give each text of the version, returned by its id, the paragraph that it continues. A text that joins paragraphs
    continues the first of them; where one was split, its first part continues it."""
    texts = await texts_of(db, it.id, number)
    links = await _links(db, it.id, number)
    continued = _continued(links)
    paragraph_of: dict[int, int] = {}
    for text in texts:
        ids = continued.get(text.id, [])
        taken = set(paragraph_of.values())
        free = next((one for one in ids if one not in taken), None)
        if free is not None:
            paragraph_of[text.id] = free
    await _make_paragraphs(db, it, texts, paragraph_of, continued)
    return links, {text.id: text for text in texts}


async def _links(db: Db, consultation_id: int, number: int) -> Sequence[ParagraphLink]:
    rows = await db.scalars(
        select(ParagraphLink)
        .where(ParagraphLink.consultation_id == consultation_id, ParagraphLink.version == number)
        .order_by(ParagraphLink.id)
    )
    return rows.all()


def _continued(links: Sequence[ParagraphLink]) -> Mapping[int, list[int]]:
    """By text, the paragraphs that it continues."""
    found: dict[int, list[int]] = defaultdict(list)
    for link in links:
        if link.text_id is not None:
            found[link.text_id].append(link.paragraph_id)
    return found


async def _make_paragraphs(
    db: Db,
    it: Consultation,
    texts: Sequence[ParagraphText],
    paragraph_of: dict[int, int],
    continued: Mapping[int, list[int]],
) -> None:
    """A new paragraph for each text that continues none, or that is a later part of one."""
    made = {
        text.id: Paragraph(consultation_id=it.id, came_from_id=next(iter(continued.get(text.id, [])), None))
        for text in texts
        if text.id not in paragraph_of
    }
    db.add_all(made.values())
    await db.flush()
    paragraph_of |= {text_id: paragraph.id for text_id, paragraph in made.items()}
    for text in texts:
        text.paragraph_id = paragraph_of[text.id]
    await db.flush()


async def _place_opinions(db: Db, links: Sequence[ParagraphLink], texts: Mapping[int, ParagraphText]) -> None:
    """By what became of the paragraph that an opinion is shown at. Where it was split, the part that has the words
    of the opinion is proposed, else the first one."""
    texts_by_paragraph: dict[int, list[int]] = defaultdict(list)
    for link in links:
        texts_by_paragraph[link.paragraph_id] += [link.text_id] if link.text_id is not None else []
    places = {
        paragraph_id: [texts[text_id] for text_id in text_ids]
        for paragraph_id, text_ids in texts_by_paragraph.items()
    }
    moved = {one: found for one, found in places.items() if [text.paragraph_id for text in found] != [one]}
    opinions = await db.scalars(select(Opinion).where(Opinion.place_id.in_(moved)).with_for_update())
    for opinion in opinions.all():
        found = moved[opinion.place_id or 0]
        part = _part_of(opinion, found) or next(iter(found), None)
        opinion.place_id = part.paragraph_id if part is not None else None
        opinion.needs_place = len(found) != 1
    await db.flush()


def _part_of(opinion: Opinion, parts: Sequence[ParagraphText]) -> ParagraphText | None:
    """The part that has the phrase, or the row, which the opinion is about."""
    if opinion.row_number is not None:
        rows = ((part, row_words(row)) for part in parts for row in part.rows or ())
        return next((part for part, words in rows if words == opinion.quoted), None)
    if opinion.phrase_start is None:
        return None
    for part in parts:
        there = find_phrase(opinion.phrase, opinion.phrase_start, opinion.quoted, part.text)
        if there is not None and there.state == "same":
            return part
    return None


async def unsure_count(db: Db, consultation_id: int) -> int:
    """Paragraphs of which a person must still say what became of them."""
    version = await version_in_preparation(db, consultation_id)
    if version is None:
        return 0
    rows = await db.scalars(
        select(ParagraphLink.paragraph_id)
        .where(
            ParagraphLink.consultation_id == consultation_id,
            ParagraphLink.version == version.number,
            ParagraphLink.is_sure.is_(False),
        )
        .distinct()
    )
    return len(rows.all())
