"""Finds the route of an address among those that share its first word, instead of asking all of them in turn."""

from collections.abc import Iterable, Sequence

from starlette.routing import BaseRoute, Match, Route
from starlette.types import Receive, Scope, Send

FOUND = "forum.route"


class RoutesByFirstWord(BaseRoute):
    """All of the routes as one, in their order: the first that fits by address and method answers, else the first
    that fits by address alone, which says that the method is not allowed."""

    def __init__(self, routes: Iterable[BaseRoute]) -> None:
        known = [route for route in routes if isinstance(route, Route)]
        words = {_first_word(route.path) for route in known}
        self._of_any = _those(known, "")
        self._by_word = {word: _those(known, word) for word in words if "{" not in word}

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        path: str = scope["path"]
        partial: tuple[Match, Scope] = Match.NONE, {}
        for route in self._by_word.get(_first_word(path), self._of_any):
            if not route.path_regex.match(path):
                continue
            match, found = route.matches(scope)
            if match is Match.FULL:
                return match, {**found, FOUND: route}
            if match is Match.PARTIAL and partial[0] is Match.NONE:
                partial = match, {**found, FOUND: route}
        return partial

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        route: Route = scope[FOUND]
        await route.handle(scope, receive, send)


def _first_word(path: str) -> str:
    return path.lstrip("/").partition("/")[0]


def _those(routes: Sequence[Route], word: str) -> tuple[Route, ...]:
    """Those that an address with this first word may be of."""
    return tuple(
        route for route in routes if _first_word(route.path) == word or "{" in _first_word(route.path)
    )
