"""A question about a task of the programme stands on that task's page."""

from sqlalchemy import select

from forum import clock
from forum.clock import now
from forum.contact.kind import question_entries
from forum.programme.models import Task
from tests.builders import Builders
from tests.client import Client
from tests.contact.scene import announced_session, asked

FIRST, SECOND = "III.6.1-1", "III.3-1"


async def _task(build: Builders, code: str) -> int:
    async with build.acting(None) as (db, _):
        return (await db.scalars(select(Task.id).where(Task.code == code))).one()


async def test_the_asker_names_a_task_and_the_secretariat_another(build: Builders, client: Client) -> None:
    scene = await announced_session(build, now())
    await client.log_in(scene.asker)
    page = await client.get(f"{scene.url}/cau-hoi/moi")
    fields = page.form("/cau-hoi/moi") | {
        "title": "Bao giờ họp định kỳ",
        "text": "Quy chế mẫu nêu mỗi quý một kỳ, đến nay chưa rõ ngày.",
        "task_ids": str(await _task(build, FIRST)),
    }
    page = await client.follow(await client.post(f"{scene.url}/cau-hoi/moi", fields))
    address = page.response.url.path
    question_id = int(address.rsplit("/", 1)[1])
    assert (await client.get(f"/nhiem-vu/{FIRST}")).has("Bao giờ họp định kỳ")
    overview = await client.get(scene.url)
    assert overview.has("Các câu hỏi nói về")
    assert [FIRST in line.get_text() for line in overview.soup.select("[aria-labelledby=hoi-ve] li")] == [
        True
    ]
    await client.log_in(scene.secretariat)
    step = f"/tiep-xuc/cau-hoi/{question_id}/gan-nhiem-vu"
    fields = (await client.get(step)).form(step)
    assert fields["task_ids"] == str(await _task(build, FIRST))
    await client.post(step, fields | {"task_ids": [str(await _task(build, SECOND))]})
    assert not (await client.get(f"/nhiem-vu/{FIRST}")).has("Bao giờ họp định kỳ")
    page = await client.get(f"/nhiem-vu/{SECOND}")
    assert page.has("Bao giờ họp định kỳ")
    async with build.acting(None) as (db, _):
        assert (await question_entries(db, [question_id], clock.now()))[question_id].tasks == (SECOND,)


async def test_a_task_that_the_programme_lacks_is_refused_beside_the_field(
    build: Builders, client: Client
) -> None:
    scene = await announced_session(build, now())
    question_id = await asked(build, scene)
    await client.log_in(scene.asker)
    page = await client.get(f"{scene.url}/cau-hoi/moi")
    fields = page.form("/cau-hoi/moi") | {
        "title": "Câu hỏi",
        "text": "Nội dung đủ dài.",
        "task_ids": "999999",
    }
    page = await client.post(f"{scene.url}/cau-hoi/moi", fields, status=422)
    assert "trong danh sách" in page.error_of("task_ids")
    await client.log_in(scene.secretariat)
    step = f"/tiep-xuc/cau-hoi/{question_id}/gan-nhiem-vu"
    await client.post(step, (await client.get(step)).form(step) | {"task_ids": ["999999"]}, status=422)
