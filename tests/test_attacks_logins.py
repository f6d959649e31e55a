"""Ways into somebody else's account, and what the ways in tell of who has one."""

import re

import pytest
from sqlalchemy import select

from forum.accounts import limits
from forum.accounts.actions.logins import make_token
from forum.accounts.models import Login
from forum.actor import Role
from forum.notifications.models import SampleMail
from forum.settings import Settings
from tests.builders import Builders
from tests.client import Client, open_client


async def a_token(build: Builders, account_id: int, purpose: str) -> str:
    async with build.acting(None) as (db, actor):
        return await make_token(db, purpose, account_id, actor.at)


@pytest.mark.parametrize("purpose", ["login", "reset"])
async def test_a_new_password_ends_links_that_were_mailed_before(
    client: Client, build: Builders, purpose: str
) -> None:
    person = await build.person(Role.intellectual)
    old, used = await a_token(build, person.id, purpose), await a_token(build, person.id, "reset")
    await client.post("/dat-lai-mat-khau", {"ma": used, "password": "một câu mới dễ nhớ"})
    await client.log_out()
    if purpose == "login":
        await client.post("/dang-nhap/lien-ket", {"ma": old}, status=410)
    else:
        await client.post("/dat-lai-mat-khau", {"ma": old, "password": "câu của kẻ khác"}, status=410)
    assert (await client.http.get("/cua-toi")).status_code == 303


async def test_a_new_password_leaves_the_links_of_others(client: Client, build: Builders) -> None:
    person, other = await build.person(Role.intellectual), await build.person(Role.intellectual)
    theirs, used = await a_token(build, other.id, "login"), await a_token(build, person.id, "reset")
    await client.post("/dat-lai-mat-khau", {"ma": used, "password": "một câu mới dễ nhớ"})
    await client.log_out()
    await client.post("/dang-nhap/lien-ket", {"ma": theirs})


async def test_a_session_that_was_planted_beforehand_is_not_the_one_that_logs_in(
    client: Client, build: Builders
) -> None:
    person = await build.person(Role.intellectual)
    client.http.cookies.set("hien_ke", "planted-by-somebody-else-before", domain="hien-ke.test")
    answered = await client.post("/dang-nhap/lien-ket", {"ma": await a_token(build, person.id, "login")})
    given = re.search(r"hien_ke=([^;]+)", answered.response.headers["set-cookie"])
    assert given is not None
    assert given[1] != "planted-by-somebody-else-before"
    client.http.cookies.clear()
    client.http.cookies.set("hien_ke", "planted-by-somebody-else-before", domain="hien-ke.test")
    assert (await client.http.get("/cua-toi")).status_code == 303


async def test_logging_out_ends_the_session_and_not_only_the_cookie(client: Client, build: Builders) -> None:
    person = await build.person(Role.intellectual)
    await client.log_in(person)
    kept = client.http.cookies["hien_ke"]
    await client.post("/dang-xuat")
    client.http.cookies.set("hien_ke", kept, domain="hien-ke.test")
    assert (await client.http.get("/cua-toi")).status_code == 303
    async with build.acting(None) as (db, _):
        assert (await db.scalars(select(Login).where(Login.account_id == person.id))).all() == []


@pytest.mark.parametrize(
    "back",
    [
        "//ke-xau.test",
        "/\\ke-xau.test",
        "https://ke-xau.test",
        "/\t/ke-xau.test",
        "javascript:alert(1)",
        "\\\\k",
    ],
)
async def test_the_way_back_after_a_log_in_is_on_our_own_site(
    client: Client, build: Builders, back: str
) -> None:
    person = await build.person(Role.intellectual)
    token = await a_token(build, person.id, "reset")
    await client.post("/dat-lai-mat-khau", {"ma": token, "password": "một câu mới dễ nhớ"})
    await client.log_out()
    sent = {"email": person.email, "password": "một câu mới dễ nhớ", "tiep": back}
    assert (await client.post("/dang-nhap", sent)).location == "/"


@pytest.mark.parametrize("header", ["host", "x-forwarded-host", "forwarded"])
async def test_a_mailed_link_leads_to_the_configured_site_whatever_host_was_asked(
    client: Client, build: Builders, header: str
) -> None:
    person = await build.person(Role.intellectual)
    value = "host=ke-xau.test" if header == "forwarded" else "ke-xau.test"
    await client.post("/quen-mat-khau", {"email": person.email}, status=200, headers={header: value})
    await build.run_jobs()
    async with build.acting(None) as (db, _):
        mail = (await db.scalars(select(SampleMail).order_by(SampleMail.id.desc()))).first()
    assert mail is not None
    assert "http://hien-ke.test/dat-lai-mat-khau?ma=" in mail.text
    assert "ke-xau" not in mail.text


@pytest.mark.parametrize("path", ["/dang-ky", "/dang-nhap/gui-lien-ket", "/quen-mat-khau"])
async def test_asking_for_mail_without_end_is_stopped_for_known_and_unknown_addresses_alike(
    client: Client, build: Builders, path: str
) -> None:
    """A mailbox is not flooded by us, and the limit tells nobody who has an account."""
    known = (await build.person(Role.intellectual)).email
    for email in (known, "khong-ai@mau.example"):
        sent = {"email": email, "name": "Người Mẫu", "consents": "terms"}
        got = [(await client.http.post(path, data=sent, headers=SAME)).status_code for _ in range(10)]
        assert got == [200] * 8 + [429] * 2


SAME = {"sec-fetch-site": "same-origin"}


async def test_guessing_many_addresses_from_one_place_is_stopped(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert limits.MOST["guess from network"] <= 100
    monkeypatch.setitem(limits.MOST, "guess from network", 12)
    got = []
    for n in range(14):
        sent = {"email": f"doan-{n}@mau.example", "password": "một câu đoán mò"}
        got.append((await client.http.post("/dang-nhap", data=sent, headers=SAME)).status_code)
    assert got == [422] * 12 + [429] * 2


async def test_asking_for_mail_to_many_addresses_from_one_place_is_stopped(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(limits.MOST, "mail from network", 80)
    got = []
    for n in range(82):
        sent = {"email": f"doan-{n}@mau.example"}
        got.append((await client.http.post("/dang-nhap/gui-lien-ket", data=sent, headers=SAME)).status_code)
    assert got == [200] * 80 + [429] * 2


@pytest.fixture
def production(settings: Settings) -> Settings:
    changed = {"mode": "production", "public_url": "https://hien-ke.test"}
    return settings.model_copy(update=changed)


async def test_in_production_the_cookie_is_bound_to_the_host_and_to_https(
    production: Settings, build: Builders
) -> None:
    person = await build.person(Role.intellectual)
    token = await a_token(build, person.id, "login")
    async with open_client(production) as client:
        given = (await client.post("/dang-nhap/lien-ket", {"ma": token})).response.headers["set-cookie"]
        assert given.startswith("__Host-hien_ke=")
        for part in ("Secure", "HttpOnly", "SameSite=lax", "Path=/"):
            assert part in given
        assert "Domain" not in given


async def test_in_production_nobody_reads_the_mailbox_or_the_examples_of_the_face(
    production: Settings,
) -> None:
    async with open_client(production) as client:
        for path in ("/hop-thu", "/hop-thu/1"):
            await client.get(path, status=404)


async def test_in_production_the_cookie_of_the_trial_counts_for_nothing(
    production: Settings, client: Client, build: Builders
) -> None:
    await client.log_in(await build.person(Role.administrator))
    token = client.http.cookies["hien_ke"]
    async with open_client(production) as other:
        other.http.cookies.set("hien_ke", token, domain="hien-ke.test")
        assert (await other.http.get("/quan-tri")).status_code == 303
