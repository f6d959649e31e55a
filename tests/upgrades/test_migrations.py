"""The migrations make the tables that the models describe."""

from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from forum.database import embedded, tallies
from forum.database.migrate import migrate
from forum.database.tables import METADATA
from moderation.functions import FUNCTIONS
from tests.upgrades.going_up import empty_database
from tests.upgrades.schema import difference, of_the_program, schema_of


def _make_from_models(url: str) -> None:
    with create_engine(url, poolclass=NullPool).begin() as connection:
        for schema in ("moderation", "search"):
            connection.execute(text(f"CREATE SCHEMA {schema}"))
        for metadata in METADATA:
            metadata.create_all(connection)
        for made in (*FUNCTIONS, *tallies.FUNCTIONS, *tallies.TRIGGERS):
            connection.execute(text(made))


def test_a_model_without_its_migration_is_refused(server: embedded.Server) -> None:
    with empty_database(server) as name, empty_database(server) as other:
        migrated, described = server.url("forum_owner", name), server.url("forum_owner", other)
        migrate(migrated)
        _make_from_models(described)
        amiss = difference(of_the_program(schema_of(migrated)), schema_of(described), "migrations")
    assert amiss == [], "make migration m=…"
