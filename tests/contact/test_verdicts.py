"""The asker says of each published answer, once, whether it answered; after the first no another is owed, once."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from forum.clock import now
from forum.contact import actions
from forum.contact.actions.answers import AnswerText, Publication
from forum.contact.actions.rating import AnswerVerdict
from forum.contact.models import ContactAnswer
from forum.contact.policy import AskerVerdict
from forum.deadlines.policy import DutyKind, OwnerKind
from forum.deadlines.queries import duty_of
from forum.errors import Forbidden, Invalid
from forum.thing import Thing
from tests.builders import Builders
from tests.client import Client
from tests.contact.scene import Scene, announced_session, answered, approved

SHORT = "Chưa nói ngày nào có danh mục."


async def _answered(build: Builders) -> tuple[Scene, int, int]:
    """Returns the scene, the question and its answer."""
    scene = await announced_session(build, now() - timedelta(days=8))
    question_id = await answered(build, scene)
    async with build.acting(None) as (db, _):
        answer = select(ContactAnswer.id).where(ContactAnswer.question_id == question_id)
        return scene, question_id, (await db.scalars(answer)).one()


async def _said(
    build: Builders, scene: Scene, answer_id: int, verdict: AskerVerdict, reason: str = ""
) -> None:
    async with build.acting(scene.asker) as (db, actor):
        await actions.rate_answer(db, actor, answer_id, AnswerVerdict(verdict=verdict, reason=reason))


async def _drafted_again(build: Builders, scene: Scene, question_id: int, at: datetime) -> int:
    async with build.acting(scene.assistant, at) as (db, actor):
        words = AnswerText(text="Danh mục dùng chung có vào ngày 20 tháng sau.")
        answer = await actions.draft_answer(db, actor, question_id, words)
        await actions.submit_answer(db, actor, answer.id)
    return answer.id


async def test_an_answer_that_misses_is_answered_once_more(build: Builders, client: Client) -> None:
    scene, question_id, answer_id = await _answered(build)
    at = f"{scene.url}/cau-hoi/{question_id}"
    await client.log_in(scene.asker)
    assert (await client.get(at)).has("Cho ý kiến về câu trả lời")
    form = f"/tiep-xuc/tra-loi/{answer_id}/danh-gia"
    page = await client.send(form, {"verdict": "not_answered", "reason": ""}, status=422)
    assert page.error_of("reason")
    await client.send(form, {"verdict": "not_answered", "reason": SHORT})
    await client.log_out()
    page = await client.get(at)
    assert page.has("Chưa trả lời đúng câu hỏi") and page.has(SHORT)
    assert (await client.get(scene.url)).has("1 chưa trả lời đúng câu hỏi")
    await client.log_in(scene.assistant)
    assert (await client.get("/ban-lam-viec")).has("Câu hỏi cần trả lời lần hai")
    await client.get(at)
    await client.send(
        f"/tiep-xuc/cau-hoi/{question_id}/tra-loi", {"text": "Danh mục có vào ngày 20 tháng sau."}
    )
    async with build.acting(None) as (db, _):
        second = select(ContactAnswer.id).where(ContactAnswer.is_second)
        second_id = (await db.scalars(second)).one()
    await client.post(f"/tiep-xuc/tra-loi/{second_id}/trinh")
    await client.log_in(scene.leader_person)
    page = await client.get(f"/ban-lam-viec/duyet/{second_id}")
    assert page.has(SHORT), "who approves reads what was not answered"
    await approved(build, scene, second_id, now())
    await client.log_in(scene.assistant)
    page = await client.get(at)
    assert page.has("Công bố là trả lời bằng văn bản") and not page.has("Công bố là trả lời tại kỳ tiếp xúc")
    await client.post(f"/tiep-xuc/tra-loi/{second_id}/cong-bo", {"how": "answer_in_writing"})
    await build.run_jobs()
    await client.log_in(scene.asker)
    page = await client.get(at)
    assert page.has("Trả lời lần hai") and page.has("Danh mục có vào ngày 20 tháng sau")
    await client.send(f"/tiep-xuc/tra-loi/{second_id}/danh-gia", {"verdict": "answered"})
    await client.log_out()
    assert (await client.get(scene.url)).has("1 trả lời đúng câu hỏi")


async def test_the_second_answer_is_owed_by_who_gave_the_first_and_is_the_last(build: Builders) -> None:
    scene, question_id, answer_id = await _answered(build)
    await _said(build, scene, answer_id, AskerVerdict.not_answered, SHORT)
    async with build.acting(None) as (db, _):
        duty = await duty_of(db, now(), Thing("question", question_id), DutyKind.second_answer)
    assert duty is not None and duty.owner == (OwnerKind.leader, scene.leader.id)
    second_id = await _drafted_again(build, scene, question_id, now())
    await approved(build, scene, second_id, now())
    async with build.acting(scene.assistant) as (db, actor):
        await actions.publish_answer(db, actor, second_id, Publication(how="answer_in_writing"))
    await _said(build, scene, second_id, AskerVerdict.not_answered, SHORT)
    with pytest.raises(Forbidden):
        await _drafted_again(build, scene, question_id, now())
    async with build.acting(None) as (db, _):
        duty = await duty_of(db, now(), Thing("question", question_id), DutyKind.second_answer)
    assert duty is not None and duty.done_at is not None


async def test_it_is_said_once_by_the_asker_alone(build: Builders, client: Client) -> None:
    scene, question_id, answer_id = await _answered(build)
    for person in (scene.officer, scene.assistant, scene.leader_person, await build.person()):
        await client.log_in(person)
        response = await client.http.post(
            f"/tiep-xuc/tra-loi/{answer_id}/danh-gia",
            data={"verdict": "answered"},
            headers={"sec-fetch-site": "same-origin"},
        )
        assert response.status_code == 403
    await _said(build, scene, answer_id, AskerVerdict.answered)
    with pytest.raises(Forbidden):
        await _said(build, scene, answer_id, AskerVerdict.not_answered, SHORT)
    with pytest.raises(Forbidden):
        await _drafted_again(build, scene, question_id, now())


async def test_no_without_words_is_refused(build: Builders) -> None:
    scene, _, answer_id = await _answered(build)
    with pytest.raises(Invalid):
        await _said(build, scene, answer_id, AskerVerdict.not_answered)
