"""The Meilisearch engine: a copy of the index, matched on words that we fold ourselves.

Every word is sent in quotes, so that it neither splits nor joins words and counts what PostgreSQL counts.
"""

import asyncio
import hashlib
import hmac
import time
import uuid
from collections.abc import Callable
from datetime import datetime
from typing import NotRequired, TypedDict, TypeVar

import httpx
import meilisearch
from meilisearch.errors import MeilisearchApiError, MeilisearchError
from meilisearch.models.task import TaskInfo
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from search.engine import EngineDamaged, EngineFailed, EngineResult, SearchRequest
from search.entries import is_one_of
from search.entry import FACETS, EntryRow, Ref
from search.postgresql import marks_held
from search.pushing import lag

T = TypeVar("T")

ANSWER_WITHIN_SECONDS = 0.8
# After a failure the engine is skipped for this long, so that not every reader waits for the timeout.
REST_SECONDS = 3.0
TASK_WITHIN_SECONDS = 120
# This many of the engine's hits are reordered to put those with the typed tone marks first.
REORDERED_HITS = 100


class _Hit(TypedDict):
    id: str


class _Reply(TypedDict):
    """The fields of a search response that are used here."""

    hits: list[_Hit]
    totalHits: int
    facetDistribution: NotRequired[dict[str, dict[str, int]]]


def settings() -> dict[str, object]:
    """The settings of the index; the filterable attributes derive from the facets."""
    return {
        "searchableAttributes": ["code", "title", "title_concepts", "text", "text_concepts"],
        "filterableAttributes": ["id", "audience", "occurred", *(facet.column for facet in FACETS)],
        "sortableAttributes": ["occurred", "author_sort", "author_id"],
        "displayedAttributes": ["id"],
        "rankingRules": ["sort", "words", "proximity", "attribute", "exactness", "occurred:desc"],
        "typoTolerance": {"enabled": False},
        "prefixSearch": "disabled",
        "stopWords": [],
        "synonyms": {},
        "pagination": {"maxTotalHits": 100_000_000},
        "faceting": {"maxValuesPerFacet": 1_000},
    }


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
        self._client = meilisearch.Client(url, key, timeout=30)
        self._index = index
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
        await self._do(self._prepare)

    async def store(self, rows: list[EntryRow], removed: list[Ref]) -> None:
        """Write and delete documents; returns when the server's tasks have succeeded. Raises EngineFailed."""
        documents = [_document(row) for row in rows]
        await self._do(lambda: self._store(documents, [_id(thing) for thing in removed]))

    async def document_count(self) -> int:
        """Raises EngineFailed."""
        return await self._do(lambda: self._client.index(self._index).get_stats().number_of_documents)

    async def clear(self) -> None:
        """Raises EngineFailed."""
        await self._do(lambda: self._finish(self._client.index(self._index).delete_all_documents()))

    async def drop(self) -> None:
        """Remove the index with all that it holds; `prepare` makes a new one. Raises EngineFailed."""
        await self._do(lambda: self._finish(self._client.delete_index(self._index), fine="index_not_found"))

    async def _do(self, work: Callable[[], T]) -> T:
        try:
            return await asyncio.to_thread(work)
        except MeilisearchApiError as failure:
            if failure.status_code >= 500:
                raise EngineDamaged(str(failure)) from failure
            raise EngineFailed(str(failure)) from failure
        except MeilisearchError as failure:
            raise EngineFailed(str(failure)) from failure

    def _prepare(self) -> None:
        self._finish(
            self._client.create_index(self._index, {"primaryKey": "id"}), fine="index_already_exists"
        )
        index = self._client.index(self._index)
        standing, wanted = index.get_settings(), settings()
        if any(not _holds(standing.get(name), value) for name, value in wanted.items()):
            self._finish(index.update_settings(wanted))
        if self._makes_search_key:
            self._make_search_key()

    def _make_search_key(self) -> None:
        """Nothing happens where there is one."""
        made = {
            "uid": _key_id(self._index),
            "actions": ["search"],
            "indexes": [self._index],
            "expiresAt": None,
        }
        try:
            self._client.create_key(made)
        except MeilisearchApiError as refused:
            if refused.code != "api_key_already_exists":
                raise

    def _store(self, documents: list[dict[str, object]], removed: list[str]) -> None:
        index = self._client.index(self._index)
        tasks = []
        if documents:
            tasks.append(index.add_documents(documents))
        if removed:
            tasks.append(index.delete_documents(filter=f"id IN [{', '.join(map(_quoted, removed))}]"))
        for task in tasks:
            self._finish(task)

    def _finish(self, task: TaskInfo, fine: str = "") -> None:
        """Wait for the task; a document counts as stored only when its task has succeeded."""
        done = self._client.wait_for_task(task.task_uid, TASK_WITHIN_SECONDS * 1000, 20)
        error = done.error or {}
        if done.status != "succeeded" and error.get("code") != (fine or None):
            raise EngineDamaged(f"task {done.type} {done.status}: {error.get('message', '')}")


def _holds(standing: object, wanted: object) -> bool:
    if isinstance(wanted, dict) and isinstance(standing, dict):
        return all(standing.get(name) == value for name, value in wanted.items()) and bool(wanted) == bool(
            standing
        )
    if isinstance(wanted, list) and isinstance(standing, list):
        return wanted == standing or sorted(wanted) == sorted(standing) == sorted(set(standing))
    return bool(standing == wanted)


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
