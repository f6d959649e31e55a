"""Whatever a member does, the pages that members share are for them what the program makes for them alone: each act of
the matrix of rights, and some that it has on one kind of thing only, by somebody whom nothing belonged to before."""

from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from forum import clock
from forum.database import embedded
from tests.client import running_program
from tests.matrix import Row, ask, rows
from tests.shared_pages import SHARED, compare, newcomer
from tests.whole_world import WholeWorld, clone, settings_of
from tests.world import World

FOLLOWED = ("task/{task}", "session/{asking_session}", "consultation/{open_consultation}")
ACTS = [
    *(row for row in rows() if row.method == "POST" and row.of("member") in (200, 303)),
    *(Row("contributions.follow", "POST", f"/theo/{one}", {}, {"member": 303}, None) for one in FOLLOWED),
]


async def test_what_one_does_makes_a_page_ones_own(
    server: embedded.Server, whole_world: WholeWorld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "clock"
    file.write_text(clock.now().isoformat())
    monkeypatch.setenv("FORUM_CLOCK", str(file))
    with clone(server, whole_world.database) as name:
        async with running_program(settings_of(server.url("forum_app", name))) as app:
            transport = httpx.ASGITransport(app=app)
            async with httpx.AsyncClient(transport=transport, base_url="http://hien-ke.test") as http:
                own = {
                    act.url: await _own_after(http, app, whole_world.world(), act, n)
                    for n, act in enumerate(ACTS)
                }
    print({url: count for url, count in own.items() if count})
    assert sum(count > 0 for count in own.values()) > 10, own


async def _own_after(http: httpx.AsyncClient, app: FastAPI, world: World, act: Row, n: int) -> int:
    """On how many of the shared pages the act left something of the person's own."""
    world.tokens["member"] = await newcomer(app, f"Người Mẫu Mới {n}")
    await ask(http, act, world, "member")
    if (await http.get("/cua-toi")).status_code != 200:
        return 0  # it was logging out
    return sum([not await compare(http, world, row, "member") for row in SHARED])
