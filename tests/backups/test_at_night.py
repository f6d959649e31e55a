"""The worker backs up each night where a folder is set, and keeps as many as were asked for."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from forum import clock
from forum.backups import manifest, restore
from forum.backups.jobs import back_up_at_night
from forum.database import writing_session
from forum.jobs import JOBS, JobContext
from forum.settings import Settings


async def _nights(engine: AsyncEngine, settings: Settings, count: int) -> None:
    for night in range(count):
        async with writing_session(engine) as db:
            at = clock.now() + timedelta(days=night)
            await back_up_at_night(JobContext(db, at, settings, engine))


async def test_each_night_makes_one_and_so_many_stay(
    engine: AsyncEngine, settings: Settings, tmp_path: Path
) -> None:
    folder = tmp_path / "backups"
    set_to = settings.model_copy(update={"backup_dir": str(folder), "backup_keep": 2})
    await _nights(engine, set_to, 3)
    assert len(manifest.backups_in(folder)) == 2
    newest = manifest.newest(folder)
    assert newest is not None and restore.find(folder).manifest == newest


async def test_without_a_folder_nothing_is_written(
    engine: AsyncEngine, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    await _nights(engine, settings, 1)
    assert sorted(tmp_path.rglob("*")) == before


def test_it_is_a_job_of_every_night() -> None:
    assert JOBS["back_up"].cron == "30 19 * * *"
