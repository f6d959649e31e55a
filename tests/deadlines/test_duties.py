"""The verbs of a duty in the database: one runs at a time, pauses add up, an override works everything out anew."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from forum.actor import Role
from forum.clock import HANOI, end_of_day
from forum.deadlines import duties
from forum.deadlines.actions.settings import Workday, set_workday
from forum.deadlines.models import Duty
from forum.deadlines.policy import DutyKind, DutyState, Owner, OwnerKind
from forum.deadlines.queries import DutyView, duties_of, duty_of
from forum.thing import Thing
from tests.builders import Builders
from tests.client import Client

THING = Thing("proposal", 77)
BODY, OTHER = Owner(OwnerKind.body, 1), Owner(OwnerKind.body, 2)
MONDAY = datetime(2026, 12, 7, 10, 0, tzinfo=HANOI)
TUESDAY, WEDNESDAY, FRIDAY = (MONDAY + timedelta(days=n) for n in (1, 2, 4))


async def take_up(build: Builders, at: datetime = MONDAY, owner: Owner = BODY) -> None:
    async with build.acting(None, at) as (db, actor):
        await duties.start(db, actor, THING, DutyKind.take_up, owner)


async def seen(build: Builders, at: datetime) -> DutyView:
    async with build.acting(None, at) as (db, _):
        found = await duty_of(db, at, THING, DutyKind.take_up)
    assert found is not None
    return found


async def test_one_runs_at_a_time_for_an_owner_and_the_stricter_stays(build: Builders) -> None:
    await take_up(build, MONDAY)
    await take_up(build, TUESDAY)
    await take_up(build, MONDAY, OTHER)
    async with build.acting(None, TUESDAY) as (db, actor):
        await duties.start(db, actor, THING, DutyKind.take_up, BODY, given=end_of_day(date(2026, 12, 9)))
        running = (await db.scalars(select(Duty).where(Duty.void_at.is_(None)).order_by(Duty.owner_id))).all()
        assert [duty.due_at for duty in running] == [
            end_of_day(date(2026, 12, 9)),
            end_of_day(date(2026, 12, 14)),
        ]


async def test_the_database_itself_refuses_a_second(build: Builders) -> None:
    await take_up(build)
    async with build.acting(None, TUESDAY) as (db, _):
        first = (await db.scalars(select(Duty))).one()
        values = {c.key: getattr(first, c.key) for c in Duty.__table__.columns if c.key != "id"}
        with pytest.raises(IntegrityError, match="ux_duties_running"):
            async with db.begin_nested():
                db.add(Duty(**values))
                await db.flush()


async def test_a_pause_gives_back_the_working_days_that_it_took(build: Builders) -> None:
    await take_up(build)
    async with build.acting(None, TUESDAY) as (db, actor):
        await duties.pause(db, actor, THING, "hidden")
    assert (await seen(build, WEDNESDAY)).state == DutyState.paused
    async with build.acting(None, FRIDAY) as (db, actor):
        await duties.resume(db, actor, THING, "hidden")
    after = await seen(build, FRIDAY)
    assert after.due_at == end_of_day(date(2026, 12, 17))  # Tuesday to Thursday did not count
    assert after.first_due_at == end_of_day(date(2026, 12, 14))


async def test_a_pause_with_an_end_goes_on_by_itself(build: Builders) -> None:
    await take_up(build)
    async with build.acting(None, TUESDAY) as (db, actor):
        await duties.pause(db, actor, THING, "clarification", DutyKind.take_up, until=FRIDAY)
    assert (await seen(build, WEDNESDAY)).state == DutyState.paused
    assert (await seen(build, FRIDAY)).state == DutyState.running
    assert (await seen(build, FRIDAY)).due_at == end_of_day(date(2026, 12, 17))


async def test_what_is_done_while_it_is_paused_is_done_in_time(build: Builders) -> None:
    await take_up(build)
    async with build.acting(None, TUESDAY) as (db, actor):
        await duties.pause(db, actor, THING, "hidden")
    much_later = MONDAY + timedelta(days=60)
    async with build.acting(None, much_later) as (db, actor):
        await duties.complete(db, actor, THING, DutyKind.take_up)
    assert (await seen(build, much_later)).state == DutyState.done_in_time


async def test_a_moved_date_keeps_the_first_and_who_moved_it(build: Builders) -> None:
    await take_up(build)
    person, to = await build.person(Role.body_head, body=await build.body()), end_of_day(date(2027, 1, 3))
    async with build.acting(person, TUESDAY) as (db, actor):
        await duties.move(db, actor, THING, DutyKind.take_up, to, "Chờ số liệu")
        duty = (await db.scalars(select(Duty))).one()
        assert (duty.due_at, duty.first_due_at) == (to, end_of_day(date(2026, 12, 14)))
        assert (duty.moved_by, duty.moved_reason, duty.moved_count) == (person.persona_id, "Chờ số liệu", 1)


async def test_a_duty_handed_on_keeps_its_clock(build: Builders) -> None:
    await take_up(build)
    async with build.acting(None, TUESDAY) as (db, actor):
        await duties.hand_on(db, actor, THING, DutyKind.take_up, OTHER)
    duty = await seen(build, WEDNESDAY)
    assert (duty.owner, duty.due_at) == (OTHER, end_of_day(date(2026, 12, 14)))


async def test_many_things_are_read_in_one_statement(build: Builders) -> None:
    async with build.acting(None, MONDAY) as (db, actor):
        things = [Thing("proposal", n) for n in range(1, 30)]
        for thing in things:
            await duties.start(db, actor, thing, DutyKind.take_up, BODY)
        assert len(await duties_of(db, MONDAY, things)) == 29
        assert await duties_of(db, MONDAY, []) == {}


async def test_an_override_moves_what_runs_and_the_page_says_how_many(
    build: Builders, client: Client
) -> None:
    async with build.acting(None) as (db, actor):
        duty = await duties.start(db, actor, THING, DutyKind.take_up, BODY)
        done = await duties.start(db, actor, Thing("proposal", 78), DutyKind.take_up, BODY)
        await duties.complete(db, actor, Thing("proposal", 78))
        due_at, done_id, duty_id = duty.due_at, done.id, duty.id
    assert due_at is not None
    day = due_at.astimezone(HANOI).date()
    await client.log_in(await build.person(Role.administrator))
    url = "/quan-tri/ngay-lam-viec"
    sent = {"day": f"{day:%d/%m/%Y}", "is_worked": "false", "reason": "Nghỉ mẫu"}
    page = await client.follow(await client.send(url, sent))
    assert page.has("Thời hạn được tính lại")
    async with build.acting(None) as (db, _):
        moved = (await db.get_one(Duty, duty_id)).due_at
        assert moved is not None and moved > due_at
        assert (await db.get_one(Duty, done_id)).due_at == due_at
    page = await client.follow(await client.post(f"{url}/{day.isoformat()}/bo"))
    assert page.has("1 thời hạn đang chạy được tính lại")
    async with build.acting(None) as (db, _):
        assert (await db.get_one(Duty, duty_id)).due_at == due_at


async def test_an_override_makes_nothing_late_backwards(build: Builders) -> None:
    await take_up(build)  # due on Monday, 14 December
    saturday = date(2026, 12, 12)
    at = datetime(2026, 12, 14, 9, 0, tzinfo=HANOI)
    administrator = await build.person(Role.administrator)
    async with build.acting(administrator, at) as (db, actor):
        made_up = {"day": saturday, "is_worked": True, "reason": "Làm bù"}
        await set_workday(db, actor, Workday.of([]).model_copy(update=made_up))
    after = await seen(build, at)
    assert (after.state, after.due_at) == (DutyState.soon, end_of_day(date(2026, 12, 14)))
    async with build.acting(None, at) as (db, actor):  # nor does what is worked out later
        await duties.pause(db, actor, THING, "hidden")
        await duties.resume(db, actor, THING, "hidden")
    assert (await seen(build, at)).due_at == end_of_day(date(2026, 12, 14))
    async with build.acting(None, at) as (db, _):
        assert await db.scalar(select(func.count()).select_from(Duty)) == 1
