"""What a paragraph inherits from its style: list, heading level, alignment, visibility."""

import re
from dataclasses import dataclass, replace

from forum.paperwork.archives import Element, local, value

MAX_CHAIN = 40  # stops at a style that is based on itself

# The look under all styles; no style id is empty.
DEFAULTS = ""
_OFF = {"0", "false", "off", "none"}
TINY = 4  # half points: nobody reads such letters


@dataclass(frozen=True)
class Look:
    """Each value is None where the style or paragraph does not set it."""

    number_id: str | None = None
    level: int | None = None
    outline: int | None = None
    is_centred: bool | None = None
    is_bold: bool | None = None
    is_hidden: bool | None = None
    is_struck: bool | None = None
    font: str | None = None
    is_capitals: bool | None = None
    is_white: bool | None = None
    is_tiny: bool | None = None
    is_shaded: bool | None = None

    def over(self, below: "Look") -> "Look":
        """This look, with unset values taken from the one below."""
        own = {name: message for name, message in vars(self).items() if message is not None}
        return replace(below, **own) if own else below


@dataclass(frozen=True)
class Styles:
    """Styles by id with their own looks, the style each is based on, and their names in lower case."""

    looks: dict[str, Look]
    based_on: dict[str, str]
    names: dict[str, str]
    default: str = ""

    def look(self, style_id: str | None) -> Look:
        look, style = Look(), style_id or self.default
        for _ in range(MAX_CHAIN):
            if style not in self.looks:
                break
            look = look.over(self.looks[style])
            if style == DEFAULTS:
                break
            style = self.based_on.get(style, DEFAULTS)
        return look

    @property
    def defaults(self) -> Look:
        return self.looks.get(DEFAULTS, Look())

    def is_contents_line(self, style_id: str | None) -> bool:
        return re.fullmatch(r"(toc|mục lục) ?\d", self.names.get(style_id or "", "")) is not None


def read_styles(root: Element | None) -> Styles:
    """Read the styles of styles.xml; empty if the file has none."""
    if root is None:
        return Styles({}, {}, {})
    looks: dict[str, Look] = {}
    based_on: dict[str, str] = {}
    names: dict[str, str] = {}
    default = ""
    for element in root:
        if local(element) == "docDefaults":
            looks[DEFAULTS] = _defaults(element)
        if local(element) != "style":
            continue
        style = value(element, "styleId") or ""
        looks[style] = properties(element)
        if value(element, "type") == "paragraph" and value(element, "default") in {"1", "true", "on"}:
            default = style
        for child in element:
            if local(child) == "basedOn":
                based_on[style] = value(child) or ""
            elif local(child) == "name":
                names[style] = (value(child) or "").lower()
        looks[style] = _with_named_level(looks[style], names.get(style, ""))
    return Styles(looks, based_on, names, default)


def _defaults(element: Element) -> Look:
    look = Look()
    for child in element:
        for inner in child if local(child) == "rPrDefault" else ():
            look = _run_look(inner).over(look) if local(inner) == "rPr" else look
    return look


def properties(element: Element) -> Look:
    """The look set by pPr and rPr in an element (a style, a paragraph or a run)."""
    look = Look()
    for child in element:
        if local(child) == "pPr":
            look = _paragraph_look(child).over(look)
        elif local(child) == "rPr":
            look = _run_look(child).over(look)
    return look


def _with_named_level(look: Look, name: str) -> Look:
    found = re.fullmatch(r"heading ([1-9])", name)
    if not found or look.outline is not None:
        return look
    return Look(outline=int(found[1]) - 1).over(look)


def _paragraph_look(element: Element) -> Look:
    look = Look()
    for child in element:
        name = local(child)
        if name == "numPr":
            message = {local(inner): value(inner) for inner in child}
            look = Look(message.get("numId"), _level(message.get("ilvl"))).over(look)
        elif name == "outlineLvl":
            level = _level(value(child))
            look = Look(outline=level if level is not None and level < 9 else None).over(look)
        elif name == "jc":
            look = Look(is_centred=value(child) == "center").over(look)
        elif name == "shd":
            look = Look(is_shaded=_is_shaded(child)).over(look)
    return look


def _run_look(element: Element) -> Look:
    look = Look()
    for child in element:
        if local(child) in {"vanish", "specVanish"}:
            look = Look(is_hidden=value(child) not in _OFF).over(look)
        elif local(child) in {"strike", "dstrike"}:
            # Either line strikes: one that is off does not take the other away.
            look = Look(is_struck=bool(look.is_struck) or value(child) not in _OFF).over(look)
        elif local(child) == "rFonts":
            look = Look(font=_font(child)).over(look)
        elif local(child) == "caps":
            look = Look(is_capitals=value(child) not in _OFF).over(look)
        elif local(child) == "color":
            look = Look(is_white=_is_white(child)).over(look)
        elif local(child) == "sz":
            size = value(child) or ""
            look = Look(is_tiny=size.isdecimal() and int(size) <= TINY).over(look)
        elif local(child) in {"shd", "highlight"}:
            look = Look(is_shaded=_is_shaded(child)).over(look)
        elif local(child) == "b":
            look = Look(is_bold=value(child) not in _OFF).over(look)
    return look


def _is_white(element: Element) -> bool:
    return (value(element) or "").upper() == "FFFFFF" or value(element, "themeColor") in {
        "background1",
        "bg1",
    }


def _is_shaded(element: Element) -> bool:
    """By a fill, a pattern or a marker."""
    fill = (value(element, "fill") or "auto").upper()
    is_filled = fill not in {"AUTO", "FFFFFF"} or value(element, "themeFill") is not None
    return is_filled or value(element) not in {None, "clear", "nil", "none", "white"}


def _font(element: Element) -> str | None:
    """A theme's font counts as one of its own: it is none of those that old encodings need."""
    return value(element, "ascii") or value(element, "hAnsi") or value(element, "asciiTheme")


def _level(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 3 else None
