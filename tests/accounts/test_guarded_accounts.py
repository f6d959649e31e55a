"""One administrator alone opens nobody's weighty account: not by another address, nor by taking the role away first."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from forum.accounts.actions.addresses import (
    CorrectedAddress,
    confirm_address,
    confirm_correction,
    correct_address,
)
from forum.accounts.actions.factors import ProposedReset, confirm_factor_reset, propose_factor_reset
from forum.accounts.models import Account, AddressChange, BindingRow, Passkey
from forum.accounts.policy import NEEDS_CONFIRMING
from forum.actor import Role
from forum.clock import now
from forum.database import load
from forum.errors import Conflict, Forbidden
from forum.notifications.models import Notice, SampleMail
from tests.accounts.test_own_account import _follow as follow
from tests.builders import Builders
from tests.client import Client

NEW = CorrectedAddress(email="hop-thu-la@mau.example", reason="Hộp thư cơ quan cũ đã đóng.")
SURE = {"sure": "true"}


async def email_of(build: Builders, person: Account) -> str:
    async with build.acting(None) as (db, _):
        return (await load(db, Account, person.id)).email


async def holder(build: Builders, role: Role) -> Account:
    leader = await build.leader() if role == Role.leader else None
    body = await build.body() if role == Role.body_head else None
    return await build.person(role, leader=leader, body=body)


async def proposed(build: Builders, by: Account, person: Account) -> int:
    async with build.acting(by) as (db, actor):
        return (await correct_address(db, actor, person.id, NEW)).id


@pytest.mark.parametrize("role", sorted(NEEDS_CONFIRMING))
async def test_a_weighty_account_gets_another_address_by_two(role: Role, build: Builders) -> None:
    first, second = await build.person(Role.administrator), await build.person(Role.administrator)
    person, auditor = await holder(build, role), await build.person(Role.auditor)
    change_id = await proposed(build, first, person)
    assert await email_of(build, person) == person.email
    for alone in (first, person, auditor, await build.person(Role.intellectual)):
        with pytest.raises(Forbidden):
            async with build.acting(alone) as (db, actor):
                await confirm_correction(db, actor, change_id)
    async with build.acting(second) as (db, actor):
        await confirm_correction(db, actor, change_id)
    assert await email_of(build, person) == NEW.email
    with pytest.raises(Conflict):
        async with build.acting(second) as (db, actor):
            await confirm_correction(db, actor, change_id)


async def test_the_holder_reads_of_it_at_the_old_address_and_stops_it(
    client: Client, build: Builders
) -> None:
    first, second = await build.person(Role.administrator), await build.person(Role.administrator)
    person = await holder(build, Role.leader)
    await client.log_in(first)
    page = await client.follow(
        await client.send(f"/quan-tri/nguoi/{person.id}/dia-chi", NEW.model_dump(include={"email", "reason"}))
    )
    assert page.has("người thứ hai xác nhận thì địa chỉ mới")
    await build.run_jobs()
    async with build.acting(None) as (db, _):
        assert await db.scalar(select(SampleMail.id).where(SampleMail.to == NEW.email)) is None
        mails = list(await db.scalars(select(SampleMail.text).where(SampleMail.to == person.email)))
        told = set(await db.scalars(select(Notice.persona_id).where(Notice.subject.contains("đổi địa chỉ"))))
        change_id = await db.scalar(select(AddressChange.id))
    assert {person.persona_id, second.persona_id} <= told
    link = next(word for text in mails for word in text.split() if "/dia-chi/dung?ma=" in word)
    await client.log_in(second)
    assert (await client.get("/ban-lam-viec")).has("Xác nhận đổi địa chỉ thư")
    path = f"/quan-tri/dia-chi/{change_id}/xac-nhan"
    assert (await client.get(path)).has(NEW.email)
    await client.log_out()
    await follow(client, link[link.index("/dia-chi/") :])
    await client.log_in(second)
    await client.post(path, SURE, status=409)
    assert await email_of(build, person) == person.email


async def test_the_new_mailbox_alone_confirms_nothing(build: Builders) -> None:
    first, person = await build.person(Role.administrator), await holder(build, Role.auditor)
    await build.person(Role.administrator)
    change_id = await proposed(build, first, person)
    async with build.acting(None) as (db, actor):
        from forum.accounts.queries import token_digest

        known = update(AddressChange).where(AddressChange.id == change_id)
        await db.execute(known.values(confirm_hash=token_digest("doan")))
        assert await confirm_address(db, "doan", actor.at) is None


async def test_where_no_second_administrator_is_the_auditor_confirms(client: Client, build: Builders) -> None:
    only, auditor = await build.person(Role.administrator), await build.person(Role.auditor)
    person = await holder(build, Role.moderator)
    change_id = await proposed(build, only, person)
    await client.log_in(auditor)
    await client.send(f"/quan-tri/dia-chi/{change_id}/xac-nhan", SURE)
    assert await email_of(build, person) == NEW.email


async def test_taking_the_role_away_first_opens_nothing(build: Builders) -> None:
    first, person = await build.person(Role.administrator), await holder(build, Role.leader)
    async with build.acting(None) as (db, actor):
        gone = update(BindingRow).where(BindingRow.account_id == person.id)
        await db.execute(gone.values(revoked_at=actor.at - timedelta(days=1)))
    await proposed(build, first, person)
    assert await email_of(build, person) == person.email
    async with build.acting(None) as (db, actor):
        gone = update(BindingRow).where(BindingRow.account_id == person.id)
        await db.execute(gone.values(revoked_at=actor.at - timedelta(days=31)))
    await proposed(build, first, person)
    assert await email_of(build, person) == NEW.email


async def test_a_lost_factor_is_removed_by_the_auditor_where_no_second_administrator_is(
    client: Client, build: Builders
) -> None:
    only, auditor = await build.person(Role.administrator), await build.person(Role.auditor)
    person = await holder(build, Role.moderator)
    async with build.acting(only) as (db, actor):
        key = Passkey(
            account_id=person.id,
            credential_id=b"lost",
            public_key=b"",
            sign_count=0,
            name="Máy",
            made_at=now(),
        )
        db.add(key)
        await db.flush()
        reset = await propose_factor_reset(db, actor, person.id, ProposedReset(reason="Mất điện thoại."))
    with pytest.raises(Forbidden):
        async with build.acting(only) as (db, actor):
            await confirm_factor_reset(db, actor, reset.id)
    await client.log_in(auditor)
    assert (await client.get("/ban-lam-viec")).has("Xác nhận gỡ bước thứ hai")
    await client.send(f"/quan-tri/buoc-hai/{reset.id}/xac-nhan", SURE)
    async with build.acting(None) as (db, _):
        assert await db.get(Passkey, key.id) is None
