"""A body's answer is approved with its outcome, and what is overtaken is closed."""

from forum.actor import Role
from forum.contributions.actions.closing import end_account
from forum.threads import actions
from forum.threads.actions.answers import RevisedAnswer
from forum.threads.actions.proposals import ToBody
from tests.builders import Builders
from tests.client import Client
from tests.official_texts import as_seen, seen_now, state_of
from tests.threads.test_proposal_story import answered

WORDS = "Tiếp thu phần dùng chung thiết bị."


def proposal_of(path: str) -> int:
    return int(path.split("/")[2].split("-")[0])


async def test_another_outcome_alone_makes_what_was_read_stale(client: Client, build: Builders) -> None:
    _, answer_id, _, officer, head, _ = await answered(client, build)
    read = await seen_now(build, answer_id)
    async with build.acting(officer) as (db, actor):
        draft = RevisedAnswer(seen_version="1", outcome="accepted", text=WORDS)
        await actions.revise_answer(db, actor, answer_id, draft)
        await actions.submit_answer(db, actor, answer_id)
    await client.log_in(head)
    step = f"/chu-de/tra-loi/{answer_id}/duyet"
    page = await client.post(step, {"seen_digest": read}, status=409)
    assert page.has("Dự thảo vừa được sửa")
    await client.post(step, page.form(step))
    assert (await state_of(build, answer_id)).state == "published"


async def test_a_second_draft_is_closed_when_the_first_is_published(client: Client, build: Builders) -> None:
    path, answer_id, _, officer, head, _ = await answered(client, build)
    async with build.acting(officer) as (db, actor):
        draft = RevisedAnswer(outcome="declined", text="Chưa có căn cứ để tiếp thu.")
        second = await actions.draft_answer(db, actor, proposal_of(path), draft)
        await actions.submit_answer(db, actor, second.id)
    async with build.acting(head) as (db, actor):
        await actions.approve_answer(db, actor, answer_id, await as_seen(db, answer_id))
    assert (await state_of(build, second.id)).state == "replaced"
    await client.log_in(head)
    assert not (await client.get("/ban-lam-viec")).has("Trả lời hiến kế chờ duyệt")
    page = await client.get(path)
    assert page.soup.find("form", action=f"/chu-de/tra-loi/{second.id}/duyet") is None
    assert not page.has("Không sử dụng nữa")
    assert not page.has("Chưa có căn cứ để tiếp thu.")


async def test_a_draft_is_closed_when_the_proposal_goes_to_another_body(
    client: Client, build: Builders
) -> None:
    path, answer_id, _, officer, _, _ = await answered(client, build)
    other = await build.body()
    await build.person(Role.body_officer, body=other)
    async with build.acting(officer) as (db, actor):
        to = ToBody(body_id=other.id, reason="Thuộc lĩnh vực của sở khác.")
        await actions.hand_over(db, actor, proposal_of(path), to)
    assert (await state_of(build, answer_id)).state == "replaced"


async def test_drafts_are_closed_when_the_author_withdraws_the_proposal(
    client: Client, build: Builders
) -> None:
    path, answer_id, author, officer, head, _ = await answered(client, build)
    await client.log_in(author)
    await client.post(f"/bai/{proposal_of(path)}/rut", {"reason": "mistaken"})
    assert (await state_of(build, answer_id)).state == "replaced"
    await client.log_in(head)
    assert not (await client.get("/ban-lam-viec")).has("Trả lời hiến kế chờ duyệt")
    async with build.acting(officer) as (db, actor):
        await end_account(db, actor, keeps_name=True)  # nothing is left that somebody would have to take over
