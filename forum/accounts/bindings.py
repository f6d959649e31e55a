"""Which roles are in force: the SQL of `forum.accounts.policy.counts`, and who administers and audits today."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, select

from forum.accounts.models import Account, BindingRow
from forum.accounts.policy import NEEDS_CONFIRMING
from forum.actor import Role
from forum.clock import local_date
from forum.database import ReadDb

WEIGHTY = tuple(sorted(role.value for role in NEEDS_CONFIRMING))
# The same for the statement that runs with every request, where `b` is the binding.
IN_FORCE = f"""
    b.revoked_at IS NULL AND b.from_on <= :today AND (b.until_on IS NULL OR b.until_on >= :today)
    AND (b.role NOT IN ({", ".join(f"'{role}'" for role in WEIGHTY)})
      OR b.confirmed_at IS NOT NULL OR b.counts_until >= :today)
"""


def in_force(day: date | SQLColumnExpression[Any]) -> tuple[ColumnElement[bool], ...]:
    """Conditions on BindingRow."""
    return (
        BindingRow.revoked_at.is_(None),
        BindingRow.from_on <= day,
        BindingRow.until_on.is_(None) | (BindingRow.until_on >= day),
        BindingRow.role.not_in(WEIGHTY)
        | BindingRow.confirmed_at.is_not(None)
        | (BindingRow.counts_until >= day),
    )


# How long an account is guarded as a weighty one after it was: who takes a role away does not so open the account.
GUARDED = timedelta(days=30)


async def is_weighty(db: ReadDb, account_id: int, at: datetime) -> bool:
    """Whether the account holds a role that one administrator cannot give, is to hold one, or did lately."""
    since = at - GUARDED
    held = select(BindingRow.id).where(
        BindingRow.account_id == account_id,
        BindingRow.role.in_(WEIGHTY),
        BindingRow.revoked_at.is_(None) | (BindingRow.revoked_at > since),
        BindingRow.until_on.is_(None) | (BindingRow.until_on >= local_date(since)),
    )
    return bool(await db.scalar(select(held.exists())))


async def standing(db: ReadDb, role: Role, at: datetime) -> list[int]:
    """Personas of open accounts that hold a role of the whole house today."""
    rows = await db.scalars(
        select(Account.persona_id)
        .join(BindingRow, BindingRow.account_id == Account.id)
        .where(BindingRow.role == role.value, Account.closed_at.is_(None), *in_force(local_date(at)))
        .distinct()
        .order_by(Account.persona_id)
    )
    return list(rows.all())
