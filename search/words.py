"""Makes the words that the engines match from an entry's texts."""

from dataclasses import dataclass

from search.entry import Entry
from search.grammar import MAX_WORD_LENGTH
from search.joined import cut_words, fold_cut, joins
from search.synonyms import Synonyms, words_of
from vietnamese import fold_keeping_marks

# PostgreSQL keeps positions up to 16,383 and 256 per word; neither engine finds what comes after.
MAX_TITLE_WORDS = 400
MAX_TEXT_WORDS = 15_000
MAX_POSITIONS = 255
# Positions between two fields, so that no phrase matches across them.
GAP = 10
MIN_VOCABULARY_LENGTH = 4


@dataclass(frozen=True, slots=True)
class EntryWords:
    code: str
    title: str
    text: str
    title_concepts: tuple[str, ...]
    text_concepts: tuple[str, ...]
    vector: str
    marked_vector: str
    vocabulary: frozenset[str]


def words_of_entry(entry: Entry, synonyms: Synonyms) -> EntryWords:
    code = fold_cut(entry.code).split()
    title, title_capitals = _cut(entry.title, MAX_TITLE_WORDS)
    text, text_capitals = _cut(entry.text, MAX_TEXT_WORDS)
    title_concepts = synonyms.tokens_of(title, title_capitals) | joins(code).keys() | joins(title).keys()
    text_concepts = synonyms.tokens_of(title + text, title_capitals + text_capitals) | joins(text).keys()
    text_concepts -= title_concepts
    marked = fold_keeping_marks(f"{entry.title}\n{entry.text}").split()
    return EntryWords(
        code=" ".join(code),
        title=" ".join(title),
        text=" ".join(text),
        title_concepts=tuple(sorted(title_concepts)),
        text_concepts=tuple(sorted(text_concepts)),
        vector=_vector([(code, "A"), (title, "A"), (text, "D")], title_concepts, text_concepts),
        marked_vector=" ".join(f"'{word}'" for word in sorted(set(marked)) if _marked_and_short(word)),
        vocabulary=frozenset(w for w in {*title, *text} if len(w) >= MIN_VOCABULARY_LENGTH and w.isalpha()),
    )


def _cut(text: str, most: int) -> tuple[list[str], list[bool]]:
    words, capitals = words_of(text, cut_words(text)[:most])
    return [word[:MAX_WORD_LENGTH] for word in words], capitals


def _marked_and_short(word: str) -> bool:
    return not word.isascii() and len(word) <= MAX_WORD_LENGTH


def _vector(
    fields: list[tuple[list[str], str]], title_concepts: frozenset[str], text_concepts: frozenset[str]
) -> str:
    """A tsvector in its text form. Words are letters and digits only, so quoting is safe."""
    places: dict[str, list[str]] = {}
    position = 1
    for words, weight in fields:
        for word in words:
            if len(known := places.setdefault(word, [])) < MAX_POSITIONS:
                known.append(f"{position}{weight if weight != 'D' else ''}")
            position += 1
        position += GAP
    places.update({token: ["1A"] for token in title_concepts - places.keys()})
    places.update({token: [str(position)] for token in text_concepts - places.keys()})
    return " ".join(f"'{word}':{','.join(at)}" for word, at in places.items())
