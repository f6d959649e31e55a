"""A published response that its head disowns answers no opinion: another is owed, also after the conclusion."""

from datetime import datetime, timedelta

import pytest

from forum import kinds
from forum.accounts.models import Account, Body
from forum.actor import Role
from forum.clock import now
from forum.consultations.actions import notices
from forum.consultations.actions.objecting import object_to_response
from forum.consultations.actions.responding import ResponseText, draft_response, publish_responses
from forum.consultations.exports import outcome_of, response_of
from forum.consultations.models import Consultation, Opinion
from forum.consultations.queries import whole_table
from forum.consultations.queries.unanswered import Unheard, unanswered
from forum.database import load
from forum.days import deadline
from forum.deadlines.policy import DutyKind, DutyState
from forum.deadlines.queries import duty_of
from forum.errors import Forbidden
from forum.reports.totals import differences
from forum.thing import Thing
from tests.builders import Builders
from tests.client import Client
from tests.consultations.test_objections import REASON, answered
from tests.consultations.test_papers import Scene, critiqued
from tests.contributions.test_on_paper import SURE, place, told
from tests.on_paper import approved

FIRST, NEXT = "Giữ như dự thảo.", "Bổ sung cơ chế cho trường nhỏ."


async def second_officer(build: Builders, scene: Scene) -> Account:
    async with build.acting(None) as (db, _):
        it = await load(db, Consultation, scene.consultation_id)
        body = await load(db, Body, it.body_id)
    return await build.person(Role.body_officer, body=body)


async def published_on_paper(
    build: Builders, scene: Scene, opinion_ids: list[int], words: str = FIRST, at: datetime | None = None
) -> int:
    at = at or now()
    async with build.acting(scene.officer, at) as (db, actor):
        draft = ResponseText(opinion_ids=opinion_ids, result="accept", text=words, submits=True)
        response_id = (await draft_response(db, actor, scene.consultation_id, draft)).id
    second = await second_officer(build, scene)
    await approved(build, scene.officer, second, response_id, at)
    async with build.acting(second, at + timedelta(hours=2)) as (db, actor):
        await publish_responses(db, actor, scene.consultation_id)
    return response_id


async def disowned(build: Builders, scene: Scene, response_id: int, at: datetime | None = None) -> None:
    async with build.acting(scene.head, at) as (db, actor):
        await kinds.repudiate(db, actor, response_id)


async def waiting(build: Builders, scene: Scene) -> dict[Unheard, int]:
    async with build.acting(None) as (db, _):
        assert not (await db.execute(differences())).all(), "the numbers on pages agree"
        return dict((await unanswered(db, scene.consultation_id, now())).by_cause)


async def owed(build: Builders, thing: Thing, kind: DutyKind) -> DutyState | None:
    async with build.acting(None) as (db, _):
        duty = await duty_of(db, now(), thing, kind)
        return duty.state if duty is not None else None


async def due_of(build: Builders, scene: Scene, kind: DutyKind) -> str:
    """The last day of the duty of its own by which the first opinion is owed a response, as pages say it."""
    async with build.acting(None) as (db, _):
        duty = await duty_of(db, now(), Thing("opinion", scene.opinions[0]), kind)
    assert duty is not None
    return str(deadline(duty.due_at))


async def test_its_opinions_wait_for_another_response_and_the_end_waits_for_them(
    build: Builders, client: Client
) -> None:
    scene = await critiqued(build)
    response_id = await published_on_paper(build, scene, scene.opinions)
    whole = Thing("consultation", scene.consultation_id)
    assert await waiting(build, scene) == {}
    assert await owed(build, whole, DutyKind.publish_table) == DutyState.running
    await client.log_in(scene.head)
    page_of = f"/gop-y-du-thao/y-kien/{scene.opinions[0]}"
    assert place(response_id, "khong-phai-y-toi") in (await client.get(page_of)).text
    await client.post(place(response_id, "khong-phai-y-toi"), SURE)
    assert await waiting(build, scene) == {Unheard.published: 2}
    assert await owed(build, whole, DutyKind.respond) == DutyState.running
    assert await owed(build, whole, DutyKind.publish_table) is None
    assert await owed(build, Thing("opinion", scene.opinions[0]), DutyKind.not_understood) is None
    await client.post(f"/gop-y-du-thao/{scene.consultation_id}/ket-thuc", status=403)
    about = [one for one in await told(build, scene.author) if "không phải ý người duyệt" in one]
    assert len(about) == 2, "once for each of their opinions"
    await client.log_out()
    page = await client.get(page_of)
    assert page.has(FIRST) and page.has("Thủ trưởng cơ quan cho biết đây không phải ý mình")
    assert page.has("Góp ý được coi là chưa được tiếp thu, giải trình") and not page.has("chưa hiểu đúng ý")
    found = await client.follow(await client.get(f"/gop-y-du-thao/y-kien/{response_id}", status=303))
    assert found.has(FIRST)
    table = await client.get(f"/gop-y-du-thao/{scene.consultation_id}-x/tong-hop")
    assert table.has(FIRST) and table.has("đây không phải ý mình")
    await client.log_in(scene.author)
    assert not (await client.get(page_of)).has("Chưa hiểu đúng ý tôi")


async def test_the_next_response_answers_them_and_their_author_may_speak_of_it(
    build: Builders, client: Client
) -> None:
    scene = await critiqued(build)
    opinion_id = scene.opinions[0]
    await disowned(build, scene, await published_on_paper(build, scene, scene.opinions))
    await client.log_in(scene.officer)
    assert (await client.get("/ban-lam-viec")).has("2 góp ý chưa có giải trình công khai")
    desk = await client.get(f"/gop-y-du-thao/{scene.consultation_id}/tiep-thu?buoc=giai-trinh-lai")
    assert desk.has(FIRST) and desk.has("đây không phải ý mình") and not desk.has("chưa hiểu đúng ý")
    assert desk.soup.find("textarea", {"name": "text"}) is not None
    await answered(build, scene, opinion_id, NEXT)
    assert await waiting(build, scene) == {Unheard.published: 1}
    page = await client.get(f"/gop-y-du-thao/y-kien/{opinion_id}")
    assert page.has(FIRST) and page.has(NEXT) and not page.has("coi là chưa được tiếp thu")
    async with build.acting(scene.author) as (db, actor):
        await object_to_response(db, actor, opinion_id, REASON)
        it = await load(db, Opinion, opinion_id)
        assert it.response_id is None and it.earlier_response_id is not None
    page = await client.get(f"/gop-y-du-thao/y-kien/{opinion_id}")
    assert page.has(FIRST) and page.has(NEXT), "each of them stays"


async def test_the_papers_have_only_what_the_head_stands_by(build: Builders) -> None:
    scene = await critiqued(build)
    response_id = await published_on_paper(build, scene, scene.opinions)
    for stands in (True, False):
        async with build.acting(scene.officer) as (db, actor):
            rows = (await whole_table(db, actor, scene.consultation_id)).rows
        assert all((FIRST in response_of(row)) is stands for row in rows)
        assert all(bool(outcome_of(row)) is stands for row in rows)
        if stands:
            await disowned(build, scene, response_id)


async def test_who_was_not_understood_is_owed_again_what_the_head_disowned(build: Builders) -> None:
    scene = await critiqued(build)
    opinion_id = scene.opinions[0]
    await answered(build, scene, opinion_id, FIRST)
    async with build.acting(scene.author) as (db, actor):
        await object_to_response(db, actor, opinion_id, REASON)
    again = Thing("opinion", opinion_id)
    response_id = await published_on_paper(build, scene, [opinion_id], NEXT)
    assert await owed(build, again, DutyKind.answer_again) == DutyState.done_in_time
    await disowned(build, scene, response_id)
    assert await owed(build, again, DutyKind.answer_again) == DutyState.running
    async with build.acting(None) as (db, _):
        it = await load(db, Opinion, opinion_id)
        assert it.earlier_response_id is not None and it.repudiated_response_ids == [response_id]
    await answered(build, scene, opinion_id, "Lần thứ ba.")
    assert await owed(build, again, DutyKind.answer_again) == DutyState.done_in_time


async def test_after_the_conclusion_it_is_owed_still_and_the_page_says_so(
    build: Builders, client: Client
) -> None:
    scene = await critiqued(build)
    first = await published_on_paper(build, scene, scene.opinions, at=now() - timedelta(days=20))
    async with build.acting(scene.head) as (db, actor):
        await notices.conclude(db, actor, scene.consultation_id)
    await disowned(build, scene, first)
    for opinion_id in scene.opinions:
        assert await owed(build, Thing("opinion", opinion_id), DutyKind.respond) == DutyState.running
    of_opinion = await client.get(f"/gop-y-du-thao/y-kien/{scene.opinions[0]}")
    assert of_opinion.has("Đang chờ") and of_opinion.has(await due_of(build, scene, DutyKind.respond))
    page = await client.get(f"/gop-y-du-thao/{scene.consultation_id}", follow=True)
    assert page.has("Sau khi kết thúc, còn 2 góp ý chờ giải trình công khai")
    await client.log_in(scene.officer)
    assert (await client.get("/ban-lam-viec")).has("Góp ý cần tiếp thu, giải trình")
    await answered(build, scene, scene.opinions[0], NEXT)
    assert await owed(build, Thing("opinion", scene.opinions[0]), DutyKind.respond) == DutyState.done_in_time
    assert await waiting(build, scene) == {Unheard.published: 1}
    async with build.acting(None) as (db, _):
        assert (await load(db, Consultation, scene.consultation_id)).state == "concluded"


async def test_one_that_is_not_published_yet_goes_back_to_its_drafters(build: Builders) -> None:
    scene = await critiqued(build)
    async with build.acting(scene.officer) as (db, actor):
        draft = ResponseText(opinion_ids=scene.opinions, result="accept", text=FIRST, submits=True)
        response_id = (await draft_response(db, actor, scene.consultation_id, draft)).id
    await approved(build, scene.officer, await second_officer(build, scene), response_id)
    await disowned(build, scene, response_id)
    async with build.acting(None) as (db, _):
        assert (await load(db, Opinion, scene.opinions[0])).response_id == response_id
    with pytest.raises(Forbidden):
        async with build.acting(scene.head, now() + timedelta(hours=2)) as (db, actor):
            await publish_responses(db, actor, scene.consultation_id)
