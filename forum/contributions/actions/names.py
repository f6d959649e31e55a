"""Changing the display name and title: by the person, judged; by the administrator, with a reason."""

from typing import Self

from forum import audience
from forum.accounts.models import Persona
from forum.accounts.policy import may_administer
from forum.actor import Actor, require
from forum.audience import Visibility
from forum.contributions import events, policy
from forum.contributions.actions.writing import (
    NewText,
    announce,
    put_version,
    replace_version,
    standing_text,
    submit,
)
from forum.contributions.models import Contribution
from forum.contributions.naming import name_of, set_name, show_name, texts_under, waits_with_first_text
from forum.contributions.policy import NAME
from forum.database import Db, ReadDb, load
from forum.fields import Name, OptionalName, Reason
from forum.journal import record
from forum.thing import Thing
from forum.versions import Versioned


class NewName(Versioned):
    title: OptionalName = ""
    name: Name

    @classmethod
    def of(cls, title: str, name: str) -> Self:
        return cls.current(title=title, name=name)


class CorrectedName(NewName):
    reason: Reason


async def standing_name(db: ReadDb, persona_id: int) -> tuple[str, str]:
    """(title, name) that a change would replace: of the newest version, published or waiting."""
    persona, it = await load(db, Persona, persona_id), await name_of(db, persona_id)
    if it is None or it.visibility not in policy.MAY_EDIT:
        return persona.title, persona.name
    newest = await standing_text(db, it.id)
    return newest.title, newest.text


async def _lock_name(db: Db, persona_id: int) -> Contribution | None:
    it = await name_of(db, persona_id)
    return None if it is None else await load(db, Contribution, it.id, lock=True)


async def change_name(db: Db, actor: Actor, new: NewName) -> Contribution | None:
    """The old name stands until a moderator approved the new one; a trusted person's changes at once, and so does
    that of somebody who has published nothing. Returns the name's text where it has one."""
    require(policy.may_write(actor))
    assert actor.persona_id is not None  # may_write ensures it
    it = await _lock_name(db, actor.persona_id)
    waits = it is None and await waits_with_first_text(db, actor.persona_id)
    require(policy.may_change_name(actor, waits_with_text=waits))
    new.require_seen(NewName.of(*await standing_name(db, actor.persona_id)))
    thing = Thing("persona", actor.persona_id)
    if it is None:
        set_name(await load(db, Persona, actor.persona_id, lock=True), new.title, new.name)
        await record(db, actor, events.NameChanged(thing, actor.persona_id))
        return None
    if it.visibility in policy.MAY_EDIT:
        await put_version(db, actor, it, new.title, new.name, "")
        await show_name(db, actor, it.id)
        under = await texts_under(db, actor.persona_id)
        await record(db, actor, events.NameChanged(thing, actor.persona_id), also=under)
        return it
    readers = frozenset({audience.EVERYONE})
    it = await submit(db, actor, NewText(NAME, new.name, readers, title=new.title))
    await show_name(db, actor, it.id)
    await announce(db, actor, it, also=await texts_under(db, actor.persona_id))
    return it


async def correct_name(db: Db, actor: Actor, persona_id: int, new: CorrectedName) -> None:
    """By the administrator, at once; the reason is in the journal and in the name's history."""
    require(may_administer(actor))
    it = await _lock_name(db, persona_id)
    new.require_seen(CorrectedName.of(*await standing_name(db, persona_id)))
    if it is None:
        set_name(await load(db, Persona, persona_id, lock=True), new.title, new.name)
    elif it.visibility == Visibility.published:
        await replace_version(db, actor, it, new.title, new.name, new.reason)
        await show_name(db, actor, it.id)
    else:
        readers = frozenset({audience.EVERYONE})
        corrected = NewText(NAME, new.name, readers, title=new.title, persona_id=persona_id)
        await show_name(db, actor, (await submit(db, actor, corrected)).id)
    happened = events.NameCorrected(Thing("persona", persona_id), persona_id, new.reason)
    await record(db, actor, happened, also=await texts_under(db, persona_id))
