"""Guesses are stopped; owners, and a hall of people behind one address, get in."""

import ast
import asyncio
import hashlib
import stat
from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select, update

from forum.accounts import limits
from forum.accounts.limits import origin_at
from forum.accounts.models import Account, Attempt
from forum.accounts.passwords import hash_password
from forum.actor import Role
from forum.app import create_app
from forum.errors import TooMany
from forum.jobs import JobContext
from forum.notifications.models import SampleMail
from forum.settings import Settings
from forum.sweeping import sweep
from forum.words import Words
from tests.accounts.test_log_in import GOOD, mailed_link
from tests.builders import Builders
from tests.client import Client, Page, open_client
from tests.sources import named, sources, tree_of
from tests.test_routes import client_of

RIGHT = "một câu dễ nhớ"
SAME = {"sec-fetch-site": "same-origin"}
STRANGERS = ("198.51.100.1", "198.51.100.2", "198.51.100.3", "2001:db8:1::1")


async def owner(build: Builders) -> Account:
    person = await build.person(Role.intellectual)
    async with build.acting(None) as (db, _):
        (await db.get_one(Account, person.id)).password_hash = await hash_password(RIGHT)
    return person


async def guess(client: Client, email: str, password: str = "một câu đoán mò") -> int:
    sent = {"email": email, "password": password}
    return (await client.http.post("/dang-nhap", data=sent, headers=SAME)).status_code


async def guess_from_everywhere(settings: Settings, email: str) -> None:
    for peer in STRANGERS:
        async with open_client(settings, peer) as stranger:
            while await guess(stranger, email) == 422:
                pass


async def test_a_strangers_guesses_do_not_hold_back_the_owner_elsewhere(
    client: Client, build: Builders, settings: Settings
) -> None:
    person = await owner(build)
    async with open_client(settings, STRANGERS[0]) as stranger:
        assert [await guess(stranger, person.email) for _ in range(10)] == [422] * 8 + [429] * 2
        assert await guess(stranger, person.email, RIGHT) == 429
    assert await guess(client, person.email, RIGHT) == 303


async def test_guesses_from_everywhere_are_stopped_and_leave_the_owner_the_mailed_link(
    client: Client, build: Builders, settings: Settings
) -> None:
    person = await owner(build)
    await guess_from_everywhere(settings, person.email)
    page = await client.post("/dang-nhap", {"email": person.email, "password": RIGHT}, status=429)
    assert page.has("Gửi liên kết vào thư")
    await client.post("/dang-nhap/gui-lien-ket", {"email": person.email}, status=200)
    await client.follow(await client.send(await mailed_link(build), {}))


async def test_requests_for_mail_from_everywhere_neither_flood_the_owner_nor_shut_them_out(
    client: Client, build: Builders, settings: Settings
) -> None:
    person = await owner(build)
    for peer in STRANGERS:
        async with open_client(settings, peer) as stranger:
            sent = {"email": person.email}
            while (
                await stranger.http.post("/dang-nhap/gui-lien-ket", data=sent, headers=SAME)
            ).status_code == 200:
                pass
    page = await client.post("/dang-nhap/gui-lien-ket", {"email": person.email}, status=200)
    assert page.has(person.email)
    await client.follow(await client.send(await mailed_link(build), {}))
    async with build.acting(None) as (db, _):
        mails = await db.scalar(select(func.count()).select_from(SampleMail))
    assert mails == limits.MOST["mail of mailbox"]


async def test_requests_for_mail_to_an_address_without_account_leave_its_owner_able_to_register(
    client: Client, build: Builders, settings: Settings
) -> None:
    for peer in STRANGERS:
        async with open_client(settings, peer) as stranger:
            for _ in range(8):
                await stranger.post("/quen-mat-khau", {"email": GOOD["email"]}, status=200)
    await client.post("/dang-ky", GOOD, status=200)
    await client.follow(await client.send(await mailed_link(build), {}))


async def test_right_log_ins_never_count(client: Client, build: Builders) -> None:
    person = await owner(build)
    assert [await guess(client, person.email, RIGHT) for _ in range(12)] == [303] * 12
    async with build.acting(None) as (db, _):
        assert await db.scalar(select(func.count()).select_from(Attempt)) == 0


async def test_a_slip_before_a_right_log_in_is_forgiven(client: Client, build: Builders) -> None:
    person, other = await owner(build), await owner(build)
    assert await guess(client, other.email) == 422
    for _ in range(3):
        assert [await guess(client, person.email) for _ in range(7)] == [422] * 7
        assert await guess(client, person.email, RIGHT) == 303
    async with build.acting(None) as (db, _):
        assert await db.scalar(select(func.count()).select_from(Attempt)) == 3  # of the other account


async def test_a_hall_behind_one_address_registers_and_logs_in(client: Client, build: Builders) -> None:
    password_hash = await hash_password(RIGHT)
    hall = [f"hoi-truong-{n}@mau.example" for n in range(70)]
    for email in hall:
        await client.post("/dang-ky", GOOD | {"email": email, "password": ""}, status=200)
    async with build.acting(None) as (db, actor):
        await db.execute(update(Account).values(confirmed_at=actor.at, password_hash=password_hash))
    slips = [await guess(client, email) for email in hall[:20]]
    assert slips == [422] * 20
    assert {await guess(client, email, RIGHT) for email in hall} == {303}


async def test_guesses_at_once_do_not_slip_past_the_limit(client: Client, build: Builders) -> None:
    person = await owner(build)
    got = await asyncio.gather(*(guess(client, person.email) for _ in range(30)))
    assert sorted(got) == [422] * 8 + [429] * 22
    assert await guess(client, person.email, RIGHT) == 429


async def test_requests_for_mail_at_once_do_not_slip_past_the_limit(client: Client) -> None:
    sent = [
        client.http.post("/quen-mat-khau", data={"email": "ai-do@mau.example"}, headers=SAME)
        for _ in range(20)
    ]
    got = sorted(one.status_code for one in await asyncio.gather(*sent))
    assert got == [200] * 8 + [429] * 12


async def test_neighbours_in_one_network_of_ipv6_are_one_and_others_are_not(settings: Settings) -> None:
    networks = [
        origin_at(host, settings).network for host in ("2001:db8::1", "2001:db8::ffff", "2001:db8:0:1::1")
    ]
    assert networks[0] == networks[1] != networks[2]


async def test_what_was_tried_is_stored_under_digests_that_nobody_guesses_back(
    client: Client, build: Builders, settings: Settings
) -> None:
    person = await owner(build)
    await guess(client, person.email)
    async with build.acting(None) as (db, _):
        keys = set((await db.scalars(select(Attempt.key))).all())
    guessed = {
        hashlib.sha256(one.encode()).hexdigest()
        for what in limits.MOST
        for whose in (f"{person.email}", "127.0.0.1", f"{person.email}\0127.0.0.1")
        for one in (whose, f"{what}\0{whose}", f"{what} {whose}", f"address {whose}", f"peer {whose}")
    }
    assert len(keys) == 3
    assert not keys & guessed
    stored = settings.var / "secret"
    assert stat.S_IMODE(stored.stat().st_mode) == 0o600
    elsewhere = settings.model_copy(update={"secret": "another installation"})
    assert not keys & {one.key for one in origin_at("127.0.0.1", elsewhere).guesses(person.email)}
    assert keys == {one.key for one in origin_at("127.0.0.1", settings).guesses(person.email)}


async def test_attempts_are_deleted_after_a_day(client: Client, build: Builders) -> None:
    await guess(client, "ai-do@mau.example")
    async with build.acting(None) as (db, actor):
        await db.execute(update(Attempt).values(at=actor.at - timedelta(hours=25)))
    await guess(client, "ai-do@mau.example")
    async with build.acting(None) as (db, actor):
        await sweep(JobContext(db, actor.at, build.settings, build.engine))
    async with build.acting(None) as (db, _):
        assert await db.scalar(select(func.count()).select_from(Attempt)) == 3


DOORS = {
    "/dang-nhap": GOOD | {"password": "một câu đoán mò", "tiep": "/cua-toi"},
    "/dang-nhap/gui-lien-ket": GOOD,
    "/quen-mat-khau": GOOD,
    "/dang-ky": GOOD,
}


@pytest.mark.parametrize("door", DOORS)
async def test_who_is_held_back_keeps_what_was_typed_and_reads_when_to_try_again(
    client: Client, build: Builders, door: str
) -> None:
    page = Page(await client.http.post(door, data=DOORS[door], headers=SAME))
    while page.status != 429:
        page = Page(await client.http.post(door, data=DOORS[door], headers=SAME))
    assert 14 * 60 < int(page.response.headers["retry-after"]) <= 15 * 60
    assert page.has("Mời Ông/Bà thử lại sau 15 phút.")
    kept = page.form(door)
    for name in kept.keys() & DOORS[door].keys() - {"password"}:
        assert kept[name] == DOORS[door][name]
    assert kept.get("password", "") == ""
    async with build.acting(None) as (db, _):
        await db.execute(delete(Attempt))
    assert (await client.http.post(door, data=DOORS[door], headers=SAME)).status_code != 429


def test_every_refusal_for_now_says_when_to_try_again() -> None:
    raised = [
        (named(path), call)
        for path in sources("forum")
        for call in ast.walk(tree_of(path))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "TooMany"
    ]
    assert raised
    assert [where for where, call in raised if "wait" not in {one.arg for one in call.keywords}] == []
    by_number = [
        named(path)
        for path in sources("forum")
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Constant) and node.value == 429 and type(node.value) is int
    ]
    assert set(by_number) == {"forum/errors.py", "forum/web/errors.py"}, "429 has one home"


@pytest.mark.parametrize(("path", "headers"), [("/x", {}), ("/x", {"hx-request": "true"}), ("/api/x", {})])
async def test_every_kind_of_response_carries_the_time(
    settings: Settings, path: str, headers: dict[str, str]
) -> None:
    app = create_app(settings)

    async def refuse() -> None:
        raise TooMany(Words("Nhiều quá."), wait=timedelta(seconds=61))

    app.add_api_route(path, refuse)
    async with client_of(app) as http:
        response = await http.get(path, headers=headers)
    assert (response.status_code, response.headers["retry-after"]) == (429, "61")
    assert "thử lại sau 2 phút" in response.text
