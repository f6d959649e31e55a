"""Who runs the site: filled in by the administrator, shown in every foot and on the page about personal data."""

from forum.actor import Role
from tests.builders import Builders
from tests.client import Client

AT = "/quan-tri/don-vi"
FILLED = {
    "name": "Đơn vị Mẫu",
    "address": "Số 1, đường Mẫu",
    "telephone": "0225 000 0000",
    "legal_basis": "Quyết định mẫu số 00",
    "data_protection": "Người phụ trách: Người Mẫu Một.",
}


async def test_what_the_administrator_fills_in_stands_in_every_foot(client: Client, build: Builders) -> None:
    for path in ("/", "/dang-nhap", "/tro-nang"):
        page = await client.get(path)
        assert page.soup.select("footer a[href='/bao-ve-du-lieu']"), path
        assert not page.has("chưa điền"), path
    await client.log_in(await build.person(Role.administrator))
    page = await client.get(AT)
    assert page.has("Đơn vị vận hành: chưa điền")
    await client.follow(await client.post(AT, page.form(AT) | FILLED))
    await client.log_out()
    for path in ("/", "/dang-nhap", "/tro-nang"):
        page = await client.get(path)
        foot = page.soup.find("footer")
        assert foot is not None
        for name in ("name", "address", "telephone", "legal_basis"):
            assert FILLED[name] in " ".join(foot.get_text(" ").split()), (path, name)
        assert not page.has("chưa điền")
    page = await client.get("/bao-ve-du-lieu")
    assert page.has(FILLED["data_protection"])


async def test_the_words_of_consent_link_to_the_page_about_personal_data(client: Client) -> None:
    page = await client.get("/dang-ky")
    assert page.soup.select("main a[href='/bao-ve-du-lieu']")
    assert (await client.get("/bao-ve-du-lieu")).has("Đơn vị vận hành chưa ghi tên")


async def test_only_the_administrator_changes_it(client: Client, build: Builders) -> None:
    await client.log_in(await build.person(Role.moderator))
    await client.get(AT, status=403)
    await client.post(AT, FILLED, status=403)
