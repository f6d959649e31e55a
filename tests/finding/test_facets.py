"""Facets have one table for the index and one for pages; filters, settings, addresses and counts derive from these."""

import re
import sys
from collections.abc import Iterator
from dataclasses import fields

import pytest
from sqlalchemy import ARRAY
from sqlalchemy.ext.asyncio import AsyncEngine

import search.entry
from forum.actor import Role
from forum.finding import facets
from forum.finding.criteria import DEFAULT_SORT, SORTS, SearchCriteria, criteria_of, criteria_of_saved
from forum.finding.facets import PageFacet
from forum.finding.indexing import push_now
from forum.finding.queries import SORT_LABELS
from forum.settings import Settings
from search.engine import SearchRequest
from search.entry import Entry, Facet
from search.grammar import parse
from search.meilisearch_writing import settings as meilisearch_settings
from search.postgresql import _counts_statement
from tests.builders import Builders
from tests.client import Client, Page
from tests.finding.conftest import Library
from tests.finding.test_tim_kiem import found_titles
from tests.shared import ROOT
from tests.sources import sources


def test_both_tables_name_the_same_facets() -> None:
    assert [facet.name for facet in facets.FACETS] == [facet.name for facet in search.entry.FACETS]
    parameters = [facet.parameter for facet in facets.FACETS]
    assert len({*parameters, "q", "tu-ngay", "den-ngay", "xep", "trang"}) == len(parameters) + 5
    for facet in search.entry.FACETS:
        assert facet.many == isinstance(facet.stored.type, ARRAY), facet.name
        assert facet.column in {field.name for field in fields(Entry)}
    assert SORT_LABELS.keys() == SORTS.keys()


def test_a_facet_that_no_table_knows_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="no such facet: colour"):
        SearchRequest(parse("x"), frozenset({"everyone"}), {"colour": "red"})


def test_an_address_says_a_search_and_is_read_back() -> None:
    criteria = SearchCriteria(
        q="cảng",
        chosen={"kind": "post", "year": 2026, "forum_id": 3, "author": "Người Mẫu & Một"},
        sort="cu-nhat",
        page=2,
        at_desk=True,
    )
    assert criteria_of(criteria.parameters(), at_desk=True) == criteria
    saved = criteria.url("").removeprefix("?")
    assert criteria_of_saved(saved) == criteria.at_page(1)
    assert criteria_of(criteria.parameters(), at_desk=False).chosen == {"kind": "post", "year": 2026}
    assert criteria.narrowed("kind", None).chosen.keys() == {"year", "forum_id", "author"}
    assert SearchCriteria(sort=DEFAULT_SORT, page=7).is_empty


@pytest.fixture
def with_a_new_facet(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A row more in each of the two tables, over a column that stands already."""
    indexed = (*search.entry.FACETS, Facet("version", "version"))
    on_pages = (*facets.FACETS, PageFacet("version", "ban-so", "Bản số", r"[0-9]{1,6}"))
    counted = (*facets.COUNTED, on_pages[-1])
    new = {id(search.entry.FACETS): indexed, id(facets.FACETS): on_pages, id(facets.COUNTED): counted}
    for module in [it for name, it in sys.modules.items() if name.startswith(("forum.finding", "search."))]:
        for name, value in list(vars(module).items()):
            if id(value) in new:
                monkeypatch.setattr(module, name, new[id(value)])
    _counts_statement.cache_clear()
    yield
    _counts_statement.cache_clear()


def box(page: Page, title: str) -> str:
    """What the box of a facet shows: its values with their numbers."""
    heading = page.soup.find("h2", string=title)
    assert heading, f"no box {title}"
    shown = heading.find_next("ul")
    assert shown
    return " ".join(shown.get_text().split())


@pytest.mark.usefixtures("with_a_new_facet")
async def test_a_row_in_each_table_makes_a_facet_of_pages_addresses_and_both_engines(
    client: Client,
    meilisearch_client: Client,
    library: Library,
    build: Builders,
    with_meilisearch: Settings,
    engine: AsyncEngine,
) -> None:
    await library.propose("Bến thuyền mẫu")
    await library.drain()
    await push_now(with_meilisearch, engine)
    assert "version" in str(meilisearch_settings()["filterableAttributes"])
    for visitor, answered in (
        (client, "Kết quả xếp theo cách đơn giản."),
        (meilisearch_client, "Đã tìm trong toàn bộ nội dung đã đăng."),
    ):
        page = await visitor.get("/tim-kiem", q="ben thuyen")
        assert page.has(answered)
        value, count = box(page, "Bản số").split()
        assert count == "1"
        chosen = await visitor.get(f"/tim-kiem?q=ben+thuyen&ban-so={value}")
        assert found_titles(chosen) == ["Bến thuyền mẫu"]
        assert chosen.has("đang lọc, bấm để bỏ")
        assert found_titles(await visitor.get("/tim-kiem?q=ben+thuyen&ban-so=999")) == []
        await visitor.get("/tim-kiem?q=ben+thuyen&ban-so=x", status=422)
    await client.log_in(await build.person(Role.staff))
    form = (await client.get("/tra-cuu/luu?q=ben+thuyen&ban-so=999")).form("/tra-cuu/luu")
    saved = await client.post("/tra-cuu/luu", form | {"name": "Bến mẫu"})
    assert saved.location == "/tra-cuu?q=ben+thuyen&ban-so=999"
    assert "Bến thuyền mẫu" not in (await client.get("/tra-cuu/tep?q=ben+thuyen&ban-so=999&dang=csv")).text


def test_no_other_file_lists_the_facets() -> None:
    """A list of facets is one that names most of them; so it is found by three names that stand together."""
    listed = re.compile(
        r'"(section|muc)s?".{0,80}"(task|nhiem-vu)s?".{0,80}"(body|bodies|co-quan)"', re.DOTALL
    )
    homes = {"search/entry.py", "forum/finding/facets.py"}
    found = {
        str(path.relative_to(ROOT)) for path in sources("forum", "search") if listed.search(path.read_text())
    }
    assert found <= homes


def test_engines_are_made_by_one_function_and_kept_by_the_program() -> None:
    made = {str(p.relative_to(ROOT)) for p in sources("forum") if "MeilisearchEngine(" in p.read_text()}
    assert made == {"forum/finding/engines.py"}
    asked = {str(p.relative_to(ROOT)) for p in sources("forum") if "make_search_engines(" in p.read_text()}
    assert asked == {
        "forum/finding/engines.py",
        "forum/finding/indexing.py",
        "forum/health/doctor.py",
        "forum/web/app_state.py",
    }
    assert "app.state" not in (ROOT / "forum/routes/finding.py").read_text()
