"""`column.in_(values)` finds the same rows whatever holds the values, and is one statement for each number of them."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from enum import StrEnum

import pytest
from psycopg import AsyncRawCursor
from sqlalchemy import BigInteger, BindParameter, ColumnElement, bindparam, event, select
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.orm import InstrumentedAttribute

from forum.accounts.models import Body, BodySuccession, Persona
from forum.database import reading_session, writing_session
from forum.fields import Certainty
from tests.builders import Builders

DAYS = [date(2001, 1, 1), date(2002, 2, 2), date(2003, 3, 3)]


class Name(StrEnum):
    first = "Cơ quan 0"


@pytest.fixture
async def bodies(build: Builders) -> list[Body]:
    """Three, each with its own name, day and, but for the last, an end."""
    made = [await build.body(f"Cơ quan {number}") for number in range(3)]
    async with writing_session(build.engine) as db:
        for body, day in zip(made, DAYS, strict=True):
            stored = await db.get_one(Body, body.id)
            stored.founded_on, stored.ended_on = day, None if day == DAYS[2] else day
        db.add(BodySuccession(from_body_id=made[0].id, to_body_id=made[1].id, certainty=Certainty.confirmed))
    return made


@contextmanager
def sent(engine: AsyncEngine) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(*given: object) -> None:
        statements.append(str(given[2]))

    event.listen(engine.sync_engine, "before_cursor_execute", note)
    yield statements
    event.remove(engine.sync_engine, "before_cursor_execute", note)


async def names(engine: AsyncEngine, condition: ColumnElement[bool]) -> list[str]:
    mine = Body.name.like("Cơ quan _")
    async with reading_session(engine) as db:
        return [*await db.scalars(select(Body.name).where(mine, condition).order_by(Body.name))]


@pytest.mark.parametrize(
    ("column", "values", "found"),
    [
        (Body.name, ["Cơ quan 0", "Cơ quan 2"], "02"),
        (Body.name, ("Cơ quan 1",), "1"),
        (Body.name, {"Cơ quan 1": 1, "không có": 2}.keys(), "1"),
        (Body.name, [], ""),
        (Body.name, [None], ""),
        (Body.name, ["Cơ quan 0", None], "0"),
        (Body.name, [Name.first, "Cơ quan 1"], "01"),
        (Body.name, ["{Cơ quan 0}", "'Cơ quan 1'", '"Cơ quan 2"', "Cơ quan\\0"], ""),
        (Body.founded_on, frozenset(DAYS[:2]), "01"),
        (Body.is_collective, [False, False], "012"),
        (Body.id, [-1, 2**62], ""),
    ],
)
async def test_those_among_the_values_are_found(
    bodies: list[Body],
    engine: AsyncEngine,
    column: InstrumentedAttribute[object],
    values: Iterable[object],
    found: str,
) -> None:
    assert await names(engine, column.in_(values)) == [f"Cơ quan {number}" for number in found]


@pytest.mark.parametrize(
    ("values", "found"),
    [([DAYS[0]], "1"), ([], "012"), ([*DAYS], ""), ([DAYS[0], None], "")],
    ids=["one", "none", "all", "one and nothing"],
)
async def test_those_not_among_them_are_found(
    bodies: list[Body], engine: AsyncEngine, values: list[date | None], found: str
) -> None:
    """A body without an end is found only where nothing is asked of its end."""
    assert await names(engine, Body.ended_on.not_in(values)) == [f"Cơ quan {number}" for number in found]


async def test_each_number_of_values_is_the_same_statement(bodies: list[Body], engine: AsyncEngine) -> None:
    ids = [body.id for body in bodies]
    with sent(engine) as statements:
        for count in range(4):
            assert len(await names(engine, Body.id.in_(ids[:count]))) == count
            assert len(await names(engine, ~Body.id.in_(ids[:count]))) == 3 - count
    assert len(set(statements)) == 2


async def test_a_named_list_is_given_with_the_statement(bodies: list[Body], engine: AsyncEngine) -> None:
    """Once among, once not among; and of a type that stores something else than what is given."""
    ids: BindParameter[list[int]] = bindparam("ids", expanding=True)
    statement = select(Body.id).where(Body.id.in_(ids), Body.id.not_in(bindparam("less", expanding=True)))
    certain = select(BodySuccession.from_body_id).where(
        BodySuccession.certainty.in_(bindparam("certain", expanding=True)),
        BodySuccession.from_body_id.in_(ids),
    )
    given = [body.id for body in bodies]
    async with reading_session(engine) as db:
        assert [*await db.scalars(statement, {"ids": given, "less": {given[1], given[2]}})] == given[:1]
        for certainties in ([Certainty.confirmed], [*Certainty]):
            assert [*await db.scalars(certain, {"certain": certainties, "ids": given})] == given[:1]
        assert [*await db.scalars(certain, {"certain": [Certainty.assumed], "ids": given})] == []


async def test_one_named_list_may_stand_in_several_places(bodies: list[Body], engine: AsyncEngine) -> None:
    ids: BindParameter[int] = bindparam("ids", type_=BigInteger, expanding=True)
    succeeded = select(BodySuccession.from_body_id).where(BodySuccession.from_body_id.in_(ids))
    statement = select(Body.id).where(Body.id.in_(succeeded), Body.id.in_(ids))
    async with reading_session(engine) as db:
        assert [*await db.scalars(statement, {"ids": [body.id for body in bodies]})] == [bodies[0].id]


async def test_the_columns_of_a_result_are_described_as_a_list_of_them(engine: AsyncEngine) -> None:
    """SQLAlchemy looks at them in turn, by their number, and from the end."""
    async with engine.connect() as connection:
        raw = (await connection.get_raw_connection()).driver_connection
        assert raw is not None  # it is open
        cursor = await raw.execute("SELECT 1 AS one, 'two' AS two, now() AS three")
        described = cursor.description
        columns = AsyncRawCursor(raw)
        await columns.execute("SELECT 1 AS one, 'two' AS two, now() AS three")
        assert [one[:2] for one in described] == [
            (one.name, one.type_code) for one in columns.description or ()
        ]
        assert described[-1] == described[2] == [*described[1:]][-1]
        for index in (3, -4):
            with pytest.raises(IndexError):
                described[index]


async def test_many_rows_are_inserted_at_once_and_come_back_in_their_order(engine: AsyncEngine) -> None:
    async with writing_session(engine) as db:
        people = [Persona(name=f"Người {n}", sort_key="", look="") for n in range(3)]
        db.add_all(people)
        await db.flush()
        ids = [one.id for one in people]
        assert ids == sorted(ids)
        assert [*await db.scalars(select(Persona.name).where(Persona.id.in_(ids)).order_by(Persona.id))] == [
            one.name for one in people
        ]


async def test_what_is_not_a_list_of_plain_values_is_still_asked_as_before(
    bodies: list[Body], engine: AsyncEngine
) -> None:
    first, second, _ = bodies
    confirmed = select(BodySuccession.from_body_id).where(BodySuccession.to_body_id == second.id)
    assert await names(engine, Body.id.in_(confirmed)) == [first.name]
    named = select(Body.id).where(Body.name == second.name).scalar_subquery()
    assert await names(engine, Body.id.in_([named])) == [second.name]
