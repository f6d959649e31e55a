"""What may not be submitted is not recorded as approved elsewhere either."""

from datetime import timedelta

import pytest

from forum.actor import Role
from forum.clock import now
from forum.contact import actions as contact
from forum.contact.actions.series import NewSeries
from forum.contact.texts import actions as texts
from forum.contact.texts.policy import SessionTextKind
from forum.contributions.official import RecordedApproval
from forum.contributions.policy import ApprovalHow
from forum.errors import Forbidden, Invalid
from forum.threads import actions as threads
from forum.threads.actions.answers import Supplement
from forum.threads.actions.promises import NewPromise
from tests import session_texts
from tests.builders import Builders
from tests.client import Client
from tests.contact.scene import plan
from tests.official_texts import as_seen, seen_now, state_of
from tests.on_paper import approved, recorded
from tests.threads.test_overtaken import proposal_of
from tests.threads.test_promises import LINE
from tests.threads.test_proposal_story import answered


async def test_a_supplement_without_a_commitment_does_not_come_out_by_way_of_paper(
    build: Builders, client: Client
) -> None:
    path, answer_id, _, officer, head, body = await answered(client, build)
    second = await build.person(Role.body_officer, body=body)
    async with build.acting(head) as (db, actor):
        await threads.approve_answer(db, actor, answer_id, await as_seen(db, answer_id))
    async with build.acting(officer) as (db, actor):
        more = Supplement(text="Làm thêm một việc.")
        supplement_id = (await threads.draft_supplement(db, actor, proposal_of(path), more)).id
    button = f"/ban-chinh-thuc/{supplement_id}/ghi-nhan-duyet"
    await client.log_in(officer)
    assert button not in (await client.get(path)).text
    with pytest.raises(Forbidden, match="ít nhất một cam kết"):
        await recorded(build, officer, supplement_id)
    async with build.acting(officer) as (db, actor):
        line_id = (await threads.add_promise(db, actor, supplement_id, NewPromise.model_validate(LINE))).id
    assert button in (await client.get(path)).text
    await approved(build, officer, second, supplement_id)
    assert (await state_of(build, supplement_id)).state == "approved"
    async with build.acting(officer) as (db, actor):
        await threads.remove_promise(db, actor, line_id)
    with pytest.raises(Forbidden, match="ít nhất một cam kết"):
        await recorded(build, officer, supplement_id)


async def test_an_announcement_whose_questions_are_late_is_not_recorded_as_approved(build: Builders) -> None:
    then, leader, clerk = (
        now() - timedelta(days=8),
        await build.leader(),
        await build.person(Role.secretariat),
    )
    async with build.acting(clerk, then) as (db, actor):
        series = await contact.create_series(db, actor, NewSeries(title="Định kỳ mẫu", rhythm="quarter"))
        session_id = (await contact.plan_session(db, actor, plan(series.id, leader.id, then))).id
    text_id = await session_texts.drafted(build, clerk, session_id, SessionTextKind.announcement, then)
    aloud = RecordedApproval(
        seen_digest=await seen_now(build, text_id), how=ApprovalHow.aloud, note="Nói tại phòng thư ký."
    )
    with pytest.raises(Invalid, match="Hạn gửi câu hỏi đã qua"):
        async with build.acting(clerk) as (db, actor):
            await texts.submit_text(db, actor, text_id)
    with pytest.raises(Invalid, match="Hạn gửi câu hỏi đã qua"):
        async with build.acting(clerk) as (db, actor):
            await texts.record_text_approval(db, actor, text_id, aloud)
