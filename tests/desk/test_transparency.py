"""Rules, counts and the audit chain as everyone and as the auditor sees them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection
from typer.testing import CliRunner

from forum.actor import Role
from forum.database import make_engine
from forum.desk import commands
from forum.desk.auditing import read_head
from tests.builders import Builders
from tests.client import Client
from tests.desk.test_queue import Scene, decide, scene, waiting_case

__all__ = ["scene"]


async def test_everyone_reads_the_rules_and_that_criticism_is_never_a_ground(client: Client) -> None:
    page = await client.get("/quy-tac")
    assert page.has("không phải là căn cứ để từ chối")
    assert page.has("Q4. Dữ liệu cá nhân")
    assert (await client.get("/quy-tac/1")).has("có hiệu lực từ ngày")
    await client.get("/quy-tac/99", status=404)


async def test_the_counts_come_from_the_decisions_themselves(
    scene: Scene, build: Builders, client: Client
) -> None:
    await decide(client, scene.first, await waiting_case(build, scene.thread_id), verdict="reject")
    await client.log_out()
    page = await client.get("/minh-bach")
    assert page.has("Không đăng 1")
    assert page.has("Q4 Dữ liệu cá nhân 1")
    assert not page.has("Mã đối chiếu đã lưu")
    assert (await client.get("/minh-bach", nam="2025")).status == 200


async def test_only_the_auditor_sees_heads_and_verifies(
    scene: Scene, build: Builders, client: Client
) -> None:
    await decide(client, scene.first, await waiting_case(build, scene.thread_id), verdict="reject")
    await client.get("/minh-bach", dau="", status=403)
    auditor = await build.person(Role.auditor)
    await client.log_in(auditor)
    page = await client.get("/minh-bach")
    code = page.soup.find("code")
    assert code is not None
    kept = code.get_text()
    assert read_head(kept) is not None
    assert (await client.get("/minh-bach", dau=kept)).has("Không bị sửa")
    assert (await client.get("/minh-bach", dau="một mã lạ")).has("phải gồm số dòng, dấu hai chấm và mã")
    n = int(kept.split(":")[0])
    assert (await client.get("/minh-bach", dau=f"{n}:{'0' * 64}")).has(f"Dòng {n}: khác với mã đã lưu")
    assert (await client.get("/minh-bach", dau=f"{n + 5}:{'0' * 64}")).has("thiếu phần cuối")


async def test_a_decision_stands_in_the_chain_without_the_words_it_quotes(
    scene: Scene, build: Builders, client: Client
) -> None:
    await decide(client, scene.first, await waiting_case(build, scene.thread_id), verdict="reject")
    async with build.acting(None) as (db, _):
        kept = await db.scalar(
            text("SELECT string_agg(payload::text, ' ') FROM moderation.links WHERE kind LIKE '%Judged'")
        )
        journal = await db.scalar(text("SELECT string_agg(payload::text, ' ') FROM journal"))
    assert '"reject"' in kept
    assert "0900" not in kept
    assert "0900" not in journal


@asynccontextmanager
async def by_the_owner(build: Builders) -> AsyncIterator[AsyncConnection]:
    """The program's own role may do none of this to the chain."""
    engine = make_engine(build.settings.database_url.replace("forum_app", "forum_owner"))
    async with engine.begin() as connection:
        yield connection
    await engine.dispose()


async def run_audit(*words: str) -> tuple[int, str]:
    """The command itself, in a thread of its own since it brings its own event loop."""
    done = await asyncio.to_thread(CliRunner().invoke, commands.app, list(words))
    return done.exit_code, done.output


async def test_the_command_line_finds_a_changed_and_a_cut_off_row(
    scene: Scene, build: Builders, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    await decide(client, scene.first, await waiting_case(build, scene.thread_id), verdict="reject")
    monkeypatch.setenv("FORUM_DATABASE_URL", build.settings.database_url)
    code, head = await run_audit("head")
    assert code == 0
    code, message = await run_audit("verify", "--head", head.strip())
    assert code == 0, message
    assert "không bị sửa" in message
    code, message = await run_audit("verify", "--head", "abc")
    assert code == 2
    n = int(head.split(":")[0])
    async with by_the_owner(build) as db:
        await db.execute(
            text('UPDATE moderation.links SET payload = payload || \'{"verdict": "approve"}\' WHERE n = :n'),
            {"n": n},
        )
    code, message = await run_audit("verify")
    assert code == 1
    assert f"Dòng {n}: nội dung đã bị sửa" in message
    async with by_the_owner(build) as db:
        await db.execute(text("DELETE FROM moderation.links WHERE n = :n"), {"n": n})
        await db.execute(
            text(
                "UPDATE moderation.chain_head SET n = :n - 1, "
                "link = coalesce((SELECT link FROM moderation.links WHERE n = :n - 1), link)"
            ),
            {"n": n},
        )
    code, message = await run_audit("verify", "--head", head.strip())
    assert code == 1
    assert "thiếu phần cuối" in message
