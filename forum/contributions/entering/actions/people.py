"""The people for whom staff enter something: each is one persona, looked for before another is made."""

from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel

from forum.accounts.actions.people import create_persona
from forum.accounts.models import Persona
from forum.actor import Actor, require
from forum.contributions.entering import policy
from forum.contributions.entering.models import EnteredPerson
from forum.contributions.entering.people import taken_for
from forum.database import Db, load
from forum.errors import Invalid, NotFound
from forum.fields import Name, ShortText
from forum.versions import Versioned
from forum.words import _

Telephone = Annotated[str, AfterValidator(policy.telephone)]


class Reach(BaseModel):
    """Where a letter or a call reaches somebody; seen by staff alone."""

    address: ShortText = ""
    telephone: Telephone = ""


class NewPerson(Reach):
    """`is_another`: whoever enters it was shown people of that name or number, and knows that it is none of them."""

    name: Name
    is_another: bool = False


class ChangedReach(Versioned, Reach):
    @classmethod
    def of(cls, known: EnteredPerson | None) -> Self:
        if known is None:
            return cls.current(address="", telephone="")
        return cls.current(address=known.address, telephone=known.telephone)


async def add_person(db: Db, actor: Actor, new: NewPerson) -> Persona:
    """Raises Invalid once where somebody of that name or number is there already."""
    require(policy.may_add_person(actor))
    if not new.address and not new.telephone:
        raise Invalid("address", _("Đề nghị ghi địa chỉ hoặc số điện thoại để gửi trả lời."))
    if not new.is_another and (known := await taken_for(db, new.name, new.telephone)):
        names = "; ".join(", ".join(filter(None, (one.name, one.telephone, one.address))) for one in known)
        message = _(
            "Đã có {names}. Đề nghị chọn người đó, hoặc đánh dấu mục này nếu là người khác.", names=names
        )
        raise Invalid("is_another", message)
    persona = await create_persona(db, new.name)
    await _note(db, actor, persona.id, new)
    return persona


async def change_reach(db: Db, actor: Actor, persona_id: int, new: ChangedReach) -> EnteredPerson:
    require(policy.may_change_reach(actor))
    persona = await load(db, Persona, persona_id, lock=True)
    if persona.kind != "ordinary":
        raise NotFound
    known = await db.get(EnteredPerson, persona_id, populate_existing=True)
    new.require_seen(ChangedReach.of(known))
    if known is None:
        return await _note(db, actor, persona_id, new)
    known.address, known.telephone = new.address, new.telephone
    known.entered_by, known.entered_at = _by(actor), actor.at
    return known


async def _note(db: Db, actor: Actor, persona_id: int, reach: Reach) -> EnteredPerson:
    known = EnteredPerson(
        persona_id=persona_id,
        address=reach.address,
        telephone=reach.telephone,
        entered_by=_by(actor),
        entered_at=actor.at,
    )
    db.add(known)
    await db.flush()
    return known


def _by(actor: Actor) -> int:
    assert actor.persona_id is not None  # the rule asks for a role
    return actor.persona_id
