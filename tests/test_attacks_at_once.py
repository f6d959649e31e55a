"""Two people, or two clicks of one, at the very same moment: real transactions against the program."""

import asyncio

import httpx
from sqlalchemy import ColumnElement, func, select

from forum.accounts.actions.logins import make_token
from forum.accounts.models import Account
from forum.actor import Role
from forum.contributions.models import Contribution, Endorsement, Revision
from forum.journal import JournalRow
from forum.kinds import publish
from forum.threads import actions as threads
from forum.threads.actions.answers import DraftAnswer
from forum.threads.actions.proposals import TakeUp
from forum.threads.actions.threads import NewThread
from tests.builders import Builders
from tests.client import Client
from tests.official_texts import seen_now
from tests.threads.test_proposal_story import a_task

SAME = {"sec-fetch-site": "same-origin"}


async def a_proposal(build: Builders, author: Account) -> int:
    task, forum = await a_task(build), await build.forum()
    async with build.acting(author) as (db, actor):
        new = NewThread(
            title="Mở thư viện buổi tối", text="Nội dung đủ dài.", forum_id=forum.id, task_ids=[task.id]
        )
        it = await threads.start_thread(db, actor, new)
    async with build.acting(None) as (db, actor):
        if it.visibility != "published":
            await publish(db, actor, it.id)
    return it.id


async def at_once(client: Client, times: int, path: str, data: dict[str, str]) -> list[httpx.Response]:
    sent = [client.http.post(path, data=data, headers=SAME) for _ in range(times)]
    return list(await asyncio.gather(*sent))


async def count(build: Builders, *where: ColumnElement[bool]) -> int:
    async with build.acting(None) as (db, _):
        return await db.scalar(select(func.count()).select_from(Contribution).where(*where)) or 0


async def test_five_clicks_at_once_on_one_form_make_one_proposal(client: Client, build: Builders) -> None:
    task, forum = await a_task(build), await build.forum()
    await client.log_in(await build.person(Role.intellectual))
    form = (await client.get("/hien-ke/moi")).form("/hien-ke/moi") | {
        "title": "Một đề xuất mẫu",
        "text": "Nội dung đủ dài để gửi.",
        "forum_id": str(forum.id),
        "task_ids": str(task.id),
    }
    answers = await at_once(client, 5, "/hien-ke/moi", form)
    assert {one.status_code for one in answers} == {303}
    assert len({one.headers["location"] for one in answers}) == 1
    assert await count(build, Contribution.typed_title == "Một đề xuất mẫu") == 1


async def test_two_edits_over_one_version_end_in_one_edit_and_one_that_shows_both_texts(
    client: Client, build: Builders
) -> None:
    author = await build.person(Role.intellectual, is_trusted=True)
    thread_id = await a_proposal(build, author)
    await client.log_in(author)
    texts = ("Lời văn của cửa sổ thứ nhất.", "Lời văn của cửa sổ thứ hai.")
    forms = [(await client.get(f"/bai/{thread_id}/sua")).form("/sua") | {"text": text} for text in texts]
    answers = await asyncio.gather(
        *(client.http.post(f"/bai/{thread_id}/sua", data=form, headers=SAME) for form in forms)
    )
    assert sorted(one.status_code for one in answers) == [303, 409]
    refused = next(one for one in answers if one.status_code == 409)
    assert all(text in refused.text for text in texts)
    async with build.acting(None) as (db, _):
        versions = await db.scalar(
            select(func.count()).select_from(Revision).where(Revision.contribution_id == thread_id)
        )
    assert versions == 2


async def test_two_approvals_at_once_publish_one_answer_once(client: Client, build: Builders) -> None:
    body = await build.body()
    officer = await build.person(Role.body_officer, body=body)
    head = await build.person(Role.body_head, body=body)
    thread_id = await a_proposal(build, await build.person(Role.intellectual, is_trusted=True))
    async with build.acting(officer) as (db, actor):
        await threads.take_up(db, actor, thread_id, TakeUp(body_id=body.id))
    async with build.acting(officer) as (db, actor):
        draft = DraftAnswer(outcome="accepted", text="Tiếp thu đề xuất này.")
        answer = await threads.draft_answer(db, actor, thread_id, draft)
    async with build.acting(officer) as (db, actor):
        await threads.submit_answer(db, actor, answer.id)
    await client.log_in(head)
    read = {"seen_digest": await seen_now(build, answer.id)}
    answers = await at_once(client, 2, f"/chu-de/tra-loi/{answer.id}/duyet", read)
    assert sorted(one.status_code for one in answers)[0] == 303
    assert all(one.status_code < 500 for one in answers)
    told = await journal(build, "threads.Answered", thread_id)
    assert told == 1


async def journal(build: Builders, event: str, thing_id: int) -> int:
    async with build.acting(None) as (db, _):
        named = select(func.count()).where(JournalRow.event == event, JournalRow.thing_id == thing_id)
        return await db.scalar(named) or 0


async def test_support_clicked_ten_times_at_once_counts_once(client: Client, build: Builders) -> None:
    thread_id = await a_proposal(build, await build.person(Role.intellectual, is_trusted=True))
    await client.log_in(await build.person(Role.intellectual))
    answers = await at_once(client, 10, f"/bai/{thread_id}/ung-ho", {})
    assert {one.status_code for one in answers} == {303}
    async with build.acting(None) as (db, _):
        it = await db.get_one(Contribution, thread_id)
        rows = await db.scalar(
            select(func.count()).select_from(Endorsement).where(Endorsement.contribution_id == thread_id)
        )
    assert (it.endorsement_count, rows) == (1, 1)


async def test_replies_at_once_are_all_kept_and_all_counted(client: Client, build: Builders) -> None:
    thread_id = await a_proposal(build, await build.person(Role.intellectual, is_trusted=True))
    await client.log_in(await build.person(Role.intellectual, is_trusted=True))
    sent = [
        client.http.post(f"/chu-de/{thread_id}", data={"text": f"Trả lời thứ {n}, đủ dài."}, headers=SAME)
        for n in range(8)
    ]
    assert {one.status_code for one in await asyncio.gather(*sent)} == {303}
    assert await count(build, Contribution.subject_id == thread_id, Contribution.kind == "post") == 8
    async with build.acting(None) as (db, _):
        assert (await db.get_one(Contribution, thread_id)).reply_count == 8


async def test_one_link_used_twice_at_once_lets_one_in(client: Client, build: Builders) -> None:
    person = await build.person(Role.intellectual)
    async with build.acting(None) as (db, actor):
        token = await make_token(db, "login", person.id, actor.at)
    answers = await at_once(client, 4, "/dang-nhap/lien-ket", {"ma": token})
    assert sorted(one.status_code for one in answers) == [303, 410, 410, 410]
