"""Deadlines have one home: nothing counts them elsewhere."""

import re

from tests.shared import ROOT
from tests.sources import PROGRAM, named, sources

OLD_HOMES = re.compile(
    r"forum\.workdays|from forum import workdays|LegalTerm|legal_terms|term_in_force|review_due\(|_order_due|minimum_of"
)


def test_the_old_homes_are_gone() -> None:
    assert [
        named(p) for p in sources(*PROGRAM, "tests", "bench", "scripts")
        if p.parts[-2:] != ("deadlines", "test_one_home.py") and OLD_HOMES.search(p.read_text(encoding="utf-8"))
    ] == []  # fmt: skip


def test_how_long_one_person_may_hide_a_text_stands_in_the_time_limits_alone() -> None:
    spelled = re.compile(r"\b72 (?:giờ|hours|h)\b|hours=72")
    written = list(ROOT.glob("docs/*.md"))
    written += [p for p in (ROOT / "forum").rglob("*") if p.suffix in (".py", ".html", ".yaml")]
    written += [p for p in (ROOT / "moderation").rglob("*") if p.suffix in (".py", ".yaml")]
    assert [named(p) for p in written if spelled.search(p.read_text(encoding="utf-8"))] == []
