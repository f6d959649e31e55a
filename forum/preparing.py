"""What `forum serve` does first, in a process of its own that ends then: migrate the database, fill an empty one."""

import asyncio

from forum import clock
from forum.accounts.actions.seats import make_first_links
from forum.actor import Role
from forum.database import make_engine, writing_session
from forum.database.migrate import migrate
from forum.database.reaching import locked
from forum.database.schema import schema_problem
from forum.errors import Refused
from forum.sample import content, first_data
from forum.settings import Settings
from forum.terms import term
from forum.urls import url_for
from forum.words import _


class CannotFill(Refused):
    """The message is one line."""


def prepare(settings: Settings) -> None:
    """By the owner's address where it is known. Raises Refused."""
    if settings.database_owner_url or schema_problem(settings.database_url):
        migrate(settings.database_owner_url or settings.database_url)
    fill_once(settings)


def fill_once(settings: Settings) -> None:
    """Of two starts at once on an empty database, the later one waits and finds it filled."""
    with locked(settings.database_url, "fill"):
        asyncio.run(_fill(settings))


async def _fill(settings: Settings) -> None:
    """Load the built-in programme, rules and time limits, and in sample mode the sample content. All only
    once."""
    engine = make_engine(settings.database_url, pool_size=2)
    try:
        at = clock.now()
        async with writing_session(engine) as db:
            await first_data.load_first_data(db, at)
        if settings.is_sample:
            await content.load_sample(engine, at)
        else:
            async with writing_session(engine) as db:
                await first_data.refuse_sample_accounts(db)
        async with writing_session(engine) as db:
            _print_first_links(settings, await make_first_links(db, at))
    except first_data.SampleAccountsLeft as left:
        raise CannotFill(str(left)) from left
    finally:
        await engine.dispose()


def _print_first_links(settings: Settings, links: list[tuple[Role, str]]) -> None:
    """For three people: two administrators, who then confirm each other's choices, and an auditor."""
    if links:
        print(
            _(
                "Lập tài khoản bằng các đường dẫn sau, mỗi đường dẫn dùng một lần trong 7 ngày, cho ba người khác nhau:"
            )
        )
    for role, token in links:
        address = url_for("accounts.take_seat", query={"ma": token})
        print(f"  {term(f'roles.{role}')}: {settings.site}{address}")
