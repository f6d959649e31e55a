"""Matching against what a person says: ten drafts, every paragraph judged."""

from forum.paperwork.matching.versions import match
from tests.paperwork.matching.drafts import errors, judged_drafts

RIGHT_AT_LEAST = 0.97


def test_at_least_ninety_seven_in_a_hundred_judged_paragraphs_are_followed_right() -> None:
    drafts = judged_drafts()
    wrong = [line for draft in drafts for line in errors(draft, match(draft.old, draft.new))]
    count = sum(len(draft.old) + len(draft.new) for draft in drafts)
    assert sum(len(draft.old) for draft in drafts) >= 120
    print(f"{count - len(wrong)} of {count} right", *wrong, sep="\n")
    assert 1 - len(wrong) / count >= RIGHT_AT_LEAST, "\n".join(wrong)
