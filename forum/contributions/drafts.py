"""Unsent texts: one by its key, and a person's own in a list."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from forum.actor import Actor
from forum.contributions.models import Draft
from forum.database import ReadDb

KEEP_PARAM = "giu"  # ?giu=KEY shows the draft with that key for confirmation


async def draft_of(db: ReadDb, actor: Actor, key: str) -> Draft | None:
    """A saved or held draft by its key. One held over an expired log-in belongs to whoever has the key."""
    draft = await db.get(Draft, key)
    if draft is None or draft.sent_url is not None:
        return None
    return draft if draft.persona_id in (None, actor.persona_id) else None


@dataclass(frozen=True, slots=True)
class DraftLine:
    """`words` are the draft's title or the start of its text; `url` opens the form with all that was typed."""

    key: str
    words: str
    url: str
    saved_at: datetime


async def drafts_of(db: ReadDb, actor: Actor) -> list[DraftLine]:
    rows = await db.scalars(
        select(Draft)
        .where(Draft.persona_id == actor.persona_id, Draft.sent_url.is_(None), Draft.fields != {})
        .order_by(Draft.saved_at.desc())
        .limit(50)
    )
    return [_draft_line(draft) for draft in rows]


def _draft_line(draft: Draft) -> DraftLine:
    texts = [draft.fields.get(name) for name in ("title", "text", *draft.fields)]
    words = next((text for text in texts if isinstance(text, str) and " " in text.strip()), "")
    return DraftLine(draft.key, words, draft_url(draft.place, draft.key), draft.saved_at)


def draft_url(place: str, key: str) -> str:
    """The form at that place with the draft in it."""
    return f"{place}{'&' if '?' in place else '?'}{KEEP_PARAM}={key}"
