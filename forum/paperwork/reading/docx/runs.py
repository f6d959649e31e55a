"""Reads the words of a Word paragraph: changes accepted, fields by their result, hidden text left out."""

import re
from dataclasses import dataclass, field, replace
from itertools import groupby

from forum.paperwork.archives import Element, local, value
from forum.paperwork.reading.docx.findings import Findings
from forum.paperwork.reading.docx.styles import Look, Styles, properties
from vietnamese import Encoding, decode, encoding_of_font, is_syllable

MAX_DEPTH = 200
CAPITALS_MIN = (
    3  # letters: TCVN3 has small letters alone with a tone, which in capitals bear the font for them
)
# Letters of Vietnamese that no old encoding has: a paragraph with one of them is in Unicode, whatever its font.
UNICODE_ALONE = re.compile(
    "[\u0102\u0103\u0110\u0111\u0128\u0129\u0168\u0169\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9]"
)

_GONE = {"del", "moveFrom"}
_NEW = {"ins", "moveTo"}
_SIGNS = {"tab": " ", "ptab": " ", "cr": "\n", "noBreakHyphen": "-", "softHyphen": ""}
_SILENT = {
    "pPr",
    "rPr",
    "sdtPr",
    "sdtEndPr",
    "tblPr",
    "trPr",
    "tcPr",
    "instrText",
    "delInstrText",
    "fldData",
    "proofErr",
    "rt",  # small signs above the words
}


@dataclass
class OpenField:
    instruction: str = ""
    has_result: bool = False


@dataclass
class Fields:
    """The open fields. A table of contents may span many paragraphs, but only if the file closes as many
    fields as it opens."""

    is_balanced: bool = True
    open: list[OpenField] = field(default_factory=list)

    def in_instruction(self) -> bool:
        return any(not one.has_result for one in self.open)

    def in_contents(self) -> bool:
        return self.is_balanced and any(
            one.instruction.lstrip().upper().startswith("TOC") for one in self.open
        )

    def end_of_paragraph(self) -> list[str]:
        """Close fields without a result, so that they do not swallow the next paragraph; returns their
        instructions."""
        unfinished = [one for one in self.open if not one.has_result]
        for one in unfinished:
            one.has_result = True
        return [one.instruction for one in unfinished]


@dataclass
class Words:
    """The content of one paragraph. `boxes`, `notes` and the like are read after it."""

    place: str
    text: list[str] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    plain_weight: int = 0  # characters that are not bold

    fonts: dict[int, str] = field(default_factory=dict)  # of the pieces of text in a font of an old encoding

    def joined(self) -> str:
        """The text in Unicode. A letter of an old encoding may stand in two pieces."""
        whole = "".join(self.text)
        if not self.fonts:
            return whole
        grouped = [
            ("".join(piece for _, piece in pieces), font)
            for font, pieces in groupby(enumerate(self.text), lambda one: self.fonts.get(one[0], ""))
        ]
        if UNICODE_ALONE.search(whole):
            return "".join(_decoded(text, font) if _is_old(text, font) else text for text, font in grouped)
        return "".join(_decoded(text, font) for text, font in grouped)


def _decoded(text: str, font: str) -> str:
    encoding = encoding_of_font(font)
    if encoding is None:
        return text
    plain = [sign for sign in text if sign.isascii() and sign.isalpha()]
    is_in_capitals = len(plain) >= CAPITALS_MIN and not any(sign.islower() for sign in plain)
    return decode(text, encoding, in_capitals=font.upper().endswith("H") or is_in_capitals)


def _is_old(text: str, font: str) -> bool:
    """Whether words beside Unicode are typed in the encoding of their font: syllables only when decoded."""
    encoding = encoding_of_font(font)
    words = [word.strip(".,;:()/“”") for word in text.split() if not word.isascii()]
    if encoding is None or UNICODE_ALONE.search(text) or any(map(is_syllable, words)):
        return False
    return any(is_syllable(decode(word, encoding)) for word in words)


@dataclass(frozen=True)
class Gathering:
    """What reading a paragraph needs to know about its file."""

    styles: Styles
    fields: Fields
    findings: Findings
    is_framed: bool = False  # in a cell, a box or a note, which may be filled with a colour


def words_of(paragraph: Element, place: str, around: Gathering) -> Words:
    words = Words(place)
    look = around.styles.look(_style(paragraph)).over(properties(paragraph)).over(around.styles.defaults)
    _walk(paragraph, words, around, look, 0)
    for instruction in around.fields.end_of_paragraph():
        around.findings.note("empty_field", instruction or "?", place)
    if words.fonts and words.joined() != "".join(words.text):
        around.findings.note_once("old_font", ", ".join(sorted(set(words.fonts.values()))), words.place)
    return words


def _style(paragraph: Element) -> str | None:
    for child in paragraph:
        if local(child) == "pPr":
            return next((value(inner) for inner in child if local(inner) == "pStyle"), None)
    return None


def _walk(element: Element, words: Words, around: Gathering, look: Look, depth: int) -> None:
    for child in element:
        name = local(child)
        if name in _SILENT or depth > MAX_DEPTH:
            _instruction(child, name, around)
        elif name == "r":
            _run(child, words, around, look, depth)
        elif name in _GONE:
            around.findings.note("deleted", _all_text(child), words.place)
        elif name in _NEW:
            around.findings.note("inserted", _all_text(child), words.place)
            _walk(child, words, around, look, depth + 1)
        elif name == "sdt":
            _content_control(child, words, around, look, depth)
        elif name == "fldSimple":
            _simple_field(child, words, around, look, depth)
        elif name in {"oMath", "oMathPara"}:
            formula = _all_text(child)
            around.findings.note("formula", formula, words.place)
            words.text.append(formula)
        elif not _special(child, name, words, around):
            _walk(child, words, around, look, depth + 1)


def _run(run: Element, words: Words, around: Gathering, look: Look, depth: int) -> None:
    style = next((value(s) for p in run if local(p) == "rPr" for s in p if local(s) == "rStyle"), None)
    look = properties(run).over(around.styles.look(style) if style else Look()).over(look)
    sign = replace(look, is_bold=True)
    for child in run:
        name = local(child)
        if name == "t":
            _take(child.text or "", words, around, look)
        elif name in _SIGNS:
            _take(_sign(name, look), words, around, sign)
        elif name == "br":
            _take("\n", words, around, sign)
        elif name == "sym":
            _take(_symbol(child, words, around), words, around, look)
        elif name == "delText":
            around.findings.note("deleted", child.text or "", words.place)
        elif name == "fldChar":
            _field_mark(child, words, around)
        elif name in _SILENT:
            _instruction(child, name, around)
        elif not _special(child, name, words, around):
            _walk(child, words, around, look, depth + 1)


def _sign(name: str, look: Look) -> str:
    """A soft hyphen takes the place of ư in the fonts of TCVN3."""
    is_letter = name == "softHyphen" and encoding_of_font(look.font or "") is Encoding.tcvn3
    return "\u00ad" if is_letter else _SIGNS[name]


def _take(text: str, words: Words, around: Gathering, look: Look) -> None:
    if around.fields.in_instruction() or not text:
        return
    if look.is_hidden or look.is_struck:
        shown = _decoded(text, look.font or "")
        around.findings.note("hidden" if look.is_hidden else "struck", shown, words.place)
        return
    if look.is_tiny or (look.is_white and not look.is_shaded and not around.is_framed):
        around.findings.note("unseen", text, words.place)
        return
    font = look.font or ""
    if encoding_of_font(font) is None:
        text = text.upper() if look.is_capitals else text
    else:
        words.fonts[len(words.text)] = font
    words.text.append(text)
    if not look.is_bold:
        words.plain_weight += len(text.strip())


def _special(element: Element, name: str, words: Words, around: Gathering) -> bool:
    """Handle boxes, pictures, notes and comments; returns whether the element was one of them."""
    if name == "AlternateContent":
        chosen = next((c for c in element if local(c) == "Choice"), None)
        chosen = chosen if chosen is not None else next((c for c in element if local(c) == "Fallback"), None)
        if chosen is not None:
            _walk(chosen, words, around, Look(is_bold=True), 1)
        return True
    if name in {"drawing", "pict"}:
        _drawing(element, words)
        return True
    if name in {"object", "altChunk", "control"}:
        around.findings.note("embedded", value(element, "id") or "OLE", words.place)
        _drawing(element, words)
        return True
    if name in {"footnoteReference", "endnoteReference"}:
        words.notes.append((name.removesuffix("Reference"), value(element, "id") or ""))
        return True
    if name == "commentReference":
        words.comments.append(value(element, "id") or "")
        return True
    return False


def _drawing(element: Element, words: Words) -> None:
    words.boxes.extend(
        inner for inner in element.iter() if local(inner) == "txbxContent" and _is_outermost(inner, element)
    )
    names = [
        value(inner, "descr") or value(inner, "title") or value(inner, "name") or ""
        for inner in element.iter()
        if local(inner) == "docPr"
    ]
    if any(local(inner) in {"blip", "imagedata", "chart", "relIds"} for inner in element.iter()):
        words.pictures.append((names or [""])[0])


def _is_outermost(box: Element, top: Element) -> bool:
    """Whether a box is not inside another, with which it is read, nor the fallback copy of the same box."""
    for above in box.iterancestors():
        if above is top:
            return True
        if local(above) in {"txbxContent", "Fallback"}:
            return False
    return True


def _content_control(element: Element, words: Words, around: Gathering, look: Look, depth: int) -> None:
    if is_placeholder(element):
        around.findings.note("placeholder", _all_text(element), words.place)
        return
    for child in element:
        if local(child) == "sdtContent":
            _walk(child, words, around, look, depth + 1)


def is_placeholder(element: Element) -> bool:
    return any(
        local(inner) == "showingPlcHdr" for child in element if local(child) == "sdtPr" for inner in child
    )


def _simple_field(element: Element, words: Words, around: Gathering, look: Look, depth: int) -> None:
    before = len(words.text)
    _walk(element, words, around, look, depth + 1)
    if len(words.text) == before:
        around.findings.note("empty_field", value(element, "instr") or "?", words.place)


def _field_mark(element: Element, words: Words, around: Gathering) -> None:
    kind, fields = value(element, "fldCharType"), around.fields.open
    if kind == "begin" and len(fields) < MAX_DEPTH:
        fields.append(OpenField())
    elif kind == "separate" and fields:
        fields[-1].has_result = True
    elif kind == "end" and fields:
        ended = fields.pop()
        if not ended.has_result and ended.instruction.split()[:1] not in (["XE"], ["TC"], ["RD"]):
            around.findings.note("empty_field", ended.instruction, words.place)


def _instruction(element: Element, name: str, around: Gathering) -> None:
    fields = around.fields.open
    if name == "instrText" and fields and not fields[-1].has_result:
        fields[-1].instruction = (fields[-1].instruction + (element.text or ""))[:500]


def _symbol(element: Element, words: Words, around: Gathering) -> str:
    code = value(element, "char") or ""
    try:
        number = int(code, 16)
    except ValueError:
        number = 0
    if 0x20 <= number < 0xD800:
        return chr(number)
    around.findings.note("symbol", f"{value(element, 'font') or '?'} {code}", words.place)
    return "□"


def _all_text(element: Element) -> str:
    return "".join(
        inner.text or "" for inner in element.iter() if local(inner) in {"t", "delText"} and inner.text
    )
