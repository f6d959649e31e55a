"""The words in a request's body, also of one that was cut off because it is too large."""

import re
from collections.abc import Iterable
from urllib.parse import parse_qsl

from starlette.datastructures import FormData

SECRET = frozenset({"password", "ma", "tiep"})
NOT_REPEATED = frozenset({"password", "ma"})
_PART = re.compile(
    rb'content-disposition: form-data; name="(\w+)"(?!; filename)[^\r\n]*\r\n(?:[^\r\n]+\r\n)*\r\n', re.I
)


def fields_in(content_type: str, body: bytes) -> list[tuple[str, str]]:
    """The fields of a form's body in their order; files are left out."""
    if content_type.startswith("multipart/form-data"):
        return _parts(content_type, body)
    if not content_type.startswith("application/x-www-form-urlencoded"):
        return []
    return parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, errors="replace")


def words_of(data: FormData) -> dict[str, str]:
    return words_among((name, value) for name, value in data.items() if isinstance(value, str))


def _parts(content_type: str, body: bytes) -> list[tuple[str, str]]:
    boundary = re.search(r'boundary="?([^";]+)', content_type)
    if boundary is None:
        return []
    parts = body.split(b"--" + boundary[1].encode())
    found = [(match[1].decode(), part[match.end() :]) for part in parts if (match := _PART.search(part))]
    return [(name, text.removesuffix(b"\r\n").decode("utf-8", "replace")) for name, text in found]


def words_among(fields: Iterable[tuple[str, str]]) -> dict[str, str]:
    """What a person may have written: no secrets, no keys, no values of choices."""
    return {
        name: text.replace("\r\n", "\n").replace("\0", "")
        for name, text in fields
        if not name.startswith("_") and name not in SECRET and not re.fullmatch(r"[a-z0-9_:.-]*", text)
    }
