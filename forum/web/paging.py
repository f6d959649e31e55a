"""Keyset paging: a page is 'what comes after this id', so that a list that grows keeps its place."""

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
    """`rows` holds one more than a page when there is a next; `key` is the last shown row's."""
    if len(rows) <= size or key is None:
        return Paged(rows[:size], None)
    return Paged(rows[:size], str(request.url.include_query_params(sau=key)).split(request.url.netloc, 1)[1])
