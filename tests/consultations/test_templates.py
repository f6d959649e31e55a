"""An office answers by its templates, and the head sees which one and what was changed from it."""

import pytest

from forum.actor import Role
from forum.consultations.actions.templates import NewTemplate, add_template
from forum.consultations.models import Consultation
from tests.builders import Builders
from tests.client import Client
from tests.consultations.test_papers import Scene, critiqued

WORDS = "Cơ quan giữ nguyên như dự thảo, vì luật đã quy định."


@pytest.fixture
async def scene(build: Builders) -> Scene:
    return await critiqued(build)


async def a_template(build: Builders, scene: Scene) -> tuple[int, int]:
    """(body, template)"""
    async with build.acting(scene.officer) as (db, actor):
        body_id = (await db.get_one(Consultation, scene.consultation_id)).body_id
        return body_id, (
            await add_template(db, actor, body_id, NewTemplate(title="Giữ nguyên", text=WORDS))
        ).id


async def test_a_template_is_put_below_what_was_typed_and_the_head_sees_what_was_changed(
    build: Builders, client: Client, scene: Scene
) -> None:
    _body_id, template_id = await a_template(build, scene)
    desk = f"/gop-y-du-thao/{scene.consultation_id}/tiep-thu"
    await client.log_in(scene.officer)
    form = (await client.get(desk)).form("/tiep-thu")
    typed = form | {"text": "Cảm ơn Ông/Bà.", "template_id": str(template_id), "result": "explain"}
    shown = (await client.post(desk, typed | {"_way": "insert"}, status=200)).form("/tiep-thu")
    assert shown["text"].strip().splitlines() == ["Cảm ơn Ông/Bà.", "", WORDS]
    again = await client.post(desk, shown | {"_way": "insert"}, status=200)
    assert again.form("/tiep-thu")["text"].count(WORDS) == 1, "once"
    changed = shown | {"text": WORDS.replace("luật", "nghị định"), "submits": "true"}
    await client.post(desk, changed)
    await client.log_in(scene.head)
    page = await client.get(f"/gop-y-du-thao/{scene.consultation_id}/duyet")
    assert page.has("theo mẫu: Giữ nguyên")
    assert {one.get_text(" ", strip=True) for one in page.soup.select("details ins")} == {"thêm: nghị định"}


async def test_a_template_is_of_its_office_alone(build: Builders, client: Client, scene: Scene) -> None:
    body_id, template_id = await a_template(build, scene)
    stranger = await build.person(Role.body_head, body=await build.body())
    base = "/gop-y-du-thao/mau-tra-loi"
    for person in (stranger, scene.author):
        await client.log_in(person)
        await client.get(f"{base}/{body_id}", status=403)
        await client.post(f"{base}/{body_id}/them", {"title": "Mẫu", "text": "Chữ của mẫu."}, status=403)
        await client.post(f"{base}/mau/{template_id}/thoi-dung", {}, status=403)


async def test_a_retired_template_is_offered_no_more_and_its_answers_remember_it(
    build: Builders, client: Client, scene: Scene
) -> None:
    body_id, template_id = await a_template(build, scene)
    base = "/gop-y-du-thao/mau-tra-loi"
    desk = f"/gop-y-du-thao/{scene.consultation_id}/tiep-thu"
    answer = {"result": "explain", "text": WORDS, "template_id": str(template_id)}
    await client.log_in(scene.officer)
    await client.post(desk, answer | {"opinion_ids": str(scene.opinions[0])})
    await client.post(f"{base}/{body_id}/them", {"title": "Giữ nguyên", "text": "Chữ khác."}, status=422)
    await client.send(f"{base}/mau/{template_id}/sua", {"title": "Mẫu giữ", "text": "Chữ khác của mẫu."})
    await client.post(f"{base}/mau/{template_id}/thoi-dung", {})
    assert not (await client.get(f"{base}/{body_id}")).has("Chữ khác của mẫu.")
    page = await client.post(desk, answer | {"opinion_ids": str(scene.opinions[1])}, status=422)
    assert page.has("Mẫu này không còn dùng")
    assert (await client.get(f"{desk}?y-kien={scene.opinions[0]}")).has("theo mẫu: Mẫu giữ")
