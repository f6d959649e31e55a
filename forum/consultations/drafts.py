"""The versions of a draft: which one is shown, which is in preparation, and the digest of its texts."""

import hashlib
from collections.abc import Iterable, Sequence

from sqlalchemy import bindparam, func, select

from forum.consultations.models import Consultation, DossierPaper, DraftVersion, ParagraphText
from forum.database import Db, ReadDb
from forum.files.models import File
from moderation.chain import canonical
from moderation.values import Json

GAP = 1024.0  # between the positions of two paragraphs


_IN_PREPARATION = select(DraftVersion).where(
    DraftVersion.consultation_id == bindparam("consultation_id"), DraftVersion.announced_at.is_(None)
)


async def version_in_preparation(db: ReadDb, consultation_id: int) -> DraftVersion | None:
    """The version that is not announced yet; a consultation has at most one."""
    return await db.scalar(_IN_PREPARATION, {"consultation_id": consultation_id})


async def issued_version(db: ReadDb, consultation_id: int) -> DraftVersion | None:
    """The published text as it was issued."""
    return await db.scalar(
        select(DraftVersion).where(
            DraftVersion.consultation_id == consultation_id,
            DraftVersion.is_issued,
            DraftVersion.announced_at.is_not(None),
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


async def texts_of(db: ReadDb, consultation_id: int, version: int) -> Sequence[ParagraphText]:
    """In the order of the draft."""
    rows = await db.scalars(
        select(ParagraphText)
        .where(ParagraphText.consultation_id == consultation_id, ParagraphText.version == version)
        .order_by(ParagraphText.position, ParagraphText.id)
    )
    return rows.all()


def draft_digest(texts: Iterable[ParagraphText]) -> str:
    """SHA-256, in hexadecimal, of all that a reader of the version is shown, in its order."""
    lines: list[Json] = [
        {"kind": it.kind, "label": it.label, "path": it.path, "text": it.text, "rows": _json_of(it.rows)}
        | ({"explanation": it.explanation} if it.explanation else {})
        for it in texts
    ]
    return hashlib.sha256(canonical({"draft": lines})).hexdigest()


async def version_digest(db: ReadDb, consultation_id: int, version: int) -> str:
    """Of all that readers of a version are given: its texts, and its dossier where it has one."""
    draft = draft_digest(await texts_of(db, consultation_id, version))
    rows = await db.execute(
        select(DossierPaper.kind, DossierPaper.title, File.digest)
        .join(File, File.id == DossierPaper.file_id)
        .where(DossierPaper.consultation_id == consultation_id, DossierPaper.version == version)
        .order_by(DossierPaper.id)
    )
    papers: list[Json] = [{"kind": row.kind, "title": row.title, "file": row.digest} for row in rows]
    return hashlib.sha256(canonical({"draft": draft, "dossier": papers})).hexdigest() if papers else draft


def _json_of(rows: list[list[str]] | None) -> Json:
    return None if rows is None else [[*row] for row in rows]


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
