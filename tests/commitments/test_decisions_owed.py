"""A leader owes a decision on a request while it can be decided, and not while a result is reported."""

from datetime import timedelta

import pytest

from forum.clock import local_date, now
from forum.commitments import actions as commitments
from forum.commitments.actions import Dispute, DraftRequest, DraftRuling, Withdrawal
from forum.commitments.models import Commitment
from forum.commitments.policy import Outcome
from forum.database import load
from forum.deadlines.policy import DutyKind
from forum.deadlines.queries import duty_of
from forum.errors import Forbidden
from forum.thing import Thing
from tests.builders import Builders
from tests.client import Client
from tests.commitments.scene import committed, reported, requested, working_day

LATER = working_day(local_date(now()) + timedelta(days=60))
ASK = DraftRequest(asks_for="new_due", due_on=LATER, text="Chờ số liệu của ba viện.")
NOT_OURS = DraftRequest(asks_for="not_ours", text="Việc này thuộc chức năng của Sở Mẫu Khác.")


async def owes_a_decision(build: Builders, commitment_id: int) -> bool:
    async with build.acting(None) as (db, actor):
        owed = await duty_of(db, actor.at, Thing("commitment", commitment_id), DutyKind.rule)
        return owed is not None and owed.done_at is None


@pytest.mark.parametrize("outcome", [Outcome.done, Outcome.cannot_be_done])
async def test_no_decision_is_owed_on_a_request_while_a_result_is_reported(
    build: Builders, client: Client, outcome: Outcome
) -> None:
    scene, commitment_id = await committed(build)
    await requested(build, commitment_id, scene.officer, scene.head, ASK)
    assert await owes_a_decision(build, commitment_id)
    await reported(build, commitment_id, scene.officer, scene.head, outcome)
    assert not await owes_a_decision(build, commitment_id)
    async with build.acting(None) as (db, _):
        it = await load(db, Commitment, commitment_id)
    await client.log_in(scene.leader_person)
    assert not (await client.get("/ban-lam-viec")).has(it.code)
    with pytest.raises(Forbidden):
        async with build.acting(scene.assistant) as (db, actor):
            yes = DraftRuling(granted=True, text="Đồng ý với cơ quan.")
            await commitments.draft_ruling(db, actor, commitment_id, yes)
    async with build.acting(scene.asker) as (db, actor):
        why = Dispute(reason="Chưa thấy danh mục.", seen_version=Dispute.of(it).seen_version)
        await commitments.dispute(db, actor, commitment_id, why)
    assert await owes_a_decision(build, commitment_id)
    async with build.acting(scene.asker) as (db, actor):
        seen = Withdrawal.of(await load(db, Commitment, commitment_id))
        await commitments.withdraw_dispute(db, actor, commitment_id, seen)
    assert not await owes_a_decision(build, commitment_id)


async def test_it_is_owed_again_once_the_body_works_on(build: Builders) -> None:
    scene, commitment_id = await committed(build)
    await requested(build, commitment_id, scene.officer, scene.head, NOT_OURS)
    await reported(build, commitment_id, scene.officer, scene.head, Outcome.partly_done)
    assert not await owes_a_decision(build, commitment_id)
    await reported(build, commitment_id, scene.officer, scene.head, Outcome.progress)
    assert await owes_a_decision(build, commitment_id)
