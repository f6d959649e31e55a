"""Registering and logging in as people do it."""

import re

import pytest
from sqlalchemy import select

from forum.accounts.models import BindingRow
from forum.actor import Role
from forum.notifications.models import SampleMail
from tests.builders import Builders
from tests.client import Client


async def mailed_link(build: Builders) -> str:
    """The link in the newest mail, after the worker has run."""
    await build.run_jobs()
    async with build.acting(None) as (db, _):
        mail = (await db.scalars(select(SampleMail).order_by(SampleMail.id.desc()).limit(1))).one()
    found = re.search(r"http://hien-ke\.test(/\S+)", mail.text)
    assert found is not None
    return found[1]


GOOD = {
    "email": "nguoi-moi@mau.example",
    "name": "Người Mẫu Mới",
    "title": "TS.",
    "password": "một câu dễ nhớ",
    "consents": "terms",
}


async def test_someone_registers_confirms_by_mail_and_is_in(client: Client, build: Builders) -> None:
    page = await client.get("/dang-ky")
    assert not page.soup.find_all("input", checked=True), "no consent is ticked beforehand"
    message = await client.post("/dang-ky", GOOD, status=200)
    assert message.has("Mời xem hộp thư")
    link = await mailed_link(build)
    form = (await client.get(link)).form("/dang-ky/xac-nhan")
    await client.follow(await client.post("/dang-ky/xac-nhan", form))
    assert (await client.get("/cua-toi")).has("TS. Người Mẫu Mới")
    await client.log_out()
    await client.post("/dang-nhap", {"email": GOOD["email"], "password": GOOD["password"]})
    assert (await client.get("/cua-toi")).has("Người Mẫu Mới")


async def test_opening_the_link_does_not_use_it_up_but_using_it_does(client: Client, build: Builders) -> None:
    await client.post("/dang-ky", GOOD, status=200)
    link = await mailed_link(build)
    await client.get(link)
    form = (await client.get(link)).form("/dang-ky/xac-nhan")
    await client.post("/dang-ky/xac-nhan", form)
    await client.log_out()
    assert (await client.post("/dang-ky/xac-nhan", form, status=410)).has("Liên kết không dùng được")


async def test_a_known_address_is_answered_like_an_unknown_one(client: Client, build: Builders) -> None:
    known = await build.person(Role.intellectual)
    for path in ("/dang-ky", "/quen-mat-khau", "/dang-nhap/gui-lien-ket"):
        first = await client.post(path, GOOD | {"email": known.email}, status=200)
        second = await client.post(path, GOOD | {"email": "khong-co@mau.example"}, status=200)
        assert first.main.replace(known.email, "khong-co@mau.example") == second.main


async def test_without_consent_no_account_is_made_and_the_words_stay(client: Client) -> None:
    page = await client.post("/dang-ky", GOOD | {"consents": ""}, status=422)
    assert page.field("name") == "Người Mẫu Mới"
    assert page.has("cần có sự đồng ý")


async def test_guessing_passwords_is_stopped(client: Client, build: Builders) -> None:
    person = await build.person(Role.intellectual)
    for _ in range(8):
        page = await client.post("/dang-nhap", {"email": person.email, "password": "sai"}, status=422)
        assert "chưa đúng" in page.error_of("email")
    await client.post("/dang-nhap", {"email": person.email, "password": "sai"}, status=429)


async def test_a_revoked_role_counts_from_the_next_request(client: Client, build: Builders) -> None:
    person = await build.person(Role.secretariat)
    await client.log_in(person)
    assert (await client.get("/thong-bao")).has("Bàn làm việc")
    async with build.acting(person) as (db, actor):
        row = (await db.scalars(select(BindingRow).where(BindingRow.account_id == person.id))).one()
        row.revoked_at = actor.at
    assert not (await client.get("/thong-bao")).has("Bàn làm việc")


async def test_text_sent_after_the_log_in_expired_is_kept_and_shown_for_confirmation(
    client: Client, build: Builders
) -> None:
    person = await build.person(Role.intellectual)
    kept = await client.post(
        "/hien-ke/moi", {"title": "Một đề xuất mẫu", "text": "Nội dung viết trong một giờ."}
    )
    assert kept.location.startswith("/dang-nhap?tiep=")
    page = await client.get(kept.location)
    assert page.has("đã được giữ")
    await client.log_in(person)
    back = page.form("/dang-nhap")["tiep"]
    shown = await client.get(back)
    assert shown.has("chưa gửi")
    assert shown.field("text").strip() == "Nội dung viết trong một giờ."


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "", "origin": "http://x.test"},
    ],
)
async def test_a_form_from_another_site_is_refused(client: Client, headers: dict[str, str]) -> None:
    await client.post("/dang-ky", GOOD, status=403, headers=headers)


async def test_a_log_in_never_leads_to_another_site(client: Client, build: Builders) -> None:
    page = await client.get("/dang-nhap?tiep=//ke-xau.test/")
    assert page.form("/dang-nhap")["tiep"] == "/"
