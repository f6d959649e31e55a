"""Finding a paragraph of a draft by how people cite it: '20', 'Điều 20 khoản 3', 'phụ lục II'."""

from sqlalchemy import func, select

from forum.consultations.models import ParagraphText
from forum.consultations.queries.lines import ConsultationLine
from forum.database import ReadDb
from forum.paperwork.cited_places import paths_of
from forum.urls import url_for
from vietnamese import fold


async def place_of(db: ReadDb, line: ConsultationLine, typed: str) -> int | None:
    """The id of the paragraph that is cited, in the version that is shown; the nearest above it where there is no such
    one; None where nothing bears these words as its path or its label."""
    shown = (ParagraphText.consultation_id == line.id, ParagraphText.version == line.shown_version)
    paths = [path.lower() for path in paths_of(typed)]
    if paths:
        rows = await db.execute(
            select(func.lower(ParagraphText.path).label("path"), ParagraphText.paragraph_id)
            .where(*shown, func.lower(ParagraphText.path).in_(paths))
            .order_by(ParagraphText.position.desc())
        )
        found = {row.path: row.paragraph_id for row in rows}
        return next((found[path] for path in paths if path in found), None)
    named = await db.execute(
        select(ParagraphText.path, ParagraphText.label, ParagraphText.paragraph_id)
        .where(*shown, (ParagraphText.path != "") | (ParagraphText.label != ""))
        .order_by(ParagraphText.position)
    )
    sought = fold(typed)
    return next((one for path, label, one in named if sought and sought in (fold(path), fold(label))), None)


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
