"""An approval that others recorded for a leader: told at once, published an hour later at the earliest, taken back by
'không phải ý tôi'."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from forum import kinds
from forum.clock import now
from forum.contact import actions, policy
from forum.contact.actions.answers import Publication
from forum.contact.models import Question
from forum.contact.texts import actions as texts
from forum.contributions import official
from forum.contributions.official import RecordedApproval
from forum.contributions.policy import ApprovalHow, OfficialState
from forum.database import load
from forum.deadlines.policy import DutyKind
from forum.deadlines.queries import duty_of
from forum.errors import Forbidden
from forum.notifications.models import Notice, SampleMail
from forum.thing import Thing
from moderation import chain
from tests import session_texts
from tests.builders import Builders
from tests.client import Client
from tests.contact.scene import Scene, announced_session, asked, drafted, held, minutes_drafted, on_agenda
from tests.official_texts import as_recorded, as_seen, seen_now, state_of

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
        await actions.countersign_approval(db, actor, answer_id, await as_recorded(db, answer_id))


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
    address = f"/ban-chinh-thuc/{answer_id}/khong-phai-y-toi"
    assert address in (await client.get(f"{scene.url}/cau-hoi/{question_id}")).text
    await client.post(address, SURE)
    page = await client.get(f"{scene.url}/cau-hoi/{question_id}")
    assert page.has("Lãnh đạo cho biết đây không phải ý mình") and address not in page.text
    await client.log_out()
    assert (await client.get(f"{scene.url}/cau-hoi/{question_id}")).has("đây không phải ý mình")


async def test_a_question_whose_answer_is_disowned_is_answered_no_longer(
    build: Builders, client: Client
) -> None:
    """Another answer is owed, the asker is told so, and the next one answers it; the first stays to be read."""
    scene = await announced_session(build, now())
    question_id, answer_id = await recorded(build, scene)
    await countersigned(build, scene, answer_id)
    later = now() + timedelta(hours=2)
    async with build.acting(scene.assistant, later) as (db, actor):
        await actions.publish_answer(db, actor, answer_id, IN_WRITING)
        assert (await load(db, Question, question_id)).state in policy.ANSWERED
    async with build.acting(scene.leader_person, later) as (db, actor):
        await kinds.repudiate(db, actor, answer_id)
    thing = Thing("question", question_id)
    async with build.acting(None, later) as (db, actor):
        question = await load(db, Question, question_id)
        assert question.state == policy.QuestionState.not_on_agenda and question.answered_at is None
        owed = await duty_of(db, actor.at, thing, DutyKind.written_answer)
        assert owed is not None and owed.done_at is None and owed.owner.id == scene.leader.id
    await build.run_jobs()
    async with build.acting(None) as (db, _):
        about = Notice.subject.contains("không phải ý người trả lời")
        told = (await db.scalars(select(Notice).where(about))).one()
    assert told.persona_id == scene.asker.persona_id and "coi là chưa trả lời" in told.letter
    page = await client.get(f"{scene.url}/cau-hoi/{question_id}")
    assert page.has("không phải ý mình") and not page.has("Đã trả lời bằng văn bản")
    await client.log_in(scene.assistant)
    assert (await client.get("/ban-lam-viec")).has("Câu hỏi cần dự thảo trả lời")
    assert (await client.get(f"{scene.url}/cau-hoi/{question_id}")).has("Dự thảo trả lời")
    second = await drafted(build, scene, question_id, later)
    async with build.acting(scene.leader_person, later) as (db, actor):
        await actions.approve_answer(db, actor, second, await as_seen(db, second))
    async with build.acting(scene.assistant, later) as (db, actor):
        await actions.publish_answer(db, actor, second, IN_WRITING)
    async with build.acting(None, later) as (db, actor):
        assert (await load(db, Question, question_id)).state in policy.ANSWERED
        done = await duty_of(db, actor.at, thing, DutyKind.written_answer)
        assert done is not None and done.done_at is not None


async def test_before_publication_the_question_stays_where_it_was(build: Builders) -> None:
    scene = await announced_session(build, now())
    question_id, answer_id = await recorded(build, scene)
    async with build.acting(scene.leader_person) as (db, actor):
        await kinds.repudiate(db, actor, answer_id)
        assert (await load(db, Question, question_id)).state == policy.QuestionState.on_agenda


async def test_the_chair_s_texts_have_the_button_the_hour_and_the_sentence_on_their_page(
    build: Builders, client: Client
) -> None:
    scene = await announced_session(build, now())
    await held(build, scene)
    text_id = await minutes_drafted(build, scene)
    await session_texts.recorded(build, scene.assistant, scene.secretariat, text_id, scene.held_at)
    url, address = f"/tiep-xuc/van-ban/{text_id}", f"/ban-chinh-thuc/{text_id}/khong-phai-y-toi"
    await client.log_in(scene.leader_person)
    page = await client.get(url)
    assert page.has("Công bố được từ") or page.has("công bố được từ")
    assert address in page.text
    async with build.acting(scene.secretariat, scene.held_at + timedelta(hours=2)) as (db, actor):
        await texts.publish_text(db, actor, text_id)
    assert address in (await client.get(url)).text, "after publication too, there is no last day for it"
    await client.post(address, SURE)
    await client.log_out()
    page = await client.get(url)
    assert page.has("Lãnh đạo cho biết đây không phải ý mình") and address not in page.text


async def test_nobody_else_takes_it_back(build: Builders) -> None:
    scene = await announced_session(build, now())
    _, answer_id = await recorded(build, scene)
    for person in (scene.assistant, scene.secretariat):
        with pytest.raises(Forbidden):
            async with build.acting(person) as (db, actor):
                await official.repudiate_alone(db, actor, answer_id)
