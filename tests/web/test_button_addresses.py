"""Nobody meets 405: the address to which a form or a button is sent shows that form or button when it is opened."""

from forum.database import embedded
from forum.web.buttons import label_of
from tests.client import Page, look_over, running_program
from tests.matrix import rows
from tests.test_routes import client_of, furnished
from tests.whole_world import settings_of
from tests.world import World

__all__ = ["furnished"]  # a fixture

GETS = {row.route for row in rows() if row.method == "GET"}
POSTS = {row.route: row for row in rows() if row.method == "POST" and row.allowed}


def test_each_address_that_only_takes_a_button_has_its_label() -> None:
    assert [route for route in POSTS if route not in GETS and label_of(route) is None] == []


async def test_whoever_opens_the_address_of_a_form_or_button_is_shown_it(
    server: embedded.Server, furnished: tuple[str, World]
) -> None:
    name, world = furnished
    wrong = []
    async with running_program(settings_of(server.url("forum_app", name))) as app, client_of(app) as http:
        for row in POSTS.values():
            for person in (row.allowed[0], "visitor"):
                http.cookies.clear()
                if person != "visitor":
                    http.cookies.set("hien_ke", world.tokens[person], domain="hien-ke.test")
                url = row.url.format_map(world.names)
                response = await http.get(url)
                if response.status_code == 405:
                    wrong.append(f"{url} as {person}")
                if row.route not in GETS:
                    page = Page(response)
                    look_over(page, url)
                    assert (
                        page.soup.select_one(f"main form[action='{url.partition('?')[0]}'] button")
                        is not None
                    ), url
    assert wrong == []
