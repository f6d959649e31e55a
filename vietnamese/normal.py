"""Normalises a text once, on input."""

import re
import unicodedata

# Those of word processors too, where U+000B breaks a line and U+000C a page.
LINE_ENDS = re.compile("\r\n?|[\u2028\u2029\x85\x0b\x0c]")

# Control characters (but tab and line end), soft hyphen, zero-width and direction marks, byte order mark,
# and the code points that no XML paper may hold.
_PICTURES = (
    "\u203c\u2049\u2122\u2139\u2194-\u21aa\u231a-\u2328\u23cf-\u27ff\u2934\u2935\u2b00-\u2bff"
    "\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
)
# Arabic, Indic, Mongolian and south-east Asian scripts, where a joiner changes what a word looks like and says.
_JOINING = (
    "\u0600-\u061b\u061d-\u07ff\u0840-\u109f\u1780-\u18af\u1a20-\u1bff\ua800-\ua82f\ua840-\ua8ff\ua980-\uaadf"
    "\uabc0-\uabff\ufb50-\ufdff\ufe70-\ufefc\U00010a00-\U00010aff\U00011000-\U00011fff\U0001e900-\U0001e95f"
)
# Lao, Thai, Tibetan, Burmese and Khmer have no spaces: an invisible one says where a line may break.
_UNSPACED = "\u0e00-\u109f\u1780-\u17ff\u1950-\u19ff\u1a20-\u1aaf"
# The signs after which a consonant loses its vowel.
_VIRAMA = "\u094d\u09cd\u0a4d\u0acd\u0b4d\u0bcd\u0c4d\u0ccd\u0d4d\u0dca"
# Joiners between pictures, between letters that join, or at the end of an Indic word; all others say nothing.
_JOINER = (
    f"(?<=[{_PICTURES}\ufe0f])\u200d(?=[{_PICTURES}])|(?<=[{_JOINING}])[\u200c\u200d](?=[{_JOINING}])"
    f"|(?<=[{_VIRAMA}])[\u200c\u200d]|(?<=[{_UNSPACED}])\u200b(?=[{_UNSPACED}])|(?<=[\u1800-\u18af])\u180e"
)
# Letters of tags, which none but a flag of a region carries (England's).
_TAGS = "(?<![\U0001f3f4\U000e0020-\U000e007f])[\U000e0020-\U000e007f]+|\U000e0001"
INVISIBLE = re.compile(
    f"(?!{_JOINER})"
    "[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b-\u200f"
    f"\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff]|{_TAGS}"
)
_DOUBLED = re.compile("(\u200b\u200b+|\u200c\u200c+|\u200d\u200d+)")

HALF = re.compile("[\ud800-\udfff]")

SKIN_TONES = range(0x1F3FB, 0x1F400)
REGIONAL = range(0x1F1E6, 0x1F200)
ZERO_WIDTH_JOINER = "\u200d"


class UnreadableText(ValueError):
    """The text contains a NUL or a lone surrogate and can't be stored as typed."""


def normalise(text: str) -> str:
    """NFC with uniform line ends and no invisible characters. Idempotent.

    Raises UnreadableText for NUL and for lone surrogates: dropping them would store a different text.
    """
    if "\x00" in text:
        raise UnreadableText("the text holds a NUL character")
    if HALF.search(text):
        raise UnreadableText("the text holds half a surrogate pair")
    one_line_end = _DOUBLED.sub(lambda found: found[0][0], LINE_ENDS.sub("\n", text))
    return unicodedata.normalize("NFC", INVISIBLE.sub("", one_line_end))


def visible_length(text: str) -> int:
    """Count characters as a person does: combining marks, joined emoji and flags are not counted
    separately."""
    count, joined, flag_open = 0, False, False
    for character in unicodedata.normalize("NFC", text):
        if character == ZERO_WIDTH_JOINER:
            joined = count > 0
            continue
        if INVISIBLE.match(character) or unicodedata.category(character) in ("Mn", "Mc", "Me", "Cf"):
            continue
        point = ord(character)
        if point in SKIN_TONES and count:
            continue
        if point in REGIONAL and flag_open:
            flag_open = False
            continue
        flag_open = point in REGIONAL
        count += 0 if joined else 1
        joined = False
    return count
