"""Erasing a person on request (Luật 91/2025/QH15): the account and the link to its persona go, texts stay under
'Tài khoản đã xóa', official records stay as the law asks. Two people carry it out, within the days of the law."""

from pydantic import BaseModel
from sqlalchemy import delete, select

from forum.accounts import events, policy
from forum.accounts.models import Account, ErasureRequest
from forum.accounts.queries import actor_of_account
from forum.actor import Actor, require
from forum.contributions.actions.closing import close_quietly
from forum.contributions.policy import may_follow
from forum.database import Db, Model, load
from forum.deadlines import duties
from forum.deadlines.models import Duty
from forum.deadlines.policy import DutyKind, Owner, OwnerKind
from forum.errors import Conflict
from forum.fields import Reason, ShortText
from forum.journal import record
from forum.thing import Thing
from forum.words import _

ERASED = _("Tài khoản đã xóa")
ADMINISTRATORS = Owner(OwnerKind.administrator)
# Rows of higher rooms that are the person's alone and serve nobody else.
ONLY_OWN = ("notices", "saved_searches", "papers", "own_copies")


class Wish(BaseModel):
    note: ShortText = ""


class ProposedErasure(BaseModel):
    reason: Reason


async def ask_for_erasure(db: Db, actor: Actor, wish: Wish) -> Duty:
    """A duty of the administrators. Raises Conflict while an earlier request is open."""
    require(may_follow(actor))
    assert actor.persona_id is not None  # may_follow requires a member
    await db.execute(select(Account.id).where(Account.persona_id == actor.persona_id).with_for_update())
    is_open = ErasureRequest.done_at.is_(None)
    waiting = select(ErasureRequest.id).where(ErasureRequest.persona_id == actor.persona_id, is_open)
    if await db.scalar(waiting.limit(1)) is not None:
        raise Conflict(_("Yêu cầu của Ông/Bà đã được nhận và đang được thực hiện."))
    request = ErasureRequest(persona_id=actor.persona_id, asked_at=actor.at, note=wish.note)
    db.add(request)
    await db.flush()
    thing = Thing("erasure", request.id)
    duty = await duties.start(db, actor, thing, DutyKind.erase, ADMINISTRATORS)
    await record(db, actor, events.ErasureAsked(thing, actor.persona_id))
    return duty


async def propose_erasure(db: Db, actor: Actor, erasure_id: int, new: ProposedErasure) -> None:
    request = await load(db, ErasureRequest, erasure_id, lock=True)
    require(policy.may_propose_erasure(actor, request))
    request.proposed_by, request.proposed_at, request.reason = actor.persona_id, actor.at, new.reason
    proposed = events.ErasureProposed(Thing("erasure", request.id), request.persona_id, new.reason)
    await record(db, actor, proposed)


async def confirm_erasure(db: Db, actor: Actor, erasure_id: int) -> None:
    """Carries it out. The texts' search entries are made anew without the name."""
    request = await load(db, ErasureRequest, erasure_id, lock=True)
    require(policy.may_confirm_erasure(actor, request))
    assert request.proposed_by is not None  # may_confirm_erasure requires it
    thing = Thing("erasure", request.id)
    erased = events.PersonErased(thing, request.persona_id, request.proposed_by)
    request.done_by, request.done_at, request.note = actor.persona_id, actor.at, ""
    account_id = await db.scalar(select(Account.id).where(Account.persona_id == request.persona_id))
    if account_id is None:
        raise Conflict(_("Tài khoản này không còn."))
    owner = await actor_of_account(db, account_id, actor.at)
    ended = await close_quietly(db, owner, ERASED, keeps_name=False)
    for name in ONLY_OWN:
        table = Model.metadata.tables[name]
        await db.execute(delete(table).where(table.c.persona_id == request.persona_id))
    await db.flush()
    await db.delete(ended.account)
    await duties.complete(db, actor, thing, DutyKind.erase)
    await record(db, actor, *ended.happened, erased, also=ended.also)
