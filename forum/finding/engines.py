"""The search engines of a process, in order of preference."""

from dataclasses import dataclass

from forum.settings import Settings
from search.engine import SearchEngine
from search.meilisearch import MeilisearchEngine
from search.postgresql import PostgresqlEngine


@dataclass(frozen=True, slots=True)
class SearchEngines:
    """The engines of one process, shared since an engine remembers a failure. The creator closes them."""

    meilisearch: MeilisearchEngine | None

    @property
    def in_order(self) -> tuple[SearchEngine, ...]:
        """Meilisearch if configured, then PostgreSQL."""
        return (self.meilisearch, PostgresqlEngine()) if self.meilisearch else (PostgresqlEngine(),)

    async def aclose(self) -> None:
        if self.meilisearch:
            await self.meilisearch.aclose()


def make_search_engines(settings: Settings) -> SearchEngines:
    """Make the engines for create_app, the worker or a command."""
    is_wanted = settings.search == "meilisearch" and settings.meilisearch_url
    if not is_wanted:
        return SearchEngines(None)
    search_key = settings.meilisearch_search_key
    return SearchEngines(
        MeilisearchEngine(settings.meilisearch_url, settings.meilisearch_key, search_key=search_key)
    )
