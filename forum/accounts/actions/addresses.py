"""Another address for an account. It counts once it is confirmed from the new mailbox; whoever reads the old one is
told and may stop it for a week, also afterwards: a mailbox that is gone stops nothing, a thief is stopped."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from forum import jobs
from forum.accounts import events, policy
from forum.accounts.actions.bindings import require_open
from forum.accounts.actions.logins import end_all_logins, spend_tokens
from forum.accounts.addresses import AskedAddress
from forum.accounts.bindings import is_weighty, standing
from forum.accounts.factors.policy import require_recent_factor
from forum.accounts.models import Account, AddressChange
from forum.accounts.queries import token_digest
from forum.actor import Actor, Role, require
from forum.database import Db, load
from forum.errors import Conflict, Invalid
from forum.fields import Reason
from forum.journal import record
from forum.logs import security
from forum.thing import Thing
from forum.words import _

CONFIRM_WITHIN = timedelta(days=3)
STOP_WITHIN = timedelta(days=7)
CHANGE_MAILS = ("stop", "confirm")
PROPOSAL_MAILS = ("stop",)  # the new mailbox confirms nothing


class NewAddress(AskedAddress):
    """The address that is to take the place of one's own."""


class CorrectedAddress(NewAddress):
    reason: Reason


async def change_address(db: Db, actor: Actor, new: NewAddress) -> None:
    """Ask for it: the mails go to both addresses. An earlier change that was not confirmed is dropped. The answer does
    not tell whether the new address has an account; if so, no link is sent to it."""
    require_recent_factor(actor)
    account = (
        await db.scalars(select(Account).where(Account.persona_id == actor.persona_id).with_for_update())
    ).one()
    if new.email == account.email:
        raise Invalid("email", _("Đây đã là địa chỉ của Ông/Bà."))
    change = await _start(db, account, new.email, actor.at)
    await _mail(db, change)


async def correct_address(db: Db, actor: Actor, account_id: int, new: CorrectedAddress) -> AddressChange:
    """By an administrator, for somebody whose mailbox is gone: it counts at once, and both addresses are told. Of an
    account with a weighty role it is only proposed, which the old address is told at once."""
    require(policy.may_administer(actor))
    require_recent_factor(actor)
    account = await load(db, Account, account_id, lock=True)
    require_open(account)
    if await _is_taken(db, new.email):
        raise Invalid("email", _("Địa chỉ này đã có tài khoản."))
    change = await _start(db, account, new.email, actor.at)
    thing = Thing("persona", account.persona_id)
    if await is_weighty(db, account.id, actor.at):
        change.proposed_by, change.proposed_because = actor.persona_id, new.reason
        await _mail(db, change, PROPOSAL_MAILS)
        security("address proposed", account_id=account.id)
        await record(db, actor, events.AddressProposed(thing, account.persona_id, new.reason))
        return change
    await _apply(db, change, account, actor.at)
    await _mail(db, change)
    await record(db, actor, events.AddressCorrected(thing, account.persona_id, new.reason))
    return change


async def confirm_correction(db: Db, actor: Actor, change_id: int) -> Account:
    """By a second person: the address counts at once. Raises Conflict where it was stopped, settled or dropped, or got
    an account meanwhile."""
    require(policy.may_open_bindings(actor))
    account = await load(db, Account, (await load(db, AddressChange, change_id)).account_id, lock=True)
    change = await load(db, AddressChange, change_id, lock=True)
    administrators = await standing(db, Role.administrator, actor.at)
    require(policy.may_confirm_correction(actor, change.proposed_by, account.persona_id, administrators))
    require_recent_factor(actor)
    require_open(account)
    if change.proposed_by is None or change.confirmed_at is not None or change.stopped_at is not None:
        raise Conflict(_("Đề nghị này không còn chờ xác nhận."))
    if await _is_taken(db, change.new_email):
        raise Conflict(_("Địa chỉ này đã có tài khoản."))
    await _apply(db, change, account, actor.at)
    security("address corrected", account_id=account.id)
    thing = Thing("persona", account.persona_id)
    corrected = events.AddressCorrected(
        thing, account.persona_id, change.proposed_because, change.proposed_by
    )
    await record(db, actor, corrected)
    return account


async def _start(db: Db, account: Account, email: str, at: datetime) -> AddressChange:
    await db.execute(
        delete(AddressChange).where(
            AddressChange.account_id == account.id, AddressChange.confirmed_at.is_(None)
        )
    )
    change = AddressChange(account_id=account.id, old_email=account.email, new_email=email, asked_at=at)
    db.add(change)
    await db.flush()
    return change


async def _mail(db: Db, change: AddressChange, purposes: Sequence[str] = CHANGE_MAILS) -> None:
    for purpose in purposes:
        await jobs.defer(db, "mail_address_change", change_id=change.id, purpose=purpose)


async def _is_taken(db: Db, email: str) -> bool:
    return await db.scalar(select(Account.id).where(Account.email == email)) is not None


async def _apply(db: Db, change: AddressChange, account: Account, at: datetime) -> None:
    """Links that were mailed to the old address no longer work."""
    account.email, change.confirmed_at = change.new_email, at
    await spend_tokens(db, account.id, at)


async def confirm_address(db: Db, token: str, at: datetime) -> Account | None:
    """None for a link that is unknown, late or stopped, or whose address got an account meanwhile. A second call
    returns the same."""
    found = await db.scalar(select(AddressChange).where(AddressChange.confirm_hash == token_digest(token)))
    if found is None:
        return None
    account = await load(db, Account, found.account_id, lock=True)
    await db.refresh(found)
    if found.confirmed_at is not None and found.stopped_at is None:
        return account
    if found.stopped_at is not None or found.asked_at + CONFIRM_WITHIN <= at:
        return None
    if found.proposed_by is not None:
        return None  # a second person confirms that one
    if await _is_taken(db, found.new_email):
        return None
    await _apply(db, found, account, at)
    return account


async def stop_address(db: Db, token: str, at: datetime) -> Account | None:
    """The old address counts again, and whoever changed it is out: every log-in ends, the password no longer works, and
    what was changed or asked for after it is stopped too. None for an unknown or late link. A second call changes
    nothing."""
    found = await db.scalar(select(AddressChange).where(AddressChange.stop_hash == token_digest(token)))
    if found is None or (found.confirmed_at or found.asked_at) + STOP_WITHIN <= at:
        return None
    account = await load(db, Account, found.account_id, lock=True)
    await db.refresh(found)
    if found.stopped_at is not None:
        return account
    if account.email != found.old_email and await _is_taken(db, found.old_email):
        return None
    if found.confirmed_at is None and found.proposed_by is not None:
        found.stopped_at = at  # nobody is in yet
        return account
    account.email, account.password_hash, found.stopped_at = found.old_email, "", at
    later = (AddressChange.account_id == account.id, AddressChange.id > found.id)
    await db.execute(
        update(AddressChange).where(*later, AddressChange.stopped_at.is_(None)).values(stopped_at=at)
    )
    await end_all_logins(db, account.id)
    await spend_tokens(db, account.id, at)
    return account
