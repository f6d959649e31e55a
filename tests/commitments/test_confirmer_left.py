"""A result has somebody to judge it also where the person to whom it was promised closed the account."""

from datetime import timedelta

from sqlalchemy import select

from forum.accounts.models import Account
from forum.clock import now
from forum.commitments.models import Commitment, CommitmentStep
from forum.contributions.actions.closing import end_account
from forum.contributions.actions.erasing import _erase, _owner
from forum.database import load
from forum.deadlines.models import Duty
from forum.deadlines.policy import DutyKind
from forum.journal import record
from forum.notifications.models import Notice
from tests.builders import Builders
from tests.client import Client
from tests.commitments.scene import committed, promised, reported
from tests.contact.scene import Scene, announced_session, answered

LEFT = "Người hỏi đã đóng tài khoản; người giao cam kết xác nhận kết quả"


async def _closed(build: Builders, who: Account) -> None:
    async with build.acting(who) as (db, actor):
        await end_account(db, actor, keeps_name=True)


async def _it(build: Builders, commitment_id: int) -> Commitment:
    async with build.acting(None) as (db, _):
        return await load(db, Commitment, commitment_id)


async def _judges(build: Builders, commitment_id: int) -> list[tuple[str, int | None]]:
    """Whose confirmation runs now."""
    async with build.acting(None) as (db, _):
        rows = await db.scalars(
            select(Duty).where(
                Duty.thing_kind == "commitment",
                Duty.thing_id == commitment_id,
                Duty.kind == DutyKind.confirm,
                Duty.done_at.is_(None),
                Duty.void_at.is_(None),
            )
        )
        return [(str(it.owner_kind), it.owner_id) for it in rows]


async def _confirmed_by_the_chair(build: Builders, client: Client, scene: Scene, commitment_id: int) -> None:
    await client.log_in(scene.leader_person)
    await client.send(f"/theo-doi/{commitment_id}/xac-nhan", {})
    assert (await _it(build, commitment_id)).state == "confirmed"


async def test_a_closed_account_is_promised_nothing_to_confirm(build: Builders, client: Client) -> None:
    scene = await announced_session(build, now() - timedelta(days=10))
    question_id = await answered(build, scene)
    await _closed(build, scene.asker)
    commitment_id = await promised(build, scene, question_id)
    it = await _it(build, commitment_id)
    assert it.confirmer_leader_id == it.assigner_leader_id is not None
    await reported(build, commitment_id, scene.officer, scene.head)
    assert await _judges(build, commitment_id) == [("leader", it.assigner_leader_id)]
    await _confirmed_by_the_chair(build, client, scene, commitment_id)


async def test_who_assigned_it_judges_once_the_asker_left(build: Builders, client: Client) -> None:
    scene, commitment_id = await committed(build)
    await _closed(build, scene.asker)
    it = await _it(build, commitment_id)
    assert it.confirmer_leader_id == it.assigner_leader_id is not None
    assert await _judges(build, commitment_id) == []  # nothing is reported yet
    await client.log_out()
    assert (await client.get(f"/theo-doi/{commitment_id}")).has(LEFT)
    await reported(build, commitment_id, scene.officer, scene.head)
    assert await _judges(build, commitment_id) == [("leader", it.assigner_leader_id)]
    await _confirmed_by_the_chair(build, client, scene, commitment_id)


async def test_a_result_that_waits_passes_to_the_chair_with_its_days(build: Builders, client: Client) -> None:
    scene, commitment_id = await committed(build)
    await reported(build, commitment_id, scene.officer, scene.head)
    assert await _judges(build, commitment_id) == [("persona", scene.asker.persona_id)]
    await _closed(build, scene.asker)
    it = await _it(build, commitment_id)
    assert await _judges(build, commitment_id) == [("leader", it.assigner_leader_id)]
    await build.run_jobs()
    async with build.acting(None) as (db, _):
        told = await db.scalars(
            select(Notice.subject).where(Notice.persona_id == scene.leader_person.persona_id)
        )
        assert any("người giao cam kết xác nhận kết quả" in one for one in told)
    await client.log_in(scene.leader_person)
    assert (await client.get("/ban-lam-viec")).has(it.title)
    await _confirmed_by_the_chair(build, client, scene, commitment_id)


async def test_an_erased_account_leaves_it_to_the_chair_too(build: Builders) -> None:
    scene, commitment_id = await committed(build)
    persona_id = scene.asker.persona_id
    async with build.acting(scene.asker) as (db, actor):
        ended, also = await _erase(db, await _owner(db, persona_id, actor.at), persona_id)
        await record(db, actor, *ended, also=also)
    it = await _it(build, commitment_id)
    assert it.confirmer_leader_id == it.assigner_leader_id is not None


async def test_what_is_judged_already_stays_with_who_judged_it(build: Builders, client: Client) -> None:
    scene, commitment_id = await committed(build)
    await reported(build, commitment_id, scene.officer, scene.head)
    await client.log_in(scene.asker)
    await client.send(f"/theo-doi/{commitment_id}/xac-nhan", {})
    await _closed(build, scene.asker)
    it = await _it(build, commitment_id)
    assert (it.confirmer_id, it.confirmer_leader_id) == (scene.asker.persona_id, None)
    async with build.acting(None) as (db, _):
        verbs = select(CommitmentStep.verb).where(CommitmentStep.commitment_id == commitment_id)
        assert "confirmer_left" not in list(await db.scalars(verbs))
