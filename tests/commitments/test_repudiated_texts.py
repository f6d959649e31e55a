"""A published text on a commitment that its approver disowns reports, asks and decides nothing any more."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest

from forum import kinds
from forum.accounts.models import Account
from forum.actor import Role
from forum.clock import local_date, now
from forum.commitments import actions as commitments
from forum.commitments.actions import Confirmation, Dispute, DraftReport, DraftRequest, DraftRuling
from forum.commitments.models import Commitment, CommitmentText
from forum.commitments.policy import CommitmentState, Outcome
from forum.commitments.queries import commitment_page
from forum.database import load
from forum.deadlines.policy import DutyKind
from forum.deadlines.queries import duty_of
from forum.errors import Forbidden
from forum.thing import Thing
from tests.builders import Builders
from tests.client import Client
from tests.commitments.scene import committed, reported, requested, working_day
from tests.contact.scene import Scene
from tests.contributions.test_on_paper import SURE, place, told
from tests.official_texts import as_recorded
from tests.on_paper import paper_of

LATER = timedelta(hours=2)


@dataclass
class Stands:
    state: CommitmentState
    reported_as: CommitmentState | None
    body_id: int
    due_on: date
    moved: int
    owed: frozenset[DutyKind]  # of its report, its confirmation and a decision, those that run


async def stands(build: Builders, commitment_id: int) -> Stands:
    thing, at = Thing("commitment", commitment_id), now() + 2 * LATER
    async with build.acting(None) as (db, _):
        it = await load(db, Commitment, commitment_id)
        report = await duty_of(db, at, thing, DutyKind.report)
        found = {kind: await duty_of(db, at, thing, kind) for kind in DutyKind}
    assert report is not None and report.due_at is not None
    running = {
        kind
        for kind in (DutyKind.report, DutyKind.confirm, DutyKind.rule, DutyKind.not_ours)
        if (duty := found[kind]) is not None and duty.done_at is None
    }
    due_on = local_date(report.due_at)
    return Stands(it.state, it.reported_as, it.body_id, due_on, report.moved_count, frozenset(running))


async def published(
    build: Builders, text: CommitmentText, recorder: Account, witness: Account, at: datetime | None = None
) -> int:
    at = at or now()
    paper = await paper_of(build, recorder, text.id)
    async with build.acting(recorder, at) as (db, actor):
        await commitments.record_text_approval(db, actor, text.id, paper)
    async with build.acting(witness, at) as (db, actor):
        await commitments.countersign_text(db, actor, text.id, await as_recorded(db, text.id))
    async with build.acting(witness, at + LATER) as (db, actor):
        await commitments.publish_text(db, actor, text.id)
    return text.id


async def on_paper(
    build: Builders, scene: Scene, commitment_id: int, new: DraftReport | DraftRequest | DraftRuling
) -> int:
    if isinstance(new, DraftRuling):
        async with build.acting(scene.assistant) as (db, actor):
            text = await commitments.draft_ruling(db, actor, commitment_id, new)
        return await published(build, text, scene.assistant, scene.secretariat)
    second = await build.person(Role.body_officer, body=scene.body)
    async with build.acting(scene.officer) as (db, actor):
        if isinstance(new, DraftReport):
            text = await commitments.draft_report(db, actor, commitment_id, new)
        else:
            text = await commitments.draft_request(db, actor, commitment_id, new)
    return await published(build, text, scene.officer, second)


async def disowned(build: Builders, head: Account, text_id: int) -> None:
    async with build.acting(head, now() + LATER) as (db, actor):
        await kinds.repudiate(db, actor, text_id)


def report(outcome: Outcome) -> DraftReport:
    return DraftReport(outcome=outcome, text="Đã làm như đã hứa.")


def another_date(days: int = 60) -> date:
    return working_day(local_date(now()) + timedelta(days=days))


@pytest.mark.parametrize("outcome", Outcome)
async def test_a_report_reports_nothing(build: Builders, outcome: Outcome) -> None:
    scene, commitment_id = await committed(build)
    before = await stands(build, commitment_id)
    text_id = await on_paper(build, scene, commitment_id, report(outcome))
    assert await stands(build, commitment_id) != before
    await disowned(build, scene.head, text_id)
    assert await stands(build, commitment_id) == before
    await reported(build, commitment_id, scene.officer, scene.head, Outcome.done)
    assert (await stands(build, commitment_id)).state == CommitmentState.reported_done


async def test_the_result_before_it_is_put_to_the_confirmer_anew(build: Builders, client: Client) -> None:
    scene, commitment_id = await committed(build)
    await reported(build, commitment_id, scene.officer, scene.head, Outcome.partly_done, "Đã làm một nửa.")
    before = await stands(build, commitment_id)
    text_id = await on_paper(build, scene, commitment_id, report(Outcome.done))
    await client.log_in(scene.head)
    url = f"/theo-doi/{commitment_id}"
    assert place(text_id, "khong-phai-y-toi") in (await client.get(url)).text
    await client.post(place(text_id, "khong-phai-y-toi"), SURE)
    assert await stands(build, commitment_id) == before
    assert any("không phải ý người duyệt" in one for one in await told(build, scene.asker))
    async with build.acting(None) as (db, actor):
        page = await commitment_page(db, actor, commitment_id)
    assert page.last_result is not None and page.last_result.verb == "report_partly_done"
    await client.log_out()
    shown = await client.get(url)
    assert shown.has("Thủ trưởng cơ quan cho biết đây không phải ý mình")
    assert shown.has("cam kết trở lại như trước đó")


@pytest.mark.parametrize("verdict", ["confirm", "dispute"])
async def test_what_was_said_of_it_falls_with_it(build: Builders, verdict: str) -> None:
    scene, commitment_id = await committed(build)
    before = await stands(build, commitment_id)
    text_id = await on_paper(build, scene, commitment_id, report(Outcome.done))
    async with build.acting(scene.asker, now() + LATER) as (db, actor):
        it = await load(db, Commitment, commitment_id)
        if verdict == "confirm":
            seen = Confirmation(seen_version=Confirmation.of(it).seen_version)
            await commitments.confirm(db, actor, commitment_id, seen)
        else:
            said = Dispute(reason="Chưa thấy danh mục.", seen_version=Dispute.of(it).seen_version)
            await commitments.dispute(db, actor, commitment_id, said)
    await disowned(build, scene.head, text_id)
    after = await stands(build, commitment_id)
    assert (after.state, after.reported_as) == (before.state, before.reported_as)
    assert DutyKind.report in after.owed and DutyKind.confirm not in after.owed
    async with build.acting(None) as (db, _):
        it = await load(db, Commitment, commitment_id)
        assert it.closed_at is None and it.disputed_at is None


async def test_a_request_asks_for_nothing_and_a_right_that_it_used_comes_back(build: Builders) -> None:
    scene, commitment_id = await committed(build)
    before = await stands(build, commitment_id)
    for new in (
        DraftRequest(asks_for="new_due", due_on=another_date(), text="Chờ số liệu của ba viện."),
        DraftRequest(asks_for="not_ours", text="Việc này của cơ quan khác."),
    ):
        text_id = await on_paper(build, scene, commitment_id, new)
        assert DutyKind.rule in (await stands(build, commitment_id)).owed
        await disowned(build, scene.head, text_id)
        assert await stands(build, commitment_id) == before
        with pytest.raises(Forbidden):
            async with build.acting(scene.assistant) as (db, actor):
                refused = DraftRuling(granted=False, text="Giữ như đã giao.")
                await commitments.draft_ruling(db, actor, commitment_id, refused)


@pytest.mark.parametrize("granted", [True, False])
async def test_a_ruling_on_a_date_decides_nothing_and_the_request_waits_again(
    build: Builders, granted: bool
) -> None:
    scene, commitment_id = await committed(build)
    ask = DraftRequest(asks_for="new_due", due_on=another_date(), text="Chờ số liệu của ba viện.")
    await requested(build, commitment_id, scene.officer, scene.head, ask)
    before = await stands(build, commitment_id)
    ruling = DraftRuling(granted=granted, text="Ý kiến về thời hạn.")
    text_id = await on_paper(build, scene, commitment_id, ruling)
    decided = await stands(build, commitment_id)
    assert DutyKind.rule not in decided.owed and (decided.due_on != before.due_on) is granted
    await disowned(build, scene.leader_person, text_id)
    assert await stands(build, commitment_id) == before
    await on_paper(build, scene, commitment_id, DraftRuling(granted=True, text="Đồng ý thời hạn khác."))
    assert (await stands(build, commitment_id)).moved == 1


async def test_a_ruling_that_passed_it_on_gives_it_back_unless_the_other_body_acted(build: Builders) -> None:
    scene, commitment_id = await committed(build)
    other = await build.body()
    officer, head = [await build.person(role, body=other) for role in (Role.body_officer, Role.body_head)]
    await requested(
        build,
        commitment_id,
        scene.officer,
        scene.head,
        DraftRequest(asks_for="not_ours", text="Của cơ quan khác."),
    )
    before = await stands(build, commitment_id)
    ruling = DraftRuling(granted=True, body_id=other.id, text="Giao cơ quan khác.")
    text_id = await on_paper(build, scene, commitment_id, ruling)
    assert (await stands(build, commitment_id)).body_id == other.id
    await disowned(build, scene.leader_person, text_id)
    assert await stands(build, commitment_id) == before
    text_id = await on_paper(build, scene, commitment_id, ruling)
    await reported(build, commitment_id, officer, head, Outcome.progress)
    await disowned(build, scene.leader_person, text_id)
    after = await stands(build, commitment_id)
    assert after.body_id == other.id and DutyKind.rule in after.owed
