"""Letters that look like others: those of other scripts in Vietnamese words, and what stands for a digit."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace

from forum.paperwork.reading.blocks import Block
from forum.paperwork.reading.marks import TITLE_MAX
from forum.paperwork.remarks import Remark, RemarkKind
from vietnamese import is_syllable, may_be_legacy

_WITH_ETH = re.compile(r"(?<![^\W\d_])[^\W\d_]*[ÐðƉɖ][^\W\d_]*")
_VOWEL = re.compile(r"[AEIOUY\u00c0-\u00cf\u00d2-\u00de]")
_ETH = str.maketrans("ÐðƉɖ", "ĐđĐđ")

# Pictures of one letter in the fonts of offices; nothing that is only similar.
_ALIKE = str.maketrans(
    dict(
        zip(
            "АВЕКМНОРСТХУІЈЅаеорсухіјѕӀԁԛԝһΑΒΕΖΗΙΚΜΝΟΡΤΥΧοϲ",
            "ABEKMHOPCTXYIJSaeopcyxijsIdqwhABEZHIKMNOPTYXoc",
            strict=True,
        )
    )
)
# The name of a unit in capitals that were typed apart.
_SPACED = re.compile(
    r"(?:Đ I Ề U|C H Ư Ơ N G|T I Ể U\s+M Ụ C|M Ụ C|P H Ầ N|P H Ụ\s+L Ụ C)(?=(?:\s+T H Ứ)?\s+(?:\d|[IVXL]+\b)|$)"
)
_TOGETHER = {"TIỂUMỤC": "TIỂU MỤC", "PHỤLỤC": "PHỤ LỤC"} | {
    name: name for name in ("ĐIỀU", "CHƯƠNG", "MỤC", "PHẦN")
}
_OTHER_SCRIPT = re.compile(r"[\u0370-\u03ff\u0400-\u052f]")
_LETTER = r"(?:[^\W\d_]|[\u0300-\u036f])"
_WORD_OF_OTHERS = re.compile(
    rf"(?<![^\W\d_])(?<![\u0300-\u036f]){_LETTER}*[\u0370-\u03ff\u0400-\u052f]{_LETTER}*"
)
# Digits and letters as wide as Chinese ones, roman numerals of one sign.
_WIDE = re.compile(r"[\uff01-\uff5e\u2160-\u217f\u2024]")
_UNIT = r"(?:^|\n)[ \t“\"]*(?:phần|chương|tiểu mục|mục|phụ lục|[đd]i[êềèeế][uù]|khoản|điểm)"
_NUMBER_BEFORE = re.compile(rf"(?:{_UNIT}|(?:^|\n)[ \t“\"]*)[ \t]*\d{{0,3}}$", re.IGNORECASE)
_UNIT_BEFORE = re.compile(rf"{_UNIT}[ \t]*\d{{0,3}}$", re.IGNORECASE)
# Digits in a circle or with their stop, of Arabic and Indic scripts, and of formulas.
_OTHER_DIGITS = "\u2460-\u249b\u2776-\u2793\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\U0001d7ce-\U0001d7ff"
_OTHER_NUMBER = re.compile(
    rf"(?P<before>{_UNIT}[ \t]*|(?:^|\n)[ \t“\"]*)(?P<digits>[{_OTHER_DIGITS}]+)", re.IGNORECASE
)
_BARE_DIGIT = re.compile("[\u2776-\u277e\u0660-\u0669\u06f0-\u06f9\u0966-\u096f]")
_CIRCLED = re.compile("[\u2460-\u2473\u2776-\u2793]")
_STRANGE = re.compile(rf"{_OTHER_SCRIPT.pattern}|{_WIDE.pattern}|[{_OTHER_DIGITS}]")
_NUMBER_AFTER = re.compile(r"\s*(?:[.):/–-]|$|\n)")

SHOWN = 40
_PICTURED_DIGITS = str.maketrans("ЗзбЧ", "3364")
_AS_DIGITS = str.maketrans("lI|OoО", "111000")
_AS_NUMERALS = str.maketrans("l|1", "III")


def with_known_letters(blocks: Sequence[Block]) -> tuple[Sequence[Block], list[Remark]]:
    """Blocks in which each letter is the one that it looks like, and remarks on what was read otherwise.

    'Điều' with a letter of another script looks right to everybody and begins no article.
    """
    remarks: list[Remark] = []
    changed: list[Block] = []
    for block in blocks:
        letters = _words_of(block)
        is_spaced = _SPACED.match(block.text) is not None
        if letters.isascii() or not (is_spaced or _WITH_ETH.search(letters) or _is_strange(letters)):
            changed.append(block)
            continue
        changed.append(_mended(block))
        remarks.extend(_remarks(block, changed[-1], remarks))
    return changed, remarks


def old_letters(blocks: Sequence[Block]) -> Iterator[Remark]:
    """One for each line that may be in the letters of an old font, as a heading in a file of Unicode; a text in which
    that is certain is refused."""
    for block in blocks:
        for words in (block.text, *(cell for row in block.rows for cell in row)):
            if len(words) <= TITLE_MAX and (found := may_be_legacy(words)):
                yield Remark(RemarkKind.old_letters, block.place, found.passage[:SHOWN], found.meant[:SHOWN])


def as_digits(number: str) -> str:
    """'1O' and 'l2' as 10 and 12."""
    return number.translate(_AS_DIGITS)


def as_numeral(number: str) -> str:
    """'ll' and 'lV' as II and IV."""
    return number.translate(_AS_NUMERALS).upper()


def _is_strange(text: str) -> bool:
    return _STRANGE.search(text) is not None


def _mended(block: Block) -> Block:
    return replace(
        block,
        text=known_letters(block.text),
        marker=known_letters(block.marker),
        note=known_letters(block.note),
        rows=tuple(tuple(known_letters(cell) for cell in row) for row in block.rows),
    )


def known_letters(text: str) -> str:
    """A text in which each letter is the one that it looks like, and none of a unit's name stands apart."""
    if found := _SPACED.match(text):
        text = _TOGETHER[found[0].replace(" ", "")] + text[found.end() :]
    return _of_one_script(_vietnamese_d(text))


def _remarks(before: Block, after: Block, sofar: Sequence[Remark]) -> list[Remark]:
    """One for each block, but the old keyboard's Đ, which stands in every line, is said once."""
    if before == after:
        return []
    old, new = _words_of(before), _words_of(after)
    found = []
    if old.translate(_ETH) != old and not any(remark.kind is RemarkKind.other_d for remark in sofar):
        found.append(Remark(RemarkKind.other_d, before.place))
    pairs = zip(_vietnamese_d(old).split(), new.split(), strict=False)
    words = next(((typed, read) for typed, read in pairs if typed != read), None)
    if words:
        signs = ", ".join(f"U+{ord(sign):04X}" for sign in words[0][:SHOWN] if _is_strange(sign))
        typed, read = words[0][:SHOWN], words[1][:SHOWN]
        found.append(Remark(RemarkKind.look_alike, before.place, f"{typed} ({signs})", read))
    return found


def _vietnamese_d(text: str) -> str:
    """Đ for Ð in Vietnamese words. What Icelandic or Old English writes with it stays."""
    if _WITH_ETH.search(text) is None:
        return text
    return _WITH_ETH.sub(
        lambda word: word[0].translate(_ETH) if _may_be_vietnamese(word[0]) else word[0], text
    )


def _may_be_vietnamese(word: str) -> bool:
    """A syllable, one of a place such as Đắk Lắk, an abbreviation such as HĐND, or the letter itself, as in đ)."""
    meant = word.translate(_ETH)
    is_place = is_syllable(meant.removesuffix("k"))
    return is_place or meant == "đ" or (meant.isupper() and not _VOWEL.search(meant))


def _of_one_script(text: str) -> str:
    """Latin letters for those of other scripts in Latin words and numbers; Russian and Greek words stay."""
    if not _is_strange(text):
        return text
    text = _WIDE.sub(lambda sign: unicodedata.normalize("NFKC", sign[0]), text)
    text = _OTHER_NUMBER.sub(_in_our_digits, text)
    return unicodedata.normalize("NFC", _WORD_OF_OTHERS.sub(_latin, text))


def _latin(word: re.Match[str]) -> str:
    meant = word[0].translate(_ALIKE)
    if _OTHER_SCRIPT.search(meant):
        return _digits_of(word)
    is_mixed = any(char.isalpha() and not _OTHER_SCRIPT.match(char) for char in word[0])
    if is_mixed or (len(word[0]) <= 7 and _is_number_here(word)):
        return meant
    return meant if len(meant) > 1 and is_syllable(unicodedata.normalize("NFC", meant)) else word[0]


def _digits_of(word: re.Match[str]) -> str:
    """'Điều З' as Điều 3; 'б' only behind the name of a unit, for it also letters the points of a Russian list."""
    digits = word[0].translate(_PICTURED_DIGITS)
    is_meant = digits.isdecimal() and len(digits) <= 3 and _is_number_here(word)
    is_named = word[0] in "Зз" or _UNIT_BEFORE.search(_before(word)) is not None
    return digits if is_meant and is_named else word[0]


def _in_our_digits(number: re.Match[str]) -> str:
    """A number at the head of a line; one in a circle counts points."""
    digits = "".join(
        str(unicodedata.digit(sign, 0)) if _BARE_DIGIT.match(sign) else unicodedata.normalize("NFKC", sign)
        for sign in number["digits"]
    )
    counts = not number["before"].strip('\n “"') and _CIRCLED.fullmatch(number["digits"])
    return f"{number['before']}{digits}{')' if counts else ''}"


def _before(word: re.Match[str]) -> str:
    return unicodedata.normalize("NFC", word.string[: word.start()][-40:].translate(_ALIKE))


def _is_number_here(word: re.Match[str]) -> bool:
    before, after = _before(word), word.string[word.end() :]
    is_first = word.start() <= 40 and _NUMBER_BEFORE.search(before) is not None
    return is_first and (_NUMBER_AFTER.match(after) is not None or before.strip() != "")


def _words_of(block: Block) -> str:
    return " ".join((block.text, block.marker, block.note, *(cell for row in block.rows for cell in row)))
