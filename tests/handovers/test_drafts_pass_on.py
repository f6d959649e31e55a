"""What a body had drafted when it ended is approved by the head of its successor, with what it promises."""

from datetime import timedelta

import pytest

from forum.accounts.models import Body
from forum.actor import Role
from forum.clock import local_date, now
from forum.commitments import actions as commitments
from forum.commitments.actions import DraftRequest, DraftRuling
from forum.commitments.lines import lines_of_text
from forum.commitments.models import Commitment
from forum.contact import actions as contact
from forum.contact.actions.answers import AnswerText
from forum.contact.actions.questions import Referral
from forum.contributions.policy import OfficialState
from forum.database import load
from forum.errors import Conflict
from forum.threads import actions as threads
from tests import promises
from tests.builders import Builders
from tests.client import Client
from tests.commitments.scene import committed, requested, working_day
from tests.contact.scene import announced_session, asked
from tests.handovers.test_commitments_pass_on import an_heir, ended
from tests.official_texts import as_seen, state_of
from tests.threads.test_proposal_story import approve, propose


async def test_an_answer_with_a_promise(build: Builders, client: Client) -> None:
    body = await build.body()
    officer = await build.person(Role.body_officer, body=body)
    await propose(client, build, await build.person(Role.intellectual))
    proposal_id = await approve(build, "Dùng chung phòng thí nghiệm")
    await promises.take_up(build, officer, proposal_id, body.id)
    due = working_day(local_date(now()) + timedelta(days=40))
    answer_id = await promises.draft(build, officer, proposal_id, "Mở phòng mẫu", due, "Tiếp thu đề xuất.")
    heir, heir_officer, head = await an_heir(build)
    await ended(build, body.id, heir)
    async with build.acting(heir_officer) as (db, actor):
        await threads.submit_answer(db, actor, answer_id)
    async with build.acting(head) as (db, actor):
        await threads.approve_answer(db, actor, answer_id, await as_seen(db, answer_id))
    async with build.acting(None) as (db, _):
        (line,) = await lines_of_text(db, answer_id)
        assert line.commitment_id is not None
        assert (await load(db, Commitment, line.commitment_id)).body_id == heir.id


async def test_an_answer_to_a_referred_question(build: Builders) -> None:
    scene = await announced_session(build, now() - timedelta(days=2))
    question_id = await asked(build, scene)
    async with build.acting(scene.secretariat) as (db, actor):
        to = Referral(body_id=scene.body.id, reason="Thuộc lĩnh vực của Sở.")
        await contact.refer(db, actor, question_id, to)
    async with build.acting(scene.officer) as (db, actor):
        answer = await contact.draft_answer(db, actor, question_id, AnswerText(text="Đã có danh mục mẫu."))
        await contact.submit_answer(db, actor, answer.id)
    heir, _officer, head = await an_heir(build)
    await ended(build, scene.body.id, heir)
    async with build.acting(head) as (db, actor):
        await contact.approve_answer(db, actor, answer.id, await as_seen(db, answer.id))
    assert (await state_of(build, answer.id)).state in (OfficialState.approved, OfficialState.published)


async def test_a_decision_gives_nothing_to_a_body_that_ended_meanwhile(build: Builders) -> None:
    """Approved while the body was there, and published after it ended."""
    scene, it = await committed(build)
    other, _officer, _head = await an_heir(build, "Sở Mẫu B")
    await requested(
        build, it, scene.officer, scene.head, DraftRequest(asks_for="not_ours", text="Việc này của Sở Mẫu B.")
    )
    async with build.acting(scene.assistant) as (db, actor):
        new = DraftRuling(granted=True, body_id=other.id, text="Giao Sở Mẫu B.")
        text = await commitments.draft_ruling(db, actor, it, new)
        await commitments.submit_text(db, actor, text.id)
    async with build.acting(scene.leader_person) as (db, actor):
        await commitments.approve_text(db, actor, text.id, await as_seen(db, text.id))
    async with build.acting(None) as (db, actor):
        (await load(db, Body, other.id)).ended_on = actor.today
    async with build.acting(scene.assistant) as (db, actor):
        with pytest.raises(Conflict, match="bản đã duyệt vẫn được giữ"):
            await commitments.publish_text(db, actor, text.id)
    async with build.acting(None) as (db, _):
        assert (await load(db, Commitment, it)).body_id == scene.body.id
