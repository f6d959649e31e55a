"""/tra-cuu: the staff's desk cites what it finds."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from forum.actor import Role
from forum.audience import Visibility
from forum.contributions.models import Contribution
from forum.finding import exports
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


async def test_a_hit_is_quoted_with_code_version_and_day(
    client: Client, library: Library, build: Builders
) -> None:
    it = await library.propose("Bảo tàng biển")
    await library.drain()
    await client.log_in(await build.person(Role.staff))
    page = await client.get("/tra-cuu", q="bảo tàng")
    assert page.has(f"Người Mẫu Một “Bảo tàng biển” ({it.code}, bản {it.text_version}, ngày")


async def test_the_desk_narrows_by_author_day_and_forum(
    client: Client, library: Library, build: Builders
) -> None:
    other = await build.person(is_trusted=True, name="Người Mẫu Hai")
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


async def test_the_desk_counts_what_people_wrote_and_finds_the_programme_by_its_kind(
    client: Client, library: Library, build: Builders
) -> None:
    await library.propose("Đội ngũ trí thức mẫu")
    await library.drain()
    await client.log_in(await build.person(Role.staff))
    assert found_titles(await client.get("/tra-cuu", q="trí thức")) == ["Đội ngũ trí thức mẫu"]
    assert len(found_titles(await client.get("/tra-cuu", q="trí thức", loai="task"))) > 1
    assert len(found_titles(await client.get("/tim-kiem", q="trí thức"))) > 1


async def test_a_citation_leads_to_the_very_version(
    client: Client, library: Library, build: Builders
) -> None:
    it = await library.propose("Bảo tàng biển", "Nội dung mẫu của bản thứ nhất.")
    await library.drain()
    await client.log_in(await build.person(Role.staff))
    page = await client.get("/tra-cuu", q="bảo tàng")
    address = str(page.soup.select_one(".cite a")["href"])  # type: ignore[index]  # the hit is there
    path = "/" + address.split("/", 3)[3]
    assert path == f"/bai/{it.id}/ban/1"
    assert page.has(address)
    assert (await client.get(path)).has("Nội dung mẫu của bản thứ nhất.")


async def test_hits_are_taken_away_as_a_file_without_what_may_not_be_read(
    client: Client, library: Library, build: Builders
) -> None:
    await library.propose("=Bảo tàng biển")
    kept_back = await library.propose("Bảo tàng núi")
    await library.drain()
    async with build.acting(None) as (db, _):
        (
            await db.get_one(Contribution, kept_back.id)
        ).visibility = Visibility.hidden  # the index has not heard of it yet
    await client.log_in(await build.person(Role.staff))
    text = (await client.get("/tra-cuu/tep", q="bao tang", dang="csv")).text
    assert "Bảo tàng biển" in text
    assert "'=Bảo tàng" in text, "no cell may start a formula"
    assert "/ban/1" in text
    assert "Bảo tàng núi" not in text
    ris = (await client.get("/tra-cuu/tep", q="bao tang", dang="ris")).text
    assert "TI  - =Bảo tàng biển\r\n" in ris
    assert ris.count("ER  - ") == 1
    book = await client.http.get("/tra-cuu/tep", params={"q": "bao tang", "dang": "xlsx"})
    rows = list(load_workbook(BytesIO(book.content)).active.iter_rows(values_only=True))
    assert [row[0] for row in rows if row[0] == "Mã"] == ["Mã"]
    assert "Người Mẫu Một" in rows[-1]


async def test_the_file_says_when_it_holds_not_all(
    client: Client, library: Library, build: Builders, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        await library.propose(f"Bến cảng {number}")
    await library.drain()
    monkeypatch.setattr(exports, "MAX_ROWS", 2)
    await client.log_in(await build.person(Role.staff))
    book = await client.http.get("/tra-cuu/tep", params={"q": "bến cảng"})
    cells = [row[0] for row in load_workbook(BytesIO(book.content)).active.iter_rows(values_only=True)]
    assert any("hơn 2 kết quả" in str(cell) for cell in cells)
    assert sum(str(cell).startswith("HK-") or cell == "" for cell in cells) <= 2


async def test_a_search_is_kept_for_oneself_and_counts_what_is_new(
    client: Client, library: Library, build: Builders
) -> None:
    owner, other = await build.person(Role.staff), await build.person(Role.staff)
    await library.propose("Vườn hoa cũ")
    await library.drain()
    await client.log_in(owner)
    form = (await client.get("/tra-cuu/luu", q="vườn hoa", loai="proposal")).form("/tra-cuu/luu")
    kept = await client.post("/tra-cuu/luu", form | {"name": "Vườn hoa mẫu"})
    assert kept.location == "/tra-cuu?q=v%C6%B0%E1%BB%9Dn+hoa&loai=proposal"
    page = await client.get("/tra-cuu")
    assert page.has("Vườn hoa mẫu")
    assert page.has("chưa có nội dung mới")
    await library.propose("Vườn hoa mới")
    await library.drain()
    page = await client.get("/tra-cuu")
    assert page.has("1 nội dung mới")
    opening = str(page.soup.select_one("form[action*='da-luu']")["action"])  # type: ignore[index]  # it is there
    await client.log_in(other)
    assert not (await client.get("/tra-cuu")).has("Vườn hoa mẫu")
    await client.post(opening, {}, status=404)
    await client.post(f"{opening}/bo", {}, status=404)
    await client.log_in(owner)
    assert (await client.post(opening, {})).location == kept.location
    assert (await client.get("/tra-cuu")).has("chưa có nội dung mới")
    await client.post(f"{opening}/bo", {})
    assert not (await client.get("/tra-cuu")).has("Vườn hoa mẫu")


async def test_an_address_that_is_kept_leads_nowhere_but_to_the_desk(
    client: Client, library: Library, build: Builders
) -> None:
    await client.log_in(await build.person(Role.staff))
    form = (await client.get("/tra-cuu/luu")).form("/tra-cuu/luu")
    odd = "q=a%0D%0ASet-Cookie:x&la=1&nam=9e9&trang=7&tu-ngay=0000&xep=zz&dien-dan=٣"
    kept = await client.post("/tra-cuu/luu", form | {"name": "Lạ", "address": odd}, status=303)
    assert kept.location == "/tra-cuu?q=a%0D%0ASet-Cookie%3Ax"
    await client.get("/tra-cuu")
