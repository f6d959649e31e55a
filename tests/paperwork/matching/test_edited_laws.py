"""Matching against drafts whose edits are known by construction: what changed is followed, and doubt is said."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

import pytest

from forum.paperwork.matching.passages import Passage
from forum.paperwork.matching.versions import Matching, Outcome, match
from tests.paperwork.matching.edited_laws import Edited, Truth, edited_law

# (seed, articles, edits for each hundred paragraphs)
DRAFTS = [
    (seed, articles, share) for seed in range(40, 44) for articles, share in ((20, 10), (60, 20), (60, 45))
]
TITLES = {"chapter", "article"}


@cache
def matched(seed: int, articles: int, share: int) -> tuple[Edited, Matching]:
    draft = edited_law(seed, articles, share / 100)
    return draft, match(draft.old, draft.new)


def every_draft() -> Iterator[tuple[Edited, Matching]]:
    yield from (matched(*draft) for draft in DRAFTS)


def is_right(outcome: Outcome, truth: Truth, texts: dict[str, str]) -> bool:
    """One that is not sure is not right, whatever it proposes."""
    fate = outcome.fate
    if fate == "moved":
        fate = "unchanged" if texts[outcome.key] == texts[outcome.to[0]] else "changed"
    is_place_right = outcome.is_moved == truth.is_moved or truth.fate in {"split", "joined"}
    return (fate, frozenset(outcome.to)) == (truth.fate, truth.to) and is_place_right


def counted() -> Counter[str]:
    counts: Counter[str] = Counter()
    for draft, matching in every_draft():
        texts = {passage.key: passage.text for passage in (*draft.old, *draft.new)}
        for outcome in matching.outcomes:
            truth = draft.outcomes[outcome.key]
            group = "same" if truth.fate == "unchanged" and not truth.is_moved else "changed"
            counts[group] += 1
            counts[f"{group} right"] += is_right(outcome, truth, texts)
            counts[f"{group} unsure"] += outcome.fate == "unsure"
        for origin in matching.origins:
            if not draft.origins[origin.key]:
                counts["changed"] += 1
                counts["changed right"] += origin.fate == "new"
                counts["changed unsure"] += origin.fate == "unsure"
    return counts


def test_what_changed_is_followed_and_little_is_left_in_doubt() -> None:
    counts = counted()
    print(dict(counts))
    assert counts["changed"] > 1_000
    assert counts["changed right"] >= 0.95 * counts["changed"]
    assert counts["same right"] >= 0.99 * counts["same"]
    assert counts["same unsure"] <= 0.03 * counts["same"]
    assert counts["changed unsure"] <= 0.15 * counts["changed"]


def test_none_are_paired_that_share_nothing_or_are_of_different_kinds() -> None:
    for draft, matching in every_draft():
        passages = {passage.key: passage for passage in (*draft.old, *draft.new)}
        for outcome in matching.outcomes:
            for key in outcome.to:
                one, other = passages[outcome.key], passages[key]
                assert (one.kind in TITLES) == (other.kind in TITLES), (one, other)
                assert outcome.fate == "unsure" or common(one, other) >= 0.15, (one, other)


def common(one: Passage, other: Passage) -> float:
    """Of the shorter one's syllables, how many stand in the other as well."""
    left, right = (Counter(re.findall(r"\w+", passage.text.lower())) for passage in (one, other))
    return (left & right).total() / min(left.total(), right.total())


@pytest.mark.parametrize("draft", DRAFTS[:3])
def test_the_same_two_versions_are_matched_alike_each_time(draft: tuple[int, int, int]) -> None:
    edited, matching = matched(*draft)
    assert match(list(edited.old), list(edited.new)) == matching
