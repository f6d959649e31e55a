"""A form has several ways to be sent: each is found on its page, and none is taken by accident or loses a word.

The forms are found on the pages of tests/routes.toml, seen by the first person who may open each."""

from collections.abc import AsyncIterator

import httpx
from bs4 import BeautifulSoup, Tag

from forum.database import embedded
from tests.client import Page, look_over, running_program
from tests.matrix import Row, ask, digests, outcome, rows
from tests.test_routes import client_of, furnished, program_on_a_copy
from tests.whole_world import settings_of
from tests.world import World

__all__ = ["furnished"]  # a fixture

ONE_LINE = "input:not([type]), " + ", ".join(
    f"input[type={kind}]" for kind in ("text", "search", "email", "url", "tel", "number", "date", "password")
)
SAME = {"sec-fetch-site": "same-origin"}


async def pages(http: httpx.AsyncClient, world: World) -> AsyncIterator[tuple[Row, str, Page]]:
    """Each page of the matrix as the first person who may open it sees it."""
    for row in rows():
        if row.method == "GET" and row.allowed:
            response = await ask(http, row, world, row.allowed[0])
            if outcome(response) == 200 and response.headers.get("content-type", "").startswith("text/html"):
                yield row, row.allowed[0], Page(response)


def ways_of(form: Tag) -> set[tuple[str, str, str]]:
    return {
        (str(b.get("formaction", "")).split("#")[0], str(b.get("name", "")), str(b.get("value", "")))
        for b in form.select("button[type=submit]:not([disabled]), input[type=submit]")
    }


def sends_by_accident(form: Tag) -> bool:
    """Whether Enter in a field of one line takes one of several ways, or sends a text that is not finished."""
    several = len(ways_of(form)) > 1 or form.find("textarea") is not None
    first = form.select_one("button:not([type=button]), input[type=submit]")
    return several and bool(form.select(ONE_LINE)) and first is not None and not first.has_attr("disabled")


def test_what_enter_does_is_read_from_the_form() -> None:
    def form(fields: str) -> Tag:
        found = BeautifulSoup(f"<form>{fields}</form>", "html5lib").find("form")
        assert isinstance(found, Tag)
        return found

    send, preview = (
        "<button type=submit>Gửi</button>",
        "<button type=submit name=_way value=preview>Xem</button>",
    )
    assert sends_by_accident(form(f"<input name=a>{send}{preview}"))
    assert sends_by_accident(form(f"<input name=a><textarea></textarea>{send}"))
    assert not sends_by_accident(form(f"<input name=a>{send}"))
    assert not sends_by_accident(
        form(f"<button type=submit disabled hidden></button><input name=a>{send}{preview}")
    )


async def test_enter_neither_leaves_nor_sends_a_form_of_several_ways(
    server: embedded.Server, furnished: tuple[str, World]
) -> None:
    name, world = furnished
    wrong: list[str] = []
    several = 0
    async with running_program(settings_of(server.url("forum_app", name))) as app, client_of(app) as http:
        async for row, _, page in pages(http, world):
            for form in page.soup.select("form[method=post]"):
                several += len(ways_of(form)) > 1
                if sends_by_accident(form):
                    wrong.append(f"{row.url}: Enter sends {form.get('action')}")
                wrong += [
                    f"{row.url}: leads to {way[0]}"
                    for way in ways_of(form)
                    if way[0] not in ("", form["action"])
                ]
    assert several > 10
    assert wrong == []


async def test_a_preview_is_a_page_with_every_word_and_stores_nothing(
    server: embedded.Server, furnished: tuple[str, World]
) -> None:
    name, world = furnished
    seen: list[str] = []
    async with program_on_a_copy(server, name) as app, client_of(app) as http:
        before = await digests(app.state.app_state.engine)
        async for row, person, page in pages(http, world):
            for form in page.soup.select("form:has([name=_way][value=preview])"):
                seen.append(row.url)
                await _previewed(http, world, person, page, form)
        assert await digests(app.state.app_state.engine) == before
    assert len(seen) > 10, seen


async def _previewed(http: httpx.AsyncClient, world: World, person: str, page: Page, form: Tag) -> None:
    action = str(form["action"])
    typed = page.form(action) | {
        str(field["name"]): f"  Chữ của {field['name']}:\n- thứ nhất & <b>"
        for field in form.select("textarea")
    }
    for field in form.select("input[type=text]"):
        typed[str(field["name"])] = f'Dòng của {field["name"]} "<&'
    answer = await http.post(action, data=typed | {"_way": "preview"}, headers=SAME)
    assert answer.status_code == 200, f"{action} as {person}: {answer.status_code}"
    shown = Page(answer)
    look_over(shown, action)
    assert shown.form(action) == typed | {"_key": typed["_key"]}
    preview = shown.soup.select_one("#preview")
    assert preview is not None
    words = " ".join(preview.get_text(" ").split())
    assert any(f"Chữ của {field['name']}" in words for field in form.select("textarea")), f"{action}: {words}"
