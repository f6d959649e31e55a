"""A list costs the same statements for one row as for a dozen: no page asks the database once more for each line."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest

from forum import clock
from forum.accounts.models import Account, Body, Leader
from forum.actor import Role
from forum.clock import local_date, now
from forum.consultations.actions import notices, opinions, preparing
from forum.consultations.actions.notices import Announcement
from forum.consultations.actions.opinions import NewOpinion
from forum.consultations.actions.preparing import NewConsultation
from forum.contact import actions as contact
from forum.contact.actions.questions import NewQuestion
from forum.contact.actions.series import NewSeries
from forum.database import writing_session
from forum.finding.indexing import drain
from forum.threads import actions as threads
from forum.threads.actions.proposals import TakeUp
from forum.threads.actions.threads import NewReply, NewThread
from tests import session_texts
from tests.builders import Builders
from tests.client import Client
from tests.contact.scene import plan
from tests.promises import promise
from tests.threads.test_proposal_story import a_task

MANY = 12


@dataclass
class AppState:
    """Who acts, and what the rows hang on."""

    build: Builders
    author: Account
    newcomer: Account
    officer: Account
    head: Account
    secretariat: Account
    chair: Account
    moderator: Account
    body: Body
    leader: Leader
    task_id: int
    task_code: str
    forum_id: int
    thread_id: int = 0
    session_id: int = 0
    consultation_id: int = 0
    series_id: int = 0


@pytest.fixture
async def app_state(build: Builders) -> AppState:
    body, leader, task = await build.body(), await build.leader(), await a_task(build)
    it = AppState(
        build=build,
        author=await build.person(Role.intellectual, is_trusted=True),
        newcomer=await build.person(Role.intellectual),
        officer=await build.person(Role.body_officer, body=body),
        head=await build.person(Role.body_head, body=body),
        secretariat=await build.person(Role.secretariat),
        chair=await build.person(Role.leader, leader=leader),
        moderator=await build.person(Role.moderator),
        body=body,
        leader=leader,
        task_id=task.id,
        task_code=task.code,
        forum_id=(await build.forum()).id,
    )
    it.thread_id = await a_proposal(it, 0)
    await _rooms(it)
    return it


async def _rooms(it: AppState) -> None:
    """A series of sessions, and one consultation that is open."""
    async with it.build.acting(it.secretariat) as (db, actor):
        it.series_id = (
            await contact.create_series(db, actor, NewSeries(title="Tiếp xúc mẫu", rhythm="month"))
        ).id
    it.session_id = await a_session(it, 0)
    async with it.build.acting(it.officer) as (db, actor):
        new = NewConsultation(
            body_id=it.body.id,
            title="Dự thảo mẫu",
            summary="Tóm tắt dự thảo mẫu.",
            document_kind="draft-other",
            draft="Điều 1. Phạm vi\n1. Khoản thứ nhất.\n",
        )
        it.consultation_id = (await preparing.create(db, actor, new)).id
    async with it.build.acting(await it.build.person(Role.body_head, body=it.body)) as (db, actor):
        day = local_date(actor.at)
        dates = Announcement(opens_on=day, closes_on=day + timedelta(days=30))
        await notices.announce(db, actor, it.consultation_id, dates)


async def a_proposal(it: AppState, n: int) -> int:
    async with it.build.acting(it.author) as (db, actor):
        new = NewThread(
            title=f"Hiến kế mẫu số {n}",
            text=f"Nội dung của hiến kế mẫu số {n}.",
            forum_id=it.forum_id,
            task_ids=[it.task_id],
        )
        return (await threads.start_thread(db, actor, new)).id


async def a_waiting_proposal(it: AppState, n: int) -> None:
    async with it.build.acting(it.newcomer) as (db, actor):
        new = NewThread(
            title=f"Hiến kế chờ số {n}",
            text=f"Nội dung của hiến kế chờ số {n}.",
            forum_id=it.forum_id,
            task_ids=[it.task_id],
        )
        await threads.start_thread(db, actor, new)


async def a_reply(it: AppState, n: int) -> None:
    async with it.build.acting(it.author) as (db, actor):
        await threads.reply(db, actor, it.thread_id, NewReply(text=f"Trả lời mẫu số {n}."))


async def a_session(it: AppState, n: int) -> int:
    async with it.build.acting(it.secretariat) as (db, actor):
        planned = plan(it.series_id, it.leader.id, actor.at, f"Kỳ tiếp xúc số {n}")
        session_id = (await contact.plan_session(db, actor, planned)).id
    await session_texts.announced(it.build, it.secretariat, session_id, chair=it.chair)
    return session_id


async def a_question(it: AppState, n: int) -> None:
    async with it.build.acting(it.author) as (db, actor):
        new = NewQuestion(title=f"Câu hỏi mẫu số {n}", text=f"Nội dung câu hỏi số {n}.")
        await contact.ask(db, actor, it.session_id, new)


async def an_opinion(it: AppState, n: int) -> None:
    async with it.build.acting(it.author) as (db, actor):
        new = NewOpinion(target="whole", stance="object", text=f"Góp ý mẫu số {n}.")
        await opinions.give_opinion(db, actor, it.consultation_id, new)


async def a_promise(it: AppState, n: int) -> None:
    """One proposal of its own first: it is taken up, answered and promised on."""
    if not n:
        async with it.build.acting(it.officer) as (db, actor):
            await threads.take_up(db, actor, it.thread_id, TakeUp(body_id=it.body.id))
    due = local_date(now()) + timedelta(days=30)
    await promise(it.build, it.officer, it.head, it.thread_id, f"Việc số {n}", due)


async def a_person(it: AppState, n: int) -> None:
    await it.build.person(Role.staff, name=f"Chuyên viên Mẫu {n}")


More = Callable[[AppState, int], Awaitable[object]]
Who = str
LISTS: list[tuple[More, Who, list[str]]] = [
    (a_proposal, "author", [
        "/", "/hien-ke", "/dien-dan", "/dien-dan/{forum_id}", "/nhiem-vu/{task_code}", "/chuong-trinh", "/cua-toi",
        "/tim-kiem?q=mau",
    ]),
    (a_waiting_proposal, "moderator", ["/duyet-noi-dung", "/thong-bao"]),
    (a_reply, "author", ["/chu-de/{thread_id}", "/cua-toi", "/thong-bao"]),
    (a_session, "secretariat", ["/tiep-xuc", "/nhiem-vu/{task_code}", "/ban-lam-viec", "/thong-bao"]),
    (a_question, "secretariat", ["/tiep-xuc/{session_id}", "/tiep-xuc/{session_id}/cau-hoi", "/ban-lam-viec"]),
    (an_opinion, "officer", [
        "/gop-y-du-thao", "/gop-y-du-thao/{consultation_id}", "/gop-y-du-thao/{consultation_id}-x/tong-hop",
        "/ban-lam-viec",
    ]),
    (a_promise, "officer", ["/theo-doi", "/ban-lam-viec", "/nhiem-vu/{task_code}", "/chu-de/{thread_id}"]),
    (a_person, "administrator", ["/quan-tri/nguoi", "/quan-tri"]),
]  # fmt: skip


@pytest.mark.parametrize(("more", "who", "paths"), LISTS, ids=lambda given: getattr(given, "__name__", None))
async def test_a_dozen_rows_cost_the_statements_of_one(
    app_state: AppState, client: Client, more: More, who: Who, paths: list[str]
) -> None:
    person = getattr(app_state, who, None) or await app_state.build.person(Role(who))
    await client.log_in(person)
    await more(app_state, 0)
    few = await statements(app_state, client, paths)
    for n in range(1, MANY):
        await more(app_state, n)
    many = await statements(app_state, client, paths)
    assert {path: (few[path], many[path]) for path in paths if many[path] > few[path]} == {}


async def statements(app_state: AppState, client: Client, paths: list[str]) -> dict[str, int]:
    """Of each page at its second showing, when what is kept in the program is there."""
    await app_state.build.run_jobs()
    read = 1
    while read:
        async with writing_session(app_state.build.engine) as db:
            read = await drain(db, clock.now())
    counted = {}
    for path in paths:
        for _ in range(2):
            counted[path] = await client.cost_of(path.format_map(vars(app_state)))
    return counted
