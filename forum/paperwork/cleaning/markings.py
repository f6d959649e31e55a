"""Traces of people in the XML of Office files, common to all programs of the suite."""

import re
from dataclasses import dataclass, field

from forum.paperwork.archives import Element, local, parse_xml
from forum.paperwork.cleaning.images import BLANK_PNG, clean_image, image_kind
from forum.paperwork.cleaning.office_package import (
    CONTENT_TYPES,
    RELATIONSHIPS,
    Parts,
    drop_parts,
    drop_with_places,
    know_ending,
    relationships,
    replace_part,
    serialise,
)
from forum.paperwork.errors import PaperError
from forum.words import _

ANONYMOUS = "Tác giả"
_CORE = "docProps/core.xml"
_APPLICATION = "docProps/app.xml"
_PATH = re.compile(
    r"[\\/]|\.(?:jpe?g|png|gif|bmp|tiff?|webp|emf|wmf|svg|heic|docx?|xlsx?|pdf)$", re.IGNORECASE
)
_NOWHERE = "about:blank"
_WEB = ("http://", "https://", "mailto:", "#")


@dataclass
class Findings:
    """What was removed, in words for the uploader, and the names found in metadata."""

    removed: list[str] = field(default_factory=list)
    names: set[str] = field(default_factory=set)

    def note(self, what: str) -> None:
        if what not in self.removed:
            self.removed.append(what)

    def name(self, text: str | None) -> None:
        """Remember a name to search the rest for; very short ones are skipped, as any text contains them."""
        text = " ".join((text or "").split())
        if len(text) > 2 and text != ANONYMOUS:
            self.names.add(text)


def drop_strangers(parts: Parts, known: re.Pattern[str], found: Findings) -> None:
    """Drop unknown parts, which may hold anything, with what points to them. Raises PaperError for what does harm."""
    for name in parts:
        if re.search(r"vbaProject|vbaData|macrosheets/|activeX/", name, re.IGNORECASE):
            raise PaperError("macros", _("Tệp chứa macro hoặc ActiveX, không làm sạch được."))
        if name.startswith("_xmlsignatures/"):
            raise PaperError("signed", _("Tệp đã ký số; làm sạch sẽ làm mất chữ ký nên không thực hiện."))
    strangers = {
        name for name in parts if name not in (CONTENT_TYPES, "_rels/.rels") and not known.fullmatch(name)
    }
    if strangers:
        drop_with_places(parts, strangers)
        found.note(f"{len(strangers)} thành phần lạ trong tệp")


def clean_pictures(parts: Parts, folder: str, found: Findings) -> None:
    """Clean the pictures in a folder. One that cannot be cleaned, as EMF and WMF, gives way to an empty one."""
    emptied = 0
    for name in sorted(part for part in parts if part.startswith(folder)):
        if image_kind(parts[name]) is not None:
            parts[name] = clean_image(parts[name])
        else:
            emptied += 1
            replace_part(parts, name, f"{folder}blank{emptied}.png", BLANK_PNG)
    if emptied:
        know_ending(parts, "png", "image/png")
        found.note(f"{emptied} hình không đọc được (EMF, WMF, SVG …); chỗ đó nay để trống")


def drop_properties(parts: Parts, dropped: re.Pattern[str], found: Findings) -> None:
    """Drop properties, thumbnails and other parts matching `dropped`, and remember the names in them."""
    for part in (_CORE, _APPLICATION):
        if part in parts:
            for element in parse_xml(parts[part], part).iter("{*}creator", "{*}lastModifiedBy", "{*}Manager"):
                found.name(element.text)
    gone = {name for name in parts if dropped.fullmatch(name)}
    if gone:
        found.note("thuộc tính, ảnh thu nhỏ và dữ liệu đi kèm tệp")
    drop_parts(parts, gone)


def loosen_outside_targets(parts: Parts, found: Findings) -> None:
    """Blank links to files, which reveal folders and account names; web and mail links are content and
    stay."""
    for name, root in relationships(parts):
        changed = False
        for one in root.iter(RELATIONSHIPS):
            outside = one.get("TargetMode") == "External"
            kind = one.get("Type", "").rsplit("/", 1)[-1]
            if outside and not (kind == "hyperlink" and one.get("Target", "").lower().startswith(_WEB)):
                one.set("Target", _NOWHERE)
                found.note("liên kết tới tệp bên ngoài")
                changed = True
        if changed:
            parts[name] = serialise(root)


def blank_drawing_names(root: Element, found: Findings) -> None:
    """Blank a picture's name, description and title, where programs put the path of the inserted file."""
    for element in root.iter("{*}docPr", "{*}cNvPr", "{*}imagedata", "{*}shape", "{*}rect"):
        for attribute, value in list(element.attrib.items()):
            plain = attribute.rsplit("}", 1)[-1]
            if plain in ("name", "descr", "title", "alt", "href") and _PATH.search(value):
                element.set(attribute, "")
                found.note("đường dẫn và tên tệp của ảnh")


def anonymise_people(root: Element, found: Findings) -> None:
    """Remove authors and times of tracked changes and comments; the changes and comments stay."""
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        for attribute in list(element.attrib):
            plain = attribute.rsplit("}", 1)[-1]
            if plain in ("author", "initials") and "wordprocessingml" in attribute:
                found.name(element.get(attribute) if plain == "author" else None)
                element.set(attribute, ANONYMOUS if plain == "author" else "TG")
                found.note("tên người sửa và người nhận xét")
            elif plain == "dateUtc" or (plain == "date" and "wordprocessingml" in attribute):
                del element.attrib[attribute]
            elif plain.startswith("rsid"):
                del element.attrib[attribute]
                found.note("dấu vết phiên làm việc")


def text_of(parts: Parts) -> str:
    """All text visible to a reader, with runs joined, so that a name split between runs is found."""
    pieces: list[str] = []
    for name in sorted(parts):
        if name.endswith((".xml", ".vml")) and name != CONTENT_TYPES:
            root = parse_xml(parts[name], name)
            pieces.append("".join(element.text or "" for element in root.iter() if local(element) in _TEXTS))
    return "\n".join(pieces)


def left_hidden(parts: Parts) -> list[str]:
    """What cleaning leaves and a reader may not see at a glance: tracked changes, comments, hidden words, counted."""
    counts = dict.fromkeys(_HIDDEN, 0)
    for name in sorted(parts):
        if name.startswith(("word/", "xl/")) and name.endswith(".xml"):
            for element in parse_xml(parts[name], name).iter():
                for what, elements in _HIDDEN.items():
                    counts[what] += local(element) in elements
    return [f"{count} {what}" for what, count in counts.items() if count]


def refuse_names_left(parts: Parts, found: Findings) -> None:
    """Final check: a name found in metadata may occur in typed text, but in no attribute.

    Raises PaperError, since the cleaner then has missed a place that holds names.
    """
    if not found.names:
        return
    named = re.compile(rf"(?<!\w)(?:{'|'.join(re.escape(name) for name in sorted(found.names))})(?!\w)")
    for part in sorted(parts):
        if part.endswith((".xml", ".vml", ".rels")):
            for element in parse_xml(parts[part], part).iter():
                if any(named.search(value) for value in element.attrib.values()):
                    raise PaperError(
                        "name_left",
                        _("Tên người còn trong thành phần '{part}', chưa làm sạch được.", part=part),
                    )


_HIDDEN = {
    "chỗ thêm, bớt còn ghi vết (track changes)": frozenset(("ins", "del", "moveFrom", "moveTo")),
    "nhận xét (comments)": frozenset(("comment",)),
    "đoạn chữ ẩn": frozenset(("vanish",)),
}
_TEXTS = frozenset(("t", "delText", "v", "instrText", "f", "text"))
