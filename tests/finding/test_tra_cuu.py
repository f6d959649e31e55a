"""/tra-cuu: the staff's desk cites what it finds."""

from forum.actor import Role
from tests.builders import Builders
from tests.client import Client
from tests.finding.conftest import Library
from tests.finding.test_tim_kiem import found_titles


async def test_only_those_who_write_syntheses_enter(client: Client, build: Builders) -> None:
    assert "/dang-nhap" in (await client.get("/tra-cuu", status=303)).location
    await client.log_in(await build.person(Role.intellectual))
    await client.get("/tra-cuu", status=403)
    await client.log_in(await build.person(Role.auditor))
    await client.get("/tra-cuu")


async def test_a_hit_is_quoted_with_code_version_and_a_link_to_that_version(
    client: Client, library: Library, build: Builders
) -> None:
    it = await library.propose("Bảo tàng biển")
    await library.drain()
    await client.log_in(await build.person(Role.staff))
    page = await client.get("/tra-cuu", q="bảo tàng")
    assert page.has(f"Người Mẫu Một “Bảo tàng biển” ({it.code}, bản {it.version}, ngày")
    links = [str(a["href"]) for a in page.soup.select(".cite a")]
    assert links
    assert links[0].startswith(f"/chu-de/{it.id}")
    assert f"ban={it.version}" in links[0]


async def test_the_desk_narrows_by_author_day_and_forum(
    client: Client, library: Library, build: Builders
) -> None:
    other = await build.person(standing=True, name="Người Mẫu Hai")
    await library.propose("Nhà hát một")
    await library.propose("Nhà hát hai", by=other)
    await library.drain()
    await client.log_in(await build.person(Role.staff))
    assert len(found_titles(await client.get("/tra-cuu", loai="proposal"))) == 2
    by_author = await client.get("/tra-cuu?tac-gia=Người Mẫu Hai")
    assert found_titles(by_author) == ["Nhà hát hai"]
    assert by_author.field("tac-gia") == "Người Mẫu Hai"
    assert found_titles(await client.get("/tra-cuu?den-ngay=2020-01-01")) == []
    assert len(found_titles(await client.get("/tra-cuu?tu-ngay=2020-01-01&loai=proposal"))) == 2
    assert found_titles(await client.get("/tra-cuu?dien-dan=999")) == []
