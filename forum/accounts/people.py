"""Members found by name, for those whose office it is to write to people."""

from collections.abc import Sequence

from sqlalchemy import func, select

from forum.accounts.models import Account, Persona
from forum.accounts.queries import PersonaLabel
from forum.database import ReadDb
from vietnamese import look

MOST = 20


async def members_named(db: ReadDb, name: str) -> Sequence[PersonaLabel]:
    """Members with an open account of exactly that name, however it is spelled; none for a part of a name, so that
    nobody lists the members by it."""
    rows = await db.execute(
        select(Persona.id, func.trim(Persona.title + " " + Persona.name), Persona.kind)
        .join(Account, Account.persona_id == Persona.id)
        .where(Persona.look == look(name), Account.closed_at.is_(None), Account.confirmed_at.is_not(None))
        .order_by(Persona.id)
        .limit(MOST)
    )
    return [PersonaLabel(one, label, kind) for one, label, kind in rows]
