"""Whoever registers an address that is not theirs gains nothing by it."""

from forum.actor import Role
from forum.settings import Settings
from tests.accounts.test_log_in import GOOD, mailed_link
from tests.builders import Builders
from tests.client import Client, open_client


async def test_a_password_set_before_the_owner_registered_does_not_open_the_account(
    client: Client, build: Builders
) -> None:
    await client.post("/dang-ky", GOOD | {"password": "người khác đặt trước"}, status=200)
    await client.post("/dang-ky", GOOD | {"password": "chính chủ đặt sau"}, status=200)
    form = (await client.get(await mailed_link(build))).form("/dang-ky/xac-nhan")
    await client.post("/dang-ky/xac-nhan", form)
    await client.log_out()
    stolen = {"email": GOOD["email"], "password": "người khác đặt trước"}
    await client.post("/dang-nhap", stolen, status=422)


async def test_a_password_set_in_another_browser_than_the_one_that_confirms_is_asked_anew(
    client: Client, build: Builders, settings: Settings
) -> None:
    async with open_client(settings) as stranger:
        await stranger.post("/dang-ky", GOOD | {"password": "người khác đặt trước"}, status=200)
    page = await client.get(await mailed_link(build))
    assert page.has(GOOD["name"])
    form = page.form("/dang-ky/xac-nhan")
    assert "password" in form
    await client.post("/dang-ky/xac-nhan", form | {"password": "ngắn"}, status=422)
    await client.post("/dang-ky/xac-nhan", form | {"password": "chính chủ đặt sau"})
    await client.log_out()
    await client.post("/dang-nhap", {"email": GOOD["email"], "password": "người khác đặt trước"}, status=422)
    await client.post("/dang-nhap", {"email": GOOD["email"], "password": "chính chủ đặt sau"})


async def test_whoever_registers_after_the_owner_does_not_share_the_account(
    client: Client, build: Builders, settings: Settings
) -> None:
    await client.post("/dang-ky", GOOD, status=200)
    link = await mailed_link(build)
    async with open_client(settings) as stranger:
        await stranger.post("/dang-ky", GOOD | {"password": "người khác đặt sau"}, status=200)
        await client.send(link, {"password": ""})
        stolen = {"email": GOOD["email"], "password": "người khác đặt sau"}
        await stranger.post("/dang-nhap", stolen, status=422)


async def test_a_stranger_puts_no_name_on_an_address_that_is_pending(
    client: Client, build: Builders, settings: Settings
) -> None:
    await client.post("/dang-ky", GOOD, status=200)
    link = await mailed_link(build)
    async with open_client(settings) as stranger:
        typed = GOOD | {"name": "Tên Người Lạ Mẫu", "title": "GS."}
        await stranger.post("/dang-ky", typed, status=200)
    strangers = await mailed_link(build)
    assert strangers != link and (await client.get(strangers)).has("Tên Người Lạ Mẫu")
    page = await client.get(link)
    assert page.has(GOOD["name"]) and not page.has("Tên Người Lạ Mẫu")
    await client.post("/dang-ky/xac-nhan", page.form("/dang-ky/xac-nhan"))
    assert (await client.get("/cua-toi")).has(GOOD["name"])
    await client.log_out()
    await client.post("/dang-nhap", {"email": GOOD["email"], "password": GOOD["password"]})


async def test_each_link_confirms_the_registration_that_asked_for_it(client: Client, build: Builders) -> None:
    await client.post("/dang-ky", GOOD | {"name": "Tên Mẫu Viết Nhầm"}, status=200)
    first = await mailed_link(build)
    await client.post("/dang-ky", GOOD, status=200)
    second = await mailed_link(build)
    assert (await client.get(first)).has("Tên Mẫu Viết Nhầm")
    page = await client.get(second)
    await client.post("/dang-ky/xac-nhan", page.form("/dang-ky/xac-nhan"))
    page = await client.get("/cua-toi")
    assert page.has(GOOD["name"]) and not page.has("Tên Mẫu Viết Nhầm")


async def test_a_link_asked_for_without_a_form_keeps_the_name_of_the_first(
    client: Client, build: Builders, settings: Settings
) -> None:
    await client.post("/dang-ky", GOOD, status=200)
    async with open_client(settings) as stranger:
        await stranger.post("/dang-ky", GOOD | {"name": "Tên Người Lạ Mẫu"}, status=200)
        await stranger.post("/dang-nhap/gui-lien-ket", {"email": GOOD["email"]}, status=200)
    async with open_client(settings) as another_browser:
        page = await another_browser.get(await mailed_link(build))
        assert page.has(GOOD["name"]) and not page.has("Tên Người Lạ Mẫu")


async def test_a_password_set_in_the_browser_that_confirms_is_not_asked_again(
    client: Client, build: Builders
) -> None:
    await client.post("/dang-ky", GOOD, status=200)
    page = await client.get(await mailed_link(build))
    assert page.soup.find("input", type="password") is None
    await client.post("/dang-ky/xac-nhan", page.form("/dang-ky/xac-nhan"))
    await client.log_out()
    await client.post("/dang-nhap", {"email": GOOD["email"], "password": GOOD["password"]})


async def test_a_registration_again_keeps_the_password_of_a_confirmed_account(
    client: Client, build: Builders
) -> None:
    await client.post("/dang-ky", GOOD, status=200)
    form = (await client.get(await mailed_link(build))).form("/dang-ky/xac-nhan")
    await client.post("/dang-ky/xac-nhan", form)
    await client.log_out()
    await client.post("/dang-ky", GOOD | {"password": "mật khẩu của kẻ khác"}, status=200)
    await client.post("/dang-nhap", {"email": GOOD["email"], "password": GOOD["password"]}, status=303)


async def test_invisible_marks_in_an_address_do_not_give_more_guesses(
    client: Client, build: Builders
) -> None:
    person = await build.person(Role.intellectual)
    for marks in range(8):
        address = "\u200b" * marks + person.email
        await client.post("/quen-mat-khau", {"email": address}, status=200)
    await client.post("/quen-mat-khau", {"email": "\u200b" * 9 + person.email}, status=429)


async def test_an_address_that_nobody_could_read_is_refused_beside_its_field(client: Client) -> None:
    for path in ("/dang-nhap/gui-lien-ket", "/quen-mat-khau"):
        page = await client.post(path, {"email": "a\0b@mau.example"}, status=422)
        assert "không đọc được" in page.error_of("email")
