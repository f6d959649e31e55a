"""Personas, accounts, bodies and leaders. `create_…` and `open_account` are used by the
administrator's pages, by registration and by the loading of sample content; each caller asks its own policy."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from forum.accounts import events, policy
from forum.accounts.addresses import stored_form
from forum.accounts.models import Account, Body, Leader, Persona
from forum.actor import Actor, require
from forum.database import Db, load
from forum.errors import Invalid
from forum.journal import record
from forum.thing import Thing
from forum.words import _
from vietnamese import normalise


async def create_persona(db: Db, name: str, *, title: str = "", kind: str = "ordinary") -> Persona:
    persona = Persona(kind=kind, title=title.strip())
    persona.rename(normalise(name).strip())
    db.add(persona)
    await db.flush()
    return persona


async def open_account(
    db: Db,
    *,
    email: str,
    name: str,
    title: str = "",
    password_hash: str = "",
    at: datetime,
    confirmed: bool = False,
    is_sample: bool = False,
) -> Account:
    """An account with its one ordinary persona. Raises Invalid('email') for a taken address: only for callers
    who may know that (an administrator); registration responds alike either way."""
    address = stored_form(email)
    if await db.scalar(select(Account.id).where(Account.email == address)) is not None:
        raise Invalid("email", _("Địa chỉ này đã có tài khoản."))
    persona = await create_persona(db, name, title=title)
    account = Account(
        email=address,
        password_hash=password_hash,
        persona_id=persona.id,
        created_at=at,
        confirmed_at=at if confirmed else None,
        is_sample=is_sample,
    )
    db.add(account)
    await db.flush()
    return account


@dataclass(frozen=True, slots=True)
class NewBody:
    code: str
    name: str
    kind: str = "state"
    aliases: tuple[str, ...] = ()
    is_collective: bool = False
    founded_on: date | None = None
    ended_on: date | None = None
    note: str = ""
    is_sample: bool = False


async def create_body(db: Db, new: NewBody) -> Body:
    """Create a body with the persona its official texts are published under."""
    persona = await create_persona(db, new.name, kind="body")
    body = Body(
        code=new.code,
        name=normalise(new.name),
        kind=new.kind,
        aliases=list(new.aliases),
        is_collective=new.is_collective,
        founded_on=new.founded_on,
        ended_on=new.ended_on,
        note=new.note,
        persona_id=persona.id,
        is_sample=new.is_sample,
    )
    db.add(body)
    await db.flush()
    return body


async def create_leader(
    db: Db, *, name: str, position: str, body_id: int | None = None, is_sample: bool = False
) -> Leader:
    persona = await create_persona(db, name, kind="leader")
    leader = Leader(position=position, body_id=body_id, persona_id=persona.id, is_sample=is_sample)
    db.add(leader)
    await db.flush()
    return leader


async def grant_trust(db: Db, actor: Actor, persona_id: int) -> None:
    """Publish this person's texts without review from now on. A second call changes nothing."""
    require(policy.may_grant_trust(actor))
    persona = await load(db, Persona, persona_id, lock=True)
    if persona.trusted_at is None:
        persona.trusted_at = actor.at
        await record(db, actor, events.TrustGranted(Thing("persona", persona.id), persona.id))
