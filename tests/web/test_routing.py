"""An address has the route that it would have if all were asked in turn, and pays for those of its own part only."""

import re

import pytest
from starlette.routing import BaseRoute, Match, Route
from starlette.types import Scope

from forum.routes import ROUTERS
from forum.web.routing import FOUND, RoutesByFirstWord
from tests.client import Client

ROUTES: list[BaseRoute] = [route for router in ROUTERS for route in router.routes]
ADDRESSES = sorted(
    {
        re.sub(r"\{[^}]*\}", value, route.path) + ending
        for route in ROUTES
        if isinstance(route, Route)
        for value in ("1", "HK-2026-0001", "moi", "a.b", "%20", "")
        for ending in ("", "/", "/x")
    }
    | {"", "/", "//", "/không-có", "/tiep-xuc//1", "tiep-xuc", "/TIEP-XUC", "/.."}
)


def scope_of(method: str, path: str) -> Scope:
    return {"type": "http", "method": method, "path": path, "root_path": "", "headers": []}


def in_turn(scope: Scope) -> tuple[Match, object]:
    partial: tuple[Match, object] = Match.NONE, None
    for route in ROUTES:
        match, _ = route.matches(scope)
        if match is Match.FULL:
            return match, route
        if match is Match.PARTIAL and partial[0] is Match.NONE:
            partial = match, route
    return partial


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "DELETE"])
def test_each_address_has_the_route_that_comes_first(method: str) -> None:
    routes = RoutesByFirstWord(ROUTES)
    reached = set()
    for path in ADDRESSES:
        match, found = routes.matches(scope_of(method, path))
        assert (match, found.get(FOUND)) == in_turn(scope_of(method, path)), path
        reached.add(match)
    assert Match.NONE in reached
    assert Match.PARTIAL in reached


async def test_what_nothing_answers_is_said(client: Client) -> None:
    await client.get("/khong-co-trang-nay", status=404)
    told = await client.http.get("/dien-dan/", follow_redirects=False)
    assert (told.status_code, told.headers["location"]) == (307, "http://hien-ke.test/dien-dan")
    assert (await client.http.request("DELETE", "/dien-dan")).status_code == 405
