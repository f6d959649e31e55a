"""Drafts on the server: saved text, the key of a form, and the guard against sending twice."""

import secrets
from collections.abc import Mapping

from sqlalchemy import delete, func, update
from sqlalchemy.dialects.postgresql import insert

from forum.actor import Actor
from forum.contributions.models import Draft
from forum.database import Db
from forum.errors import NotFound


def new_key() -> str:
    """An unguessable key: whoever holds it may see text that was held over an expired log-in."""
    return secrets.token_urlsafe(18)


async def save_draft(db: Db, actor: Actor, key: str, place: str, fields: Mapping[str, object]) -> None:
    """Keep what was typed so far. A key that belongs to somebody else is NotFound."""
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
    """Keep text that came without a valid log-in, for nobody yet; its key goes back to that browser alone."""
    key = new_key()
    db.add(Draft(key=key, persona_id=None, place=place, fields=fields, saved_at=actor.at))
    await db.flush()
    return key


async def claim_draft(db: Db, actor: Actor, key: str, place: str, digest: str) -> str | None:
    """Lock the form's row. Returns where the very same was already sent to, None when this is its first sending.

    A second click waits here for the first to end, then learns its address.
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
    """The text now stands elsewhere: forget the copy, remember where it went."""
    await db.execute(
        update(Draft)
        .where(Draft.key == key, Draft.persona_id == actor.persona_id)
        .values(sent_url=url, sent_digest=digest, fields={})
    )


async def delete_draft(db: Db, actor: Actor, key: str) -> None:
    """Forget one's own unsent text. A second call changes nothing."""
    await db.execute(
        delete(Draft).where(Draft.key == key, Draft.persona_id == actor.persona_id, Draft.sent_url.is_(None))
    )
