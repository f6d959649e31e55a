"""A stranger with a leader's name is seen by the moderator, and told apart by everybody."""

import pytest
from sqlalchemy import select

from forum.accounts.models import Account, Persona
from forum.actor import Role
from forum.kinds import card
from forum.thing import Thing
from tests.builders import Builders
from tests.client import Client, Page
from tests.desk.test_queue import waiting_case
from tests.finding.conftest import Library, library
from tests.finding.test_tim_kiem import found_titles
from tests.sources import imported_from, named, sources
from vietnamese import look

__all__ = ["library"]

LEADER = "Lãnh đạo Mẫu Bốn"
VARIANTS = (
    "Lãnh đạo Mẫu Bốn",
    "lanh dao mau bon",
    "LÃNH ĐẠO MẪU BỐN",
    "Lãnh  đạo-Mẫu.Bốn",
    "LãnhđạoMẫuBốn",
    "Lаnh đạо Mẫu Bốn",
    "Lᴀnh đạo Mẫu Bốn",
    "Ｌãnh đạo Ｍẫu Ｂốn",
    "𝐋𝐚𝐧𝐡 đạo Mẫu Bốn",
    "Lãnh Ðạo Mẫu Bốn",
    "Iãnh đạo Mẫu Bốn",
    "Lãnh đạo Mẫu B0n",
    "Ông Lãnh đạo Mẫu Bốn",
    "PGS. TS. Lãnh đạo Mẫu Bốn",
    "Ⓛãnh đạo Mẫu Bốn",
    "Lãnh đạο Μẫu Βốn",
    "Lãnh đạo Mẫu Bốn ✓",
    "LãnhㅤđạoㅤMẫu Bốn",
    "Lãnh\u2800đạo Mẫu Bốn\uffa0",
    "Lãnh đạo Mẫu 8ốn",
    "L4nh đạo Mẫu Bốn",
    "Łãnh ɗạo Mẫu Ƀốn",
    "Lãnh ᵭạσ Mẫu Bốη",
    "Lãnh đạo rnẫu Bốn",
    "Lãnh đạo Mẫu Bốnn",
    "GS.TSKH. Lãnh đạo Mẫu Bốn",
    "Thầy Lãnh đạo Mẫu Bốn",
    "ThS. NCS. Lãnh đạo Mẫu Bốn",
    "𝕃ãnh đạo 𝓜ẫu Bốn",
    "L.ã.n.h đạo Mẫu Bốn",
    "Lãnh_đạo_Mẫu_Bốn",
)
NOTE = "không phải tài khoản của lãnh đạo hay cơ quan"


@pytest.mark.parametrize("name", VARIANTS)
def test_names_that_look_alike_have_one_look(name: str) -> None:
    assert look(name) == look(LEADER)


@pytest.mark.parametrize("name", ["Lãnh đạo Mẫu Năm", "Người Mẫu Bốn", "Bốn", "Мадуев", "李明", "", "ㅤㅤ"])
def test_other_names_have_another(name: str) -> None:
    assert look(name) != look(LEADER)


async def case_page(build: Builders, client: Client, library: Library, author: Account) -> Page:
    it = await library.propose("Một đề xuất mẫu", by=author)
    await client.log_in(await build.person(Role.moderator))
    return await client.get(f"/duyet-noi-dung/{await waiting_case(build, it.id)}")


@pytest.mark.parametrize("name", [*VARIANTS[:6], f"Đồng chí {LEADER} (thành phố)"])
async def test_the_moderator_reads_that_a_name_is_a_leaders(
    build: Builders, client: Client, library: Library, name: str
) -> None:
    await build.leader(LEADER)
    page = await case_page(build, client, library, await build.person(name=name))
    assert page.has("Trùng hoặc gần giống tên của lãnh đạo")
    assert page.has(LEADER)


async def test_the_moderator_reads_that_a_name_is_a_bodys_an_officials_or_another_accounts(
    build: Builders, client: Client, library: Library
) -> None:
    body = await build.body("Sở Mẫu Văn hóa")
    await build.person(Role.body_officer, body=body, name="Cán Bộ Mẫu Hai")
    await build.person(name="Người Mẫu Trùng")
    for name, said in (
        ("So Mau Van hoa", "Trùng hoặc gần giống tên của cơ quan"),
        ("Càn bộ mẫu hai", "vai trò (Cán bộ đầu mối, Sở Mẫu Văn hóa)"),
        ("Người mẫu TRÙNG", "Trùng hoặc gần giống tên của tài khoản khác"),
    ):
        page = await case_page(build, client, library, await build.person(name=name))
        assert page.has(said), name
    page = await case_page(build, client, library, await build.person(name="Người Mẫu Riêng Biệt"))
    assert not page.has("Trùng hoặc gần giống")


async def test_the_moderator_reads_that_a_title_is_a_leaders_office(
    build: Builders, client: Client, library: Library
) -> None:
    await build.leader(LEADER)
    author = await build.person()
    async with build.acting(None) as (db, _):
        (await db.get_one(Persona, author.persona_id)).title = "LÃNH ĐẠO (MẪU)"
    assert (await case_page(build, client, library, author)).has("Trùng hoặc gần giống chức vụ của lãnh đạo")


async def test_everybody_can_tell_an_official_a_leader_and_a_namesake_apart(
    build: Builders, client: Client, library: Library
) -> None:
    leader, body = await build.leader(LEADER), await build.body("Sở Mẫu A")
    who = {
        "Lãnh đạo (mẫu)": await build.person(Role.leader, leader=leader, name=LEADER, is_trusted=True),
        "Cán bộ đầu mối, Sở Mẫu A": await build.person(
            Role.body_officer, body=body, name="Cán Bộ Mẫu", is_trusted=True
        ),
        NOTE: await build.person(name="Lanh đạo Mẫu Bốn", is_trusted=True),
    }
    for note, author in who.items():
        it = await library.propose("Một đề xuất mẫu", by=author)
        async with build.acting(author) as (db, actor):
            url = (await card(db, actor, Thing(it.kind, it.id))).url
        page = await client.get(url)
        assert page.has(f"({note})")
        assert page.has(NOTE) == (note == NOTE)


async def test_search_by_author_keeps_people_of_one_name_apart(
    build: Builders, client: Client, library: Library
) -> None:
    for text in ("Nhà hát một", "Nhà hát hai"):
        await library.propose(text, by=await build.person(is_trusted=True, name="Người Mẫu Trùng Tên"))
    await library.drain()
    await client.log_in(await build.person(Role.staff))
    page = await client.get("/tra-cuu?tac-gia=Người Mẫu Trùng Tên")
    assert page.has("Nhiều tác giả cùng tên")
    links = [str(a["href"]) for a in page.soup.select(".panel a")]
    assert sorted([found_titles(await client.get(link)) for link in links]) == [
        ["Nhà hát hai"],
        ["Nhà hát một"],
    ]
    of_one = next(a for a in page.soup.select(".cite a") if "Chỉ nội dung" in a.get_text())
    assert len(found_titles(await client.get(str(of_one["href"])))) == 1


async def test_each_name_has_its_look(build: Builders) -> None:
    await build.leader(LEADER)
    async with build.acting(None) as (db, _):
        for persona in await db.scalars(select(Persona)):
            assert persona.look == look(persona.name)


def test_a_name_is_changed_in_one_place() -> None:
    users = {
        named(path) for path in sources("forum") if imported_from(path, "vietnamese") & {"sort_key", "look"}
    }
    comparing = {
        "forum/accounts/people.py",
        "forum/contact/floor/actions.py",
        "forum/contributions/entering/people.py",
    }  # a typed name with those that stand
    assert users == {"forum/accounts/models.py", "forum/desk/namesakes.py"} | comparing
