"""No value that a request can carry breaks a page, in any field of any form or any part of an address."""

import os

from forum.database import embedded
from tests.nasty import a_few_tries, house_of
from tests.test_routes import furnished
from tests.world import World

__all__ = ["furnished"]  # a fixture

SEED = os.environ.get("VALUES_SEED", "19")  # another one tries other values; tests/long tries all


async def test_no_value_of_a_form_breaks_a_page(
    server: embedded.Server, furnished: tuple[str, World]
) -> None:
    async with house_of(server, furnished) as house:
        assert await house.faults(a_few_tries, SEED) == []
