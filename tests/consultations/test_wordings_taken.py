"""The wording that a response takes up: put to its author where it was changed, and named after them if they agree."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from forum import clock
from forum.actor import Role
from forum.clock import local_date
from forum.consultations.actions import notices, versions
from forum.consultations.actions.notices import Announcement
from forum.consultations.actions.responding import (
    ResponseText,
    approve_responses,
    draft_response,
    publish_responses,
)
from forum.consultations.actions.versions import NewVersion
from forum.consultations.actions.wordings import WordingAnswer, answer_wording
from forum.consultations.desk.policy import Taken
from forum.consultations.models import Opinion, OpinionResponse, ParagraphLink, ParagraphText
from forum.consultations.queries import opinions
from forum.consultations.queries.table import whole_table
from forum.contributions.official.together import Approvals
from forum.errors import Forbidden, Invalid
from tests.builders import Builders
from tests.client import Client
from tests.consultations.dates import shortest_end
from tests.consultations.test_papers import DRAFT, Scene, critiqued, given
from tests.official_texts import seen

PROPOSED = "Các trường cùng đóng góp, thành phố hỗ trợ một nửa."
CHANGED = "Các trường cùng đóng góp, thành phố hỗ trợ một phần ba."


async def with_wording(build: Builders, wording: str = PROPOSED) -> tuple[Scene, int]:
    scene = await critiqued(build)
    async with build.acting(None) as (db, _):
        of_it = (
            ParagraphText.consultation_id == scene.consultation_id,
            ParagraphText.text.startswith("Các trường"),
        )
        paragraph_id = await db.scalar(select(ParagraphText.paragraph_id).where(*of_it))
    at = clock.now() - timedelta(days=28)
    place = {"target": "paragraph", "paragraph_id": paragraph_id, "stance": "amend", "wording": wording}
    return scene, await given(build, scene, at, text="Trường nhỏ thiếu kinh phí.", **place)


async def answered(build: Builders, scene: Scene, *ids: int, **fields: object) -> int:
    async with build.acting(scene.officer) as (db, actor):
        words = {
            "opinion_ids": ids,
            "result": "accept",
            "text": "Tiếp thu vào dự thảo.",
            "submits": True,
        } | fields
        response_id = (
            await draft_response(db, actor, scene.consultation_id, ResponseText.model_validate(words))
        ).id
    async with build.acting(scene.head) as (db, actor):
        read = Approvals(approved=[f"{response_id}:{await seen(db, response_id)}"])
        await approve_responses(db, actor, scene.consultation_id, read)
        await publish_responses(db, actor, scene.consultation_id)
    return response_id


async def taken(build: Builders, opinion_id: int, days: int = 0) -> Taken | None:
    async with build.acting(None, clock.now() + timedelta(days=days)) as (db, actor):
        (it,) = await opinions(db, actor, Opinion.id == opinion_id)
        return it.taken.state if it.taken else None


async def test_a_changed_wording_is_put_to_its_author_whose_word_stands_in_the_table(
    build: Builders, client: Client
) -> None:
    scene, opinion_id = await with_wording(build)
    await answered(build, scene, opinion_id, wording=CHANGED)
    assert await taken(build, opinion_id) == Taken.asked
    assert await taken(build, opinion_id, days=15) == Taken.silent
    await build.run_jobs()
    page_of = f"/gop-y-du-thao/y-kien/{opinion_id}"
    await client.log_in(scene.author)
    assert (await client.get("/thong-bao")).has("cho biết có đồng ý không")
    assert (await client.get(page_of)).has("Trả lời về câu chữ đã chỉnh sửa")
    await client.send(f"{page_of}/dong-y-cau-chu", {"agrees": "False"})
    await client.get(f"{page_of}/dong-y-cau-chu", status=403)
    await client.log_out()
    for page in (page_of, f"/gop-y-du-thao/{scene.consultation_id}-x/tong-hop"):
        assert (await client.get(page)).has("tác giả không đồng ý")
    await build.run_jobs()
    await client.log_in(scene.officer)
    assert (await client.get("/thong-bao")).has("không đồng ý với câu chữ")


async def test_who_is_silent_holds_nothing_up_and_only_the_author_is_asked(build: Builders) -> None:
    scene, opinion_id = await with_wording(build)
    await answered(build, scene, opinion_id, wording=CHANGED)
    other = await build.person(Role.intellectual, is_trusted=True)
    for person, days in ((other, 0), (scene.officer, 0), (scene.author, 15)):
        with pytest.raises(Forbidden):
            async with build.acting(person, clock.now() + timedelta(days=days)) as (db, actor):
                await answer_wording(db, actor, opinion_id, WordingAnswer(agrees=True))
    await answered(build, scene, *scene.opinions, result="explain")
    async with build.acting(scene.head, clock.now() + timedelta(days=15)) as (db, actor):
        await notices.conclude(db, actor, scene.consultation_id)


async def test_a_wording_taken_as_it_is_asks_nothing(build: Builders) -> None:
    scene, opinion_id = await with_wording(build)
    response_id = await answered(build, scene, opinion_id)
    async with build.acting(None) as (db, actor):
        assert (await db.get_one(OpinionResponse, response_id)).wording == PROPOSED
        (row,) = (
            r for r in (await whole_table(db, actor, scene.consultation_id)).rows if r.text.id == opinion_id
        )
    assert row.taken is not None and row.taken.state == Taken.as_proposed and row.taken.until is None
    with pytest.raises(Invalid) as refused:
        await answered(build, scene, scene.opinions[0], result="explain", wording=CHANGED)
    assert refused.value.field == "wording"


async def test_an_author_who_agrees_is_named_beside_the_words_and_may_take_it_back(
    build: Builders, client: Client
) -> None:
    scene, opinion_id = await with_wording(build)
    await answered(build, scene, opinion_id)
    await answered(build, scene, *scene.opinions, result="explain")
    base = f"/gop-y-du-thao/{scene.consultation_id}"
    async with build.acting(scene.officer) as (db, actor):
        draft = DRAFT.replace("Các trường cùng đóng góp.", PROPOSED)
        await versions.prepare_version(
            db, actor, scene.consultation_id, NewVersion(what_changed="Tiếp thu góp ý.", draft=draft)
        )
    await build.run_jobs()
    async with build.acting(scene.head) as (db, actor):
        links = await db.scalars(
            select(ParagraphLink).where(ParagraphLink.consultation_id == scene.consultation_id)
        )
        for link in links:
            link.is_sure = True
        day = local_date(clock.now())
        dates = Announcement(
            opens_on=day, closes_on=await shortest_end(db, "draft-provincial-resolution", day)
        )
        await versions.open_round(db, actor, scene.consultation_id, dates)
    named = "Câu chữ theo đề nghị của Người Mẫu Góp Ý"
    assert not (await client.get(f"{base}-x/toan-van")).has("Câu chữ theo đề nghị của")
    await client.log_in(scene.author)
    for choice, is_named in (("named", True), ("unnamed", False)):
        await client.send(f"/gop-y-du-thao/y-kien/{opinion_id}/neu-ten", {"choice": choice})
        assert (await client.get(f"{base}-x/toan-van")).has(named) == is_named
