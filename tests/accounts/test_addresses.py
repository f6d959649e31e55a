"""Addresses that people type: shown back before any mail is sent, at every place that takes one."""

import pytest
from pydantic import BaseModel
from sqlalchemy import select

from forum.accounts.actions.logins import make_token
from forum.accounts.addresses import MEANT, REAL, address_of, likely_slip, optional_address_of
from forum.accounts.models import Account
from forum.actor import Role
from forum.notifications.models import SampleMail
from tests.accounts.test_log_in import GOOD, mailed_link
from tests.builders import Builders
from tests.client import Client
from tests.matrix import FORMS
from tests.shared import ROOT

# What was typed, and what it most likely meant.
NO_ADDRESS = {
    "nguyễnvana@gmail.com": "nguyenvana@gmail.com",
    "đặng.thị.ơn@truong.vn": "dang.thi.on@truong.vn",
    "ten@gmail.com.": "ten@gmail.com",
    "a@b@truong.vn": "a@truong.vn hoặc b@truong.vn",
    "mailto:ten@truong.vn": "ten@truong.vn",
    "ten@truong.vn;": "ten@truong.vn",
    "ten@truong.vn,": "ten@truong.vn",
    "ten @ truong.vn": "ten@truong.vn",
    "<ten@truong.vn>": "ten@truong.vn",
    "Người Mẫu <ten@truong.vn>": "ten@truong.vn",
    '"ten@truong.vn"': "ten@truong.vn",
    "ten@@truong.vn": "ten@truong.vn",
    "ten＠truong.vn": "ten@truong.vn",
    "ten(at)truong.vn": "ten@truong.vn",
    "ten@gmail": "ten@gmail.com",
    "ten@gmailcom": "ten@gmail.com",
    "ten2gmail.com": "ten@gmail.com",
    "ten@truong,vn": "ten@truong.vn",
    "ten@truong..vn": "ten@truong.vn",
    ".ten@truong.vn": "ten@truong.vn",
    "ten@truong.vn, ten2@truong.vn": "ten@truong.vn hoặc ten2@truong.vn",
    "https://ten@truong.vn/": "ten@truong.vn",
    "ten@truong.edu.v": "ten@truong.edu.vn",
    "MAILTO:ten@truong.vn?subject=x": "ten@truong.vn",
    "ten%40truong.vn": "ten@truong.vn",
    "ten@truong.vn..": "ten@truong.vn",
    "ten＠ｔｒｕｏｎｇ．ｖｎ": "ten@truong.vn",
    "ten@truong.vn ten2@truong.vn": "ten@truong.vn hoặc ten2@truong.vn",
    '"nguyen van"@truong.vn': "nguyenvan@truong.vn hoặc van@truong.vn",
    "ten@truong.vn (Tên)": "ten@truong.vn",
}
SLIPS = {
    "ten@gmail.con": "ten@gmail.com",
    "ten@gmai.com": "ten@gmail.com",
    "ten@yahooo.com": "ten@yahoo.com",
    "ten@hotmial.com": "ten@hotmail.com",
    "ten@gmail.vn": "ten@gmail.com",
    "ten@gmail.com.vn": "ten@gmail.com",
    "ten@gmaíl.com": "ten@gmail.com",
    "ten@yahoo.vn": "ten@yahoo.com.vn",
    "ten@truong.edu.vm": "ten@truong.edu.vn",
    "www.ten@truong.vn": "ten@truong.vn",
}
DOORS = {path: model for path, model in FORMS.items() if "email" in model.model_fields}


@pytest.mark.parametrize("typed", NO_ADDRESS)
async def test_what_cannot_be_an_address_is_refused_beside_it_with_the_likely_right_one(
    client: Client, typed: str
) -> None:
    page = await client.post("/dang-ky", GOOD | {"email": typed}, status=422)
    assert f"Có phải Ông/Bà muốn nhập {NO_ADDRESS[typed]}?" in page.error_of("email")
    assert page.field("email") == typed
    assert page.field("name") == GOOD["name"]


@pytest.mark.parametrize("typed", SLIPS)
async def test_a_likely_slip_is_asked_about_once_and_taken_when_sent_again(
    client: Client, build: Builders, typed: str
) -> None:
    page = await client.post("/dang-ky", GOOD | {"email": typed}, status=422)
    assert SLIPS[typed] in page.error_of("email")
    again = page.form("/dang-ky") | {"password": GOOD["password"], "consents": "terms"}
    assert (await client.post("/dang-ky", again, status=200)).has(f"gửi đến {typed}.")
    await build.run_jobs()
    async with build.acting(None) as (db, _):
        assert (await db.scalars(select(SampleMail.to))).all() == [address_of(typed)]


async def test_another_slip_than_the_one_asked_about_is_asked_about_too(client: Client) -> None:
    page = await client.post("/quen-mat-khau", {"email": "ten@gmail.con"}, status=422)
    again = page.form("/quen-mat-khau") | {"email": "ten@gmai.com"}
    await client.post("/quen-mat-khau", again, status=422)


@pytest.mark.parametrize(
    "typed",
    [
        "ten",
        "@",
        "ten@",
        "@truong.vn",
        "тен@truong.vn",
        "x" * 300 + "@truong.vn",
        "x" * 65 + "@truong.vn",
        "🙂@🙂.vn",
        "ten@[127.0.0.1]",
        "",
    ],
)
async def test_what_nobody_can_guess_is_refused_in_words(client: Client, typed: str) -> None:
    page = await client.post("/dang-nhap/gui-lien-ket", {"email": typed}, status=422)
    assert page.error_of("email")


@pytest.mark.parametrize("domain", sorted(REAL))
def test_a_domain_that_many_have_is_not_asked_about(domain: str) -> None:
    assert likely_slip(f"ten@{domain}") is None


PLAIN = [
    "ten+1@truong.example",
    "TEN@Truong.VN ",
    "o'x@truong.vn",
    "t.e-n_1@snv.haiphong.gov.vn",
    "ten@thu.local",
]


@pytest.mark.parametrize("typed", PLAIN)
async def test_plain_addresses_are_taken_as_they_are(client: Client, build: Builders, typed: str) -> None:
    await client.post("/dang-ky", GOOD | {"email": typed}, status=200)
    async with build.acting(None) as (db, _):
        assert (await db.scalars(select(Account.email))).all() == [typed.strip().lower()]


async def test_a_domain_with_marks_is_sent_in_its_ascii_form_and_named_as_typed(
    client: Client, build: Builders
) -> None:
    page = await client.post("/dang-ky", GOOD | {"email": "nam@đhhp.example"}, status=200)
    assert page.has("nam@đhhp.example")
    await client.get(await mailed_link(build))
    async with build.acting(None) as (db, _):
        assert (await db.scalars(select(SampleMail.to))).all() == ["nam@xn--hhp-uqa.example"]
    await client.post("/dang-nhap/gui-lien-ket", {"email": "nam@xn--hhp-uqa.example"}, status=200)
    await build.run_jobs()
    async with build.acting(None) as (db, _):
        assert (await db.scalars(select(SampleMail.to))).all() == ["nam@xn--hhp-uqa.example"] * 2


async def test_an_address_is_mended_from_the_page_that_says_that_a_mail_is_on_its_way(
    client: Client, build: Builders
) -> None:
    page = await client.post("/dang-ky", GOOD | {"email": "nham@mau.example"}, status=200)
    mended = page.form("/dang-ky") | {"email": "dung@mau.example"}
    assert mended["name"] == GOOD["name"]
    assert "password" not in str(page.soup.find_all("input", type="hidden"))
    assert (await client.post("/dang-ky", mended, status=200)).has("dung@mau.example")
    await client.follow(await client.send(await mailed_link(build), {}))
    assert (await client.get("/cua-toi")).has("dung@mau.example")


@pytest.mark.parametrize("door", ["/dang-ky", "/quen-mat-khau", "/dang-nhap/gui-lien-ket"])
async def test_the_mail_is_asked_for_again_from_the_page_that_names_the_address(
    client: Client, build: Builders, door: str
) -> None:
    person = await build.person(Role.intellectual)
    page = await client.post(door, GOOD | {"email": person.email}, status=200)
    form = next(form for form in page.soup.find_all("form") if "Gửi lại" in form.get_text())
    again = page.form(str(form["action"])) | {"email": person.email}
    assert (await client.post(str(form["action"]), again, status=200)).has(person.email)
    await build.run_jobs()
    async with build.acting(None) as (db, _):
        assert (await db.scalars(select(SampleMail.to))).all() == [person.email] * 2


def test_every_place_that_takes_an_address_checks_it_in_the_one_home() -> None:
    assert set(DOORS) >= OPEN
    unchecked = [
        f"{path}: {name}"
        for path, model in FORMS.items()
        for name, field in model.model_fields.items()
        if "email" in name and name != "asked_email"
        if not any(getattr(one, "func", None) in (address_of, optional_address_of) for one in field.metadata)
    ]
    assert not unchecked
    by_hand = [
        str(template.relative_to(ROOT))
        for template in (ROOT / "forum" / "templates").rglob("*.html")
        if 'kind="email"' in template.read_text(encoding="utf-8") and template.name != "address.html"
    ]
    assert not by_hand, "an address is asked for by address_field"


OPEN = {"/dang-ky", "/dang-nhap", "/dang-nhap/gui-lien-ket", "/quen-mat-khau", "/dang-ky/quan-tri"}


@pytest.mark.parametrize("path", sorted(DOORS))
async def test_every_door_shows_a_wrong_address_back(client: Client, build: Builders, path: str) -> None:
    async with build.acting(None) as (db, actor):
        token = await make_token(db, "first_administrator", None, actor.at)
    if path not in OPEN:
        administrator = await build.person(Role.administrator)
        await client.log_in(administrator)
    else:
        administrator = None
    sent = _filled(DOORS[path]) | {"ma": token, "email": "nguyễn@truong.vn."}
    account_id = administrator.id if administrator else 0
    page = await client.post(path.replace("{account_id:int}", str(account_id)), sent, status=422)
    assert "nguyen@truong.vn" in page.error_of("email")


def _filled(model: type[BaseModel]) -> dict[str, str]:
    others = dict.fromkeys(model.model_fields, "một câu dễ nhớ")
    return GOOD | others | {"consents": "terms", "asked_email": ""}


def test_every_well_known_domain_is_meant_by_a_near_miss() -> None:
    for domain in MEANT:
        doubled = domain.replace(domain[1], domain[1] * 2, 1)
        assert likely_slip(f"ten@{doubled}") == f"ten@{domain}"
