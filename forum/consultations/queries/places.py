"""Finding a paragraph of a draft by how people cite it: '20', 'Điều 20 khoản 3', 'phụ lục II'."""

from typing import NamedTuple

from sqlalchemy import func, select

from forum.consultations.models import ParagraphText
from forum.consultations.queries.lines import ConsultationLine
from forum.database import ReadDb
from forum.paperwork.cited_places import paths_of
from forum.urls import url_for
from vietnamese import fold


class CitedText(NamedTuple):
    id: int
    paragraph_id: int | None


async def place_of(db: ReadDb, line: ConsultationLine, typed: str) -> int | None:
    """The id of the paragraph that is cited, in the version that is shown."""
    found = await text_cited(db, line.id, line.shown_version, typed)
    return found.paragraph_id if found else None


async def text_cited(db: ReadDb, consultation_id: int, version: int, typed: str) -> CitedText | None:
    """The text that is cited, in a version; the nearest above it where there is no such one; None where nothing bears
    these words as its path or its label."""
    of_it = (ParagraphText.consultation_id == consultation_id, ParagraphText.version == version)
    columns = (ParagraphText.id, ParagraphText.paragraph_id)
    paths = [path.lower() for path in paths_of(typed)]
    if paths:
        rows = await db.execute(
            select(func.lower(ParagraphText.path).label("path"), *columns)
            .where(*of_it, func.lower(ParagraphText.path).in_(paths))
            .order_by(ParagraphText.position.desc())
        )
        found = {row.path: CitedText(row.id, row.paragraph_id) for row in rows}
        return next((found[path] for path in paths if path in found), None)
    named = await db.execute(
        select(ParagraphText.path, ParagraphText.label, *columns)
        .where(*of_it, (ParagraphText.path != "") | (ParagraphText.label != ""))
        .order_by(ParagraphText.position)
    )
    sought = fold(typed)
    return next(
        (
            CitedText(row.id, row.paragraph_id)
            for row in named
            if sought and sought in (fold(row.path), fold(row.label))
        ),
        None,
    )


async def place_and_next(
    db: ReadDb, line: ConsultationLine, paragraph_id: int | None
) -> tuple[str | None, str | None]:
    """The addresses of a paragraph and of the one after it, in the version that is shown."""
    shown = (ParagraphText.consultation_id == line.id, ParagraphText.version == line.shown_version)
    here = (
        select(ParagraphText.position)
        .where(*shown, ParagraphText.paragraph_id == paragraph_id)
        .scalar_subquery()
    )
    rows = await db.scalars(
        select(ParagraphText.paragraph_id)
        .where(*shown, ParagraphText.position >= here)
        .order_by(ParagraphText.position)
        .limit(2)
    )
    found = [*rows, None, None]
    urls = [
        url_for("consultations.paragraph", line.id, one, slug=line.slug) if one else None for one in found
    ]
    here_url, next_url, *_rest = urls
    return here_url, next_url
