"""Erasing a person on request (Luật 91/2025/QH15): the account and the link to its persona go, texts stay under
'Tài khoản đã xóa', official records stay as the law asks. Two people carry it out, wholly or in part, or decline it for
a reason of law, within the days of the law: one proposes, another confirms or sends the proposal back. Until then the
person can take the request back."""

from datetime import datetime
from typing import Literal, Self

from pydantic import BaseModel
from sqlalchemy import select

from forum import jobs
from forum.accounts import events, policy
from forum.accounts.models import Account, ErasureOutcome, ErasureRequest, Persona
from forum.accounts.queries import actor_of_account, visitor
from forum.actor import Actor, require
from forum.contributions.actions.closing import SERVES_NO_LONGER, close_quietly, delete_rows_of, drop_name
from forum.contributions.actions.consenting import withdraw_what_waits
from forum.contributions.policy import may_follow
from forum.database import Db, load
from forum.deadlines import duties
from forum.deadlines.models import Duty
from forum.deadlines.policy import DutyKind, Owner, OwnerKind
from forum.errors import Conflict, Invalid
from forum.fields import Reason, ShortText
from forum.journal import Event, record
from forum.thing import Thing
from forum.versions import Versioned, version_of
from forum.words import _

ERASED = _("Tài khoản đã xóa")
ADMINISTRATORS = Owner(OwnerKind.administrator)
NOTE_ERASURES = "note_erasures"  # the job that writes it beside the backups
# Rows of higher rooms that are the person's alone.
ONLY_OWN = ("notices", "papers", "own_copies")


class Wish(BaseModel):
    note: ShortText = ""


class ProposedErasure(BaseModel):
    """`legal_basis` is needed for what is not erased; the person reads it with the reason."""

    outcome: ErasureOutcome
    legal_basis: ShortText = ""
    reason: Reason


class _OfProposal(Versioned):
    """What is said about a proposal as it was read: another may have taken its place."""

    @classmethod
    def of(cls, request: ErasureRequest) -> Self:
        proposed = (request.proposed_at, request.outcome, request.legal_basis, request.reason)
        return cls.current(version_of(*proposed))


class ConfirmedErasure(_OfProposal):
    sure: Literal["true"]


class ErasureSentBack(_OfProposal):
    reason: Reason


async def ask_for_erasure(db: Db, actor: Actor, wish: Wish) -> Duty:
    """A duty of the administrators. Raises Conflict while an earlier request is open."""
    require(may_follow(actor))
    assert actor.persona_id is not None  # may_follow requires a member
    await db.execute(select(Account.id).where(Account.persona_id == actor.persona_id).with_for_update())
    is_open = (ErasureRequest.done_at.is_(None), ErasureRequest.taken_back_at.is_(None))
    waiting = select(ErasureRequest.id).where(ErasureRequest.persona_id == actor.persona_id, *is_open)
    if await db.scalar(waiting.limit(1)) is not None:
        raise Conflict(_("Yêu cầu của Ông/Bà đã được nhận và đang được thực hiện."))
    request = ErasureRequest(persona_id=actor.persona_id, asked_at=actor.at, note=wish.note)
    db.add(request)
    await db.flush()
    thing = Thing("erasure", request.id)
    duty = await duties.start(db, actor, thing, DutyKind.erase, ADMINISTRATORS)
    await record(db, actor, events.ErasureAsked(thing, actor.persona_id))
    return duty


async def take_back_erasure(db: Db, actor: Actor, erasure_id: int) -> None:
    request = await load(db, ErasureRequest, erasure_id, lock=True)
    require(policy.may_take_back_erasure(actor, request))
    thing = Thing("erasure", request.id)
    request.taken_back_at, request.note = actor.at, ""
    await duties.void(db, actor, thing, DutyKind.erase)
    await record(db, actor, events.ErasureTakenBack(thing, request.persona_id))


async def propose_erasure(db: Db, actor: Actor, erasure_id: int, new: ProposedErasure) -> None:
    """Raises Invalid for refusing, wholly or in part, without a basis in law."""
    request = await load(db, ErasureRequest, erasure_id, lock=True)
    require(policy.may_propose_erasure(actor, request))
    if new.outcome != ErasureOutcome.whole and not new.legal_basis:
        raise Invalid(
            "legal_basis", _("Căn cứ pháp luật: nêu điều luật cho phép từ chối hoặc giữ lại dữ liệu.")
        )
    request.proposed_by, request.proposed_at, request.reason = actor.persona_id, actor.at, new.reason
    request.outcome, request.legal_basis = new.outcome, new.legal_basis
    proposed = events.ErasureProposed(
        Thing("erasure", request.id), request.persona_id, new.reason, new.outcome, new.legal_basis
    )
    await record(db, actor, proposed)


async def send_back_erasure(db: Db, actor: Actor, erasure_id: int, sent: ErasureSentBack) -> None:
    """The request waits for another proposal, within the same days."""
    request = await load(db, ErasureRequest, erasure_id, lock=True)
    require(policy.may_send_back_erasure(actor, request))
    sent.require_seen(ErasureSentBack.of(request))
    assert request.proposed_by is not None  # may_send_back_erasure requires it
    thing = Thing("erasure", request.id)
    is_own = request.proposed_by == actor.persona_id
    happened = events.ErasureSentBack(thing, request.persona_id, request.proposed_by, sent.reason, is_own)
    request.proposed_by, request.proposed_at, request.reason = None, None, ""
    request.outcome, request.legal_basis = ErasureOutcome.whole, ""
    request.sent_back_at, request.sent_back_because = actor.at, sent.reason
    await record(db, actor, happened)


async def confirm_erasure(
    db: Db, actor: Actor, erasure_id: int, confirmed: ConfirmedErasure
) -> ErasureOutcome:
    """Does what was proposed. The texts' search entries are made anew without the name."""
    request = await load(db, ErasureRequest, erasure_id, lock=True)
    require(policy.may_confirm_erasure(actor, request))
    confirmed.require_seen(ConfirmedErasure.of(request))
    assert request.proposed_by is not None  # may_confirm_erasure requires it
    thing = Thing("erasure", request.id)
    request.done_by, request.done_at, request.note = actor.persona_id, actor.at, ""
    whose = (thing, request.persona_id, request.proposed_by)
    happened: tuple[Event, ...]
    also: tuple[Thing, ...] = ()
    match request.outcome:
        case ErasureOutcome.declined:
            happened = (events.ErasureDeclined(*whose),)
        case ErasureOutcome.in_part:
            owner = await _owner(db, request.persona_id, actor.at)
            happened, also = (
                (events.ErasedInPart(*whose),),
                await _erase_in_part(db, owner, request.persona_id),
            )
        case ErasureOutcome.whole:
            owner = await _owner(db, request.persona_id, actor.at)
            ended, also = await _erase(db, owner, request.persona_id)
            happened = (*ended, events.PersonErased(*whose))
    await duties.complete(db, actor, thing, DutyKind.erase)
    if request.outcome != ErasureOutcome.declined:
        await jobs.defer(db, NOTE_ERASURES)
    await record(db, actor, *happened, also=also)
    return request.outcome


async def erase_again(
    db: Db, at: datetime, persona_id: int, outcome: ErasureOutcome, proposed_by: int | None
) -> bool:
    """After an older backup was restored: what two people had decided holds. False where nothing is left to erase."""
    account_id = await db.scalar(select(Account.id).where(Account.persona_id == persona_id))
    if account_id is None:
        return False
    if outcome == ErasureOutcome.in_part and (await load(db, Persona, persona_id)).name == str(ERASED):
        return False
    actor = visitor(at)
    is_open = (ErasureRequest.done_at.is_(None), ErasureRequest.taken_back_at.is_(None))
    waiting = select(ErasureRequest).where(ErasureRequest.persona_id == persona_id, *is_open)
    # At most one waits; none where it was asked for after that backup.
    request = (await db.scalars(waiting)).one_or_none() or ErasureRequest(persona_id=persona_id, asked_at=at)
    request.done_at, request.outcome, request.note = at, outcome, ""
    db.add(request)
    await db.flush()
    thing = Thing("erasure", request.id)
    await duties.complete(db, actor, thing, DutyKind.erase)
    whose = (thing, persona_id, proposed_by or persona_id)
    owner = await _owner(db, persona_id, at)
    if outcome == ErasureOutcome.whole:
        ended, also = await _erase(db, owner, persona_id)
        await record(db, actor, *ended, events.PersonErased(*whose), also=also)
    else:
        also = await _erase_in_part(db, owner, persona_id)
        await record(db, actor, events.ErasedInPart(*whose), also=also)
    return True


async def _owner(db: Db, persona_id: int, at: datetime) -> Actor:
    account_id = await db.scalar(select(Account.id).where(Account.persona_id == persona_id))
    if account_id is None:
        raise Conflict(_("Tài khoản này không còn."))
    return await actor_of_account(db, account_id, at)


async def _erase(db: Db, owner: Actor, persona_id: int) -> tuple[tuple[Event, ...], tuple[Thing, ...]]:
    """Returns what is to be recorded, and the person's texts."""
    ended = await close_quietly(db, owner, ERASED, keeps_name=False)
    await delete_rows_of(db, persona_id, ONLY_OWN)
    await db.flush()
    await db.delete(ended.account)
    return ended.happened, ended.also


async def _erase_in_part(db: Db, owner: Actor, persona_id: int) -> tuple[Thing, ...]:
    """All but the account, with its roles and its consents as proof."""
    await withdraw_what_waits(db, owner)
    also = await drop_name(db, owner, persona_id, ERASED)
    await delete_rows_of(db, persona_id, (*SERVES_NO_LONGER, *ONLY_OWN))
    return also
