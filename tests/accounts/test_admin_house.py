"""/quan-tri: bodies, leaders, forums, clocks and working days, and that nobody else gets there."""

from datetime import date

import pytest
from sqlalchemy import select

from forum.accounts.models import Account, BindingRow, Body, BodySuccession, Leader
from forum.actor import Role
from forum.deadlines.models import TimeLimit
from forum.deadlines.queries import limit_in_force
from tests.builders import Builders
from tests.client import Client
from tests.matrix import digests


@pytest.fixture
async def administrator(build: Builders, client: Client) -> Account:
    account = await build.person(Role.administrator)
    await client.log_in(account)
    return account


NEW_BODY = {"code": "so-moi", "name": "Sở Mẫu Mới", "kind": "state", "founded_on": "01/03/2025"}


async def test_a_body_is_added_once(administrator: Account, client: Client) -> None:
    page = await client.follow(await client.post("/quan-tri/co-quan", NEW_BODY))
    assert page.has("Sở Mẫu Mới")
    assert page.has("SO-MOI")
    assert (await client.post("/quan-tri/co-quan", NEW_BODY, status=422)).error_of("code")


async def test_a_body_renamed_keeps_its_former_name_and_ends_with_a_successor(
    administrator: Account, client: Client, build: Builders
) -> None:
    old, new = await build.body("Sở Mẫu Cũ"), await build.body("Sở Mẫu Hợp Nhất")
    url = f"/quan-tri/co-quan/{old.id}"
    sent = (await client.get(url)).form(url) | {"name": "Sở Mẫu Đổi Tên", "ended_on": "28/02/2025"}
    await client.post(url, sent)
    message = {"to_body_id": str(new.id), "on_date": "01/03/2025", "certainty": "assumed"}
    page = await client.follow(await client.send(f"{url}/ke-thua", message))
    assert page.has("chờ xác nhận")
    async with build.acting(None) as (db, _):
        body = await db.get_one(Body, old.id)
        assert (body.name, body.aliases, body.ended_on) == (
            "Sở Mẫu Đổi Tên", ["Sở Mẫu Cũ"], date(2025, 2, 28),
        )  # fmt: skip
        assert (await db.get_one(BodySuccession, (old.id, new.id))).on_date == date(2025, 3, 1)


async def test_a_body_does_not_end_before_it_began_nor_follow_itself(
    administrator: Account, client: Client, build: Builders
) -> None:
    body = await build.body()
    url = f"/quan-tri/co-quan/{body.id}"
    wrong = {"name": body.name, "kind": "state", "founded_on": "01/03/2025", "ended_on": "01/02/2025"}
    assert (await client.send(url, wrong, status=422)).error_of("ended_on")
    itself = {"to_body_id": str(body.id), "certainty": "confirmed"}
    assert (await client.send(f"{url}/ke-thua", itself, status=422)).error_of("to_body_id")


async def test_a_leader_is_added_and_gets_a_last_day(
    administrator: Account, client: Client, build: Builders
) -> None:
    new = {"name": "Lãnh đạo Mẫu Mới", "position": "Phó Chủ tịch (mẫu)", "from_on": "01/01/2026"}
    assert (await client.follow(await client.post("/quan-tri/lanh-dao", new))).has("Lãnh đạo Mẫu Mới")
    async with build.acting(None) as (db, _):
        leader = (await db.scalars(select(Leader))).one()
    url = f"/quan-tri/lanh-dao/{leader.id}"
    assert (await client.send(url, {"until_on": "01/01/2025"}, status=422)).error_of("until_on")
    assert (await client.follow(await client.send(url, {"until_on": "31/12/2026"}))).has("31/12/2026")


async def test_a_forum_is_opened_and_a_double_click_opens_one(administrator: Account, client: Client) -> None:
    sent = (await client.get("/quan-tri/dien-dan")).form("/quan-tri/dien-dan") | {"title": "Diễn đàn mẫu mới"}
    await client.post("/quan-tri/dien-dan", sent)
    await client.post("/quan-tri/dien-dan", sent)
    page = await client.get("/dien-dan")
    assert page.main.count("Diễn đàn mẫu mới") == 1


async def test_a_clock_changes_from_a_day_on_and_its_past_stays(
    administrator: Account, client: Client, build: Builders
) -> None:
    new = {
        "name": "proposal-answer", "count": "10", "unit": "working_day", "source": "Quy chế mẫu, Điều 3",
        "certainty": "confirmed", "from_on": "01/01/2027",
    }  # fmt: skip
    await client.send("/quan-tri/thoi-han", new)
    assert (await client.send("/quan-tri/thoi-han", new, status=422)).error_of("from_on")
    async with build.acting(None) as (db, _):
        assert (await limit_in_force(db, "proposal-answer", date(2026, 12, 31))).count == 15
        assert (await limit_in_force(db, "proposal-answer", date(2027, 1, 1))).count == 10
        assert len((await db.scalars(select(TimeLimit).where(TimeLimit.name == new["name"]))).all()) == 2


async def test_a_day_is_declared_free_and_then_follows_the_calendar_again(
    administrator: Account, client: Client
) -> None:
    new = {"day": "30/12/2026", "is_worked": "false", "reason": "Thông báo nghỉ mẫu"}
    assert (await client.follow(await client.send("/quan-tri/ngay-lam-viec", new))).has("ngày nghỉ")
    page = await client.follow(await client.post("/quan-tri/ngay-lam-viec/2026-12-30/bo"))
    assert page.has("Chưa có ngày nào khác lịch chung")


@pytest.mark.parametrize("role", [None, Role.intellectual, Role.moderator, Role.secretariat, Role.auditor])
async def test_nobody_else_changes_anything_by_posting(
    role: Role | None, client: Client, build: Builders
) -> None:
    body, leader = await build.body(), await build.leader()
    other = await build.person(Role.staff)
    await client.log_in(await build.person(role))
    async with build.acting(None) as (db, _):
        binding = await db.scalar(select(BindingRow.id).where(BindingRow.account_id == other.id))
    posts: list[tuple[str, dict[str, str]]] = [
        (f"/quan-tri/nguoi/{other.id}", {"role": "administrator"}),
        (f"/quan-tri/vai-tro/{binding}/thu-hoi", {}),
        (f"/quan-tri/tin-cay/{other.persona_id}/giao", {}),
        (f"/quan-tri/tin-cay/{other.persona_id}/thoi", {}),
        ("/quan-tri/co-quan", NEW_BODY),
        (f"/quan-tri/co-quan/{body.id}", {"name": "Sở Mẫu Khác", "kind": "party"}),
        (f"/quan-tri/co-quan/{body.id}/ke-thua", {"to_body_id": str(body.id), "certainty": "confirmed"}),
        ("/quan-tri/lanh-dao", {"name": "Lãnh đạo Mẫu", "position": "Chức vụ mẫu"}),
        (f"/quan-tri/lanh-dao/{leader.id}", {"until_on": "31/12/2026"}),
        ("/quan-tri/dien-dan", {"title": "Diễn đàn mẫu"}),
        ("/quan-tri/thoi-han", {
            "name": "proposal-answer", "count": "1", "unit": "day", "source": "Không có căn cứ",
            "certainty": "assumed", "from_on": "01/01/2027",
        }),
        ("/quan-tri/ngay-lam-viec", {"day": "30/12/2026", "is_worked": "true", "reason": "Không được"}),
        ("/quan-tri/ngay-lam-viec/2026-12-30/bo", {}),
    ]  # fmt: skip
    before = await digests(build.engine)
    for path, data in posts:
        await client.post(path, data, status=403)
        await client.get(path, status=200 if path.endswith(("/giao", "/thoi", "/bo")) else 403)
    assert await digests(build.engine) == before


async def test_a_visitor_is_asked_to_log_in(client: Client) -> None:
    page = await client.get("/quan-tri", status=303)
    assert page.location.startswith("/dang-nhap")
