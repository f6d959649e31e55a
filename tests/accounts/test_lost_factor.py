"""A second factor that was lost: what waits for another administrator, and what whoever has the machine does."""

import asyncio
import re

import pytest
from sqlalchemy import select
from typer.testing import CliRunner, Result

from forum.accounts.actions.factors import ProposedReset, propose_factor_reset
from forum.accounts.models import Account, FactorReset, Login, TotpSecret
from forum.actor import Role
from forum.cli import app
from forum.errors import Refused
from forum.journal import JournalRow
from forum.notifications.models import Notice, SampleMail
from moderation import chain
from tests.accounts.test_second_factor import log_in, set_up, strict, with_password
from tests.builders import Builders
from tests.client import Client
from tests.sources import functions, sources

__all__ = ["strict"]
WHY = "Mất điện thoại, đã gặp tại cơ quan."


async def locked_out(client: Client, build: Builders) -> Account:
    """An administrator whose second factor is set, and who has no session."""
    person = await with_password(build, Role.administrator)
    await log_in(client, person)
    await set_up(client)
    await client.log_out()
    return person


@pytest.fixture
def forum_on(database: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("FORUM_DATABASE_URL", database)
    return database


async def second_factor_reset(email: str, reason: str = WHY) -> Result:
    command = ["second-factor", "reset", email, "--reason", reason]
    return await asyncio.to_thread(CliRunner().invoke, app, command)


async def test_a_lone_administrator_without_any_code_is_let_in_again_by_who_has_the_machine(
    strict: Client, build: Builders, forum_on: str
) -> None:
    person = await locked_out(strict, build)
    done = await second_factor_reset(person.email.upper())
    assert done.exit_code == 0, done.output
    await build.run_jobs()
    async with build.acting(None) as (db, _):
        assert await db.get(TotpSecret, person.id) is None
        assert (await db.scalars(select(Login).where(Login.account_id == person.id))).all() == []
        mails = (await db.scalars(select(SampleMail.subject).where(SampleMail.to == person.email))).all()
        assert "Hiến Kế: người vận hành máy chủ đã gỡ bước thứ hai" in mails
        act = (await chain.heads(db, row_count=1))[0]
        assert act.kind == "accounts.FactorsRemovedByOperator"
        row = (await db.scalars(select(JournalRow).where(JournalRow.event == act.kind))).one()
        assert row.persona_id is None and row.payload["reason"] == WHY
    assert (await log_in(strict, person)).location.startswith("/cua-toi/bao-mat")


async def test_every_other_administrator_is_told_also_without_consent_to_mail(
    client: Client, build: Builders, forum_on: str
) -> None:
    person, other = await locked_out(client, build), await build.person(Role.administrator)
    assert (await second_factor_reset(person.email)).exit_code == 0
    await build.run_jobs()
    async with build.acting(None) as (db, _):
        told = (await db.scalars(select(Notice).where(Notice.subject.contains("từ máy chủ")))).all()
        mails = (await db.scalars(select(SampleMail).where(SampleMail.to == other.email))).all()
    assert [notice.persona_id for notice in told] == [other.persona_id]
    assert WHY.rstrip(".") in told[0].letter
    assert [mail.subject for mail in mails] == [told[0].subject]
    await client.log_in(other)
    assert (await client.get("/thong-bao")).has("từ máy chủ")


async def test_the_command_replaces_a_reset_that_waits(
    client: Client, build: Builders, forum_on: str
) -> None:
    person, other = await locked_out(client, build), await build.person(Role.administrator)
    async with build.acting(other) as (db, actor):
        await propose_factor_reset(db, actor, person.id, ProposedReset(reason=WHY))
    assert (await second_factor_reset(person.email)).exit_code == 0
    async with build.acting(None) as (db, _):
        assert (await db.scalars(select(FactorReset))).all() == []


@pytest.mark.parametrize(
    ("email", "reason", "says"),
    [
        ("khong-co@mau.example", WHY, "Không có tài khoản nào"),
        ("", WHY, "chưa đặt bước thứ hai"),
        ("", "x", "ghi lý do"),
    ],
)
async def test_what_the_command_cannot_do_is_said_in_one_line_and_changes_nothing(
    build: Builders, forum_on: str, email: str, reason: str, says: str
) -> None:
    person = await build.person(Role.administrator)
    done = await second_factor_reset(email or person.email, reason)
    assert isinstance(done.exception, Refused)
    assert says in str(done.exception)
    async with build.acting(None) as (db, _):
        assert (await db.scalars(select(JournalRow).where(JournalRow.event.contains("Factors")))).all() == []


async def test_a_reset_that_waits_is_in_the_work_list_of_the_other_administrators_alone(
    client: Client, build: Builders
) -> None:
    person = await locked_out(client, build)
    proposer, other = await build.person(Role.administrator), await build.person(Role.administrator)
    async with build.acting(proposer) as (db, actor):
        reset = await propose_factor_reset(db, actor, person.id, ProposedReset(reason=WHY))
    link = f"main a[href='/quan-tri/buoc-hai/{reset.id}/xac-nhan']"
    await client.log_in(proposer)
    assert not (await client.get("/ban-lam-viec")).soup.select(link)
    await client.log_in(await build.person(Role.auditor))
    assert not (await client.get("/ban-lam-viec")).soup.select(link)
    await client.log_in(other)
    page = await client.get("/ban-lam-viec")
    assert page.soup.select(link) and page.has("Xác nhận gỡ bước thứ hai")
    await client.send(f"/quan-tri/buoc-hai/{reset.id}/xac-nhan", {"sure": "true"})
    assert not (await client.get("/ban-lam-viec")).soup.select(link)


def test_whatever_a_second_person_confirms_about_an_account_is_in_a_work_list() -> None:
    """Each rule `may_confirm_…` of accounts is asked where a work list is made."""
    rules = {
        function.name
        for path, function in functions("forum/accounts")
        if path.name == "policy.py" and function.name.startswith("may_confirm_")
    }
    (listing,) = [path for path in sources("forum/reports") if path.name == "confirming.py"]
    listed = set(re.findall(r"may_confirm_\w+(?=\(actor)", listing.read_text(encoding="utf-8")))
    assert rules and listed == rules
