"""Display names and titles are judged: with the first text, then as a text of their own that is changed, reported and
hidden; the administrator changes them with a reason."""

from dataclasses import dataclass

import pytest
from sqlalchemy import select

from forum import clock
from forum.accounts.models import Account, Persona
from forum.actor import Role
from forum.contributions.actions.closing import end_account
from forum.contributions.models import Contribution
from forum.contributions.naming import name_of
from forum.database import load, writing_session
from forum.desk import actions as desk
from forum.desk.actions import RulingInput, SecondInput
from forum.finding.indexing import drain
from forum.journal import JournalRow
from moderation.queries import waiting_case
from tests.builders import Builders
from tests.client import Client
from tests.desk.test_queue import proposal
from tests.matrix import FORMS

OLD, NEW = "Người Mẫu Tên Cũ", "Người Mẫu Tên Mới"


@dataclass(frozen=True)
class Scene:
    author: Account
    first: Account
    second: Account
    administrator: Account
    thread_id: int

    @property
    def path(self) -> str:
        return f"/chu-de/{self.thread_id}"


@pytest.fixture
async def scene(build: Builders) -> Scene:
    """A newcomer whose first proposal waits."""
    author = await build.person(Role.intellectual, name=OLD)
    first, second = await build.person(Role.moderator), await build.person(Role.moderator)
    administrator = await build.person(Role.administrator)
    return Scene(author, first, second, administrator, await proposal(build, author))


async def decide(build: Builders, judge: Account, kind: str, thing_id: int, **ruling: object) -> int:
    async with build.acting(None) as (db, _):
        case_id = await waiting_case(db, kind, thing_id)
    assert case_id is not None
    async with build.acting(judge) as (db, actor):
        await desk.claim(db, actor, case_id)
        values = {"version": 1, "verdict": "approve"} | ruling
        await desk.decide(db, actor, case_id, RulingInput.model_validate(values))
    return case_id


async def name_id(build: Builders, account: Account) -> int:
    async with build.acting(None) as (db, _):
        it = await name_of(db, account.persona_id)
    assert it is not None
    return it.id


async def rename(client: Client, account: Account, name: str, title: str = "", status: int = 303) -> None:
    await client.log_in(account)
    form = (await client.get("/cua-toi/ten")).form("/cua-toi/ten")
    await client.post("/cua-toi/ten", form | {"name": name, "title": title}, status=status)


async def found_as(build: Builders, client: Client, words: str) -> bool:
    read = 1
    while read:
        async with writing_session(build.engine) as db:
            read = await drain(db, clock.now())
    return (await client.get("/tim-kiem", q="thư viện buổi tối")).has(words)


async def test_the_first_text_is_judged_with_its_author_s_name(
    build: Builders, client: Client, scene: Scene
) -> None:
    async with build.acting(None) as (db, _):
        case_id = await waiting_case(db, "proposal", scene.thread_id)
        assert await name_of(db, scene.author.persona_id) is None
    await client.log_in(scene.first)
    page = await client.get(f"/duyet-noi-dung/{case_id}")
    assert page.has("Tên hiển thị, được duyệt cùng bài")
    assert page.has(OLD)
    await rename(client, scene.author, NEW, status=422)  # the moderator may be reading it
    quoted = {"verdict": "return", "rule": "Q4", "quote": OLD, "explanation": "Tên của người khác."}
    await decide(build, scene.first, "proposal", scene.thread_id, **quoted)
    await rename(client, scene.author, NEW)  # nobody has seen the old one
    async with build.acting(None) as (db, _):
        assert (await load(db, Persona, scene.author.persona_id)).name == NEW


async def test_a_new_name_waits_while_the_old_one_stands(
    build: Builders, client: Client, scene: Scene
) -> None:
    await decide(build, scene.first, "proposal", scene.thread_id)
    await rename(client, scene.author, NEW, "PGS. TS.")
    assert (await client.get("/cua-toi/ten")).has(f"PGS. TS. {NEW}")
    await client.log_out()
    page = await client.get(scene.path)
    assert page.has(OLD)
    assert not page.has(NEW)
    text_id = await name_id(build, scene.author)
    assert not (await client.get(f"/bai/{text_id}/lich-su")).has(NEW)
    await client.log_in(scene.first)
    async with build.acting(None) as (db, _):
        case_id = await waiting_case(db, "name", text_id)
    judged = await client.get(f"/duyet-noi-dung/{case_id}")
    assert judged.has("Tên Cũ")
    assert judged.has("PGS. TS.")
    await decide(build, scene.first, "name", text_id, version=2)
    await client.log_out()
    page = await client.get(scene.path)
    assert page.has(f"PGS. TS. {NEW}")
    assert not page.has(OLD)
    history = await client.get(f"/bai/{text_id}/lich-su")
    assert history.has("Tên Cũ")
    assert history.has("PGS. TS.")
    assert await found_as(build, client, NEW)


async def test_a_refused_name_leaves_the_old_one(build: Builders, client: Client, scene: Scene) -> None:
    await decide(build, scene.first, "proposal", scene.thread_id)
    await rename(client, scene.author, NEW)
    quoted = {"rule": "Q4", "quote": NEW, "explanation": "Tên của người khác.", "version": 2}
    await decide(build, scene.first, "name", await name_id(build, scene.author), verdict="reject", **quoted)
    assert (await client.get(scene.path)).has(OLD)


async def test_a_trusted_person_s_name_changes_at_once(build: Builders, client: Client) -> None:
    author = await build.person(Role.intellectual, name=OLD, is_trusted=True)
    thread_id = await proposal(build, author)
    await rename(client, author, NEW, "TS.")
    page = await client.get(f"/chu-de/{thread_id}")
    assert page.has(f"TS. {NEW}")
    assert not page.has(OLD)


async def test_a_name_is_reported_hidden_everywhere_and_given_anew(
    build: Builders, client: Client, scene: Scene
) -> None:
    await decide(build, scene.first, "proposal", scene.thread_id)
    text_id = await name_id(build, scene.author)
    assert await found_as(build, client, OLD)
    reader = await build.person(Role.intellectual)
    await client.log_in(reader)
    assert f"/phan-anh/{text_id}" in (await client.get(f"/phan-anh/{scene.thread_id}")).text
    flag = f"/phan-anh/{text_id}"
    words = {"rule": "Q4", "words": "Đây là tên của người khác."}
    await client.post(flag, (await client.get(flag)).form(flag) | words)
    hide = {"verdict": "hide", "rule": "Q4", "quote": OLD, "explanation": "Tên của người khác."}
    case_id = await decide(build, scene.first, "name", text_id, **hide)
    async with build.acting(scene.second) as (db, actor):
        await desk.confirm(db, actor, case_id, SecondInput(agrees=True))
    await client.log_out()
    page = await client.get(scene.path)
    assert not page.has(OLD)
    assert page.has("Mở thư viện buổi tối")
    assert not await found_as(build, client, OLD)
    await client.get(f"/bai/{text_id}/lich-su", status=404)
    await build.run_jobs()
    await rename(client, scene.author, NEW)
    assert not (await client.get("/hien-ke")).has(NEW)
    await decide(build, scene.first, "name", await name_id(build, scene.author))
    assert (await client.get(scene.path)).has(NEW)


async def test_the_administrator_corrects_a_name_with_a_reason(
    build: Builders, client: Client, scene: Scene
) -> None:
    await decide(build, scene.first, "proposal", scene.thread_id)
    await rename(client, scene.author, "Người Mẫu Chờ Duyệt")
    await client.log_in(scene.administrator)
    path = f"/quan-tri/ten/{scene.author.persona_id}"
    form = (await client.get(path)).form(path)
    refused = await client.post(path, form | {"name": NEW}, status=422)
    assert refused.error_of("reason")
    await client.post(path, form | {"name": NEW, "title": "GS.", "reason": "Theo giấy khai sinh."})
    await client.log_out()
    assert (await client.get(scene.path)).has(f"GS. {NEW}")
    assert (await client.get(f"/bai/{await name_id(build, scene.author)}/lich-su")).has(
        "Theo giấy khai sinh."
    )
    async with build.acting(None) as (db, _):
        written = select(JournalRow).where(JournalRow.event == "contributions.NameCorrected")
        assert (await db.scalars(written)).one().payload["reason"] == "Theo giấy khai sinh."


async def test_who_leaves_without_the_name_leaves_no_history_of_it(
    build: Builders, client: Client, scene: Scene
) -> None:
    await decide(build, scene.first, "proposal", scene.thread_id)
    text_id = await name_id(build, scene.author)
    assert (await client.get(f"/bai/{text_id}/lich-su")).has(OLD)
    async with build.acting(scene.author) as (db, actor):
        await end_account(db, actor, keeps_name=False)
    assert not (await client.get(f"/bai/{text_id}/lich-su")).has(OLD)
    await client.get(f"/bai/{text_id}/ban/1", status=404)
    assert not (await client.get(scene.path)).has(OLD)


async def test_a_name_is_no_text_to_edit_or_withdraw(build: Builders, client: Client, scene: Scene) -> None:
    await decide(build, scene.first, "proposal", scene.thread_id)
    text_id = await name_id(build, scene.author)
    await client.log_in(scene.author)
    await client.get(f"/bai/{text_id}/sua", status=404)
    await client.get(f"/bai/{text_id}/rut", status=403)
    await client.post(f"/bai/{text_id}/rut", {"reason": "mistaken"}, status=422)
    assert not (await client.get("/cua-toi")).has("Tên hiển thị · ")
    async with build.acting(None) as (db, _):
        assert (await load(db, Contribution, text_id)).withdrawn_at is None


def test_the_form_takes_what_registration_takes() -> None:
    ours, theirs = FORMS["/cua-toi/ten"].model_fields, FORMS["/dang-ky"].model_fields
    assert [ours[name].metadata for name in ("name", "title")] == [
        theirs[name].metadata for name in ("name", "title")
    ]
