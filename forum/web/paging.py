"""Keyset paging: a page is what comes after an id, so that new rows do not shift the pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Generic, TypeVar

from fastapi import Query, Request

T = TypeVar("T")

After = Annotated[int | None, Query(alias="sau", ge=0, le=2**62)]


@dataclass(frozen=True, slots=True)
class Paged(Generic[T]):
    items: Sequence[T]
    next_url: str | None


def paged(request: Request, rows: Sequence[T], size: int, key: int | None) -> Paged[T]:
    """`rows` holds one more than a page if there is a next page; `key` is that of the last row shown. The address of
    the next page names no host, since whoever asks may name any."""
    if len(rows) <= size or key is None:
        return Paged(rows[:size], None)
    following = request.url.include_query_params(sau=key)
    return Paged(rows[:size], f"{following.path}?{following.query}")
