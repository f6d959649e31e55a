"""/styleguide shows every part of the face, each by lines that anybody may copy."""

import re

import jinja2
import yaml

from forum.rendering import TEMPLATES
from forum.routes.styleguide import EXAMPLES, rendered_examples
from tests.client import Client

COMPONENTS = sorted((TEMPLATES / "components").glob("*.html"))


async def test_the_styleguide_shows_each_example_and_its_lines(passer_by: Client) -> None:
    page = await passer_by.get("/styleguide")
    for group in yaml.safe_load(EXAMPLES.read_text(encoding="utf-8")):
        for example in group["examples"]:
            assert page.has(example["title"])
    assert page.has('{% from "components/state.html" import state, state_of %}')


async def test_the_styleguide_costs_no_statement(passer_by: Client) -> None:
    await passer_by.get("/styleguide")
    assert passer_by.statements == 0


def test_each_macro_has_an_example_that_uses_it() -> None:
    used = EXAMPLES.read_text(encoding="utf-8")
    for file in COMPONENTS:
        for macro in re.findall(r"{% macro ([a-z]\w*)\(", file.read_text(encoding="utf-8")):
            assert re.search(rf"\b{macro}\(", used), f"{file.name}: {macro} has no example"


def test_each_example_says_something_and_needs_no_inline_style(jinja: jinja2.Environment) -> None:
    for example in rendered_examples(jinja):
        assert example.html.striptags().strip() or "<svg" in example.html, example.title
        assert " style=" not in example.html, example.title


def test_every_ball_of_the_terms_has_words() -> None:
    from forum.terms import terms

    balls = {
        state["turn"] for states in terms()["states"].values() for state in states.values() if "turn" in state
    }
    assert balls <= set(terms()["turns"])
