"""What the regulation of a series asks for: its next session by itself, announced in time or with a public reason."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from forum.actor import Role
from forum.clock import HANOI
from forum.contact import actions as contact
from forum.contact.actions.calling_off import Cancellation
from forum.contact.actions.series import NewSeries, create_series, draft_next_sessions
from forum.contact.actions.sessions import standing_plan
from forum.contact.models import ContactSession
from forum.contact.policy import Rhythm, SessionState
from forum.contact.series.policy import announce_by, is_drafted_on, later_by, next_after
from forum.contact.texts import actions as texts
from forum.contact.texts.policy import SessionTextKind
from forum.deadlines.policy import DutyKind
from forum.deadlines.queries import duty_of
from forum.errors import Invalid
from forum.jobs import JobContext
from forum.thing import Thing
from tests import session_texts
from tests.builders import Builders
from tests.client import Client
from tests.contact.scene import Scene, announced_session

MONDAY = datetime(2030, 3, 4, 9, tzinfo=HANOI)
NEXT_ON = date(2030, 5, 5)  # a Sunday


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2030, 1, 31), 1, date(2030, 2, 28)),
        (date(2031, 11, 30), 3, date(2032, 2, 29)),
        (date(2030, 12, 15), 12, date(2031, 12, 15)),
    ],
)
def test_a_rhythm_keeps_its_day_or_takes_the_last_of_a_shorter_month(
    day: date, months: int, expected: date
) -> None:
    assert later_by(day, months) == expected


def test_days_that_passed_without_a_session_are_skipped() -> None:
    assert next_after(Rhythm.quarter, date(2030, 1, 31), date(2030, 8, 1)) == date(2030, 10, 31)
    assert next_after(Rhythm.month, date(2030, 1, 15), date(2030, 1, 15)) == date(2030, 2, 15)


def test_a_draft_comes_two_weeks_before_it_must_be_announced() -> None:
    held_on = date(2030, 5, 6)
    assert announce_by(held_on, 30) == date(2030, 4, 6)
    assert not is_drafted_on(date(2030, 3, 22), held_on, 30)
    assert is_drafted_on(date(2030, 3, 23), held_on, 30)


async def a_series(build: Builders, scene: Scene) -> int:
    new = NewSeries(
        title="Tiếp xúc theo quy chế mẫu",
        rhythm=Rhythm.quarter,
        next_on=NEXT_ON,
        regulation="Quy chế mẫu số 00, ngày 01/02/2030",
        announce_days=30,
        chair_leader_id=scene.leader.id,
        place="Hội trường mẫu",
    )
    async with build.acting(scene.secretariat, MONDAY) as (db, actor):
        return (await create_series(db, actor, new)).id


async def drafted(build: Builders, series_id: int, at: datetime) -> list[ContactSession]:
    """After the clock ran: the sessions of the series."""
    async with build.acting(None, at) as (db, _):
        await draft_next_sessions(JobContext(db, at, build.settings, build.engine))
    of_series = select(ContactSession).where(ContactSession.series_id == series_id)
    async with build.acting(None, at) as (db, _):
        return list((await db.scalars(of_series.order_by(ContactSession.starts_at))).all())


@pytest.fixture
async def scene(build: Builders) -> Scene:
    return await announced_session(build, MONDAY)


async def test_the_next_session_is_drafted_once_on_a_working_day_and_its_announcement_owed(
    build: Builders, client: Client, scene: Scene
) -> None:
    series_id = await a_series(build, scene)
    assert await drafted(build, series_id, MONDAY) == []
    day = datetime(2030, 3, 24, 8, tzinfo=HANOI)
    for _ in range(2):
        (session,) = await drafted(build, series_id, day)
    assert session.starts_at == datetime(2030, 5, 6, 8, tzinfo=HANOI) and session.place == "Hội trường mẫu"
    assert session.state == SessionState.planned and session.chair_leader_id == scene.leader.id
    async with build.acting(None, day) as (db, _):
        owed = await duty_of(db, day, Thing("session", session.id), DutyKind.announce)
    assert owed is not None and owed.due_at is not None
    assert owed.due_at.astimezone(HANOI).date() == date(2030, 4, 6)
    await client.get(f"/tiep-xuc/{session.id}", status=404)  # a draft is the secretariat's
    await session_texts.announced(build, scene.secretariat, session.id, day, chair=scene.leader_person)
    async with build.acting(None, day) as (db, _):
        done = await duty_of(db, day, Thing("session", session.id), DutyKind.announce)
    assert done is not None and done.done_at is not None
    after = await drafted(build, series_id, datetime(2030, 6, 24, 8, tzinfo=HANOI))
    assert [one.starts_at.astimezone(HANOI).date() for one in after] == [date(2030, 5, 6), date(2030, 8, 6)]


async def test_a_late_announcement_needs_a_reason_that_everybody_reads(
    build: Builders, client: Client, scene: Scene
) -> None:
    (session,) = await drafted(build, await a_series(build, scene), datetime(2030, 4, 10, 8, tzinfo=HANOI))
    late = datetime(2030, 4, 11, 8, tzinfo=HANOI)
    text_id = await session_texts.drafted(
        build, scene.secretariat, session.id, SessionTextKind.announcement, late
    )
    with pytest.raises(Invalid, match="lý do thông báo muộn"):
        async with build.acting(scene.secretariat, late) as (db, actor):
            await texts.submit_text(db, actor, text_id)
    async with build.acting(None, late) as (db, _):
        it = await db.get_one(ContactSession, session.id)
        it.late_reason = "Thành phố ứng phó bão."
    await session_texts.approved(build, scene.secretariat, text_id, scene.leader_person, late)
    async with build.acting(scene.secretariat, late) as (db, actor):
        await texts.publish_text(db, actor, text_id)
    page = await client.get(f"/tiep-xuc/{session.id}", follow=True)
    assert page.has("Thông báo muộn hơn quy chế") and page.has("Thành phố ứng phó bão.")


async def test_the_secretariat_changes_a_regulation_and_is_told_what_is_missing(
    build: Builders, client: Client, scene: Scene
) -> None:
    series_id = await a_series(build, scene)
    at = f"/tiep-xuc/lich/{series_id}/sua"
    await client.log_in(scene.secretariat)
    form = (await client.get(at)).form(at)
    page = await client.post(at, form | {"announce_days": "5"}, status=422)
    assert "lớn hơn số ngày ngừng nhận câu hỏi" in page.error_of("announce_days")
    page = await client.post(at, form | {"ends": "07:00"}, status=422)
    assert "sau giờ bắt đầu" in page.error_of("ends")
    await client.post(at, form | {"chair_leader_id": ""})
    page = await client.get("/tiep-xuc")
    assert page.has("Chưa có người chủ trì nên kỳ tới không được tự lập.")
    assert await drafted(build, series_id, datetime(2030, 3, 24, 8, tzinfo=HANOI)) == []
    await client.log_in(await build.person(Role.staff))
    page = await client.get("/tiep-xuc")
    assert page.has("Quy chế mẫu số 00, ngày 01/02/2030") and page.has("Thông báo trước ít nhất 30 ngày")
    assert not page.has("Chưa có người chủ trì")
    await client.post(at, form, status=404)


async def test_a_changed_day_moves_what_is_owed_and_a_cancelled_session_owes_nothing(
    build: Builders, client: Client, scene: Scene
) -> None:
    day = datetime(2030, 3, 24, 8, tzinfo=HANOI)
    (session,) = await drafted(build, await a_series(build, scene), day)
    later = date(2030, 5, 20)
    async with build.acting(scene.secretariat, day) as (db, actor):
        it = await db.get_one(ContactSession, session.id)
        plan = await standing_plan(db, it)
        await contact.change_session(db, actor, it.id, plan.model_copy(update={"held_on": later}))
        owed = await duty_of(db, day, Thing("session", session.id), DutyKind.announce)
        assert owed is not None and owed.due_at is not None
        assert owed.due_at.astimezone(HANOI).date() == later - timedelta(days=30)
        await contact.cancel(db, actor, it.id, Cancellation(reason="Hội trường mẫu đang sửa."))
        assert await duty_of(db, day, Thing("session", session.id), DutyKind.announce) is None
