"""Random reading and writing by people of different rights on the whole world: the front never sends what the program
would not have made in that moment. FRONT_EXAMPLES plays more of it by hand; -rP prints what was compared."""

import asyncio
import os
from dataclasses import dataclass
from datetime import timedelta
from itertools import product
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
from tests.shared_pages import BY_THE_PROGRAM, KEY, ask_as, is_shared
from tests.whole_world import WholeWorld, clone, settings_of
from tests.world import World

NEVER_SENT = 'name="_key" value="sample"'  # of the style guide's forms
READ = [row for row in rows() if row.method == "GET" and row.of("visitor") == 200]
WRITTEN = [row for row in rows() if row.method == "POST"]
EXAMPLES = int(os.environ.get("FRONT_EXAMPLES", "8"))


@dataclass(frozen=True)
class Step:
    """Somebody writes, or jobs run, or time goes on; the pages are read before and after, by a visitor, the member
    and `reader`."""

    pages: list[Row]
    write: Row | None
    person: str
    seconds: float
    reader: str


STEPS = st.builds(
    Step,
    pages=st.lists(st.sampled_from(READ), min_size=1, max_size=5, unique_by=lambda row: row.url),
    write=st.none() | st.sampled_from(WRITTEN),
    person=st.sampled_from(EVERYBODY),
    seconds=st.sampled_from([0, 0, 0.4, 1, 60, 86_400]),
    reader=st.sampled_from(EVERYBODY[1:]),
)


@dataclass
class Play:
    world: World
    http: httpx.AsyncClient
    clock: Path
    compared: int = 0
    kept: int = 0
    spliced: int = 0

    async def read(self, row: Row, person: str, *, by_the_program: bool = False) -> httpx.Response:
        headers = BY_THE_PROGRAM if by_the_program else None
        return await ask_as(self.http, self.world, row, person, headers)

    async def compare(self, row: Row, person: str) -> None:
        """What the front says, twice, is what the program says; time stands still."""
        answers = [await self.read(row, person), await self.read(row, person)]
        made = await self.read(row, person, by_the_program=True)
        for answer in answers:
            assert KEY.sub("", answer.text) == KEY.sub("", made.text), (row.name, person)
            self.compared += 1
            if person == "visitor":
                self.kept += is_shared(answer)
            else:
                self.spliced += is_shared(answer)
        keys = [set(KEY.findall(one.text)) - {NEVER_SENT} for one in (*answers, made)]
        assert not keys[0] & keys[1] and not keys[1] & keys[2], f"{row.name}: two browsers got the same key"


@pytest.fixture(scope="module")
def seen() -> dict[str, int]:
    return {"compared": 0, "kept": 0, "spliced": 0}


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
    seen["spliced"] += play.spliced


async def _play(url: str, world: World, file: Path, steps: list[Step]) -> Play:
    settings = settings_of(url)
    async with running_program(settings) as app:
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://hien-ke.test") as http:
            play = Play(world, http, file)
            for step in steps:
                readers = ("visitor", "member", step.reader)
                for row, reader in product(step.pages, readers):
                    await play.read(row, reader)
                    await play.read(row, reader)
                if step.write is not None:
                    await ask(http, step.write, world, step.person)
                else:
                    await run_waiting_jobs(app.state.app_state.engine, settings)
                file.write_text((clock.now() + timedelta(seconds=step.seconds)).isoformat())
                for row, reader in product(step.pages, readers):
                    await play.compare(row, reader)
    return play


def test_some_of_what_was_compared_came_from_the_front(seen: dict[str, int]) -> None:
    """Else the play above says nothing. What other tests commit on the same server ends kept pages too."""
    print(
        f"compared: {seen['compared']}, sent by the front: {seen['kept']}, shared with members: {seen['spliced']}"
    )
    assert seen["kept"] > 0 and seen["spliced"] > 0
