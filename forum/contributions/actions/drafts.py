"""Server-side drafts: saved text, form keys, and the guard against submitting twice."""

import secrets
from collections.abc import Mapping

from sqlalchemy import delete, func, update
from sqlalchemy.dialects.postgresql import insert

from forum.actor import Actor
from forum.contributions.models import Draft
from forum.database import Db
from forum.errors import NotFound


def new_key() -> str:
    """An unguessable key: it gives access to text held over an expired log-in."""
    return secrets.token_urlsafe(18)


async def save_draft(db: Db, actor: Actor, key: str, place: str, fields: Mapping[str, object]) -> None:
    """Save what was typed so far. Raises NotFound for somebody else's key."""
    values = {"fields": fields, "saved_at": actor.at, "place": place}
    saved = await db.scalar(
        insert(Draft)
        .values(key=key, persona_id=actor.persona_id, **values)
        .on_conflict_do_update(
            index_elements=["key"],
            set_=values,
            where=(Draft.persona_id == actor.persona_id) & Draft.sent_url.is_(None),
        )
        .returning(Draft.key)
    )
    if saved is None:
        raise NotFound


async def hold_draft(db: Db, actor: Actor, place: str, fields: Mapping[str, object]) -> str:
    """Hold text that came without a valid log-in, owned by nobody yet; only that browser gets its key."""
    key = new_key()
    db.add(Draft(key=key, persona_id=None, place=place, fields=fields, saved_at=actor.at))
    await db.flush()
    return key


async def claim_draft(db: Db, actor: Actor, key: str, place: str, digest: str) -> str | None:
    """Lock the form's row. Returns the URL of an identical earlier submission, None for the first.

    A second click waits here for the first to commit, then gets its URL.
    """
    mine = insert(Draft).values(
        key=key, persona_id=actor.persona_id, place=place, fields={}, saved_at=actor.at
    )
    owner = func.coalesce(Draft.persona_id, mine.excluded.persona_id)
    claimed = mine.on_conflict_do_update(index_elements=["key"], set_={"persona_id": owner})
    row = (await db.execute(claimed.returning(Draft.persona_id, Draft.sent_url, Draft.sent_digest))).one()
    if row.persona_id != actor.persona_id:
        raise NotFound
    return row.sent_url if row.sent_digest == digest else None


async def mark_sent(db: Db, actor: Actor, key: str, url: str, digest: str) -> None:
    """Drop the draft's text, which is now stored elsewhere, and keep the URL it led to."""
    await db.execute(
        update(Draft)
        .where(Draft.key == key, Draft.persona_id == actor.persona_id)
        .values(sent_url=url, sent_digest=digest, fields={})
    )


async def delete_draft(db: Db, actor: Actor, key: str) -> None:
    """Delete one's own unsent text. A second call changes nothing."""
    await db.execute(
        delete(Draft).where(Draft.key == key, Draft.persona_id == actor.persona_id, Draft.sent_url.is_(None))
    )
