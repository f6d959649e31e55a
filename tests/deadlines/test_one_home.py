"""Deadlines have one home: nothing counts them elsewhere."""

import re

from tests.sources import PROGRAM, named, sources

OLD_HOMES = re.compile(
    r"forum\.workdays|from forum import workdays|LegalTerm|legal_terms|term_in_force|review_due\(|_order_due|minimum_of"
)


def test_the_old_homes_are_gone() -> None:
    assert [
        named(p) for p in sources(*PROGRAM, "tests", "bench", "scripts")
        if p.parts[-2:] != ("deadlines", "test_one_home.py") and OLD_HOMES.search(p.read_text(encoding="utf-8"))
    ] == []  # fmt: skip
