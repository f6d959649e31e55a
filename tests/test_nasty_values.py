"""No value that a request can carry breaks a page, in any field of any form or any part of an address."""

import os

from forum.database import embedded
from tests.nasty import PAST_ALL_DIGITS, SAME, a_few_tries, house_of, too_long_numbers
from tests.numbers import long_addresses, long_queries
from tests.test_routes import furnished
from tests.world import World

__all__ = ["furnished"]  # a fixture

SEED = os.environ.get("VALUES_SEED", "19")  # another one tries other values; tests/long tries all


async def test_no_value_of_a_form_breaks_a_page(
    server: embedded.Server, furnished: tuple[str, World]
) -> None:
    async with house_of(server, furnished) as house:
        assert await house.faults(a_few_tries, SEED) == []


async def test_no_number_is_too_long_for_an_address_or_a_query(
    server: embedded.Server, furnished: tuple[str, World]
) -> None:
    async with house_of(server, furnished) as house:
        client = await house.client_of(None)
        wrong = [
            f"{method} {address}"[:100]
            for method, address in long_addresses()
            if (await client.request(method, address, headers=SAME)).status_code != 404
        ]
        for row, name in long_queries():
            client = await house.client_of(row)
            asked = await client.get(row.url.format_map(house.world.names), params={name: PAST_ALL_DIGITS})
            wrong += [f"{row.name} ?{name}: {asked.status_code}"] if asked.status_code >= 500 else []
        assert wrong == []


async def test_no_number_is_too_long_for_a_form(
    server: embedded.Server, furnished: tuple[str, World]
) -> None:
    """Each field and what a form carries beside them, where a number is read."""
    async with house_of(server, furnished) as house:
        assert await house.faults(too_long_numbers, SEED) == []
