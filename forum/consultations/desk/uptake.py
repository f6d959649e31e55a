"""Whether an opinion stands in the issued text, as far as the words tell: a proposal for an officer. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from forum.consultations.desk.policy import TAKING, Uptake
from forum.consultations.policy import Result, Stance
from forum.paperwork.difference import settled

HALF = 0.5
_WORDS = re.compile(r"\w+")


class Text(Protocol):
    @property
    def id(self) -> int: ...
    @property
    def text(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Given:
    """An opinion with its answer: `wording` is the one that was taken up, else the author's own."""

    stance: Stance
    result: Result | None
    wording: str


@dataclass(frozen=True, slots=True)
class Proposal:
    uptake: Uptake
    text_id: int | None = None


def stands_in(wording: str, text: str) -> bool:
    """Whether a text has this wording, whatever the spaces and the sign at its end."""
    words = settled(wording).rstrip(" .;,")
    return bool(words) and words in settled(text)


def proposed(it: Given, draft: str, issued: Sequence[Text]) -> Proposal | None:
    """`draft` is the opinion's paragraph in the last draft, `issued` what continues it. None where the words do not
    tell."""
    for text in issued:
        if it.wording and stands_in(it.wording, text.text):
            return Proposal(Uptake.in_text, text.id)
    first = issued[0].id if issued else None
    is_unchanged = settled(draft) == settled(" ".join(text.text for text in issued))
    if it.stance == Stance.agree:
        return Proposal(Uptake.in_text, first) if is_unchanged else None
    if is_unchanged:
        return Proposal(Uptake.not_in_text)
    if it.stance == Stance.amend and it.wording and issued:
        has_half = _share_of_new_words(it.wording, draft, issued) >= HALF
        return Proposal(Uptake.in_part, first) if has_half else Proposal(Uptake.not_in_text)
    if it.result not in TAKING:
        return None
    return (
        Proposal(Uptake.in_part, first) if issued else Proposal(Uptake.in_text)
    )  # what was objected to is gone


def _share_of_new_words(wording: str, draft: str, issued: Sequence[Text]) -> float:
    """How many of the words that the author added to the draft stand in the issued text."""
    before = set(_WORDS.findall(draft.lower()))
    added = set(_WORDS.findall(wording.lower())) - before
    now = {word for text in issued for word in _WORDS.findall(text.text.lower())}
    return len(added & now) / len(added) if added else 0.0
