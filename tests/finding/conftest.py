from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from forum import clock
from forum.accounts.models import Account
from forum.contributions.models import Contribution
from forum.database import writing_session
from forum.finding.indexing import drain, reindex
from forum.programme.models import Programme, Section, Task
from forum.settings import Settings
from forum.threads.actions.threads import NewThread, start_thread
from search.server import Server, ensure_binary, start
from tests.builders import Builders
from tests.client import Client, open_client
from tests.shared import ROOT


@dataclass(frozen=True)
class Library:
    """Published proposals, made by the real actions, and the worker's part done by hand."""

    build: Builders
    engine: AsyncEngine
    author: Account
    task: Task

    async def propose(
        self, title: str, text: str = "Nội dung mẫu.", *, by: Account | None = None
    ) -> Contribution:
        forum = await self.build.forum()
        async with self.build.acting(by or self.author) as (db, actor):
            new = NewThread(title=title, text=text, forum_id=forum.id, task_ids=[self.task.id])
            return await start_thread(db, actor, new)

    async def index_everything(self) -> None:
        async with writing_session(self.engine) as db:
            await reindex(db)
        await self.drain()

    async def drain(self) -> None:
        while True:
            async with writing_session(self.engine) as db:
                if not await drain(db, clock.now()):
                    return


@pytest.fixture
async def library(build: Builders, engine: AsyncEngine) -> Library:
    author = await build.person(is_trusted=True, name="Người Mẫu Một")
    return Library(build, engine, author, await _task(engine))


async def _task(engine: AsyncEngine) -> Task:
    async with writing_session(engine) as db:
        found = await db.scalar(select(Task).order_by(Task.position).limit(1))
        if found is not None:
            return found
        programme = Programme(code="MAU", title="Chương trình mẫu", issuing_body="Cơ quan Mẫu")
        db.add(programme)
        await db.flush()
        section = Section(programme_id=programme.id, code="I", position=1, title="Mục mẫu")
        db.add(section)
        await db.flush()
        task = Task(
            programme_id=programme.id,
            section_id=section.id,
            code="I-1",
            position=1,
            title="Nhiệm vụ mẫu",
            summary="Tóm tắt",
            schedule="ongoing",
        )
        db.add(task)
        return task


@pytest.fixture
def meilisearch(tmp_path: Path) -> Iterator[Server]:
    binary = ensure_binary(ROOT / ".tools")
    assert binary, "Meilisearch is needed: set FORUM_MEILISEARCH_BIN, or have npm"
    server = start(tmp_path / "meilisearch", binary)
    yield server
    server.stop()


@pytest.fixture
def with_meilisearch(settings: Settings, meilisearch: Server) -> Settings:
    return settings.model_copy(
        update={
            "search": "meilisearch",
            "meilisearch_url": meilisearch.url,
            "meilisearch_key": meilisearch.key,
        }
    )


@pytest.fixture
async def meilisearch_client(with_meilisearch: Settings) -> AsyncIterator[Client]:
    async with open_client(with_meilisearch) as client:
        yield client
