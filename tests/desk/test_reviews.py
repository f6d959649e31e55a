"""The author asks once for a review; someone else hears it."""

import pytest

from forum.actor import Purpose, Role
from forum.audience import Visibility
from forum.contributions.actions import withdraw, withdraw_consent
from forum.contributions.actions.writing import edit, standing_text
from forum.contributions.models import Contribution
from forum.desk import actions
from forum.desk.actions import HearingInput
from tests.builders import UNSTATED, Builders
from tests.client import Client
from tests.desk.test_hiding import flag, published, second
from tests.desk.test_queue import Scene, decide, scene, visibility, waiting_case

__all__ = ["scene"]

WHY = "Số điện thoại ấy là của cơ quan tôi, đã công bố trên cổng thông tin."
EDITED = "Đề nghị mở thư viện buổi tối cho mọi người."


async def rejected(scene: Scene, build: Builders, client: Client) -> str:
    """The path of the decision's page."""
    await decide(client, scene.first, await waiting_case(build, scene.thread_id), verdict="reject")
    return "/quyet-dinh/1"


async def ask(client: Client, scene: Scene, path: str) -> None:
    await client.log_in(scene.author)
    page = await client.get(path)
    assert page.has("được đề nghị xem xét lại một lần")
    form = page.form(path) | {"grounds": WHY}
    page = await client.follow(await client.post(path, form))
    assert page.has("Đã nhận đề nghị xem xét lại; thời hạn trả lời: đến hết ngày")


async def hear(client: Client, scene: Scene, case_id: int, reverses: str) -> None:
    await client.log_in(scene.second)
    await client.post(f"/duyet-noi-dung/{case_id}/nhan")
    page = await client.get(f"/duyet-noi-dung/{case_id}")
    assert page.has(WHY)
    form = page.form("/xem-xet-lai") | {"reverses": reverses, "explanation": "Đã kiểm tra với cơ quan."}
    await client.post(f"/duyet-noi-dung/{case_id}/xem-xet-lai", form)


async def test_a_reversed_rejection_publishes_the_text_and_the_author_reads_why(
    scene: Scene, build: Builders, client: Client
) -> None:
    path = await rejected(scene, build, client)
    await ask(client, scene, path)
    case_id = await waiting_case(build, scene.thread_id)
    await client.log_in(scene.first)
    assert (await client.get(f"/duyet-noi-dung/{case_id}")).has("đã tham gia việc này")
    await client.post(f"/duyet-noi-dung/{case_id}/nhan", status=403)
    await hear(client, scene, case_id, "true")
    assert await visibility(build, scene.thread_id) == "published"
    await client.log_in(scene.author)
    page = await client.get(path)
    assert page.has("Hủy quyết định")
    assert page.has("Đã kiểm tra với cơ quan.")


async def test_a_kept_rejection_stays_and_is_not_heard_twice(
    scene: Scene, build: Builders, client: Client
) -> None:
    path = await rejected(scene, build, client)
    await ask(client, scene, path)
    await hear(client, scene, await waiting_case(build, scene.thread_id), "false")
    assert await visibility(build, scene.thread_id) == "rejected"
    await client.log_in(scene.author)
    assert (await client.get(path)).has("Giữ nguyên quyết định")
    page = await client.post(path, {"grounds": WHY}, status=409)
    assert page.has("đã được đề nghị xem xét lại")


async def test_a_reversed_hide_brings_the_text_back_to_everyone(
    scene: Scene, build: Builders, client: Client
) -> None:
    third = await build.person(Role.moderator)
    thread_id = await published(build, client, scene)
    case_id = await flag(build, thread_id)
    await decide(client, scene.first, case_id, verdict="hide")
    await second(client, third, case_id, "true")
    assert await visibility(build, thread_id) == "hidden"
    await client.log_in(scene.author)
    page = await client.get("/quyet-dinh/2")
    form = page.form("/quyet-dinh/2") | {"grounds": WHY}
    await client.post("/quyet-dinh/2", form)
    await hear(client, scene, await waiting_case(build, thread_id), "true")
    assert await visibility(build, thread_id) == "published"


@pytest.mark.parametrize("verdict", ["return", "reject"])
async def test_a_reversed_refusal_of_an_edit_publishes_it(
    scene: Scene, build: Builders, client: Client, verdict: str
) -> None:
    thread_id = await published(build, client, scene)
    await refused_edit(scene, build, client, thread_id, verdict)
    await hear(client, scene, await waiting_case(build, thread_id), "true")
    assert await text(build, thread_id) == EDITED


@pytest.mark.parametrize("meanwhile", ["another edit", "withdrawn", "no consent", "hidden"])
async def test_a_reversed_refusal_of_an_edit_publishes_nothing_that_may_not_be(
    scene: Scene, build: Builders, client: Client, meanwhile: str
) -> None:
    thread_id = await published(build, client, scene)
    await refused_edit(scene, build, client, thread_id, "reject")
    before, case_id = await text(build, thread_id), await waiting_case(build, thread_id)
    async with build.acting(scene.author) as (db, actor):
        if meanwhile == "another edit":
            await edit(
                db,
                actor,
                thread_id,
                (await standing_text(db, thread_id)).model_copy(update={"text": "Lại sửa."}),
            )
        elif meanwhile == "withdrawn":
            await withdraw(db, actor, thread_id, UNSTATED)
        elif meanwhile == "no consent":
            await withdraw_consent(db, actor, Purpose.terms)
        else:
            (await db.get_one(Contribution, thread_id)).visibility = Visibility.hidden
    seen = await visibility(build, thread_id)
    async with build.acting(scene.second) as (db, actor):
        await actions.hear(db, actor, case_id, HearingInput(reverses=True, explanation=WHY))
    assert (await text(build, thread_id), await visibility(build, thread_id)) == (before, seen)


async def refused_edit(scene: Scene, build: Builders, client: Client, thread_id: int, verdict: str) -> None:
    """A review of it is asked for, and claimed by the second moderator."""
    async with build.acting(scene.author) as (db, actor):
        stands = await standing_text(db, thread_id)
        await edit(db, actor, thread_id, stands.model_copy(update={"text": EDITED}))
    quote = "mọi người"
    await decide(client, scene.first, await waiting_case(build, thread_id), verdict=verdict, quote=quote)
    await ask(client, scene, "/quyet-dinh/2")
    await client.log_in(scene.second)
    await client.post(f"/duyet-noi-dung/{await waiting_case(build, thread_id)}/nhan")


async def text(build: Builders, thread_id: int) -> str:
    async with build.acting(None) as (db, _):
        return (await db.get_one(Contribution, thread_id)).typed_text


async def test_a_decision_is_read_by_its_author_and_its_moderators_alone(
    scene: Scene, build: Builders, client: Client
) -> None:
    path = await rejected(scene, build, client)
    await client.log_in(scene.second)
    assert (await client.get(path)).has("gọi 0900 000 000")
    await client.log_in(await build.person(Role.intellectual))
    await client.get(path, status=404)
    await client.post(path, {"grounds": WHY}, status=404)
    await client.log_out()
    await client.get(path, status=303)


async def test_grounds_too_short_come_back_with_what_was_typed(
    scene: Scene, build: Builders, client: Client
) -> None:
    path = await rejected(scene, build, client)
    await client.log_in(scene.author)
    form = (await client.get(path)).form(path) | {"grounds": "Sai."}
    page = await client.post(path, form, status=422)
    assert page.error_of("grounds")
    assert page.field("grounds").strip() == "Sai."
