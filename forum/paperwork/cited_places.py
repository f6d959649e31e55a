"""How people cite a place of a paper, as the paths that the reader of papers gives."""

import re
from collections.abc import Iterator

_STEPS = re.compile(
    r"(?:(?:điều|dieu|đ|d)\b\.?\s*)?(?P<article>\d+[a-zđ]?)"
    r"(?:[\s,.;/-]*(?:(?:khoản|khoan|k)\b\.?\s*)?(?P<clause>\d+[a-zđ]?))?"
    r"(?:[\s,.;/-]*(?:(?:điểm|diem)\b\.?\s*)?(?P<point>[a-zđ]\d?))?\)?",
    re.IGNORECASE,
)


def paths_of(typed: str) -> Iterator[str]:
    """The paths that these words may mean, the exact one first, then what holds it."""
    found = _STEPS.fullmatch(" ".join(typed.split()).rstrip(" ."))
    if found is None:
        return
    article, clause, point = (one.lower() if one else None for one in found.groups())
    path = f"Điều {article}"
    if clause and point:
        yield f"{path} khoản {clause} điểm {point}"
    elif point:
        yield f"{path} điểm {point}"
    if clause:
        yield f"{path} khoản {clause}"
    yield path
