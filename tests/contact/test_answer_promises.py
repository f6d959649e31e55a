"""What the answer to a question promises: lines of it, public only when its leader or head approved words and lines."""

from datetime import timedelta

from sqlalchemy import select

from forum import clock
from forum.commitments.models import Commitment
from forum.contact import actions
from forum.contact.actions.answers import AnswerText, Publication
from forum.contact.actions.questions import Referral, ScheduleWrittenAnswer
from forum.database import load
from tests.builders import Builders
from tests.client import Client
from tests.contact.scene import Scene, announced_session, approved, asked, drafted, entered
from tests.official_texts import as_seen, seen_now, state_of

TITLE = "Lập danh mục thiết bị dùng chung"
LINE = {"title": TITLE, "due_on": "31/12/2030"}


async def _scene(build: Builders) -> tuple[Scene, int]:
    """A question that is answered in writing, and its drafted answer; all of it by now."""
    it = await announced_session(build, clock.now() - timedelta(days=6))
    question_id = await asked(build, it)
    async with build.acting(it.secretariat, it.closed_at) as (db, actor):
        await actions.schedule_written_answer(
            db, actor, question_id, ScheduleWrittenAnswer(reason="Cần số liệu của các viện.")
        )
    return it, question_id


async def _commitment(build: Builders) -> Commitment | None:
    async with build.acting(None) as (db, _):
        return await db.scalar(select(Commitment))


async def test_a_leader_s_promise_is_public_with_the_answer_and_leads_back_to_it(
    client: Client, build: Builders
) -> None:
    it, question_id = await _scene(build)
    answer_id = await drafted(build, it, question_id)
    await client.log_in(it.assistant)
    url = f"/tiep-xuc/tra-loi/{answer_id}/cam-ket"
    assert (await client.send(url, LINE, status=422)).error_of("body_id")
    body = {"body_id": str(it.body.id)}
    await client.send(url, LINE | body)
    await client.post(f"/tiep-xuc/tra-loi/{answer_id}/trinh")
    await client.log_in(it.leader_person)
    page = await client.get(f"/ban-lam-viec/duyet/{answer_id}")
    assert page.has(TITLE) and page.has(it.body.name), "the desk shows what is promised beside the words"
    await client.post(
        f"/tiep-xuc/tra-loi/{answer_id}/duyet", {"seen_digest": await seen_now(build, answer_id)}
    )
    assert await _commitment(build) is None
    await client.log_out()
    question = f"{it.url}/cau-hoi/{question_id}"
    assert not (await client.get(question)).has(TITLE)
    await client.log_in(it.assistant)
    await client.post(f"/tiep-xuc/tra-loi/{answer_id}/cong-bo", {"how": "answer_in_writing"})
    await client.log_out()
    for address in (question, "/theo-doi"):
        assert (await client.get(address)).has(TITLE)
    made = await _commitment(build)
    assert made is not None and made.text_id == answer_id and made.body_id == it.body.id
    assert (made.confirmer_id, made.assigner_leader_id) == (it.asker.persona_id, it.leader.id)


async def test_the_approval_covers_the_lines(client: Client, build: Builders) -> None:
    it, question_id = await _scene(build)
    answer_id = await drafted(build, it, question_id)
    await client.log_in(it.assistant)
    body = {"body_id": str(it.body.id)}
    await client.send(f"/tiep-xuc/tra-loi/{answer_id}/cam-ket", LINE | body)
    await client.post(f"/tiep-xuc/tra-loi/{answer_id}/trinh")
    read = {"seen_digest": await seen_now(build, answer_id)}
    page = await client.get(f"{it.url}/cau-hoi/{question_id}")
    change = page.soup.select_one("a[href^='/tiep-xuc/tra-loi/cam-ket/']")
    assert change is not None
    await client.send(str(change["href"]), {"due_on": "30/12/2031"})
    await client.post(f"/tiep-xuc/tra-loi/{answer_id}/trinh")
    await client.log_in(it.leader_person)
    await client.post(f"/tiep-xuc/tra-loi/{answer_id}/duyet", read, status=409)
    await client.post(
        f"/tiep-xuc/tra-loi/{answer_id}/duyet", {"seen_digest": await seen_now(build, answer_id)}
    )
    await client.log_in(it.assistant)
    await client.post(str(change["href"]).replace("/sua", "/bo"))
    assert (await state_of(build, answer_id)).approved_digest is None, "removing a line lifts the approval"


async def test_a_body_promises_for_itself_and_nobody_else_writes_into_its_answer(
    client: Client, build: Builders
) -> None:
    it = await announced_session(build, clock.now() - timedelta(days=6))
    question_id = await asked(build, it)
    other = await build.body()
    async with build.acting(it.secretariat, it.closed_at) as (db, actor):
        await actions.refer(
            db, actor, question_id, Referral(body_id=it.body.id, reason="Thuộc thẩm quyền sở.")
        )
    async with build.acting(it.officer, it.closed_at) as (db, actor):
        answer = await actions.draft_answer(
            db, actor, question_id, AnswerText(text="Sở lập danh mục trong quý.")
        )
    url = f"/tiep-xuc/tra-loi/{answer.id}/cam-ket"
    for stranger, status in ((it.asker, 404), (it.assistant, 404)):
        await client.log_in(stranger)
        await client.post(url, LINE, status=status)
    await client.log_in(it.officer)
    assert 'name="body_id"' not in (await client.get(url)).text
    await client.send(url, LINE | {"body_id": str(other.id)})
    async with build.acting(it.officer, it.closed_at) as (db, actor):
        await actions.submit_answer(db, actor, answer.id)
    async with build.acting(it.head, it.closed_at) as (db, actor):
        await actions.approve_answer(db, actor, answer.id, await as_seen(db, answer.id))
    async with build.acting(it.officer, it.closed_at) as (db, actor):
        await actions.publish_answer(db, actor, answer.id, Publication(how="answer_in_writing"))
    made = await _commitment(build)
    assert made is not None and (made.body_id, made.assigner_leader_id) == (it.body.id, None)


async def test_of_a_question_on_paper_the_leader_confirms(client: Client, build: Builders) -> None:
    """Whoever wrote the letter has no account."""
    it = await announced_session(build, clock.now() - timedelta(days=6))
    question_id = await entered(build, it)
    async with build.acting(it.secretariat, it.closed_at) as (db, actor):
        await actions.schedule_written_answer(
            db, actor, question_id, ScheduleWrittenAnswer(reason="Cần số liệu của các viện.")
        )
    answer_id = await drafted(build, it, question_id)
    await client.log_in(it.assistant)
    await client.send(f"/tiep-xuc/tra-loi/{answer_id}/cam-ket", LINE | {"body_id": str(it.body.id)})
    await client.post(f"/tiep-xuc/tra-loi/{answer_id}/trinh")
    await approved(build, it, answer_id, clock.now())
    await client.post(f"/tiep-xuc/tra-loi/{answer_id}/cong-bo", {"how": "answer_in_writing"})
    made = await _commitment(build)
    assert made is not None
    async with build.acting(None) as (db, _):
        assert made.confirmer_id == (await load(db, type(it.leader), it.leader.id)).persona_id
