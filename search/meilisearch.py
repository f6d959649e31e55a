"""The Meilisearch engine: a copy of the index, matched on words that we fold ourselves.

Every word is sent in quotes, so that it neither splits nor joins words and counts what PostgreSQL counts.
"""

import asyncio
import hashlib
import hmac
import time
import uuid
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, NotRequired, TypedDict

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from search.engine import EngineFailed, EngineResult, SearchRequest
from search.entries import is_one_of
from search.entry import FACETS, EntryRow, Ref
from search.http import httpx
from search.postgresql import marks_held
from search.pushing import lag

if TYPE_CHECKING:
    from search.meilisearch_writing import Writing

ANSWER_WITHIN_SECONDS = 0.8
# After a failure the engine is skipped for this long, so that not every reader waits for the timeout.
REST_SECONDS = 3.0
# This many of the engine's hits are reordered to put those with the typed tone marks first.
REORDERED_HITS = 100


class _Hit(TypedDict):
    id: str


class _Reply(TypedDict):
    """The fields of a search response that are used here."""

    hits: list[_Hit]
    totalHits: int
    facetDistribution: NotRequired[dict[str, dict[str, int]]]


def search_key_of(master_key: str, index: str = "entries") -> str:
    """The key that may search this index and nothing else. Meilisearch derives keys from its master key and their
    ids; `prepare` makes this one."""
    return hmac.new(master_key.encode(), _key_id(index).encode(), hashlib.sha256).hexdigest()


def _key_id(index: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"hien-ke:search:{index}"))


class MeilisearchEngine:
    """`index` separates several programs on one server. `key` is the master key, for writing; a process that only
    searches needs `search_key` alone. The creator closes the engine."""

    name = "meilisearch"

    def __init__(self, url: str, key: str, index: str = "entries", *, search_key: str = "") -> None:
        # Proxy settings of the environment must not apply to our own server.
        self._http = httpx.AsyncClient(trust_env=False, limits=httpx.Limits(max_connections=50))
        self._search_url = f"{url.rstrip('/')}/indexes/{index}/search"
        self._health_url = f"{url.rstrip('/')}/health"
        # With compressed replies a sequential search takes ten times as long.
        asking = search_key or search_key_of(key, index)
        self._headers = {"authorization": f"Bearer {asking}", "accept-encoding": "identity"}
        self._makes_search_key = not search_key
        self._url, self._key, self._index = url, key, index
        self._resting_until = 0.0

    async def search(self, db: AsyncSession, request: SearchRequest) -> EngineResult:
        if not request.audience:
            return EngineResult(self.name)
        behind = await lag(db)
        if behind.is_far_behind:
            raise EngineFailed("the copy is far behind the index")
        window = _window(request)
        first, size = (1, window) if window else (request.page, request.size)
        reply = await self._post(_body(request, behind.hidden, first, size))
        things = [_ref(hit["id"]) for hit in reply["hits"]]
        if window:
            things = (await _exact_marks_first(db, request, things))[
                request.offset : request.offset + request.size
            ]
        distribution = reply.get("facetDistribution", {})
        facets = {facet.name: distribution.get(facet.column, {}) for facet in FACETS if facet.is_counted}
        return EngineResult(self.name, tuple(things), reply["totalHits"], facets=facets)

    async def _post(self, body: dict[str, object]) -> _Reply:
        if time.monotonic() < self._resting_until:
            raise EngineFailed("the engine failed a moment ago")
        try:
            async with asyncio.timeout(ANSWER_WITHIN_SECONDS):
                response = await self._http.post(self._search_url, json=body, headers=self._headers)
            response.raise_for_status()
            reply: _Reply = response.json()
        except (httpx.HTTPError, TimeoutError, ValueError) as failure:
            self._resting_until = time.monotonic() + REST_SECONDS
            raise EngineFailed(f"no answer: {type(failure).__name__}") from failure
        return reply

    async def is_reachable(self) -> bool:
        try:
            async with asyncio.timeout(ANSWER_WITHIN_SECONDS):
                response = await self._http.get(self._health_url)
        except (httpx.HTTPError, TimeoutError):
            return False
        return response.is_success

    async def aclose(self) -> None:
        await self._http.aclose()

    async def prepare(self) -> None:
        """Create the index with its settings; cheap if it exists. Raises EngineFailed."""
        await asyncio.to_thread(lambda: self._writing.prepare())

    async def store(self, rows: list[EntryRow], removed: list[Ref]) -> None:
        """Write and delete documents; returns when the server's tasks have succeeded. Raises EngineFailed."""
        documents = [_document(row) for row in rows]
        gone = f"id IN [{', '.join(_quoted(_id(thing)) for thing in removed)}]" if removed else ""
        await asyncio.to_thread(lambda: self._writing.store(documents, gone))

    async def document_count(self) -> int:
        """Raises EngineFailed."""
        return await asyncio.to_thread(lambda: self._writing.document_count())

    async def clear(self) -> None:
        """Raises EngineFailed."""
        await asyncio.to_thread(lambda: self._writing.clear())

    async def drop(self) -> None:
        """Remove the index with all that it holds; `prepare` makes a new one. Raises EngineFailed."""
        await asyncio.to_thread(lambda: self._writing.drop())

    @cached_property
    def _writing(self) -> "Writing":
        from search.meilisearch_writing import Writing  # the official client, which a search does not need

        key_id = _key_id(self._index) if self._makes_search_key else None
        return Writing(self._url, self._key, self._index, search_key_id=key_id)


def _window(request: SearchRequest) -> int:
    """The number of hits to fetch for reordering by tone marks; 0 to keep the engine's order."""
    window = REORDERED_HITS - REORDERED_HITS % request.size
    reordered = request.query.marked and request.sort == "relevance" and request.offset < window
    return window if reordered else 0


async def _exact_marks_first(db: AsyncSession, request: SearchRequest, things: list[Ref]) -> list[Ref]:
    if not things:
        return things
    held = marks_held(request.query).label("held")
    rows = await db.execute(select(EntryRow.kind, EntryRow.thing_id, held).where(is_one_of(things)))
    marks = {Ref(row.kind, row.thing_id): row.held for row in rows}
    return sorted(things, key=lambda thing: -marks.get(thing, 0))


def _body(request: SearchRequest, hidden: tuple[Ref, ...], page: int, size: int) -> dict[str, object]:
    body: dict[str, object] = {
        "q": " ".join(
            f'{"-" if term.excluded else ""}"{" ".join(term.words)}"' for term in request.query.terms
        ),
        "matchingStrategy": "all",
        "filter": _filters(request, (*hidden, *request.without)),
        "facets": [facet.column for facet in FACETS if facet.is_counted],
        "attributesToRetrieve": ["id"],
        "page": page,
        "hitsPerPage": size,
    }
    if request.sort == "author":
        body["sort"] = ["author_sort:asc", "author_id:asc", "occurred:desc"]
    elif request.sort == "oldest":
        body["sort"] = ["occurred:asc"]
    elif request.sort == "newest" or not request.query.wanted:
        body["sort"] = ["occurred:desc"]
    return body


def _filters(request: SearchRequest, without: tuple[Ref, ...]) -> list[str]:
    written = [f"audience IN [{', '.join(map(_quoted, sorted(request.audience)))}]"]
    written += [f"{facet.column} = {_quoted(str(value))}" for facet, value in request.facets()]
    if request.from_at:
        written.append(f"occurred >= {_micros(request.from_at)}")
    if request.until_at:
        written.append(f"occurred < {_micros(request.until_at)}")
    if request.without_kinds:
        written.append(f"kind NOT IN [{', '.join(map(_quoted, request.without_kinds))}]")
    if without:
        written.append(f"id NOT IN [{', '.join(_quoted(_id(thing)) for thing in without)}]")
    return written


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _id(thing: Ref) -> str:
    return f"{thing.kind}-{thing.thing_id}"


def _ref(document_id: str) -> Ref:
    kind, _, thing_id = document_id.rpartition("-")
    return Ref(kind, int(thing_id))


def _micros(at: datetime) -> int:
    return int(at.timestamp() * 1_000_000)


def _document(row: EntryRow) -> dict[str, object]:
    return {
        "id": _id(Ref(row.kind, row.thing_id)),
        "code": row.code_words,
        "title": row.title_words,
        "title_concepts": row.title_concepts,
        "text": row.text_words,
        "text_concepts": row.text_concepts,
        "audience": row.audience,
        "author_sort": row.author_sort,
        "occurred": _micros(row.occurred_at),
        **{facet.column: getattr(row, facet.column) for facet in FACETS},
    }
