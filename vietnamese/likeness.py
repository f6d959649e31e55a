"""What a name looks like: one form for names that a reader may take for one another."""

import re
import unicodedata

from vietnamese.folding import fold

# Letters of other scripts, and small capitals, that look like one of ours. Full-width and mathematical letters, and
# those in circles, are resolved by NFKC, marks and Đ by folding.
_ALIKE: dict[int, str] = {}
for _letter, _others in {
    "a": "аАαΑɑᴀᎪꓮ", "b": "вВьЬβΒʙᏴꓐ", "c": "сСϲϹᴄᏟꓚ", "d": "ԁᴅᎠꓓ", "e": "еЕєЄεΕᴇᎬꓰ", "f": "ƒꜰꓝ", "g": "ɡցɢᏀꓖ",
    "h": "һҺнНηΗհʜᎻꓧ", "i": "іІїЇιΙıɪᎥᎢꓲӏӀǀ|", "j": "јЈϳᴊᎫꓙ", "k": "кКκΚᴋᏦꓗ", "l": "ʟլᏞꓡℓ", "m": "мМΜᴍᎷꓟ",
    "n": "пΝոռɴꓠ", "o": "оОοΟσօᴏꓳøØ", "p": "рРρΡᴘᏢꓑ", "q": "ԛԚզ", "r": "гʀꓣ", "s": "ѕЅꜱᏚꓢ", "t": "тТτΤᴛꓔ",
    "u": "υսᴜꓴµμ", "v": "ѵѴνᴠᏙꓦ", "w": "ԝԜωшᴡᎳꓪ", "x": "хХχΧꓫ", "y": "уУүҮγΥʏꓬ", "z": "ΖᴢᏃꓜ",
}.items():  # fmt: skip
    _ALIKE |= dict.fromkeys(map(ord, _others), _letter)
# One stroke and a ring, whatever they are.
_STROKES = str.maketrans({"i": "l", "1": "l", "0": "o"})
_FORMS_OF_ADDRESS = re.compile(
    r"(?:(?:ong|ba|anh|chi|dong chi|dc|d c|gs|pgs|ts|ths|bs|ks|ls|cn|nsnd|nsut) )+"
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
    return (bare or folded).translate(_STROKES)
