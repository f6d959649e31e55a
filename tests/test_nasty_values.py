"""No value that a request can carry breaks a page, in any field of any form or any part of an address."""

import os
import random

from forum.database import embedded
from tests.nasty import a_few_tries, house_of
from tests.test_routes import furnished
from tests.world import World

__all__ = ["furnished"]  # a fixture

SEED = os.environ.get("VALUES_SEED", "19")  # another one tries other values; tests/long tries all


async def test_no_value_of_a_form_breaks_a_page(
    server: embedded.Server, furnished: tuple[str, World]
) -> None:
    wrong: list[str] = []
    async with house_of(server, furnished) as house:
        for place in await house.places():
            row = place.row
            for sent in a_few_tries(place, random.Random(f"{SEED} {row.name}")):
                page = await house.send(row, sent)
                wrong += [f"{row.name} {sent.what}: {one}" for one in place.faults(sent, page)]
    assert wrong == []
