"""Words that are known again wherever they stand: each text of the story bears a mark that no other text has."""

import re
from dataclasses import dataclass, field
from enum import StrEnum

MARK = re.compile(r"zq\d{4}")


class Hand(StrEnum):
    """Who wrote it, and so what must stand behind it where a visitor reads it."""

    office = "office"  # in the name of a leader or a body, which approves it
    person = "person"  # under one's own name
    act = "act"  # the reason of an act of the secretariat, which the audit chain keeps
    setting = "setting"  # the name of a series and its regulation, as the secretariat has set it up


@dataclass
class Ink:
    hands: dict[str, Hand] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    unapproved: set[str] = field(default_factory=set)

    def _marked(self, hand: Hand, words: str) -> str:
        mark = f"zq{len(self.hands) + 1:04d}"
        self.hands[mark] = hand
        self.texts[mark] = f"{words} ({mark})"
        return self.texts[mark]

    def office(self, words: str) -> str:
        """Not to be read by anybody outside until `approved` names it."""
        text = self._marked(Hand.office, words)
        self.unapproved.add(mark_of(text))
        return text

    def approved(self, text: str) -> None:
        self.unapproved.discard(mark_of(text))

    def person(self, words: str) -> str:
        return self._marked(Hand.person, words)

    def act(self, words: str) -> str:
        return self._marked(Hand.act, words)

    def setting(self, words: str) -> str:
        return self._marked(Hand.setting, words)

    def of(self, hand: Hand) -> set[str]:
        return {mark for mark, one in self.hands.items() if one == hand}


def mark_of(text: str) -> str:
    found = MARK.search(text)
    assert found is not None, text
    return found[0]
