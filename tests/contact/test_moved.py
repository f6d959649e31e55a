"""Sessions that are moved, and series whose regulation is changed, while other things wait for their days."""

import asyncio
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from forum.accounts.models import Account
from forum.actor import Role
from forum.clock import HANOI, local_date, now
from forum.contact import actions
from forum.contact.actions.calling_off import Cancellation, Postponement
from forum.contact.actions.questions import Deferral
from forum.contact.actions.series import ChangedSeries, change_series
from forum.contact.actions.sessions import standing_plan
from forum.contact.models import ContactSession, Question, Series, SessionChange
from forum.contact.policy import UNDISPOSED, SessionState
from forum.database import load
from forum.deadlines.policy import DutyKind
from forum.deadlines.queries import DutyView, duty_of
from forum.errors import Conflict, Invalid
from forum.thing import Thing
from tests import session_texts
from tests.builders import Builders
from tests.client import Client
from tests.contact.scene import Scene, announced_session, asked, plan
from tests.contact.test_series import MONDAY, a_series, drafted

DRAFTED = datetime(2030, 3, 24, 8, tzinfo=HANOI)


async def _another(build: Builders, scene: Scene, title: str, days: int) -> int:
    """Announced, so many days after the first."""
    async with build.acting(scene.secretariat, scene.at) as (db, actor):
        first = await load(db, ContactSession, scene.session_id)
        at = scene.at + timedelta(days=days)
        new = plan(first.series_id, scene.leader.id, at, title)
        it = await actions.plan_session(db, actor, new)
    await session_texts.announced(build, scene.secretariat, it.id, scene.at, chair=scene.leader_person)
    return it.id


async def _move(
    build: Builders, by: Account, session_id: int, at: datetime, **update: object
) -> ContactSession:
    async with build.acting(by, at) as (db, actor):
        stands = await standing_plan(db, await load(db, ContactSession, session_id))
        return await actions.change_session(db, actor, session_id, stands.model_copy(update=update))


async def _change(build: Builders, by: Account, series_id: int, at: datetime, **update: object) -> None:
    async with build.acting(by, at) as (db, actor):
        stands = ChangedSeries.of(await load(db, Series, series_id))
        await change_series(db, actor, series_id, stands.model_copy(update=update))


async def _owed(build: Builders, session_id: int, at: datetime) -> DutyView | None:
    async with build.acting(None, at) as (db, _):
        return await duty_of(db, at, Thing("session", session_id), DutyKind.announce)


async def _due(build: Builders, session_id: int, at: datetime) -> date | None:
    owed = await _owed(build, session_id, at)
    return None if owed is None or owed.due_at is None else local_date(owed.due_at)


# Questions that are carried


async def test_no_question_is_carried_to_the_session_that_is_called_off(
    build: Builders, client: Client
) -> None:
    scene = await announced_session(build, now())
    question_id = await asked(build, scene)
    await client.log_in(scene.secretariat)
    path = f"/tiep-xuc/{scene.session_id}/huy"
    form = (await client.get(path)).form(path)
    to_itself = {"reason": "Không đủ điều kiện", "place": "defer", "session_id": str(scene.session_id)}
    page = await client.post(path, form | to_itself, status=422)
    assert page.has("đã thông báo")
    async with build.acting(None) as (db, _):
        assert (await load(db, ContactSession, scene.session_id)).state == SessionState.announced
        assert (await load(db, Question, question_id)).deferral_count == 0


async def test_no_question_is_carried_to_a_session_whose_hour_has_passed(build: Builders) -> None:
    scene = await announced_session(build, now())
    question_id = await asked(build, scene)
    passed = await _another(build, scene, "Kỳ không được khai mạc", 1)
    last = await _another(build, scene, "Kỳ bị hủy", 60)
    at = scene.held_at + timedelta(days=3)
    with pytest.raises(Invalid) as refused:
        async with build.acting(scene.secretariat, at) as (db, actor):
            await actions.defer(db, actor, question_id, Deferral(session_id=passed, reason="Hết giờ rồi"))
    assert refused.value.field == "session_id"
    async with build.acting(scene.secretariat, at) as (db, actor):
        await actions.defer(db, actor, question_id, Deferral(session_id=last, reason="Hết giờ rồi"))
    with pytest.raises(Invalid) as refused:
        async with build.acting(scene.secretariat, at) as (db, actor):
            why = Cancellation(reason="Không đủ điều kiện", place="defer", session_id=passed)
            await actions.cancel(db, actor, last, why)
    assert refused.value.field == "session_id"


async def test_a_question_that_is_carried_in_that_moment_is_not_left_with_a_cancelled_session(
    build: Builders,
) -> None:
    scene = await announced_session(build, now())
    question_id = await asked(build, scene)
    later = await _another(build, scene, "Kỳ sau", 60)
    is_carried, other = asyncio.Event(), await build.person(Role.secretariat)

    async def carry() -> None:
        async with build.acting(scene.secretariat) as (db, actor):
            await actions.defer(db, actor, question_id, Deferral(session_id=later, reason="Hết giờ rồi"))
            await db.flush()
            is_carried.set()
            await asyncio.sleep(0.4)

    async def cancel() -> None:
        await is_carried.wait()
        async with build.acting(other) as (db, actor):
            await actions.cancel(db, actor, later, Cancellation(reason="Không đủ điều kiện"))

    carried, refused = await asyncio.gather(carry(), cancel(), return_exceptions=True)
    assert carried is None and isinstance(refused, Conflict)
    await cancel()  # once more, having seen it
    async with build.acting(None) as (db, _):
        assert (await load(db, ContactSession, later)).state == SessionState.cancelled
        assert (await load(db, Question, question_id)).state not in UNDISPOSED


# What a regulation says


async def test_the_day_that_a_regulation_names_anew_is_that_of_the_next_session(
    build: Builders, client: Client
) -> None:
    scene = await announced_session(build, MONDAY)
    series_id = await a_series(build, scene)
    (first,) = await drafted(build, series_id, DRAFTED)
    await session_texts.announced(build, scene.secretariat, first.id, DRAFTED, chair=scene.leader_person)
    at = datetime(2030, 5, 7, 8, tzinfo=HANOI)
    await _change(build, scene.secretariat, series_id, at, next_on=date(2030, 6, 20))
    sessions = await drafted(build, series_id, at)
    assert [local_date(one.starts_at) for one in sessions] == [date(2030, 5, 6), date(2030, 6, 20)]


async def test_the_series_names_the_day_to_which_its_session_was_moved(build: Builders) -> None:
    scene = await announced_session(build, MONDAY)
    series_id = await a_series(build, scene)
    (first,) = await drafted(build, series_id, DRAFTED)
    await session_texts.announced(build, scene.secretariat, first.id, DRAFTED, chair=scene.leader_person)

    async def next_on() -> date | None:
        async with build.acting(None) as (db, _):
            return (await load(db, Series, series_id)).next_on

    assert await next_on() == date(2030, 5, 6)
    day = date(2030, 5, 13)
    await _move(build, scene.secretariat, first.id, DRAFTED, held_on=day)
    assert await next_on() == day
    async with build.acting(scene.leader_person, DRAFTED) as (db, actor):
        change_id = (await db.scalars(select(SessionChange.id))).one()
        await actions.take_back_change(db, actor, change_id)
    assert await next_on() == date(2030, 5, 6)
    async with build.acting(scene.secretariat, DRAFTED) as (db, actor):
        stands = Postponement.of(await load(db, ContactSession, first.id))
        to = {"held_on": date(2030, 5, 20), "reason": "Bão số 5."}
        await actions.postpone(db, actor, first.id, stands.model_copy(update=to))
    assert await next_on() == date(2030, 5, 20)
    async with build.acting(scene.secretariat, DRAFTED) as (db, actor):
        await actions.cancel(db, actor, first.id, Cancellation(reason="Hội trường mẫu đang sửa."))
    assert await next_on() == date(2030, 8, 20)
    sessions = await drafted(build, series_id, datetime(2030, 7, 10, 8, tzinfo=HANOI))
    assert [local_date(one.starts_at) for one in sessions][1:] == [date(2030, 8, 20)]


async def test_another_lead_time_is_owed_for_sessions_that_were_not_announced_yet(build: Builders) -> None:
    scene = await announced_session(build, MONDAY)
    series_id = await a_series(build, scene)
    (session,) = await drafted(build, series_id, DRAFTED)
    assert await _due(build, session.id, DRAFTED) == date(2030, 4, 6)
    await _change(build, scene.secretariat, series_id, DRAFTED, announce_days=20)
    assert await _due(build, session.id, DRAFTED) == date(2030, 4, 16)
    await _change(build, scene.secretariat, series_id, DRAFTED, announce_days=None)
    assert await _due(build, session.id, DRAFTED) is None
    await _change(build, scene.secretariat, series_id, DRAFTED, announce_days=20)
    assert await _due(build, session.id, DRAFTED) == date(2030, 4, 16)


async def test_no_change_makes_a_late_announcement_timely(build: Builders) -> None:
    scene = await announced_session(build, MONDAY)
    series_id = await a_series(build, scene)
    (session,) = await drafted(build, series_id, DRAFTED)
    late = datetime(2030, 4, 10, 8, tzinfo=HANOI)
    await _move(build, scene.secretariat, session.id, late, place="Nhà hát mẫu")
    assert await _due(build, session.id, late) == date(2030, 4, 6)
    await _change(build, scene.secretariat, series_id, late, announce_days=31)
    assert await _due(build, session.id, late) == date(2030, 4, 6)


async def test_an_announced_session_is_moved_nearer_than_the_regulation_allows_with_a_public_reason_alone(
    build: Builders, client: Client
) -> None:
    scene = await announced_session(build, MONDAY)
    (session,) = await drafted(build, await a_series(build, scene), DRAFTED)
    await session_texts.announced(build, scene.secretariat, session.id, DRAFTED, chair=scene.leader_person)
    nearer = {"held_on": date(2030, 4, 5), "intake_from_on": date(2030, 3, 25)}
    nearer |= {"intake_until_on": date(2030, 4, 1)}
    with pytest.raises(Invalid, match="lý do thông báo muộn") as refused:
        await _move(build, scene.secretariat, session.id, DRAFTED, **nearer)
    assert refused.value.field == "late_reason"
    await _move(build, scene.secretariat, session.id, DRAFTED, place="Nhà hát mẫu")
    reason = {"late_reason": "Thành phố ứng phó bão."}
    await _move(build, scene.secretariat, session.id, DRAFTED, **nearer, **reason)
    assert (await client.get(f"/tiep-xuc/{session.id}", follow=True)).has("Thành phố ứng phó bão.")


# What calendars and addresses say


async def test_another_link_raises_the_calendar_s_number_and_a_title_taken_back_its_address(
    build: Builders,
) -> None:
    scene = await announced_session(build, now())
    async with build.acting(None) as (db, _):
        first = await load(db, ContactSession, scene.session_id)
    at, by = now(), scene.secretariat
    linked = await _move(build, by, scene.session_id, at, join_url="https://hop.mau.example/1")
    assert linked.calendar_sequence == first.calendar_sequence + 1
    again = await _move(build, by, scene.session_id, at, join_url="https://hop.mau.example/2")
    assert again.calendar_sequence == first.calendar_sequence + 2
    await _move(build, by, scene.session_id, at, title="Tên gõ nhầm của kỳ này")
    async with build.acting(scene.leader_person) as (db, actor):
        last = (await db.scalars(select(SessionChange.id).order_by(SessionChange.id.desc()))).first()
        back = await actions.take_back_change(db, actor, last or 0)
    assert (back.title, back.slug) == (first.title, first.slug)
