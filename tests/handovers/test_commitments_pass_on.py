"""An open commitment of a body that ends passes to its successor; without one, who assigned it says to which body."""

import pytest
from sqlalchemy import select, update

from forum.accounts.actions import administration
from forum.accounts.actions.administration import BodyDetails
from forum.accounts.models import Account, BindingRow, Body, BodySuccession
from forum.actor import Role
from forum.commitments import actions as commitments
from forum.commitments.actions import DraftReport
from forum.commitments.models import Commitment
from forum.commitments.policy import Outcome
from forum.contributions.handovers.actions import NamedBody, name_body
from forum.contributions.handovers.models import BodyHandover
from forum.contributions.models import OfficialText
from forum.contributions.policy import OfficialState
from forum.database import load
from forum.deadlines.policy import SECRETARIAT, DutyKind, Owner, OwnerKind
from forum.deadlines.queries import duty_of
from forum.errors import Conflict, Forbidden, NotFound
from forum.notifications.models import Notice
from forum.thing import Thing
from moderation.models import Link
from tests.builders import Builders
from tests.client import Client
from tests.commitments.scene import committed, reported
from tests.contact.scene import Scene
from tests.official_texts import as_seen

REASON = "Sở Mẫu B nay phụ trách lĩnh vực này."


async def ended(
    build: Builders, body_id: int, *successors: Body, administrator: Account | None = None
) -> None:
    """By the administrator's form; what follows from it runs."""
    administrator = administrator or await build.person(Role.administrator)
    async with build.acting(None) as (db, _):
        db.add_all(BodySuccession(from_body_id=body_id, to_body_id=one.id) for one in successors)
    async with build.acting(administrator) as (db, actor):
        seen = BodyDetails.of(await load(db, Body, body_id))
        await administration.change_body(
            db, actor, body_id, seen.model_copy(update={"ended_on": actor.today})
        )
    await build.run_jobs()


async def an_heir(build: Builders, name: str = "Sở Mẫu Hợp Nhất") -> tuple[Body, Account, Account]:
    body = await build.body(name)
    officer = await build.person(Role.body_officer, body=body)
    return body, officer, await build.person(Role.body_head, body=body)


async def told(build: Builders, part: str) -> set[int]:
    async with build.acting(None) as (db, _):
        return set(await db.scalars(select(Notice.persona_id).where(Notice.subject.contains(part))))


async def waiting_id(build: Builders) -> int:
    async with build.acting(None) as (db, _):
        return (await db.scalars(select(BodyHandover.id).where(BodyHandover.to_body_id.is_(None)))).one()


async def owner_of(build: Builders, commitment_id: int, kind: DutyKind) -> Owner | None:
    async with build.acting(None) as (db, actor):
        owed = await duty_of(db, actor.at, Thing("commitment", commitment_id), kind)
    return owed.owner if owed is not None and owed.done_at is None else None


async def drafted(build: Builders, it: int, officer: Account) -> int:
    async with build.acting(officer) as (db, actor):
        new = DraftReport(outcome=Outcome.done, text="Đã công bố danh mục.")
        return (await commitments.draft_report(db, actor, it, new)).id


async def test_its_successor_fulfils_it(build: Builders, client: Client) -> None:
    scene, it = await committed(build)
    heir, officer, head = await an_heir(build)
    draft_id = await drafted(build, it, scene.officer)
    await ended(build, scene.body.id, heir)
    assert await owner_of(build, it, DutyKind.report) == (OwnerKind.body, heir.id)
    with pytest.raises(Forbidden):
        await drafted(build, it, scene.officer)
    async with build.acting(officer) as (db, actor):  # the draft of the body that ended is not lost
        await commitments.submit_text(db, actor, draft_id)
    async with build.acting(head) as (db, actor):
        await commitments.approve_text(db, actor, draft_id, await as_seen(db, draft_id))
    await build.run_jobs()
    both = {scene.asker.persona_id, scene.officer.persona_id, scene.head.persona_id}
    assert both <= await told(build, f"nay do {heir.name} chịu trách nhiệm")
    assert await told(build, "quý cơ quan tiếp nhận") == {officer.persona_id, head.persona_id}
    async with build.acting(None) as (db, _):
        acts = list(await db.scalars(select(Link.kind)))
        assert (await load(db, OfficialText, draft_id)).state == OfficialState.published
    assert acts.count("contributions.HandedOver") == 1
    page = await client.get(f"/theo-doi/{it}")
    assert page.has(f"{scene.body.name} đã kết thúc hoạt động; {heir.name} tiếp nhận")


async def test_what_waited_for_its_head_waits_for_the_head_of_its_successor(build: Builders) -> None:
    scene, it = await committed(build)
    heir, _officer, head = await an_heir(build)
    draft_id = await drafted(build, it, scene.officer)
    async with build.acting(scene.officer) as (db, actor):
        await commitments.submit_text(db, actor, draft_id)
    await ended(build, scene.body.id, heir)
    async with build.acting(scene.head) as (db, actor):
        seen = await as_seen(db, draft_id)
        with pytest.raises(NotFound):
            await commitments.approve_text(db, actor, draft_id, seen)
    async with build.acting(head) as (db, actor):
        await commitments.approve_text(db, actor, draft_id, await as_seen(db, draft_id))


async def test_without_one_the_leader_who_assigned_it_says_to_which_body(
    build: Builders, client: Client
) -> None:
    scene, it = await committed(build)
    other, officer, head = await an_heir(build, "Sở Mẫu B")
    await ended(build, scene.body.id)
    for _again in range(2):
        await build.run_jobs()
    assert await owner_of(build, it, DutyKind.name_body) == (OwnerKind.leader, scene.leader.id)
    handover_id, named = await waiting_id(build), NamedBody(body_id=other.id, reason=REASON)
    other_leader = await build.person(Role.leader, leader=await build.leader("Lãnh đạo Mẫu Hai"))
    for clerk in (scene.secretariat, scene.assistant, officer, other_leader):
        async with build.acting(clerk) as (db, actor):
            with pytest.raises(Forbidden):
                await name_body(db, actor, handover_id, named)
    await client.log_in(scene.leader_person)
    page = await client.get(f"/theo-doi/{it}")
    assert page.has("Giao cơ quan tiếp nhận")
    await client.send(f"/co-quan-tiep-nhan/{handover_id}", {"body_id": str(other.id), "reason": REASON})
    assert await owner_of(build, it, DutyKind.name_body) is None
    assert await owner_of(build, it, DutyKind.report) == (OwnerKind.body, other.id)
    assert (await client.get(f"/theo-doi/{it}")).has(REASON)
    async with build.acting(scene.leader_person) as (db, actor):
        with pytest.raises((Conflict, Forbidden)):
            await name_body(db, actor, handover_id, named)
    await reported(build, it, officer, head)


async def test_a_leader_who_left_says_nothing_and_the_secretariat_does(build: Builders) -> None:
    scene, it = await committed(build)
    other, officer, head = await an_heir(build, "Sở Mẫu B")
    async with build.acting(None) as (db, actor):
        of_leader = BindingRow.account_id == scene.leader_person.id
        await db.execute(update(BindingRow).where(of_leader).values(revoked_at=actor.at))
    await ended(build, scene.body.id)
    assert await owner_of(build, it, DutyKind.name_body) == SECRETARIAT
    async with build.acting(scene.secretariat) as (db, actor):
        await name_body(db, actor, await waiting_id(build), NamedBody(body_id=other.id, reason=REASON))
    await reported(build, it, officer, head)


async def test_a_successor_recorded_later_takes_what_waited(build: Builders) -> None:
    scene, it = await committed(build)
    await ended(build, scene.body.id)
    handover_id = await waiting_id(build)
    heir, _officer, _head = await an_heir(build)
    await ended(build, scene.body.id, heir)
    assert await owner_of(build, it, DutyKind.report) == (OwnerKind.body, heir.id)
    assert await owner_of(build, it, DutyKind.name_body) is None
    async with build.acting(scene.leader_person) as (db, actor):
        assert (await load(db, BodyHandover, handover_id)).to_body_id == heir.id
        with pytest.raises((Conflict, Forbidden)):
            await name_body(db, actor, handover_id, NamedBody(body_id=heir.id, reason=REASON))


async def test_a_body_merged_twice_passes_it_to_the_last(build: Builders) -> None:
    scene, it = await committed(build)
    first, _officer, _head = await an_heir(build)
    last, officer, head = await an_heir(build, "Sở Mẫu Hợp Nhất Hai")
    await ended(build, scene.body.id, first)
    await ended(build, first.id, last)
    await reported(build, it, officer, head)


async def test_a_result_that_is_disputed_later_is_owed_by_the_successor(build: Builders) -> None:
    scene, it = await committed(build)
    await reported(build, it, scene.officer, scene.head)
    heir, officer, head = await an_heir(build)
    await ended(build, scene.body.id, heir)
    await disputed(build, scene, it)
    assert await owner_of(build, it, DutyKind.report) == (OwnerKind.body, heir.id)
    await reported(build, it, officer, head)


async def disputed(build: Builders, scene: Scene, it: int) -> None:
    async with build.acting(scene.asker) as (db, actor):
        seen = commitments.Dispute.of(await load(db, Commitment, it))
        why = seen.model_copy(update={"reason": "Danh mục còn thiếu hai viện."})
        await commitments.dispute(db, actor, it, why)


async def test_what_is_over_stays_with_the_body_that_did_it(build: Builders) -> None:
    scene, it = await committed(build)
    await reported(build, it, scene.officer, scene.head)
    async with build.acting(scene.asker) as (db, actor):
        seen = commitments.Confirmation.of(await load(db, Commitment, it))
        await commitments.confirm(db, actor, it, seen)
    heir, _officer, _head = await an_heir(build)
    await ended(build, scene.body.id, heir)
    async with build.acting(None) as (db, _):
        assert (await load(db, Commitment, it)).body_id == scene.body.id
