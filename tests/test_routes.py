"""The matrix of rights: tests/routes.toml against the real program on a real database.

Each row says who gets what on a route; refused writes are proven by equal digests of every table.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from sqlalchemy import event, select

from forum.database import Db, embedded, writing_session
from forum.kinds import KINDS, ids_of
from forum.programme.models import TaskLink
from forum.routes import ROUTERS
from tests.client import running_program
from tests.matrix import EVERYBODY, Row, ask, digests, outcome, rows, seen_in
from tests.whole_world import WholeWorld, clone, settings_of
from tests.world import World

ROWS = rows()


@pytest.fixture(scope="module")
def furnished(server: embedded.Server, whole_world: WholeWorld) -> Iterator[tuple[str, World]]:
    """The name of a database with the whole world in it, and who and what is in it."""
    with clone(server, whole_world.database) as name:
        yield name, whole_world.world()


@asynccontextmanager
async def program_on_a_copy(server: embedded.Server, source: str) -> AsyncIterator[FastAPI]:
    """The program on a database of its own, for what writes."""
    with clone(server, source) as name:
        async with running_program(settings_of(server.url("forum_app", name))) as app:
            yield app


def client_of(app: FastAPI) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://hien-ke.test")


@pytest.mark.parametrize("row", [r for r in ROWS if r.method == "GET"], ids=lambda row: row.name)
async def test_each_person_sees_what_the_matrix_says(
    row: Row, server: embedded.Server, furnished: tuple[str, World]
) -> None:
    """Who gets which answer; that nobody meets a hidden word that is not theirs to read, in files neither; and that
    the page keeps to its ceiling of statements."""
    name, world = furnished
    wrong: list[str] = []
    async with running_program(settings_of(server.url("forum_app", name))) as app, client_of(app) as http:
        statements = _counted(app)
        for person in EVERYBODY:
            statements.clear()
            response = await ask(http, row, world, person)
            got = outcome(response)
            if got != row.of(person):
                wrong.append(f"{person}: {got}, not {row.of(person)}")
            if not row.route.startswith("/hop-thu"):  # in sample mode everybody reads every mail
                wrong += [f"{person} meets: {what}" for what in world.leaked(seen_in(response), person)]
            if got == 200 and row.statements is not None and len(statements) > row.statements:
                wrong.append(f"{person}: {len(statements)} statements, not {row.statements} at most")
    assert not wrong, f"{row.name}: {'; '.join(wrong)}"


def _counted(app: FastAPI) -> list[str]:
    """The statements of the program, as they are sent."""
    sent: list[str] = []

    def note(connection: object, cursor: object, statement: str, *_: object) -> None:
        sent.append(statement)

    event.listen(app.state.app_state.engine.sync_engine, "before_cursor_execute", note)
    return sent


@pytest.mark.parametrize("row", [r for r in ROWS if r.method == "POST"], ids=lambda row: row.name)
async def test_each_person_does_what_the_matrix_says_and_refused_writes_write_nothing(
    row: Row, server: embedded.Server, furnished: tuple[str, World]
) -> None:
    name, world = furnished
    refused = [p for p in EVERYBODY if not _is_good(row.of(p))]
    allowed = [p for p in EVERYBODY if _is_good(row.of(p))]
    wrong: list[str] = []
    async with program_on_a_copy(server, name) as app, client_of(app) as http:
        before = await digests(app.state.app_state.engine)
        for person in refused:
            response = await ask(http, row, world, person)
            got = outcome(response)
            if got != row.of(person):
                wrong.append(f"{person}: {got}, not {row.of(person)}")
            wrong += [f"{person} meets: {what}" for what in world.leaked(seen_in(response), person)]
        after = await digests(app.state.app_state.engine)
        changed = [table for table in before if before[table] != after[table]]
        assert not changed, f"refused writes changed {changed}; {wrong}"
        for person in allowed[:1]:
            got = outcome(await ask(http, row, world, person))
            if got != row.of(person):
                wrong.append(f"{person}: {got}, not {row.of(person)}")
    assert not wrong, f"{row.name}: {'; '.join(wrong)}"


async def test_every_task_link_is_of_a_thing_that_is_there(
    server: embedded.Server, furnished: tuple[str, World]
) -> None:
    """`task_links` names things of many tables, so no foreign key holds them."""
    async with (
        program_on_a_copy(server, furnished[0]) as app,
        writing_session(app.state.app_state.engine) as db,
    ):
        linked = set((await db.execute(select(TaskLink.kind))).scalars())
        assert linked == {"discussion", "proposal", "session", "question", "consultation", "commitment"}
        assert await _orphans(db) == []
        link = (await db.scalars(select(TaskLink).limit(1))).one()
        link.thing_id = 999_999
        assert await _orphans(db) == [(link.kind, 999_999)]
        await db.rollback()


async def _orphans(db: Db) -> list[tuple[str, int]]:
    found: list[tuple[str, int]] = []
    for kind in (await db.scalars(select(TaskLink.kind).distinct())).all():
        there = ids_of(KINDS[kind])
        missing = select(TaskLink.thing_id).where(TaskLink.kind == kind, TaskLink.thing_id.not_in(there))
        found += [(kind, thing_id) for thing_id in await db.scalars(missing)]
    return found


def _is_good(expected: int | str) -> bool:
    return isinstance(expected, int) and expected < 400


def test_every_route_has_a_row() -> None:
    known = {(row.method, row.route) for row in ROWS}
    missing = [
        f"{method} {route.path}"
        for router in ROUTERS
        for route in router.routes
        if isinstance(route, APIRoute)
        for method in route.methods or ()
        if method in ("GET", "POST") and (method, route.path) not in known
    ]
    assert not missing, "no row in tests/routes.toml for " + ", ".join(sorted(missing))


# What only a telephone, a key or the paper of a receipt has: tests/accounts/test_second_factor.py,
# tests/journeys/test_passkey.py and tests/entering/test_claiming.py send it.
ANSWERED_BY_A_DEVICE = {
    ("POST", "/cua-toi/bao-mat/khoa"),
    ("POST", "/cua-toi/bao-mat/ma"),
    ("POST", "/cua-toi/nhan-noi-dung"),
}
# What is there only once a chair has left: tests/contact/test_signing_for_chair.py sends it, as everybody.
AFTER_A_CHAIR_LEFT = {("POST", "/tiep-xuc/{session_id:int}/nhan-duyet-thay")}


def test_every_row_belongs_to_a_route_and_succeeds_for_somebody() -> None:
    served = {
        (method, route.path)
        for router in ROUTERS
        for route in router.routes
        if isinstance(route, APIRoute)
        for method in route.methods or ()
    }
    assert [row.name for row in ROWS if (row.method, row.route) not in served] == []
    good = {(r.method, r.route) for r in ROWS if any(_is_good(r.of(p)) for p in EVERYBODY)}
    never = sorted({(r.method, r.route) for r in ROWS} - good)
    assert set(never) == ANSWERED_BY_A_DEVICE | AFTER_A_CHAIR_LEFT, f"nobody ever succeeds on {never}"
