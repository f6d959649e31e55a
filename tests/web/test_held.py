"""What was typed without a log-in is held for its browser, comes back after any log-in, and fills no disk."""

import re
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select, text
from sqlalchemy.engine import make_url

from forum import clock
from forum.actor import Role
from forum.contributions.models import Draft
from forum.database import embedded, make_engine
from forum.jobs import JobContext
from forum.notifications.models import SampleMail
from forum.sweeping import sweep
from tests.builders import Builders
from tests.client import Client, Page

PATH = "/hien-ke/moi"
TYPED = {"title": "Một đề xuất mẫu", "text": "Chữ viết công phu\nkhông được mất.", "_key": "k" * 24}
PASSWORD = "mot mat khau rat dai"


async def _held_count(build: Builders) -> int:
    async with build.acting(None) as (db, _):
        return (
            await db.scalars(select(func.count()).select_from(Draft).where(Draft.persona_id.is_(None)))
        ).one()


def _shows_what_was_typed(page: Page) -> bool:
    return page.field("title") == TYPED["title"] and page.field("text").strip() == TYPED["text"]


async def _link(build: Builders, path: str) -> str:
    """The token in the last mail that leads to that address."""
    await build.run_jobs()
    async with build.acting(None) as (db, _):
        mails = list(await db.scalars(select(SampleMail.text)))
    tokens: list[str] = re.findall(rf"{path}\?ma=([\w-]+)", "\n".join(mails))
    return tokens[-1]


async def test_what_was_sent_without_a_log_in_is_shown_after_logging_in_and_sent_by_nobody(
    client: Client, build: Builders
) -> None:
    sent = await client.post(PATH, TYPED)
    page = await client.follow(sent)
    assert page.has("đã được giữ")
    member = await build.person(Role.intellectual)
    await client.log_in(member)
    back = page.field("tiep")
    page = await client.get(back)
    assert _shows_what_was_typed(page)
    assert page.has("chưa gửi")
    assert not (await client.get("/hien-ke")).has(TYPED["title"])


async def test_it_comes_back_after_logging_in_by_a_mailed_link(client: Client, build: Builders) -> None:
    member = await build.person(Role.intellectual)
    await client.post(PATH, TYPED)
    await client.send("/dang-nhap/gui-lien-ket", {"email": member.email}, status=200)
    token = await _link(build, "/dang-nhap/lien-ket")
    page = await client.post("/dang-nhap/lien-ket", {"ma": token})
    assert _shows_what_was_typed(await client.follow(page))


async def test_it_comes_back_after_registering_and_confirming(client: Client, build: Builders) -> None:
    await client.post(PATH, TYPED)
    new = {"email": "moi@vien.example", "name": "Người Mẫu Mới", "password": PASSWORD, "consents": "terms"}
    await client.send("/dang-ky", new, status=200)
    token = await _link(build, "/dang-ky/xac-nhan")
    page = await client.post("/dang-ky/xac-nhan", {"ma": token})
    assert _shows_what_was_typed(await client.follow(page))


async def test_it_opens_in_no_other_browser_and_at_no_other_form(client: Client, build: Builders) -> None:
    """A planted form never opens prefilled for who is sent its link."""
    administrator = await build.person(Role.administrator)
    path = f"/quan-tri/nguoi/{administrator.id}"
    planted = await client.post(path, {"role": "administrator", "_key": "p" * 24})
    url = (await client.follow(planted)).field("tiep")
    assert "giu=" in url
    await client.log_out()
    await client.log_in(administrator)
    page = await client.get(url)
    assert not page.has("đã được giữ lại")
    assert page.soup.select_one("option[value=administrator][selected]") is None
    await client.log_out()
    sent = await client.post(PATH, TYPED)
    key = (await client.follow(sent)).field("tiep").partition("giu=")[2]
    await client.log_in(administrator)
    assert (await client.get(f"/chu-de/moi?giu={key}")).field("title") == ""
    assert _shows_what_was_typed(await client.get(f"{PATH}?giu={key}"))


async def test_a_form_that_saves_itself_after_the_log_in_ended_stays_and_says_so(
    client: Client, build: Builders
) -> None:
    member = await build.person(Role.intellectual)
    await client.log_in(member)
    form = (await client.get(PATH)).form(PATH) | {"title": TYPED["title"], "text": TYPED["text"]}
    await client.log_out()
    for _ in range(3):
        line = await client.post(PATH, form | {"_way": "save"}, status=200, htmx=True)
        assert line.has("chưa đăng nhập")
        assert "hx-redirect" not in line.response.headers
    assert await _held_count(build) == 1
    link = line.soup.select_one("a[href^='/dang-nhap?tiep=']")
    assert link is not None
    back = (await client.get(str(link["href"]))).field("tiep")
    await client.log_in(member)
    assert _shows_what_was_typed(await client.get(back))
    line = await client.post(PATH, form | {"_way": "save"}, status=200, htmx=True)
    assert line.has("Đã lưu nháp")


async def test_strangers_fill_no_disk(client: Client, build: Builders) -> None:
    page = await client.post(PATH, TYPED | {"text": "chữ " * 40_000}, status=413)
    assert "chữ chữ" in page.soup.select("main textarea")[1].get_text()
    for number in range(30):
        await client.log_out()
        status = 303 if number < 10 else 429
        page = await client.post(PATH, TYPED, status=status)
    assert page.has(TYPED["title"])
    assert await _held_count(build) == 10


async def test_what_is_held_is_gone_after_a_day(client: Client, build: Builders) -> None:
    url = (await client.follow(await client.post(PATH, TYPED))).field("tiep")
    async with build.acting(None) as (db, _):
        for draft in await db.scalars(select(Draft)):
            draft.saved_at = clock.now() - timedelta(days=1, minutes=1)
    await client.log_in(await build.person(Role.intellectual))
    assert (await client.get(url)).field("title") == ""
    async with build.acting(None) as (db, _):
        await sweep(JobContext(db, clock.now(), client.settings, build.engine))
    assert await _held_count(build) == 0


async def test_logging_out_forgets_what_this_browser_held(client: Client, build: Builders) -> None:
    await client.post(PATH, TYPED)
    assert "hien_ke_may" in client.http.cookies
    await client.post("/dang-xuat")
    assert "hien_ke_may" not in client.http.cookies


@pytest.mark.parametrize(
    "sent",
    [
        {"data": TYPED},
        {"data": TYPED, "files": {"paper": ("a.docx", b"x" * 10, "application/octet-stream")}},
    ],
    ids=["plain", "with a file"],
)
async def test_a_form_from_another_site_is_refused_on_a_page_with_its_words(
    client: Client, sent: Any
) -> None:
    page = Page(await client.http.post(PATH, headers={"sec-fetch-site": "cross-site"}, **sent))
    assert page.status == 403
    assert page.soup.h1 is not None
    assert [one.get_text().strip() for one in page.soup.select("main textarea")] == [
        TYPED["title"],
        TYPED["text"],
    ]
    assert page.soup.select_one(f"main a[href='{PATH}']") is not None


@pytest.mark.parametrize("is_chunked", [False, True])
async def test_a_form_that_is_too_large_is_refused_on_a_page_with_its_words(
    client: Client, is_chunked: bool
) -> None:
    async def body() -> Any:
        for part in (
            b"title=Mot+de+xuat+mau&password=bi+mat&text=Chu+viet+cong+phu",
            b"+" + b"a" * 1_500_000,
            b"b" * 900_000,
        ):
            yield part

    content = body() if is_chunked else b"".join([part async for part in body()])
    headers = {"sec-fetch-site": "same-origin", "content-type": "application/x-www-form-urlencoded"}
    page = Page(await client.http.post(PATH, content=content, headers=headers))
    assert page.status == 413
    title, words = [one.get_text().strip() for one in page.soup.select("main textarea")]
    assert title == "Mot de xuat mau"
    assert words.startswith("Chu viet cong phu aaa")
    assert not page.has("bi mat")


async def test_what_was_sent_while_the_house_failed_is_shown_back(
    client: Client, build: Builders, server: embedded.Server
) -> None:
    await client.log_in(await build.person(Role.intellectual))
    forum = str((await build.forum()).id)
    form = (await client.get(PATH)).form(PATH)
    form |= {"title": TYPED["title"], "text": TYPED["text"], "forum_id": forum, "task_ids": "1"}
    name = make_url(client.settings.database_url).database
    owner = make_engine(server.url("forum_owner", name or ""))
    async with owner.begin() as connection:
        await connection.execute(text("ALTER TABLE contributions RENAME TO contributions_gone"))
    await owner.dispose()
    assert isinstance(client.http._transport, httpx.ASGITransport)
    transport = httpx.ASGITransport(app=client.http._transport.app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, cookies=client.http.cookies) as http:
        response = await http.post(
            f"http://hien-ke.test{PATH}", data=form, headers={"sec-fetch-site": "same-origin"}
        )
    page = Page(response)
    assert page.status == 500
    assert [one.get_text().strip() for one in page.soup.select("main textarea")] == [
        TYPED["title"],
        TYPED["text"],
    ]
