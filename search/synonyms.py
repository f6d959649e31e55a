"""Synonyms: groups of words that match each other.

Queries are not expanded: each form that people type has its own token, and a document holds the token of each
form that it matches. So every engine counts alike, and 'KHCN' costs as much as any other word.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TypedDict

import yaml

from search.joined import fold_cut
from vietnamese import Word

SYNONYMS = Path(__file__).with_name("synonyms.yaml")

# Increment when folding or the making of words changes, so that older entries are known to be stale.
WORDS_VERSION = 4

# Abbreviations this short are ambiguous (TS: tiến sĩ, tài sản) and match only in capitals.
SHORT_ABBREVIATION = 2


# A text with one of the words `to` also matches the word `from`, but not the other way round.
_OneWay = TypedDict("_OneWay", {"from": str, "to": list[str]})


@dataclass(frozen=True, slots=True)
class Form:
    words: tuple[str, ...]
    in_capitals: bool


@dataclass(frozen=True, slots=True)
class Concept:
    """A form that people type, its token, and all forms that match it (itself first)."""

    token: str
    form: Form
    answered_by: tuple[Form, ...]


@dataclass(frozen=True, slots=True)
class Synonyms:
    by_first_word: dict[str, tuple[Concept, ...]]
    tokens_by_form: dict[Form, tuple[str, ...]]
    digest: str

    def longest_at(self, words: Sequence[str], capitals: Sequence[bool], at: int) -> Concept | None:
        """The concept with the longest form that begins at this word."""
        for concept in self.by_first_word.get(words[at], ()):
            if _stands_at(concept.form, words, capitals, at):
                return concept
        return None

    def tokens_of(self, words: Sequence[str], capitals: Sequence[bool]) -> frozenset[str]:
        """The tokens of every form that a text of these words matches."""
        present = set(words)
        strict = {
            concept.form
            for at, word in enumerate(words)
            for concept in self.by_first_word.get(word, ())
            if _stands_at(concept.form, words, capitals, at)
        }
        loose = {
            concept.token
            for word in present & self.by_first_word.keys()
            for concept in self.by_first_word[word]
            if present.issuperset(concept.form.words)
        }
        return frozenset(loose.union(*(self.tokens_by_form.get(form, ()) for form in strict)))


def _stands_at(form: Form, words: Sequence[str], capitals: Sequence[bool], at: int) -> bool:
    end = at + len(form.words)
    if tuple(words[at:end]) != form.words:
        return False
    return not form.in_capitals or all(capitals[at:end])


def words_of(text: str, places: Iterable[Word]) -> tuple[list[str], list[bool]]:
    """The folded words, and for each whether it was written in capitals."""
    words, capitals = [], []
    for place in places:
        words.append(place.folded)
        capitals.append(text[place.start : place.end].isupper())
    return words, capitals


@lru_cache(maxsize=1)
def built_in() -> Synonyms:
    return read_synonyms(SYNONYMS.read_text(encoding="utf-8"))


def read_synonyms(source: str) -> Synonyms:
    """Read a YAML list of groups, and of one-way pairs as {from: word, to: [words]}."""
    answers: dict[Form, dict[Form, None]] = {}
    reachable: dict[Form, None] = {}
    for group in yaml.safe_load(source):
        asked, found = _group(group)
        for form in asked:
            answers.setdefault(form, {form: None}).update(dict.fromkeys(found))
        reachable.update(dict.fromkeys(found))
    # A form that only matches and has no query of its own still needs a token, to detect it.
    for form in reachable:
        answers.setdefault(form, {form: None})
    concepts = tuple(
        Concept(_token(number), form, tuple(found))
        for number, (form, found) in enumerate(
            sorted(answers.items(), key=lambda item: (item[0].words, item[0].in_capitals))
        )
    )
    by_first: dict[str, list[Concept]] = {}
    for concept in sorted(concepts, key=lambda c: -len(c.form.words)):
        by_first.setdefault(concept.form.words[0], []).append(concept)
    tokens: dict[Form, list[str]] = {}
    for concept in concepts:
        for form in concept.answered_by:
            tokens.setdefault(form, []).append(concept.token)
    digest = hashlib.sha256(f"{WORDS_VERSION}\n{source}".encode()).hexdigest()[:16]
    return Synonyms(
        {first: tuple(found) for first, found in by_first.items()},
        {form: tuple(found) for form, found in tokens.items()},
        digest,
    )


def _group(group: list[str] | _OneWay) -> tuple[list[Form], list[Form]]:
    if isinstance(group, dict):
        asked = [_form(group["from"])]
        return asked, asked + [_form(text) for text in group["to"]]
    forms = list(dict.fromkeys(_form(text) for text in group))
    return forms, forms


def _form(text: str) -> Form:
    words = tuple(fold_cut(str(text)).split())
    return Form(words, in_capitals=len(words) == 1 and len(words[0]) <= SHORT_ABBREVIATION)


def _token(number: int) -> str:
    """A token of letters only, so that no engine splits it; it begins like no Vietnamese syllable."""
    return (
        "zqx"
        + chr(ord("a") + number // 676)
        + chr(ord("a") + number // 26 % 26)
        + chr(ord("a") + number % 26)
    )
