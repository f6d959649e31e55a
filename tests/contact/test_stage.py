"""On the day: what is being answered, what comes next, what was answered aloud, in the order of the day."""

from datetime import timedelta

from bs4 import Tag
from sqlalchemy import select

from forum.accounts.models import Account
from forum.clock import now
from forum.contact import actions
from forum.contact.models import Question
from forum.notifications.models import Notice
from tests.builders import Builders
from tests.client import Client, Page
from tests.contact.scene import Scene, announced_session, approved, asked, drafted, on_agenda

TITLES = ("Câu thứ nhất", "Câu thứ hai", "Câu thứ ba")


async def live(build: Builders, titles: tuple[str, ...] = TITLES) -> tuple[Scene, list[int]]:
    """A session that runs now, with these questions on its agenda; the first has an approved answer."""
    scene = await announced_session(build, now() - timedelta(days=10))
    ids = [await asked(build, scene, title) for title in titles]
    for one in ids:
        await on_agenda(build, scene, one)
    await approved(build, scene, await drafted(build, scene, ids[0]))
    async with build.acting(scene.secretariat, scene.closed_at) as (db, actor):
        await actions.publish_agenda(db, actor, scene.session_id)
    async with build.acting(scene.secretariat) as (db, actor):
        await actions.open_session(db, actor, scene.session_id)
    return scene, ids


async def steer(client: Client, person: Account, question_id: int, step: str, **values: str) -> Page:
    await client.log_in(person)
    at = f"/tiep-xuc/cau-hoi/{question_id}/{step}"
    if step == "doi-thu-tu":
        values |= {"seen_version": (await client.get(at)).form(at)["seen_version"]}
    return await client.post(at, values)


def stage(page: Page) -> Tag:
    found = page.soup.select_one("#dien-bien")
    assert found is not None
    return found


def said_now(page: Page) -> str:
    """What the panel says is being answered."""
    return stage(page).select(".panel")[0].get_text()


def order(page: Page) -> list[str]:
    """The titles on the stage in their order."""
    found = page.soup.select("#dien-bien h3 a, #dien-bien h4 a")
    return [link.get_text(strip=True).split(". ", 1)[-1] for link in found]


async def test_all_see_what_is_being_answered_and_what_comes_next(build: Builders, client: Client) -> None:
    scene, (first, second, _) = await live(build)
    page = await client.get(scene.url)
    assert page.has("Chưa có câu hỏi nào đang được trả lời")
    await steer(client, scene.secretariat, first, "bat-dau")
    await client.log_out()
    page = await client.get(scene.url)
    assert "Câu thứ nhất" in said_now(page)
    assert page.has("Tiếp theo: Câu thứ hai")
    assert page.soup.select_one("[data-live] #dien-bien") is not None
    assert not page.has("Bắt đầu")
    await steer(client, scene.secretariat, second, "bat-dau")
    page = await client.get(scene.url)
    assert "Câu thứ hai" in said_now(page)
    assert page.has("Tiếp theo: Câu thứ nhất")


async def test_a_button_of_the_stage_brings_the_stage_alone_and_leaves_no_message_behind(
    build: Builders, client: Client
) -> None:
    scene, (first, *_) = await live(build)
    await client.log_in(scene.secretariat)
    at = f"/tiep-xuc/cau-hoi/{first}"
    for step in ("bat-dau", "da-tra-loi"):
        sent = await client.post(f"{at}/{step}", htmx=True)
        assert "Câu thứ nhất" in stage(await client.get(sent.location, htmx=True)).get_text()
    assert not (await client.get(scene.url)).has("Đã ghi: trả lời tại kỳ tiếp xúc.")


async def test_one_tap_notes_an_answer_and_publishes_the_approved_text(
    build: Builders, client: Client
) -> None:
    scene, (first, second, _) = await live(build)
    await steer(client, scene.secretariat, first, "da-tra-loi")
    page = await client.get(f"{scene.url}/cau-hoi/{first}")
    assert page.has("Đã trả lời tại kỳ tiếp xúc")
    assert page.has("Thành phố giao một cơ quan lập danh mục")
    await steer(client, scene.secretariat, second, "da-tra-loi")
    page = await client.get(scene.url)
    assert page.has("văn bản chờ duyệt")
    await client.post(f"/tiep-xuc/cau-hoi/{second}/da-tra-loi", {}, status=403)


async def test_what_was_said_aloud_without_a_text_still_holds_the_minutes_back(
    build: Builders, client: Client
) -> None:
    scene, ids = await live(build)
    for one in ids:
        await steer(client, scene.secretariat, one, "da-tra-loi")
    await client.post(f"/tiep-xuc/{scene.session_id}/ket-thuc", {})
    page = await client.get(f"{scene.url}/bien-ban")
    assert page.has("2 câu hỏi chưa có hướng xử lý")


async def test_the_order_changes_on_the_day_and_nobody_is_written_to(build: Builders, client: Client) -> None:
    scene, (_, _, third) = await live(build)
    await build.run_jobs()
    async with build.acting(None) as (db, _):
        before = len((await db.scalars(select(Notice.id))).all())
    await steer(client, scene.secretariat, third, "doi-thu-tu", way="earlier")
    page = await client.get(scene.url)
    assert order(page) == ["Câu thứ nhất", "Câu thứ ba", "Câu thứ hai"]
    await steer(client, scene.secretariat, third, "doi-thu-tu", way="earlier")
    await steer(client, scene.secretariat, third, "doi-thu-tu", way="earlier")
    assert order(await client.get(scene.url)) == ["Câu thứ ba", "Câu thứ nhất", "Câu thứ hai"]
    await build.run_jobs()
    async with build.acting(None) as (db, _):
        assert len((await db.scalars(select(Notice.id))).all()) == before


async def test_two_questions_with_one_number_can_still_be_ordered(build: Builders, client: Client) -> None:
    scene, ids = await live(build)
    async with build.acting(None) as (db, _):
        for row in await db.scalars(select(Question).where(Question.id.in_(ids))):
            row.agenda_position = 1
    await steer(client, scene.secretariat, ids[0], "doi-thu-tu", way="later")
    assert order(await client.get(scene.url)) == ["Câu thứ hai", "Câu thứ nhất", "Câu thứ ba"]


async def test_the_stage_alone_comes_to_a_page_that_asks_again(build: Builders, client: Client) -> None:
    scene, ids = await live(build)
    address = f"/tiep-xuc/{scene.session_id}/dien-bien"
    alone = await client.get(address, htmx=True)
    assert stage(alone)
    assert alone.soup.select_one("h1") is None
    assert (await client.get(address, status=303)).location == scene.url
    await steer(client, scene.secretariat, ids[0], "da-tra-loi")
    await client.post(f"/tiep-xuc/{scene.session_id}/ket-thuc", {})
    await client.log_out()
    ended = await client.get(address, htmx=True)
    assert not stage(ended).has_attr("hx-trigger")


async def test_before_the_session_the_order_can_be_changed_and_nothing_be_called(
    build: Builders, client: Client
) -> None:
    scene = await announced_session(build, now() - timedelta(days=7))
    ids = [await asked(build, scene, title) for title in TITLES[:2]]
    for one in ids:
        await on_agenda(build, scene, one)
    await steer(client, scene.secretariat, ids[1], "doi-thu-tu", way="earlier")
    assert order(await client.get(scene.url)) == ["Câu thứ hai", "Câu thứ nhất"]
    await client.post(f"/tiep-xuc/cau-hoi/{ids[0]}/bat-dau", {}, status=403)
    await client.log_in(scene.assistant)
    await client.post(f"/tiep-xuc/cau-hoi/{ids[0]}/doi-thu-tu", {"way": "later"}, status=403)
