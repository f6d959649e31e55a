"""Weighty roles: nobody alone gives one to anybody, and roles that judge each other are not held together."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from forum.accounts.actions.bindings import NewBinding, bind, confirm_binding
from forum.accounts.bindings import in_force
from forum.accounts.models import Account, BindingRow
from forum.accounts.policy import NEEDS_CONFIRMING, counts, judge_each_other
from forum.accounts.queries import actor_of_account
from forum.actor import Role
from forum.clock import local_date, now
from forum.errors import Forbidden
from forum.journal import JournalRow
from forum.notifications.models import Notice
from tests.builders import Builders
from tests.client import Client

SURE = {"sure": "true"}


async def roles_of(build: Builders, account: Account) -> set[Role]:
    async with build.acting(account) as (_, actor):
        return {one.role for one in actor.bindings}


async def proposed(
    build: Builders,
    by: Account,
    to: Account,
    role: Role,
    body_id: int | None = None,
    leader_id: int | None = None,
) -> int:
    async with build.acting(by) as (db, actor):
        return (await bind(db, actor, NewBinding(to.id, role, body_id, leader_id))).id


async def two(build: Builders) -> tuple[Account, Account]:
    return await build.person(Role.administrator), await build.person(Role.administrator)


async def test_a_leader_counts_once_a_second_administrator_confirms(client: Client, build: Builders) -> None:
    (first, second), leader, person = await two(build), await build.leader(), await build.person()
    await client.log_in(first)
    url = f"/quan-tri/nguoi/{person.id}"
    page = await client.follow(await client.post(url, {"role": "leader", "leader_id": str(leader.id)}))
    assert page.has("có hiệu lực khi người thứ hai xác nhận") and page.has("chờ xác nhận")
    assert await roles_of(build, person) == set()
    async with build.acting(None) as (db, _):
        row = (await db.scalars(select(BindingRow).where(BindingRow.account_id == person.id))).one()
    confirming = f"/quan-tri/vai-tro/{row.id}/xac-nhan"
    await client.post(confirming, SURE, status=403)
    assert await roles_of(build, person) == set(), "whoever proposed it does not confirm it"
    await client.log_in(second)
    assert (await client.get("/ban-lam-viec")).has("Xác nhận vai trò")
    assert (await client.get(confirming)).has("Lãnh đạo Mẫu")
    await client.follow(await client.post(confirming, SURE))
    assert await roles_of(build, person) == {Role.leader}
    await client.post(confirming, SURE, status=422)
    assert not (await client.get("/ban-lam-viec")).has("Xác nhận vai trò")


@pytest.mark.parametrize("role", sorted(NEEDS_CONFIRMING))
async def test_one_administrator_alone_makes_nobody_anything_weighty(role: Role, build: Builders) -> None:
    first, _ = await two(build)
    person, body, leader = await build.person(), await build.body(), await build.leader()
    place = {Role.leader: {"leader_id": leader.id}, Role.body_head: {"body_id": body.id}}.get(role, {})
    binding_id = await proposed(build, first, person, role, **place)
    for alone in (first, person):
        with pytest.raises(Forbidden):
            async with build.acting(alone) as (db, actor):
                await confirm_binding(db, actor, binding_id)
    assert await roles_of(build, person) == set()


async def test_nobody_confirms_a_role_of_their_own(build: Builders) -> None:
    first, second = await two(build)
    binding_id = await proposed(build, first, second, Role.staff)
    async with build.acting(None) as (db, _):
        await db.execute(update(BindingRow).where(BindingRow.id == binding_id).values(role="administrator"))
    with pytest.raises(Forbidden):
        async with build.acting(second) as (db, actor):
            await confirm_binding(db, actor, binding_id)


async def test_the_auditor_confirms_where_no_second_administrator_stands(
    client: Client, build: Builders
) -> None:
    only, auditor = await build.person(Role.administrator), await build.person(Role.auditor)
    person = await build.person()
    await client.log_in(only)
    url = f"/quan-tri/nguoi/{person.id}"
    refused = await client.post(url, {"role": "moderator"}, status=422)
    assert "hưa đủ hai quản trị viên" in str(refused.error_of("role"))
    await client.post(url, {"role": "administrator"})
    async with build.acting(None) as (db, _):
        row = (await db.scalars(select(BindingRow).where(BindingRow.account_id == person.id))).one()
    await client.log_in(auditor)
    assert (await client.get("/ban-lam-viec")).has("Xác nhận vai trò")
    confirming = f"/quan-tri/vai-tro/{row.id}/xac-nhan"
    assert not (await client.get(confirming)).has("Việc chạy ngầm")
    await client.post(confirming, SURE)
    assert await roles_of(build, person) == {Role.administrator}


async def test_the_auditor_leaves_it_to_a_second_administrator_who_is_there(build: Builders) -> None:
    (first, _), auditor = await two(build), await build.person(Role.auditor)
    binding_id = await proposed(build, first, await build.person(), Role.moderator)
    with pytest.raises(Forbidden):
        async with build.acting(auditor) as (db, actor):
            await confirm_binding(db, actor, binding_id)


async def test_only_a_member_officer_or_staff_is_given_before_two_administrators_stand(
    client: Client, build: Builders
) -> None:
    body, leader, person = await build.body(), await build.leader(), await build.person()
    await client.log_in(await build.person(Role.administrator))
    places = {
        "leader": "leader_id",
        "assistant": "leader_id",
        "body_officer": "body_id",
        "body_head": "body_id",
    }
    ids = {"leader_id": str(leader.id), "body_id": str(body.id)}
    for role in Role:
        place = {places[role]: ids[places[role]]} if role in places else {}
        is_open = role in (Role.intellectual, Role.body_officer, Role.staff)
        page = await client.post(
            f"/quan-tri/nguoi/{person.id}", {"role": role, **place}, status=303 if is_open else 422
        )
        assert is_open or page.error_of("role")
    assert (await client.get("/ai-giu-viec-gi")).has("Chưa đủ hai quản trị viên")


async def test_a_refused_role_never_counts_and_its_reason_is_told(client: Client, build: Builders) -> None:
    (first, second), person = await two(build), await build.person(name="Người Mẫu Được Đề Nghị")
    binding_id = await proposed(build, first, person, Role.moderator)
    await client.log_in(second)
    await client.post(f"/quan-tri/vai-tro/{binding_id}/khong-xac-nhan", {"reason": "Chưa có quyết định cử."})
    await client.post(f"/quan-tri/vai-tro/{binding_id}/xac-nhan", SURE, status=422)
    assert await roles_of(build, person) == set()
    await build.run_jobs()
    async with build.acting(None) as (db, _):
        told = await db.scalars(select(Notice).where(Notice.subject.contains("không được xác nhận")))
        letters = {one.persona_id: one.letter for one in told}
    assert set(letters) == {first.persona_id, person.persona_id}
    assert "Chưa có quyết định cử" in letters[first.persona_id]


async def test_holder_of_the_seat_administrators_and_auditor_are_told_of_each_step(build: Builders) -> None:
    (first, second), auditor, leader = (
        await two(build),
        await build.person(Role.auditor),
        await build.leader(),
    )
    holder = await build.person(Role.leader, leader=leader)
    person = await build.person()
    binding_id = await proposed(build, first, person, Role.leader, leader_id=leader.id)
    async with build.acting(second) as (db, actor):
        await confirm_binding(db, actor, binding_id)
    await build.run_jobs()
    everybody = {one.persona_id for one in (first, second, auditor, holder, person)}
    async with build.acting(None) as (db, _):
        for subject, by in (("đề nghị giao vai trò", first), ("đã được xác nhận", second)):
            told = set(await db.scalars(select(Notice.persona_id).where(Notice.subject.contains(subject))))
            assert told == everybody - {by.persona_id}
        acts = select(JournalRow.event).where(JournalRow.event.startswith("accounts.Binding"))
        assert list(await db.scalars(acts.order_by(JournalRow.id))) == [
            "accounts.BindingProposed",
            "accounts.BindingConfirmed",
        ]


CLASHES = [
    (Role.administrator, Role.leader), (Role.administrator, Role.secretariat), (Role.administrator, Role.moderator),
    (Role.administrator, Role.assistant), (Role.administrator, Role.body_officer), (Role.body_officer, Role.moderator),
    (Role.moderator, Role.body_head), (Role.auditor, Role.staff), (Role.auditor, Role.administrator),
    (Role.leader, Role.auditor), (Role.moderator, Role.independent_member),
    (Role.independent_member, Role.administrator),
    (Role.independent_member, Role.auditor), (Role.body_head, Role.independent_member),
]  # fmt: skip


@pytest.mark.parametrize(("held", "new"), CLASHES)
async def test_roles_that_judge_each_other_are_refused_together(
    held: Role, new: Role, client: Client, build: Builders
) -> None:
    assert judge_each_other(held, new) and judge_each_other(new, held)
    first, _ = await two(build)
    body, leader = await build.body(), await build.leader()
    places = {
        Role.leader: {"leader_id": leader.id},
        Role.assistant: {"leader_id": leader.id},
        Role.body_officer: {"body_id": body.id},
        Role.body_head: {"body_id": body.id},
    }
    person = await build.person()
    await proposed(build, first, person, held, **places.get(held, {}))
    await client.log_in(first)
    place = {name: str(one) for name, one in places.get(new, {}).items()}
    page = await client.post(f"/quan-tri/nguoi/{person.id}", {"role": new, **place}, status=422)
    assert "xem xét việc của nhau" in str(page.error_of("role"))


async def test_a_role_that_clashes_by_now_is_not_confirmed(client: Client, build: Builders) -> None:
    (first, second), person = await two(build), await build.person()
    binding_id = await proposed(build, first, person, Role.moderator)
    async with build.acting(None) as (db, actor):
        db.add(
            BindingRow(account_id=person.id, role="auditor", from_on=actor.today, counts_until=actor.today)
        )
    await client.log_in(second)
    page = await client.post(f"/quan-tri/vai-tro/{binding_id}/xac-nhan", SURE, status=409)
    assert page.has("xem xét việc của nhau")


async def test_roles_of_other_days_do_not_meet(build: Builders) -> None:
    (first, _), person = await two(build), await build.person()
    today = local_date(now())
    async with build.acting(first) as (db, actor):
        await bind(db, actor, NewBinding(person.id, Role.moderator, until_on=today))
    later = NewBinding(person.id, Role.auditor, from_on=today + timedelta(days=1))
    async with build.acting(first) as (db, actor):
        await bind(db, actor, later)


async def test_a_role_from_before_counts_thirty_days_and_is_listed(client: Client, build: Builders) -> None:
    (_, second), person = await two(build), await build.person()
    at = now()
    last = local_date(at) + timedelta(days=30)
    async with build.acting(None) as (db, _):
        row = BindingRow(account_id=person.id, role="moderator", from_on=date(2026, 1, 1), counts_until=last)
        db.add(row)
    async with build.acting(None) as (db, _):
        for days, counted in ((0, True), (30, True), (31, False)):
            actor = await actor_of_account(db, person.id, at + timedelta(days=days))
            assert actor.has(Role.moderator) == counted
    await client.log_in(second)
    assert (await client.get("/ban-lam-viec")).has("Xác nhận vai trò")
    await client.post(f"/quan-tri/vai-tro/{row.id}/xac-nhan", SURE)
    async with build.acting(None) as (db, _):
        assert (await actor_of_account(db, person.id, at + timedelta(days=31))).has(Role.moderator)


async def test_an_administrator_who_only_waits_is_no_second_one(build: Builders, client: Client) -> None:
    """Neither for binding nor for the last one, who stays."""
    (first, second), person = await two(build), await build.person()
    await proposed(build, first, person, Role.administrator)
    await client.log_in(first)
    async with build.acting(None) as (db, _):
        ids = dict((await db.execute(select(BindingRow.account_id, BindingRow.id))).all())
    await client.send(f"/quan-tri/vai-tro/{ids[second.id]}/thu-hoi", {})
    await client.send(f"/quan-tri/vai-tro/{ids[first.id]}/thu-hoi", {}, status=409)


DAYS = st.dates(date(2026, 1, 1), date(2026, 1, 8))
BINDINGS = st.lists(
    st.tuples(
        st.sampled_from([Role.staff, Role.moderator, Role.administrator]),
        DAYS, st.none() | DAYS, st.none() | DAYS, st.booleans(), st.booleans(),
    ), max_size=6,
)  # fmt: skip


async def test_the_rule_its_sql_and_the_actor_agree(build: Builders) -> None:
    """For every day and all combinations of dates, confirmed or not, revoked or not."""
    examples: list[tuple[object, ...]] = []

    @given(BINDINGS)
    def collect(found: list[tuple[object, ...]]) -> None:
        examples.extend(found)

    collect()
    at = now()
    async with build.acting(None) as (db, _):
        rows = []
        for role, from_on, until_on, counts_until, is_confirmed, is_revoked in examples[:120]:
            account = await build.person()
            row = BindingRow(
                account_id=account.id,
                role=role,
                from_on=from_on,
                until_on=until_on,
                counts_until=counts_until,
                confirmed_at=at if is_confirmed else None,
                revoked_at=at if is_revoked else None,
            )
            db.add(row)
            rows.append(row)
        await db.flush()
        for day in range(1, 9):
            today = date(2026, 1, day)
            told = set(await db.scalars(select(BindingRow.id).where(*in_force(today))))
            at_noon = at.replace(year=2026, month=1, day=day, hour=5)
            for row in rows:
                actor = await actor_of_account(db, row.account_id, at_noon)
                assert counts(row, today) == (row.id in told) == bool(actor.bindings)
