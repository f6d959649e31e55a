"""A statement whose best plan depends on its values is planned for them each time; others once for all."""

import pytest
from sqlalchemy import Select, select, text

from forum.accounts.models import Body
from forum.database import PLANNED_ANEW, reading_session
from search import postgresql
from search.postgresql import _Shape
from tests.builders import Builders

SEEN_OFTEN = 8  # psycopg prepares a statement that a connection has seen five times


@pytest.mark.parametrize(
    ("statement", "is_kept"),
    [
        (select(Body.name).where(Body.code == "kept"), True),
        (select(Body.name).where(Body.code == "anew").execution_options(**PLANNED_ANEW), False),
    ],
    ids=["once for all", "each time"],
)
async def test_what_is_planned_anew_is_never_prepared(
    build: Builders, statement: Select[str], is_kept: bool
) -> None:
    prepared = text("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%FROM bodies%'")
    async with reading_session(build.engine) as db:
        for _ in range(SEEN_OFTEN):
            await db.scalars(statement)
        assert await db.scalar(prepared) == is_kept


@pytest.mark.parametrize("order", ["rank", "newest", "oldest", "author"])
def test_searches_for_common_and_rare_words_are_planned_anew(order: str) -> None:
    """One plan walks the texts by date, the other looks the words up first."""
    shape = _Shape((), False, False, True, False, False, 0, order)
    for statement in (postgresql._page_statement(shape), postgresql._counts_statement(shape)):
        assert statement.get_execution_options()["planned_anew"] is True
