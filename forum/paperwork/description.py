"""One description of an official paper, from which DOCX and PDF are both written.

What is described is a draft for signature: there is no field for a number, a day, a seal or an image
of a signature, so no writer can print one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from forum.paperwork.layout_rules import HeadKind

OnBehalf = Literal["", "TM", "TL", "KT", "TUQ", "Q"]
Align = Literal["justify", "left", "centre"]


@dataclass(frozen=True)
class Issuer:
    """The body whose head the paper bears. `symbol` is what follows the number: 'TB-SMA'."""

    kind: HeadKind
    name: str
    superior: str = ""
    place: str = ""
    symbol: str = ""


@dataclass(frozen=True)
class Heading:
    """A heading of the text, level 1 (I.) to 3 (a)); its number is part of the text. Those of annexes are centred."""

    text: str
    level: int = 1
    centred: bool = False


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of the text; `label` stands before it in bold ('Địa điểm')."""

    text: str
    label: str = ""
    align: Align = "justify"
    first_line: bool = True


@dataclass(frozen=True)
class TableColumn:
    """`share` is this column's part of the table's width, against the sum of all."""

    title: str
    share: float = 1.0
    align: Align = "left"


@dataclass(frozen=True)
class Table:
    """A table with a head that repeats on each page. A `Span` row runs across all columns."""

    columns: Sequence[TableColumn]
    rows: Sequence["Row | Span"]
    caption: str = ""


@dataclass(frozen=True)
class Row:
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Span:
    text: str


Block = Heading | Paragraph | Table


@dataclass(frozen=True)
class Signature:
    """One signer. `on_behalf` with `behalf_of` gives the line above the position: 'TL. CHỦ TỊCH'.

    `name` may stay empty: then only the place for it is left.
    """

    position: str
    name: str = ""
    on_behalf: OnBehalf = ""
    behalf_of: str = ""


@dataclass(frozen=True)
class Frame:
    """What surrounds any paper: whose head, which year, who signs (one or two, left first), who gets it."""

    issuer: Issuer
    year: int
    signatures: tuple[Signature, ...] = ()
    recipients: tuple[str, ...] = ()


@dataclass(frozen=True)
class OfficialPaper:
    """A whole paper. The frame's year is printed behind the blank day and month; annexes end the paper."""

    frame: Frame
    kind: str
    subject: str
    blocks: Sequence[Block]
    addressees: tuple[str, ...] = ()
    landscape: bool = False
    annexes: Sequence[Block] = ()
    keywords: tuple[str, ...] = ()

    @property
    def issuer(self) -> Issuer:
        return self.frame.issuer
