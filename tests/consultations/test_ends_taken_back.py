"""A consultation that its head did not end goes on: the notice that concluded or stopped it was approved by nobody."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from forum import kinds
from forum.clock import now
from forum.consultations import policy
from forum.consultations.actions import notices
from forum.consultations.actions.notices import StopReason
from forum.consultations.actions.objecting import object_to_response
from forum.consultations.actions.taking_back import find_disowned_ends
from forum.consultations.models import Consultation
from forum.consultations.policy import ConsultationState
from forum.contributions.models import OfficialText
from forum.contributions.official import on_paper
from forum.database import load
from forum.deadlines.policy import DutyKind, DutyState
from forum.jobs import JobContext
from forum.thing import Thing
from tests.builders import Builders
from tests.client import Client
from tests.consultations.test_objections import REASON, answered, words_now
from tests.consultations.test_papers import Scene, critiqued
from tests.consultations.test_repudiated_responses import owed, second_officer
from tests.contributions.test_on_paper import SURE, place, told
from tests.on_paper import approved

LATER = timedelta(hours=2)
GOES_ON = "thủ trưởng cơ quan cho biết đó không phải ý mình"


async def now_is(build: Builders, scene: Scene) -> Consultation:
    async with build.acting(None) as (db, _):
        return await load(db, Consultation, scene.consultation_id)


async def _published(build: Builders, scene: Scene, text_id: int) -> int:
    second = await second_officer(build, scene)
    await approved(build, scene.officer, second, text_id)
    async with build.acting(second, now() + LATER) as (db, actor):
        await on_paper.publish(db, actor, text_id)
    return text_id


async def stopped(build: Builders, scene: Scene) -> int:
    async with build.acting(scene.officer) as (db, actor):
        why = StopReason(reason="Dừng để soạn lại.")
        text_id = (await notices.stop(db, actor, scene.consultation_id, why)).id
    return await _published(build, scene, text_id)


async def concluded(build: Builders, scene: Scene) -> int:
    """Each opinion was answered, and its author's days to speak of the response are over."""
    later = now() + timedelta(days=40)
    for opinion_id in scene.opinions:
        await answered(build, scene, opinion_id, "Giữ như dự thảo.")
    async with build.acting(scene.officer, later) as (db, actor):
        text_id = (await notices.conclude(db, actor, scene.consultation_id)).id
    second = await second_officer(build, scene)
    await approved(build, scene.officer, second, text_id, later)
    async with build.acting(second, later + LATER) as (db, actor):
        await on_paper.publish(db, actor, text_id)
    return text_id


async def test_a_conclusion_that_its_head_disowns_concludes_nothing(build: Builders, client: Client) -> None:
    scene = await critiqued(build)
    text_id = await concluded(build, scene)
    url = f"/gop-y-du-thao/{scene.consultation_id}"
    assert (await client.get(url, follow=True)).has("Đã kết thúc lấy ý kiến")
    await client.log_in(scene.head)
    await client.post(place(text_id, "khong-phai-y-toi"), SURE)
    await client.log_out()
    page = await client.get(url, follow=True)
    assert page.has(GOES_ON) and not page.has("Đã kết thúc lấy ý kiến")
    whole = Thing("consultation", scene.consultation_id)
    assert await owed(build, whole, DutyKind.publish_table) == DutyState.running
    assert any("lấy ý kiến tiếp tục" in one for one in await told(build, scene.author))
    it = await now_is(build, scene)
    assert (it.state, it.concluded_at) == (ConsultationState.responses_published, None)
    async with build.acting(scene.head, now() + timedelta(days=41)) as (db, actor):
        await notices.conclude(db, actor, scene.consultation_id)
    page = await client.get(url, follow=True)
    assert page.has("Đã kết thúc lấy ý kiến") and not page.has(GOES_ON)


async def test_a_stop_that_its_head_disowns_stops_nothing(build: Builders, client: Client) -> None:
    scene = await critiqued(build)
    text_id = await stopped(build, scene)
    whole = Thing("consultation", scene.consultation_id)
    assert await owed(build, whole, DutyKind.respond) is None
    await client.log_in(scene.head)
    await client.post(place(text_id, "khong-phai-y-toi"), SURE)
    it = await now_is(build, scene)
    assert (it.state, it.stopped_at, it.stop_reason) == (ConsultationState.announced, None, "")
    assert await owed(build, whole, DutyKind.respond) == DutyState.running
    await answered(build, scene, scene.opinions[0], "Giữ như dự thảo.")
    await client.log_out()
    page = await client.get(f"/gop-y-du-thao/{scene.consultation_id}", follow=True)
    assert page.has(GOES_ON) and not page.has("Dừng để soạn lại.")


async def test_authors_speak_of_their_response_for_as_long_as_before_the_stop(build: Builders) -> None:
    scene = await critiqued(build)
    spoken, silent = scene.opinions
    for opinion_id in scene.opinions:
        await answered(build, scene, opinion_id, "Giữ như dự thảo.")
    async with build.acting(scene.author) as (db, actor):
        await object_to_response(db, actor, spoken, REASON)
    text_id = await stopped(build, scene)
    assert await owed(build, Thing("opinion", spoken), DutyKind.answer_again) is None
    async with build.acting(scene.head, now() + LATER) as (db, actor):
        await kinds.repudiate(db, actor, text_id)
    assert await owed(build, Thing("opinion", spoken), DutyKind.answer_again) == DutyState.running
    left = await words_now(build, scene, days=1)
    assert (left.unanswered, left.still_open) == ((spoken,), (silent,))
    await answered(build, scene, spoken, "Bổ sung cơ chế cho trường nhỏ.")


async def test_days_and_drafts_that_a_notice_announced_stay(build: Builders) -> None:
    scene = await critiqued(build)
    async with build.acting(None) as (db, _):
        before = await load(db, Consultation, scene.consultation_id)
    text_id = await concluded(build, scene)
    async with build.acting(scene.head, now() + timedelta(days=41)) as (db, actor):
        await kinds.repudiate(db, actor, text_id)
    it = await now_is(build, scene)
    assert (it.opens_on, it.closes_on, it.shown_version) == (
        before.opens_on,
        before.closes_on,
        before.shown_version,
    )


@pytest.mark.parametrize("end", [concluded, stopped])
async def test_what_a_notice_ended_that_was_disowned_before_goes_on(
    build: Builders, client: Client, end: Callable[[Builders, Scene], Awaitable[int]]
) -> None:
    """Disowned by the version in which the consultation stayed ended."""
    scene = await critiqued(build)
    text_id = await end(build, scene)
    before = await now_is(build, scene)
    async with build.acting(None) as (db, actor):
        (await load(db, OfficialText, text_id)).repudiated_at = actor.at
    for _again in range(2):
        async with build.acting(None) as (db, actor):
            await find_disowned_ends(JobContext(db, actor.at, build.settings, build.engine))
        await build.run_jobs()
    it = await now_is(build, scene)
    assert before.state in policy.OVER and it.state not in policy.OVER
    assert (it.concluded_at, it.stopped_at) == (None, None)
    assert (await client.get(f"/gop-y-du-thao/{scene.consultation_id}", follow=True)).has(GOES_ON)
    assert len([one for one in await told(build, scene.author) if "lấy ý kiến tiếp tục" in one]) == 1


async def test_what_ended_as_its_head_says_stays_ended(build: Builders) -> None:
    scene = await critiqued(build)
    await concluded(build, scene)
    async with build.acting(None) as (db, actor):
        await find_disowned_ends(JobContext(db, actor.at, build.settings, build.engine))
    await build.run_jobs()
    assert (await now_is(build, scene)).state == ConsultationState.concluded
