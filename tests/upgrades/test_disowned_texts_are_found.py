"""Texts that were disowned before search said so are indexed anew by the upgrade."""

from alembic import command
from sqlalchemy import create_engine, text

from forum.database import embedded
from forum.database.migrate import alembic_config, migrate
from tests.upgrades.dumps import dump_of, restore
from tests.upgrades.going_up import empty_database

BEFORE = "0082_hand_over_from_ended_bodies"


def test_disowned_texts_are_marked_for_the_index(server: embedded.Server) -> None:
    with empty_database(server) as name:
        url = server.url("forum_owner", name)
        restore(dump_of("0.1.0"), url)
        command.upgrade(alembic_config(url), BEFORE)
        engine = create_engine(url)
        with engine.begin() as connection:
            connection.execute(text("DELETE FROM search.changes"))
            disowned = connection.execute(
                text(
                    "UPDATE official_texts SET repudiated_at = now() WHERE id IN (SELECT id FROM official_texts "
                    "ORDER BY id LIMIT 2) RETURNING id"
                )
            )
            ids = sorted(disowned.scalars())
        migrate(url)
        with engine.begin() as connection:
            marked = connection.execute(text("SELECT thing_id FROM search.changes ORDER BY thing_id"))
            assert list(marked.scalars()) == ids
        engine.dispose()
