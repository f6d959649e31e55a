"""The versions of a draft: which one is shown, which is in preparation, and the digest of its texts."""

import hashlib
from collections.abc import Iterable, Sequence

from sqlalchemy import bindparam, func, select

from forum.consultations.models import (
    Consultation,
    ConsultationNotice,
    DossierPaper,
    DraftVersion,
    ParagraphRevision,
    ParagraphText,
)
from forum.consultations.policy import Act
from forum.database import Db, ReadDb, load
from forum.files.models import File
from moderation.chain import canonical
from moderation.values import Json

GAP = 1024.0  # between the positions of two paragraphs
ROOM_MIN = 2.0  # in which thousands of texts still have different positions


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


async def decided_digest(db: ReadDb, notice: ConsultationNotice) -> str:
    """Of what a notice decides about the draft: all of a version for its round, the paragraph as it stands for a slip.
    What decides nothing about the words stays approved while a slip is mended."""
    match notice.act:
        case Act.announce | Act.open_round:
            return await version_digest(db, notice.consultation_id, notice.version)
        case Act.mend_slip:
            assert notice.text_id is not None
            return draft_digest([await load(db, ParagraphText, notice.text_id)])
    return ""


async def announced_words(db: ReadDb, text: ParagraphText) -> str:
    """Of an announced paragraph, before the first slip in it was mended."""
    first = await db.scalar(
        select(ParagraphRevision.text)
        .where(ParagraphRevision.text_id == text.id)
        .order_by(ParagraphRevision.id)
        .limit(1)
    )
    return text.text if first is None else first


def _json_of(rows: list[list[str]] | None) -> Json:
    return None if rows is None else [[*row] for row in rows]


async def room_below(db: Db, before: ParagraphText, last: ParagraphText | None = None) -> float:
    """How far the next text of its version stands below a text, beyond the `last` of some that go. Where too little is
    left between them, all of the version are set apart anew."""
    room = await _room(db, before, last or before)
    if room >= ROOM_MIN:
        return room
    for number, text in enumerate(await texts_of(db, before.consultation_id, before.version), start=1):
        text.position = number * GAP
    await db.flush()
    return await _room(db, before, last or before)


async def _room(db: Db, before: ParagraphText, last: ParagraphText) -> float:
    following = await db.scalar(
        select(func.min(ParagraphText.position)).where(
            ParagraphText.consultation_id == before.consultation_id,
            ParagraphText.version == before.version,
            ParagraphText.position > last.position,
        )
    )
    return 2 * GAP if following is None else following - before.position
