"""What the reader of a draft was not sure of: its remarks, stored with the version, and which are open."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from forum.consultations.models import DraftVersion
from forum.paperwork.remarks import Remark, RemarkKind
from forum.words import Words
from moderation.values import Json


@dataclass(frozen=True, slots=True)
class StoredRemark:
    """A remark with the text that it is shown at, none for the draft as a whole. `key` is its own in the version."""

    key: str
    remark: Remark
    text_id: int | None
    is_seen: bool

    @property
    def message(self) -> Words:
        return self.remark.message

    @property
    def place(self) -> str:
        return self.remark.place

    @property
    def is_open(self) -> bool:
        """A doubt that nobody has looked at."""
        return self.remark.is_doubt and not self.is_seen


def as_stored(report: Iterable[Remark], text_ids: Mapping[str, int]) -> list[dict[str, Json]]:
    """`text_ids` by anchor."""
    return [
        {
            "key": _key(n, remark),
            "kind": remark.kind.value,
            "place": remark.place,
            "about": remark.about,
            "beside": remark.beside,
            "text_id": text_ids.get(remark.anchor),
            "is_seen": False,
        }
        for n, remark in enumerate(report)
    ]


def _key(n: int, remark: Remark) -> str:
    words = "\n".join((remark.kind, remark.place, remark.about, remark.beside, remark.anchor))
    return f"{n}-{hashlib.sha256(words.encode()).hexdigest()[:8]}"


def remarks_of(version: DraftVersion) -> list[StoredRemark]:
    return [_remark(stored) for stored in version.report]


def _remark(stored: Mapping[str, Json]) -> StoredRemark:
    kind, place, about, beside = (str(stored[name]) for name in ("kind", "place", "about", "beside"))
    text_id = stored["text_id"]
    return StoredRemark(
        key=str(stored["key"]),
        remark=Remark(RemarkKind(kind), place, about, beside),
        text_id=text_id if isinstance(text_id, int) else None,
        is_seen=bool(stored["is_seen"]),
    )


def open_doubts(version: DraftVersion) -> int:
    """How many doubts nobody has looked at."""
    return sum(remark.is_open for remark in remarks_of(version))


def mark_seen(version: DraftVersion, key: str) -> None:
    version.report = [{**one, "is_seen": one["is_seen"] or one["key"] == key} for one in version.report]


def move_remarks(version: DraftVersion, text_ids: Sequence[int], to: int | None) -> None:
    """Show the remarks on these texts at another one; without another, their paragraphs are gone and so are they."""
    gone = set(text_ids)
    if any(one["text_id"] in gone for one in version.report):
        version.report = [
            {**one, "text_id": to} if one["text_id"] in gone else one
            for one in version.report
            if to is not None or one["text_id"] not in gone
        ]
