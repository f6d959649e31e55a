"""A mailed link opens for who holds it, also at a double click and on a slow line, and for nobody else."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import update

from forum.accounts.actions.logins import REPEAT_WINDOW, TOKEN_LASTS, make_token
from forum.accounts.actions.seats import SEATS
from forum.accounts.models import OneTimeToken
from forum.actor import Role
from forum.settings import Settings
from forum.urls import url_for
from tests.accounts.test_log_in import GOOD
from tests.builders import Builders
from tests.client import Client, Page, open_client

PASSWORD = "một câu mới dễ nhớ"
SAME = {"sec-fetch-site": "same-origin"}
# What each kind of link is opened at, and what is typed there.
LINKS = {
    "confirm": ("/dang-ky/xac-nhan", {}),
    "login": ("/dang-nhap/lien-ket", {}),
    "reset": ("/dat-lai-mat-khau", {"password": PASSWORD}),
    **dict.fromkeys(
        SEATS,
        (
            "/dang-ky/quan-tri",
            {"email": "dau-tien@mau.example", "name": "Quản trị Mẫu", "password": PASSWORD},
        ),
    ),
}


CLOSING = ("close", "close_nameless")  # let nobody in


def test_every_kind_of_link_is_tried_here() -> None:
    opens_nothing = {"letter"}  # only marks a letter as sent
    assert {*LINKS, *CLOSING} == set(TOKEN_LASTS) - opens_nothing


async def opened(client: Client, build: Builders, purpose: str) -> tuple[str, dict[str, str]]:
    """The form of a link that was opened in this browser, filled in."""
    person = await build.person(Role.intellectual)
    async with build.acting(None) as (db, actor):
        owner = None if purpose in SEATS else person.id
        token = await make_token(db, purpose, owner, actor.at)
    path, typed = LINKS[purpose]
    page = await client.get(path, ma=token)
    assert page.soup.find("button", class_="primary") is not None
    return path, page.form(path) | typed


async def is_in(client: Client) -> bool:
    return (await client.http.get("/cua-toi")).status_code == 200


@pytest.mark.parametrize("purpose", LINKS)
async def test_a_dead_link_shows_what_was_typed_and_no_secret(
    client: Client, build: Builders, purpose: str
) -> None:
    path, form = await opened(client, build, purpose)
    page = await client.post(path, form | {"ma": "x" * 43}, status=410)
    shown = [one.get_text().strip() for one in page.soup.select("main textarea")]
    assert shown == ([form["email"], form["name"]] if "name" in form else [])
    assert PASSWORD not in page.response.text


@pytest.mark.parametrize("purpose", LINKS)
async def test_a_double_click_lets_in(client: Client, build: Builders, purpose: str) -> None:
    path, form = await opened(client, build, purpose)
    answers = await asyncio.gather(*(client.http.post(path, data=form, headers=SAME) for _ in range(2)))
    assert [one.status_code for one in answers] == [303, 303]
    for answer in answers:  # whichever of the two cookies the browser is left with
        client.http.cookies.set("hien_ke", answer.cookies["hien_ke"], domain="hien-ke.test")
        assert await is_in(client)


@pytest.mark.parametrize("purpose", LINKS)
async def test_a_link_pressed_again_after_its_answer_was_lost_lets_in(
    client: Client, build: Builders, purpose: str
) -> None:
    path, form = await opened(client, build, purpose)
    await client.post(path, form)
    client.http.cookies.delete("hien_ke")
    await client.post(path, form)
    assert await is_in(client)


@pytest.mark.parametrize("purpose", LINKS)
async def test_another_browser_does_not_get_in_by_a_used_link(
    client: Client, build: Builders, settings: Settings, purpose: str
) -> None:
    path, form = await opened(client, build, purpose)
    await client.post(path, form)
    async with open_client(settings) as other:
        await other.http.get(path, params={"ma": form["ma"]})
        assert (await other.post(path, form, status=410)).has("Liên kết không dùng được")


@pytest.mark.parametrize("purpose", LINKS)
async def test_a_link_used_long_ago_opens_nothing(client: Client, build: Builders, purpose: str) -> None:
    path, form = await opened(client, build, purpose)
    await client.post(path, form)
    async with build.acting(None) as (db, actor):
        ago = actor.at - REPEAT_WINDOW - timedelta(seconds=1)
        await db.execute(update(OneTimeToken).values(used_at=ago))
    await client.post(path, form, status=410)


@pytest.mark.parametrize("purpose", LINKS)
async def test_who_logs_out_leaves_no_link_to_press_again(
    client: Client, build: Builders, purpose: str
) -> None:
    """On a computer that others use next."""
    path, form = await opened(client, build, purpose)
    await client.post(path, form)
    await client.post("/dang-xuat")
    await client.post(path, form, status=410)


@pytest.mark.parametrize("purpose", LINKS)
async def test_programs_that_open_links_in_mails_do_not_use_them_up(
    client: Client, build: Builders, settings: Settings, purpose: str
) -> None:
    path, form = await opened(client, build, purpose)
    async with open_client(settings) as scanner:
        for method in ("GET", "HEAD", "GET"):
            await scanner.http.request(method, path, params={"ma": form["ma"]})
    await client.post(path, form)


@pytest.mark.parametrize("purpose", CLOSING)
async def test_programs_that_open_links_in_mails_close_no_account(
    client: Client, build: Builders, settings: Settings, purpose: str
) -> None:
    person = await build.person(Role.intellectual)
    async with build.acting(None) as (db, actor):
        token = await make_token(db, purpose, person.id, actor.at)
    async with open_client(settings) as scanner:
        for method in ("GET", "HEAD", "GET"):
            await scanner.http.request(method, url_for("accounts.close"), params={"ma": token})
    path = url_for("accounts.close")
    form = (await client.get(path, ma=token)).form(path)
    assert (await client.post(path, form, status=200)).has("Tài khoản đã đóng")


async def test_another_password_sent_with_a_used_link_is_not_taken(client: Client, build: Builders) -> None:
    path, form = await opened(client, build, "reset")
    await client.post(path, form)
    await client.post(path, form | {"password": "một câu khác hẳn"}, status=410)


async def test_a_registration_pressed_twice_is_one_account(client: Client, build: Builders) -> None:
    sent = [client.http.post("/dang-ky", data=GOOD, headers=SAME) for _ in range(3)]
    answers = await asyncio.gather(*sent)
    assert [one.status_code for one in answers] == [200] * 3
    assert all(Page(one).has(GOOD["email"]) for one in answers)


@pytest.mark.parametrize("purpose", CLOSING)
async def test_a_link_that_closes_an_account_is_pressed_twice_by_who_holds_it_alone(
    client: Client, build: Builders, settings: Settings, purpose: str
) -> None:
    person = await build.person(Role.intellectual)
    async with build.acting(None) as (db, actor):
        token = await make_token(db, purpose, person.id, actor.at)
    path = url_for("accounts.close")
    async with open_client(settings) as other:  # a program that opens links in mails, later another person
        await other.get(path, ma=token)
        form = (await client.get(path, ma=token)).form(path)
        answers = await asyncio.gather(*(client.http.post(path, data=form, headers=SAME) for _ in range(2)))
        assert [one.status_code for one in answers] == [200, 200]
        assert all(Page(one).has("Tài khoản đã đóng") for one in answers)
        await other.post(path, form, status=410)
