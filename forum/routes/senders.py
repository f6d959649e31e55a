"""For whom a form of entering is opened: the address names the person, and the form carries them on."""

from typing import Annotated

from fastapi import Query
from pydantic import BaseModel

from forum.accounts.policy import may_enter_for_others
from forum.actor import Actor
from forum.contributions.entering.people import PersonFound, person_found
from forum.database import ReadDb
from forum.errors import NotFound
from forum.web.forms import Form

AskedPerson = Annotated[int | None, Query(alias="nguoi", ge=1, le=2**62)]


async def sender_of(
    db: ReadDb, actor: Actor, form: Form[BaseModel], person: int | None
) -> PersonFound | None:
    """Whoever the form is filled in for; nobody where none was chosen, or the reader enters nothing for others."""
    if person is not None:
        form.set_defaults(persona_id=person)
    chosen = str(form.values.get("persona_id") or "")
    if not may_enter_for_others(actor) or not chosen.isdecimal() or len(chosen) > 18:
        return None
    try:
        return await person_found(db, int(chosen))
    except NotFound:
        return None
