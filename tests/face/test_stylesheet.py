"""The style sheet and what it brings: readable in both themes, marks unclipped, light, and calling nobody."""

import re

import pytest
from PIL import ImageFont

from forum.rendering import TEMPLATES, static_url
from tests.client import Client
from tests.face.sheet import CSS, STATIC, contrast, tokens

# Everything a person reads, on all that it may lie on.
TEXT = [
    *[(ink, ground) for ink in ("ink", "ink-soft", "link") for ground in ("paper", "surface", "sunken")],
    *[(tone, f"{tone}-soft") for tone in ("open", "done", "late", "wait")],
    *[("ink", f"{tone}-soft") for tone in ("open", "done", "late", "wait")],
    *[(tone, ground) for tone in ("late", "done") for ground in ("paper", "surface", "sunken")],
    ("ink-soft", "open-soft"),
    ("on-act", "act"),
    ("on-act", "act-hover"),
    ("on-mark", "mark"),
    ("on-stage", "stage"),
    ("on-stage-soft", "stage"),
    ("on-stage-live", "stage"),
    ("surface", "done"),
    ("surface", "late"),
]
# Edges of what can be used, and fills that carry a meaning.
EDGES = [("edge", "surface"), ("edge", "paper"), ("link", "paper"), ("open", "paper"), ("wait", "paper")]
FONTS = {"sans-400": 1.5, "sans-600": 1.5, "serif-400": 1.3, "serif-600": 1.3, "serif-400-italic": 1.3}
TONES_UP = "àảãáạăằẳẵắặâầẩẫấậèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵđ"
VIETNAMESE = TONES_UP + TONES_UP.upper()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_all_text_has_the_contrast_that_wcag_aa_asks(theme: str) -> None:
    colours = tokens(theme)
    faint = {
        f"{ink} on {ground}": round(ratio, 2)
        for ink, ground in TEXT
        if (ratio := contrast(colours[f"--{ink}"], colours[f"--{ground}"])) < 4.5
    }
    assert not faint


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_edges_of_fields_and_buttons_can_be_seen(theme: str) -> None:
    colours = tokens(theme)
    for edge, ground in EDGES:
        assert contrast(colours[f"--{edge}"], colours[f"--{ground}"]) >= 3, (edge, ground)


def test_every_custom_property_that_is_used_is_defined() -> None:
    assert set(re.findall(r"var\((--[\w-]+)\)", CSS)) <= set(tokens("light"))


def test_every_font_has_every_vietnamese_letter_drawn_apart() -> None:
    for name in FONTS:
        font = ImageFont.truetype(STATIC / "fonts" / f"hien-ke-{name}.woff2", 48)
        drawings = {letter: (bytes(font.getmask(letter)), font.getbbox(letter)) for letter in VIETNAMESE}
        missing = (bytes(font.getmask("\U0010fffd")), font.getbbox("\U0010fffd"))
        assert len(set(drawings.values())) == len(VIETNAMESE), name
        assert missing not in drawings.values(), name


@pytest.mark.parametrize(("name", "line"), FONTS.items())
def test_stacked_marks_fit_the_tightest_line_of_their_face(name: str, line: float) -> None:
    font = ImageFont.truetype(STATIC / "fonts" / f"hien-ke-{name}.woff2", 200)
    top = min(font.getbbox(letter)[1] for letter in VIETNAMESE)
    bottom = max(font.getbbox(letter)[3] for letter in VIETNAMESE + "gpqy")
    assert (bottom - top) / 200 <= line


def test_no_line_of_the_sans_is_set_tighter_than_its_marks_need() -> None:
    for height in re.findall(r"rem/([\d.]+) var\(--sans\)", CSS):
        assert float(height) >= 1.5
    for height in re.findall(r"/([\d.]+) var\(--serif\)", CSS):
        assert float(height) >= 1.3


async def test_a_first_page_takes_at_most_ten_requests_and_its_fonts_135_kb(passer_by: Client) -> None:
    page = await passer_by.get("/styleguide")
    wanted = {str(t["href"]) for t in page.soup.select("link[href]") if t["rel"] != ["preload"]}
    wanted |= {str(t["src"]) for t in page.soup.select("script[src]")}
    fonts = {f"/static/{path}" for path in re.findall(r'url\("(fonts/[^"]+)"\)', CSS)}
    upright = {path for path in fonts if "italic" not in path}
    sizes = 0
    for path in sorted(wanted | upright):
        response = await passer_by.http.get(path)
        assert response.status_code == 200, path
        sizes += len(response.content) if path in upright else 0
    assert 1 + len(wanted | upright) <= 10
    assert sizes < 135_000


async def test_what_is_preloaded_is_used_by_the_style_sheet(passer_by: Client) -> None:
    page = await passer_by.get("/styleguide")
    for link in page.soup.select("link[rel=preload]"):
        assert str(link["href"]).removeprefix("/static/") in CSS


def test_no_file_of_the_face_calls_another_host() -> None:
    for path in [STATIC / "hienke.css", STATIC / "hienke.js", *TEMPLATES.rglob("*.html")]:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"""(?:src|href|url|action)[=(]["']?(?:https?:)?//""", text), path.name


def test_no_template_carries_style_or_script_of_its_own() -> None:
    for path in TEMPLATES.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\shx-on|\son[a-z]+=\"", text), path


def test_each_font_is_named_with_its_digest() -> None:
    fonts = re.findall(r'url\("(fonts/[^"?]+)([^"]*)"\)', CSS)
    assert fonts
    for path, digest in fonts:
        assert static_url(path) == f"/static/{path}{digest}"


async def test_a_file_is_kept_for_good_by_its_digest_and_for_minutes_without(passer_by: Client) -> None:
    page = await passer_by.get("/styleguide")
    addresses = {str(t["href"]) for t in page.soup.select("link[href^='/static/']")}
    addresses |= {str(t["src"]) for t in page.soup.select("script[src]")}
    assert len(addresses) >= 5
    for address in addresses:
        answer = await passer_by.http.get(address)
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable", address
        known = await passer_by.http.get(address, headers={"if-none-match": answer.headers["etag"]})
        assert (known.status_code, known.headers["cache-control"]) == (304, answer.headers["cache-control"])
        for other in (address.partition("?")[0], address + "0"):
            answer = await passer_by.http.get(other)
            assert (answer.status_code, answer.headers["cache-control"]) == (200, "public, max-age=300")
