"""What two people erased after a backup is not brought back by restoring it, and no content is in the list of it."""

import asyncio
import json
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from forum import clock, jobs
from forum.accounts.models import Account, ErasureOutcome, ErasureRequest, Persona
from forum.accounts.queries import visitor
from forum.actor import Role
from forum.backups import restore
from forum.backups.backup import Taken, back_up
from forum.backups.erased import FILE, read
from forum.contributions.actions.erasing import (
    ConfirmedErasure,
    ProposedErasure,
    Wish,
    ask_for_erasure,
    confirm_erasure,
    propose_erasure,
)
from forum.database import load, make_engine, writing_session
from forum.desk.actions import Erasure, erase
from forum.desk.events import Restored
from forum.journal import record
from forum.settings import Settings
from forum.thing import Thing
from moderation import chain
from tests.backups.conftest import EmptyPlace
from tests.builders import Builders
from tests.client import Client

REASON = "Người đề nghị đã được kiểm tra giấy tờ."


@dataclass(frozen=True, slots=True)
class Scene:
    build: Builders
    author: Account
    administrator: Account
    auditor: Account
    erasure_id: int
    taken: Taken

    async def carry_out(self) -> None:
        """After the backup: the person, and then the row of the chain that says why."""
        async with self.build.acting(self.auditor) as (db, actor):
            confirmed = ConfirmedErasure.of(await load(db, ErasureRequest, self.erasure_id))
            await confirm_erasure(db, actor, self.erasure_id, confirmed)
        async with self.build.acting(self.auditor) as (_, second):
            pass
        async with self.build.acting(self.administrator) as (db, actor):
            await erase(db, actor, 1, Erasure(reason="Quyết định số 12."), second)
        await self.build.run_jobs()


@pytest.fixture(params=[ErasureOutcome.whole, ErasureOutcome.in_part])
async def scene(
    request: pytest.FixtureRequest, engine: AsyncEngine, settings: Settings, tmp_path: Path
) -> Scene:
    with_backups = settings.model_copy(update={"backup_dir": str(tmp_path / "backups")})
    build = Builders(engine, with_backups)
    author = await build.person(Role.intellectual, name="Người Viết Mẫu")
    administrator, auditor = await build.person(Role.administrator), await build.person(Role.auditor)
    async with build.acting(author) as (db, actor):
        erasure_id = (await ask_for_erasure(db, actor, Wish(note="Xin xóa."))).thing_id
    async with build.acting(administrator) as (db, actor):
        proposed = ProposedErasure(outcome=request.param, legal_basis="Điều 16", reason=REASON)
        await propose_erasure(db, actor, erasure_id, proposed)
    await build.run_jobs()
    taken = await asyncio.to_thread(
        back_up, with_backups, Path(with_backups.backup_dir), clock.now(), keep=None
    )
    return Scene(build, author, administrator, auditor, erasure_id, taken)


async def restored(folder: Path, place: Settings) -> restore.Outcome:
    found = restore.find(folder)
    await asyncio.to_thread(restore.fill, place, found)
    return await restore.finish_restoring(place, found, clock.now())


async def test_what_was_erased_since_is_erased_again(scene: Scene, empty_place: EmptyPlace) -> None:
    await scene.carry_out()
    place = empty_place()
    outcome = await restored(scene.taken.folder, place)
    assert (outcome.erased_again, outcome.left) == (2, ())
    engine = make_engine(place.database_url, pool_size=1)
    async with writing_session(engine) as db:
        account = await db.scalar(select(Account).where(Account.persona_id == scene.author.persona_id))
        name = (await load(db, Persona, scene.author.persona_id)).name
        verified = await chain.verify(db, outcome.head)
        texts = await db.scalar(
            text(
                "SELECT coalesce((SELECT string_agg(payload::text, '') FROM moderation.links), '') || "
                "(SELECT string_agg(payload::text, '') FROM journal)"
            )
        )
    await engine.dispose()
    in_part = (await _outcome(scene)) == ErasureOutcome.in_part
    assert (account is not None) == in_part
    assert name == "Tài khoản đã xóa"
    assert REASON not in str(texts)
    assert verified.is_sound
    assert verified.erased_count == 1


async def test_without_erasures_everything_comes_back(scene: Scene, empty_place: EmptyPlace) -> None:
    outcome = await restored(scene.taken.folder, empty_place())
    assert (outcome.erased_again, outcome.left) == (0, ())


async def test_the_list_holds_ids_and_digests_and_grows_once(scene: Scene) -> None:
    await scene.carry_out()
    folder = scene.taken.folder.parent
    written = (folder / FILE).read_text(encoding="utf-8")
    assert "Mẫu" not in written and "Quyết định" not in written and "@" not in written
    assert len(read(folder)) == 2
    again = await asyncio.to_thread(back_up, scene.build.settings, folder, clock.now(), keep=None)
    assert (folder / FILE).read_text(encoding="utf-8") == written
    assert not again.is_first


async def test_a_line_cut_by_a_power_cut_is_written_again(scene: Scene) -> None:
    await scene.carry_out()
    folder = scene.taken.folder.parent
    whole = (folder / FILE).read_text(encoding="utf-8")
    (folder / FILE).write_text(whole[:-20], encoding="utf-8")
    assert len(read(folder)) == 1
    async with scene.build.acting(None) as (db, _):
        await jobs.defer(db, "note_erasures")
    await scene.build.run_jobs()
    assert len(read(folder)) == 2


async def _outcome(scene: Scene) -> ErasureOutcome:
    lines = (scene.taken.folder.parent / FILE).read_text(encoding="utf-8").splitlines()
    return ErasureOutcome(next(what for line in lines if (what := json.loads(line)["what"]) != "link"))


async def test_the_auditor_reads_of_the_restoring_where_the_heads_are(
    build: Builders, client: Client
) -> None:
    """And a head that was copied later, and is gone, is explained by it."""
    auditor = await build.person(Role.auditor)
    async with build.acting(None) as (db, _):
        await record(db, visitor(clock.now()), Restored(Thing("link", 0), "2026-11-28T12-00-00Z", 0))
    await client.log_in(auditor)
    page = await client.get("/minh-bach")
    assert page.has("Phục hồi từ bản sao lưu 2026-11-28T12-00-00Z; các mã sau dòng 0 trước lúc đó không còn.")
    page = await client.get(f"/minh-bach?dau=7:{'a' * 64}")
    assert page.has("thiếu phần cuối")
    assert page.has("Phục hồi từ bản sao lưu 2026-11-28T12-00-00Z")
