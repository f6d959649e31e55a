"""Lines → paragraphs: joins what a page break split, and lists each join."""

import re
from collections import Counter
from collections.abc import Iterator, Set
from dataclasses import dataclass, field
from itertools import pairwise

from forum.programme.importer.deadlines import MAX_DEADLINE, is_deadline_line
from forum.programme.importer.duties import (
    begins_with_organisation,
    known_name_at_start,
    names_in,
    read_duty,
    read_labels,
)
from forum.programme.importer.marks import (
    LETTERS,
    NO_MARK,
    Line,
    Mark,
    ends_a_sentence,
    is_capitals,
    is_page_number,
)

MAX_HEADING_WORDS = 30
# Only the opening of a paragraph is examined, so that one of 100,000 pieces is not joined 100,000 times.
OPENING_LENGTH = 2_000
_BESIDE_WORDS = ',.;:()“”"'
_TIGHT_HYPHEN = re.compile(r"[\w%][-–/]$")
_LEADS_TO_A_TIME = {"trong", "đến", "hết", "trước", "sau", "từ", "ngày", "vào", "của", "là", "với", "và"}
_CLOSING_WORDS = re.compile(r"(?:nơi nhận|kính gửi)\s*:?|(?:t/m|tm|k/t|kt|tl)[.\s]", re.IGNORECASE)

GroupKey = tuple[int, str, tuple[int, ...]]


@dataclass(slots=True)
class Paragraph:
    line: int
    mark: Mark
    pieces: list[str]
    joins: list[tuple[int, int]] = field(default_factory=list)
    doubts: list[tuple[int, str]] = field(default_factory=list)
    last_line: int = 0
    opening: str = ""
    is_row: bool = False

    @property
    def text(self) -> str:
        return "".join(self.pieces)


@dataclass(frozen=True, slots=True)
class Habits:
    """How this text is written, gathered from all its lines before any are joined."""

    dashes: frozenset[tuple[str, str]]
    small_bullets: bool
    sentence_groups: frozenset[GroupKey]
    names: frozenset[str]


def habits_of(lines: list[Line], names: Set[str]) -> Habits:
    dashes: set[tuple[str, str]] = set()
    bullets: Counter[bool] = Counter()
    sentences: Counter[GroupKey] = Counter()
    given = frozenset(names)
    known = set(given)
    for line, key in _with_groups(lines):
        if " - " in line.text or " – " in line.text:
            dashes.update(_around_dashes(line.text))
        if line.mark.kind == "bullet":
            bullets[line.text[:1].islower()] += 1
        if key and line.text.endswith((".", ";")):
            sentences[key] += 1
        known.update(_names_given(line.text, given))
    return Habits(frozenset(dashes), bullets[True] > bullets[False], frozenset(sentences), frozenset(known))


def _around_dashes(text: str) -> Iterator[tuple[str, str]]:
    """'văn học - nghệ thuật' → ('học', 'nghệ'): the words on both sides of each spaced dash."""
    parts = text.replace(" – ", " - ").split(" - ")
    for before, after in pairwise(parts):
        left, right = before.rsplit(None, 1)[-1:], after.split(None, 1)[:1]
        if left and right:
            yield left[0].strip(_BESIDE_WORDS), right[0].strip(_BESIDE_WORDS)


def _names_given(text: str, known: frozenset[str]) -> tuple[str, ...]:
    duty = read_duty(text, known) if text.endswith(":") else None
    if duty:
        return duty.lead + duty.partners
    labels = [label for label in read_labels(text) if label.kind in ("lead", "partners")]
    return tuple(name for label in labels for name in names_in(label.value, known)[0])


def paragraphs_of(lines: list[Line], habits: Habits) -> list[Paragraph]:
    paragraphs: list[Paragraph] = []
    lines = _without_page_numbers(lines)
    romans = 0
    path: tuple[int, ...] = ()
    letter = ""
    index = 0
    while index < len(lines):
        line = lines[index]
        following = lines[index + 1] if index + 1 < len(lines) else None
        if following and _is_cut_deadline(line, following):
            paragraphs.append(_opened(line, following))
            index += 2
            continue
        index += 1
        place = _Place(romans, path, letter)
        if paragraphs and _continues(paragraphs, line, habits, place):
            _join(paragraphs[-1], line)
            continue
        paragraphs.append(_opened(line))
        romans, path, letter = _next_place(line.mark, romans, path, letter)
    return paragraphs


def _without_page_numbers(lines: list[Line]) -> list[Line]:
    chosen = []
    for index, line in enumerate(lines):
        if not is_page_number(line):
            chosen.append(line)
            continue
        following = lines[index + 1] if index + 1 < len(lines) else None
        stands_between = following and chosen and _is_cut_deadline(chosen[-1], following)
        if following and not stands_between and _is_cut_deadline(line, following):
            chosen.append(line)
    return chosen


@dataclass(frozen=True, slots=True)
class _Place:
    romans: int
    path: tuple[int, ...]
    letter: str


def is_closing(line: str) -> bool:
    """Whether it is the signature or the list of recipients, which end the programme."""
    return _CLOSING_WORDS.match(line) is not None


def _with_groups(lines: list[Line]) -> Iterator[tuple[Line, GroupKey | None]]:
    romans = 0
    path: tuple[int, ...] = ()
    for line in lines:
        if line.mark.kind == "roman":
            romans, path = line.mark.path[0], ()
        if line.mark.kind == "number":
            path = line.mark.path
        yield line, group_key(line.mark, romans, path)


def group_key(mark: Mark, romans: int, path: tuple[int, ...]) -> GroupKey | None:
    """The key of sibling numbered paragraphs: children of one parent are written alike."""
    if mark.kind == "number":
        return romans, "number", mark.path[:-1]
    return (romans, "letter", path) if mark.kind == "letter" else None


def _next_place(
    mark: Mark, romans: int, path: tuple[int, ...], letter: str
) -> tuple[int, tuple[int, ...], str]:
    if mark.kind == "roman":
        return mark.path[0], (), ""
    if mark.kind == "number":
        return romans, mark.path, ""
    return (romans, path, mark.shown) if mark.kind == "letter" else (romans, path, letter)


def _opened(line: Line, following: Line | None = None) -> Paragraph:
    paragraph = Paragraph(
        line.number,
        line.mark,
        [line.text],
        last_line=line.number,
        opening=line.text[:OPENING_LENGTH],
        is_row=line.is_row,
    )
    if following:
        paragraph.mark, paragraph.pieces, paragraph.opening = NO_MARK, [line.whole], line.whole
        _join(paragraph, following)
    return paragraph


def _join(paragraph: Paragraph, line: Line) -> None:
    before = paragraph.pieces[-1]
    space = "" if not before or _TIGHT_HYPHEN.search(before[-3:]) else " "
    if before and ends_a_sentence(before) and line.text[:1].isupper():
        paragraph.doubts.append((line.number, line.whole[:120]))
    paragraph.pieces.append(space + line.whole)
    if len(paragraph.opening) < OPENING_LENGTH:
        paragraph.opening = (paragraph.opening + space + line.whole)[:OPENING_LENGTH]
    paragraph.joins.append((paragraph.last_line, line.number))
    paragraph.last_line = line.number


def _is_cut_deadline(line: Line, following: Line) -> bool:
    if (
        line.is_row
        or following.is_row
        or line.mark.kind == "roman"
        or len(line.whole) > MAX_DEADLINE
        or len(following.whole) > MAX_DEADLINE
    ):
        return False
    if is_deadline_line(line.whole) or not (line.whole[:1].isupper() or line.whole[:1] in "(0123456789"):
        return False
    return is_deadline_line(f"{line.whole} {following.whole}") and not read_labels(line.text)


def _continues(paragraphs: list[Paragraph], line: Line, habits: Habits, place: _Place) -> bool:
    last = paragraphs[-1]
    tail = last.pieces[-1]
    if line.is_row:
        return False
    if last.is_row:
        return last.mark.is_annex and line.mark.kind == "none" and (line.is_capitals or line.whole[:1] == "(")
    if not tail:
        return line.mark.kind == "none"
    if is_closing(line.whole) or read_labels(line.text) or _stands_alone(line, tail):
        return False
    ended = ends_a_sentence(tail)
    if line.mark.kind != "none":
        return not ended and _is_open_prose(last, habits, place) and _mark_is_text(line, tail, habits, place)
    if last.mark.kind == "none" and is_capitals(last.opening):
        return False
    if last.mark.kind == "roman" and last.opening.isupper() and line.text.isupper():
        return not ended
    if line.is_capitals:
        return False
    small = not line.text[:1].isupper()
    if ended and tail.endswith(";") and _is_cut_duty(last, line, habits):
        return True
    if ended:
        return small and not (tail.endswith(":") and read_duty(last.opening) is not None)
    if small:
        return True
    return _runs_on(paragraphs, line, habits, place)


def _stands_alone(line: Line, tail: str) -> bool:
    """Whether it is a complete deadline line. In lower case it may be the end of a sentence."""
    if line.mark.kind != "none" or not is_deadline_line(line.whole):
        return False
    if line.whole.lstrip("(")[:1].isupper() or ends_a_sentence(tail):
        return True
    return line.whole[:1].isdecimal() and tail.split()[-1] not in _LEADS_TO_A_TIME


def _runs_on(paragraphs: list[Paragraph], line: Line, habits: Habits, place: _Place) -> bool:
    """`line` begins with a capital after a paragraph without a full stop: one split sentence, or two things?"""
    last = paragraphs[-1]
    text = last.opening
    if read_labels(text) or (last.mark.kind == "none" and is_deadline_line(text)):
        return text.endswith((",", ";"))
    if last.mark.kind == "roman":
        return False
    if last.mark.kind in ("number", "letter"):
        return _numbered_runs_on(last, line, habits, place)
    if len(paragraphs) >= 2 and is_capitals(paragraphs[-2].opening) and not place.romans:
        return False
    if line.text.endswith(":") and read_duty(line.text) and last.mark.kind == "bullet":
        return not begins_with_organisation(line.text)
    return True


def _numbered_runs_on(last: Paragraph, line: Line, habits: Habits, place: _Place) -> bool:
    if group_key(last.mark, place.romans, place.path) in habits.sentence_groups:
        return True
    text = last.opening
    if _is_cut_duty(last, line, habits):
        return True
    return len(text.split()) > MAX_HEADING_WORDS


def _is_cut_duty(last: Paragraph, line: Line, habits: Habits) -> bool:
    """'1.1. Ban A; / Sở B chủ trì thực hiện:': a list of names that continues in the next line."""
    if not line.text.endswith(":") or last.mark.kind not in ("number", "letter", "none"):
        return False
    names_someone = begins_with_organisation(last.opening) or known_name_at_start(last.opening, habits.names)
    return bool(names_someone) and read_duty(f"{last.opening} {line.text}") is not None


def _is_open_prose(last: Paragraph, habits: Habits, place: _Place) -> bool:
    """Whether the paragraph continues until a full stop: neither heading, label nor date."""
    text = last.opening
    if last.mark.kind == "roman" or is_capitals(text) or read_labels(text) or is_deadline_line(text):
        return False
    if last.mark.kind in ("number", "letter"):
        in_sentences = group_key(last.mark, place.romans, place.path) in habits.sentence_groups
        return in_sentences or len(text.split()) > MAX_HEADING_WORDS or begins_with_organisation(text)
    return True


def _mark_is_text(line: Line, tail: str, habits: Habits, place: _Place) -> bool:
    """Whether an apparent mark after open prose is just the next word of the sentence."""
    mark = line.mark
    if mark.kind == "bullet":
        beside = (tail.rsplit(None, 1)[-1].strip(_BESIDE_WORDS), _first_word(line.text).strip(_BESIDE_WORDS))
        if beside in habits.dashes:
            return True
        if line.text[:1].isdecimal():
            return tail[-1:].isdecimal()
        return line.text[:1].islower() and not habits.small_bullets
    if mark.kind == "roman":
        return mark.path[0] != place.romans + 1
    if mark.kind == "number":
        return not _is_next_number(mark.path, place.path)
    return not any(_is_next_letter(mark.shown, place.letter, order) for order in LETTERS)


def _first_word(text: str) -> str:
    return next(iter(text.split(None, 1)), "")


def _is_next_number(path: tuple[int, ...], present: tuple[int, ...]) -> bool:
    if path == (*present, 1) or (path[-1] == 1 and not present):
        return True
    return len(path) <= len(present) and path == (*present[: len(path) - 1], present[len(path) - 1] + 1)


def _is_next_letter(letter: str, present: str, order: str) -> bool:
    if letter == "a":
        return True
    return present in order and letter in order and order.index(letter) == order.index(present) + 1
