"""Writing to Meilisearch by its official client, in the worker and in commands alone. Everything here blocks."""

from collections.abc import Iterator
from contextlib import contextmanager

import meilisearch
from meilisearch.errors import MeilisearchApiError, MeilisearchError
from meilisearch.models.task import TaskInfo

from search.engine import EngineDamaged, EngineFailed
from search.entry import FACETS

ANSWER_WITHIN_SECONDS = 30
TASK_WITHIN_SECONDS = 120


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


class Writing:
    """On one index of one server. `search_key_id`: of the key that may only search, where this process makes it.
    Everything raises EngineFailed."""

    def __init__(self, url: str, key: str, index: str, *, search_key_id: str | None) -> None:
        self._client = meilisearch.Client(url, key, timeout=ANSWER_WITHIN_SECONDS)
        self._index, self._search_key_id = index, search_key_id

    def prepare(self) -> None:
        with _failures():
            self._finish(
                self._client.create_index(self._index, {"primaryKey": "id"}), fine="index_already_exists"
            )
            index = self._client.index(self._index)
            standing, wanted = index.get_settings(), settings()
            if any(not _holds(standing.get(name), value) for name, value in wanted.items()):
                self._finish(index.update_settings(wanted))
            if self._search_key_id is not None:
                self._make_search_key(self._search_key_id)

    def store(self, documents: list[dict[str, object]], removed: str) -> None:
        """`removed` is the filter that finds what is to be deleted, '' for nothing."""
        with _failures():
            index = self._client.index(self._index)
            tasks = []
            if documents:
                tasks.append(index.add_documents(documents))
            if removed:
                tasks.append(index.delete_documents(filter=removed))
            for task in tasks:
                self._finish(task)

    def document_count(self) -> int:
        with _failures():
            return self._client.index(self._index).get_stats().number_of_documents

    def clear(self) -> None:
        with _failures():
            self._finish(self._client.index(self._index).delete_all_documents())

    def drop(self) -> None:
        with _failures():
            self._finish(self._client.delete_index(self._index), fine="index_not_found")

    def _make_search_key(self, key_id: str) -> None:
        """Nothing happens where there is one."""
        made = {"uid": key_id, "actions": ["search"], "indexes": [self._index], "expiresAt": None}
        try:
            self._client.create_key(made)
        except MeilisearchApiError as refused:
            if refused.code != "api_key_already_exists":
                raise

    def _finish(self, task: TaskInfo, fine: str = "") -> None:
        """Wait for the task; a document counts as stored only when its task has succeeded."""
        done = self._client.wait_for_task(task.task_uid, TASK_WITHIN_SECONDS * 1000, 20)
        error = done.error or {}
        if done.status != "succeeded" and error.get("code") != (fine or None):
            raise EngineDamaged(f"task {done.type} {done.status}: {error.get('message', '')}")


@contextmanager
def _failures() -> Iterator[None]:
    try:
        yield
    except MeilisearchApiError as failure:
        if failure.status_code >= 500:
            raise EngineDamaged(str(failure)) from failure
        raise EngineFailed(str(failure)) from failure
    except MeilisearchError as failure:
        raise EngineFailed(str(failure)) from failure


def _holds(standing: object, wanted: object) -> bool:
    if isinstance(wanted, dict) and isinstance(standing, dict):
        return all(standing.get(name) == value for name, value in wanted.items()) and bool(wanted) == bool(
            standing
        )
    if isinstance(wanted, list) and isinstance(standing, list):
        return wanted == standing or sorted(wanted) == sorted(standing) == sorted(set(standing))
    return bool(standing == wanted)
