"""The floor of a running session: who asks for it, in what order it is given, and the minutes that each took."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from forum.accounts.models import Account
from forum.actor import Role
from forum.clock import now
from forum.contact import actions as contact
from forum.contact.floor import actions
from forum.contact.floor.actions import FloorRequest, NewSpeaker
from forum.contact.models import ContactSession, Series, Speaker
from forum.database import load
from forum.errors import Forbidden, Invalid, NotFound
from tests.builders import Builders
from tests.client import Client, Page
from tests.contact.scene import Scene, announced_session, asked
from tests.contact.test_stage import live


async def ask(build: Builders, scene: Scene, person: Account, **values: int) -> int:
    async with build.acting(person) as (db, actor):
        return (await actions.ask_for_floor(db, actor, scene.session_id, FloorRequest(**values))).id


async def add(build: Builders, scene: Scene, name: str, body_id: int | None = None) -> int:
    async with build.acting(scene.secretariat) as (db, actor):
        new = NewSpeaker(name=name, body_id=body_id)
        return (await actions.add_speaker(db, actor, scene.session_id, new)).id


def names(page: Page) -> list[str]:
    """Those who wait, in their order."""
    return [
        one.get_text(" ", strip=True).split(" đăng ký lúc")[0]
        for one in page.soup.select("#phat-bieu ol li > p")
    ]


async def test_a_member_asks_from_the_live_page_is_given_the_floor_and_all_see_it(
    build: Builders, client: Client
) -> None:
    scene, (first, *_) = await live(build)
    await client.log_in(scene.asker)
    at_home = await client.get(f"{scene.url}/truc-tiep")
    assert at_home.has("Xin phát biểu")
    at = f"/tiep-xuc/{scene.session_id}/phat-bieu/xin"
    sent = await client.send(at, {"question_id": str(first)})
    page = await client.get(sent.location)
    assert page.has("Ông/Bà đứng thứ 1 trong danh sách.")
    assert page.has("về câu hỏi CH-")
    assert (await client.get(f"{scene.url}/truc-tiep")).has("Ông/Bà có tên trong danh sách phát biểu.")
    again = await client.post(at, {}, status=422)
    assert again.has("Ông/Bà đã có tên trong danh sách phát biểu.")
    await client.log_in(scene.secretariat)
    page = await client.get(f"{scene.url}/phat-bieu")
    speaker = page.soup.select_one("form[action$='/moi']")
    assert speaker is not None
    await client.post(str(speaker["action"]), {})
    await client.log_out()
    wall = await client.get(f"{scene.url}/man-hinh")
    assert wall.has("Đang phát biểu")
    assert wall.has("trong 5 phút")


async def test_the_list_is_in_the_order_of_asking_or_first_timers_first(
    build: Builders, client: Client
) -> None:
    scene, _ = await live(build)
    often = await build.person(Role.intellectual, name="Người Mẫu Hay Nói", is_trusted=True)
    speaker = await ask(build, scene, often)
    async with build.acting(scene.secretariat) as (db, actor):
        await actions.give_floor(db, actor, speaker)
        await actions.stop_speaker(db, actor, speaker)
    await ask(build, scene, often)
    await add(build, scene, "Người Mẫu Mới Đến")
    await client.log_in(scene.secretariat)
    page = await client.get(f"{scene.url}/phat-bieu")
    assert names(page) == ["Người Mẫu Hay Nói", "Người Mẫu Mới Đến · lần đầu phát biểu"]
    async with build.acting(None) as (db, _):
        session = await load(db, ContactSession, scene.session_id)
        (await load(db, Series, session.series_id)).first_time_first = True
    page = await client.get(f"{scene.url}/phat-bieu")
    assert names(page) == ["Người Mẫu Mới Đến · lần đầu phát biểu", "Người Mẫu Hay Nói"]


async def test_minutes_count_without_pauses_and_stand_by_person_and_body(
    build: Builders, client: Client
) -> None:
    scene, _ = await live(build)
    speaker, began = await add(build, scene, "Người Mẫu Đại Biểu", scene.body.id), now()
    for act, minutes in (
        (actions.give_floor, 0),
        (actions.pause_speaker, 3),
        (actions.give_floor, 20),
        (actions.stop_speaker, 24),
    ):
        async with build.acting(scene.secretariat, began + timedelta(minutes=minutes)) as (db, actor):
            await act(db, actor, speaker)
    page = await client.get(f"{scene.url}/phat-bieu")
    rows = [row.get_text(" ", strip=True) for row in page.soup.select("tbody tr")]
    assert rows == ["Người Mẫu Đại Biểu 1 7", f"{scene.body.name} 1 7"]


async def test_the_floor_is_one_person_s_and_ends_with_the_session(build: Builders, client: Client) -> None:
    scene, _ = await live(build)
    first, second = await add(build, scene, "Người Mẫu Một"), await add(build, scene, "Người Mẫu Hai")
    async with build.acting(scene.secretariat) as (db, actor):
        await actions.give_floor(db, actor, first)
    async with build.acting(scene.secretariat) as (db, actor):
        await actions.give_floor(db, actor, first)  # a second tap
        with pytest.raises(Forbidden, match="Đang có người phát biểu"):
            await actions.give_floor(db, actor, second)
    async with build.acting(scene.secretariat, now() + timedelta(minutes=2)) as (db, actor):
        await contact.adjourn(db, actor, scene.session_id)
    async with build.acting(None) as (db, _):
        row = await load(db, Speaker, first)
        assert (row.state, row.speaking_since) == ("heard", None)
        assert 119 <= row.seconds_used <= 125
    page = await client.get(f"{scene.url}/phat-bieu")
    assert page.has("Thời gian đã phát biểu")
    await client.log_in(scene.secretariat)
    await client.post(f"/tiep-xuc/phat-bieu/{second}/moi", {}, status=403)


async def test_two_hundred_who_ask_at_once_get_two_hundred_places(build: Builders) -> None:
    scene, _ = await live(build)
    people = [await build.person(Role.intellectual, name=f"Người Mẫu {n}") for n in range(200)]

    async def twice(person: Account) -> None:
        for _time in range(2):
            try:
                await ask(build, scene, person)
            except Invalid:
                continue

    await asyncio.gather(*(twice(person) for person in people), *(twice(person) for person in people[:20]))
    async with build.acting(None) as (db, _):
        rows = (await db.scalars(select(Speaker).order_by(Speaker.place))).all()
    assert [row.place for row in rows] == list(range(1, 201))
    assert {row.persona_id for row in rows} == {person.persona_id for person in people}


async def test_whoever_may_not_steer_does_not(build: Builders, client: Client) -> None:
    scene, _ = await live(build)
    speaker = await ask(build, scene, scene.asker)
    other = await build.person(Role.intellectual)
    for person in (other, scene.leader_person, scene.officer):
        await client.log_in(person)
        for step in ("moi", "tam-dung", "dung", "rut"):
            await client.post(f"/tiep-xuc/phat-bieu/{speaker}/{step}", {}, status=403)
        await client.post(f"/tiep-xuc/{scene.session_id}/phat-bieu/them", {"name": "Người Mẫu"}, status=403)
    await client.log_in(scene.asker)
    await client.post(f"/tiep-xuc/phat-bieu/{speaker}/rut", {})
    assert await ask(build, scene, scene.asker) != speaker
    waiting = await announced_session(build, now())
    await client.post(f"/tiep-xuc/{waiting.session_id}/phat-bieu/xin", {}, status=422)


async def test_what_is_typed_wrong_stands_beside_its_field(build: Builders, client: Client) -> None:
    scene, _ = await live(build)
    await client.log_in(scene.secretariat)
    at = f"/tiep-xuc/{scene.session_id}/phat-bieu/them"
    page = await client.post(at, {"name": ""}, status=422)
    assert page.error_of("name")
    await client.send(at, {"name": "Người Mẫu Khách"})
    page = await client.post(at, {"name": "người mẫu khách"}, status=422)
    assert "đã có tên trong danh sách" in page.error_of("name")
    elsewhere = await announced_session(build, now())
    foreign = await asked(build, elsewhere, "Câu hỏi của kỳ khác")
    page = await client.post(at, {"name": "Người Mẫu Khác", "question_id": str(foreign)}, status=422)
    assert "không còn trong chương trình" in page.error_of("question_id")
    page = await client.post(at, {"name": "Người Mẫu Khác", "body_id": "99999"}, status=422)
    assert page.error_of("body_id")
    await client.log_in(scene.asker)
    ask_at = f"/tiep-xuc/{scene.session_id}/phat-bieu/xin"
    page = await client.post(ask_at, {"body_id": str(scene.body.id)}, status=422)
    assert page.has("Đề nghị chọn cơ quan trong danh sách.")


async def test_a_name_that_nobody_judged_is_not_shown_before_the_floor_is_given(
    build: Builders, client: Client
) -> None:
    scene, _ = await live(build)
    new = await build.person(Role.intellectual, name="Tên Mẫu Chưa Duyệt")
    speaker = await ask(build, scene, new)
    for page in ("man-hinh", "phat-bieu"):
        shown = await client.get(f"{scene.url}/{page}")
        assert shown.has("Một thành viên")
        assert not shown.has("Tên Mẫu Chưa Duyệt")
    async with build.acting(scene.secretariat) as (db, actor):
        await actions.give_floor(db, actor, speaker)
    assert (await client.get(f"{scene.url}/man-hinh")).has("Tên Mẫu Chưa Duyệt")


async def test_a_session_that_is_not_announced_has_no_floor(build: Builders) -> None:
    person = await build.person(Role.intellectual)
    async with build.acting(person) as (db, actor):
        with pytest.raises(NotFound):
            await actions.ask_for_floor(db, actor, 404, FloorRequest())
