"""Parses what was typed into the search box into terms."""

import re
from dataclasses import dataclass, replace

from search.joined import (
    MAX_JOINED_WORDS,
    MIN_JOINED_DIGITS,
    code_at,
    codes_in,
    cut_words,
    joins,
    one_number,
    reads_as_code,
    telephone,
)
from search.synonyms import Synonyms, built_in
from vietnamese import Word, find_phrases, fold_keeping_marks, normalise

MAX_QUERY_LENGTH = 500
# Meilisearch silently drops all words or phrases after ten; here the rest is counted and reported.
MAX_TERMS = 10
MAX_WORD_LENGTH = 60

PIECE = re.compile(r'(?P<minus>-?)(?:["“”](?P<quoted>[^"“”]*)["“”]|(?P<plain>\S+))')


@dataclass(frozen=True, slots=True)
class Typed:
    """One folded word. Words with the same `piece` were typed as one ('45-NQ/TW') or inside quotes."""

    folded: str
    in_capitals: bool
    piece: int
    quoted: bool
    excluded: bool


@dataclass(frozen=True, slots=True)
class Term:
    """Consecutive words (one for most terms), or one token of a concept.

    `shown` are the phrases to mark in a hit, `shown_else` what to mark where none of them occurs.
    `typed_at` is the index in Query.typed_words of a plain word; only those are checked for typing errors.
    """

    words: tuple[str, ...]
    excluded: bool
    shown: tuple[tuple[str, ...], ...]
    typed_at: int | None = None
    shown_else: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Query:
    typed: str
    typed_words: tuple[Typed, ...]
    terms: tuple[Term, ...]
    marked: tuple[str, ...]
    codes: tuple[str, ...]
    ignored_count: int

    @property
    def wanted(self) -> tuple[Term, ...]:
        return tuple(term for term in self.terms if not term.excluded)

    @property
    def has_digits(self) -> bool:
        """Whether it may find numbers and codes by another spelling."""
        return any(char.isdecimal() for term in self.wanted for word in term.words for char in word)

    def places_in(self, text: str) -> tuple[tuple[int, int], ...]:
        """The ranges of a text that match this term."""
        return self.marks_among(cut_words(text))

    def marks_among(self, words: list[Word]) -> tuple[tuple[int, int], ...]:
        present = {folded for folded, _, _ in words}
        joined = joins([folded for folded, _, _ in words]) if self.has_digits else {}
        phrases: list[tuple[str, ...]] = []
        for term in self.wanted:
            phrases += [joined[word] for word in term.words if word in joined]
            whole = [phrase for phrase in term.shown if present.issuperset(phrase)]
            phrases += whole if not term.shown_else or find_phrases(words, whole) else term.shown_else
        return find_phrases(words, phrases)


def parse(q: str, synonyms: Synonyms | None = None) -> Query:
    """Parse words, "phrases", -exclusions, and the codes among them.

    Raises vietnamese.UnreadableText for text that can't be stored.
    """
    typed = " ".join(normalise(q).split())[:MAX_QUERY_LENGTH].strip()
    words = _typed_words(typed)
    query = _compiled(words, synonyms or built_in())
    wanted = " ".join(
        piece["plain"] or piece["quoted"] for piece in PIECE.finditer(typed) if not piece["minus"]
    )
    marked = (w for w in fold_keeping_marks(wanted).split() if not w.isascii())
    return replace(query, typed=typed, marked=tuple(dict.fromkeys(marked)), codes=codes_in(wanted))


def corrected(query: Query, at: int, word: str, synonyms: Synonyms | None = None) -> Query:
    """The query with one typed word replaced; parsed again, since it may now name a concept."""
    words = list(query.typed_words)
    words[at] = replace(words[at], folded=word)
    compiled = _compiled(tuple(words), synonyms or built_in())
    return replace(compiled, typed=query.typed, marked=query.marked, codes=query.codes)


def _typed_words(typed: str) -> tuple[Typed, ...]:
    words: list[Typed] = []
    for number, piece in enumerate(PIECE.finditer(typed)):
        quoted = piece["quoted"] is not None
        text = piece["quoted"] if quoted else piece["plain"]
        words.extend(
            Typed(
                place.folded[:MAX_WORD_LENGTH],
                text[place.start : place.end].isupper(),
                number,
                quoted,
                bool(piece["minus"]),
            )
            for place in cut_words(text)
        )
    return tuple(words)


def _compiled(words: tuple[Typed, ...], synonyms: Synonyms) -> Query:
    terms: list[Term] = []
    at = 0
    while at < len(words):
        term, at = _term_at(words, at, synonyms)
        if not any((term.words, term.excluded) == (known.words, known.excluded) for known in terms):
            terms.append(term)
    used = tuple(terms[:MAX_TERMS])
    return Query("", words, used, (), (), ignored_count=len(terms) - len(used))


def _term_at(words: tuple[Typed, ...], at: int, synonyms: Synonyms) -> tuple[Term, int]:
    """The term that begins at this word, and the index where the next one begins."""
    first = words[at]
    if not first.quoted:
        concept = synonyms.longest_at(*_free_words(words, at), 0)
        end = at + len(concept.form.words) if concept else at
        if concept and (end == len(words) or words[end].piece != words[end - 1].piece):
            shown = tuple(form.words for form in concept.answered_by)
            singles = tuple((word,) for word in concept.form.words)
            return Term((concept.token,), first.excluded, shown, shown_else=singles), end
    return _number_at(words, at) or _phrase_at(words, at)


def _phrase_at(words: tuple[Typed, ...], at: int) -> tuple[Term, int]:
    first, end = words[at], at + 1
    while end < len(words) and words[end].piece == first.piece and not _code_in_piece(words, end):
        end += 1
    phrase = tuple(word.folded for word in words[at:end])
    whole = one_number(phrase) if len(phrase) > 1 else telephone(phrase[0])
    whole = None if whole == phrase[0] else whole
    if whole is not None:
        return Term((whole,), first.excluded, (phrase, (whole,))), end
    alone = len(phrase) == 1 and not first.quoted and not first.excluded
    return Term(phrase, first.excluded, (phrase,), at if alone else None), end


def _number_at(words: tuple[Typed, ...], at: int) -> tuple[Term, int] | None:
    """The code that begins at this word, or the longest number typed in groups."""
    if code := _code_in_piece(words, at):
        whole, size = code
        shown = tuple(word.folded for word in words[at : at + size])
        return Term((whole,), words[at].excluded, (shown,)), at + size
    run = 0
    for word in words[at : at + MAX_JOINED_WORDS]:
        if word.quoted or word.excluded or not word.folded.isdecimal():
            break
        run += 1
    if run < 2 or words[at].piece == words[at + run - 1].piece:
        return None
    groups = [word.folded for word in words[at : at + run]]
    whole_number = one_number(groups)
    if whole_number is None or len(whole_number) < MIN_JOINED_DIGITS:
        return None
    return Term((whole_number,), False, (tuple(groups), (whole_number,))), at + run


def _code_in_piece(words: tuple[Typed, ...], at: int) -> tuple[str, int] | None:
    """A code typed in one piece, or with spaces where nobody can take it for words."""
    typed = words[at : at + 3]
    if any(word.quoted or word.excluded for word in typed if word.piece != typed[0].piece) or typed[0].quoted:
        typed = tuple(word for word in typed if word.piece == typed[0].piece and not word.quoted)
    folded = [word.folded for word in typed]
    found = code_at(folded, 0) if folded else None
    if found is None or typed[0].piece == typed[found[1] - 1].piece:
        return found
    number = folded[2] if len(folded) == 3 else folded[1][4:]
    return found if reads_as_code(folded[0], number, in_capitals=typed[0].in_capitals) else None


def _free_words(words: tuple[Typed, ...], at: int) -> tuple[list[str], list[bool]]:
    """The run of unquoted words from here that are all wanted or, typed as one piece, all excluded."""
    run: list[Typed] = []
    for word in words[at:]:
        if word.quoted or word.excluded != words[at].excluded:
            break
        if word.excluded and word.piece != words[at].piece:
            break
        run.append(word)
    return [word.folded for word in run], [word.in_capitals for word in run]
