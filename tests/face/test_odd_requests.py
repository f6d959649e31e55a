"""Requests that no browser of a person sends: answered in words, never by a fault."""

import ast

import pytest

from forum.actor import Role
from forum.typed_text import html_of
from tests.builders import Builders
from tests.client import Client
from tests.sources import named, sources, tree_of

PAST_ALL_IDS = 2**63


@pytest.mark.parametrize(
    "path", ["/bai/{}/lich-su", "/chu-de/{}", "/cam-ket/{}", "/tiep-xuc/{}", "/gop-y/{}"]
)
async def test_an_id_that_no_column_can_hold_names_no_page(client: Client, path: str) -> None:
    for huge in (PAST_ALL_IDS, 10 * PAST_ALL_IDS):
        await client.get(path.format(huge), status=404)


async def test_an_id_that_no_column_can_hold_takes_no_form(client: Client, build: Builders) -> None:
    await client.log_in(await build.person(Role.intellectual))
    for huge in (PAST_ALL_IDS, 10 * PAST_ALL_IDS):
        await client.post(f"/bai/{huge}/ung-ho", status=404)


async def test_a_draft_with_an_unreadable_character_is_refused_and_a_preview_too(
    client: Client, build: Builders
) -> None:
    await client.log_in(await build.person(Role.intellectual))
    for way in ("save", "preview"):
        await client.post("/hien-ke/moi", {"text": "a\0b", "_way": way}, status=422)


async def test_text_sent_without_a_log_in_is_kept_though_a_character_cannot_be(client: Client) -> None:
    kept = await client.post("/hien-ke/moi", {"title": "Một đề xuất mẫu", "text": "Nội dung\0 dài"})
    assert "giu" in kept.location


async def test_head_is_answered_like_get_without_a_body(client: Client) -> None:
    got, head = await client.http.get("/dang-nhap"), await client.http.head("/dang-nhap")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-type"] == got.headers["content-type"]


def test_a_table_or_a_reference_of_markdown_is_text_and_does_not_grow() -> None:
    for bomb in ("[a]: /" + "u" * 9000 + "\n\n" + "[a]" * 3600, "|a" * 200 + "|\n" + "|b\n" * 6000):
        assert len(html_of(bomb)) < 3 * len(bomb)


def test_a_number_is_known_by_its_decimal_digits() -> None:
    """'²'.isdigit() is true, and int('²') fails."""
    found = [
        f"{named(path)}:{node.lineno}"
        for path in sources("forum", "vietnamese", "search", "moderation")
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Attribute) and node.attr in ("isdigit", "isnumeric")
    ]
    assert found == [], "use isdecimal"
