"""The versions of a draft: which one is shown, which is in preparation."""

from sqlalchemy import func, select

from forum.consultations.models import Consultation, DraftVersion, ParagraphText
from forum.database import Db, ReadDb

GAP = 1024.0  # between the positions of two paragraphs


async def version_in_preparation(db: ReadDb, consultation_id: int) -> DraftVersion | None:
    """The version that is not announced yet; a consultation has at most one."""
    return await db.scalar(
        select(DraftVersion).where(
            DraftVersion.consultation_id == consultation_id, DraftVersion.announced_at.is_(None)
        )
    )


async def version_of_draft(db: ReadDb, consultation_id: int, number: int) -> DraftVersion:
    """Raises NoResultFound where there is no such version."""
    found = await db.scalars(
        select(DraftVersion).where(
            DraftVersion.consultation_id == consultation_id, DraftVersion.number == number
        )
    )
    return found.one()


async def shown_text(db: ReadDb, it: Consultation, paragraph_id: int | None) -> ParagraphText | None:
    """A paragraph as the version that is shown has it; None where that version has no such paragraph."""
    return await db.scalar(
        select(ParagraphText).where(
            ParagraphText.paragraph_id == paragraph_id,
            ParagraphText.version == it.shown_version,
            ParagraphText.consultation_id == it.id,
        )
    )


async def position_between(db: Db, before: ParagraphText) -> float:
    """A position between a text and the next of its version."""
    following = await db.scalar(
        select(func.min(ParagraphText.position)).where(
            ParagraphText.consultation_id == before.consultation_id,
            ParagraphText.version == before.version,
            ParagraphText.position > before.position,
        )
    )
    return before.position + GAP if following is None else (before.position + following) / 2
