"""/quan-tri/nguoi: finding people, giving and revoking roles, trusting them to write without waiting."""

import pytest

from forum.accounts.models import Account, Persona
from forum.actor import Role
from tests.builders import Builders
from tests.client import Client


@pytest.fixture
async def administrator(build: Builders, client: Client) -> Account:
    account = await build.person(Role.administrator, name="Quản trị Mẫu")
    await client.log_in(account)
    return account


async def test_the_first_page_says_what_waits(administrator: Account, client: Client) -> None:
    page = await client.get("/quan-tri")
    assert page.has("Tình trạng hệ thống")
    assert page.has("nội dung chưa vào tìm kiếm")
    assert page.has("không có tiến trình nền nào đang chạy")
    assert "0" not in [figure.get_text(strip=True) for figure in page.soup.select(".figures dd")]


async def test_people_are_found_by_a_part_of_name_or_address(
    administrator: Account, client: Client, build: Builders
) -> None:
    account = await build.person(Role.intellectual, name="Người Mẫu Dễ Tìm")
    assert (await client.get("/quan-tri/nguoi", q="dễ tìm")).has("Người Mẫu Dễ Tìm")
    assert (await client.get("/quan-tri/nguoi", q=account.email)).has("Người Mẫu Dễ Tìm")
    page = await client.get("/quan-tri/nguoi", q="%_")
    assert page.has("Không tìm thấy người nào"), "signs of a pattern are only signs"


async def test_a_role_is_given_at_a_body_and_counts_at_once(
    administrator: Account, client: Client, build: Builders
) -> None:
    body, account = await build.body("Sở Mẫu Một"), await build.person()
    url = f"/quan-tri/nguoi/{account.id}"
    wrong = await client.post(url, {"role": "body_officer"}, status=422)
    assert wrong.error_of("body_id")
    page = await client.follow(await client.post(url, {"role": "body_officer", "body_id": str(body.id)}))
    assert page.has("Cán bộ đầu mối")
    assert page.has("Sở Mẫu Một")
    await client.log_in(account)
    assert (await client.get("/")).has("Bàn làm việc")


async def test_a_role_has_no_place_that_it_cannot_have_and_is_not_given_twice(
    administrator: Account, client: Client, build: Builders
) -> None:
    body, account = await build.body(), await build.person()
    url = f"/quan-tri/nguoi/{account.id}"
    wrong = await client.post(url, {"role": "staff", "body_id": str(body.id)}, status=422)
    assert wrong.error_of("body_id")
    await client.post(url, {"role": "staff"})
    assert (await client.post(url, {"role": "staff"}, status=422)).error_of("role")


async def test_a_revoked_role_counts_no_more_from_the_next_request_on(
    administrator: Account, client: Client, build: Builders
) -> None:
    second = await build.person(Role.administrator)
    page = await client.get(f"/quan-tri/nguoi/{second.id}")
    ending = page.soup.select_one("a[href$='/thu-hoi']")
    await client.log_in(second)
    await client.get("/quan-tri")
    await client.log_in(administrator)
    assert ending is not None
    await client.send(str(ending["href"]), {})
    await client.log_in(second)
    await client.get("/quan-tri", status=403)


async def test_a_role_given_again_on_the_day_it_was_revoked_is_in_force(
    administrator: Account, client: Client, build: Builders
) -> None:
    account = await build.person()
    url = f"/quan-tri/nguoi/{account.id}"
    page = await client.follow(await client.post(url, {"role": "staff"}))
    ending = page.soup.select_one("a[href$='/thu-hoi']")
    assert ending is not None
    await client.send(str(ending["href"]), {})
    await client.post(url, {"role": "staff"})
    await client.log_in(account)
    assert (await client.get("/")).has("Tra cứu")


async def test_the_last_administrator_stays(administrator: Account, client: Client) -> None:
    page = await client.get(f"/quan-tri/nguoi/{administrator.id}")
    ending = page.soup.select_one("a[href$='/thu-hoi']")
    assert ending is not None
    refused = await client.send(str(ending["href"]), {}, status=409)
    assert refused.has("ít nhất một người quản trị")
    await client.get("/quan-tri")


async def test_trust_is_given_and_taken_back(administrator: Account, client: Client, build: Builders) -> None:
    account = await build.person(Role.intellectual)
    await client.post(f"/quan-tri/tin-cay/{account.persona_id}/giao")
    async with build.acting(None) as (db, _):
        assert (await db.get_one(Persona, account.persona_id)).trusted_at is not None
    page = await client.follow(await client.post(f"/quan-tri/tin-cay/{account.persona_id}/thoi"))
    assert page.has("chờ duyệt trước khi đăng")
    async with build.acting(None) as (db, _):
        assert (await db.get_one(Persona, account.persona_id)).trusted_at is None
