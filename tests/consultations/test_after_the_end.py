"""What is shown or restored after the conclusion is answered by itself; what could still be said ends with a stop."""

from datetime import timedelta
from typing import Literal

import pytest

from forum.accounts.models import Account
from forum.actor import Role
from forum.consultations.actions import notices
from forum.consultations.actions.notices import StopReason, approve_notice
from forum.consultations.actions.objecting import ResponseObjection, object_to_response
from forum.consultations.actions.opinions import NewOpinion, give_opinion
from forum.consultations.actions.owing import after_change
from forum.consultations.actions.responding import (
    ResponseText,
    approve_responses,
    draft_response,
    publish_responses,
)
from forum.consultations.models import Consultation, Opinion
from forum.consultations.queries.unanswered import unanswered
from forum.contributions.actions import withdraw
from forum.contributions.official.together import Approvals
from forum.database import load
from forum.deadlines.policy import DutyKind, DutyState
from forum.deadlines.queries import duty_of
from forum.errors import Forbidden
from forum.thing import Thing
from tests.builders import UNSTATED, Builders
from tests.client import Client
from tests.consultations import judging
from tests.consultations.test_deadlines import AFTER, MONDAY, Scene, drafted, opinion, responded
from tests.official_texts import as_seen, seen

END, LATE = AFTER + timedelta(days=14), AFTER + timedelta(days=15)


@pytest.fixture
async def scene(build: Builders) -> Scene:
    return await drafted(build, "Điều 1. Phạm vi\nQuy chế này quy định việc dùng chung.")


async def given(build: Builders, scene: Scene, author: Account) -> int:
    async with build.acting(author, MONDAY) as (db, actor):
        return (await give_opinion(db, actor, scene.id, NewOpinion(stance="object", text=judging.WORDS))).id


async def concluded(build: Builders, scene: Scene) -> None:
    await responded(build, scene, [await opinion(build, scene)])
    async with build.acting(scene.head, END) as (db, actor):
        await notices.conclude(db, actor, scene.id)


@pytest.mark.parametrize("way", ["returned and sent again", "refused and appealed", "hidden and restored"])
async def test_what_is_shown_after_the_conclusion_reopens_the_answering_for_itself(
    build: Builders, client: Client, scene: Scene, way: str
) -> None:
    newcomer, reader = await build.person(Role.intellectual), await build.person(Role.intellectual)
    first, second = await build.person(Role.moderator), await build.person(Role.moderator)
    await build.person(Role.moderator)  # who could hear what the two decide
    is_hidden = way.startswith("hidden")
    late = await given(build, scene, scene.author if is_hidden else newcomer)
    if is_hidden:
        decision_id = await judging.hide(build, (first, second), reader, late, END - timedelta(hours=1))
    else:
        verdict: Literal["return", "reject"] = "return" if way.startswith("returned") else "reject"
        at = AFTER - timedelta(days=20) if verdict == "return" else END - timedelta(hours=1)
        decision_id = await judging.judge(build, first, late, verdict, at)
    await concluded(build, scene)
    if way.startswith("returned"):
        await judging.send_again(build, newcomer, late, LATE)
        await judging.judge(build, first, late, "approve", LATE)
    else:
        author, judge = (
            (scene.author, await build.person(Role.moderator)) if is_hidden else (newcomer, second)
        )
        await judging.hear(build, judge, await judging.ask_review(build, author, decision_id, LATE), LATE)
    async with build.acting(None) as (db, _):
        assert (await unanswered(db, scene.id, LATE)).count == 1
        owed = await duty_of(db, LATE, Thing("opinion", late), DutyKind.respond)
        assert owed is not None and owed.state == DutyState.running and owed.started_at == LATE
    page = await client.get(f"/gop-y-du-thao/{scene.id}", follow=True)
    assert page.has("Sau khi kết thúc, còn 1 góp ý chờ giải trình công khai")
    await client.log_in(scene.officer)
    desk = await client.get(f"/gop-y-du-thao/{scene.id}/tiep-thu?y-kien={late}")
    assert desk.soup.find("textarea", {"name": "text"}) is not None
    await responded(build, scene, [late], LATE)
    async with build.acting(None) as (db, _):
        assert (await load(db, Consultation, scene.id)).state == "concluded"
        assert (await unanswered(db, scene.id, LATE)).count == 0
        done = await duty_of(db, LATE, Thing("opinion", late), DutyKind.respond)
        assert done is not None and done.state == DutyState.done_in_time
    with pytest.raises(Forbidden):
        await responded(build, scene, [late], LATE)
    author = scene.author if is_hidden else newcomer
    async with build.acting(author, LATE) as (db, actor):  # who is answered may say so here too
        await object_to_response(db, actor, late, ResponseObjection(reason="Chưa đúng ý tôi nói ạ."))
    await responded(build, scene, [late], LATE)


async def test_stopping_ends_what_authors_could_still_say_and_tells_them(
    build: Builders, client: Client, scene: Scene
) -> None:
    other = await build.person(Role.intellectual, is_trusted=True)
    silent, spoken = await opinion(build, scene), await opinion(build, scene, other)
    at = MONDAY + timedelta(days=1)
    await responded(build, scene, [silent, spoken], at)
    async with build.acting(other, at) as (db, actor):
        await object_to_response(db, actor, spoken, ResponseObjection(reason="Chưa đúng ý tôi nói ạ."))
    async with build.acting(scene.officer, at) as (db, actor):
        notice = await notices.stop(db, actor, scene.id, StopReason(reason="Luật mới thay thế."))
    async with build.acting(scene.head, at) as (db, actor):
        await approve_notice(db, actor, notice.id, await as_seen(db, notice.id))
    await build.run_jobs(at)
    with pytest.raises(Forbidden):
        async with build.acting(scene.author, at) as (db, actor):
            await object_to_response(db, actor, silent, ResponseObjection(reason="Chưa đúng ý tôi nói ạ."))
    async with build.acting(None) as (db, _):
        for opinion_id, kind in ((silent, DutyKind.not_understood), (spoken, DutyKind.answer_again)):
            assert await duty_of(db, at, Thing("opinion", opinion_id), kind) is None
    await client.log_in(scene.author)
    assert (await client.get("/thong-bao")).has("không còn cho biết giải trình về góp ý")
    assert (await client.get(f"/gop-y-du-thao/y-kien/{silent}")).has("không còn nhận phản hồi về giải trình")
    await client.log_in(other)
    assert (await client.get("/thong-bao")).has("không được giải trình lại nữa")


@pytest.mark.parametrize("is_left_behind", [False, True])
async def test_an_opinion_whose_drafted_response_was_closed_by_the_end_is_answered_when_it_is_restored(
    build: Builders, client: Client, scene: Scene, is_left_behind: bool
) -> None:
    """`is_left_behind`: as of an end before the draft was taken from the opinion."""
    reader = await build.person(Role.intellectual)
    first, second, judge = [await build.person(Role.moderator) for _ in range(3)]
    late = await given(build, scene, scene.author)
    async with build.acting(scene.officer, AFTER) as (db, actor):
        text = ResponseText(opinion_ids=[late], result="explain", text="Giữ như dự thảo.")
        response_id = (await draft_response(db, actor, scene.id, text)).id
    decision_id = await judging.hide(build, (first, second), reader, late, END - timedelta(hours=1))
    other = await build.person(Role.intellectual, is_trusted=True)
    answered = await opinion(build, scene, other)
    async with build.acting(scene.officer, AFTER) as (db, actor):
        text = ResponseText(opinion_ids=[answered], result="explain", text="Giữ nguyên.", submits=True)
        other_id = (await draft_response(db, actor, scene.id, text)).id
    async with build.acting(scene.head, AFTER) as (db, actor):
        read = Approvals(approved=[f"{other_id}:{await seen(db, other_id)}"])
        await approve_responses(db, actor, scene.id, read)
        await publish_responses(db, actor, scene.id)
    async with build.acting(scene.head, END) as (db, actor):
        await notices.conclude(db, actor, scene.id)
    async with build.acting(None) as (db, _):
        it = await load(db, Opinion, late)
        assert it.response_id is None
        it.response_id = response_id if is_left_behind else None
    await judging.hear(build, judge, await judging.ask_review(build, scene.author, decision_id, LATE), LATE)
    await client.log_in(scene.officer)
    for asked in (f"y-kien={late}", "buoc=chua-soan"):
        desk = await client.get(f"/gop-y-du-thao/{scene.id}/tiep-thu?{asked}")
        assert desk.soup.find("textarea", {"name": "text"}) is not None, asked
    await responded(build, scene, [late], LATE)
    async with build.acting(None) as (db, _):
        assert (await unanswered(db, scene.id, LATE)).count == 0


@pytest.mark.parametrize("way", ["withdrawn", "hidden and restored"])
async def test_the_author_of_an_opinion_that_is_not_shown_may_object_only_once_it_is(
    build: Builders, scene: Scene, way: str
) -> None:
    reader = await build.person(Role.intellectual)
    first, second, judge = [await build.person(Role.moderator) for _ in range(3)]
    late = await given(build, scene, scene.author)
    async with build.acting(scene.officer, AFTER) as (db, actor):
        text = ResponseText(opinion_ids=[late], result="explain", text="Giữ như dự thảo.", submits=True)
        response_id = (await draft_response(db, actor, scene.id, text)).id
    async with build.acting(scene.head, AFTER) as (db, actor):
        read = Approvals(approved=[f"{response_id}:{await seen(db, response_id)}"])
        await approve_responses(db, actor, scene.id, read)
    decision_id = None
    if way == "withdrawn":
        async with build.acting(scene.author, AFTER) as (db, actor):
            await withdraw(db, actor, late, UNSTATED)
            await after_change(db, actor, late)
    else:
        decision_id = await judging.hide(build, (first, second), reader, late, AFTER)
    async with build.acting(scene.officer, AFTER) as (db, actor):
        await publish_responses(db, actor, scene.id)
    thing, shown_at = Thing("opinion", late), AFTER + timedelta(days=2)
    async with build.acting(None) as (db, _):
        assert await duty_of(db, AFTER, thing, DutyKind.not_understood) is None
    if decision_id is None:
        return
    case_id = await judging.ask_review(build, scene.author, decision_id, shown_at)
    await judging.hear(build, judge, case_id, shown_at)
    async with build.acting(None) as (db, _):
        window = await duty_of(db, shown_at, thing, DutyKind.not_understood)
        assert window is not None and window.is_open and window.started_at == shown_at
        table = await duty_of(db, shown_at, Thing("consultation", scene.id), DutyKind.publish_table)
        assert table is not None and table.due_at is not None and window.due_at is not None
        assert table.due_at > window.due_at
    async with build.acting(scene.author, shown_at) as (db, actor):
        await object_to_response(db, actor, late, ResponseObjection(reason="Chưa đúng ý tôi nói ạ."))
