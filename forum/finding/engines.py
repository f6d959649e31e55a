"""Which engines answer, in which order."""

from collections.abc import Sequence

import httpx

from forum.settings import Settings
from search.asking import Backend
from search.meilisearch import MeilisearchBackend
from search.postgresql import PostgresqlBackend


def new_http() -> httpx.AsyncClient:
    """The connections to the search engine; proxies of the environment are none of its business."""
    return httpx.AsyncClient(trust_env=False, limits=httpx.Limits(max_connections=50))


def meilisearch_of(settings: Settings, http: httpx.AsyncClient) -> MeilisearchBackend | None:
    if settings.search != "meilisearch" or not settings.meilisearch_url:
        return None
    return MeilisearchBackend(http, settings.meilisearch_url, settings.meilisearch_key)


def engines_of(settings: Settings, http: httpx.AsyncClient) -> Sequence[Backend]:
    """Meilisearch where there is one; PostgreSQL always, last."""
    first = meilisearch_of(settings, http)
    return [first, PostgresqlBackend()] if first else [PostgresqlBackend()]
