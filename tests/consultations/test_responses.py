"""A response is approved with its result and the opinions that it answers, not only with its words."""

import pytest
from sqlalchemy import update

from forum import clock
from forum.consultations.actions.notices import StopReason, approve_notice, stop
from forum.consultations.actions.responding import (
    ResponseText,
    RevisedResponse,
    approve_responses,
    draft_response,
    publish_responses,
    revise_response,
    submit_responses,
)
from forum.consultations.models import Opinion, OpinionResponse
from forum.contributions.models import Contribution
from forum.contributions.official.together import Approvals
from forum.database import load
from forum.errors import Conflict, Forbidden
from tests.builders import Builders
from tests.client import Client
from tests.consultations.test_papers import Scene, critiqued
from tests.official_texts import as_seen, seen, state_of

WORDS = "Bổ sung mức hỗ trợ vào dự thảo."


async def submitted(build: Builders) -> tuple[Scene, int]:
    """One response to both opinions of a consultation, waiting for the head."""
    scene = await critiqued(build)
    async with build.acting(scene.officer) as (db, actor):
        draft = ResponseText(opinion_ids=scene.opinions, result="accept", text=WORDS)
        response = await draft_response(db, actor, scene.consultation_id, draft)
        await submit_responses(db, actor, scene.consultation_id)
    return scene, response.id


async def approved(build: Builders) -> tuple[Scene, int]:
    scene, response_id = await submitted(build)
    async with build.acting(scene.head) as (db, actor):
        read = Approvals(approved=[f"{response_id}:{await seen(db, response_id)}"])
        await approve_responses(db, actor, scene.consultation_id, read)
    return scene, response_id


async def revised(
    build: Builders, scene: Scene, response_id: int, *, opinion_ids: list[int], result: str = "accept"
) -> None:
    """The words stay as they are."""
    async with build.acting(scene.officer) as (db, actor):
        version = (await db.get_one(Contribution, response_id)).text_version
        text = {"opinion_ids": opinion_ids, "result": result, "text": WORDS, "seen_version": str(version)}
        await revise_response(db, actor, response_id, RevisedResponse.model_validate(text))


async def test_another_result_alone_lifts_the_approval(build: Builders) -> None:
    scene, response_id = await approved(build)
    await revised(build, scene, response_id, opinion_ids=scene.opinions, result="explain")
    it = await state_of(build, response_id)
    assert (it.state, it.approved_digest, it.approved_content, it.approved_by) == (
        "drafted",
        None,
        None,
        None,
    )
    with pytest.raises(Forbidden):
        async with build.acting(scene.head) as (db, actor):
            await publish_responses(db, actor, scene.consultation_id)


async def test_another_group_of_opinions_alone_lifts_the_approval(build: Builders) -> None:
    scene, response_id = await approved(build)
    await revised(build, scene, response_id, opinion_ids=scene.opinions[:1])
    assert (await state_of(build, response_id)).state == "drafted"
    async with build.acting(None) as (db, _):
        left = await load(db, Opinion, scene.opinions[1])
        assert left.response_id is None, "it waits for another response"


async def test_what_is_published_in_part_is_not_said_to_be_done(build: Builders, client: Client) -> None:
    scene, response_id = await approved(build)
    await revised(build, scene, response_id, opinion_ids=scene.opinions[:1])
    async with build.acting(scene.officer) as (db, actor):
        await submit_responses(db, actor, scene.consultation_id)
    async with build.acting(scene.head) as (db, actor):
        read = Approvals(approved=[f"{response_id}:{await seen(db, response_id)}"])
        await approve_responses(db, actor, scene.consultation_id, read)
        await publish_responses(db, actor, scene.consultation_id)
    page = await client.get(f"/gop-y-du-thao/{scene.consultation_id}", follow=True)
    assert page.has("Đang tiếp thu, giải trình") and not page.has("Đã công khai tiếp thu, giải trình")


async def test_the_group_is_changed_on_the_page_of_the_response(build: Builders, client: Client) -> None:
    scene, response_id = await approved(build)
    await client.log_in(scene.officer)
    step = f"/gop-y-du-thao/tiep-thu/{response_id}/sua"
    page = await client.get(step)
    form = page.form(step)
    ticked = page.soup.select("input[name=opinion_ids][checked]")
    assert {box["value"] for box in ticked} == {str(one) for one in scene.opinions}
    await client.post(step, form | {"opinion_ids": [str(scene.opinions[1])]})
    page = await client.get(f"/gop-y-du-thao/{scene.consultation_id}/tiep-thu")
    assert page.has("Dự thảo tiếp thu, giải trình")
    await client.send(step, {"opinion_ids": ["999999"]}, status=422)


async def test_a_head_does_not_approve_a_result_that_changed_since_it_was_read(
    build: Builders, client: Client
) -> None:
    scene, response_id = await submitted(build)
    await client.log_in(scene.head)
    approving = f"/gop-y-du-thao/{scene.consultation_id}/duyet"
    read = (await client.get(approving)).form("/duyet")
    await revised(build, scene, response_id, opinion_ids=scene.opinions, result="explain")
    async with build.acting(scene.officer) as (db, actor):
        await submit_responses(db, actor, scene.consultation_id)
    await client.post(approving, read, status=409)
    assert (await state_of(build, response_id)).state == "awaiting_approval"
    again = (await client.get(approving)).form("/duyet")
    await client.post(approving, again)
    assert (await state_of(build, response_id)).state == "approved"


async def test_what_changed_behind_the_approval_is_not_published(build: Builders) -> None:
    """No verb changes it so; were there one, the digest would tell."""
    scene, response_id = await approved(build)
    async with build.acting(None) as (db, _):
        await db.execute(
            update(OpinionResponse).where(OpinionResponse.id == response_id).values(result="explain")
        )
    with pytest.raises(Conflict):
        async with build.acting(scene.head) as (db, actor):
            await publish_responses(db, actor, scene.consultation_id)


async def test_what_was_approved_is_kept_as_it_was(build: Builders) -> None:
    scene, response_id = await approved(build)
    it = await state_of(build, response_id)
    assert it.approved_content is not None
    assert it.approved_content["text"] == WORDS
    assert it.approved_content["beside"] == {
        "result": "accept",
        "place": "",
        "opinions": sorted(scene.opinions),
    }


async def test_a_draft_of_a_stopped_consultation_waits_on_no_desk(build: Builders, client: Client) -> None:
    scene, response_id = await submitted(build)
    await client.log_in(scene.head)
    assert (await client.get("/ban-lam-viec")).has("Tiếp thu, giải trình chờ duyệt")
    async with build.acting(scene.officer) as (db, actor):
        notice = await stop(db, actor, scene.consultation_id, StopReason(reason="Rút để soạn lại."))
    async with build.acting(scene.head, clock.now()) as (db, actor):
        await approve_notice(db, actor, notice.id, await as_seen(db, notice.id))
    assert (await state_of(build, response_id)).state == "replaced"
    assert not (await client.get("/ban-lam-viec")).has("Tiếp thu, giải trình chờ duyệt")


async def test_an_officer_hears_that_a_response_was_sent_back(build: Builders, client: Client) -> None:
    scene, response_id = await submitted(build)
    await client.log_in(scene.head)
    note = {"note": "Nêu rõ mức hỗ trợ."}
    await client.post(f"/gop-y-du-thao/tiep-thu/{response_id}/tra-lai", note)
    await build.run_jobs()
    await client.log_in(scene.officer)
    assert (await client.get("/thong-bao")).has("Nêu rõ mức hỗ trợ.")
