"""What a name looks like: one form for names that a reader may take for one another."""

import re
import unicodedata

from vietnamese.folding import fold
from vietnamese.signs import BLANKS

# Letters of other scripts, and small capitals, that look like one of ours. Full-width and mathematical letters, and
# those in circles, are resolved by NFKC, marks and Đ by folding.
_ALIKE: dict[int, str] = {}
for _letter, _others in {
    "a": "аАαΑɑᴀᎪꓮ", "b": "вВьЬβΒʙᏴꓐßƀɃɓƁ", "c": "сСϲϹᴄᏟꓚ", "d": "ԁᴅᎠꓓɗƊᵭ", "e": "еЕєЄεΕᴇᎬꓰɛəɇ", "f": "ƒꜰꓝ",
    "g": "ɡցɢᏀꓖ", "h": "һҺнНΗհʜᎻꓧħ", "i": "іІїЇιΙıɪᎥᎢꓲӏӀǀ|", "j": "јЈϳᴊᎫꓙ", "k": "кКκΚᴋᏦꓗ", "l": "ʟլᏞꓡℓłŁɩƖƚⱡ",
    "m": "мМΜᴍᎷꓟᛖ", "n": "пΝηոռɴꓠŋŊɲ", "o": "оОοΟσօᴏꓳøØ", "p": "рРρΡᴘᏢꓑ", "q": "ԛԚզ", "r": "гʀꓣ", "s": "ѕЅꜱᏚꓢ",
    "t": "тТτΤᴛꓔŧƭ", "u": "υսᴜꓴµμ", "v": "ѵѴνᴠᏙꓦ", "w": "ԝԜωшᴡᎳꓪ", "x": "хХχΧꓫ", "y": "уУүҮγΥʏꓬ", "z": "ΖᴢᏃꓜ",
}.items():  # fmt: skip
    _ALIKE |= dict.fromkeys(map(ord, _others), _letter)
# What no name has a picture for, in a name: a space.
_ALIKE |= dict.fromkeys(map(ord, BLANKS), " ")
# One stroke, a ring and the digits written for letters, whatever they are.
_STROKES = str.maketrans({"i": "l", "1": "l", "0": "o", "8": "b", "5": "s", "4": "a", "3": "e"})
_TWICE = re.compile(r"([a-z])\1+")
_FORMS_OF_ADDRESS = re.compile(
    r"(?:(?:ong|ba|anh|chi|thay|dong chi|dc|d c|gs|pgs|ts|tskh|ths|ncs|bs|ks|ls|cn|nsnd|nsut|dr|prof|mr|mrs) )+"
)


def look(name: str) -> str:
    """Equal for names that look alike: without marks, case, spaces, signs and forms of address, and with letters of
    other scripts as the Latin ones that they resemble. Empty where no letter or digit of ours is left."""
    return words_looked_at(name).replace(" ", "")


def words_looked_at(name: str) -> str:
    """The same with its words still apart."""
    resolved = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name)).translate(_ALIKE)
    folded = fold(resolved)
    bare = _FORMS_OF_ADDRESS.sub("", folded, count=1) if _FORMS_OF_ADDRESS.match(folded) else folded
    return _TWICE.sub(r"\1", bare or folded).replace("rn", "m").translate(_STROKES)
