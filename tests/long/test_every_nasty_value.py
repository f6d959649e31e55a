"""Every field of every form with all that it was not made for, one after the other; VALUES_SEED varies the rest."""

from forum.database import embedded
from tests.nasty import every_try, house_of
from tests.test_nasty_values import SEED
from tests.test_routes import furnished
from tests.world import World

__all__ = ["furnished"]  # a fixture


async def test_no_value_of_any_field_breaks_a_page(
    server: embedded.Server, furnished: tuple[str, World]
) -> None:
    async with house_of(server, furnished) as house:
        assert await house.faults(every_try, SEED) == []
