"""A sentence moves from a clause to its neighbour: both go on, and neither is called dropped, split or joined."""

import random

import pytest

from forum.paperwork.matching.versions import match
from tests.paperwork.matching.edited_laws import Writer, law, passages_of

RIGHT_MIN = 0.95


@pytest.mark.parametrize("to", ["the next", "the one before"])
def test_both_clauses_go_on(to: str) -> None:
    count = right = 0
    for seed in range(12):
        chance = random.Random(seed)
        root, write = law(chance, 20), Writer(chance)
        articles = [unit for unit in root.walk() if unit.kind == "article"]
        pairs = [
            (one, other)
            for article in articles
            for one, other in list(zip(article.children, article.children[1:], strict=False))[:1]
            if not one.children and not other.children
        ]
        givers = [one if to == "the next" else other for one, other in pairs]
        for giver in givers:
            giver.text += f" {write.sentence()}"
        old = passages_of(root, "old")
        moved = {unit.id for pair in pairs for unit in pair}
        for one, other in pairs:
            if to == "the next":
                one.text, _, passed = one.text.partition(". ")
                one.text, other.text = f"{one.text}.", f"{passed} {other.text}"
            else:
                passed, _, other.text = other.text.partition(". ")
                one.text = f"{one.text} {passed}."
        outcomes = match(old, passages_of(root, "new")).outcomes
        for place, outcome in enumerate(outcomes):
            if int(outcome.key.removeprefix("old")) in moved:
                count += 1
                right += outcome.to == (f"new{place}",) and outcome.fate == "changed"
    assert count > 200
    assert right >= RIGHT_MIN * count
