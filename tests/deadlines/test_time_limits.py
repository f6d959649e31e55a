"""/quan-tri/thoi-han: a new length begins on a later day and keeps within the law."""

from datetime import date

import pytest

from forum.actor import Role
from forum.deadlines.queries import limit_in_force
from tests.builders import Builders
from tests.client import Client

LONGER = {
    "name": "draft-provincial-resolution", "count": "25", "unit": "day", "source": "Nghị định mẫu, Điều 5",
    "certainty": "confirmed", "from_on": "01/01/2027",
}  # fmt: skip


async def test_a_limit_changes_from_a_day_on_and_its_past_stays(build: Builders, client: Client) -> None:
    await client.log_in(await build.person(Role.administrator))
    page = await client.follow(await client.send("/quan-tri/thoi-han", LONGER))
    assert page.has("Nghị định mẫu, Điều 5")
    assert (await client.send("/quan-tri/thoi-han", LONGER, status=422)).error_of("from_on")
    async with build.acting(None) as (db, _):
        assert (await limit_in_force(db, LONGER["name"], date(2026, 12, 31))).count == 20
        assert (await limit_in_force(db, LONGER["name"], date(2027, 1, 1))).count == 25


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"count": "19"}, "count"),  # the law: at least 20 days
        ({"unit": "working_day"}, "unit"),
        ({"name": "takedown-authority", "unit": "hour", "count": "48"}, "count"),  # at most 24 hours
        ({"name": "no-such-limit"}, "name"),
    ],
)
async def test_a_length_that_the_law_does_not_allow_is_refused(
    build: Builders, client: Client, changed: dict[str, str], field: str
) -> None:
    await client.log_in(await build.person(Role.administrator))
    page = await client.send("/quan-tri/thoi-han", LONGER | changed, status=422)
    assert page.error_of(field)
