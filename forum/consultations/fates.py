"""What becomes of a draft's paragraphs, and of the words that people wrote on, from one version to another."""

from enum import StrEnum

from forum.state import words


@words("draft_change")
class Change(StrEnum):
    """What became of a paragraph in the next version of the draft."""

    unchanged = "unchanged"
    changed = "changed"
    moved = "moved"
    split_up = "split"
    joined = "joined"
    removed = "removed"


@words("word_fate")
class Fate(StrEnum):
    """What became, in the version that is shown, of the words on which somebody wrote."""

    unchanged = "unchanged"
    changed = "changed"
    split_up = "split"
    removed = "removed"
