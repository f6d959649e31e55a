"""How addresses are made of a table of paths by name; forum.urls has the table."""

import re
from collections.abc import Mapping
from urllib.parse import quote, urlencode

from starlette.convertors import Convertor, register_url_convertor

_PLACE = re.compile(r"\{(\w+)(?::(\w+))?\}")
_NUMBER = "[0-9]{1,18}"  # as far as ids go; of more than 4,300 digits Python makes no number


class Number(Convertor[int]):
    regex = _NUMBER

    def convert(self, value: str) -> int:
        return int(value)

    def to_string(self, value: int) -> str:
        return str(value)


class Ref(Convertor[int]):
    """'7' or '7-quy-iv-2026': only the id counts."""

    regex = rf"{_NUMBER}(?:-[^/]*)?"

    def convert(self, value: str) -> int:
        return int(value.partition("-")[0])

    def to_string(self, value: int) -> str:
        return str(value)


register_url_convertor("int", Number())
register_url_convertor("ref", Ref())


class Addresses:
    def __init__(self, paths: Mapping[str, str]) -> None:
        self._paths = paths
        self._names = {path: name for name, path in reversed([*paths.items()])}
        self._parts = {name: _split(path) for name, path in paths.items()}

    def path(self, name: str) -> str:
        """The path as a route declares it. Raises KeyError for an unknown name, so that a typo fails at start."""
        return self._paths[name]

    def name_at(self, declared: str) -> str:
        """The name of a path as a route declares it; '-' for one that is not of the table."""
        return self._names.get(declared, "-")

    def url_for(
        self,
        name: str,
        *values: int | str,
        slug: str = "",
        query: Mapping[str, object] | None = None,
        anchor: str = "",
    ) -> str:
        """The address with its parameters filled in order. `slug` follows the id of the `ref` parameter.

        Raises KeyError for an unknown name and ValueError when values are missing or too many.
        """
        *places, (rest, _) = self._parts[name]
        made = ""
        for (before, kind), value in zip(places, values, strict=True):
            made += before + quote(str(value), safe="")
            if kind == "ref" and slug:
                made += f"-{slug}"
        made += rest
        if query:
            made += f"?{urlencode(query)}"
        return f"{made}#{anchor}" if anchor else made


def _split(path: str) -> tuple[tuple[str, str], ...]:
    """At its parameters: (text before, converter) each, and the rest with the converter 'end'."""
    found, start = [], 0
    for place in _PLACE.finditer(path):
        found.append((path[start : place.start()], place.group(2) or "str"))
        start = place.end()
    return (*found, (path[start:], "end"))
