"""Somebody suspended, or without the consent to publish, still appeals and answers about their own texts."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from sqlalchemy import text

from forum import clock
from forum.accounts.actions.consents import end_consent
from forum.accounts.models import Account, Persona
from forum.actor import Purpose
from tests.builders import Builders
from tests.client import Client
from tests.commitments.scene import committed, reported
from tests.desk.test_asking import ANSWER, ask
from tests.desk.test_queue import Scene, decide, scene, waiting_case
from tests.threads.test_deadlines import Story, clarify, story, time
from tests.threads.test_deadlines import ask as ask_to_clarify
from tests.threads.test_proposal_story import a_task

__all__ = ["scene", "story", "time"]


async def suspend(build: Builders, person: Account) -> None:
    async with build.acting(None) as (db, _):
        (await db.get_one(Persona, person.persona_id)).suspended_until = clock.now() + timedelta(days=400)


async def withhold(build: Builders, person: Account) -> None:
    async with build.acting(None) as (db, _):
        await end_consent(db, person.id, Purpose.terms, clock.now())


Close = Callable[[Builders, Account], Awaitable[None]]
WAYS = pytest.mark.parametrize("close", [suspend, withhold])


async def last_decision(build: Builders) -> int:
    async with build.acting(None) as (db, _):
        return int(await db.scalar(text("SELECT max(id) FROM moderation.decisions")) or 0)


@WAYS
async def test_a_decision_about_oneself_is_appealed(
    scene: Scene, build: Builders, client: Client, close: Close
) -> None:
    await decide(client, scene.first, await waiting_case(build, scene.thread_id), verdict="reject")
    await close(build, scene.author)
    await client.log_in(scene.author)
    address = f"/quyet-dinh/{await last_decision(build)}"
    form = (await client.get(address)).form(address) | {"grounds": "Số này do chính tôi công bố."}
    await client.post(address, form)
    assert (await client.get(address)).has("Số này do chính tôi công bố.")


@WAYS
async def test_a_question_of_a_moderator_is_answered(
    scene: Scene, build: Builders, client: Client, close: Close
) -> None:
    await ask(build, client, scene)
    await close(build, scene.author)
    await client.log_in(scene.author)
    address = f"/tra-loi-nguoi-duyet/{scene.thread_id}"
    await client.post(address, (await client.get(address)).form(address) | {"answer": ANSWER})


async def test_a_question_of_an_officer_is_answered_while_suspended_and_waits_for_review(
    build: Builders, client: Client, story: Story
) -> None:
    await ask_to_clarify(client, story)
    await suspend(build, story.author)
    async with build.acting(None) as (db, _):
        (await db.get_one(Persona, story.author.persona_id)).trusted_at = clock.now()
    await clarify(client, story)
    async with build.acting(None) as (db, _):
        found = await db.execute(
            text("SELECT visibility FROM contributions WHERE kind = 'clarification' AND subject_id = :id"),
            {"id": story.id},
        )
        assert found.scalars().all() == ["in_review"]


async def test_without_consent_a_clarification_says_how_to_agree_again_and_loses_nothing(
    build: Builders, client: Client, story: Story
) -> None:
    await ask_to_clarify(client, story)
    await withhold(build, story.author)
    await client.log_in(story.author)
    page = await client.post(
        f"/chu-de/{story.id}/lam-ro", {"text": "Kinh phí hai tỷ đồng, chia làm hai năm."}, status=422
    )
    assert page.has("Kinh phí hai tỷ đồng, chia làm hai năm.")
    assert page.soup.select("a[href^='/cua-toi/dong-y/terms']")


async def test_a_result_is_disputed_while_suspended(build: Builders, client: Client) -> None:
    meeting, commitment_id = await committed(build)
    await reported(build, commitment_id, meeting.officer, meeting.head)
    await suspend(build, meeting.asker)
    await client.log_in(meeting.asker)
    await client.send(f"/theo-doi/{commitment_id}/chua-dong-y", {"reason": "Chưa thấy kết quả nào cả."})


async def test_a_suspended_person_reads_until_when_and_what_is_still_open(
    scene: Scene, build: Builders, client: Client
) -> None:
    await suspend(build, scene.author)
    await client.log_in(scene.author)
    task, forum = await a_task(build), await build.forum()
    new = {"title": "Một việc nữa", "text": "Nội dung đủ dài để gửi lên.", "task_ids": [task.id]}
    page = await client.post("/hien-ke/moi", new | {"forum_id": forum.id}, status=422)
    assert page.has("đang tạm dừng")
    assert page.has("vẫn đề nghị xem xét lại được")
