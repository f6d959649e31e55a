"""Word's number formats: decimal, roman, letters, Vietnamese words."""

from forum.paperwork.reading.numerals import roman

_ONES = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")


def counted(number: int, style: str) -> str | None:
    """The number in a w:numFmt format; None for an unsupported one."""
    if style in {"decimal", "ordinal", "decimalHalfWidth"}:
        return str(number)
    if style == "decimalZero":
        return f"{number:02d}"
    if style in {"upperRoman", "lowerRoman"}:
        written = roman(number) or str(number)
        return written if style == "upperRoman" else written.lower()
    if style in {"upperLetter", "lowerLetter"}:
        written = _letters(number)
        return written.upper() if style == "upperLetter" else written
    if style in {"vietnameseCounting", "cardinalText", "ordinalText"}:
        return number_in_words(number)
    return "" if style in {"none", "bullet"} else None


def number_in_words(number: int) -> str:
    """Vietnamese words for 0 to 99, digits beyond."""
    if not 0 <= number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    if not tens:
        return _ONES[ones]
    last = {0: "", 1: "một" if tens == 1 else "mốt", 5: "lăm"}.get(ones, _ONES[ones])
    return f"{'mười' if tens == 1 else f'{_ONES[tens]} mươi'} {last}".strip()


def _letters(number: int) -> str:
    """a … z, then aa, bb …, as in Word."""
    if number < 1:
        return str(number)
    again, place = divmod(number - 1, 26)
    return chr(ord("a") + place) * min(again + 1, 30)
