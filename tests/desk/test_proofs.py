"""The chain looks at what people read: whatever is changed behind the program's back is named, and only that."""

import asyncio

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.ext.asyncio import AsyncEngine
from typer.testing import CliRunner

from forum import clock, jobs, journal
from forum.actor import Role
from forum.contributions import proofs
from forum.database import embedded, writing_session
from forum.desk import commands
from forum.desk.auditing import Checked, check
from forum.desk.linking import begin_proofs
from forum.thing import Thing
from moderation import chain
from moderation.values import Act, Json
from tests.builders import Builders
from tests.client import Client
from tests.desk.test_hiding import published
from tests.desk.test_queue import Scene, scene
from tests.desk.test_withdrawn_meanwhile import edited, trusted
from tests.world import World

__all__ = ["scene"]

# What somebody with the program's own password may try: SQL, then the kind and the code that the verification names.
BEHIND_THE_BACK = [
    (
        "UPDATE contributions SET text = text || ' khi có điều kiện' WHERE kind = 'opinion'",
        "opinion",
        "differs",
    ),
    ("UPDATE contributions SET visibility = 'withdrawn' WHERE kind = 'post'", "post", "differs"),
    ("UPDATE opinions SET stance = 'agree' WHERE stance <> 'agree'", "opinion", "differs"),
    ("UPDATE contributions SET text = 'Khác.' WHERE kind = 'answer'", "answer", "differs"),
    ("UPDATE contributions SET text = 'Khác.' WHERE kind = 'answer'", "answer", "approval_differs"),
    ("UPDATE official_texts SET approved_content = '{}'", "response", "approval_differs"),
    ("UPDATE responses SET place = 'Điều 99'", "response", "differs"),
    ("UPDATE proposal_answers SET outcome = 'declined'", "proposal_answer", "differs"),
    ("UPDATE commitment_steps SET due_after = due_after + 300 WHERE verb = 'made'", "commitment", "differs"),
    ("UPDATE paragraph_texts SET text = text || ', khi có điều kiện'", "consultation", "differs"),
    ("UPDATE moderation.decisions SET explanation = 'Một lý do khác hẳn.'", "decision", "differs"),
]


GOES_WITH_IT = (
    ("moderation.cases", "subject_id"),
    ("proposals", "id"),
    ("threads", "id"),
    ("revisions", "contribution_id"),
)


async def linked(engine: AsyncEngine) -> None:
    async with writing_session(engine) as db:
        await begin_proofs(db)
        while await chain.link_pending(db):
            pass


def named(checked: Checked) -> set[tuple[str, str]]:
    assert checked.proved is not None
    return {(one.thing.kind, one.code) for one in checked.proved.flaws}


async def test_each_change_behind_the_back_of_the_chain_is_named(
    in_the_world: tuple[Builders, World],
) -> None:
    build, _ = in_the_world
    await linked(build.engine)
    async with writing_session(build.engine) as db:
        whole = await check(db, None)
        assert whole.is_sound, [str(one) for one in whole.lines]
        assert whole.proved is not None
        assert all(one.standing <= one.linked for one in whole.proved.counts)
        for sql, kind, code in BEHIND_THE_BACK:
            async with db.begin_nested() as tried:
                await db.execute(text(sql))
                found = named(await check(db, None))
                assert (kind, code) in found, (sql, found)
                await tried.rollback()
        assert (await check(db, None)).is_sound


FORMER_BEHIND_THE_BACK = (
    "UPDATE revisions SET text = 'Khác.' WHERE state = 'past'",
    "UPDATE revisions SET title = 'Khác' WHERE state = 'past'",
    "UPDATE revisions SET text_version = 900 WHERE state = 'past'",
    "UPDATE revisions SET state = 'unshown' WHERE state = 'past'",
    "DELETE FROM revisions WHERE state = 'past'",
)


async def edited_in_public(build: Builders, scene: Scene, client: Client) -> int:
    thread_id = await published(build, client, scene)
    await trusted(build, scene.author)
    await edited(build, scene.author, thread_id, "Đề nghị mở cửa thư viện cả ngày.")
    return thread_id


async def test_a_former_version_that_is_changed_or_gone_is_named(
    scene: Scene, build: Builders, client: Client
) -> None:
    thread_id = await edited_in_public(build, scene, client)
    await linked(build.engine)
    async with writing_session(build.engine) as db:
        for sql in FORMER_BEHIND_THE_BACK:
            async with db.begin_nested() as tried:
                await db.execute(text(sql))
                proved = (await check(db, None)).proved
                assert proved is not None
                assert [(one.thing.id, one.code) for one in proved.flaws] == [(thread_id, "differs")], sql
                await tried.rollback()
        assert (await check(db, None)).is_sound


async def test_an_act_that_an_earlier_program_recorded_says_nothing_of_former_versions(
    scene: Scene, build: Builders, client: Client
) -> None:
    thing = Thing("proposal", await edited_in_public(build, scene, client))
    await linked(build.engine)
    async with writing_session(build.engine) as db:
        content = (await journal.PROVEN[thing.kind](db, [thing.id]))[thing.id]
        assert content.pop(proofs.FORMER)
        stood: dict[str, Json] = {
            journal.AFTER: 10_000,
            "thing": [*thing],
            journal.STANDS: journal.salted_digest("00", content),
        }
        await chain.add_pending(db, [Act(journal.STOOD, clock.now(), stood)])
    await linked(build.engine)
    async with writing_session(build.engine) as db:
        assert (await check(db, None)).is_sound
        await db.execute(text("UPDATE contributions SET title = 'Khác' WHERE id = :id"), {"id": thing.id})
        assert ("proposal", "differs") in named(await check(db, None))


async def test_a_text_that_vanished_and_one_that_came_from_nowhere_are_named(
    scene: Scene, build: Builders
) -> None:
    await linked(build.engine)
    async with build.acting(None) as (db, _):
        for table, key in GOES_WITH_IT:
            await db.execute(text(f"DELETE FROM {table} WHERE {key} = :id"), {"id": scene.thread_id})
        await db.execute(text("DELETE FROM contributions WHERE id = :id"), {"id": scene.thread_id})
        assert ("proposal", "gone") in named(await check(db, None))
    async with build.acting(None) as (db, _):
        await db.execute(
            text(
                "INSERT INTO contributions (kind, persona_id, channel, on_behalf, title, text, html, visibility, "
                "audience, version, text_version, created_at, endorsement_count, reply_count) "
                "SELECT 'discussion', min(id), 'web', '', 'Bài lạ', 'Chữ lạ', '', 'published', '{everyone}', 1, 1, "
                "now(), 0, 0 FROM personas"
            )
        )
        assert ("discussion", "unlinked") in named(await check(db, None))


async def test_the_command_line_names_it_with_its_code_and_ends_with_one(
    scene: Scene, build: Builders, monkeypatch: pytest.MonkeyPatch
) -> None:
    await linked(build.engine)
    monkeypatch.setenv("FORUM_DATABASE_URL", build.settings.database_url)
    done = await asyncio.to_thread(CliRunner().invoke, commands.app, ["verify"])
    assert done.exit_code == 0, done.output
    async with build.acting(None) as (db, _):
        await db.execute(
            text("UPDATE contributions SET title = 'Khác' WHERE id = :id"), {"id": scene.thread_id}
        )
    done = await asyncio.to_thread(CliRunner().invoke, commands.app, ["verify"])
    assert done.exit_code == 1
    assert "[differs]" in done.output


async def test_what_citizens_do_waits_a_moment_and_is_linked_once(scene: Scene, build: Builders) -> None:
    async with build.acting(None) as (db, _):
        before = await check(db, None)
        assert before.verified is not None
        assert before.verified.unlinked_count
        assert before.unlinked is not None

    async def link() -> int:
        async with writing_session(build.engine) as db:
            return await chain.link_pending(db)

    count = sum(await asyncio.gather(link(), link(), link()))
    assert count == before.verified.unlinked_count
    async with build.acting(None) as (db, _):
        after = await check(db, None)
        assert after.is_sound
        assert after.verified is not None
        assert after.verified.row_count == before.verified.row_count + count
        assert after.unlinked is None


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE moderation.links SET kind = 'x'",
        "DELETE FROM moderation.links",
        "INSERT INTO moderation.links SELECT * FROM moderation.links",
        "UPDATE moderation.chain_head SET n = 0",
        "DELETE FROM moderation.chain_head",
        "TRUNCATE moderation.links",
        "SELECT 1 FROM moderation.chain_head FOR UPDATE",
        "UPDATE moderation.pending SET kind = 'x'",
        "DELETE FROM moderation.pending",
    ],
)
async def test_the_program_s_own_role_can_only_append(build: Builders, sql: str) -> None:
    async with build.acting(None) as (db, _):
        with pytest.raises(ProgrammingError, match="permission denied"):
            async with db.begin_nested():
                await db.execute(text(sql))


async def test_the_functions_run_as_the_owner_with_a_pinned_path(
    build: Builders, server: embedded.Server
) -> None:
    async with build.acting(None) as (db, _):
        rows = (
            await db.execute(
                text(
                    "SELECT proname, prosecdef, proconfig, has_function_privilege('public', oid, 'EXECUTE') AS public "
                    "FROM pg_proc WHERE pronamespace = 'moderation'::regnamespace ORDER BY 1"
                )
            )
        ).all()
    assert [row.proname for row in rows] == ["append_links", "erase_link", "link_pending"]
    assert all(row.prosecdef and not row.public for row in rows)
    assert all(row.proconfig == ["search_path=pg_catalog, pg_temp"] for row in rows)


async def test_the_auditor_reads_who_did_what(scene: Scene, build: Builders, client: Client) -> None:
    await linked(build.engine)
    await client.log_in(await build.person(Role.auditor))
    page = await client.get("/minh-bach")
    assert page.has("Gửi nội dung")
    assert page.has("Chưa có mã đối chiếu nào được gửi ra ngoài")


async def test_heads_leave_the_house_once_a_day(scene: Scene, build: Builders, client: Client) -> None:
    build.settings.head_addresses = "mot@mau.example, hai@mau.example, ba@mau.example"
    for _ in range(2):
        async with build.acting(None) as (db, _actor):
            await jobs.defer(db, "send_heads")
        await build.run_jobs()
    async with build.acting(None) as (db, _actor):
        to = (
            await db.scalars(
                text("SELECT \"to\" FROM sample_mails WHERE text LIKE '%Mã đối chiếu mới nhất%'")
            )
        ).all()
    assert sorted(to) == ["ba@mau.example", "hai@mau.example", "mot@mau.example"]
    page = await client.get("/minh-bach/dau-chuoi")
    assert page.has("tới 3 địa chỉ bên ngoài")
    code = page.soup.find("code")
    assert code is not None
    async with build.acting(None) as (db, _actor):
        assert code.get_text() == str(await chain.head(db))
