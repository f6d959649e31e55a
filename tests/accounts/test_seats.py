"""The first seats of a house, by three links; later ones by the operator's; and what everybody reads of them."""

import asyncio
import re
from datetime import timedelta

import pytest
from sqlalchemy import select
from typer.testing import CliRunner, Result

from forum import preparing
from forum.accounts.actions.seats import make_first_links
from forum.accounts.models import Account, BindingRow
from forum.accounts.policy import ConfirmedHow
from forum.actor import Role
from forum.cli import app
from forum.clock import now
from forum.errors import Refused
from forum.journal import JournalRow
from forum.notifications.models import Notice
from forum.settings import Settings
from moderation import chain
from tests.builders import Builders
from tests.client import Client

PASSWORD = "một câu dễ nhớ"
WHY = "Hai quản trị viên đã nghỉ việc."


@pytest.fixture
def forum_on(database: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("FORUM_DATABASE_URL", database)
    return database


async def seat_link(role: str, reason: str = WHY) -> Result:
    return await asyncio.to_thread(CliRunner().invoke, app, ["seat", "link", role, "--reason", reason])


async def taken(client: Client, build: Builders, token: str, name: str) -> Account:
    """The account that a link opened in this browser."""
    page = await client.get("/dang-ky/quan-tri", ma=token)
    email = f"{name.split()[-1].lower()}@mau.example"
    typed = {"name": name, "email": email, "password": PASSWORD, "consents": "terms"}
    await client.post("/dang-ky/quan-tri", page.form("/dang-ky/quan-tri") | typed)
    async with build.acting(None) as (db, _):
        return (await db.scalars(select(Account).where(Account.email == email))).one()


async def test_a_first_start_makes_two_administrators_and_an_auditor_who_give_the_other_roles(
    client: Client, build: Builders
) -> None:
    async with build.acting(None) as (db, actor):
        links = await make_first_links(db, actor.at)
        assert await make_first_links(db, actor.at) == [], "a second start prints none while these wait"
    assert [role for role, _ in links] == [Role.administrator, Role.administrator, Role.auditor]
    names = ("Người Mẫu Mot", "Người Mẫu Hai", "Người Mẫu Ba")
    people = []
    for (_role, token), name in zip(links, names, strict=True):
        people.append(await taken(client, build, token, name))
        await client.log_out()
    page = await client.get("/ai-giu-viec-gi")
    assert len(page.soup.find_all("td", string=re.compile("lập khi cài đặt"))) == 3 and all(
        page.has(name) for name in names
    )
    assert not page.has("Chưa đủ hai quản trị viên")
    async with build.acting(None) as (db, _):
        acts = await db.scalars(select(JournalRow).where(JournalRow.event == "accounts.SeatTaken"))
        assert [row.payload["role"] for row in acts] == [role for role, _ in links]
        assert (await chain.heads(db, row_count=1))[0].kind == "accounts.SeatTaken"
        assert await make_first_links(db, now() + timedelta(days=30)) == []
    member = await build.person()
    await client.log_in(people[0])
    await client.post(f"/quan-tri/nguoi/{member.id}", {"role": "moderator"})
    async with build.acting(None) as (db, _):
        row = (await db.scalars(select(BindingRow).where(BindingRow.account_id == member.id))).one()
    await client.log_in(people[1])
    await client.post(f"/quan-tri/vai-tro/{row.id}/xac-nhan", {"sure": "true"})


async def test_links_that_expired_before_anybody_stood_are_made_again(build: Builders) -> None:
    async with build.acting(None) as (db, actor):
        await make_first_links(db, actor.at)
        later = actor.at + timedelta(days=8)
        assert len(await make_first_links(db, later)) == 3


async def test_the_start_prints_each_link_with_its_role(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    production = settings.model_copy(update={"mode": "production"})
    await asyncio.to_thread(preparing.fill_once, production)
    printed = capsys.readouterr().out
    assert printed.count("/dang-ky/quan-tri?ma=") == 3
    assert printed.count("Quản trị hệ thống:") == 2 and printed.count("Người giám sát:") == 1
    await asyncio.to_thread(preparing.fill_once, production)
    assert "ma=" not in capsys.readouterr().out


async def test_the_operator_makes_another_and_everybody_in_office_is_told(
    client: Client, build: Builders, forum_on: str
) -> None:
    in_office = [await build.person(role) for role in (Role.auditor, Role.staff, Role.moderator)]
    member = await build.person(Role.intellectual)
    made = await seat_link("administrator")
    assert made.exit_code == 0, made.output
    await build.run_jobs()
    async with build.acting(None) as (db, _):
        rows = await db.scalars(select(Notice).where(Notice.subject.contains("lập đường dẫn")))
        notices = {one.persona_id: one.letter for one in rows}
    assert set(notices) == {one.persona_id for one in in_office} and member.persona_id not in notices
    assert WHY.rstrip(".") in notices[in_office[0].persona_id]
    token = made.output.partition("ma=")[2].strip()
    account = await taken(client, build, token, "Người Mẫu Moi")
    await client.log_out()
    page = await client.get("/ai-giu-viec-gi")
    assert page.has(WHY) and page.has("lập bằng lệnh của người vận hành")
    async with build.acting(account) as (db, actor):
        assert actor.has(Role.administrator)
        row = (await db.scalars(select(BindingRow).where(BindingRow.account_id == account.id))).one()
        assert row.confirmed_how == ConfirmedHow.by_operator


async def test_the_operator_makes_no_leader_and_gives_a_reason(forum_on: str) -> None:
    assert isinstance((await seat_link("leader")).exception, Refused)
    assert isinstance((await seat_link("administrator", "x")).exception, Refused)


async def test_moderators_are_counted_and_named_only_to_who_asked_for_a_review(
    client: Client, build: Builders
) -> None:
    await build.person(Role.moderator, name="Người Duyệt Kín Tên")
    await client.log_in(await build.person(Role.intellectual))
    page = await client.get("/ai-giu-viec-gi")
    assert page.has("Mọi diễn đàn") and not page.has("Người Duyệt Kín Tên")


async def test_everybody_reads_who_decides_where_no_moderator_is_impartial(
    client: Client, build: Builders
) -> None:
    assert (await client.get("/ai-giu-viec-gi")).has("khi mọi người duyệt nội dung đều có lợi ích liên quan")
    await build.person(Role.independent_member, name="Người Mẫu Độc Lập")
    assert (await client.get("/ai-giu-viec-gi")).has("Người Mẫu Độc Lập")
