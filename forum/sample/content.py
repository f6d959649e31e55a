"""Marked sample content: plainly fictitious people and bodies, created by the actions that people use."""

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from forum.accounts.actions import create_body, create_leader, open_account
from forum.accounts.actions.consents import give_consents
from forum.accounts.actions.people import NewBody
from forum.accounts.models import (
    Account,
    BindingRow,
    Body,
    Consent,
    Leader,
    Letterhead,
    Persona,
    SiteOperator,
)
from forum.accounts.operator import THE_ONE
from forum.accounts.passwords import hash_password
from forum.accounts.policy import ConfirmedHow
from forum.actor import Purpose
from forum.clock import local_date
from forum.database import Db, load, writing_session
from forum.sample.people import PASSWORD, SampleAccount, accounts
from forum.sample.scenes import furnish

BODIES = (
    NewBody(code="MAU-A", name="Sở Mẫu A", kind="state", is_sample=True),
    NewBody(code="MAU-B", name="Văn phòng Mẫu B", kind="party", is_sample=True),
)


async def load_sample(engine: AsyncEngine, at: datetime) -> None:
    """Load bodies, a leader, log-ins for every role and some content. A second run only gives consents to the
    sample people of version 0.1.0, who had none and could not write, and confirms roles from before that was done."""
    async with writing_session(engine) as db:
        if await db.scalar(select(Account.id).where(Account.is_sample).limit(1)) is None:
            await _operator(db)
            await _people(db, at)
            await furnish(db, at)
        else:
            await _agree(db, at)
            await _confirm(db, at)


async def _operator(db: Db) -> None:
    row = await load(db, SiteOperator, THE_ONE, lock=True)
    row.name, row.address = "Đơn vị vận hành Mẫu", "Số 1, đường Mẫu, thành phố Hải Phòng"
    row.telephone, row.email = "0225 000 0000 (số mẫu)", "lien-he@mau.example"
    row.legal_basis = "Quyết định mẫu số 00/QĐ-MAU"


async def _agree(db: Db, at: datetime) -> None:
    ever = select(Consent.account_id)
    for account_id in await db.scalars(select(Account.id).where(Account.is_sample, Account.id.not_in(ever))):
        await give_consents(db, account_id, (Purpose.terms, Purpose.mail), at)


async def _confirm(db: Db, at: datetime) -> None:
    """The roles of sample people from before roles were confirmed."""
    sample = select(Account.id).where(Account.is_sample)
    await db.execute(
        update(BindingRow)
        .where(BindingRow.account_id.in_(sample), BindingRow.counts_until.is_not(None))
        .values(confirmed_at=at, confirmed_how=ConfirmedHow.by_sample, counts_until=None)
    )


async def _people(db: Db, at: datetime) -> None:
    bodies = {new.code: await create_body(db, new) for new in BODIES}
    db.add(_letterhead(bodies["MAU-A"], at))
    leader = await create_leader(
        db, name="Lãnh đạo Mẫu Bốn", position="Lãnh đạo thành phố (mẫu)", is_sample=True
    )
    password_hash = await hash_password(PASSWORD)
    for sample in accounts():
        account = await open_account(
            db,
            email=sample.email,
            name=sample.name,
            title=sample.title,
            password_hash=password_hash,
            at=at,
            confirmed=True,
            is_sample=True,
        )
        await give_consents(db, account.id, (Purpose.terms, Purpose.mail), at)
        if sample.standing:
            persona = await db.get_one(Persona, account.persona_id)
            persona.trusted_at = at
        _bind(db, account, sample, bodies, leader, at)


def _letterhead(body: Body, at: datetime) -> Letterhead:
    return Letterhead(
        body_id=body.id,
        from_on=local_date(at - timedelta(days=365)),
        superior="UBND thành phố Mẫu",
        symbol="SMA",
        place="Thành Mẫu",
        authority="",
        behalf_of="",
        post="Giám đốc",
        signer="Thủ trưởng Mẫu Tám",
        recipients="UBND thành phố Mẫu\nCác cơ quan, tổ chức, cá nhân góp ý\nLưu: VT, MẪU",
    )


def _bind(
    db: Db, account: Account, sample: SampleAccount, bodies: dict[str, Body], leader: Leader, at: datetime
) -> None:
    db.add(
        BindingRow(
            account_id=account.id,
            role=sample.role.value,
            body_id=bodies[sample.body].id if sample.body else None,
            leader_id=leader.id if sample.leader else None,
            from_on=local_date(at - timedelta(days=30)),  # the scenes cover the last two weeks
            confirmed_at=at,
            confirmed_how=ConfirmedHow.by_sample,
        )
    )
