"""A claim that waits while an installation is upgraded is owed from that day on."""

from datetime import timedelta

from alembic import command
from sqlalchemy import create_engine, text

from forum.clock import end_of_day, local_date
from forum.database import embedded
from forum.database.migrate import alembic_config, migrate
from forum.deadlines.working_days import add_working_days
from tests.upgrades.dumps import dump_of, restore
from tests.upgrades.going_up import empty_database

BEFORE = "0077_correct_notes_of_an_office"
CLAIM = """
INSERT INTO entered_claims (persona_id, claimed_by, claimed_at, code_hash, code_issued_by, state)
SELECT ids[1], ids[2], now(), 'of a code', ids[3], 'waiting'
  FROM (SELECT array_agg(id ORDER BY id) AS ids FROM personas) p"""
OWED = """
SELECT limit_count, started_at, due_at, soon_at < due_at, escalates_at > due_at
  FROM duties WHERE kind = 'confirm_claim'"""
WORKED = "SELECT day, is_worked FROM workday_overrides"


def test_a_claim_that_waits_is_owed_from_the_upgrade_on(server: embedded.Server) -> None:
    with empty_database(server) as name:
        url = server.url("forum_owner", name)
        restore(dump_of("0.1.0"), url)
        command.upgrade(alembic_config(url), BEFORE)
        engine = create_engine(url)
        with engine.begin() as connection:
            connection.execute(text(CLAIM))
        migrate(url)
        with engine.begin() as connection:
            count, started_at, due_at, is_soon_before, is_told_after = connection.execute(text(OWED)).one()
            worked = {row.day: row.is_worked for row in connection.execute(text(WORKED))}
        engine.dispose()
    today = local_date(started_at)
    weekdays = {day: day.weekday() < 5 for day in (today + timedelta(days=n) for n in range(40))}
    assert count == 5 and due_at == end_of_day(add_working_days(today, 5, weekdays | worked))
    assert is_soon_before and is_told_after
