"""Every field of every form with all that it was not made for, one after the other; VALUES_SEED varies the rest."""

import random

from forum.database import embedded
from tests.nasty import every_try, house_of
from tests.test_nasty_values import SEED
from tests.test_routes import furnished
from tests.world import World

__all__ = ["furnished"]  # a fixture


async def test_no_value_of_any_field_breaks_a_page(
    server: embedded.Server, furnished: tuple[str, World]
) -> None:
    wrong: list[str] = []
    async with house_of(server, furnished) as house:
        for place in await house.places():
            row = place.row
            for sent in every_try(place, random.Random(f"{SEED} {row.name}")):
                page = await house.send(row, sent)
                wrong += [f"{row.name} {sent.what}: {one}" for one in place.faults(sent, page)]
    assert wrong == []
