"""The content of a row of the chain is erased by two people, on a reason, and the chain still proves."""

import asyncio

import pytest
from sqlalchemy import text
from typer.testing import CliRunner, Result

from forum.accounts.models import Account
from forum.accounts.passwords import hash_password
from forum.actor import Role
from forum.database import load
from forum.desk import commands
from forum.errors import Refused
from tests.builders import Builders
from tests.client import Client
from tests.desk.test_queue import Scene, decide, scene, waiting_case

__all__ = ["scene"]

ORDER = "Quyết định số 12/QĐ-TA ngày 24/11/2026"
PASSWORD = "mat-khau-mau-2026"


async def with_password(build: Builders, role: Role) -> str:
    person = await build.person(role)
    async with build.acting(None) as (db, _):
        account = await load(db, Account, person.id)
        account.password_hash = await hash_password(PASSWORD)
        return account.email


async def run_audit(*words: str, typed: str = "") -> Result:
    """The command itself, in a thread of its own since it brings its own event loop."""
    return await asyncio.to_thread(lambda: CliRunner().invoke(commands.app, list(words), input=typed))


async def erase(n: int, by: str, second: str, *, reason: str = ORDER, passwords: str = "") -> Result:
    typed = passwords or f"{PASSWORD}\n{PASSWORD}\n"
    options = ("--reason", reason, "--by", by, "--second", second)
    return await run_audit("erase", str(n), *options, typed=typed)


def refusal_of(done: Result) -> str:
    assert isinstance(done.exception, Refused), done.output
    return str(done.exception.message)


@pytest.fixture
async def judged_n(scene: Scene, build: Builders, client: Client, monkeypatch: pytest.MonkeyPatch) -> int:
    """The number of a row that a judgement left in the chain."""
    await decide(client, scene.first, await waiting_case(build, scene.thread_id), verdict="reject")
    monkeypatch.setenv("FORUM_DATABASE_URL", build.settings.database_url)
    async with build.acting(None) as (db, _):
        return int(
            await db.scalar(text("SELECT max(n) FROM moderation.links WHERE kind = 'contributions.Judged'"))
        )


async def everything_kept(build: Builders) -> str:
    async with build.acting(None) as (db, _):
        return str(
            await db.scalar(
                text(
                    "SELECT (SELECT string_agg(payload::text, ' ') FROM moderation.links WHERE kind LIKE '%Judged')"
                    " || (SELECT string_agg(payload::text, ' ') FROM journal WHERE event LIKE '%Judged')"
                )
            )
        )


async def test_what_two_people_erase_is_gone_and_the_chain_is_sound(judged_n: int, build: Builders) -> None:
    head = (await run_audit("head")).output.strip()
    administrator = await with_password(build, Role.administrator)
    auditor = await with_password(build, Role.auditor)
    done = await erase(judged_n, administrator, auditor)
    assert done.exit_code == 0, done.output
    assert f"Dòng {judged_n}: Quyết định duyệt nội dung" in done.output
    assert PASSWORD not in done.output
    async with build.acting(None) as (db, _):
        link = (
            await db.execute(
                text("SELECT payload, salt, digest FROM moderation.links WHERE n = :n"), {"n": judged_n}
            )
        ).one()
        act = (
            await db.execute(text("SELECT kind, payload FROM moderation.links ORDER BY n DESC LIMIT 1"))
        ).one()
        emptied = await db.scalar(text("SELECT payload FROM journal WHERE event = 'contributions.Judged'"))
    assert (link.payload, link.salt) == (None, None)
    assert len(link.digest) == 32
    assert emptied == {}
    assert (act.kind, act.payload["erased_n"], act.payload["reason"]) == (
        "desk.PayloadErased",
        judged_n,
        ORDER,
    )
    assert act.payload["persona_id"] != act.payload["second_persona_id"]
    verified = await run_audit("verify", "--head", head)
    assert verified.exit_code == 0, verified.output
    assert "1 dòng đã xóa nội dung theo quyết định: không bị sửa" in verified.output


async def test_a_row_is_erased_once_and_the_act_of_erasing_never(judged_n: int, build: Builders) -> None:
    first = await with_password(build, Role.administrator)
    second = await with_password(build, Role.administrator)
    assert (await erase(judged_n, first, second)).exit_code == 0
    act_n = int((await run_audit("head")).output.split(":")[0])
    assert "đã được xóa trước đó" in refusal_of(await erase(judged_n, first, second))
    assert "thì không xóa được" in refusal_of(await erase(act_n, first, second))
    assert "Không có dòng" in refusal_of(await erase(act_n + 1, first, second))


async def test_one_person_alone_or_without_the_right_erases_nothing(judged_n: int, build: Builders) -> None:
    administrator = await with_password(build, Role.administrator)
    moderator = await with_password(build, Role.moderator)
    auditor = await with_password(build, Role.auditor)
    before = await everything_kept(build)
    assert "hai người khác nhau" in refusal_of(await erase(judged_n, administrator, administrator))
    assert "giám sát hoặc quản trị" in refusal_of(await erase(judged_n, administrator, moderator))
    assert "chưa được phân quyền" in refusal_of(await erase(judged_n, auditor, administrator))
    wrong = await erase(judged_n, administrator, auditor, passwords=f"{PASSWORD}\nkhong-phai\n")
    assert "không đúng" in refusal_of(wrong)
    assert "căn cứ" in refusal_of(await erase(judged_n, administrator, auditor, reason="vì"))
    assert await everything_kept(build) == before
