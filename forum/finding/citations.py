"""Citations of search results: in words, and as records for reference managers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from forum.clock import local_date
from forum.contributions.models import Contribution
from forum.database import ReadDb
from forum.thing import Card, Thing
from forum.urls import url_for
from forum.words import _


@dataclass(frozen=True, slots=True)
class Citation:
    """`version` is None for things without versions; `address` is an absolute URL. `caution`: what is to be known of it
    where it is cited."""

    code: str
    noun: str
    author: str
    title: str
    version: int | None
    on: date | None
    address: str
    caution: str = ""

    @property
    def words(self) -> str:
        """The citation as one line of text for a report."""
        named = " ".join(filter(None, (self.author, f"“{self.title}”")))
        facts = (
            self.code,
            str(_("bản {version}", version=self.version)) if self.version else "",
            str(_("ngày {on:%d/%m/%Y}", on=self.on)) if self.on else "",
            self.caution,
        )
        inside = ", ".join(filter(None, facts))
        return f"{named} ({inside}), {self.address}" if inside else f"{named}, {self.address}"


async def citations(db: ReadDb, site: str, cards: Iterable[Card]) -> dict[Thing, Citation]:
    """Cite cards that the reader may see, each in its current version."""
    given = list(cards)
    rows = await db.execute(
        select(Contribution.kind, Contribution.id, Contribution.text_version).where(
            Contribution.id.in_([card.thing.id for card in given])
        )
    )
    versions = {Thing(kind, number): version for kind, number, version in rows}
    return {card.thing: _citation(site, card, versions.get(card.thing)) for card in given}


def _citation(site: str, card: Card, version: int | None) -> Citation:
    path = url_for("contributions.version", card.thing.id, version) if version else card.url
    return Citation(
        code=card.code or "",
        noun=str(card.noun),
        author=card.author,
        title=str(card.title),
        version=version,
        on=local_date(card.at) if card.at else None,
        address=f"{site.rstrip('/')}{path}",
        caution=str(card.caution),
    )


def ris(cited: Iterable[Citation]) -> str:
    """Records in RIS, for reference managers: tag, two spaces, hyphen, space; a record ends with ER."""
    return "".join(_record(it) for it in cited)


def _record(it: Citation) -> str:
    lines = [
        ("TY", "ELEC"),
        ("AU", it.author),
        ("TI", it.title),
        ("PY", str(it.on.year) if it.on else ""),
        ("DA", it.on.strftime("%Y/%m/%d") if it.on else ""),
        ("ET", str(_("bản {version}", version=it.version)) if it.version else ""),
        ("M3", it.noun),
        ("AN", it.code),
        ("N1", it.caution),
        ("UR", it.address),
    ]
    written = [f"{tag}  - {' '.join(value.split())}\r\n" for tag, value in lines if value.strip()]
    return "".join([*written, "ER  - \r\n"])
