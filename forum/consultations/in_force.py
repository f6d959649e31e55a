"""The text in force beside a draft: its paragraphs as read, and which paragraph of the draft continues each."""

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import TypeAdapter

from forum.consultations.comparing import change_of, passages_of
from forum.consultations.fates import Change
from forum.consultations.models import ParagraphText, TextInForce
from forum.paperwork.matching.versions import match
from forum.paperwork.readings import Reading


@dataclass(frozen=True, slots=True)
class InForceUnit:
    """A paragraph of the text in force. `id` is its place, from 0."""

    id: int
    kind: str
    label: str
    text: str
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class InForceLink:
    """What became of the paragraph at `place`; without `text_ids` the draft leaves it out."""

    place: int
    text_ids: tuple[int, ...]
    change: Change


_UNITS = TypeAdapter(list[InForceUnit])
_LINKS = TypeAdapter(list[InForceLink])


def units_of(it: TextInForce) -> list[InForceUnit]:
    return _UNITS.validate_python(it.units)


def links_of(it: TextInForce) -> list[InForceLink]:
    return _LINKS.validate_python(it.links)


def store_units(it: TextInForce, reading: Reading) -> None:
    read = [
        InForceUnit(place, unit.kind, unit.label, unit.text, unit.rows)
        for place, unit in enumerate(reading.nodes)
    ]
    it.units = _UNITS.dump_python(read, mode="json")


def store_links(it: TextInForce, version: int, links: list[InForceLink]) -> None:
    it.links, it.matched_version = _LINKS.dump_python(links, mode="json"), version


def matched(units: Sequence[InForceUnit], texts: Sequence[ParagraphText]) -> list[InForceLink]:
    outcomes = match(passages_of(units), passages_of(texts)).outcomes
    return [InForceLink(int(one.key), tuple(int(key) for key in one.to), change_of(one)) for one in outcomes]
