"""Moderators cannot wear a critic down: each way of doing so, tried by a direct POST, is refused with its reason."""

from datetime import timedelta

from sqlalchemy import text

from forum import clock
from forum.accounts.models import Account
from forum.actor import Role
from forum.contributions.actions.writing import Edit, edit, standing_text
from tests.builders import Builders
from tests.client import Client
from tests.desk.test_hiding import WORDS, flag, published, second
from tests.desk.test_queue import Scene, decide, proposal, scene, visibility, waiting_case

__all__ = ["scene"]

SUSPEND = {"verdict": "suspend", "rule": "Q1", "quote": "thư viện buổi tối"}
HIDE = {"verdict": "hide", "rule": "Q1", "quote": "thư viện buổi tối"}


def in_days(count: int) -> str:
    return (clock.now() + timedelta(days=count)).date().isoformat()


async def may_write(build: Builders, who: Account) -> bool:
    async with build.acting(who) as (_, actor):
        return actor.suspended_until is None or actor.suspended_until <= actor.at


async def claim(client: Client, case_id: int, status: int = 303) -> str:
    page = await client.post(f"/duyet-noi-dung/{case_id}/nhan", status=status)
    return str(page.text)


async def test_suspending_for_more_than_a_week_takes_two(
    scene: Scene, build: Builders, client: Client
) -> None:
    thread_id = await published(build, client, scene)
    case_id = await flag(build, thread_id)
    await decide(client, scene.first, case_id, **SUSPEND, until=in_days(30))
    assert await may_write(build, scene.author)
    page = await client.get(f"/duyet-noi-dung/{case_id}")
    assert page.has("Ông/Bà đã tham gia việc này trước đó")
    await client.post(f"/duyet-noi-dung/{case_id}/xac-nhan", {"agrees": "true"}, status=403)
    assert await may_write(build, scene.author)
    await client.log_in(scene.second)
    assert (await client.get(f"/duyet-noi-dung/{case_id}")).has("Tạm dừng quyền đăng bài của tác giả")
    await second(client, scene.second, case_id, "true")
    assert not await may_write(build, scene.author)


async def test_a_week_is_one_person_s(scene: Scene, build: Builders, client: Client) -> None:
    thread_id = await published(build, client, scene)
    await decide(client, scene.first, await flag(build, thread_id), **SUSPEND, until=in_days(6))
    assert not await may_write(build, scene.author)


async def test_nobody_suspends_who_criticised_their_own_text(
    build: Builders, client: Client, scene: Scene
) -> None:
    """A moderator's own thread: who replies to it is not silenced by its author, not even as the second person."""
    from forum.threads.actions.threads import NewReply, reply

    thread_id = await proposal(build, scene.first, WORDS)
    await decide(client, scene.second, await waiting_case(build, thread_id), verdict="approve")
    async with build.acting(scene.author) as (db, actor):
        post = await reply(
            db, actor, thread_id, NewReply(text="Người viết bài này nói về thư viện buổi tối sai cả.")
        )
    await decide(client, scene.second, await waiting_case(build, post.id), verdict="approve")
    case_id = await flag(build, post.id)
    await client.log_in(scene.first)
    await claim(client, case_id)
    form = (await client.get(f"/duyet-noi-dung/{case_id}")).form("/quyet-dinh")
    form |= SUSPEND | {"until": in_days(3), "explanation": "Giải thích đủ dài cho tác giả."}
    page = await client.post(f"/duyet-noi-dung/{case_id}/quyet-dinh", form, status=422)
    assert page.error_of("verdict") is not None
    assert page.has("việc tạm dừng quyền đăng phải do người khác quyết định")
    assert await may_write(build, scene.author)


async def sent_again(build: Builders, scene: Scene, words: str) -> None:
    async with build.acting(scene.author) as (db, actor):
        seen = await standing_text(db, scene.thread_id)
        change = Edit(title="Mở thư viện buổi tối", text=f"{WORDS} {words}", seen_version=seen.seen_version)
        await edit(db, actor, scene.thread_id, change)


async def test_a_third_return_is_another_person_s(scene: Scene, build: Builders, client: Client) -> None:
    for time in ("một", "hai"):
        case_id = await waiting_case(build, scene.thread_id)
        await decide(client, scene.first, case_id, verdict="return")
        assert await visibility(build, scene.thread_id) == "returned"
        await sent_again(build, scene, f"Đã sửa lần {time}.")
    case_id = await waiting_case(build, scene.thread_id)
    await client.log_in(scene.first)
    await claim(client, case_id)
    form = (await client.get(f"/duyet-noi-dung/{case_id}")).form("/quyet-dinh") | {
        "verdict": "return", "rule": "Q4", "quote": "gọi 0900 000 000", "explanation": "Xin bỏ số điện thoại đi.",
    }  # fmt: skip
    page = await client.post(f"/duyet-noi-dung/{case_id}/quyet-dinh", form, status=422)
    assert page.has("đã bị trả lại hai lần")
    assert await visibility(build, scene.thread_id) == "in_review"
    await client.post(f"/duyet-noi-dung/{case_id}/tra-lai")
    await decide(client, scene.second, case_id, verdict="return")
    assert await visibility(build, scene.thread_id) == "returned"


async def test_three_cases_at_once_and_one_renewal(scene: Scene, build: Builders, client: Client) -> None:
    cases = [await waiting_case(build, await proposal(build, scene.author)) for _ in range(4)]
    await client.log_in(scene.first)
    for case_id in cases[:3]:
        await claim(client, case_id)
    assert "Ông/Bà đang giữ ba nội dung" in await claim(client, cases[3], 409)
    await claim(client, cases[0])
    assert "đã gia hạn nội dung này một lần" in await claim(client, cases[0], 409)
    await client.post(f"/duyet-noi-dung/{cases[1]}/tra-lai")
    await claim(client, cases[3])


async def test_a_decision_that_nobody_could_review_is_not_confirmed(build: Builders, client: Client) -> None:
    """Two moderators and no outside seat: a hide for another reason than personal data waits for a third."""
    author, first, other = [
        await build.person(role) for role in (Role.intellectual, Role.moderator, Role.moderator)
    ]
    scene = Scene(author, first, other, 0)
    thread_id = await published(build, client, scene)
    case_id = await flag(build, thread_id)
    await decide(client, first, case_id, **HIDE)
    await client.log_in(other)
    form = (await client.get(f"/duyet-noi-dung/{case_id}")).form("/xac-nhan") | {"agrees": "true"}
    page = await client.post(f"/duyet-noi-dung/{case_id}/xac-nhan", form, status=422)
    assert page.has("không còn ai vô tư để xem xét lại")
    assert await visibility(build, thread_id) == "published"
    await build.person(Role.moderator)
    await second(client, other, case_id, "true")
    assert await visibility(build, thread_id) == "hidden"


async def test_personal_data_stays_hidden_and_the_author_reads_that_nobody_can_hear_yet(
    build: Builders, client: Client
) -> None:
    author, first, other = [
        await build.person(role) for role in (Role.intellectual, Role.moderator, Role.moderator)
    ]
    thread_id = await published(build, client, Scene(author, first, other, 0))
    case_id = await flag(build, thread_id)
    await decide(client, first, case_id, verdict="hide")
    await second(client, other, case_id, "true")
    assert await visibility(build, thread_id) == "hidden"
    async with build.acting(None) as (db, _):
        decision_id = await db.scalar(text("SELECT max(id) FROM moderation.decisions"))
    await client.log_in(author)
    page = await client.get(f"/quyet-dinh/{decision_id}")
    assert page.has("Hiện chưa có ai vô tư để xem xét lại quyết định này")
    await build.person(Role.moderator)
    assert not (await client.get(f"/quyet-dinh/{decision_id}")).has("Hiện chưa có ai vô tư")


async def test_a_late_case_is_counted_in_public_and_shown_to_its_author(
    scene: Scene, build: Builders, client: Client
) -> None:
    late = "UPDATE moderation.cases SET deadline_at = now() - interval '2 days'"
    async with build.acting(None) as (db, _):
        await db.execute(text(late))
        await db.execute(text("UPDATE duties SET due_at = now() - interval '2 days' WHERE kind = 'review'"))
    assert (await client.get("/minh-bach")).has("1 nội dung đang chờ đã quá hạn")
    await client.log_in(scene.author)
    assert (await client.get(f"/chu-de/{scene.thread_id}")).has("quá hạn duyệt")
