"""What the eye, the ear, an old browser and a sheet of paper need, read in the sources of the face."""

import re

from forum.rendering import TEMPLATES
from tests.face.sheet import CSS, STATIC
from tests.sources import sources, templates


def test_every_drawing_has_a_size_of_its_own() -> None:
    """Without a style sheet a drawing without size fills the screen."""
    texts = {name: (TEMPLATES / name).read_text(encoding="utf-8") for name in templates()}
    texts |= {str(path): path.read_text(encoding="utf-8") for path in sources("forum")}
    tags = [(name, tag) for name, text in texts.items() for tag in re.findall(r"<svg\b[^>]*", text)]
    assert tags
    assert [one for one in tags if " width=" not in one[1] or " height=" not in one[1]] == []


def test_a_plain_sheet_stands_before_the_layers_and_is_small() -> None:
    plain = CSS[: CSS.index("@layer")]
    assert "@supports not" in plain
    assert len(plain.encode()) <= 2_000
    assert "var(" not in plain


def test_done_and_late_differ_by_shape() -> None:
    for tone, sign in (("done", "✓"), ("late", "!")):
        assert f'a.cell.{tone}::after {{ content: "{sign}"' in CSS
        assert f'.key.cell.{tone}::before {{ content: "{sign}"' in CSS


def test_what_htmx_replaces_says_what_changed_or_is_live_itself() -> None:
    """The target of each swap has words for the ear, and a control in it keeps its id."""
    silent = []
    for name in templates():
        text = (TEMPLATES / name).read_text(encoding="utf-8")
        if name.rsplit("/", 1)[-1].startswith("_") and "components" not in name and 'id="' in text:
            root = text[text.index("<div") :] if "<div" in text else text
            if "hx-" in text and "data-said" not in text and "aria-live" not in root:
                silent.append(name)
    assert silent == []


def test_a_button_that_stays_pressed_keeps_its_label() -> None:
    for name in templates():
        for button in re.findall(
            r"<button[^>]*aria-pressed.*?</button>", (TEMPLATES / name).read_text("utf-8"), re.DOTALL
        ):
            label = button.split(">", 1)[1]
            assert " if " not in label, name


def test_paper_shows_whose_page_it_is_and_no_forms() -> None:
    printed = CSS[CSS.rindex("@media print") :]
    assert ".print-head { display: block" in printed
    assert re.search(r"form:not\(\.print\)[^{]*\{\s*display: none", printed)
    assert "beforeprint" in (STATIC / "hienke.js").read_text(encoding="utf-8")
