"""Asking the author before a case is decided, and those who reported hear what became of it."""

from datetime import datetime, timedelta

from sqlalchemy import select

from forum import clock
from forum.actor import Role
from forum.contributions.actions.writing import edit, standing_text
from forum.desk import actions
from forum.desk.queue import queue_page
from forum.notifications.models import Notice, SampleMail
from tests.builders import Builders
from tests.client import Client
from tests.desk.test_hiding import published, second
from tests.desk.test_queue import Scene, decide, scene, waiting_case

__all__ = ["scene"]

DESK = "/duyet-noi-dung"
QUESTION = "Số điện thoại trong bài là của ai?"
ANSWER = "Là số của chính tôi, tôi đồng ý để công khai."


async def ask(build: Builders, client: Client, scene: Scene) -> int:
    case_id = await waiting_case(build, scene.thread_id)
    await client.log_in(scene.first)
    await client.post(f"{DESK}/{case_id}/nhan")
    page = await client.get(f"{DESK}/{case_id}/hoi-tac-gia")
    form = page.form("/hoi-tac-gia") | {"question": QUESTION}
    page = await client.follow(await client.post(f"{DESK}/{case_id}/hoi-tac-gia", form))
    assert page.has("Đã hỏi tác giả")
    return case_id


async def test_the_case_rests_its_clock_says_so_and_it_is_handed_to_nobody(
    scene: Scene, build: Builders, client: Client
) -> None:
    await client.log_in(scene.first)
    before = await deadline(build, scene)
    case_id = await ask(build, client, scene)
    assert await deadline(build, scene) > before
    page = await client.get(DESK)
    assert page.has("chờ tác giả trả lời")
    page = await client.get(f"{DESK}/{case_id}")
    assert page.has("Đang chờ tác giả trả lời")
    assert page.has(QUESTION)
    await client.post(f"{DESK}/nhan-bai", status=409)
    async with build.acting(scene.second, clock.now() + timedelta(days=10)) as (db, actor):
        assert await actions.claim_oldest(db, actor) == case_id


async def deadline(build: Builders, scene: Scene) -> datetime:
    async with build.acting(scene.first) as (db, actor):
        view = await queue_page(db, actor)
        return view.lines[0].case.deadline_at


async def test_the_author_hears_of_it_answers_on_an_own_page_and_the_moderator_hears_back(
    scene: Scene, build: Builders, client: Client
) -> None:
    case_id = await ask(build, client, scene)
    await build.run_jobs()
    await client.log_in(scene.author)
    page = await client.get("/thong-bao")
    assert page.has("người duyệt có câu hỏi, đề nghị Ông/Bà trả lời")
    page = await client.get("/cua-toi")
    assert f"/tra-loi-nguoi-duyet/{scene.thread_id}" in page.text
    page = await client.get(f"/tra-loi-nguoi-duyet/{scene.thread_id}")
    assert page.has(QUESTION)
    form = page.form(f"/tra-loi-nguoi-duyet/{scene.thread_id}") | {"answer": ANSWER}
    page = await client.follow(await client.post(f"/tra-loi-nguoi-duyet/{scene.thread_id}", form))
    assert page.has("Đã gửi câu trả lời tới người duyệt")
    await client.get(f"/tra-loi-nguoi-duyet/{scene.thread_id}", status=409)
    await build.run_jobs()
    await client.log_in(scene.first)
    assert (await client.get("/thong-bao")).has("tác giả đã trả lời câu hỏi của Ông/Bà")
    assert (await client.get(f"{DESK}/{case_id}")).has(ANSWER)
    opened = await client.post(f"{DESK}/nhan-bai")
    assert opened.location == f"{DESK}/{case_id}"


async def test_question_and_answer_are_for_the_two_sides_alone(
    scene: Scene, build: Builders, client: Client
) -> None:
    await ask(build, client, scene)
    await client.log_in(await build.person(Role.intellectual))
    await client.get(f"/tra-loi-nguoi-duyet/{scene.thread_id}", status=404)
    await client.post(f"/tra-loi-nguoi-duyet/{scene.thread_id}", {"answer": ANSWER}, status=404)
    await client.log_out()
    await client.get(f"/tra-loi-nguoi-duyet/{scene.thread_id}", status=303)


async def test_a_newer_text_is_an_answer_too_and_wakes_the_case(
    scene: Scene, build: Builders, client: Client
) -> None:
    case_id = await ask(build, client, scene)
    async with build.acting(scene.author) as (db, actor):
        stands = await standing_text(db, scene.thread_id)
        await edit(
            db, actor, scene.thread_id, stands.model_copy(update={"text": "Đã bỏ số điện thoại khỏi bài."})
        )
    await client.log_in(scene.second)
    assert (await client.post(f"{DESK}/nhan-bai")).location == f"{DESK}/{case_id}"


async def test_whoever_reported_hears_the_outcome_even_of_what_is_hidden_and_nobody_else_is_named(
    scene: Scene, build: Builders, client: Client
) -> None:
    thread_id = await published(build, client, scene)
    reporters = [await build.person(Role.intellectual) for _ in range(2)]
    for reader in reporters:
        async with build.acting(reader) as (db, actor):
            words = actions.FlagInput(rule="Q4", words="Có số điện thoại riêng.")
            await actions.flag(db, actor, thread_id, words)
    case_id = await waiting_case(build, thread_id)
    await decide(client, scene.first, case_id, verdict="hide")
    await build.run_jobs()
    assert await heard(build, reporters[0].persona_id) == []
    await second(client, scene.second, case_id, "true")
    await build.run_jobs()
    for reader in reporters:
        [letter] = await heard(build, reader.persona_id)
        assert "nội dung đã được ẩn" in letter
        assert "thư viện" not in letter
        await client.log_in(reader)
        assert (await client.get("/thong-bao")).has("kết quả phản ánh của Ông/Bà")
    async with build.acting(None) as (db, _):
        sent = await db.scalars(select(SampleMail.to).where(SampleMail.subject.contains("kết quả phản ánh")))
        assert set(sent) == {one.email for one in reporters}


async def test_reporters_hear_that_nothing_was_wrong_and_that_a_passage_was_masked(
    scene: Scene, build: Builders, client: Client
) -> None:
    reader = await build.person(Role.intellectual)
    words = actions.FlagInput(rule="Q4", words="Có số điện thoại riêng.")
    for verdict, outcome in (
        ("approve", "không trái quy tắc"),
        ("mask", "một đoạn của nội dung đã được che"),
    ):
        thread_id = await published(build, client, scene)
        async with build.acting(reader) as (db, actor):
            await actions.flag(db, actor, thread_id, words)
        case_id = await waiting_case(build, thread_id)
        await decide(client, scene.first, case_id, verdict=verdict)
        if verdict == "mask":
            await second(client, scene.second, case_id, "true")
        await build.run_jobs()
        assert outcome in (await heard(build, reader.persona_id))[-1]


async def heard(build: Builders, persona_id: int) -> list[str]:
    async with build.acting(None) as (db, _):
        found = await db.scalars(
            select(Notice.letter)
            .where(Notice.persona_id == persona_id, Notice.regardless)
            .order_by(Notice.id)
        )
        return list(found)
