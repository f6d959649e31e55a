"""What people read of a text, as plain values: the audit chain keeps its digest with each act about the text."""

import hashlib
from collections.abc import Sequence

from sqlalchemy import BindParameter, bindparam, select

from forum.contributions.models import Contribution, OfficialText, Revision
from forum.contributions.policy import OfficialState, RevisionState
from forum.database import ReadDb
from moderation.chain import canonical
from moderation.values import Json

FORMER = "former"  # of what is proven: the versions that were public before, each with its digest
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


_IDS: BindParameter[int] = bindparam("ids", expanding=True)
_TEXTS = (
    select(*_READ)
    .outerjoin(OfficialText, OfficialText.id == Contribution.id)
    .where(Contribution.id.in_(_IDS))
)
_PAST = (
    select(Revision.contribution_id, Revision.text_version, Revision.typed_title, Revision.typed_text)
    .where(Revision.contribution_id.in_(_IDS), Revision.state == RevisionState.past)
    .order_by(Revision.contribution_id, Revision.text_version)
)


async def proven_texts(db: ReadDb, ids: Sequence[int]) -> dict[int, dict[str, Json]]:
    """By id. Of an official text that is published also whose approval, of which content; of an edited one its former
    versions."""
    rows = await db.execute(_TEXTS, {"ids": ids})
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
    edited = [text_id for text_id, content in found.items() if content["version"] != 1]
    for text_id, versions in (await _former(db, edited)).items():
        found[text_id][FORMER] = versions
    return found


async def _former(db: ReadDb, ids: Sequence[int]) -> dict[int, list[Json]]:
    """By text, each version that was public before: its number and the digest of its words."""
    found: dict[int, list[Json]] = {}
    for row in await db.execute(_PAST, {"ids": ids}) if ids else ():
        words = canonical({"title": row.typed_title, "text": row.typed_text})
        former = found.setdefault(row.contribution_id, [])
        former.append([row.text_version, hashlib.sha256(words).hexdigest()])
    return found
