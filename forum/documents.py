"""Documents that can be made from a thing, as one reader would get them now."""

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Literal

from forum.actor import Actor
from forum.database import ReadDb
from forum.paperwork.description import OfficialPaper
from forum.words import Words

Format = Literal["docx", "pdf", "xlsx"]
FORMATS: tuple[Format, ...] = ("docx", "pdf", "xlsx")
DOCX_AND_PDF: tuple[Format, ...] = ("docx", "pdf")


@dataclass(frozen=True, slots=True)
class Making:
    """When a file is made, and the address of the site, which a paper names where people are to go there."""

    at: datetime
    site: str


Writer = Callable[[Making], bytes]
MEDIA_TYPES: Mapping[str, str] = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True)
class Content:
    """`facts` are the plain values in the paper, `writers` produce its file; each uses CPU time."""

    facts: object
    writers: Mapping[Format, Writer]

    @cached_property
    def mark(self) -> str:
        """Equal while the paper's content is the same. It also changes with rights, names and hidden texts."""
        return hashlib.sha256(repr(self.facts).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Offer:
    """A paper that can be made now. `read` loads its content, which the page that lists papers does not."""

    kind: str
    title: Words | str
    code: str
    formats: tuple[Format, ...]
    read: Callable[[], Awaitable[Content]]


Offers = Callable[[ReadDb, Actor, int], Awaitable[tuple[Offer, ...]]]
IsOffice = Callable[[ReadDb, Actor, int], Awaitable[bool]]

Former = Callable[[ReadDb, Actor, int], Awaitable[Mapping[str, Words]]]
Narrowed = Callable[[ReadDb, Actor, int, str], Awaitable[Offer | None]]


@dataclass(frozen=True, slots=True)
class Documents:
    """The documents of one kind of thing. `page` and `listed` are names in forum.urls: where they are
    requested, and the list the thing is in. `offers` raises NotFound for what the actor may not know of. `is_office`:
    whether the actor works at the office that signs them."""

    page: str
    listed: str
    offers: Offers
    is_office: IsOffice
    narrowed: Narrowed | None = None  # a paper of what a filter shows, by the kind that it is asked for as
    former: Former | None = (
        None  # titles by kind of papers that are not offered any more, where copies of them stay
    )


def paper_content(paper: OfficialPaper) -> Content:
    return Content(paper, writers_of(lambda site: paper))


def writers_of(paper_at: Callable[[str], OfficialPaper]) -> dict[Format, Writer]:
    """Of a paper that names addresses of the site."""
    return {
        "docx": lambda making: write_docx(paper_at(making.site), making.at),
        "pdf": lambda making: write_pdf(paper_at(making.site), making.at),
    }


# Imported in the functions, since only the worker writes: python-docx, Typst and the like would take memory
# in every web process.


def write_docx(paper: OfficialPaper, at: datetime) -> bytes:
    from forum.paperwork.writing.docx import docx_paper

    return docx_paper(paper, at)


def write_pdf(paper: OfficialPaper, at: datetime) -> bytes:
    from forum.paperwork.writing.pdf import pdf_paper

    return pdf_paper(paper, at)
