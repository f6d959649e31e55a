"""Words typed into the form of a case are never lost: a lapsed claim, another moderator, another tab, a log-in."""

from sqlalchemy import text

from tests.builders import Builders
from tests.client import Client, Page
from tests.desk.test_hiding import flag, published
from tests.desk.test_queue import Scene, decide, scene, waiting_case

__all__ = ["scene"]

DESK = "/duyet-noi-dung"
WHY = "Xin Ông/Bà bỏ số điện thoại ở câu thứ hai, phần còn lại giữ nguyên."


async def filled(client: Client, scene: Scene, case_id: int) -> dict[str, str]:
    await client.log_in(scene.first)
    await client.post(f"{DESK}/{case_id}/nhan")
    form = (await client.get(f"{DESK}/{case_id}")).form("/quyet-dinh")
    return form | {"verdict": "return", "rule": "Q4", "quote": "0900 000 000", "explanation": WHY}


async def lapse(build: Builders, case_id: int) -> None:
    async with build.acting(None) as (db, _):
        await db.execute(
            text("UPDATE moderation.cases SET leased_until = leased_until - interval '1 day' WHERE id = :id"),
            {"id": case_id},
        )


def has_words(page: Page) -> bool:
    return page.has(WHY) and page.form("/quyet-dinh")["explanation"] == WHY


async def test_after_a_lapsed_claim_the_words_stay_and_come_back_with_the_next_claim(
    scene: Scene, build: Builders, client: Client
) -> None:
    case_id = await waiting_case(build, scene.thread_id)
    form = await filled(client, scene, case_id)
    await lapse(build, case_id)
    page = await client.post(f"{DESK}/{case_id}/quyet-dinh", form, status=409)
    assert page.has("30 phút đã hết")
    assert has_words(page)
    page = await client.follow(await client.post(f"{DESK}/{case_id}/nhan"))
    assert has_words(page)
    await client.post(f"{DESK}/{case_id}/quyet-dinh", page.form("/quyet-dinh"))


async def test_words_stay_where_another_moderator_took_the_case_over_or_decided_it(
    scene: Scene, build: Builders, client: Client
) -> None:
    case_id = await waiting_case(build, scene.thread_id)
    form = await filled(client, scene, case_id)
    await lapse(build, case_id)
    await client.log_in(scene.second)
    await client.post(f"{DESK}/{case_id}/nhan")
    await client.log_in(scene.first)
    assert has_words(await client.post(f"{DESK}/{case_id}/quyet-dinh", form, status=409))
    await decide(client, scene.second, case_id, verdict="approve")
    await client.log_in(scene.first)
    page = await client.post(f"{DESK}/{case_id}/quyet-dinh", form, status=409)
    assert page.has("đã có quyết định")
    assert has_words(page)


async def test_words_typed_when_the_log_in_ended_come_back_after_it(
    scene: Scene, build: Builders, client: Client
) -> None:
    case_id = await waiting_case(build, scene.thread_id)
    form = await filled(client, scene, case_id)
    await client.log_out()
    sent = await client.post(f"{DESK}/{case_id}/quyet-dinh", form)
    assert sent.location.startswith("/dang-nhap")
    await client.log_in(scene.first)
    async with build.acting(None) as (db, _):
        found = await db.execute(text("SELECT place, key FROM drafts WHERE fields::text LIKE '%thứ hai%'"))
        place, key = found.one()
    assert has_words(await client.get(f"{place}?giu={key}"))


async def test_what_the_author_will_read_is_shown_before_it_is_sent_in_every_form_of_a_case(
    scene: Scene, build: Builders, client: Client
) -> None:
    case_id = await waiting_case(build, scene.thread_id)
    form = await filled(client, scene, case_id)
    page = await client.post(f"{DESK}/{case_id}/quyet-dinh", form | {"_way": "preview"}, status=200)
    assert page.has("Xem trước, chưa gửi")
    assert has_words(page)
    hidden = await flag(build, await published(build, client, scene))
    await decide(client, scene.first, hidden, verdict="hide")
    await client.log_in(scene.second)
    assert (await client.get(f"{DESK}/{hidden}")).has("Xem trước")
