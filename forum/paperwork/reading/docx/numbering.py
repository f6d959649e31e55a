"""Word's automatic numbering, whose numbers are displayed but not stored as text."""

import re
from dataclasses import dataclass, field, replace

from forum.paperwork.archives import Element, local, value
from forum.paperwork.reading.docx.formats import counted
from vietnamese import Encoding, decode
from vietnamese.legacy import find_legacy

LEVELS = 9
_HOLES = re.compile(r"%([1-9])")
# Symbol fonts have their bullets in the private use area; any other becomes a dash.
_BULLETS = {"-": "-", "–": "-", "—": "-", "+": "+"}


@dataclass(frozen=True)
class Level:
    """One level of a list. `restart_after` is the level (from 1) whose use restarts it; 0 is never."""

    style: str = "decimal"
    text: str = ""
    start: int = 1
    restart_after: int | None = None
    is_legal: bool = False
    paragraph_style: str = ""


@dataclass(frozen=True)
class Numbering:
    """The lists of a file: w:num → its levels, its abstract list, and its start overrides."""

    levels: dict[str, dict[int, Level]]
    abstract: dict[str, str]
    starts: dict[str, dict[int, int]]


@dataclass
class Counters:
    """The current count of each list."""

    numbering: Numbering
    counts: dict[str, dict[int, int]] = field(default_factory=dict)
    begun: set[tuple[str, int]] = field(default_factory=set)
    unknown_styles: set[str] = field(default_factory=set)

    def next_marker(self, number_id: str, level: int) -> str | None:
        """The number of the next paragraph in this list and level; None if there is no such list."""
        levels = self.numbering.levels.get(number_id)
        if not levels or level not in levels:
            return None
        self._step(number_id, level, levels)
        here = levels[level]
        if here.style == "bullet":
            return _BULLETS.get(here.text.strip(), "•")
        return _HOLES.sub(lambda hole: self._written(number_id, int(hole[1]) - 1, here), here.text)

    def _step(self, number_id: str, level: int, levels: dict[int, Level]) -> None:
        counts = self.counts.setdefault(self.numbering.abstract[number_id], {})
        override = self.numbering.starts.get(number_id, {}).get(level)
        if override is not None and (number_id, level) not in self.begun:
            counts.pop(level, None)
        self.begun.add((number_id, level))
        for above in range(level):
            # A level used before its parent level counts the parent as begun, as word processors do.
            counts.setdefault(above, levels.get(above, Level()).start)
        start = override if override is not None else levels[level].start
        counts[level] = counts[level] + 1 if level in counts else start
        for deeper in [known for known in counts if known > level]:
            after = levels[deeper].restart_after if deeper in levels else None
            if after is None or level < after:
                del counts[deeper]

    def _written(self, number_id: str, level: int, shown_in: Level) -> str:
        levels = self.numbering.levels[number_id]
        there = levels.get(level, Level())
        count = self.counts[self.numbering.abstract[number_id]].get(level, there.start)
        style = "decimal" if shown_in.is_legal else there.style
        written = counted(count, style)
        if written is None:
            self.unknown_styles.add(style)
            return str(count)
        return written


def read_numbering(root: Element | None) -> Numbering:
    """Read the lists of numbering.xml; empty if the file has none."""
    if root is None:
        return Numbering({}, {}, {})
    abstracts: dict[str, dict[int, Level]] = {}
    linked: dict[str, str] = {}
    style_owner: dict[str, str] = {}
    for element in root:
        if local(element) == "abstractNum":
            name = value(element, "abstractNumId") or ""
            abstracts[name] = {place: level for child in element for place, level in _levels(child)}
            for child in element:
                if local(child) == "styleLink":
                    style_owner[value(child) or ""] = name
                elif local(child) == "numStyleLink":
                    linked[name] = value(child) or ""
    for name, style in linked.items():
        abstracts[name] = abstracts.get(style_owner.get(style, ""), abstracts[name])
    return _numbered(root, abstracts)


def _numbered(root: Element, abstracts: dict[str, dict[int, Level]]) -> Numbering:
    found = Numbering({}, {}, {})
    for element in root:
        if local(element) != "num":
            continue
        number_id = value(element, "numId") or ""
        for child in element:
            if local(child) == "abstractNumId":
                name = value(child) or ""
                found.abstract[number_id] = name
                found.levels[number_id] = dict(abstracts.get(name, {}))
        for child in element:
            if local(child) == "lvlOverride" and number_id in found.levels:
                _override(child, found, number_id)
    return found


def _override(element: Element, found: Numbering, number_id: str) -> None:
    place = _whole(value(element, "ilvl"), 0)
    for child in element:
        if local(child) == "startOverride":
            found.starts.setdefault(number_id, {})[place] = _whole(value(child), 1)
        for level_place, level in _levels(child):
            found.levels[number_id][level_place] = level


def _levels(element: Element) -> list[tuple[int, Level]]:
    if local(element) != "lvl":
        return []
    level = Level(text="")
    for child in element.iter():
        name, message = local(child), value(child)
        if name == "numFmt" and message and message != "custom":
            level = replace(level, style=message)
        elif name == "lvlText":
            level = replace(level, text=_in_unicode((message or "")[:60]))
        elif name == "start":
            level = replace(level, start=_whole(message, 1))
        elif name == "lvlRestart":
            level = replace(level, restart_after=_whole(message, 0))
        elif name == "isLgl":
            level = replace(level, is_legal=message not in {"0", "false", "off"})
        elif name == "pStyle":
            level = replace(level, paragraph_style=message or "")
    return [(_whole(value(element, "ilvl"), 0), level)]


def _in_unicode(text: str) -> str:
    """'Điều %1.' where the words around a number are typed in an old font."""
    found = find_legacy(text.replace("%", " "))
    is_known = found is not None and found.encoding in {Encoding.tcvn3, Encoding.vni}
    return decode(text, found.encoding) if found is not None and is_known else text


def _whole(text: str | None, default: int) -> int:
    try:
        return max(-1, min(int(text or default), 1_000_000))
    except ValueError:
        return default
