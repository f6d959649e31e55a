"""An author says once that a response misses the point, and the body answers again beside it."""

from datetime import timedelta

import pytest

from forum import clock
from forum.actor import Role
from forum.consultations.actions.objecting import ResponseObjection, object_to_response
from forum.consultations.actions.responding import (
    ResponseText,
    approve_responses,
    draft_response,
    publish_responses,
)
from forum.consultations.models import Opinion
from forum.consultations.queries.objecting import NotUnderstood, words_not_understood
from forum.contributions import actions as texts
from forum.contributions.models import Contribution
from forum.contributions.official.together import Approvals
from forum.database import load
from forum.days import deadline
from forum.deadlines.policy import DutyKind, DutyState
from forum.deadlines.queries import duty_of
from forum.errors import Forbidden
from forum.thing import Thing
from tests.builders import Builders
from tests.client import Client
from tests.consultations.test_papers import Scene, critiqued
from tests.official_texts import seen

REASON = ResponseObjection(reason="Tôi nói về kinh phí của trường nhỏ, không phải mọi trường.")


async def answered(build: Builders, scene: Scene, opinion_id: int, words: str) -> int:
    async with build.acting(scene.officer) as (db, actor):
        draft = ResponseText(opinion_ids=[opinion_id], result="explain", text=words, submits=True)
        response_id = (await draft_response(db, actor, scene.consultation_id, draft)).id
    async with build.acting(scene.head) as (db, actor):
        read = Approvals(approved=[f"{response_id}:{await seen(db, response_id)}"])
        await approve_responses(db, actor, scene.consultation_id, read)
        await publish_responses(db, actor, scene.consultation_id)
    return response_id


async def words_now(build: Builders, scene: Scene, days: int = 0) -> NotUnderstood:
    async with build.acting(None) as (db, _):
        return await words_not_understood(db, clock.now() + timedelta(days=days), scene.consultation_id)


async def test_the_body_answers_again_and_both_answers_stay(build: Builders, client: Client) -> None:
    scene = await critiqued(build)
    opinion_id = scene.opinions[0]
    await answered(build, scene, opinion_id, "Giữ như dự thảo.")
    assert (await words_now(build, scene)).still_open == (opinion_id,)
    page_of = f"/gop-y-du-thao/y-kien/{opinion_id}"
    await client.log_in(scene.author)
    assert (await client.get(page_of)).has("Chưa hiểu đúng ý tôi")
    await client.send(f"{page_of}/chua-hieu-dung", {"reason": REASON.reason})
    assert (await words_now(build, scene)) == NotUnderstood((opinion_id,), (), None)
    await client.log_out()
    page = await client.get(page_of)
    assert page.has(REASON.reason) and page.has("Giữ như dự thảo.") and page.has("giải trình lại")
    async with build.acting(None) as (db, _):
        owed = await duty_of(db, clock.now(), Thing("opinion", opinion_id), DutyKind.answer_again)
    assert owed is not None and page.has("Đang chờ") and page.has(str(deadline(owed.due_at)))
    await client.log_in(scene.officer)
    assert (await client.get("/ban-lam-viec")).has("Góp ý cần giải trình lại")
    desk = await client.get(f"/gop-y-du-thao/{scene.consultation_id}/tiep-thu?y-kien={opinion_id}")
    assert desk.has(REASON.reason), "who answers again reads why"
    await answered(build, scene, opinion_id, "Bổ sung cơ chế cho trường nhỏ.")
    assert (await words_now(build, scene)) == NotUnderstood((), (), None)
    page = await client.get(page_of)
    assert page.has("Giữ như dự thảo.") and page.has("Bổ sung cơ chế cho trường nhỏ.")
    table = await client.get(f"/gop-y-du-thao/{scene.consultation_id}-x/tong-hop")
    assert table.has("Giữ như dự thảo.") and table.has("Bổ sung cơ chế cho trường nhỏ.")
    await client.log_in(scene.author)
    await client.get(f"{page_of}/chua-hieu-dung", status=403)


async def test_only_the_author_within_the_days(build: Builders) -> None:
    scene = await critiqued(build)
    opinion_id = scene.opinions[0]
    await answered(build, scene, opinion_id, "Giữ như dự thảo.")
    other = await build.person(Role.intellectual, is_trusted=True)
    for person, days in ((other, 0), (scene.officer, 0), (scene.author, 15)):
        with pytest.raises(Forbidden):
            async with build.acting(person, clock.now() + timedelta(days=days)) as (db, actor):
                await object_to_response(db, actor, opinion_id, REASON)
    assert (await words_now(build, scene, days=15)) == NotUnderstood((), (), None)


async def test_the_author_of_a_hidden_opinion_objects_once_it_is_shown_again(build: Builders) -> None:
    scene = await critiqued(build)
    opinion_id = scene.opinions[0]
    await answered(build, scene, opinion_id, "Giữ như dự thảo.")
    async with build.acting(None) as (db, actor):
        await texts.hide(db, actor, await load(db, Contribution, opinion_id, lock=True), "Q1")
    with pytest.raises(Forbidden, match="không hiển thị"):
        async with build.acting(scene.author) as (db, actor):
            await object_to_response(db, actor, opinion_id, REASON)
    shown_at = clock.now() + timedelta(days=30)
    async with build.acting(None, shown_at) as (db, actor):
        await texts.restore(db, actor, await load(db, Contribution, opinion_id, lock=True))
    async with build.acting(scene.author, shown_at) as (db, actor):
        await object_to_response(db, actor, opinion_id, REASON)
        duty = await duty_of(db, actor.at, Thing("opinion", opinion_id), DutyKind.answer_again)
    assert duty is not None and duty.state == DutyState.running


async def test_an_opinion_reopened_counts_as_unanswered_and_can_be_found_by_its_first_response(
    build: Builders, client: Client
) -> None:
    scene = await critiqued(build)
    opinion_id = scene.opinions[0]
    response_id = await answered(build, scene, opinion_id, "Giữ như dự thảo.")
    async with build.acting(scene.author) as (db, actor):
        await object_to_response(db, actor, opinion_id, REASON)
        opinion = await db.get_one(Opinion, opinion_id)
        assert (opinion.response_id, opinion.earlier_response_id) == (None, response_id)
    page = await client.follow(await client.get(f"/gop-y-du-thao/y-kien/{response_id}", status=303))
    assert page.has("Giữ như dự thảo.")
    await client.log_in(scene.head)
    await client.post(f"/gop-y-du-thao/{scene.consultation_id}/ket-thuc", status=403)
