"""A form or a button sent twice at once does once what it does: found for every POST of tests/routes.toml."""

import asyncio
from collections import Counter

import httpx
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from forum.contributions.actions.drafts import new_key
from forum.database import embedded
from tests.matrix import FORMS
from tests.nasty import House, house_of
from tests.test_routes import furnished
from tests.world import World

__all__ = ["furnished"]  # a fixture

# Tables that count what was sent, and so may count the second press.
COUNTING = {"attempts", "drafts", "jobs", "changes", "sample_mails"}
# Whose second press is one more of its own: a log-in, a mail that was asked for again. The first still counts too.
EACH_OF_ITS_OWN = {
    "POST /dang-ky", "POST /dang-nhap", "POST /dang-nhap/gui-lien-ket", "POST /quen-mat-khau", "POST /dat-lai-mat-khau",
}  # fmt: skip


async def _rows(engine: AsyncEngine) -> Counter[str]:
    """How many rows each table has."""
    async with engine.connect() as connection:
        tables = await connection.scalars(
            text(
                "SELECT schemaname || '.' || tablename FROM pg_tables "
                "WHERE schemaname IN ('public', 'moderation', 'search') ORDER BY 1"
            )
        )
        counted = [name for name in tables.all() if name.partition(".")[2] not in COUNTING]
        each = " UNION ALL ".join(f"SELECT '{name}', count(*) FROM {name}" for name in counted)
        return Counter({row[0]: row[1] for row in await connection.execute(text(each))})


async def _done(house: House, times: int) -> dict[str, tuple[Counter[str], list[httpx.Response]]]:
    """What each row added to the tables, sent so many times at once, and the answers."""
    done = {}
    for place in await house.places():
        engine = await house.engine()
        before = await _rows(engine)
        data = place.data | ({"_key": new_key()} if place.row.route in FORMS else {})
        answers = await asyncio.gather(*(house.post(place.row, data) for _ in range(times)))
        added = await _rows(engine)
        added.subtract(before)
        done[place.row.name] = Counter({k: n for k, n in added.items() if n}), answers
    return done


async def test_what_is_sent_twice_at_once_is_done_once(
    server: embedded.Server, furnished: tuple[str, World]
) -> None:
    async with house_of(server, furnished) as house:
        once = await _done(house, 1)
    async with house_of(server, furnished) as house:
        twice = await _done(house, 2)
    wrong: list[str] = []
    for name, (added, answers) in twice.items():
        expected, (first,) = once[name]
        statuses = [one.status_code for one in answers]
        if max(statuses) >= 500 or (first.status_code < 400 and min(statuses) >= 400):
            wrong.append(f"{name}: {statuses}, once {first.status_code}")
        more = {k: (expected[k], n) for k, n in added.items() if n != expected[k]}
        if more and name not in EACH_OF_ITS_OWN:
            wrong.append(f"{name}: {more} {statuses}")
    assert wrong == []
