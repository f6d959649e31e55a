"""Versions that are hard to follow, and two who work on one at once: tried through the pages."""

from typing import Any

import pytest

from forum.actor import Role
from forum.consultations.actions.opinions import NewOpinion, give_opinion
from forum.consultations.models import Opinion, ParagraphText
from forum.consultations.policy import Stance, Target
from forum.database import load
from tests.builders import Builders
from tests.client import Client
from tests.consultations.test_deadlines import MONDAY, Scene, drafted
from tests.consultations.test_rounds import FIRST, at_paragraph, opened, prepared, texts

OTHER = """Điều 1. Thư viện
1. Bạn đọc mượn sách tối đa hai tuần.
2. Sách quý chỉ đọc tại chỗ.
"""
TWO_FIVES = """Điều 4. Phạm vi
1. Quy chế này quy định việc dùng chung phòng thí nghiệm của các trường.
Điều 5. Kinh phí
1. Kinh phí do các trường cùng đóng góp theo tỷ lệ sử dụng.
Điều 5. Báo cáo
1. Các trường báo cáo kết quả sử dụng hằng quý cho Sở Mẫu.
"""


@pytest.fixture
async def scene(build: Builders) -> Scene:
    return await drafted(build, FIRST)


async def test_a_version_without_any_paragraph_of_the_former_keeps_every_opinion_in_the_list_to_place(
    build: Builders, client: Client, scene: Scene
) -> None:
    lost = [(await at_paragraph(build, scene, words))[0] for words in ("Quy chế này", "Thành phố hỗ trợ")]
    await prepared(build, scene, OTHER)
    await opened(build, scene)
    page = await client.get(f"/gop-y-du-thao/{scene.id}/ban/2", follow=True)
    assert page.has("Không còn trong bản này") and page.has("Sách quý chỉ đọc tại chỗ")
    assert (await client.get(f"/gop-y-du-thao/{scene.id}", follow=True)).has("Bạn đọc mượn sách")
    await client.log_in(scene.officer)
    waits = await client.get(f"/gop-y-du-thao/{scene.id}/xep-cho")
    assert waits.has("một trăm triệu") or waits.has("Chưa hợp lý ạ.")
    assert [waits.soup.find(id=f"doan-{one}") is not None for one in lost] == [True, True]
    await client.log_in(scene.author)
    assert (await client.get("/cua-toi")).main.count("Đã bỏ") == 2


async def test_two_articles_of_one_number_are_two_places_and_stay_two(
    build: Builders, client: Client
) -> None:
    scene = await drafted(build, TWO_FIVES)
    first = await texts(build, scene, 1)
    fives = [text for text in first if text.kind == "article" and text.label.startswith("Điều 5")]
    assert len({text.paragraph_id for text in fives}) == 2
    given = []
    for text in fives:
        async with build.acting(scene.author, MONDAY) as (db, actor):
            new = NewOpinion(
                target=Target.paragraph,
                paragraph_id=text.paragraph_id,
                stance=Stance.ask,
                text=f"Hai điều cùng số, đây là điều về {text.text}.",
            )
            given.append((await give_opinion(db, actor, scene.id, new)).id)
    there = await client.get(f"/gop-y-du-thao/{scene.id}/den?dieu=5", status=303)
    assert there.location.split("#")[0].endswith(f"/{fives[0].paragraph_id}")
    await prepared(build, scene, TWO_FIVES.replace("hằng quý", "hằng năm"))
    await opened(build, scene)
    now = {text.paragraph_id: text for text in await texts(build, scene, 2)}
    async with build.acting(None) as (db, _):
        for opinion_id, text in zip(given, fives, strict=True):
            it = await load(db, Opinion, opinion_id)
            assert not it.needs_place and now[it.place_id].text == text.text


@pytest.mark.parametrize("step", ["sua", "them", "tach", "dan-lai"])
async def test_every_form_that_corrects_a_draft_opens_for_a_later_version(
    build: Builders, client: Client, scene: Scene, step: str
) -> None:
    await prepared(build, scene)
    text = (await texts(build, scene, 2))[1]
    await client.log_in(scene.officer)
    path = f"/gop-y-du-thao/doan/{text.id}/{step}"
    page = await client.get(path)
    assert page.form(path)
    shown = (await texts(build, scene, 1))[1]
    await client.get(f"/gop-y-du-thao/doan/{shown.id}/{step}", status=403)


async def test_two_officers_at_one_paragraph_do_not_write_over_each_other(
    build: Builders, client: Client, scene: Scene
) -> None:
    lost, _ = await at_paragraph(build, scene, "Các trường báo cáo")
    await prepared(build, scene)
    other = await build.person(Role.body_officer, body=scene.body)
    text = (await texts(build, scene, 2))[1]
    for path, typed in (
        (f"/gop-y-du-thao/doan/{text.id}/sua", {"text": "Chữ của người thứ hai."}),
        (
            f"/gop-y-du-thao/{scene.id}/doi-chieu/{_paragraph(await texts(build, scene, 1))}",
            {"text_ids": [str(text.id)]},
        ),
    ):
        await client.log_in(other)
        second = (await client.get(path)).form(path) | typed
        await client.log_in(scene.officer)
        first: dict[str, Any] = (await client.get(path)).form(path)
        first = (
            first | {"text": "Chữ của người thứ nhất."} if "text" in typed else _without(first, "text_ids")
        )
        await client.post(path, first)
        await client.log_in(other)
        page = await client.post(path, second, status=409)
        assert page.has("Chữ của người thứ hai.") or "text" not in typed
        await client.post(path, page.form(path) | typed)
    await opened(build, scene)
    places = f"/gop-y-du-thao/{scene.id}/xep-cho"
    step = f"/gop-y-du-thao/y-kien/{lost}/xep-cho"
    await client.log_in(other)
    there = {"paragraph_id": str((await texts(build, scene, 2))[0].paragraph_id)}
    stale = (await client.get(places)).form(step) | there
    await client.log_in(scene.officer)
    await client.post(step, (await client.get(places)).form(step) | there)
    await client.log_in(other)
    refused = await client.post(step, stale, status=409)
    assert refused.soup.select_one("h1") is not None


def _without(form: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in form.items() if key != name}


def _paragraph(former: list[ParagraphText]) -> int | None:
    return former[0].paragraph_id
