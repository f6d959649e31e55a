"""A session on a day of rest is asked about once, with the day's name, and gives its reason in public."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta

import pytest

from forum.clock import now
from forum.contact import actions
from forum.contact.actions.calling_off import Postponement
from forum.contact.actions.sessions import standing_plan
from forum.contact.models import ContactSession
from forum.database import load
from forum.errors import Invalid
from tests.builders import Builders
from tests.client import Client
from tests.contact.scene import Scene, announced_session

WHY = "Hội trường chỉ trống ngày này."
TET, SATURDAY, MONDAY = date(2030, 2, 4), date(2030, 12, 21), date(2030, 12, 23)


async def _changed(build: Builders, scene: Scene, held_on: date, why: str) -> None:
    async with build.acting(scene.secretariat) as (db, actor):
        stands = await standing_plan(db, await load(db, ContactSession, scene.session_id))
        moved = stands.model_copy(update={"held_on": held_on, "rest_day_reason": why})
        await actions.change_session(db, actor, scene.session_id, moved)


async def _postponed(build: Builders, scene: Scene, held_on: date, why: str) -> None:
    async with build.acting(scene.secretariat) as (db, actor):
        session = await load(db, ContactSession, scene.session_id)
        to = Postponement(
            seen_version=Postponement.of(session).seen_version,
            held_on=held_on,
            starts="8:00",
            ends="11:00",
            intake_until_on=held_on - timedelta(days=10),
            rest_day_reason=why,
            reason="Chờ địa điểm.",
        )
        await actions.postpone(db, actor, scene.session_id, to)


@pytest.mark.parametrize("move", [_changed, _postponed])
@pytest.mark.parametrize(("day", "name"), [(SATURDAY, "thứ Bảy"), (TET, "Tết Nguyên Đán")])
async def test_a_day_of_rest_is_asked_about_and_named(
    move: Callable[[Builders, Scene, date, str], Awaitable[None]], day: date, name: str, build: Builders
) -> None:
    scene = await announced_session(build, now())
    with pytest.raises(Invalid, match=name) as refused:
        await move(build, scene, day, "")
    assert refused.value.field == "rest_day_reason"
    await move(build, scene, day, WHY)
    async with build.acting(None) as (db, _):
        assert (await load(db, ContactSession, scene.session_id)).rest_day_reason == WHY


async def test_the_page_says_which_day_it_is_and_why(build: Builders, client: Client) -> None:
    scene = await announced_session(build, now())
    await client.log_in(scene.secretariat)
    at = f"/tiep-xuc/{scene.session_id}/sua"
    page = await client.send(at, {"held_on": "21/12/2030", "rest_day_reason": ""}, status=422)
    assert "thứ Bảy" in page.error_of("rest_day_reason")
    await client.send(at, {"held_on": "21/12/2030", "rest_day_reason": WHY})
    await client.log_out()
    page = await client.get(scene.url)
    assert page.has("21/12/2030: thứ Bảy") and page.has("Hội trường chỉ trống ngày này")


async def test_a_working_day_keeps_no_reason(build: Builders) -> None:
    scene = await announced_session(build, now())
    await _changed(build, scene, MONDAY, WHY)
    async with build.acting(None) as (db, _):
        assert (await load(db, ContactSession, scene.session_id)).rest_day_reason == ""
