"""Hiding what is public: by two people, or by one as an interim; and what a hidden text no longer shows."""

from datetime import timedelta

from sqlalchemy import select

from forum import clock
from forum.actor import Role
from forum.contributions.models import Contribution
from forum.desk import actions
from forum.desk.actions import FlagInput, RulingInput
from forum.notifications.models import Notice
from forum.threads.actions.threads import NewReply, reply
from tests.builders import Builders
from tests.client import Client
from tests.desk.test_queue import Scene, decide, proposal, scene, visibility, waiting_case

__all__ = ["scene"]

CANARY = "chim-hoang-yen-trong-bai-bi-an"
WORDS = f"Đề nghị mở thư viện buổi tối, {CANARY}. Xin gọi 0900 000 000 để trao đổi."


async def published(build: Builders, client: Client, scene: Scene) -> int:
    thread_id = await proposal(build, scene.author, WORDS)
    await decide(client, scene.first, await waiting_case(build, thread_id), verdict="approve")
    return thread_id


async def flag(build: Builders, thread_id: int, times: int = 1) -> int:
    for _ in range(times):
        reader = await build.person(Role.intellectual)
        async with build.acting(reader) as (db, actor):
            await actions.flag(db, actor, thread_id, FlagInput(rule="Q4", words="Có số điện thoại riêng."))
    return await waiting_case(build, thread_id)


async def second(client: Client, who: object, case_id: int, agrees: str, why: str = "") -> None:
    await client.log_in(who)  # type: ignore[arg-type]  # a person of the table
    form = (await client.get(f"/duyet-noi-dung/{case_id}")).form("/xac-nhan")
    form |= {"agrees": agrees, "explanation": why}
    await client.post(f"/duyet-noi-dung/{case_id}/xac-nhan", form)


async def test_a_reader_flags_by_a_form_and_learns_that_a_disagreement_is_no_ground(
    scene: Scene, build: Builders, client: Client
) -> None:
    thread_id = await published(build, client, scene)
    reader = await build.person(Role.intellectual)
    await client.log_in(reader)
    page = await client.get(f"/phan-anh/{thread_id}")
    assert page.has("mời trả lời ngay dưới bài")
    form = page.form(f"/phan-anh/{thread_id}") | {"rule": "Q4", "words": "Có số điện thoại riêng."}
    page = await client.follow(await client.post(f"/phan-anh/{thread_id}", form))
    assert page.has("Đã nhận phản ánh")
    await client.log_in(scene.second)
    page = await client.get(f"/duyet-noi-dung/{await waiting_case(build, thread_id)}")
    assert page.has("Có số điện thoại riêng.")
    assert not page.has(reader.email)


async def test_nobody_flags_their_own_text_nor_what_they_cannot_see(
    scene: Scene, build: Builders, client: Client
) -> None:
    await client.log_in(scene.author)
    await client.get(f"/phan-anh/{scene.thread_id}", status=403)
    await client.log_in(await build.person(Role.intellectual))
    await client.get(f"/phan-anh/{scene.thread_id}", status=404)
    await client.log_out()
    await client.get(f"/phan-anh/{scene.thread_id}", status=303)


async def test_flags_of_several_readers_make_one_case_and_one_person_counts_once(
    scene: Scene, build: Builders, client: Client
) -> None:
    thread_id = await published(build, client, scene)
    case_id = await flag(build, thread_id, times=2)
    await client.log_in(scene.second)
    assert (await client.get(f"/duyet-noi-dung/{case_id}")).has("Phản ánh (2)")


async def test_a_report_that_is_dismissed_publishes_nothing_and_is_not_called_so(
    scene: Scene, build: Builders, client: Client
) -> None:
    thread_id = await published(build, client, scene)
    case_id = await flag(build, thread_id)
    await decide(client, scene.first, case_id, verdict="approve")
    page = await client.get(f"/duyet-noi-dung/{case_id}")
    assert page.has("Đã quyết định: giữ nguyên.")
    history = page.soup.select("ol.items li.item p.meta")
    last, first = [one.get_text() for one in history]
    assert "Giữ nguyên" in last and "Cho đăng" in first
    await client.log_out()
    page = await client.get("/minh-bach")
    assert page.has("Giữ nguyên 1") and page.has("Cho đăng 1")


async def test_one_moderator_only_proposes_and_the_second_hides(
    scene: Scene, build: Builders, client: Client
) -> None:
    thread_id = await published(build, client, scene)
    case_id = await flag(build, thread_id)
    await decide(client, scene.first, case_id, verdict="hide")
    assert await visibility(build, thread_id) == "published"
    page = await client.get(f"/duyet-noi-dung/{case_id}")
    assert page.has("đã tham gia việc này")
    await client.post(f"/duyet-noi-dung/{case_id}/xac-nhan", {"agrees": "true"}, status=403)
    await second(client, scene.second, case_id, "true")
    assert await visibility(build, thread_id) == "hidden"
    await client.log_out()
    page = await client.get(f"/chu-de/{thread_id}")
    assert page.has("theo Quy tắc Q4")
    assert CANARY not in page.text


async def test_a_second_moderator_who_disagrees_must_say_why_and_the_text_stays(
    scene: Scene, build: Builders, client: Client
) -> None:
    thread_id = await published(build, client, scene)
    case_id = await flag(build, thread_id)
    await decide(client, scene.first, case_id, verdict="hide")
    await client.log_in(scene.second)
    page = await client.post(f"/duyet-noi-dung/{case_id}/xac-nhan", {"agrees": "false"}, status=422)
    assert "ít nhất 10 ký tự" in page.error_of("explanation")
    await second(client, scene.second, case_id, "false", "Đây là số đã công bố của cơ quan.")
    assert await visibility(build, thread_id) == "published"


async def test_a_hide_for_now_is_visible_as_such_and_ends_by_the_clock_without_any_job(
    scene: Scene, build: Builders, client: Client
) -> None:
    thread_id = await published(build, client, scene)
    case_id = await flag(build, thread_id)
    await decide(client, scene.first, case_id, verdict="hide", at_once="true")
    await client.log_out()
    page = await client.get(f"/chu-de/{thread_id}")
    assert page.has("Tạm ẩn từ")
    assert CANARY not in page.text
    later = clock.now() + timedelta(hours=73)
    async with build.acting(None, later) as (db, visitor):
        from forum.contributions.queries import text_of

        assert CANARY in (await text_of(db, visitor, thread_id)).text


async def test_the_job_writes_the_lapse_down_once_and_tells_the_author(
    scene: Scene, build: Builders, client: Client
) -> None:
    thread_id = await published(build, client, scene)
    case_id = await flag(build, thread_id)
    await decide(client, scene.first, case_id, verdict="hide", at_once="true")
    await build.run_jobs()
    later = clock.now() + timedelta(hours=73)
    for _ in range(2):
        async with build.acting(None, later) as (db, visitor):
            await actions.record_lapse(db, thread_id, visitor.at)
        await build.run_jobs(later)
    assert await visibility(build, thread_id) == "published"
    async with build.acting(None) as (db, _):
        subjects = (
            await db.scalars(
                select(Notice.subject)
                .where(Notice.persona_id == scene.author.persona_id, Notice.path.startswith("/quyet-dinh"))
                .order_by(Notice.id)
            )
        ).all()
    assert [subject.partition(": ")[2] for subject in subjects] == [
        "bài được tạm ẩn, chờ người thứ hai xác nhận",
        "bài đã hiển thị lại",
    ]


async def test_a_dead_worker_holds_up_no_moderator_after_a_lapse(
    scene: Scene, build: Builders, client: Client
) -> None:
    thread_id = await published(build, client, scene)
    case_id = await flag(build, thread_id)
    await decide(client, scene.first, case_id, verdict="hide", at_once="true")
    later = clock.now() + timedelta(hours=73)
    async with build.acting(scene.second, later) as (db, actor):
        await actions.claim(db, actor, case_id)
    async with build.acting(scene.second, later) as (db, actor):
        ruling = RulingInput(version=1, verdict="approve")
        await actions.decide(db, actor, case_id, ruling)
    assert await visibility(build, thread_id) == "published"


async def test_hidden_text_leaves_its_replies_pages_history_and_forms(
    scene: Scene, build: Builders, client: Client
) -> None:
    thread_id = await published(build, client, scene)
    friend = await build.person(Role.intellectual, is_trusted=True)
    async with build.acting(friend) as (db, actor):
        await reply(db, actor, thread_id, NewReply(text="Tôi đồng tình với đề nghị này."))
    case_id = await flag(build, thread_id)
    await decide(client, scene.first, case_id, verdict="hide")
    await second(client, scene.second, case_id, "true")
    await client.log_in(friend)
    for path, status in (
        (f"/chu-de/{thread_id}", 200),
        ("/hien-ke", 200),
        ("/dien-dan", 200),
        (f"/bai/{thread_id}/lich-su", 404),
        (f"/phan-anh/{thread_id}", 404),
        ("/minh-bach", 200),
    ):
        page = await client.get(path, status=status)
        assert CANARY not in page.text, path


async def test_the_moderators_restore_what_was_hidden_after_looking_again(
    scene: Scene, build: Builders, client: Client
) -> None:
    thread_id = await published(build, client, scene)
    case_id = await flag(build, thread_id)
    await decide(client, scene.first, case_id, verdict="hide")
    await second(client, scene.second, case_id, "true")
    page = await client.get(f"/duyet-noi-dung/mo/{thread_id}")
    assert page.has("Quyết định đã có")
    form = page.form(f"/mo/{thread_id}") | {"reason": "review", "words": "Số điện thoại là của cơ quan."}
    await client.post(f"/duyet-noi-dung/mo/{thread_id}", form)
    again = await waiting_case(build, thread_id)
    await decide(client, scene.second, again, verdict="restore", explanation="Số này do cơ quan công bố.")
    assert await visibility(build, thread_id) == "published"
    await client.log_out()
    assert CANARY in (await client.get(f"/chu-de/{thread_id}")).text


async def test_a_written_order_is_due_in_twenty_four_hours_and_may_hide_at_once(
    scene: Scene, build: Builders, client: Client
) -> None:
    thread_id = await published(build, client, scene)
    await client.log_in(scene.first)
    words = "Công văn số 01/MAU ngày 24/11/2026 của Cơ quan Mẫu A."
    form = {"reason": "order", "words": words}
    page = await client.follow(await client.post(f"/duyet-noi-dung/mo/{thread_id}", form))
    assert page.has(words)
    case_id = await waiting_case(build, thread_id)
    await decide(
        client, scene.first, case_id, verdict="hide", rule="Q10", at_once="true", quote="thư viện buổi tối"
    )
    assert await visibility(build, thread_id) == "interim_hidden"


async def test_who_is_no_moderator_cannot_bring_an_order(
    scene: Scene, build: Builders, client: Client
) -> None:
    thread_id = await published(build, client, scene)
    await client.log_in(scene.author)
    await client.post(f"/duyet-noi-dung/mo/{thread_id}", {"reason": "order", "words": "Công văn"}, status=404)


async def test_a_suspended_author_reads_but_does_not_write_until_the_day_is_over(
    scene: Scene, build: Builders, client: Client
) -> None:
    thread_id = await published(build, client, scene)
    case_id = await flag(build, thread_id)
    until = (clock.now() + timedelta(days=7)).date()
    await decide(
        client,
        scene.first,
        case_id,
        verdict="suspend",
        rule="Q1",
        quote="thư viện buổi tối",
        until=until.isoformat(),
    )
    async with build.acting(scene.author) as (_, actor):
        assert actor.suspended_until is not None
        assert actor.suspended_until > clock.now()


async def test_a_locked_thread_is_read_and_not_answered_and_a_moved_one_changes_its_task(
    scene: Scene, build: Builders, client: Client
) -> None:
    thread_id = await published(build, client, scene)
    await decide(
        client,
        scene.first,
        await flag(build, thread_id),
        verdict="lock",
        rule="Q7",
        quote="thư viện buổi tối",
        explanation="Trao đổi đã rời khỏi nhiệm vụ này.",
    )
    await second(client, scene.second, await waiting_case(build, thread_id), "true")
    await client.log_out()
    assert (await client.get(f"/chu-de/{thread_id}")).has("Đề nghị mở thư viện")
    async with build.acting(None) as (db, _):
        from forum.threads.models import Thread

        assert (await db.get_one(Thread, thread_id)).locked_at is not None
        assert (await db.get_one(Contribution, thread_id)).visibility == "published"


async def test_a_move_to_a_task_that_does_not_exist_is_refused_beside_its_field(
    scene: Scene, build: Builders, client: Client
) -> None:
    thread_id = await published(build, client, scene)
    case_id = await flag(build, thread_id)
    await client.log_in(scene.first)
    await client.post(f"/duyet-noi-dung/{case_id}/nhan")
    form = (await client.get(f"/duyet-noi-dung/{case_id}")).form("/quyet-dinh") | {
        "verdict": "move",
        "rule": "Q7",
        "quote": "thư viện buổi tối",
        "explanation": "Nhiệm vụ khác phù hợp hơn.",
        "destination": "KHONG-CO",
    }
    page = await client.post(f"/duyet-noi-dung/{case_id}/quyet-dinh", form, status=422)
    assert "không có nhiệm vụ" in page.error_of("destination")
    assert (await client.get(f"/duyet-noi-dung/{case_id}")).has("Gửi quyết định"), "nothing was decided"
