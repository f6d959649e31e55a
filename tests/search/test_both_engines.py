"""What both engines promise alike: each test runs on PostgreSQL and on a real Meilisearch."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.entry import FACETS
from tests.search.conftest import FIRST, Desk, Found, entry


@pytest.mark.parametrize(
    ("written", "sought"),
    [
        ("Đổi mới sáng tạo", "doi moi sang tao"),
        ("Hải Phòng", "hai phong"),
        ("Hải Phòng", "Ha\u0309i Pho\u0300ng"),
        ("đảng đoàn", "ĐẢNG ĐOÀN"),
        ("hoà bình", "hòa bình"),
        ("nâng cao sức khoẻ", "khỏe"),
        ("văn nghệ sĩ", "văn nghệ sỹ"),
        ("kĩ thuật", "kỹ thuật"),
        ("Nghị quyết số 45-NQ/TW", "45–NQ/TW"),
        ("Nghị quyết số 45-NQ/TW", "45 NQ TW"),
        ("Theo 45-NQ/TW", "nghị quyết 45"),
        ("khoa học và công nghệ", "KH&CN"),
        ("khoa học và công nghệ", "KHCN"),
        ("khoa học - công nghệ", "khoa hoc va cong nghe"),
        ("Quỹ KHCN", "khoa học công nghệ"),
        ("ĐMST", "đổi mới sáng tạo"),
        ("Giáo sư nói", "GS"),
        ("GS nói", "giáo sư"),
        ("dịch vụ hậu cần", "logistics"),
        ("công trình của khoa, của học viện, của nghệ nhân, về công nghệ", "khoa học công nghệ"),
    ],
)
async def test_the_same_words_are_found_however_written(desk: Desk, written: str, sought: str) -> None:
    await desk.put(entry(written), entry("Chuyện khác hẳn"))
    assert await desk.titles(sought) == [written]


@pytest.mark.parametrize(
    ("written", "sought"),
    [
        ("giám sát, gs", "giáo sư"),
        ("tiến sĩ", "ts"),
        ("dịch vụ logistics", "hậu cần"),
        ("công nghệ biển", '"nghệ công"'),
        ("congnghe", "công nghệ"),
        ("công nghệ", "congnghe"),
        ("công nghệ", "công ngh"),
    ],
)
async def test_what_only_looks_alike_is_not_found(desk: Desk, written: str, sought: str) -> None:
    await desk.put(entry(written))
    assert await desk.titles(sought) == []


async def test_all_words_must_stand_in_title_or_text(desk: Desk) -> None:
    await desk.put(entry("Cảng biển", "Đề nghị mở rộng luồng tàu"), entry("Cảng cá"))
    assert await desk.titles("cang luong") == ["Cảng biển"]


async def test_a_phrase_in_quotes_stands_side_by_side_and_in_one_field(desk: Desk) -> None:
    await desk.put(
        entry("Một", "công nghệ biển xanh"),
        entry("Hai", "công trình nghệ thuật ở biển"),
        entry("Ba công", "nghệ biển"),
    )
    assert await desk.titles('"công nghệ biển"') == ["Một"]
    assert sorted(await desk.titles("công nghệ biển")) == ["Ba công", "Hai", "Một"]


async def test_words_side_by_side_rank_above_the_same_words_apart(desk: Desk) -> None:
    await desk.put(
        entry("Một", "phát triển công nghệ biển của thành phố"),
        entry("Hai", "công trình nghệ thuật lớn đặt ở bờ biển"),
    )
    assert await desk.titles("cong nghe bien") == ["Một", "Hai"]


async def test_exact_marks_rank_first(desk: Desk) -> None:
    await desk.put(
        entry("Một", "hải sản"),
        entry("Hai", "hai con đường"),
        entry("Ba", "hái quả"),
        entry("Bốn", "hải cảng"),
    )
    found = await desk.titles("hải")
    assert set(found[:2]) == {"Một", "Bốn"}
    assert set(found[2:]) == {"Hai", "Ba"}


async def test_a_word_may_be_left_out(desk: Desk) -> None:
    await desk.put(entry("cảng biển"), entry("cảng cá"), entry("biển xanh"))
    assert await desk.titles("cảng -cá") == ["cảng biển"]
    assert set(await desk.titles("-cảng")) == {"biển xanh"}
    assert set(await desk.titles('cảng -"cảng cá"')) == {"cảng biển"}


async def test_words_past_the_tenth_are_left_out_and_counted(desk: Desk) -> None:
    words = [f"từ{number}" for number in range(1, 13)]
    await desk.put(entry(" ".join(words[:10])))
    found = await desk.find(" ".join(words))
    assert [found.result.total, found.ignored_count] == [1, 2]


async def test_nobody_finds_what_their_words_do_not_open(desk: Desk) -> None:
    await desk.put(
        entry("mật mã một"),
        entry("mật mã hai", audience=frozenset({"staff", "body:7"})),
        entry("mật mã ba", audience=frozenset()),
    )
    assert (await desk.find("mật mã")).result.total == 1
    assert (await desk.find("mật mã", frozenset({"everyone", "body:7"}))).result.total == 2
    assert (await desk.find("mật mã", frozenset({"body:70"}))).result.total == 0
    none = await desk.find("mật mã", frozenset())
    assert (none.hits, none.result.total, none.result.facets) == ((), 0, {})


async def test_what_was_closed_is_gone_from_hits_counts_and_facets(desk: Desk) -> None:
    closed, removed, kept = (
        entry(f"chim én {n}", kind=kind) for n, kind in enumerate(("post", "question", "task"))
    )
    await desk.put(closed, removed, kept)
    await desk.put(replace(closed, audience=frozenset({"moderators:3"})))
    await desk.remove(removed)
    found = await desk.find("chim én")
    assert [hit.kind for hit in found.hits] == ["task"]
    assert found.result.facets["kind"] == {"task": 1}


async def test_a_changed_thing_is_found_by_its_new_words_only(desk: Desk) -> None:
    first = entry("cầu cũ")
    await desk.put(first)
    await desk.put(replace(first, title="hầm mới", version=2))
    assert await desk.titles("cầu") == []
    found = await desk.find("hầm")
    assert [hit.version for hit in found.hits] == [2]


async def test_codes_are_found_with_any_dash_and_without(desk: Desk) -> None:
    await desk.put(entry("Mở rộng cảng", code="HK-2026-0123"), entry("Khác", "nói về 2026"))
    assert await desk.titles("HK–2026–0123") == ["Mở rộng cảng"]
    assert await desk.titles("hk 2026 0123") == ["Mở rộng cảng"]


async def test_hits_are_sorted_as_asked(desk: Desk) -> None:
    await desk.put(
        entry("A", "gốm", author_sort="c0", occurred_at=FIRST + timedelta(days=2)),
        entry("B", "gốm gốm gốm", author_sort="a0", occurred_at=FIRST),
        entry("C", "gốm", author_sort="b0", occurred_at=FIRST + timedelta(days=1)),
    )
    assert await desk.titles("gốm", sort="newest") == ["A", "C", "B"]
    assert await desk.titles("gốm", sort="oldest") == ["B", "C", "A"]
    assert await desk.titles("gốm", sort="author") == ["B", "C", "A"]
    assert await desk.titles("") == ["A", "C", "B"]


async def test_pages_follow_each_other_without_gap_or_repeat(desk: Desk) -> None:
    await desk.put(*(entry(f"trang {n}", "Ông Sáo") for n in range(25)))
    for query in ("sáo", "sao", ""):
        seen: list[str] = []
        for page in (1, 2, 3):
            found = await desk.find(query, page=page, size=10)
            seen += [hit.title.text for hit in found.hits]
            assert found.has_more == (page < 3)
        assert len(seen) == len(set(seen)) == 25


async def test_a_slip_is_forgiven_only_when_few_hits_are_exact_and_it_is_said(desk: Desk) -> None:
    await desk.put(*(entry(f"nghiên cứu {n}") for n in range(3)), entry("nghiêm, cứu"))
    found = await desk.find("nghiem cứu")
    assert (found.result.total, found.result.exact_total) == (4, 1)
    assert found.hits[0].title.text == "nghiêm, cứu"
    assert found.slips == (("nghiem", "nghien"),)
    assert found.result.facets["kind"] == {"proposal": 4}
    await desk.put(*(entry(f"nghiêm cứu {n}") for n in range(4)))
    found = await desk.find("nghiem cứu")
    assert (found.result.total, found.slips) == (5, ())


@pytest.mark.parametrize("sought", ["cảnq", "HK-2026-0124", "20267", '"nghiem cuu"', "-nghiem"])
async def test_no_slip_is_sought_in_short_words_codes_and_quotes(desk: Desk, sought: str) -> None:
    await desk.put(entry("cảng", "nghiên cứu 20266", code="HK-2026-0123"))
    assert (await desk.find(sought)).slips == ()


async def test_a_slip_is_never_mended_by_a_word_that_only_others_may_read(desk: Desk) -> None:
    await desk.put(entry("Chim kanariya", audience=frozenset({"staff"})))
    found = await desk.find("kanarija")
    assert (found.result.total, found.slips) == (0, ())


async def test_marks_show_why_it_was_found_and_are_never_html(desk: Desk) -> None:
    text = (
        "Dòng đầu. " * 40
        + "<img src=x onerror=alert(1)> Khoa học và Công nghệ & biển Đông. "
        + "Dòng cuối. " * 40
    )
    await desk.put(entry("<b>Biển</b> xanh", text))
    (hit,) = (await desk.find("KHCN biển")).hits
    assert hit.title.pieces() == [("<b>", False), ("Biển", True), ("</b> xanh", False)]
    assert "".join(piece for piece, _ in hit.excerpt.pieces()) == hit.excerpt.text
    marked = [piece for piece, is_marked in hit.excerpt.pieces() if is_marked]
    assert marked == ["Khoa học và Công nghệ", "biển"]
    assert "<img src=x onerror=alert(1)>" in hit.excerpt.text
    assert len(hit.excerpt.text) < 280


KINDS = st.sampled_from(["proposal", "question", "post"])
things: st.SearchStrategy[list[dict[str, object]]] = st.lists(
    st.builds(
        dict,
        title=st.sampled_from(["cảng biển", "cảng cá", "biển xanh", "hai cảng", "hải cảng"]),
        kind=KINDS,
        year=st.integers(2025, 2027),
        state=st.sampled_from(["published", "taken_up"]),
        tasks=st.sets(st.sampled_from(["III.1-1", "III.2-1", "IV-3"])).map(tuple),
        sections=st.sets(st.sampled_from(["III.1", "III.2"])).map(tuple),
        bodies=st.sets(st.sampled_from(["so-mau-a", "so-mau-b"])).map(tuple),
        audience=st.sets(st.sampled_from(["everyone", "staff"]), min_size=1).map(frozenset),
    ),
    min_size=1,
    max_size=15,
)


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=things, q=st.sampled_from(["cảng", "biển -xanh", '"cảng biển"', ""]), kind=KINDS)
async def test_each_facet_number_is_what_its_own_filter_shows(
    desk: Desk, drawn: list[dict[str, object]], q: str, kind: str
) -> None:
    made = [entry(**one) for one in drawn]  # type: ignore[arg-type]  # drawn by hypothesis
    await desk.put(*made)
    whole = await desk.find(q, size=50)
    await _agrees(desk, q, whole, {})
    await _agrees(desk, q, await desk.find(q, size=50, chosen={"kind": kind}), {"kind": kind})
    for thing in made:
        await desk.remove(thing)


async def _agrees(desk: Desk, q: str, found: Found, chosen: dict[str, object]) -> None:
    assert len(found.hits) == found.result.total
    counted = [facet for facet in FACETS if facet.is_counted]
    assert [facet.name for facet in counted] == list(found.result.facets)
    for facet in counted:
        counts = found.result.facets[facet.name]
        assert facet.many or sum(counts.values()) == found.result.total
        for value, count in counts.items():
            only = chosen | {facet.name: int(value) if facet.is_number else value}
            narrowed = await desk.find(q, chosen=only)
            assert (facet.name, value, narrowed.result.total) == (facet.name, value, count)
