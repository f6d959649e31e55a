"""Who leaves a role hands on what only they have: to somebody of the same role and place, or with a named reason."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text, update

from forum import clock
from forum.accounts.actions.bindings import NewBinding, bind
from forum.accounts.models import Account, BindingRow
from forum.actor import Role
from forum.clock import local_date
from forum.consultations.models import Opinion
from forum.contact import actions
from forum.contributions.actions.closing import end_account
from forum.contributions.models import OfficialText
from forum.contributions.official import SentBack
from forum.days import vndate
from forum.errors import Conflict
from forum.jobs import defer
from forum.journal import JournalRow
from forum.notifications.models import Notice
from tests.builders import Builders
from tests.client import Client, Page
from tests.consultations.test_papers import critiqued
from tests.contact.scene import announced_session, asked, drafted
from tests.desk.test_queue import Scene as Desk
from tests.desk.test_queue import decide, proposal, scene, waiting_case

__all__ = ["scene"]


async def role_of(build: Builders, account: Account) -> int:
    async with build.acting(None) as (db, _):
        newest = select(BindingRow.id).where(BindingRow.account_id == account.id)
        return (await db.scalars(newest.order_by(BindingRow.id.desc()))).first() or 0


async def leave(client: Client, build: Builders, who: Account, status: int = 303, **typed: str) -> Page:
    url = f"/quan-tri/vai-tro/{await role_of(build, who)}/thu-hoi"
    return await client.send(url, typed, status=status)


async def told(build: Builders, who: Account) -> list[str]:
    await build.run_jobs()
    async with build.acting(None) as (db, _):
        return list(await db.scalars(select(Notice.letter).where(Notice.persona_id == who.persona_id)))


async def test_a_draft_goes_to_a_named_successor_who_is_told_and_hears_what_becomes_of_it(
    client: Client, build: Builders
) -> None:
    it = await announced_session(build, clock.now())
    answer_id = await drafted(build, it, await asked(build, it))
    other = await build.person(Role.assistant, leader=it.leader)
    stranger = await build.person(Role.assistant, leader=await build.leader())
    await client.log_in(await build.person(Role.administrator))
    page = await client.get(f"/quan-tri/vai-tro/{await role_of(build, it.assistant)}/thu-hoi")
    assert page.has("dự thảo đang phụ trách")
    refused = await leave(client, build, it.assistant, status=422)
    assert "dự thảo đang phụ trách: 1" in str(refused.error_of("reason"))
    wrong = await leave(client, build, it.assistant, status=422, successor_id=str(stranger.persona_id))
    assert wrong.error_of("successor_id")
    await leave(client, build, it.assistant, successor_id=str(other.persona_id))
    async with build.acting(it.assistant) as (_, actor):
        assert not actor.has(Role.assistant)
    assert any("dự thảo đang phụ trách: 1" in words for words in await told(build, other))
    async with build.acting(it.leader_person, it.closed_at) as (db, actor):
        await actions.send_back_answer(db, actor, answer_id, SentBack(note="Đề nghị nêu rõ thời hạn."))
    assert any("được trả lại" in words for words in await told(build, other))
    assert not any("được trả lại" in words for words in await told(build, it.assistant))
    async with build.acting(None) as (db, _):
        row = await db.get_one(OfficialText, answer_id)
        assert (row.drafted_by, row.tended_by) == (it.assistant.persona_id, other.persona_id)


async def test_without_a_successor_a_reason_is_named_and_all_who_work_there_are_told(
    client: Client, build: Builders
) -> None:
    it = await announced_session(build, clock.now())
    answer_id = await drafted(build, it, await asked(build, it))
    await client.log_in(await build.person(Role.administrator))
    await leave(client, build, it.assistant, reason="Chuyển công tác, chưa có người thay.")
    async with build.acting(it.leader_person, it.closed_at) as (db, actor):
        await actions.send_back_answer(db, actor, answer_id, SentBack(note="Đề nghị nêu rõ thời hạn."))
    assert any("được trả lại" in words for words in await told(build, it.secretariat))
    async with build.acting(None) as (db, _):
        ended = select(JournalRow.payload).where(JournalRow.event == "accounts.Unbound")
        payload = (await db.scalars(ended)).one()
    assert str(payload["reason"]).startswith("Chuyển công tác") and payload["work"] == [["drafts", 1]]


async def test_assigned_opinions_go_to_the_successor_and_else_back_to_the_office(
    client: Client, build: Builders
) -> None:
    it = await critiqued(build)
    async with build.acting(None) as (db, _):
        assigned = update(Opinion).where(Opinion.id.in_(it.opinions))
        await db.execute(assigned.values(officer_id=it.officer.persona_id))
        body_id = await db.scalar(select(BindingRow.body_id).where(BindingRow.account_id == it.officer.id))
    other = await build.person()
    admin = await build.person(Role.administrator)
    await client.log_in(admin)
    async with build.acting(admin) as (db, actor):
        await bind(db, actor, NewBinding(other.id, Role.body_officer, body_id))
    await leave(client, build, it.officer, successor_id=str(other.persona_id))

    async def officers() -> set[int | None]:
        async with build.acting(None) as (db, _):
            return set(await db.scalars(select(Opinion.officer_id).where(Opinion.id.in_(it.opinions))))

    assert await officers() == {other.persona_id}
    assert any("góp ý được giao" in words for words in await told(build, other))
    await leave(client, build, other, status=422)
    await leave(client, build, other, reason="Nghỉ việc, cơ quan tự phân công lại.")
    assert await officers() == {None}


async def test_a_moderator_s_claims_go_back_to_the_queue(
    client: Client, build: Builders, scene: Desk
) -> None:
    case_id = await waiting_case(build, scene.thread_id)
    await client.log_in(scene.first)
    await client.post(f"/duyet-noi-dung/{case_id}/nhan")
    await client.log_in(await build.person(Role.administrator))
    await leave(client, build, scene.first, successor_id=str(scene.second.persona_id))
    async with build.acting(None) as (db, _):
        state = await db.scalar(text("SELECT state FROM moderation.cases WHERE id = :id"), {"id": case_id})
    assert state == "queued"
    await client.log_in(scene.second)
    await client.post(f"/duyet-noi-dung/{case_id}/nhan")


async def test_what_the_last_independent_member_claimed_goes_back_and_is_named(
    client: Client, build: Builders
) -> None:
    author = await build.person(Role.intellectual)
    await build.person(Role.moderator, name="Người Duyệt Duy Nhất")
    thread_id = await proposal(build, author, "Tôi muốn hỏi Người Duyệt Duy Nhất về việc này.")
    case_id = await waiting_case(build, thread_id)
    member = await build.person(Role.independent_member)
    await client.log_in(member)
    await client.post(f"/duyet-noi-dung/{case_id}/nhan")
    await client.log_in(await build.person(Role.administrator))
    refused = await leave(client, build, member, status=422)
    assert "nội dung đang nhận duyệt: 1" in str(refused.error_of("reason"))
    assert "không còn ai khác làm: 1" in str(refused.error_of("reason"))
    other = await build.person(Role.independent_member)
    await leave(client, build, member, successor_id=str(other.persona_id))
    async with build.acting(None) as (db, _):
        state = await db.scalar(text("SELECT state FROM moderation.cases WHERE id = :id"), {"id": case_id})
    assert state == "queued"
    await decide(client, other, case_id, verdict="approve")
    await client.log_in(member)
    await client.post(f"/duyet-noi-dung/{case_id}/nhan", status=404)


async def test_after_a_last_day_what_came_since_goes_on_too_and_else_the_administrators_are_told(
    client: Client, build: Builders
) -> None:
    at = clock.now()
    it = await announced_session(build, at)
    other, admin = (
        await build.person(Role.assistant, leader=it.leader),
        await build.person(Role.administrator),
    )
    await client.log_in(admin)
    day = vndate(local_date(at + timedelta(days=8)))
    early = await leave(client, build, it.assistant, status=422, until_on="01/01/2020")
    assert early.error_of("until_on")
    await leave(client, build, it.assistant, until_on=day, successor_id=str(other.persona_id))
    answer_id = await drafted(build, it, await asked(build, it))
    later = at + timedelta(days=10)
    async with build.acting(None) as (db, _):
        await defer(db, "find_ended_roles")
    await build.run_jobs(later)
    async with build.acting(None) as (db, _):
        assert (await db.get_one(OfficialText, answer_id)).tended_by == other.persona_id
    assert any("dự thảo đang phụ trách: 1" in words for words in await told(build, other))
    async with build.acting(None) as (db, _):
        of_other = BindingRow.account_id == other.id
        await db.execute(update(BindingRow).where(of_other).values(until_on=local_date(later)))
        await defer(db, "find_ended_roles")
    await build.run_jobs(later + timedelta(days=2))
    assert any("chưa có người nhận" in words for words in await told(build, admin))


async def test_nobody_closes_their_account_on_work_that_is_nobody_else_s(
    client: Client, build: Builders
) -> None:
    it = await announced_session(build, clock.now())
    await drafted(build, it, await asked(build, it))
    with pytest.raises(Conflict, match="dự thảo đang phụ trách: 1"):
        async with build.acting(it.assistant) as (db, actor):
            await end_account(db, actor, keeps_name=True)
    await client.log_in(await build.person(Role.administrator))
    await leave(client, build, it.assistant, reason="Tự thôi việc, tổ thư ký nhận.")
    async with build.acting(it.assistant) as (db, actor):
        await end_account(db, actor, keeps_name=True)


async def test_the_last_holder_s_seat_is_said_and_what_waits_there(client: Client, build: Builders) -> None:
    it = await announced_session(build, clock.now())
    await drafted(build, it, await asked(build, it))
    await client.log_in(await build.person(Role.administrator))
    refused = await leave(client, build, it.leader_person, status=422)
    error = str(refused.error_of("reason"))
    assert "văn bản chờ duyệt: 1" in error and "kỳ tiếp xúc chủ trì, chưa xong: 1" in error
    await build.person(Role.leader, leader=it.leader)
    await leave(client, build, it.leader_person)


async def test_a_last_day_is_not_moved_back_by_one_person(client: Client, build: Builders) -> None:
    """A role is given by two, for its time; who ends it alone does not lengthen it, nor wakes one that is over."""
    head = await build.person(Role.body_head, body=await build.body())
    await client.log_in(await build.person(Role.administrator))
    today = clock.local_date(clock.now())
    await leave(client, build, head, until_on=f"{today + timedelta(days=5):%d/%m/%Y}")
    page = await leave(client, build, head, status=422, until_on=f"{today + timedelta(days=6):%d/%m/%Y}")
    assert page.has("đề nghị giao lại vai trò")
    await leave(client, build, head, until_on=f"{today + timedelta(days=4):%d/%m/%Y}")
    async with build.acting(None) as (db, _):
        row = (await db.scalars(select(BindingRow).where(BindingRow.account_id == head.id))).one()
        row.from_on, row.until_on = today - timedelta(days=30), today - timedelta(days=10)
    await leave(client, build, head, status=422, until_on=f"{today + timedelta(days=1):%d/%m/%Y}")


async def test_not_all_administrators_are_given_a_last_day(client: Client, build: Builders) -> None:
    one, other = await build.person(Role.administrator), await build.person(Role.administrator)
    await client.log_in(one)
    last_day = f"{clock.local_date(clock.now()) + timedelta(days=5):%d/%m/%Y}"
    await leave(client, build, one, until_on=last_day)
    await leave(client, build, other, status=409, until_on=last_day)


async def test_a_role_given_anew_has_no_successor_of_before(client: Client, build: Builders) -> None:
    body = await build.body()
    officer = await build.person(Role.body_officer, body=body)
    heir = await build.person(Role.body_officer, body=body)
    await client.log_in(await build.person(Role.administrator))
    await leave(client, build, officer, successor_id=str(heir.persona_id), reason="Nghỉ hưu")
    async with build.acting(None) as (db, _):
        row = (await db.scalars(select(BindingRow).where(BindingRow.account_id == officer.id))).one()
        given = {"role": "body_officer", "body_id": str(body.id), "from_on": f"{row.from_on:%d/%m/%Y}"}
    await client.send(f"/quan-tri/nguoi/{officer.id}", given)
    async with build.acting(None) as (db, _):
        row = (await db.scalars(select(BindingRow).where(BindingRow.account_id == officer.id))).one()
        assert (row.revoked_at, row.successor_id, row.end_reason, row.parted_at) == (None, None, "", None)
