"""/ban-lam-viec: each role finds what waits for it, and nothing of others'."""

from datetime import timedelta

from forum.actor import Role
from forum.clock import now
from forum.days import vntime
from tests.builders import Builders
from tests.client import Client
from tests.commitments.scene import promised
from tests.contact.scene import (
    announced_session,
    answered,
    approved,
    asked,
    drafted,
    minutes_drafted,
    on_agenda,
)


async def test_each_role_finds_what_waits_for_it(build: Builders, client: Client) -> None:
    scene = await announced_session(build, now())
    question = await answered(build, scene)
    waiting, ready = await asked(build, scene, "Câu chờ duyệt"), await asked(build, scene, "Câu đã duyệt")
    untouched = await asked(build, scene, "Câu chưa có trả lời")
    for one in (waiting, ready, untouched):
        await on_agenda(build, scene, one)
    await drafted(build, scene, waiting)
    await approved(build, scene, await drafted(build, scene, ready))
    await promised(build, scene, question)
    await minutes_drafted(build, scene)
    expected = {
        scene.leader_person: ["Trả lời chờ duyệt (1)", "Câu chờ duyệt", "Cam kết đang thực hiện (1)"],
        scene.assistant: ["Trả lời đã duyệt, chờ công bố (1)", "Câu hỏi cần dự thảo trả lời (1)"],
        scene.secretariat: ["Biên bản cần hoàn thiện (1)", "Trả lời đã duyệt, chờ công bố (1)"],
        scene.officer: ["Cam kết phải báo cáo (1)"],
        scene.asker: ["Câu trả lời chờ cho ý kiến (1)"],
    }
    for person, message in expected.items():
        await client.log_in(person)
        page = await client.get("/ban-lam-viec")
        for words in message:
            assert page.has(words), words
        assert page.has("Câu chờ duyệt") == (person is scene.leader_person)


async def test_another_leader_s_desk_is_empty(build: Builders, client: Client) -> None:
    scene = await announced_session(build, now())
    question = await asked(build, scene)
    await on_agenda(build, scene, question)
    await drafted(build, scene, question)
    await client.log_in(await build.person(Role.leader, leader=await build.leader()))
    assert (await client.get("/ban-lam-viec")).has("Không có việc nào đang chờ")


async def test_a_visitor_is_sent_to_log_in(client: Client) -> None:
    page = await client.get("/ban-lam-viec", status=303)
    assert page.location.startswith("/dang-nhap")


async def test_a_leader_s_next_session_is_at_its_hour_and_never_late(build: Builders, client: Client) -> None:
    scene = await announced_session(build, now() - timedelta(days=30))
    await client.log_in(scene.leader_person)
    page = await client.get("/ban-lam-viec")
    assert page.has(f"lúc {vntime(scene.held_at)}")
    assert not page.has("quá hạn")
