"""What people read of consultations, of opinions beside their words, and of responses, as the audit chain proves it."""

from collections.abc import Sequence

from sqlalchemy import select

from forum.consultations.drafts import version_digest
from forum.consultations.models import DraftVersion, Opinion, OpinionResponse
from forum.database import ReadDb
from moderation.values import Json


async def proven_consultations(db: ReadDb, ids: Sequence[int]) -> dict[int, dict[str, Json]]:
    """The texts of each version that was announced."""
    announced = await db.execute(
        select(DraftVersion.consultation_id, DraftVersion.number)
        .where(DraftVersion.consultation_id.in_(ids), DraftVersion.announced_at.is_not(None))
        .order_by(DraftVersion.number)
    )
    found: dict[int, dict[str, Json]] = {}
    for consultation_id, number in announced.all():
        texts = found.setdefault(consultation_id, {})
        texts[f"version {number}"] = await version_digest(db, consultation_id, number)
    return found


async def proven_opinions(db: ReadDb, ids: Sequence[int]) -> dict[int, dict[str, Json]]:
    rows = await db.execute(
        select(
            Opinion.id, Opinion.stance, Opinion.target, Opinion.typed_wording, Opinion.quoted, Opinion.phrase
        ).where(Opinion.id.in_(ids))
    )
    return {
        row.id: {
            "stance": str(row.stance),
            "target": str(row.target),
            "wording": row.typed_wording,
            "quoted": row.quoted,
            "phrase": row.phrase,
        }
        for row in rows
    }


async def proven_responses(db: ReadDb, ids: Sequence[int]) -> dict[int, dict[str, Json]]:
    read = (OpinionResponse.id, OpinionResponse.result, OpinionResponse.place, OpinionResponse.wording)
    rows = await db.execute(select(*read).where(OpinionResponse.id.in_(ids)))
    return {row.id: {"result": str(row.result), "place": row.place, "wording": row.wording} for row in rows}
