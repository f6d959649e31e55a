"""How a paper cites the legal documents it rests on: in full, without abbreviations."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

from forum.paperwork.printable import one_line

CITATIONS_FILE = Path(__file__).with_name("citations.yaml")
KINDS = {
    "NĐ": "Nghị định",
    "NQ": "Nghị quyết",
    "QĐ": "Quyết định",
    "TT": "Thông tư",
    "TTLT": "Thông tư liên tịch",
    "CT": "Chỉ thị",
    "KH": "Kế hoạch",
    "HD": "Hướng dẫn",
    "QC": "Quy chế",
}
LAWS = ("Bộ luật", "Luật", "Pháp lệnh")
_NAMES = "|".join(sorted({*KINDS, *KINDS.values(), *LAWS}, key=len, reverse=True))
_CITED = re.compile(rf"(?<!\w)(?P<kind>{_NAMES})(?: số:?)? (?P<number>\d+/[\w/-]*\w)")
_ASIDE = re.compile(r"(?<!\s)\s*+\([^()]*+\)")


def citations(source: str) -> tuple[str, ...]:
    """The documents that `source` names between semicolons, as a paper cites them: articles before their document.

    Remarks in brackets are left out, and so is a law that is named by its number alone and is not in citations.yaml:
    a paper may not bear that number.
    """
    parts = (one_line(part).strip(" .") for part in _ASIDE.sub("", source).split(";"))
    return tuple(cited for part in parts if (cited := _in_full(part)))


def _in_full(part: str) -> str:
    found = _CITED.search(part)
    if found is None:
        return part
    name = _known().get(found["number"]) or _by_number(found["kind"], found["number"])
    if not name:
        return ""
    before, after = part[: found.start()].strip(" ,"), part[found.end() :].strip()
    article = after.strip(" ,") if after.startswith(",") else ""
    if after and not article and found["kind"] not in LAWS:  # typed in full: 'ngày … của …'
        name = f"{_by_number(found['kind'], found['number'])} {after}"
    return " ".join(words for words in (before, article, name) if words)


def _by_number(kind: str, number: str) -> str:
    return "" if kind in LAWS else f"{KINDS.get(kind, kind)} số {number}"


@cache
def _known() -> Mapping[str, str]:
    table = yaml.safe_load(CITATIONS_FILE.read_text(encoding="utf-8"))
    return {number: name for number, name in table.items() if number != "as_of"}
