"""Which engines answer, in which order."""

from collections.abc import Sequence

import httpx

from forum.settings import Settings
from search.engine import SearchEngine
from search.meilisearch import MeilisearchEngine
from search.postgresql import PostgresqlEngine


def new_http() -> httpx.AsyncClient:
    """The connections to the search engine; proxies of the environment are none of its business."""
    return httpx.AsyncClient(trust_env=False, limits=httpx.Limits(max_connections=50))


def meilisearch_of(settings: Settings, http: httpx.AsyncClient) -> MeilisearchEngine | None:
    if settings.search != "meilisearch" or not settings.meilisearch_url:
        return None
    return MeilisearchEngine(http, settings.meilisearch_url, settings.meilisearch_key)


def engines_of(settings: Settings, http: httpx.AsyncClient) -> Sequence[SearchEngine]:
    """Meilisearch where there is one; PostgreSQL always, last."""
    first = meilisearch_of(settings, http)
    return [first, PostgresqlEngine()] if first else [PostgresqlEngine()]
