"""The search engines of a process, in the order in which they are asked."""

from dataclasses import dataclass

from forum.settings import Settings
from search.engine import SearchEngine
from search.meilisearch import MeilisearchEngine
from search.postgresql import PostgresqlEngine


@dataclass(frozen=True, slots=True)
class SearchEngines:
    """One set for each process, since an engine remembers that it failed a moment ago. Whoever made it closes it."""

    meilisearch: MeilisearchEngine | None

    @property
    def in_order(self) -> tuple[SearchEngine, ...]:
        """Meilisearch where there is one; PostgreSQL always, last."""
        return (self.meilisearch, PostgresqlEngine()) if self.meilisearch else (PostgresqlEngine(),)

    async def aclose(self) -> None:
        if self.meilisearch:
            await self.meilisearch.aclose()


def make_search_engines(settings: Settings) -> SearchEngines:
    """For create_app, the worker and commands."""
    is_wanted = settings.search == "meilisearch" and settings.meilisearch_url
    return SearchEngines(
        MeilisearchEngine(settings.meilisearch_url, settings.meilisearch_key) if is_wanted else None
    )
