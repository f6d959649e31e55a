"""Who confirms a recorded approval confirms the record that they read, with its scan: one that was made again meanwhile
is shown before, whatever kind of text it is about."""

from datetime import timedelta

from forum.accounts.models import Account
from forum.actor import Role
from forum.clock import local_date, now
from forum.commitments import actions as commitments
from forum.commitments.actions import DraftRequest
from forum.contact import actions as contact
from forum.contact.texts import actions as texts
from forum.contributions.official import RecordedApproval
from forum.contributions.policy import ApprovalHow, OfficialState
from moderation import chain
from tests.builders import Builders
from tests.client import Client
from tests.commitments.scene import committed, working_day
from tests.contact.scene import announced_session, asked, drafted, held, minutes_drafted, on_agenda
from tests.official_texts import seen_now, state_of
from tests.on_paper import paper_of, recorded
from tests.threads.test_proposal_story import answered

SCAN = "Tệp Bản giấy mẫu.txt"
AGAIN = "Bản giấy khác, ở tủ số 9."


async def aloud(build: Builders, text_id: int, note: str) -> RecordedApproval:
    return RecordedApproval(seen_digest=await seen_now(build, text_id), how=ApprovalHow.aloud, note=note)


async def confirms_only_what_they_read(
    client: Client, build: Builders, second: Account, path: str, text_id: int, again: object
) -> None:
    """`again` records it anew, between the opening of the form and its sending."""
    await client.log_in(second)
    form = (await client.get(path)).form(path)
    await again()  # type: ignore[operator]  # each kind has its own
    refused = await client.post(path, form, status=409)
    assert refused.has("vừa được ghi nhận lại") and refused.has(AGAIN)
    assert (await state_of(build, text_id)).state == OfficialState.awaiting_approval
    await client.post(path, refused.form(path))
    assert (await state_of(build, text_id)).state == OfficialState.approved


async def test_a_scan_that_was_put_in_place_of_the_one_that_was_read(build: Builders, client: Client) -> None:
    """The words of the record are the same; the paper is another."""
    _, answer_id, _, officer, _, body = await answered(client, build)
    second = await build.person(Role.body_officer, body=body)
    await recorded(build, officer, answer_id)
    path = f"/ban-chinh-thuc/{answer_id}/doi-chung"
    await client.log_in(second)
    page = await client.get(path)
    first_scan = page.soup.find("a", string=SCAN)
    await recorded(build, officer, answer_id)
    refused = await client.post(path, page.form(path), status=409)
    assert refused.has("vừa được ghi nhận lại")
    scan = refused.soup.find("a", string=SCAN)
    assert first_scan is not None and scan is not None and first_scan["href"] != scan["href"]  # type: ignore[index]  # a link that is missing fails the test too
    assert (await state_of(build, answer_id)).state == OfficialState.awaiting_approval
    await client.post(path, refused.form(path))
    assert (await state_of(build, answer_id)).state == OfficialState.approved
    async with build.acting(None) as (db, _):
        last = (await chain.heads(db, row_count=1))[0]
        assert last.kind == "contributions.OfficialApproved"


async def test_another_record_of_an_answer_of_a_leader(build: Builders, client: Client) -> None:
    scene = await announced_session(build, now())
    question_id = await asked(build, scene)
    await on_agenda(build, scene, question_id)
    answer_id = await drafted(build, scene, question_id)

    async def record(note: str = AGAIN) -> None:
        told = await aloud(build, answer_id, note)
        async with build.acting(scene.assistant) as (db, actor):
            await contact.record_approval(db, actor, answer_id, told)

    await record("Nói tại phòng thư ký.")
    path = f"/tiep-xuc/tra-loi/{answer_id}/doi-chung"
    await confirms_only_what_they_read(client, build, scene.secretariat, path, answer_id, record)


async def test_another_record_of_a_text_of_a_chair(build: Builders, client: Client) -> None:
    scene = await announced_session(build, now() - timedelta(days=20))
    await held(build, scene)
    text_id = await minutes_drafted(build, scene)

    async def record(note: str = AGAIN) -> None:
        told = await aloud(build, text_id, note)
        async with build.acting(scene.assistant) as (db, actor):
            await texts.record_text_approval(db, actor, text_id, told)

    await record("Nói tại phòng thư ký.")
    path = f"/tiep-xuc/van-ban/{text_id}/doi-chung"
    await confirms_only_what_they_read(client, build, scene.secretariat, path, text_id, record)


async def test_another_record_of_what_a_body_asks_of_a_commitment(build: Builders, client: Client) -> None:
    scene, commitment_id = await committed(build)
    second = await build.person(Role.body_officer, body=scene.body)
    due_on = working_day(local_date(now()) + timedelta(days=60))
    async with build.acting(scene.officer) as (db, actor):
        ask = DraftRequest(asks_for="new_due", due_on=due_on, text="Chờ số liệu của ba viện.")
        text_id = (await commitments.draft_request(db, actor, commitment_id, ask)).id

    async def record(note: str = AGAIN) -> None:
        paper = (await paper_of(build, scene.officer, text_id)).model_copy(update={"note": note})
        async with build.acting(scene.officer) as (db, actor):
            await commitments.record_text_approval(db, actor, text_id, paper)

    await record("Ở văn thư.")
    path = f"/theo-doi/van-ban/{text_id}/xac-nhan"
    await confirms_only_what_they_read(client, build, second, path, text_id, record)
