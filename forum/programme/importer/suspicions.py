"""Probable typing or scanning errors, found from the text alone by rules of the language.

A word is suspected by its neighbours: for instance 'A b' once, where 'A b' with other marks or one other
letter is frequent. A real word in place of another is not found. Nothing is corrected; people decide.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from forum.programme.importer.expressions import EXPRESSIONS, KNOWN
from forum.programme.importer.marks import Line
from forum.programme.importer.result import Remark
from forum.programme.importer.spelling import is_syllable, is_written_in_vietnamese
from vietnamese import fold, fold_keeping_marks

MAX_TEXT = 300_000  # characters; a programme has thirty thousand
OFTEN = 2  # occurrences of the other spelling before a single one is suspected
MAX_REMARKS = 200

_TOKEN = re.compile(r"[^\W\d_]+|\d+(?:[.,/]\d+)*|[^\s\w]")
_STOP_WITHIN = re.compile(r"(?<![^\W\d_])[^\W\d_]{2,}[,;:.][^\W\d_]{2,}")
_STOP_SEPARATED = re.compile(r"(?<![^\W_])[^\W_]+ [,;.](?=\s|$)")
# Words that Vietnamese repeats.
_TWICE = frozenset(
    (
        *(
            "luôn",
            "dần",
            "thường",
            "mãi",
            "đời",
            "người",
            "nhà",
            "ngày",
            "đêm",
            "năm",
            "tháng",
            "chung",
            "song",
        ),
        *("từ", "từng", "nơi", "ai", "đâu", "cao", "xa", "lâu", "nhanh", "chậm", "đều", "hay", "rất", "mới"),
        *("riêng", "sâu", "to", "nho", "nhỏ", "xanh", "vui", "thật", "gần", "ngành", "lớp", "hàng", "hằng"),
        *("việc", "điều", "đôi", "càng", "rồi", "là", "tầng", "hộ", "vi"),
    )
)


@dataclass(frozen=True, slots=True)
class Word:
    """A syllable as written, and as compared: lower case, tone in its normal place, i for y."""

    shown: str
    key: str


@dataclass(frozen=True, slots=True)
class Run:
    """Words separated only by spaces."""

    line: int
    words: tuple[Word, ...]

    @property
    def pairs(self) -> Iterator[tuple[Word, Word]]:
        return zip(self.words, self.words[1:], strict=False)

    def key(self, at: int) -> str:
        return self.words[at].key if 0 <= at < len(self.words) else ""


@dataclass(frozen=True, slots=True)
class Counts:
    words: Counter[str]
    pairs: Counter[tuple[str, str]]

    def is_single(self, pair: tuple[str, str]) -> bool:
        return self.pairs[pair] == 1

    def stands_alone(self, run: Run, at: int) -> bool:
        """Whether the two words from `at` on are a pair: neither forms an expression with its other
        neighbour."""
        return not any(self.is_expression(pair) for pair in _beside(run, at))

    def is_expression(self, pair: tuple[str, str]) -> bool:
        """Known, or frequent and one of its words occurs mostly next to the other."""
        if pair in KNOWN:
            return True
        count = self.pairs.get(pair, 0)
        return count >= OFTEN and 2 * count >= min(self.words[pair[0]], self.words[pair[1]])

    @property
    def expressions(self) -> Iterator[tuple[str, str]]:
        return filter(self.is_expression, self.pairs)


def _beside(run: Run, at: int) -> tuple[tuple[str, str], tuple[str, str]]:
    """The first word with the one before it, the second with the one after it."""
    return (run.key(at - 1), run.key(at)), (run.key(at + 1), run.key(at + 2))


def suspicions(lines: Sequence[Line]) -> list[Remark]:
    """In the order of lines; a place is reported once, by the first rule that matched."""
    if sum(len(line.whole) for line in lines) > MAX_TEXT:
        return [Remark("unsure", lines[0].number, "văn bản dài, không tìm lỗi chữ", None)]
    runs = [run for line in lines for run in _runs(line)]
    counts = Counts(
        Counter(word.key for run in runs for word in run.words),
        Counter((a.key, b.key) for run in runs for a, b in run.pairs),
    )
    found = [
        *_other_marks(runs, counts),
        *_other_letter(runs, counts),
        *_no_syllables(runs, counts),
        *_doubled(runs, counts),
        *_spaces(lines),
        *_glued(runs, counts),
    ]
    return _once_each(found)[:MAX_REMARKS]


def _once_each(found: Iterable[Remark]) -> list[Remark]:
    chosen: dict[int, set[str]] = defaultdict(set)
    remarks = []
    for remark in found:
        words = set(remark.text.split())
        if words & chosen[remark.line]:
            continue
        chosen[remark.line] |= words
        remarks.append(remark)
    return sorted(remarks, key=lambda remark: remark.line)


@lru_cache(maxsize=30_000)
def _word(shown: str) -> Word:
    return Word(shown, fold_keeping_marks(shown))


@lru_cache(maxsize=30_000)
def _bare(key: str) -> str:
    return fold(key)


def _runs(line: Line) -> Iterator[Run]:
    words: list[Word] = []
    for token in _TOKEN.findall(line.whole):
        if token[0].isalpha():
            words.append(_word(token))
        elif words:
            yield Run(line.number, tuple(words))
            words = []
    if words:
        yield Run(line.number, tuple(words))


def _suspected(line: int, written: str, suggestion: str | None) -> Remark:
    return Remark("suspected", line, written, suggestion)


def _other_marks(runs: Sequence[Run], counts: Counts) -> Iterator[Remark]:
    """Two syllables occurring once, where the same letters with other marks are an expression."""
    by_letters: dict[tuple[str, str], tuple[str, str]] = {}
    for a, b in counts.expressions:
        letters = (_bare(a), _bare(b))
        if counts.pairs[by_letters.get(letters, ("", ""))] < counts.pairs[a, b]:
            by_letters[letters] = (a, b)
    for run in runs:
        for at, (first, second) in enumerate(run.pairs):
            pair = (first.key, second.key)
            if pair in KNOWN or not counts.is_single(pair) or not KNOWN.isdisjoint(_beside(run, at)):
                continue
            letters = (_bare(first.key), _bare(second.key))
            meant = " / ".join(" ".join(form) for form in sorted(EXPRESSIONS.get(letters, ())))
            often = by_letters.get(letters, pair)
            if not meant and often != pair and _is_near(pair, often, counts) and counts.stands_alone(run, at):
                meant = " ".join(often)
            if meant:
                yield _suspected(run.line, f"{first.shown} {second.shown}", meant)


def _is_near(pair: tuple[str, str], often: tuple[str, str], counts: Counts) -> bool:
    """One syllable is the same; or one of the pair occurs nowhere else."""
    return pair[0] == often[0] or pair[1] == often[1] or 1 in (counts.words[pair[0]], counts.words[pair[1]])


def _other_letter(runs: Sequence[Run], counts: Counts) -> Iterator[Remark]:
    """A syllable that occurs nowhere else, next to one whose frequent neighbour differs by one letter."""
    after: dict[str, list[str]] = defaultdict(list)
    before: dict[str, list[str]] = defaultdict(list)
    for a, b in counts.expressions:
        after[a].append(b)
        before[b].append(a)
    for run in runs:
        for at, (first, second) in enumerate(run.pairs):
            is_rare = 1 in (counts.words[first.key], counts.words[second.key])
            if not is_rare or (first.key, second.key) in KNOWN or not counts.stands_alone(run, at):
                continue
            shown = f"{first.shown} {second.shown}"
            if counts.words[second.key] == 1 and (like := _like(second.key, after.get(first.key, ()))):
                yield _suspected(run.line, shown, f"{first.key} {like}")
            elif counts.words[first.key] == 1 and (like := _like(first.key, before.get(second.key, ()))):
                yield _suspected(run.line, shown, f"{like} {second.key}")


def _like(key: str, others: Iterable[str]) -> str | None:
    if len(key) < 3:
        return None
    return next((other for other in others if len(other) > 2 and one_edit(key, other)), None)


def one_edit(a: str, b: str) -> bool:
    """Whether `a` becomes `b` by changing, adding or dropping one letter, or swapping two neighbours."""
    if a == b or abs(len(a) - len(b)) > 1:
        return False
    start = next((at for at, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    if len(a) == len(b):
        swapped = a[start] + a[start + 1 : start + 2] == b[start + 1 : start + 2] + b[start]
        return a[start + 1 :] == b[start + 1 :] or (swapped and a[start + 2 :] == b[start + 2 :])
    longer, shorter = (a, b) if len(a) > len(b) else (b, a)
    return longer[start + 1 :] == shorter[start:]


def _no_syllables(runs: Sequence[Run], counts: Counts) -> Iterator[Remark]:
    """Words in Vietnamese letters that are no syllable of the language."""
    by_letters: dict[str, str] = {}
    for key, count in counts.words.items():
        if is_syllable(key) and counts.words[by_letters.get(_bare(key), "")] < count:
            by_letters[_bare(key)] = key
    for run in runs:
        for word in run.words:
            is_small = word.shown.islower()
            if is_small and is_written_in_vietnamese(word.key) and not is_syllable(word.key):
                yield _suspected(run.line, word.shown, by_letters.get(_bare(word.key)))


def _doubled(runs: Sequence[Run], counts: Counts) -> Iterator[Remark]:
    """One syllable or a pair repeated in a row, other than what the language repeats."""
    for run in runs:
        keys = [word.key for word in run.words]
        for at in range(1, len(keys)):
            once = run.words[at].shown
            if keys[at] == keys[at - 1] and keys[at] not in _TWICE and counts.is_single((keys[at], keys[at])):
                yield _suspected(run.line, f"{run.words[at - 1].shown} {once}", once.casefold())
            if at >= 3 and keys[at - 3 : at - 1] == keys[at - 1 : at + 1] and keys[at] != keys[at - 1]:
                shown = [word.shown for word in run.words[at - 3 : at + 1]]
                yield _suspected(run.line, " ".join(shown), " ".join(shown[2:]).casefold())


def _spaces(lines: Sequence[Line]) -> Iterator[Remark]:
    """A full stop without its space, or with one before it."""
    for line in lines:
        for found in _STOP_WITHIN.finditer(line.whole):
            before, stop, after = re.split(r"([,;:.])", found[0], maxsplit=1)
            begins_anew = after[0].isupper() and after[1:].islower()
            if before[-1].islower() and (begins_anew if stop == "." else True):
                yield _suspected(line.number, found[0], f"{before}{stop} {after}")
        for found in _STOP_SEPARATED.finditer(line.whole):
            yield _suspected(line.number, found[0], found[0].replace(" ", ""))


def _glued(runs: Sequence[Run], counts: Counts) -> Iterator[Remark]:
    """Two syllables missing a space: the text also has them separate, or the second begins with a capital."""
    joined = {a + b: f"{a} {b}" for a, b in counts.expressions}
    for run in runs:
        for word in run.words:
            if is_syllable(word.key):
                continue
            separated = joined.get(word.key) or _at_capital(word.shown)
            if separated:
                yield _suspected(run.line, word.shown, separated)


def _at_capital(shown: str) -> str | None:
    """'phốXây' as two words, if both are syllables."""
    at = next((at for at in range(1, len(shown)) if shown[at - 1].islower() and shown[at].isupper()), None)
    if at is None:
        return None
    parts = (shown[:at], shown[at:])
    return " ".join(parts) if all(is_syllable(part.casefold()) for part in parts) else None
