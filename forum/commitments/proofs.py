"""What people read of commitments, as the audit chain proves it."""

from collections.abc import Sequence

from sqlalchemy import select

from forum.commitments.models import Commitment, CommitmentStep
from forum.database import ReadDb
from moderation.values import Json


async def proven_commitments(db: ReadDb, ids: Sequence[int]) -> dict[int, dict[str, Json]]:
    """What was promised by whom, and each step since with the date before and after it."""
    read = (Commitment.id, Commitment.code, Commitment.title, Commitment.detail, Commitment.body_id)
    steps: dict[int, list[Json]] = {}
    for it in await db.execute(
        select(
            CommitmentStep.commitment_id,
            CommitmentStep.verb,
            CommitmentStep.note,
            CommitmentStep.due_before,
            CommitmentStep.due_after,
        )
        .where(CommitmentStep.commitment_id.in_(ids))
        .order_by(CommitmentStep.id)
    ):
        dates: list[Json] = [day.isoformat() if day else None for day in (it.due_before, it.due_after)]
        steps.setdefault(it.commitment_id, []).append([it.verb, it.note, *dates])
    rows = await db.execute(select(*read, Commitment.state).where(Commitment.id.in_(ids)))
    return {
        row.id: {
            "code": row.code,
            "title": row.title,
            "detail": row.detail,
            "body": row.body_id,
            "state": str(row.state),
            "steps": steps.get(row.id, []),
        }
        for row in rows
    }
