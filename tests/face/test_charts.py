"""A picture never says more than its words: each chart has the same numbers in a table."""

from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from forum import svg
from vietnamese import format_number

COUNTS = st.integers(0, 100_000)
WORDS = st.text("abcđễ<&\"' ", min_size=1, max_size=12).filter(str.strip)
SHARES = st.lists(st.builds(svg.Share, WORDS, COUNTS, st.sampled_from(svg.TONES)), min_size=1, max_size=5)


def parsed(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "html5lib")


@settings(deadline=None, max_examples=60)
@given(SHARES, WORDS)
def test_a_strip_is_as_long_as_its_parts_and_its_table_has_them_all(
    shares: list[svg.Share], caption: str
) -> None:
    soup = parsed(svg.stacked(shares, caption))
    assert sum(int(str(r["width"])) for r in soup.select("rect")) == sum(s.count for s in shares)
    rows = [(tr.th.get_text(), tr.td.get_text()) for tr in soup.select("tbody tr") if tr.th and tr.td]
    assert rows == [(s.label, format_number(s.count)) for s in shares]
    assert soup.select_one("figcaption") is not None


@settings(deadline=None, max_examples=60)
@given(st.lists(st.builds(svg.Group, WORDS, SHARES), min_size=1, max_size=4))
def test_bars_by_group_count_each_group_in_full(groups: list[svg.Group]) -> None:
    soup = parsed(svg.progress_bars(groups, "Tiến độ"))
    rows = soup.select("tbody tr")
    assert [str(r.select("td")[-1].get_text()) for r in rows] == [format_number(g.total) for g in groups]
    assert len(soup.select("svg")) == len(groups)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.builds(svg.Column, WORDS, COUNTS), min_size=1, max_size=40))
def test_no_column_rises_over_the_picture_and_the_highest_is_named(spans: list[svg.Column]) -> None:
    soup = parsed(svg.columns(spans, "Góp ý theo tháng", "góp ý"))
    tops = [float(str(r["y"])) for r in soup.select("rect")]
    heights = [float(str(r["height"])) for r in soup.select("rect")]
    assert min(tops) >= 2
    assert all(0 <= h <= 98 for h in heights)
    highest = format_number(max(1, *(s.count for s in spans)))
    axis = soup.select_one(".chart-axis")
    assert axis is not None
    assert f"cao nhất: {highest} góp ý" in axis.get_text()


def test_labels_are_text_and_never_markup() -> None:
    html = svg.progress_bars(
        [svg.Group("<img onerror=x>", [svg.Share("<b>", 1, "done")], '"><script>')], "<i>Tiến độ</i>"
    )
    soup = parsed(html)
    assert not soup.select("img, b, i, script")
    assert "<img onerror=x>" in soup.get_text()


def test_no_numbers_yet_is_said() -> None:
    assert "Chưa có số liệu" in svg.columns([], "Góp ý theo tháng", "góp ý")
