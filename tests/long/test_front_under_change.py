"""Random reading and writing by people of different rights on the whole world: the front never sends what the program
would not have made in that moment. FRONT_EXAMPLES plays more of it by hand; -rP prints what was compared."""

import asyncio
import os
import re
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forum import clock
from forum.database import embedded
from tests.builders import run_waiting_jobs
from tests.client import running_program
from tests.matrix import EVERYBODY, Row, ask, rows
from tests.whole_world import WholeWorld, clone, settings_of
from tests.world import World

KEY = re.compile('name="_key" value="[^"]+"')
NEVER_SENT = 'name="_key" value="sample"'  # of the style guide's forms
READ = [row for row in rows() if row.method == "GET" and row.of("visitor") == 200]
WRITTEN = [row for row in rows() if row.method == "POST"]
EXAMPLES = int(os.environ.get("FRONT_EXAMPLES", "8"))


@dataclass(frozen=True)
class Step:
    """Somebody writes, or jobs run, or time goes on; the pages are read before and after."""

    pages: list[Row]
    write: Row | None
    person: str
    seconds: float


STEPS = st.builds(
    Step,
    pages=st.lists(st.sampled_from(READ), min_size=1, max_size=5, unique_by=lambda row: row.url),
    write=st.none() | st.sampled_from(WRITTEN),
    person=st.sampled_from(EVERYBODY),
    seconds=st.sampled_from([0, 0, 0.4, 1, 60, 86_400]),
)


@dataclass
class Play:
    world: World
    http: httpx.AsyncClient
    clock: Path
    compared: int = 0
    kept: int = 0

    async def read(self, row: Row, headers: dict[str, str] | None = None) -> httpx.Response:
        self.http.cookies.clear()
        return await self.http.get(row.url.format_map(self.world.names), headers=headers)

    async def compare(self, row: Row) -> None:
        """What the front says, twice, is what the program says; time stands still."""
        answers = [await self.read(row), await self.read(row)]
        made = await self.read(row, {"cookie": "by=the-program"})
        for answer in answers:
            assert KEY.sub("", answer.text) == KEY.sub("", made.text), row.name
            self.compared += 1
            self.kept += "x-request-id" not in answer.headers
        keys = [set(KEY.findall(one.text)) - {NEVER_SENT} for one in (*answers, made)]
        assert not keys[0] & keys[1] and not keys[1] & keys[2], f"{row.name}: two browsers got the same key"


@pytest.fixture(scope="module")
def seen() -> dict[str, int]:
    return {"compared": 0, "kept": 0}


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(STEPS, min_size=3, max_size=10))
def test_the_front_never_sends_what_is_stale_or_somebody_elses(
    server: embedded.Server,
    whole_world: WholeWorld,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    seen: dict[str, int],
    steps: list[Step],
) -> None:
    file = tmp_path / "clock"
    monkeypatch.delenv("FORUM_CLOCK", raising=False)
    file.write_text(clock.now().isoformat())
    monkeypatch.setenv("FORUM_CLOCK", str(file))
    with clone(server, whole_world.database) as name:
        play = asyncio.run(_play(server.url("forum_app", name), whole_world.world(), file, steps))
    seen["compared"] += play.compared
    seen["kept"] += play.kept


async def _play(url: str, world: World, file: Path, steps: list[Step]) -> Play:
    settings = settings_of(url)
    async with running_program(settings) as app:
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://hien-ke.test") as http:
            play = Play(world, http, file)
            for step in steps:
                for row in step.pages:
                    await play.read(row)
                    await play.read(row)
                if step.write is not None:
                    await ask(http, step.write, world, step.person)
                else:
                    await run_waiting_jobs(app.state.app_state.engine, settings)
                file.write_text((clock.now() + timedelta(seconds=step.seconds)).isoformat())
                for row in step.pages:
                    await play.compare(row)
    return play


def test_some_of_what_was_compared_came_from_the_front(seen: dict[str, int]) -> None:
    """Else the play above says nothing. What other tests commit on the same server ends kept pages too."""
    print(f"compared: {seen['compared']}, sent by the front: {seen['kept']}")
    assert seen["kept"] > 0
