"""What people wrote, and what the page says about it, in words that are heard as well as seen."""

import importlib
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import jinja2
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.actor import Role
from forum.journal import EVENTS, STOOD
from forum.paperwork.difference import by_words
from forum.rendering import make_environment
from forum.terms import event_word, terms
from tests.client import Page
from tests.face.conftest import page_of
from tests.shared import ROOT

JINJA = make_environment()


def drawn(use: str, source: str, jinja: jinja2.Environment = JINJA, **values: Any) -> Page:
    file, macros = use.split(":")
    imports = f'{{% from "components/{file}.html" import {macros} %}}'
    return page_of(jinja.from_string(imports + source).render(**values))


def test_a_difference_is_said_in_words_too() -> None:
    page = drawn(
        "text:word_difference", "{{ word_difference(p) }}", p=by_words("ít nhất 10 năm", "ít nhất 5 năm")
    )
    assert page.soup.select_one("del .vh") is not None
    assert page.soup.select_one("ins .vh") is not None
    assert page.has("bỏ : 10") or page.has("bỏ: 10")


@settings(deadline=None, max_examples=60)
@given(st.lists(st.integers(0, 500), min_size=4, max_size=4))
def test_the_strip_of_stances_adds_up_to_all_opinions(counts: list[int]) -> None:
    page = drawn("text:agreement", "{{ agreement(*counts) }}", counts=counts)
    widths = [int(str(r["width"])) for r in page.soup.select("rect")]
    assert sum(widths) == sum(counts)
    if not sum(counts):
        assert page.has("Chưa có góp ý")
        assert not page.soup.select("svg")


def test_whose_turn_it_is_names_who_and_by_when() -> None:
    page = drawn(
        "state:whose_turn", '{{ whose_turn("Sở Mẫu A", by=by, what="trả lời") }}', by=date(2026, 12, 11)
    )
    assert page.has("Đang chờ : Sở Mẫu A trả lời") or page.has("Đang chờ: Sở Mẫu A trả lời")
    assert page.has("đến hết ngày 11/12/2026")


def test_a_state_in_which_nobody_must_act_waits_for_nobody() -> None:
    assert not drawn("state:turn_of", '{{ turn_of("proposal.declined") }}').has("Đang chờ")


def test_a_body_is_named_where_the_page_knows_it() -> None:
    page = drawn("state:turn_of", '{{ turn_of("proposal.taken_up", body="Sở Mẫu A") }}')
    assert page.has("Sở Mẫu A")


def test_a_step_shows_its_hour_in_hai_phong() -> None:
    page = drawn(
        "state:story, step",
        '{% call story() %}{{ step("now", "Duyệt", on=at) }}{{ step("next", "Đăng", on=day) }}{% endcall %}',
        at=datetime(2026, 11, 24, 7, 30, tzinfo=UTC),
        day=date(2026, 12, 4),
    )
    assert page.has("14:30, 24/11/2026")
    assert page.has("04/12/2026")
    assert [li.h3.get_text() for li in page.soup.select("li[aria-current=step]") if li.h3] == [
        "Hiện nay: Duyệt"
    ]


def test_a_person_whose_name_is_kept_has_no_name_on_the_page() -> None:
    page = drawn("page:person", '{{ person("Người Mẫu Một", title="GS.", withheld=true) }}')
    assert "Người Mẫu Một" not in page.text
    assert page.has("giữ kín danh tính")


def test_a_code_can_be_read_over_the_telephone() -> None:
    page = drawn("page:quote_code", '{{ quote_code("HK-2026-0123") }}')
    assert page.has("hát ca – hai không hai sáu – không một hai ba")
    assert page.soup.select_one("a[href='/ma/HK-2026-0123']") is not None


def test_a_task_cell_says_the_task_and_its_state_to_who_listens() -> None:
    page = drawn(
        "text:task_cell", '{{ task_cell("4", "/nhiem-vu/III.1-4", "Nhiệm vụ III.1-4: quá hạn", "late") }}'
    )
    cell = page.soup.find("a")
    assert cell is not None
    assert cell.get_text().endswith("Nhiệm vụ III.1-4: quá hạn")


def test_a_pager_without_pages_is_nothing() -> None:
    assert drawn("page:pager", "{{ pager() }}").text.strip() == ""
    assert drawn("page:pager", '{{ pager(next_url="?sau=7") }}').soup.select_one("a[rel=next]") is not None


def test_the_auditor_reads_each_act_of_the_chain_in_words() -> None:
    importlib.import_module("forum.app")  # registers every event
    linked = {name for name, known in EVENTS.items() if known.official or known.linked_later} | {STOOD}
    assert {name for name in linked if str(event_word(name)) == name} == set()
    assert {f"{room}.{name}" for room, names in terms()["events"].items() for name in names} == linked


def test_an_act_whose_name_is_no_more_is_shown_as_it_was_recorded() -> None:
    assert str(event_word("threads.LongGone")) == "threads.LongGone"
    assert str(event_word("erased")) == "erased"


def test_every_word_is_read_by_somebody() -> None:
    """Nouns, roles and acts by their keys; each form of a word by its name."""
    program = "\n".join(
        path.read_text(encoding="utf-8")
        for path in (ROOT / "forum").rglob("*")
        if path.suffix in {".py", ".html"} or path.name == "examples.yaml"
    )
    keys = {f"{part}.{key}" for part in ("objects", "actions") for key in terms()[part]}
    assert [key for key in sorted(keys) if not re.search(rf"\b{re.escape(key)}\b", program)] == []
    assert set(terms()["roles"]) == set(Role)
    forms = {form for entry in _entries(terms()) for form in entry}
    assert forms.isdisjoint({"en", "src", "note"}), "English is the catalogue's; notes are comments"


def _entries(words: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for part in words.values():
        if isinstance(part, dict):
            yield from [part] if "vi" in part else _entries(part)
