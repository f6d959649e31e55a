"""What stands behind the public pages: read from the program's database, which no page of the story goes by."""

import asyncio
import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from forum import jobs
from forum.database import make_engine, writing_session
from forum.database.opening import opened_database
from forum.settings import Settings
from moderation.chain import canonical

PUBLISHED = """
    SELECT t.approved_digest, t.approved_content, t.approved_by FROM official_texts t
    JOIN contributions c ON c.id = t.id WHERE t.state = 'published'"""
OWN_WORDS = """
    SELECT c.title || E'\n' || c.text || E'\n' || c.on_behalf FROM contributions c
    LEFT JOIN official_texts t ON t.id = c.id WHERE t.id IS NULL AND c.visibility = 'published'"""
ACTS = "SELECT kind, payload::text FROM moderation.links WHERE payload IS NOT NULL"
SETTINGS = """
    SELECT concat_ws(E'\n', s.title, s.regulation, s.place, f.title) FROM series s JOIN forums f ON f.id = s.forum_id"""
NAMES = (
    "SELECT concat_ws(E'\n', title, name, trim(title || ' ' || name)) FROM personas",
    "SELECT name FROM bodies",
    "SELECT position FROM leaders",
    "SELECT code FROM contact_sessions",
)
# Questions that no answer, date, body or other question takes further
STRANDED = """
    SELECT c.code, q.state, s.state FROM questions q JOIN contributions c ON c.id = q.id
    JOIN contact_sessions s ON s.id = q.session_id
    WHERE c.visibility = 'published' AND s.series_id = %(series)s
    AND (q.state IN ('published', 'deferred', 'on_agenda')
         OR q.state IN ('not_on_agenda', 'referred') AND NOT EXISTS (
             SELECT 1 FROM duties d WHERE d.thing_kind = 'question' AND d.thing_id = q.id
             AND d.kind = 'written_answer' AND d.void_at IS NULL AND d.due_at IS NOT NULL)
         OR q.state = 'merged' AND EXISTS (
             SELECT 1 FROM questions h WHERE h.id = q.merged_into_id
             AND h.state NOT IN ('answered_live', 'answered_in_writing', 'not_on_agenda', 'referred')))"""


@dataclass
class Records:
    settings: Settings
    db: "psycopg.Connection[tuple[Any, ...]]"
    stood: str = ""
    acts: dict[str, list[str]] = field(default_factory=dict)

    def rows(self, statement: str, **values: object) -> list[tuple[Any, ...]]:
        return self.db.execute(statement, values).fetchall()

    def texts(self, *statements: str) -> list[str]:
        return [str(row[0]) for one in statements for row in self.rows(one)]

    def everything(self) -> str:
        """Each word of each table of the public schema, as it now stands."""
        tables = self.texts("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        return "\n".join(text for table in tables for text in self.texts(f"SELECT t::text FROM {table} t"))

    def approved(self) -> list[str]:
        """The content of each published official text, which its approver's digest still fits."""
        found = []
        for digest, content, approver in self.rows(PUBLISHED):
            assert digest == hashlib.sha256(canonical(content)).hexdigest() and approver is not None
            found.append("\n".join(_strings(content)))
        return found

    def official_acts(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for kind, payload in self.rows(ACTS):
            found.setdefault(kind, []).append(payload)
        return found

    def morning(self, job: str) -> None:
        """What the worker does each day by its own clock, which no test moves."""
        thread = threading.Thread(target=lambda: asyncio.run(_defer(self.settings, job)))
        thread.start()  # this thread belongs to the browser
        thread.join()


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for one in value.values():
            yield from _strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from _strings(one)
    elif isinstance(value, str):
        yield value


async def _defer(settings: Settings, job: str) -> None:
    engine = make_engine(settings.database_url)
    async with writing_session(engine) as db:
        await jobs.defer(db, job)
    await engine.dispose()


@contextmanager
def opened_records(var: Path) -> Iterator[Records]:
    with opened_database(Settings(var=var)) as settings:
        url = settings.database_url.replace("postgresql+psycopg", "postgresql")
        with psycopg.connect(url, autocommit=True) as db:
            yield Records(settings, db)
