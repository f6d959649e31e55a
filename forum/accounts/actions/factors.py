"""Setting up, giving and losing the second factor."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel
from sqlalchemy import delete, select

from forum.accounts import events, limits
from forum.accounts.actions.logins import end_all_logins, mail_owner
from forum.accounts.addresses import stored_form
from forum.accounts.bindings import standing
from forum.accounts.factors import passkeys, recovery, totp
from forum.accounts.factors.passkeys import Place
from forum.accounts.factors.policy import (
    NO_FACTOR,
    is_recent,
    may_confirm_factor_reset,
    may_propose_factor_reset,
    require_recent_factor,
)
from forum.accounts.models import Account, FactorReset, Login, Passkey, Persona, RecoveryCode, TotpSecret
from forum.actor import Actor, LogIn, Role, require
from forum.database import Db, ReadDb, load
from forum.errors import Conflict, LoginNeeded, NotFound
from forum.fields import Reason
from forum.journal import record
from forum.logs import security
from forum.thing import Thing
from forum.words import _


class Factor(StrEnum):
    """By what a second factor was given."""

    totp = "totp"
    passkey = "passkey"
    recovery = "recovery"


@dataclass(frozen=True, slots=True)
class Given:
    """What was typed, or what a passkey answered."""

    code: str = ""
    credential: str = ""


@dataclass(frozen=True, slots=True)
class Factors:
    """What an account has as second factors. Recovery codes alone are none."""

    has_totp: bool
    keys: tuple[Passkey, ...]
    codes_left: int

    @property
    def count(self) -> int:
        return len(self.keys) + self.has_totp


async def factors_of(db: ReadDb, account_id: int) -> Factors:
    return Factors(
        await totp.is_confirmed(db, account_id),
        tuple(await passkeys.passkeys_of(db, account_id)),
        await recovery.codes_left(db, account_id),
    )


async def session_of(db: Db, login: LogIn) -> Login:
    """The row of a session, locked. Raises LoginNeeded for one that has ended meanwhile."""
    row = await db.scalar(
        select(Login).where(Login.id == login.id).with_for_update().execution_options(populate_existing=True)
    )
    if row is None:
        raise LoginNeeded
    return row


async def give_factor(
    db: Db, origin: limits.Origin, login: LogIn, place: Place | None, given: Given, at: datetime
) -> bool:
    """Whether it is right; the session is then whole. A wrong one counts as a guess as soon as the caller commits.
    Raises TooMany. The second of two clicks finds the first one's factor given."""
    row = await session_of(db, login)
    if is_recent(LogIn(row.id, row.account_id, at, at, factor_at=row.factor_at), at):
        return True
    guesses = origin.factor_guesses(row.account_id)
    await limits.lock(db, guesses)
    await limits.require_room(db, guesses, at, limits.FACTOR_GUESSED)
    by = await _taken(db, origin.secret, row, place, given, at)
    if by is None:
        await limits.count(db, guesses, at)
        security("factor refused", account_id=row.account_id)
        return False
    await limits.forgive(db, guesses)
    row.factor_at = at
    security("factor given", account_id=row.account_id, by=by)
    if by == Factor.recovery:
        await mail_owner(db, row.account_id, "recovery_used", at)
    return True


async def _taken(
    db: Db, secret: bytes, login: Login, place: Place | None, given: Given, at: datetime
) -> Factor | None:
    if given.credential:
        fits = place is not None and await passkeys.take_answer(db, login, place, given.credential, at)
        return Factor.passkey if fits else None
    code = "".join(given.code.split())
    row = await totp.take_code(db, login.account_id, secret, code, at)
    if row is not None and row.confirmed_at is not None:
        return Factor.totp
    if await recovery.take_recovery_code(db, login.account_id, secret, code, at):
        return Factor.recovery
    return None


async def confirm_totp(db: Db, origin: limits.Origin, login: LogIn, code: str, at: datetime) -> bool:
    """The first code shows that the telephone has the secret. Raises TooMany."""
    row = await session_of(db, login)
    guesses = origin.factor_guesses(row.account_id)
    await limits.lock(db, guesses)
    await limits.require_room(db, guesses, at, limits.FACTOR_GUESSED)
    known = await totp.take_code(db, row.account_id, origin.secret, "".join(code.split()), at)
    if known is None:
        await limits.count(db, guesses, at)
        return False
    known.confirmed_at, row.factor_at = known.confirmed_at or at, at
    await _was_set(db, row.account_id, Factor.totp, at)
    return True


async def add_passkey(db: Db, login: LogIn, place: Place, credential: str, name: str, at: datetime) -> bool:
    row = await session_of(db, login)
    if await passkeys.add_passkey(db, row, place, credential, name, at) is None:
        return False
    row.factor_at = at
    await _was_set(db, row.account_id, Factor.passkey, at)
    return True


async def _was_set(db: Db, account_id: int, by: Factor, at: datetime) -> None:
    security("factor set", account_id=account_id, by=by)
    await mail_owner(db, account_id, "factor_set", at)


async def renew_codes(db: Db, login: LogIn, secret: bytes, at: datetime) -> tuple[str, ...]:
    security("recovery codes made", account_id=login.account_id)
    return await recovery.make_codes(db, login.account_id, secret, at)


async def remove_totp(db: Db, actor: Actor, *, is_required: bool) -> None:
    """A second call changes nothing."""
    account_id = await _require_another(db, actor, is_required=is_required)
    row = await db.get(TotpSecret, account_id)
    if row is not None:
        await db.delete(row)
        await _was_removed(db, account_id, Factor.totp, actor.at)


async def remove_passkey(db: Db, actor: Actor, key_id: int, *, is_required: bool) -> None:
    """A second call changes nothing."""
    account_id = await _require_another(db, actor, is_required=is_required)
    key = await db.get(Passkey, key_id)
    if key is not None and key.account_id == account_id:
        await db.delete(key)
        await _was_removed(db, account_id, Factor.passkey, actor.at)


async def _require_another(db: Db, actor: Actor, *, is_required: bool) -> int:
    """The account, locked. Raises Conflict for the last factor of somebody who needs one."""
    require_recent_factor(actor)
    account = (
        await db.scalars(select(Account).where(Account.persona_id == actor.persona_id).with_for_update())
    ).one()
    factors = await factors_of(db, account.id)
    if is_required and factors.count <= 1:
        raise Conflict(
            _("Vai trò của Ông/Bà cần bước thứ hai: mời thêm một cách khác trước khi gỡ cách này.")
        )
    return account.id


async def _was_removed(db: Db, account_id: int, by: Factor, at: datetime) -> None:
    """Without a factor, recovery codes open nothing and would only lie about."""
    await db.flush()
    if (await factors_of(db, account_id)).count == 0:
        await db.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
    security("factor removed", account_id=account_id, by=by)
    await mail_owner(db, account_id, "factor_removed", at)


async def drop_factors(db: Db, account_id: int) -> None:
    """All of them, for an account that closes or whose owner has lost them."""
    for table in (TotpSecret, Passkey, RecoveryCode):
        await db.execute(delete(table).where(table.account_id == account_id))


class ProposedReset(BaseModel):
    reason: Reason


async def propose_factor_reset(db: Db, actor: Actor, account_id: int, new: ProposedReset) -> FactorReset:
    """Nothing is removed yet. A second proposal replaces the first, which nobody has confirmed."""
    require_recent_factor(actor)
    account = await load(db, Account, account_id, lock=True)
    has_factor = (await factors_of(db, account_id)).count > 0
    require(may_propose_factor_reset(actor, account.persona_id, has_factor=has_factor))
    await db.execute(
        delete(FactorReset).where(FactorReset.persona_id == account.persona_id, FactorReset.done_at.is_(None))
    )
    assert actor.persona_id is not None  # an administrator has a persona
    reset = FactorReset(
        persona_id=account.persona_id,
        reason=new.reason,
        proposed_by=actor.persona_id,
        proposed_at=actor.at,
    )
    db.add(reset)
    await db.flush()
    thing = Thing("persona", account.persona_id)
    await record(db, actor, events.FactorResetProposed(thing, account.persona_id, new.reason))
    return reset


async def confirm_factor_reset(db: Db, actor: Actor, reset_id: int) -> None:
    """The factors go, every session ends, and the owner is told. The next log-in leads to setting up new ones where
    they are required. Raises Conflict where the account has gone meanwhile."""
    require_recent_factor(actor)
    reset = await load(db, FactorReset, reset_id, lock=True)
    administrators = await standing(db, Role.administrator, actor.at)
    require(may_confirm_factor_reset(actor, reset, administrators))
    account = await db.scalar(select(Account).where(Account.persona_id == reset.persona_id).with_for_update())
    if account is None:
        raise Conflict(_("Tài khoản này không còn."))
    reset.done_by, reset.done_at = actor.persona_id, actor.at
    await _reset(db, account.id, "factor_reset", actor.at)
    done = events.FactorsRemoved(Thing("persona", reset.persona_id), reset.persona_id, reset.proposed_by)
    await record(db, actor, done)


async def remove_factors_by_operator(db: Db, actor: Actor, email: str, new: ProposedReset) -> str:
    """For who has the machine, where no two administrators are left: `actor` is nobody of the site. The same as a
    confirmed reset, and replaces one that waits. Owner and administrators are told. Returns the person's name; raises
    NotFound and Conflict."""
    account = await db.scalar(select(Account).where(Account.email == stored_form(email)).with_for_update())
    if account is None:
        raise NotFound(_("Không có tài khoản nào với địa chỉ {email}.", email=email))
    if (await factors_of(db, account.id)).count == 0:
        raise Conflict(NO_FACTOR)
    await db.execute(
        delete(FactorReset).where(FactorReset.persona_id == account.persona_id, FactorReset.done_at.is_(None))
    )
    await _reset(db, account.id, "factor_reset_by_operator", actor.at)
    thing = Thing("persona", account.persona_id)
    await record(db, actor, events.FactorsRemovedByOperator(thing, account.persona_id, new.reason))
    return (await load(db, Persona, account.persona_id)).name


async def _reset(db: Db, account_id: int, letter: str, at: datetime) -> None:
    await drop_factors(db, account_id)
    await end_all_logins(db, account_id)
    await mail_owner(db, account_id, letter, at)
    security("factor reset", account_id=account_id)
