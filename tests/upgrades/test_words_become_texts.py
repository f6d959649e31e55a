"""Words that stood in columns come out as published texts of their authors, with their old days."""

from collections.abc import Iterator

import pytest
from alembic import command
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.pool import NullPool

from forum.database import embedded
from forum.database.migrate import alembic_config, migrate
from tests.upgrades.dumps import dump_of, restore
from tests.upgrades.going_up import empty_database

ASKED, AGAIN = "Đề nghị nêu rõ kinh phí.", "Còn nguồn vốn\n\nthì thế nào?"
FIRST, SECOND = "Kinh phí hai tỷ đồng.\n\nChia hai năm.", "Từ ngân sách."
DAY = "2026-11-29 01:00:00+00"
STANDING = [
    f"UPDATE proposals SET clarification_count = 2, state = 'taken_up', clarification = "
    f"'{ASKED}\n\nTác giả làm rõ: {FIRST}\n\n{AGAIN}\n\nTác giả làm rõ: {SECOND}' WHERE id = 55",
    *(
        "INSERT INTO journal (at, persona_id, event, thing_kind, thing_id, payload) "
        f"VALUES ('{at}', 21, '{event}', '{kind}', {thing_id}, '{payload}')"
        for at, event, kind, thing_id, payload in (
            (DAY, "threads.Clarified", "proposal", 55, '{"body_id": 19}'),
            (DAY, "threads.ClarificationAsked", "proposal", 55,
             '{"body_id": 19, "what": "Còn nguồn vốn\\n\\nthì thế nào?"}'),
            ("2026-12-02 01:00:00+00", "threads.Clarified", "proposal", 55, '{"body_id": 19}'),
            (DAY, "contact.MergeObjected", "question", 43, "{}"),
        )
    ),
    "UPDATE questions SET state = 'published', merged_into_id = NULL, reason = 'Tôi hỏi về danh mục khác.' "
    "WHERE id = 43",
    "INSERT INTO commitment_steps (commitment_id, at, verb, persona_id, note, evidence) "
    f"VALUES (3, '{DAY}', 'dispute', 38, 'Danh mục còn thiếu.', '')",
]  # fmt: skip
TEXTS = """
SELECT c.kind, c.text, c.subject_kind, c.subject_id, c.created_at = c.published_at AND r.written_at = c.created_at,
       to_char(c.created_at AT TIME ZONE 'UTC', 'DD/MM'), c.visibility, c.persona_id = o.persona_id
  FROM contributions c JOIN revisions r ON r.contribution_id = c.id AND r.text = c.text
  LEFT JOIN contributions o ON o.id = c.subject_id AND o.kind = c.subject_kind
 WHERE c.kind IN ('clarification', 'dispute', 'objection') ORDER BY c.id
"""


@pytest.fixture(scope="module")
def urls(server: embedded.Server) -> Iterator[str]:
    """The released version's database with such words in it, upgraded."""
    with empty_database(server) as name:
        url = server.url("forum_owner", name)
        restore(dump_of("0.1.0"), url)
        with _connected(url) as connection:
            for sql in STANDING:
                connection.exec_driver_sql(sql)
            connection.commit()
        migrate(url)
        yield url


def _connected(url: str) -> Connection:
    return create_engine(url, poolclass=NullPool).connect()


def test_each_word_is_a_published_text_of_its_author(urls: str) -> None:
    with _connected(urls) as connection:
        assert [tuple(row) for row in connection.execute(text(TEXTS))] == [
            ("clarification", FIRST, "proposal", 55, True, "29/11", "published", True),
            ("clarification", SECOND, "proposal", 55, True, "02/12", "published", True),
            ("dispute", "Danh mục còn thiếu.", "commitment", 3, True, "29/11", "published", None),
            ("objection", "Tôi hỏi về danh mục khác.", "question", 43, True, "29/11", "published", True),
        ]
        asked = connection.execute(
            text("SELECT text, clarification_id IS NOT NULL FROM clarification_requests ORDER BY id")
        )
        assert [tuple(row) for row in asked] == [(ASKED, True), (AGAIN, True)]
        left = "SELECT q.reason || s.note FROM questions q, commitment_steps s WHERE q.id = 43 AND s.verb = 'dispute'"
        assert connection.execute(text(left)).scalar() == ""
        marks = "SELECT count(*) FROM search.changes WHERE kind IN ('clarification', 'dispute', 'objection')"
        assert connection.execute(text(marks)).scalar() == 4


def test_going_down_puts_the_words_back(urls: str) -> None:
    command.downgrade(alembic_config(urls), "0002_text_as_typed")
    with _connected(urls) as connection:
        column = connection.execute(text("SELECT clarification FROM proposals WHERE id = 55")).scalar_one()
        assert column == f"{ASKED}\n\nTác giả làm rõ: {FIRST}\n\n{AGAIN}\n\nTác giả làm rõ: {SECOND}"
        note = text("SELECT note FROM commitment_steps WHERE verb = 'dispute'")
        assert connection.execute(note).scalar() == "Danh mục còn thiếu."
        assert connection.execute(text("SELECT reason FROM questions WHERE id = 43")).scalar_one() != ""
