"""A statement is compiled once a process, not once an engine."""

from sqlalchemy import literal, select

from forum.database import make_engine
from forum.database.dialect import STATEMENTS


async def test_what_one_engine_has_compiled_another_finds(database: str) -> None:
    statement = select(literal(7).label("of_this_test_alone"))
    lengths = [len(STATEMENTS)]
    for _ in range(2):
        engine = make_engine(database)
        async with engine.connect() as connection:
            assert await connection.scalar(statement) == 7
        await engine.dispose()
        lengths.append(len(STATEMENTS))
    before, first, second = lengths
    assert (first - before, second - first) == (1, 0)
