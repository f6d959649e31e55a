"""What people read of an answer to a proposal beside its words, as the audit chain proves it."""

from collections.abc import Sequence

from sqlalchemy import select

from forum.database import ReadDb
from forum.threads.models import ProposalAnswer
from moderation.values import Json


async def proven_answers(db: ReadDb, ids: Sequence[int]) -> dict[int, dict[str, Json]]:
    """The outcome, and the proposal that it is of."""
    rows = await db.execute(
        select(ProposalAnswer.id, ProposalAnswer.proposal_id, ProposalAnswer.outcome).where(
            ProposalAnswer.id.in_(ids)
        )
    )
    return {row.id: {"proposal": row.proposal_id, "outcome": str(row.outcome)} for row in rows}
