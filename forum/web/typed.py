"""The words in a request's body, also of one that was cut off because it is too large."""

import re
from collections.abc import Mapping
from urllib.parse import parse_qsl

from starlette.datastructures import FormData

SECRET = frozenset({"password", "ma", "tiep"})
_PART = re.compile(
    rb'content-disposition: form-data; name="(\w+)"(?!; filename)[^\r\n]*\r\n(?:[^\r\n]+\r\n)*\r\n', re.I
)


def typed_in(content_type: str, body: bytes) -> dict[str, str]:
    """The words of a form's body, by field."""
    if content_type.startswith("multipart/form-data"):
        return _words(dict(_parts(content_type, body)))
    return _words(dict(parse_qsl(body.decode("utf-8", "replace"), errors="replace")))


def words_of(data: FormData) -> dict[str, str]:
    return _words({name: value for name, value in data.items() if isinstance(value, str)})


def _parts(content_type: str, body: bytes) -> list[tuple[str, str]]:
    boundary = re.search(r'boundary="?([^";]+)', content_type)
    if boundary is None:
        return []
    parts = body.split(b"--" + boundary[1].encode())
    found = [(match[1].decode(), part[match.end() :]) for part in parts if (match := _PART.search(part))]
    return [(name, text.removesuffix(b"\r\n").decode("utf-8", "replace")) for name, text in found]


def _words(typed: Mapping[str, str]) -> dict[str, str]:
    """What a person may have written: no secrets, no keys, no values of choices."""
    return {
        name: text.replace("\r\n", "\n").replace("\0", "")
        for name, text in typed.items()
        if not name.startswith("_") and name not in SECRET and not re.fullmatch(r"[a-z0-9_:.-]*", text)
    }
