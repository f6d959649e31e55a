"""The matrix of rights: tests/routes.toml against the real program on a real database.

Each row says who gets what on a route; refused writes are proven by equal digests of every table.
"""

import asyncio
import uuid
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from sqlalchemy import event

from forum.app import create_app
from forum.database import embedded, make_engine
from forum.routes import ROUTERS
from forum.settings import Settings
from tests.matrix import EVERYBODY, Row, ask, digests, outcome, rows
from tests.world import CANARY, World, build_world
from tests.world_parts import PARTS

ROWS = rows()


@pytest.fixture(scope="module")
def furnished(server: embedded.Server, template: str) -> Iterator[tuple[str, World]]:
    """The name of a database with the whole world in it, and who and what is in it."""
    name = f"world_{uuid.uuid4().hex[:12]}"
    server.create_database(name, template)
    world = asyncio.run(_furnish(server.url("forum_app", name)))
    yield name, world
    server.drop_database(name)


def _settings(url: str) -> Settings:
    return Settings(mode="sample", database_url=url, search="postgresql", public_url="http://hien-ke.test")


async def _furnish(url: str) -> World:
    engine = make_engine(url)
    world = await build_world(engine, _settings(url), PARTS)
    await engine.dispose()
    return world


@pytest.fixture
async def app(server: embedded.Server, furnished: tuple[str, World]) -> AsyncIterator[FastAPI]:
    name = f"matrix_{uuid.uuid4().hex[:12]}"
    server.create_database(name, furnished[0])
    app = create_app(_settings(server.url("forum_app", name)))
    yield app
    await app.state.house.engine.dispose()
    server.drop_database(name)


@pytest.fixture
def world(furnished: tuple[str, World]) -> World:
    return furnished[1]


def client_of(app: FastAPI) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://hien-ke.test")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
async def test_each_person_gets_what_the_matrix_says(row: Row, app: FastAPI, world: World) -> None:
    refused = [p for p in EVERYBODY if not _is_good(row.of(p))]
    allowed = [p for p in EVERYBODY if _is_good(row.of(p))]
    wrong: list[str] = []
    async with client_of(app) as http:
        before = await digests(app.state.house.engine) if row.method == "POST" else {}
        for person in refused:
            got = outcome(await ask(http, row, world, person))
            if got != row.of(person):
                wrong.append(f"{person}: {got}, not {row.of(person)}")
        if row.method == "POST":
            after = await digests(app.state.house.engine)
            changed = [name for name in before if before[name] != after[name]]
            assert not changed, f"refused writes changed {changed}"
        for person in allowed if row.method == "GET" else allowed[:1]:
            got = outcome(await ask(http, row, world, person))
            if got != row.of(person):
                wrong.append(f"{person}: {got}, not {row.of(person)}")
    assert not wrong, f"{row.name}: {'; '.join(wrong)}"


def _is_good(expected: int | str) -> bool:
    return isinstance(expected, int) and expected < 400


@pytest.mark.parametrize("row", [r for r in ROWS if r.method == "GET"], ids=lambda row: row.name)
async def test_no_page_shows_a_restricted_word_to_who_may_not_read_it(
    row: Row, app: FastAPI, world: World
) -> None:
    """A visitor and a member who wrote none of it; what the side's own people see is their work."""
    async with client_of(app) as http:
        for person in ("visitor", "member"):
            response = await ask(http, row, world, person)
            assert CANARY not in response.text.lower(), f"{row.name} shows a restricted text to {person}"


@pytest.mark.parametrize("row", [r for r in ROWS if r.statements is not None], ids=lambda row: row.name)
async def test_a_page_keeps_to_its_ceiling_of_statements(row: Row, app: FastAPI, world: World) -> None:
    person = next(p for p in ("member", *EVERYBODY) if row.of(p) == 200)
    async with client_of(app) as http:
        count = 0

        def counting(*_: object) -> None:
            nonlocal count
            count += 1

        event.listen(app.state.house.engine.sync_engine, "before_cursor_execute", counting)
        await ask(http, row, world, person)
        assert count <= (row.statements or 0), f"{row.name}: {count} statements"


def test_every_route_has_a_row() -> None:
    known = {(row.method, row.route) for row in ROWS}
    missing = [
        f"{method} {route.path}"
        for router in ROUTERS
        for route in router.routes
        if isinstance(route, APIRoute)
        for method in route.methods
        if method in ("GET", "POST") and (method, route.path) not in known
    ]
    assert not missing, "no row in tests/routes.toml for " + ", ".join(sorted(missing))


def test_every_row_belongs_to_a_route_and_succeeds_for_somebody() -> None:
    served = {
        (method, route.path)
        for router in ROUTERS
        for route in router.routes
        if isinstance(route, APIRoute)
        for method in route.methods
    }
    assert [row.name for row in ROWS if (row.method, row.route) not in served] == []
    good = {(r.method, r.route) for r in ROWS if any(_is_good(r.of(p)) for p in EVERYBODY)}
    never = sorted({(r.method, r.route) for r in ROWS} - good)
    assert never == [], f"nobody ever succeeds on {never}"
