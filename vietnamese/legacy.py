"""Vietnamese in encodings older than Unicode: TCVN3 of .Vn fonts, VNI of VNI- fonts, and UTF-8 read as Latin."""

import re
import unicodedata
from enum import StrEnum
from typing import NamedTuple

from vietnamese.tones import SYLLABLE, split_tones


class Encoding(StrEnum):
    """The values are the names that offices know."""

    tcvn3 = "TCVN3 (ABC)"
    vni = "VNI"
    misread = "UTF-8"
    lost = "?"


FONTS = {Encoding.tcvn3: ".VnTime", Encoding.vni: "VNI-Times"}

_TCVN3 = str.maketrans(
    dict(
        zip(
            "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\u00adõøö÷ùúýûüþ¡¢§£¤¥¦",
            "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĂÂĐÊÔƠƯ",
            strict=True,
        )
    )
)
_TONES = dict(zip("ùøûõï", "\u0301\u0300\u0309\u0303\u0323", strict=True))
_SHAPED = {
    "\u0302": dict(zip("âáàåãä", ("", "\u0301", "\u0300", "\u0309", "\u0303", "\u0323"), strict=True)),
    "\u0306": dict(zip("êéèúüë", ("", "\u0301", "\u0300", "\u0309", "\u0303", "\u0323"), strict=True)),
}


def _vni_pairs() -> dict[str, str]:
    pairs = {base + mark: base + tone for base in "aeouy" for mark, tone in _TONES.items()}
    pairs |= {
        base + mark: base + "\u0302" + tone for base in "aeo" for mark, tone in _SHAPED["\u0302"].items()
    }
    pairs |= {"a" + mark: "a\u0306" + tone for mark, tone in _SHAPED["\u0306"].items()}
    pairs |= {
        horned + mark: letter + tone
        for horned, letter in (("ô", "ơ"), ("ö", "ư"))
        for mark, tone in _TONES.items()
    }
    pairs |= {"ô": "ơ", "ö": "ư", "ñ": "đ", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}
    both = dict(pairs)
    for typed, letter in pairs.items():
        both[typed.upper()] = both[typed.capitalize()] = letter.upper()
    return {typed: unicodedata.normalize("NFC", letter) for typed, letter in both.items()}


_VNI = _vni_pairs()
_VNI_LETTER = re.compile("|".join(sorted(map(re.escape, _VNI), key=len, reverse=True)))

# Signs of TCVN3 within a word: no language writes them there, nor a capital with a mark after a small letter.
_ODD = re.compile(
    "(?<=[A-Za-z\u00a1-\u00ff])[¡-¬\u00ad®µ-»¼-¾×÷]|[¡-¬\u00ad®¶-»¼-¾](?=[A-Za-z])|(?<=[a-z])[À-ÖØ-Þ]|[®\u00ad]"
)
_VNI_PAIR = re.compile("[aeouyôö][ùøûõïâáàåãäêéèúüë]|[ñöæîÑÖÆÎ]", re.IGNORECASE)
_WORD = re.compile("(?<![^\\W\\d_])[A-Za-z\u00a1-\u00ff]{2,}(?![^\\W\\d_])")
# The vowels of a syllable that goes on with a consonant, and those with which one ends.
_BEFORE_LAST = frozenset(
    re.findall(r"\S+", "a ă â e ê i o ô ơ u ư y iê uô ươ oa oă oe oo uê uy uâ uơ uyê yê")
)
_AT_END = _BEFORE_LAST | frozenset(
    re.findall(
        r"\S+",
        "ia ua ưa ai ay ao au âu ây eo êu iu iêu oi ôi ơi ui ưi uôi ươi ươu ưu oai oay oao oeo uya uây uyu yêu",
    )
)
_MISREAD = re.compile("á[º»].|[ÃÄÅ][\u0080-\u00bf\u0192\u2018\u2019\u201a-\u2122]|Æ[°¡]")
_LOST = re.compile(r"\w\ufffd|\ufffd\w")

# Alone among Unicode words: no formula, trade mark, section or name of another language is written so.
_TCVN3_ALONE = re.compile(
    "^®[A-Za-z]{2,}|^[®§][A-Za-z]*[\u00a1-\u00ff]|(?<=[a-z])[À-ÖØ-Þ]|(?<=[a-z])[µ¨©ª¬®](?=[a-z])"
    "|(?<=[A-Z])[¡¢¤¥¦](?=[¡-¦A-Z])|(?<=[A-Z])[\u00df-\u00ff](?=[A-Z])"
)
# From the first of the one kind to any of the other, tried once from the start of the word.
_VNI_ALONE = re.compile(
    r"\A(?:[^ñöôÑÖÔ]*+[ñöôÑÖÔ].*[ùøûõïâáàåãäêéèúüëôö]|[^ùøûõïâáàåãäêéèúüë]*+[ùøûõïâáàåãäêéèúüë].*[ñöôÑÖÔ]"
    r"|[A-Z]*+Ö[ÔÙØÛÕÏ]|Ñ[A-Z]*[ÙØÛÕÏÂÁÀÅÃÄÊÉÈÚÜËÔÖÆÒ])",
)

# Enough of a line's words to be no accident, and more than one.
SHARE, LEAST = 0.25, 2
SHORT = 12  # words of a line in which each marked word may be one of them
# Letters of Vietnamese that no old encoding has.
_UNICODE_ALONE = re.compile(
    "[\u0102\u0103\u0110\u0111\u0128\u0129\u0168\u0169\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9]"
)


class Legacy(NamedTuple):
    """The encoding, words in it, and the same words in Unicode (empty where they are lost)."""

    encoding: Encoding
    passage: str
    meant: str


def decode(text: str, encoding: Encoding, *, in_capitals: bool = False) -> str:
    """The text in Unicode. The fonts whose name ends in H show small letters as capitals."""
    if encoding is Encoding.tcvn3:
        decoded = text.translate(_TCVN3)
    else:
        decoded = _VNI_LETTER.sub(lambda found: _VNI[found.group()], text)
    return decoded.upper() if in_capitals else decoded


def encoding_of_font(font: str) -> Encoding | None:
    lower = font.strip().lower()
    if lower.startswith(".vn"):
        return Encoding.tcvn3
    return Encoding.vni if re.match(r"vni[- ]", lower) else None


def find_legacy(text: str) -> Legacy | None:
    """The first line in an older encoding; None for other languages, code and Vietnamese in Unicode."""
    if text.isascii():
        return None
    for line in text.split("\n"):
        if not line.isascii() and (found := _in_line(line)) is not None:
            return found
    return None


def _in_line(line: str) -> Legacy | None:
    if len(_MISREAD.findall(line)) >= LEAST:
        return Legacy(Encoding.misread, line.strip()[:60], _reread(line)[:60])
    if len(_LOST.findall(line)) >= LEAST:
        return Legacy(Encoding.lost, line.strip()[:60], "")
    words = unicodedata.normalize("NFC", line)
    word_count = len(re.findall(r"\w+", words))
    for encoding, odd in ((Encoding.tcvn3, _ODD), (Encoding.vni, _VNI_PAIR)):
        found = [word for word in _WORD.findall(words) if odd.search(word) and _is_only_so(word, encoding)]
        if len({word.lower() for word in found}) >= LEAST and len(found) >= SHARE * word_count:
            passage = " ".join(found[:6])
            return Legacy(encoding, passage, decode(passage, encoding))
    return _each_word(words) or _one_word(words)


def may_be_legacy(line: str) -> Legacy | None:
    """A line whose marked words are Vietnamese in an older encoding, and one of them none as it stands; that one may
    also be a name of another language."""
    return None if line.isascii() else _each_word(unicodedata.normalize("NFC", line), least=1)


def _each_word(line: str, least: int = LEAST) -> Legacy | None:
    """Words of a short line, such as a heading, that bear no sign which no other language writes."""
    words = [word for word in _WORD.findall(line) if not word.isascii()]
    count = len(re.findall(r"\w+", line))
    if not words or count > SHORT or _UNICODE_ALONE.search(line):
        return None
    for encoding in (Encoding.tcvn3, Encoding.vni):
        only_so = {word.lower() for word in words if _is_only_so(word, encoding)}
        if len(only_so) >= least and all(is_syllable(_decoded_whole(word, encoding)) for word in words):
            passage = " ".join(words[:6])
            return Legacy(encoding, passage, " ".join(_decoded_whole(word, encoding) for word in words[:6]))
    return None


def _one_word(line: str) -> Legacy | None:
    """A word that came alone from an older document."""
    for encoding, odd in ((Encoding.tcvn3, _TCVN3_ALONE), (Encoding.vni, _VNI_ALONE)):
        for found in _WORD.finditer(line):
            word = found.group()
            if odd.search(word) and _is_only_so(word, encoding):
                return Legacy(encoding, word, decode(word, encoding))
    return None


def _is_only_so(word: str, encoding: Encoding) -> bool:
    """No Vietnamese syllable as it stands, and one when decoded."""
    return not is_syllable(word) and is_syllable(_decoded_whole(word, encoding))


def _decoded_whole(word: str, encoding: Encoding) -> str:
    """TCVN3 writes the vowels of a word in capitals as small ones where they bear a tone."""
    plain = [sign for sign in word if sign.isascii()]
    is_in_capitals = len(plain) > 1 and all(sign.isupper() for sign in plain)
    return decode(word, encoding, in_capitals=is_in_capitals)


def is_syllable(word: str) -> bool:
    """Whether a word can be Vietnamese by its letters and its tone."""
    if not (word.islower() or word.isupper() or word[1:].islower()) or "ñ" in word.lower():
        return False
    letters, tones = split_tones(word)
    syllable = SYLLABLE.fullmatch(letters.lower())
    if syllable is None or len(tones) > 1:
        return False
    return syllable["vowels"] in (_BEFORE_LAST if syllable["last"] else _AT_END)


def _reread(line: str) -> str:
    """What can still be read of it."""
    raw = b"".join(_byte(sign) for sign in line.strip())
    return raw.decode("utf-8", "ignore")


def _byte(sign: str) -> bytes:
    return sign.encode("latin-1", "ignore") or sign.encode("cp1252", "ignore")
