"""What stands on the approval desk can be opened: what was overtaken is sent back, what is hidden waits elsewhere."""

from datetime import datetime

from sqlalchemy import update

from forum.accounts.models import Account
from forum.actor import Role
from forum.clock import now
from forum.contributions import actions as texts
from forum.contributions.actions.closing import end_account
from forum.contributions.models import Contribution
from forum.database import load
from forum.jobs import JobContext
from forum.programme.models import Task, TaskBody
from forum.progress.actions import DraftProgress, submit_progress
from forum.progress.overtaken import close_overtaken_reports
from forum.threads import actions
from forum.threads.actions.answers import Supplement, Verdict
from forum.threads.actions.promises import NewPromise
from forum.threads.actions.proposals import ClarificationQuery
from tests.builders import Builders
from tests.client import Client
from tests.official_texts import as_seen, state_of
from tests.progress_reports import drafted
from tests.threads.test_overtaken import proposal_of
from tests.threads.test_promises import LINE
from tests.threads.test_proposal_story import a_task, answered

DESK = "/ban-lam-viec/duyet"
NOTHING = "Không có nội dung nào chờ duyệt"


async def _sent_back(client: Client, build: Builders, head: Account, answer_id: int) -> None:
    """The head opens it from the desk, finds no button to approve it, and sends it back."""
    await client.log_in(head)
    assert (await client.get(DESK)).soup.find("a", href=f"{DESK}/{answer_id}") is not None
    page = await client.get(f"{DESK}/{answer_id}")
    assert page.has("hiện không duyệt được") and page.soup.find("input", {"name": "seen_digest"}) is None
    await client.send(f"{DESK}/{answer_id}/tra-lai", {"note": "Chờ tác giả làm rõ."})
    assert (await state_of(build, answer_id)).state == "drafted"
    assert (await client.get(DESK)).has(NOTHING)


async def test_an_answer_whose_author_is_asked_meanwhile_is_sent_back(
    client: Client, build: Builders
) -> None:
    path, answer_id, _, officer, head, _ = await answered(client, build)
    async with build.acting(officer) as (db, actor):
        asked = ClarificationQuery(text="Đề nghị nêu rõ.")
        await actions.ask_clarification(db, actor, proposal_of(path), asked)
    await _sent_back(client, build, head, answer_id)


async def test_a_supplement_to_an_answer_that_its_author_found_wanting_is_sent_back(
    client: Client, build: Builders
) -> None:
    path, answer_id, author, officer, head, _ = await answered(client, build)
    async with build.acting(head) as (db, actor):
        await actions.approve_answer(db, actor, answer_id, await as_seen(db, answer_id))
    async with build.acting(officer) as (db, actor):
        more = await actions.draft_supplement(
            db, actor, proposal_of(path), Supplement(text="Làm thêm một việc.")
        )
        promise = NewPromise.model_validate(LINE)
        await actions.add_promise(db, actor, more.id, promise)
        await actions.submit_answer(db, actor, more.id)
    async with build.acting(author) as (db, actor):
        await actions.rate_answer(db, actor, proposal_of(path), Verdict(answered=False))
    await _sent_back(client, build, head, more.id)


async def test_an_answer_to_a_hidden_proposal_waits_with_it(client: Client, build: Builders) -> None:
    path, answer_id, _, _, head, _ = await answered(client, build)
    async with build.acting(None) as (db, actor):
        await texts.hide(db, actor, await load(db, Contribution, proposal_of(path), lock=True), "Q1")
    await client.log_in(head)
    page = await client.get(DESK)
    assert page.has(NOTHING) and page.has("0 nội dung chờ Ông/Bà duyệt")
    async with build.acting(None) as (db, actor):
        await texts.restore(db, actor, await load(db, Contribution, proposal_of(path), lock=True))
    assert (await client.get(DESK)).has("1 nội dung chờ Ông/Bà duyệt")
    await client.send(f"{DESK}/{answer_id}", {})
    assert (await state_of(build, answer_id)).state == "published"


async def _reported(build: Builders) -> tuple[int, int, Account, Account]:
    """A report that awaits approval. Returns it, its task, its officer and head."""
    body = await build.body()
    officer = await build.person(Role.body_officer, body=body)
    head = await build.person(Role.body_head, body=body)
    task_id = (await a_task(build)).id
    await _lead(build, task_id, body.id)
    new = DraftProgress(state="in_progress", percent=40, text="Đã lập danh mục mẫu của nhiệm vụ.")
    text_id = await drafted(build, officer, task_id, new)
    async with build.acting(officer) as (db, actor):
        await submit_progress(db, actor, text_id)
    return text_id, task_id, officer, head


async def _lead(build: Builders, task_id: int, body_id: int) -> None:
    async with build.acting(None) as (db, _):
        of_task = (TaskBody.task_id == task_id) & (TaskBody.part == "lead")
        await db.execute(update(TaskBody).where(of_task).values(now_body_id=body_id))


async def _tidy(build: Builders, at: datetime) -> None:
    for _ in range(2):
        async with build.acting(None, at) as (db, _actor):
            await close_overtaken_reports(JobContext(db, at, build.settings, build.engine))


async def test_a_report_of_a_body_that_leads_no_more_is_sent_back_until_it_is_closed(
    client: Client, build: Builders
) -> None:
    text_id, task_id, officer, head = await _reported(build)
    await _tidy(build, now())
    assert (await state_of(build, text_id)).state == "awaiting_approval"
    await _lead(build, task_id, (await build.body()).id)
    await _sent_back(client, build, head, text_id)
    await client.log_in(officer)
    assert (await client.get("/ban-lam-viec")).has("Dự thảo được trả lại")
    await _tidy(build, now())
    assert (await state_of(build, text_id)).state == "replaced"
    assert not (await client.get("/ban-lam-viec")).has("Dự thảo được trả lại")
    async with build.acting(officer) as (db, actor):
        await end_account(db, actor, keeps_name=True)  # nothing is left that somebody would have to take over


async def test_a_report_is_closed_when_another_body_leads_or_its_task_is_withdrawn(
    client: Client, build: Builders
) -> None:
    text_id, task_id, _, head = await _reported(build)
    other_id, _, _, _ = await _reported(build)  # of the same task, whose lead is another body now
    await _tidy(build, now())
    assert (await state_of(build, text_id)).state == "replaced"
    assert (await state_of(build, other_id)).state == "awaiting_approval"
    async with build.acting(None) as (db, actor):
        (await load(db, Task, task_id)).withdrawn_at = actor.at
    await _tidy(build, now())
    assert (await state_of(build, other_id)).state == "replaced"
    await client.log_in(head)
    assert (await client.get(DESK)).has(NOTHING)
