"""Unsent texts: one by its key, and a person's own in a list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from forum.actor import Actor
from forum.contributions.models import Draft
from forum.database import ReadDb

HELD_FOR = timedelta(days=1)
KEEP_PARAM = "giu"  # ?giu=KEY shows the draft with that key for confirmation


async def draft_of(db: ReadDb, actor: Actor, browser: str, key: str, path: str) -> Draft | None:
    """A person's own draft, or one that this browser holds since it had no log-in, at its own form only."""
    draft = await db.get(Draft, key)
    if draft is None or draft.sent_url is not None or draft.place.partition("?")[0] != path:
        return None
    if draft.persona_id is not None:
        return draft if draft.persona_id == actor.persona_id else None
    return draft if draft.browser_digest == browser and draft.saved_at > actor.at - HELD_FOR else None


async def draft_at(db: ReadDb, actor: Actor, place: str) -> str | None:
    """The form at that place with the words that the actor last left there unsent."""
    key = await db.scalar(
        select(Draft.key)
        .where(Draft.persona_id == actor.persona_id, Draft.place == place, Draft.sent_url.is_(None))
        .where(Draft.fields != {})
        .order_by(Draft.saved_at.desc())
        .limit(1)
    )
    return draft_url(place, key) if key is not None else None


async def held_url(db: ReadDb, at: datetime, browser: str) -> str | None:
    """The form with the words that this browser held last, to come back to after logging in."""
    draft = await db.scalar(
        select(Draft)
        .where(
            Draft.persona_id.is_(None),
            Draft.browser_digest == browser,
            Draft.saved_at > at - HELD_FOR,
            Draft.sent_url.is_(None),
        )
        .order_by(Draft.saved_at.desc())
        .limit(1)
    )
    return draft_url(draft.place, draft.key) if draft is not None else None


@dataclass(frozen=True, slots=True)
class DraftLine:
    """`words` are the draft's title or the start of its text; `url` opens the form with all that was typed."""

    key: str
    words: str
    url: str
    saved_at: datetime


async def drafts_of(db: ReadDb, actor: Actor) -> list[DraftLine]:
    """Those that stand by themselves; what is on a sheet is read there."""
    rows = await db.scalars(
        select(Draft)
        .where(Draft.persona_id == actor.persona_id, Draft.sent_url.is_(None), Draft.fields != {})
        .where(Draft.sheet_id.is_(None))
        .order_by(Draft.saved_at.desc())
        .limit(50)
    )
    return [_draft_line(draft) for draft in rows]


async def gathered_drafts(db: ReadDb, actor: Actor, sheet_id: int, *, lock: bool = False) -> Sequence[Draft]:
    """What the actor has put on a sheet and not sent."""
    query = select(Draft).where(
        Draft.persona_id == actor.persona_id, Draft.sheet_id == sheet_id, Draft.sent_url.is_(None)
    )
    return (await db.scalars((query.with_for_update() if lock else query).order_by(Draft.key))).all()


async def gathered_count(db: ReadDb, actor: Actor, sheet_id: int) -> int:
    """How many the actor has on a sheet; asks nothing for a visitor, who has none."""
    if actor.persona_id is None:
        return 0
    own = (Draft.persona_id == actor.persona_id, Draft.sheet_id == sheet_id, Draft.sent_url.is_(None))
    return await db.scalar(select(func.count()).select_from(Draft).where(*own)) or 0


async def sheets_of(db: ReadDb, actor: Actor) -> dict[int, int]:
    """How many texts the actor has on each sheet."""
    own = (Draft.persona_id == actor.persona_id, Draft.sheet_id.is_not(None), Draft.sent_url.is_(None))
    rows = await db.execute(
        select(Draft.sheet_id, func.count().label("held")).where(*own).group_by(Draft.sheet_id)
    )
    return {row.sheet_id: row.held for row in rows}


def _draft_line(draft: Draft) -> DraftLine:
    texts = [draft.fields.get(name) for name in ("title", "text", *draft.fields)]
    words = next((text for text in texts if isinstance(text, str) and " " in text.strip()), "")
    return DraftLine(draft.key, words, draft_url(draft.place, draft.key), draft.saved_at)


def draft_url(place: str, key: str) -> str:
    """The form at that place with the draft in it."""
    return f"{place}{'&' if '?' in place else '?'}{KEEP_PARAM}={key}"
