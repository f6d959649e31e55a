"""A body's report on a task: drafted by its officer, approved by its head."""

from datetime import datetime

from forum.accounts.models import Account
from forum.progress import actions
from forum.progress.actions import DraftProgress
from tests.builders import Builders
from tests.official_texts import as_seen


async def drafted(
    build: Builders, officer: Account, task_id: int, new: DraftProgress, at: datetime | None = None
) -> int:
    async with build.acting(officer, at) as (db, actor):
        return (await actions.draft_progress(db, actor, task_id, new)).id


async def approved(
    build: Builders, officer: Account, head: Account, text_id: int, at: datetime | None = None
) -> None:
    async with build.acting(officer, at) as (db, actor):
        await actions.submit_progress(db, actor, text_id)
    async with build.acting(head, at) as (db, actor):
        await actions.approve_progress(db, actor, text_id, await as_seen(db, text_id))


async def reported(
    build: Builders,
    officer: Account,
    head: Account,
    task_id: int,
    new: DraftProgress,
    at: datetime | None = None,
) -> int:
    text_id = await drafted(build, officer, task_id, new, at)
    await approved(build, officer, head, text_id, at)
    return text_id
