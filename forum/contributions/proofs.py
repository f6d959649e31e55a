"""What people read of a text, as plain values: the audit chain keeps its digest with each act about the text."""

from collections.abc import Sequence

from sqlalchemy import select

from forum.contributions.models import Contribution, OfficialText
from forum.contributions.policy import OfficialState
from forum.database import ReadDb
from moderation.values import Json

_READ = (
    Contribution.id,
    Contribution.persona_id,
    Contribution.on_behalf,
    Contribution.typed_title,
    Contribution.typed_text,
    Contribution.text_version,
    Contribution.visibility,
    Contribution.masks,
    OfficialText.state,
    OfficialText.approved_digest,
    OfficialText.approved_by,
)


async def proven_texts(db: ReadDb, ids: Sequence[int]) -> dict[int, dict[str, Json]]:
    """By id. Of an official text that is published also whose approval, of which content."""
    rows = await db.execute(
        select(*_READ)
        .outerjoin(OfficialText, OfficialText.id == Contribution.id)
        .where(Contribution.id.in_(ids))
    )
    found: dict[int, dict[str, Json]] = {}
    for row in rows:
        found[row.id] = {
            "author": row.persona_id,
            "on_behalf": row.on_behalf,
            "title": row.typed_title,
            "text": row.typed_text,
            "version": row.text_version,
            "visibility": str(row.visibility),
            "masks": [[one.passage, one.place, one.until is None] for one in row.masks],
        }
        if row.state == OfficialState.published:
            found[row.id]["approved"] = [row.approved_digest, row.approved_by]
    return found
