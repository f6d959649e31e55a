"""An approval that others recorded for a leader: told at once, published an hour later at the earliest, taken back by
'không phải ý tôi'."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from forum.clock import now
from forum.contact import actions
from forum.contact.actions.answers import Publication
from forum.contributions import official
from forum.contributions.official import RecordedApproval
from forum.contributions.policy import ApprovalHow, OfficialState
from forum.errors import Forbidden
from forum.notifications.models import Notice, SampleMail
from moderation import chain
from tests.builders import Builders
from tests.client import Client
from tests.contact.scene import Scene, announced_session, asked, drafted, on_agenda
from tests.official_texts import as_seen, seen_now, state_of

IN_WRITING = Publication(how="answer_in_writing")
SURE = {"sure": "true"}


async def recorded(build: Builders, scene: Scene) -> tuple[int, int]:
    """A question and its answer, whose approval the assistant recorded as given aloud."""
    question_id = await asked(build, scene)
    await on_agenda(build, scene, question_id)
    answer_id = await drafted(build, scene, question_id)
    aloud = RecordedApproval(
        seen_digest=await seen_now(build, answer_id), how=ApprovalHow.aloud, note="Nói tại phòng thư ký."
    )
    async with build.acting(scene.assistant) as (db, actor):
        await actions.record_approval(db, actor, answer_id, aloud)
    return question_id, answer_id


async def countersigned(build: Builders, scene: Scene, answer_id: int) -> None:
    async with build.acting(scene.secretariat) as (db, actor):
        await actions.countersign_approval(db, actor, answer_id, await as_seen(db, answer_id))


async def test_the_leader_is_told_at_once_and_takes_it_back_by_one_button(
    build: Builders, client: Client
) -> None:
    scene = await announced_session(build, now())
    question_id, answer_id = await recorded(build, scene)
    await build.run_jobs()
    address = f"/ban-chinh-thuc/{answer_id}/khong-phai-y-toi"
    async with build.acting(None) as (db, _):
        told = (await db.scalars(select(Notice).where(Notice.subject.contains("Ông/Bà đã duyệt")))).one()
        assert told.persona_id == scene.leader_person.persona_id and told.path == address
        mails = select(SampleMail.to).where(SampleMail.subject == told.subject)
        assert list(await db.scalars(mails)) == [scene.leader_person.email]
    await countersigned(build, scene, answer_id)
    await client.log_in(scene.leader_person)
    assert (await client.get(f"{scene.url}/cau-hoi/{question_id}")).has("Không phải ý tôi")
    page = await client.get(address)
    assert page.has("qua ý kiến trực tiếp") and page.has("Công bố được từ")
    await client.post(address, SURE)
    row = await state_of(build, answer_id)
    assert row.state == OfficialState.drafted and row.approved_digest is None
    await client.post(address, SURE, status=422)
    await build.run_jobs()
    async with build.acting(None) as (db, _):
        assert (await chain.heads(db, row_count=1))[0].kind == "contributions.Repudiated"
        rows = await db.scalars(select(Notice.persona_id).where(Notice.subject.contains("không phải ý mình")))
        assert set(rows) == {scene.assistant.persona_id, scene.secretariat.persona_id}


async def test_what_others_recorded_is_published_an_hour_later_at_the_earliest(
    build: Builders, client: Client
) -> None:
    scene = await announced_session(build, now())
    question_id, answer_id = await recorded(build, scene)
    await countersigned(build, scene, answer_id)
    first = (await state_of(build, answer_id)).approved_at
    assert first is not None
    with pytest.raises(Forbidden, match="công bố được từ"):
        async with build.acting(scene.assistant, first + timedelta(minutes=59)) as (db, actor):
            await actions.publish_answer(db, actor, answer_id, IN_WRITING)
    await client.log_in(scene.assistant)
    page = await client.get(f"{scene.url}/cau-hoi/{question_id}")
    assert page.has("công bố được từ") and not page.has("Công bố là trả lời bằng văn bản")
    async with build.acting(scene.assistant, first + timedelta(hours=1)) as (db, actor):
        await actions.publish_answer(db, actor, answer_id, IN_WRITING)


async def test_what_the_leader_approved_here_is_published_at_once(build: Builders) -> None:
    scene = await announced_session(build, now())
    _, answer_id = await recorded(build, scene)
    async with build.acting(scene.leader_person) as (db, actor):
        await actions.approve_answer(db, actor, answer_id, await as_seen(db, answer_id))
    async with build.acting(scene.assistant) as (db, actor):
        await actions.publish_answer(db, actor, answer_id, IN_WRITING)


async def test_a_published_text_that_the_leader_disowns_says_so_at_once(
    build: Builders, client: Client
) -> None:
    scene = await announced_session(build, now())
    question_id, answer_id = await recorded(build, scene)
    await countersigned(build, scene, answer_id)
    async with build.acting(scene.assistant, now() + timedelta(hours=2)) as (db, actor):
        await actions.publish_answer(db, actor, answer_id, IN_WRITING)
    await client.log_in(scene.leader_person)
    await client.post(f"/ban-chinh-thuc/{answer_id}/khong-phai-y-toi", SURE)
    await client.log_out()
    page = await client.get(f"{scene.url}/cau-hoi/{question_id}")
    assert page.has("Lãnh đạo cho biết đây không phải ý mình")


async def test_nobody_else_takes_it_back(build: Builders) -> None:
    scene = await announced_session(build, now())
    _, answer_id = await recorded(build, scene)
    for person in (scene.assistant, scene.secretariat):
        with pytest.raises(Forbidden):
            async with build.acting(person) as (db, actor):
                await official.repudiate(db, actor, answer_id)
