"""Numbers of more digits than Python makes a number of, in each place where an address or a query has a number."""

import re
from collections.abc import Iterator

from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.routing import Route

from forum.finding.facets import FACETS
from forum.routes import ROUTERS
from tests.matrix import Row, rows
from tests.nasty import PAST_ALL_DIGITS

_PLACE = re.compile(r"\{\w+(:\w+)?\}")
_IS_NUMBER = (":int", ":ref")


def long_addresses() -> Iterator[tuple[str, str]]:
    """Method and address of each route with such a number in each of its number places, and 1 in all others."""
    for router in ROUTERS:
        for route in router.routes:
            assert isinstance(route, Route | APIRoute)
            for place in _PLACE.finditer(route.path):
                if place.group(1) in _IS_NUMBER:
                    head, rest = route.path[: place.start()], route.path[place.end() :]
                    address = _PLACE.sub("1", head) + PAST_ALL_DIGITS + _PLACE.sub("1", rest)
                    yield from ((method, address) for method in sorted(route.methods or ()))


def long_queries() -> Iterator[tuple[Row, str]]:
    """Each page that is read with each thing that its query may name, and what searching names beside those."""
    routes = [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]
    declared = {route.path: list(dict.fromkeys(_aliases(route.dependant))) for route in routes}
    for row in rows():
        if row.method != "GET" or not row.allowed:
            continue
        for name in declared.get(row.route, []) or (_SEARCHED if "tim-kiem" in row.route else []):
            yield row, name


_SEARCHED = ["trang", "tu-ngay", "den-ngay", *(facet.parameter for facet in FACETS)]


def _aliases(dependant: Dependant) -> Iterator[str]:
    yield from (one.alias for one in dependant.query_params)
    for other in dependant.dependencies:
        yield from _aliases(other)
