"""Each form field in which a person writes words that others may read: it is sent with a word of its own, which is then
sought in every column of the database. A column that is neither judged nor closed to others fails here.

The fields are found in the routes' own input models, the people in the matrix of rights.
"""

from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from forum.contributions.policy import NAME
from forum.database import embedded
from tests.matrix import FORMS, Row, ask, rows
from tests.test_routes import client_of, furnished, program_on_a_copy
from tests.test_text_fields import kind_of
from tests.world import World

__all__ = ["furnished"]  # a fixture

# Nobody of these holds an office: what they write is a person's, not a body's or a leader's.
PERSONS = ("author", "member", "visitor")
WORD = "loiriengcuamotnguoi"
# Judged before others read it, with a case, history, 'Phản ánh' and hiding.
JUDGED = {
    "public.contributions": {"title", "text", "html", "on_behalf"},
    "public.revisions": {"title", "text", "html", "note"},
    "public.opinions": {"wording", "evidence_url"},
    "public.threads": {"slug"},
    "public.personas": {"name", "title", "sort_key", "look"},  # before the first text alone: asked below
}
# Read by nobody but the writer, or by those whom the words are for: the desk.
CLOSED = {
    "public.drafts": {"fields"},
    "public.saved_searches": {"name"},
    "public.concerns": {"words"},
    "moderation.appeals": {"grounds"},
    "public.author_questions": {"answer"},
    # Of a deputy, and who called: read by the secretariat and the leaders' side; why an invitation was taken back: by
    # its guest too
    "public.attendances": {"name", "telephoned_by", "taken_back_reason"},
    "public.pending_registrations": {"name", "title"},
    "public.erasure_requests": {"note"},
}


def words_of(row: Row) -> list[str]:
    """The fields of the row's form that take words."""
    model = FORMS.get(row.route)
    fields = model.model_fields.items() if model else ()
    return [name for name, info in fields if kind_of(info) and not name.endswith("email")]


def person_of(row: Row) -> str | None:
    return next((one for one in PERSONS if one in row.allowed), None)


ROWS = [row for row in rows() if row.method == "POST" and words_of(row) and person_of(row)]


def test_people_write_in_many_forms() -> None:
    routes = {row.route for row in ROWS}
    assert len(routes) > 12
    needed = (
        "lam-ro",
        "chua-dong-y",
        "xac-nhan",
        "tach",
        "khong-dong-y-chuyen",
        "ten",
        "gop-y",
        "moi",
        "sua",
    )
    assert {part for part in needed if not any(route.endswith(part) for route in routes)} == set()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
async def test_the_words_of_a_form_lie_where_they_are_judged_or_closed(
    row: Row, server: embedded.Server, furnished: tuple[str, World]
) -> None:
    name, world = furnished
    person = person_of(row)
    assert person is not None
    words = {field: f"Lời {WORD} {n} của một người" for n, field in enumerate(words_of(row))}
    async with program_on_a_copy(server, name) as app, client_of(app) as http:
        response = await ask(http, replace(row, data=row.data | words), world, person)
        assert response.status_code in (200, 303), response.text[:2000]
        async with app.state.app_state.engine.connect() as connection:
            found = await columns_with(connection, WORD)
            shown = (await connection.scalars(text(SHOWN), {"word": f"%{WORD}%"})).all()
    known = {
        (table, column) for part in (JUDGED, CLOSED) for table, columns in part.items() for column in columns
    }
    assert found - known == set(), "words of a person that nobody judges"
    assert found, "the words are nowhere: they were lost"
    assert shown == [], "shown to others before anybody judged it"


# Of a person who is not trusted: a text that is published, or a name under one.
SHOWN = f"""
SELECT c.kind FROM contributions c WHERE c.visibility = 'published' AND to_jsonb(c)::text LIKE :word
UNION ALL
SELECT 'name' FROM personas p WHERE to_jsonb(p)::text LIKE :word
   AND EXISTS (SELECT FROM contributions c
                WHERE c.persona_id = p.id AND c.published_at IS NOT NULL AND c.kind <> '{NAME}')
"""


async def columns_with(connection: AsyncConnection, word: str) -> set[tuple[str, str]]:
    """(table, column) of the forum's own data that holds the word; not the queue of jobs."""
    tables = await connection.scalars(
        text(
            "SELECT schemaname || '.' || tablename FROM pg_tables "
            "WHERE schemaname IN ('public', 'moderation', 'search') AND tablename NOT LIKE 'procrastinate%'"
        )
    )
    found = set()
    for table in tables.all():
        columns = await connection.scalars(
            text(
                f"SELECT DISTINCT one.key FROM {table} t, jsonb_each_text(to_jsonb(t)) one "
                "WHERE lower(one.value) LIKE :word"
            ),
            {"word": f"%{word}%"},
        )
        found |= {(table, column) for column in columns}
    return found
