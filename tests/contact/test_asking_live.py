"""Questions while a session runs, from the hall and from home: judged before all else, and marked."""

from datetime import timedelta

from forum.actor import Role
from forum.clock import now
from forum.contact import actions
from tests.builders import Builders
from tests.client import Client
from tests.contact.scene import Scene, announced_session
from tests.contact.test_stage import live
from tests.entering.scene import ALOUD, a_writer, newest_published

ASKED = {"title": "Câu hỏi giữa phiên", "text": "Xin hỏi thêm về danh mục dùng chung vừa được trả lời."}


async def waits(build: Builders, client: Client, scene: Scene, title: str) -> None:
    """A question by somebody whose texts are judged."""
    await client.log_in(await build.person(Role.intellectual))
    await client.send(f"{scene.url}/cau-hoi/moi", ASKED | {"title": title})


async def test_a_question_of_a_running_session_is_first_at_the_desk_and_then_marked(
    build: Builders, client: Client
) -> None:
    scene, _ = await live(build)
    ordinary = await announced_session(build, now() - timedelta(days=1))
    await waits(build, client, ordinary, "Câu hỏi trong thời hạn")
    assert (await client.get(f"{scene.url}/truc-tiep")).has("Đặt câu hỏi")
    await waits(build, client, scene, "Câu hỏi giữa phiên")
    await client.log_in(await build.person(Role.moderator))
    desk = await client.get("/duyet-noi-dung")
    lines = [one.get_text(" ", strip=True) for one in desk.soup.select("ol.queue > li")]
    assert "Câu hỏi giữa phiên" in lines[0]
    assert "Phiên đang diễn ra" in lines[0]
    assert "Câu hỏi trong thời hạn" in lines[1]
    assert "Phiên đang diễn ra" not in lines[1]


async def test_what_was_asked_in_the_session_says_so_and_goes_on_its_agenda(
    build: Builders, client: Client
) -> None:
    scene, _ = await live(build)
    await client.log_in(scene.asker)
    sent = await client.send(f"{scene.url}/cau-hoi/moi", ASKED)
    page = await client.get(sent.location)
    assert page.has("đặt tại phiên")
    question_id = int(sent.location.split("/cau-hoi/")[1].split("?")[0].split("#")[0])
    await client.log_in(scene.secretariat)
    await client.send(f"/tiep-xuc/cau-hoi/{question_id}/chuong-trinh", {})
    await client.post(f"/tiep-xuc/cau-hoi/{question_id}/bat-dau", {})
    assert (await client.get(f"{scene.url}/man-hinh")).has("Câu hỏi giữa phiên")


async def test_the_secretariat_enters_what_somebody_in_the_hall_asks(build: Builders, client: Client) -> None:
    scene, _ = await live(build)
    writer = await a_writer(build, scene.secretariat, "Người Mẫu Trong Hội Trường")
    await client.log_in(scene.secretariat)
    said = ASKED | ALOUD | {"persona_id": str(writer)}
    page = await client.follow(await client.send(f"{scene.url}/cau-hoi/nhap", said))
    assert page.has("Thời hạn duyệt")
    question_id = await newest_published(build)
    page = await client.get(f"{scene.url}/cau-hoi/{question_id}")
    assert page.has("đặt tại phiên")
    assert page.has("Người Mẫu Trong Hội Trường") and page.has("nhập từ ý kiến trực tiếp")


async def test_before_it_opens_and_after_it_ended_nobody_asks(build: Builders, client: Client) -> None:
    scene, _ = await live(build)
    async with build.acting(scene.secretariat) as (db, actor):
        await actions.adjourn(db, actor, scene.session_id)
    await client.log_in(scene.asker)
    page = await client.post(f"{scene.url}/cau-hoi/moi", ASKED, status=422)
    assert page.has("hiện không nhận câu hỏi")
    assert not (await client.get(f"{scene.url}/truc-tiep")).has("Đặt câu hỏi")
