"""/tim-kiem: what a visitor types, finds, and is never shown."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import Tag

from forum import clock
from forum.contributions.actions import withdraw
from forum.reports.home import outcomes
from forum.threads.actions.threads import NewReply, reply
from tests.builders import UNSTATED, Builders
from tests.client import Client, Page
from tests.commitments.scene import TITLE, committed, reported
from tests.finding.conftest import Library


def found_titles(page: Page) -> list[str]:
    return [" ".join(a.get_text().split()) for a in page.soup.select(".items .item h3 a")]


async def test_a_published_proposal_is_found_without_marks(client: Client, library: Library) -> None:
    await library.propose("Đổi mới sáng tạo ở cảng")
    await library.propose("Chuyện khác hẳn")
    await library.drain()
    page = await client.get("/tim-kiem", q="doi moi sang tao", loai="proposal")
    assert found_titles(page) == ["Đổi mới sáng tạo ở cảng"]
    assert [mark.get_text() for mark in page.soup.select("h3 mark")] == ["Đổi mới sáng tạo"]
    assert page.has("1 kết quả")
    assert page.has("Kết quả xếp theo cách đơn giản.")


async def test_the_empty_page_explains_how_to_search(client: Client) -> None:
    page = await client.get("/tim-kiem")
    assert page.has("Cách tìm")
    assert page.has("KH&CN")


async def test_nothing_found_says_what_can_be_tried(client: Client, library: Library) -> None:
    page = await client.get("/tim-kiem", q="khongcogihet")
    assert page.has("Chưa tìm thấy nội dung nào")


async def test_what_waits_in_review_or_was_withdrawn_is_in_no_hit_and_no_count(
    client: Client, library: Library, build: Builders
) -> None:
    newcomer = await build.person()
    await library.propose("Bí mật kanari một", by=newcomer)
    shown = await library.propose("Kanari thứ hai")
    await library.drain()
    page = await client.get("/tim-kiem", q="kanari")
    assert found_titles(page) == ["Kanari thứ hai"]
    assert page.has("1 kết quả")
    async with build.acting(library.author) as (db, actor):
        await withdraw(db, actor, shown.id, UNSTATED)
    before_the_drain = await client.get("/tim-kiem", q="kanari")
    assert found_titles(before_the_drain) == []
    assert before_the_drain.has("Chưa tìm thấy nội dung nào")
    await library.drain()
    assert not (await client.get("/tim-kiem", q="kanari")).has("Kanari thứ hai")


async def test_a_code_leads_straight_to_its_page(client: Client, library: Library) -> None:
    it = await library.propose("Có mã riêng")
    await library.drain()
    assert it.code
    page = await client.get("/tim-kiem", q=it.code.lower(), status=303)
    assert f"/chu-de/{it.id}" in page.location
    assert (await client.get(f"/ma/{it.code}", status=303)).location == page.location


@pytest.mark.parametrize(
    "typed",
    ["mã số {0}", "{0}.", "{prefix}{year}-{number}", "{prefix}{year}{number}", "{prefix} {year} {short}"],
)
async def test_a_code_as_people_pass_it_on_leads_to_its_page(
    client: Client, library: Library, typed: str
) -> None:
    it = await library.propose("Có mã riêng")
    await library.drain()
    assert it.code
    prefix, year, number = it.code.lower().split("-")
    q = typed.format(it.code, prefix=prefix, year=year, number=number, short=int(number))
    page = await client.get("/tim-kiem", q=q, status=303)
    assert f"/chu-de/{it.id}" in page.location
    assert (await client.get(f"/ma/{q}", status=303)).location == page.location


async def test_several_codes_are_named_first(client: Client, library: Library) -> None:
    codes = [(await library.propose(f"Có mã riêng {number}")).code for number in range(2)]
    await library.drain()
    page = await client.get("/tim-kiem", q=f"{codes[0]} và {codes[1]}")
    assert [f"Mã {code}:" in page.text for code in codes] == [True, True]


async def test_a_code_that_one_may_not_know_of_leads_nowhere(
    client: Client, library: Library, build: Builders
) -> None:
    it = await library.propose("Chưa duyệt", by=await build.person())
    await library.drain()
    assert it.code
    await client.get(f"/ma/{it.code}", status=404)
    page = await client.get("/tim-kiem", q=it.code)
    assert not page.has("Chưa duyệt")
    await client.get("/ma/HK-2026-999999", status=404)


async def test_each_facet_link_shows_the_number_that_it_says(client: Client, library: Library) -> None:
    for number in range(3):
        await library.propose(f"Cảng biển số {number}")
    await library.drain()
    page = await client.get("/tim-kiem", q="cảng")
    links = page.soup.select("aside.rail li")
    assert links
    for link in links:
        count, anchor = link.select_one(".count"), link.select_one("a")
        assert count
        assert isinstance(anchor, Tag)
        narrowed = await client.get(str(anchor["href"]))
        assert narrowed.has(f"{count.get_text()} kết quả")
        assert narrowed.has("đang lọc, bấm để bỏ")


async def test_pages_keep_the_words_and_filters_in_the_address(client: Client, library: Library) -> None:
    for number in range(23):
        await library.propose(f"Luồng tàu {number}")
    await library.drain()
    first = await client.get("/tim-kiem", q="luong tau", loai="proposal")
    following = first.soup.select_one("a[rel=next]")
    assert following
    query = parse_qs(urlsplit(str(following["href"])).query)
    assert query == {"q": ["luong tau"], "loai": ["proposal"], "trang": ["2"]}
    second = await client.get(str(following["href"]))
    titles = found_titles(first) + found_titles(second)
    assert len(titles) == len(set(titles)) == 23


async def test_a_commitment_that_could_not_be_done_is_not_found_as_done(
    client: Client, library: Library, build: Builders
) -> None:
    scene, commitment_id = await committed(build)
    await reported(
        build, commitment_id, scene.officer, scene.head, "cannot_be_done", "Không đủ số liệu để làm."
    )
    await client.log_in(scene.asker)
    path = f"/theo-doi/{commitment_id}/xac-nhan"
    page = await client.get(path)
    assert page.has("Xác nhận kết quả")
    assert page.has("Không thực hiện được")
    assert not page.has("Xác nhận đã thực hiện")
    await client.post(path, page.form(path))
    async with build.acting(None, clock.now() + timedelta(days=4000)) as (db, actor):
        confirmed = await outcomes(db, actor)
        assert (confirmed.done_count, confirmed.not_possible_count, confirmed.due_count) == (0, 1, 1)
    await library.index_everything()
    page = await client.get("/tim-kiem", q=f'"{TITLE}"', loai="commitment")
    assert page.has("Không thực hiện được, đã xác nhận")
    assert not page.has("Đã xác nhận hoàn thành")
    assert found_titles(await client.get("/tim-kiem?loai=commitment&trang-thai=commitment.confirmed")) == []


async def test_search_as_you_type_gets_the_results_alone(client: Client, library: Library) -> None:
    await library.propose("Đổi mới sáng tạo")
    await library.drain()
    fragment = await client.get("/tim-kiem", q="doi moi sa", loai="proposal", htmx=True)
    assert "<h1" not in fragment.text
    assert fragment.has("Kết quả cho “doi moi”.")
    assert found_titles(fragment) == ["Đổi mới sáng tạo"]


async def test_tags_in_a_text_are_shown_as_text(client: Client, library: Library) -> None:
    await library.propose(
        "Thử <img src=x onerror=alert(1)> hải đăng", "Hải đăng <script>alert(1)</script> sáng."
    )
    await library.drain()
    page = await client.get("/tim-kiem", q="hải <img onerror")
    page = await client.get("/tim-kiem", q="hai dang")
    assert not page.soup.select("#results img, #results script")
    assert page.has("<img src=x onerror=alert(1)>")


async def test_a_slip_is_said(client: Client, library: Library) -> None:
    await library.propose("Nghiên cứu rong biển")
    await library.drain()
    page = await client.get("/tim-kiem", q="nghiem cứu rong")
    assert found_titles(page) == ["Nghiên cứu rong biển"]
    assert page.has("nghien thay cho “nghiem”")


@pytest.mark.parametrize(
    "query",
    [
        "q=a%00b",
        "q=x&loai=%00",
        "q=x&trang=0",
        "q=x&nam=abcd",
        "q=x&trang=9999999999",
        "q=" + "kinh phí " * 1_200,  # ten thousand characters
        "q=x&muc=" + "I" * 500,
        "q=x&loai=%ED%A0%80",
    ],
)
async def test_an_address_that_makes_no_sense_is_refused_clearly(client: Client, query: str) -> None:
    await client.get(f"/tim-kiem?{query}", status=422)


@pytest.mark.parametrize(
    "q",
    [
        "x" * 1000,
        "' OR 1=1 --",
        "\u202e\u200b",
        "\u202eđảo biển\u202c عربى",
        '"',
        "\"\"\"'''",
        "-",
        '--- -"" -',
        "%",
        "\\",
        "( & |",
        "a:* <-> !b & (c | d)",
        "AND OR NOT id:1 _vectors filter=1",
        "🌊🚢👩🏽‍🔬",
        "Ha\u0309i",
        " ".join(f"từ{number}" for number in range(120)),
    ],
)
async def test_anything_that_is_text_gets_a_page(client: Client, q: str) -> None:
    assert (await client.get("/tim-kiem", q=q)).status == 200


async def test_five_hundred_filters_at_once_count_as_one_of_each(client: Client, library: Library) -> None:
    await library.propose("Cảng xanh")
    await library.drain()
    many = "&".join(f"loai=x{number}" for number in range(499))
    assert found_titles(await client.get(f"/tim-kiem?q=cang&{many}")) == []
    assert found_titles(await client.get(f"/tim-kiem?q=cang&{many}&loai=proposal")) == ["Cảng xanh"]


async def test_half_a_character_in_the_address_is_no_error_of_ours(client: Client) -> None:
    for raw in ("%ED%A0%80", "%FF%FE", "%C3%28"):
        assert (await client.http.get(f"/tim-kiem?q={raw}")).status_code in (200, 422)


async def test_fifty_results_cost_the_same_statements_as_one(client: Client, library: Library) -> None:
    await library.propose("Rạn san hô 0")
    await library.drain()
    await client.get("/tim-kiem", q="san hô xanh tím")
    await client.get("/tim-kiem", q="san hô", xep="moi-nhat")
    one = client.statements
    for number in range(1, 20):
        await library.propose(f"Rạn san hô {number}")
    await library.drain()
    await client.get("/tim-kiem", q="san hô", xep="moi-nhat")
    assert client.statements <= one


async def test_replies_are_found_only_while_their_thread_is(
    client: Client, library: Library, build: Builders
) -> None:
    it = await library.propose("Thuyền buồm")
    async with build.acting(library.author) as (db, actor):
        await reply(db, actor, it.id, NewReply(text="Gỗ lim và dây gai."))
    await library.drain()
    assert (await client.get("/tim-kiem", q="gỗ lim")).has("1 kết quả")
    async with build.acting(library.author) as (db, actor):
        await withdraw(db, actor, it.id, UNSTATED)
    await library.drain()
    page = await client.get("/tim-kiem", q="gỗ lim")
    assert page.has("Chưa tìm thấy nội dung nào")


async def test_the_code_of_a_task_leads_to_the_task(client: Client, library: Library) -> None:
    await library.index_everything()
    page = await client.get("/tim-kiem", q=library.task.code.lower(), status=303)
    assert page.location == f"/nhiem-vu/{library.task.code}"
    assert (await client.get(f"/ma/{library.task.code}", status=303)).location == page.location


async def test_a_hit_that_the_index_shows_too_long_is_not_even_counted(
    client: Client, library: Library, build: Builders
) -> None:
    kept = await library.propose("Tàu điện ven sông một")
    gone = await library.propose("Tàu điện ven sông hai")
    await library.drain()
    async with build.acting(library.author) as (db, actor):
        await withdraw(db, actor, gone.id, UNSTATED)
    page = await client.get("/tim-kiem", q="tàu điện ven sông")
    assert found_titles(page) == [kept.title]
    assert page.has("1 kết quả")
    assert {count.get_text() for count in page.soup.select("aside.rail .count")} == {"1"}


async def test_a_hit_with_a_slip_that_the_index_shows_too_long_is_not_counted_either(
    client: Client, library: Library, build: Builders
) -> None:
    kept = await library.propose("Nghiên cứu rong biển một")
    gone = await library.propose("Nghiên cứu rong biển hai")
    await library.drain()
    async with build.acting(library.author) as (db, actor):
        await withdraw(db, actor, gone.id, UNSTATED)
    page = await client.get("/tim-kiem", q="nghiem cứu rong")
    assert found_titles(page) == [kept.title]
    assert page.has("1 kết quả")
