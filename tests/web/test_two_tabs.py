"""One draft open in two tabs: each sees the other's words before they are replaced, and none are dropped unseen."""

from typing import Any

import pytest

from forum.actor import Role
from tests.builders import Builders
from tests.client import Client, Page
from tests.threads.test_proposal_story import a_task

PATH = "/hien-ke/moi"
FIRST, SECOND = "Chữ viết ở cửa sổ thứ nhất.", "Chữ viết ở cửa sổ thứ hai."


@pytest.fixture
async def tabs(client: Client, build: Builders) -> tuple[dict[str, Any], dict[str, Any]]:
    """The same kept draft in two tabs, with other words typed in each."""
    await client.log_in(await build.person(Role.intellectual, is_trusted=True))
    typed = {
        "title": "Một đề xuất mẫu",
        "text": "Chữ của bản nháp.",
        "forum_id": str((await build.forum()).id),
        "task_ids": str((await a_task(build)).id),
    }
    kept = await client.send(PATH, typed | {"_way": "save"})
    assert "?giu=" in kept.location
    forms = [(await client.get(kept.location)).form(PATH) for _ in range(2)]
    return forms[0] | {"text": FIRST}, forms[1] | {"text": SECOND}


async def draft(client: Client) -> Page:
    link = (await client.get("/cua-toi")).soup.select_one("a[href*='giu=']")
    assert link is not None
    return await client.get(str(link["href"]))


async def test_saving_what_another_tab_saved_over_shows_both(client: Client, tabs: Any) -> None:
    first, second = tabs
    await client.post(PATH, first | {"_way": "save"})
    page = await client.post(PATH, second | {"_way": "save"}, status=409)
    assert page.field("text").strip() == SECOND
    assert page.soup.select_one(".what-stands") is not None
    assert page.has(FIRST)
    assert (await draft(client)).field("text").strip() == FIRST
    await client.post(PATH, page.form(PATH) | {"_way": "save"})
    assert (await draft(client)).field("text").strip() == SECOND


async def test_the_tab_that_saves_by_itself_is_told_and_its_words_stay(client: Client, tabs: Any) -> None:
    first, second = tabs
    line = await client.post(PATH, first | {"_way": "save"}, status=200, htmx=True)
    assert line.has("Đã lưu nháp lúc")
    line = await client.post(PATH, second | {"_way": "save"}, status=422, htmx=True)
    assert line.has("từ một cửa sổ khác")
    assert line.has(FIRST)
    assert (await draft(client)).field("text").strip() == FIRST


async def test_a_tab_that_goes_on_saving_meets_no_conflict_with_itself(client: Client, tabs: Any) -> None:
    form, _ = tabs
    for words in ("Một.", "Một, hai.", "Một, hai, ba."):
        line = await client.post(PATH, form | {"text": words, "_way": "save"}, status=200, htmx=True)
        form |= {str(one["name"]): str(one["value"]) for one in line.soup.select("input")}
    await client.post(PATH, form | {"text": "Một, hai, ba, và gửi."})
    assert not (await client.get("/cua-toi")).soup.select("a[href*='giu=']")


async def test_sending_what_another_tab_saved_over_shows_both_first(client: Client, tabs: Any) -> None:
    first, second = tabs
    await client.post(PATH, first | {"_way": "save"})
    page = await client.post(PATH, second, status=409)
    assert page.has(FIRST)
    assert page.field("text").strip() == SECOND
    sent = await client.follow(await client.post(PATH, page.form(PATH)))
    assert sent.has(SECOND)


async def test_what_both_tabs_send_stands_and_the_second_is_told(client: Client, tabs: Any) -> None:
    first, second = tabs
    one = await client.post(PATH, first)
    other = await client.post(PATH, second)
    assert one.location != other.location
    page = await client.follow(other)
    assert page.has(SECOND)
    assert page.has("Bản với chữ khác đã gửi trước từ cùng mẫu này vẫn còn.")
    assert (await client.get(one.location)).has(FIRST)


async def test_words_saved_after_the_other_tab_sent_are_a_draft_of_their_own(
    client: Client, tabs: Any
) -> None:
    first, second = tabs
    await client.post(PATH, first)
    line = await client.post(PATH, second | {"_way": "save"}, status=200, htmx=True)
    assert line.has("đã gửi từ cửa sổ khác")
    assert (await draft(client)).field("text").strip() == SECOND
    again = second | {str(one["name"]): str(one["value"]) for one in line.soup.select("input")}
    await client.post(PATH, again | {"text": SECOND + " Thêm.", "_way": "save"})
    assert len((await client.get("/cua-toi")).soup.select("a[href*='giu=']")) == 1
