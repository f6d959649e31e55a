"""What was drafted before a decision takes no effect after it: a text of the body that gave a commitment away, a second
decision on the same request."""

import pytest
from sqlalchemy import select

from forum.accounts.models import Account, Body
from forum.actor import Role
from forum.clock import local_date
from forum.commitments import actions as commitments
from forum.commitments.actions import DraftReport, DraftRequest, DraftRuling
from forum.commitments.models import Commitment, CommitmentStep, CommitmentText
from forum.commitments.policy import Outcome
from forum.contributions.models import Contribution, OfficialText
from forum.contributions.policy import OfficialState
from forum.database import load
from forum.deadlines.models import RUNNING, Duty
from forum.errors import Forbidden
from tests.builders import Builders
from tests.client import Client
from tests.commitments.scene import approved, committed, reported, requested, ruled
from tests.contact.scene import Scene
from tests.official_texts import as_seen, seen_now, state_of

DONE = DraftReport(outcome=Outcome.done, text="Đã làm xong việc này theo đúng lời hứa.")
NOT_OURS = DraftRequest(asks_for="not_ours", text="Việc này thuộc chức năng của Sở Mẫu Khác.")
SAME_SITE = {"sec-fetch-site": "same-origin"}


async def _report_drafted(build: Builders, scene: Scene, commitment_id: int, *, submitted: bool) -> int:
    async with build.acting(scene.officer) as (db, actor):
        text_id = (await commitments.draft_report(db, actor, commitment_id, DONE)).id
    if submitted:
        async with build.acting(scene.officer) as (db, actor):
            await commitments.submit_text(db, actor, text_id)
    return text_id


async def _given_away(build: Builders, scene: Scene, commitment_id: int) -> tuple[Account, Account]:
    """The officer and the head of the body that has it from now on."""
    other = await build.body("Sở Mẫu Khác")
    officer = await build.person(Role.body_officer, body=other)
    head = await build.person(Role.body_head, body=other)
    await requested(build, commitment_id, scene.officer, scene.head, NOT_OURS)
    ruling = DraftRuling(granted=True, body_id=other.id, text="Chuyển Sở Mẫu Khác thực hiện.")
    await ruled(build, commitment_id, scene.assistant, scene.leader_person, ruling)
    return officer, head


@pytest.mark.parametrize("submitted", [False, True])
async def test_who_gave_a_commitment_away_does_not_report_it_done(
    build: Builders, client: Client, submitted: bool
) -> None:
    scene, commitment_id = await committed(build)
    text_id = await _report_drafted(build, scene, commitment_id, submitted=submitted)
    officer, head = await _given_away(build, scene, commitment_id)
    assert (await state_of(build, text_id)).state == "replaced"
    for one, step in ((scene.officer, "trinh"), (scene.officer, "sua-bao-cao"), (scene.head, "duyet")):
        await client.log_in(one)
        data = {"seen_digest": await seen_now(build, text_id), "outcome": "done", "text": DONE.text}
        path = f"/theo-doi/van-ban/{text_id}/{step}"
        assert (await client.http.post(path, data=data, headers=SAME_SITE)).status_code in (403, 422)
    assert not (await client.get(f"/theo-doi/{commitment_id}")).has(DONE.text)
    assert not (await client.get("/ban-lam-viec")).has("Văn bản về cam kết chờ duyệt")
    async with build.acting(None) as (db, _):
        assert (await load(db, Commitment, commitment_id)).state == "open"
    await reported(build, commitment_id, officer, head)  # who has it now is not hindered
    async with build.acting(None) as (db, _):
        assert (await load(db, Commitment, commitment_id)).state == "reported_done"


async def test_a_draft_that_was_left_over_is_on_nobody_s_desk_and_takes_no_effect(
    build: Builders, client: Client
) -> None:
    """One from before such drafts were closed."""
    scene, commitment_id = await committed(build)
    text_id = await _report_drafted(build, scene, commitment_id, submitted=True)
    await _given_away(build, scene, commitment_id)
    async with build.acting(None) as (db, _):
        (await load(db, OfficialText, text_id)).state = OfficialState.awaiting_approval
    await client.log_in(scene.head)
    assert not (await client.get("/ban-lam-viec")).has("Văn bản về cam kết chờ duyệt")
    page = await client.get(f"/theo-doi/{commitment_id}")
    assert page.soup.select_one("main form[action$='/duyet']") is None
    seen = {"seen_digest": await seen_now(build, text_id)}
    refused = await client.post(f"/theo-doi/van-ban/{text_id}/duyet", seen, status=403)
    assert refused.has("nay do cơ quan khác chịu trách nhiệm")
    async with build.acting(None) as (db, _):
        assert (await load(db, Commitment, commitment_id)).state == "open"
        assert (await load(db, Contribution, text_id)).visibility == "draft"


async def test_a_body_that_ended_still_reports_what_it_owes(build: Builders) -> None:
    """Nobody moved the commitment: its own text is no stranger's."""
    scene, commitment_id = await committed(build)
    text_id = await _report_drafted(build, scene, commitment_id, submitted=False)
    async with build.acting(None) as (db, actor):
        (await load(db, Body, scene.body.id)).ended_on = local_date(actor.at)
        row = await load(db, CommitmentText, text_id)
    await approved(build, row, scene.officer, scene.head)
    async with build.acting(None) as (db, _):
        assert (await load(db, Commitment, commitment_id)).state == "reported_done"


async def test_a_request_has_one_ruling(build: Builders, client: Client) -> None:
    scene, commitment_id = await committed(build)
    other = await build.body("Sở Mẫu Ba")
    await build.person(Role.body_officer, body=other)
    await requested(build, commitment_id, scene.officer, scene.head, NOT_OURS)
    refusal = DraftRuling(granted=False, text="Giữ nguyên như đã giao.")
    async with build.acting(scene.assistant) as (db, actor):
        first = await commitments.draft_ruling(db, actor, commitment_id, refusal)
    await client.log_in(scene.secretariat)
    page = await client.get(f"/theo-doi/{commitment_id}")
    assert page.soup.select_one("main a[href$='/quyet-dinh'], main form[action$='/quyet-dinh']") is None
    words = "Chuyển Sở Mẫu Ba thực hiện."
    second = {"granted": "true", "body_id": str(other.id), "text": words}
    page = await client.post(f"/theo-doi/{commitment_id}/quyet-dinh", second, status=403)
    assert page.has("Đã có dự thảo quyết định về đề nghị này") and page.has(words)
    await approved(build, first, scene.assistant, scene.leader_person)
    async with build.acting(None) as (db, _):
        verbs = await db.scalars(
            select(CommitmentStep.verb).where(CommitmentStep.commitment_id == commitment_id)
        )
        assert sorted(verbs) == ["made", "refuse_not_ours", "request_not_ours"]


async def test_a_second_ruling_is_closed_by_the_first(build: Builders) -> None:
    """Two from before a request had one."""
    scene, commitment_id = await committed(build)
    other = await build.body("Sở Mẫu Ba")
    await build.person(Role.body_officer, body=other)
    await requested(build, commitment_id, scene.officer, scene.head, NOT_OURS)
    refusal = DraftRuling(granted=False, text="Giữ nguyên như đã giao.")
    grant = DraftRuling(granted=True, body_id=other.id, text="Chuyển Sở Mẫu Ba thực hiện.")
    async with build.acting(scene.assistant) as (db, actor):
        first = await commitments.draft_ruling(db, actor, commitment_id, refusal)
        request_id, first.request_id = first.request_id, None
        await db.flush()
        second = await commitments.draft_ruling(db, actor, commitment_id, grant)
        first.request_id = request_id
    for it in (first, second):
        async with build.acting(scene.assistant) as (db, actor):
            await commitments.submit_text(db, actor, it.id)
        async with build.acting(scene.leader_person) as (db, actor):
            await commitments.approve_text(db, actor, it.id, await as_seen(db, it.id))
    async with build.acting(scene.assistant) as (db, actor):
        await commitments.publish_text(db, actor, first.id)
    assert (await state_of(build, second.id)).state == "replaced"
    async with build.acting(None) as (db, _):
        (await load(db, OfficialText, second.id)).state = OfficialState.approved
    with pytest.raises(Forbidden) as refused:
        async with build.acting(scene.assistant) as (db, actor):
            await commitments.publish_text(db, actor, second.id)
    assert refused.value.code == "decided"
    async with build.acting(None) as (db, _):
        assert (await load(db, Commitment, commitment_id)).body_id == scene.body.id


async def test_nobody_owes_a_decision_on_what_was_confirmed(build: Builders, client: Client) -> None:
    scene, commitment_id = await committed(build)
    await requested(build, commitment_id, scene.officer, scene.head, NOT_OURS)
    async with build.acting(scene.assistant) as (db, actor):
        refusal = DraftRuling(granted=False, text="Giữ nguyên như đã giao.")
        ruling = await commitments.draft_ruling(db, actor, commitment_id, refusal)
    await reported(build, commitment_id, scene.officer, scene.head)
    await client.log_in(scene.asker)
    await client.send(f"/theo-doi/{commitment_id}/xac-nhan", {})
    assert (await state_of(build, ruling.id)).state == "replaced"
    async with build.acting(None) as (db, _):
        running = select(Duty.kind).where(
            Duty.thing_kind == "commitment", Duty.thing_id == commitment_id, RUNNING
        )
        assert (await db.scalars(running)).all() == []
