"""What the asker said of an answer, and the second answer that followed from it, once its leader disowns either."""

import re
from datetime import timedelta

import pytest

from forum import kinds
from forum.clock import local_date, now
from forum.contact import actions, policy
from forum.contact.actions.answers import AnswerText
from forum.contact.actions.rating import AnswerVerdict
from forum.contact.models import Question
from forum.contact.policy import AskerVerdict
from forum.contact.queries.counts import verdicts
from forum.contact.reply_letters import offers
from forum.contributions.official import RecordedApproval
from forum.contributions.policy import ApprovalHow
from forum.database import load
from forum.deadlines.policy import DutyKind, DutyState
from forum.deadlines.queries import duty_of
from forum.errors import Forbidden
from forum.files.policy import FileRole
from forum.papers.actions import issue_copy
from forum.papers.issuing import SignedCopy
from forum.thing import Thing
from tests.builders import Builders
from tests.client import Client, Page
from tests.contact.scene import Scene, announced_session
from tests.contact.test_recorded_approvals import IN_WRITING, countersigned, recorded
from tests.official_texts import seen_now
from tests.world_files import a_file

MISSED = AnswerVerdict(verdict=AskerVerdict.not_answered, reason="Chưa nói ngày nào có danh mục.")


async def published(build: Builders, scene: Scene, answer_id: int) -> None:
    await countersigned(build, scene, answer_id)
    async with build.acting(scene.assistant, now() + timedelta(hours=2)) as (db, actor):
        await actions.publish_answer(db, actor, answer_id, IN_WRITING)


async def second_drafted(build: Builders, scene: Scene, question_id: int) -> int:
    async with build.acting(scene.assistant) as (db, actor):
        words = AnswerText(text="Danh mục dùng chung có vào ngày 20 tháng sau.")
        answer_id = (await actions.draft_answer(db, actor, question_id, words)).id
        await actions.submit_answer(db, actor, answer_id)
    seen = await seen_now(build, answer_id)
    told = RecordedApproval(seen_digest=seen, how=ApprovalHow.aloud, note="Nói tại phòng thư ký.")
    async with build.acting(scene.assistant) as (db, actor):
        await actions.record_approval(db, actor, answer_id, told)
    return answer_id


async def disowned(build: Builders, scene: Scene, answer_id: int) -> None:
    async with build.acting(scene.leader_person, now() + timedelta(hours=3)) as (db, actor):
        await kinds.repudiate(db, actor, answer_id)


async def missed(build: Builders) -> tuple[Scene, int, int]:
    """A question whose asker says that its published answer did not answer it."""
    scene = await announced_session(build, now())
    question_id, answer_id = await recorded(build, scene)
    await published(build, scene, answer_id)
    async with build.acting(scene.asker, now() + timedelta(hours=2)) as (db, actor):
        await actions.rate_answer(db, actor, answer_id, MISSED)
    return scene, question_id, answer_id


async def stands(build: Builders, question_id: int) -> tuple[bool, DutyState | None, DutyState | None]:
    """Whether the question is answered; the duties of a written answer and of a second one."""
    thing = Thing("question", question_id)
    async with build.acting(None) as (db, actor):
        is_answered = (await load(db, Question, question_id)).state in policy.ANSWERED
        duties = [
            await duty_of(db, actor.at, thing, kind)
            for kind in (DutyKind.written_answer, DutyKind.second_answer)
        ]
    first, second = (duty.state if duty is not None and duty.done_at is None else None for duty in duties)
    return is_answered, first, second


async def test_nobody_rates_an_answer_that_its_leader_disowned(build: Builders) -> None:
    scene = await announced_session(build, now())
    question_id, answer_id = await recorded(build, scene)
    await published(build, scene, answer_id)
    async with build.acting(scene.asker) as (db, actor):
        assert (await verdicts(db)).answer_count == 1 and len(await offers(db, actor, question_id)) == 1
    await disowned(build, scene, answer_id)
    assert await stands(build, question_id) == (False, DutyState.running, None)
    with pytest.raises(Forbidden, match="không còn đứng tên"):
        async with build.acting(scene.asker) as (db, actor):
            await actions.rate_answer(db, actor, answer_id, MISSED)
    async with build.acting(scene.asker) as (db, actor):
        assert (await verdicts(db)).answer_count == 0
        assert await offers(db, actor, question_id) == (), "no letter is made of what is not the leader's"
        window = await duty_of(db, actor.at, Thing("question", question_id), DutyKind.rate_answer)
        assert window is None


async def test_a_second_answer_that_is_disowned_is_owed_again(build: Builders) -> None:
    scene, question_id, _first = await missed(build)
    second_id = await second_drafted(build, scene, question_id)
    await published(build, scene, second_id)
    assert await stands(build, question_id) == (True, None, None)
    await disowned(build, scene, second_id)
    assert await stands(build, question_id) == (True, None, DutyState.running)
    await published(build, scene, await second_drafted(build, scene, question_id))
    assert await stands(build, question_id) == (True, None, None)


async def test_a_question_stays_answered_by_the_second_answer_when_the_first_is_disowned(
    build: Builders,
) -> None:
    scene, question_id, first_id = await missed(build)
    await published(build, scene, await second_drafted(build, scene, question_id))
    await disowned(build, scene, first_id)
    assert await stands(build, question_id) == (True, None, None)


async def test_what_was_drafted_as_a_second_answer_answers_once_the_first_is_disowned(
    build: Builders,
) -> None:
    scene, question_id, first_id = await missed(build)
    second_id = await second_drafted(build, scene, question_id)
    await disowned(build, scene, first_id)
    assert await stands(build, question_id) == (False, DutyState.running, None)
    async with build.acting(scene.assistant) as (db, actor):
        seen = await seen_now(build, second_id)
        told = RecordedApproval(seen_digest=seen, how=ApprovalHow.aloud, note="Nói tại phòng thư ký.")
        await actions.record_approval(db, actor, second_id, told)
    await published(build, scene, second_id)
    assert await stands(build, question_id) == (True, None, None)


async def signed(build: Builders, scene: Scene, question_id: int, kind: str, number: str) -> None:
    scan = await a_file(build, scene.secretariat, f"Công văn {number}", FileRole.issued_copy)
    new = SignedCopy(kind=kind, number=number, symbol="CV-MAU", issued_on=local_date(now()), file_ids=[scan])
    async with build.acting(scene.secretariat) as (db, actor):
        await issue_copy(db, actor, Thing("question", question_id), new)


async def test_the_signed_letter_of_a_disowned_answer_is_not_that_of_the_next_one(
    build: Builders, client: Client
) -> None:
    scene = await announced_session(build, now())
    question_id, first_id = await recorded(build, scene)
    await published(build, scene, first_id)
    await signed(build, scene, question_id, "reply", "11")
    await disowned(build, scene, first_id)
    at = f"/tiep-xuc/cau-hoi/{question_id}/van-ban"
    gone = "Công văn trả lời, của trả lời không còn đứng tên người duyệt"
    page = await client.get(at)
    assert headings(page) == {gone: ["11/CV-MAU"]}
    await published(build, scene, await second_drafted(build, scene, question_id))
    async with build.acting(None) as (db, actor):
        (letter,) = await offers(db, actor, question_id)
    assert letter.kind != "reply", "what was made and signed of the first is not of the next"
    await signed(build, scene, question_id, letter.kind, "12")
    page = await client.get(at)
    assert headings(page) == {"Công văn trả lời": ["12/CV-MAU"], gone: ["11/CV-MAU"]}
    ids = [str(one["id"]) for one in page.soup.find_all(id=True)]
    assert len(set(ids)) == len(ids)
    page = await client.get(f"{scene.url}/cau-hoi/{question_id}")
    assert page.has("12/CV-MAU") and not page.has("11/CV-MAU")


def headings(page: Page) -> dict[str, list[str]]:
    """The numbers of the signed copies under each heading of a letter."""
    return {
        section.h2.get_text(strip=True): re.findall(r"\d+/CV-MAU", section.get_text())
        for section in page.soup.select("#van-ban section")
        if section.h2
    }
