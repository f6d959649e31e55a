"""A notice that would open the round of a dropped version waits no longer after an upgrade; one of a version that is
there does."""

from alembic import command
from sqlalchemy import Connection, create_engine, text

from forum.database import embedded
from forum.database.migrate import alembic_config, migrate
from tests.upgrades.dumps import dump_of, restore
from tests.upgrades.going_up import empty_database

BEFORE = "0079_let_disowned_texts_answer"
# By id of a copy: the version that it is about, and what it was drafted after.
COPIES = {900_001: (1, "now()"), 900_002: (99, "now()"), 900_003: (1, "now() - interval '9 years'")}
NOTICE = """
INSERT INTO consultation_notices (id, consultation_id, act, version, new_text)
SELECT :id, min(consultation_id), 'open_round', :version, '' FROM draft_versions WHERE number = 1"""


def copied(connection: Connection, table: str, new_id: int, first: int, **changed: str) -> None:
    """A row of `table` once more, with other values in some columns."""
    found = connection.execute(
        text("SELECT attname FROM pg_attribute WHERE attrelid = CAST(:name AS regclass) AND attnum > 0"),
        {"name": table},
    )
    names = list(found.scalars())
    values = {"id": str(new_id), "code": "NULL"} | changed
    columns = ", ".join(names)
    picked = ", ".join(values.get(name, name) for name in names)
    connection.execute(
        text(
            f"INSERT INTO {table} ({columns}) OVERRIDING SYSTEM VALUE SELECT {picked} FROM {table} WHERE id = {first}"
        )
    )


def test_notices_of_dropped_versions_are_closed(server: embedded.Server) -> None:
    with empty_database(server) as name:
        url = server.url("forum_owner", name)
        restore(dump_of("0.1.0"), url)
        command.upgrade(alembic_config(url), BEFORE)
        engine = create_engine(url)
        with engine.begin() as connection:
            first = connection.execute(text("SELECT max(id) FROM official_texts")).scalar_one()
            for new_id, (version, at) in COPIES.items():
                copied(connection, "contributions", new_id, first, created_at=at)
                copied(connection, "official_texts", new_id, first, state="'awaiting_approval'")
                connection.execute(text(NOTICE), {"id": new_id, "version": version})
        migrate(url)
        with engine.begin() as connection:
            query = text("SELECT id, state FROM official_texts WHERE id > 900000 ORDER BY id")
            states = [row.state for row in connection.execute(query)]
        engine.dispose()
    assert states == ["awaiting_approval", "replaced", "replaced"]
