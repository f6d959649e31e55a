"""The office owes a decision on each claim: until a day, on the lists of those who may decide it."""

from datetime import datetime, timedelta

from sqlalchemy import select

from forum import jobs
from forum.accounts.models import Account, BindingRow
from forum.accounts.parting import work_of
from forum.actor import Role
from forum.clock import end_of_day, local_date, now
from forum.contributions.entering.claims import thing_of
from forum.days import vndate
from forum.deadlines import duties
from forum.deadlines.policy import DutyKind, DutyState
from forum.deadlines.queries import duty_of, late_count
from forum.deadlines.reminding import find_reminders
from forum.deadlines.working_days import add_working_days
from forum.notifications.models import Notice
from tests.builders import Builders
from tests.client import Client
from tests.entering.scene import newest_published
from tests.entering.test_claiming import CLAIMS, OWN, Scene, a_scene

WORK = "/ban-lam-viec"
TASK = "Tài khoản xin nhận nội dung đã nhập hộ (1)"


def last_day() -> str:
    return f"đến hết ngày {vndate(add_working_days(local_date(now()), 5))}"


async def moved(it: Scene, claim_id: int, to: datetime) -> None:
    async with it.build.acting(None) as (db, actor):
        await duties.move(db, actor, thing_of(claim_id), DutyKind.confirm_claim, to, "Ngày của phép thử")


async def state_of(it: Scene, claim_id: int) -> DutyState:
    async with it.build.acting(None) as (db, actor):
        duty = await duty_of(db, actor.at, thing_of(claim_id), DutyKind.confirm_claim)
        assert duty is not None
        return duty.state


async def late_ones(it: Scene) -> int:
    async with it.build.acting(None) as (db, actor):
        return await late_count(db, actor.at)


async def test_who_claims_and_who_may_confirm_read_until_when(build: Builders, client: Client) -> None:
    it = await a_scene(build, client)
    claim_id, day = await it.claim(), last_day()
    await client.log_in(it.member)
    assert (await client.get(OWN)).has(f"Được xem xét {day}")
    await client.log_in(it.second)
    assert (work := await client.get(WORK)).has(TASK) and work.has("Người Mẫu Viết Thư") and work.has(day)
    assert (await client.get(CLAIMS)).has(day)
    assert (await client.get(f"{CLAIMS}/{claim_id}")).has(f"Thời hạn xác nhận: {day}")
    for person in (it.issuer, it.secretariat, it.member, await build.person(Role.administrator)):
        await client.log_in(person)
        assert not (await client.get(WORK)).has("xin nhận nội dung đã nhập hộ"), person.email


async def test_a_decision_ends_what_was_owed(build: Builders, client: Client) -> None:
    it = await a_scene(build, client)
    refused = await it.claim()
    await client.log_in(it.second)
    await client.send(f"{CLAIMS}/{refused}/tu-choi", {"reason": "Gọi lại thì chưa gặp người gửi."})
    assert not (await client.get(WORK)).has(TASK)
    assert not (await client.get(f"{CLAIMS}/{refused}")).has("Thời hạn xác nhận")
    confirmed = await it.claim()
    await newest_published(build)
    await it.confirm(confirmed)
    assert not (await client.get(WORK)).has(TASK)
    await client.log_in(it.member)
    assert not (await client.get(OWN)).has("Được xem xét")
    assert await state_of(it, refused) == await state_of(it, confirmed) == DutyState.done_in_time


async def test_a_late_one_is_counted_and_said_to_both_sides(build: Builders, client: Client) -> None:
    it = await a_scene(build, client)
    claim_id, before = await it.claim(), await late_ones(it)
    await moved(it, claim_id, now() - timedelta(days=1))
    assert await late_ones(it) == before + 1
    await client.log_in(it.second)
    assert (await client.get(WORK)).has("1 việc quá hạn")
    assert (await client.get(CLAIMS)).has("quá hạn")
    await client.log_in(it.member)
    assert (await client.get(OWN)).has("đã quá hạn")
    await it.confirm(claim_id)
    assert await late_ones(it) == before


async def _told(it: Scene, person: Account) -> list[str]:
    async with it.build.acting(None) as (db, _):
        own = Notice.persona_id == person.persona_id, Notice.thing_kind == "entered_claim"
        return [f"{one.subject} {one.letter}" for one in await db.scalars(select(Notice).where(*own))]


async def test_who_may_decide_is_reminded_and_then_who_can_name_somebody_else(
    build: Builders, client: Client
) -> None:
    it = await a_scene(build, client)
    administrator, claim_id = await build.person(Role.administrator), await it.claim()
    due_at = end_of_day(local_date(now()) + timedelta(days=7))
    await moved(it, claim_id, due_at)
    for at in (due_at - timedelta(hours=2), due_at + timedelta(days=8)):
        async with build.acting(None) as (db, _):
            await find_reminders(jobs.JobContext(db, at, build.settings, build.engine))
        await build.run_jobs(at)
    today, late = await _told(it, it.second)
    assert "Người Mẫu Viết Thư" in today and "hôm nay" in today and "đã quá hạn" in late
    assert await _told(it, it.issuer) == await _told(it, it.secretariat) == await _told(it, it.member) == []
    (told,) = await _told(it, administrator)
    assert "đã quá hạn" in told and "Người Mẫu Viết Thư" not in told
    await it.confirm(claim_id)
    await client.log_in(it.second)
    assert (await client.get("/thong-bao")).has("Người Mẫu Viết Thư"), "what one was told stays readable"


async def test_the_last_of_the_office_does_not_leave_a_claim_to_nobody(
    build: Builders, client: Client
) -> None:
    it = await a_scene(build, client)
    await it.claim()
    async with build.acting(None) as (db, actor):
        row = (await db.scalars(select(BindingRow).where(BindingRow.account_id == it.secretariat.id))).one()
        assert await work_of(db, row, it.secretariat.persona_id, actor.at) == []
        for one in (it.issuer, it.second):
            (await db.get_one(Account, one.id)).closed_at = actor.at
        await db.flush()
        left = await work_of(db, row, it.secretariat.persona_id, actor.at)
        assert [(one.burden.name, one.count) for one in left] == [("duties_office", 1)]
