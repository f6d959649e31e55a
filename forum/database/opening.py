"""The database that a command works on: the one of the settings, else this machine's own, started if necessary."""

from collections.abc import Iterator
from contextlib import contextmanager

from forum.database import embedded
from forum.database.embedded import EmbeddedServerError
from forum.database.reaching import DatabaseUnusable
from forum.database.schema import require_schema
from forum.settings import Settings


@contextmanager
def opened_place(settings: Settings) -> Iterator[Settings]:
    """The settings with both addresses; the database may be empty. Raises DatabaseUnusable, in one line."""
    if settings.database_url:
        owner = settings.database_owner_url or settings.database_url
        yield settings.model_copy(update={"database_owner_url": owner})
        return
    try:
        server = embedded.start(settings.var)
    except EmbeddedServerError as refused:
        raise DatabaseUnusable(str(refused)) from refused
    try:
        addresses = {
            "database_url": server.url("forum_app"),
            "database_owner_url": server.url("forum_owner"),
        }
        yield settings.model_copy(update=addresses)
    finally:
        server.stop()


@contextmanager
def opened_database(settings: Settings, *, or_older: bool = False) -> Iterator[Settings]:
    """The same for a database with this program's schema. Raises DatabaseUnusable, in one line."""
    with opened_place(settings) as opened:
        require_schema(opened.database_url, or_older=or_older)
        yield opened
