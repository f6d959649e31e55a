"""Addresses have one home: forum/urls.py names them, with forum/admin_paths.py; nothing else writes one down."""

import ast
import re

import pytest

from forum.routes import ROUTERS
from forum.urls import PATHS, url_for
from tests.sources import TEMPLATES, named, sources, templates, tree_of

TABLES = {"forum/urls.py", "forum/admin_paths.py"}
FIRST_SEGMENTS = {path.split("/")[1] for path in PATHS.values()} - {""}
AN_ADDRESS = re.compile(rf"/(?:{'|'.join(sorted(FIRST_SEGMENTS))})(?:[/?#]|$)")
NAME_IN_A_TEMPLATE = re.compile(r"""url_for\(\s*["']([^"']+)["']""")


def test_every_route_is_declared_from_the_table_and_every_name_has_a_route() -> None:
    declared = {route.path for router in ROUTERS for route in router.routes}  # type: ignore[attr-defined]  # APIRoutes
    assert declared == set(PATHS.values())
    assert len(set(PATHS.values())) == len(PATHS), "one path has two names"


def test_no_other_module_writes_an_address_down() -> None:
    found = [
        f"{named(path)}:{node.lineno}: {node.value}"
        for path in sources("forum")
        if named(path) not in TABLES
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and AN_ADDRESS.match(node.value)
    ]
    assert found == []


@pytest.mark.parametrize("name", templates())
def test_no_template_writes_an_address_down(name: str) -> None:
    text = (TEMPLATES / name).read_text(encoding="utf-8")
    quoted = [one for one in re.findall(r"[\"'](/[^\"'\s<>]*)", text) if AN_ADDRESS.match(one)]
    continued = re.findall(r"(?:url|at|base) *(?:~ *[\"']|\}\})/[a-z][\w/-]*", text)
    assert quoted + continued == []
    assert {one for one in NAME_IN_A_TEMPLATE.findall(text) if not one.endswith(".")} - set(PATHS) == set()


def test_names_used_in_the_program_are_in_the_table() -> None:
    used = {
        node.args[0].value
        for path in sources("forum")
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in {"url_for", "path"}
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }
    assert used - set(PATHS) == set()


def test_an_address_is_filled_in_order_and_carries_slug_query_and_anchor() -> None:
    assert url_for("contact.session", 7, slug="quy-iv", anchor="cau-hoi") == "/tiep-xuc/7-quy-iv#cau-hoi"
    assert url_for("contact.question", 7, 12, slug="quy-iv") == "/tiep-xuc/7-quy-iv/cau-hoi/12"
    assert url_for("contact.session", 7) == "/tiep-xuc/7"
    assert url_for("contact.prepare", 7, query={"buoc": "unplaced"}) == "/tiep-xuc/7/chuan-bi?buoc=unplaced"
    assert url_for("programme.task", "III.6/1") == "/nhiem-vu/III.6%2F1"


def test_a_wrong_name_and_a_wrong_count_of_values_are_refused() -> None:
    with pytest.raises(KeyError):
        url_for("contact.nothing", 1)
    with pytest.raises(ValueError):
        url_for("contact.session")
    with pytest.raises(ValueError):
        url_for("contact.session", 1, 2)
