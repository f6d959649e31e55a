"""The description of an official paper, from which both DOCX and PDF are written.

It describes a draft for signature: there is no field for a number, a day, a seal or an image of a signature,
so no writer can print one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from forum.paperwork.layout_rules import HeadKind

OnBehalf = Literal["", "TM", "TL", "KT", "TUQ", "Q"]
ON_BEHALF: tuple[OnBehalf, ...] = ("", "TM", "TL", "KT", "TUQ", "Q")
Align = Literal["justify", "left", "centre"]
Mark = Literal["", "added", "dropped"]
TO_FILL_IN = "………"  # as a line of its own: dotted to the margin, to be written on by hand


@dataclass(frozen=True)
class Issuer:
    """The body in the paper's heading. `symbol` follows the number: 'TB-SMA'."""

    kind: HeadKind
    name: str
    superior: str = ""
    place: str = ""
    symbol: str = ""


@dataclass(frozen=True)
class Heading:
    """A heading of the text, level 1 (I.) to 3 (a)); its number is part of the text. Those of annexes are
    centred."""

    text: str
    level: int = 1
    centred: bool = False


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of the text; `label` is set before it in bold ('Địa điểm')."""

    text: str
    label: str = ""
    align: Align = "justify"
    first_line: bool = True
    italic: bool = False


@dataclass(frozen=True)
class TableColumn:
    """`share` is the column's part of the table's width, relative to the sum of all shares."""

    title: str
    share: float = 1.0
    align: Align = "left"


@dataclass(frozen=True)
class Table:
    """A table whose header row repeats on each page. A `Span` row runs across all columns."""

    columns: Sequence[TableColumn]
    rows: Sequence["Row | Span"]
    caption: str = ""


@dataclass(frozen=True)
class Row:
    cells: tuple["str | Marked", ...]


@dataclass(frozen=True)
class Run:
    """What is new is set in bold, what was dropped is struck through."""

    text: str
    mark: Mark = ""


@dataclass(frozen=True)
class Marked:
    """The text of a cell with its changed words marked; a run may hold the ends of lines."""

    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)

    @property
    def lines(self) -> tuple[tuple[Run, ...], ...]:
        """Its runs, line by line; at least one line."""
        lines: list[list[Run]] = [[]]
        for run in self.runs:
            first, *more = run.text.split("\n")
            lines[-1] += [Run(first, run.mark)] if first else []
            lines += [[Run(text, run.mark)] if text else [] for text in more]
        return tuple(tuple(line) for line in lines)


@dataclass(frozen=True)
class Span:
    text: str


Block = Heading | Paragraph | Table


@dataclass(frozen=True)
class Signature:
    """One signer. `on_behalf` with `behalf_of` gives the line above the position: 'TL. CHỦ TỊCH'.

    If `name` is empty, space is left for it.
    """

    position: str
    name: str = ""
    on_behalf: OnBehalf = ""
    behalf_of: str = ""


@dataclass(frozen=True)
class Frame:
    """What surrounds any paper: issuer, year, signatures (one or two, left first), recipients."""

    issuer: Issuer
    year: int
    signatures: tuple[Signature, ...] = ()
    recipients: tuple[str, ...] = ()


@dataclass(frozen=True)
class Annex:
    """What goes with a paper: on pages of its own, which are numbered from 1."""

    name: str
    blocks: Sequence[Block]


@dataclass(frozen=True)
class OfficialPaper:
    """A whole paper. The frame's year is printed after the blank day and month; annexes come last.

    A letter ('công văn') bears no kind: its subject stands below the number. `attached` goes with the paper as files.
    """

    frame: Frame
    kind: str
    subject: str
    blocks: Sequence[Block]
    addressees: tuple[str, ...] = ()
    landscape: bool = False
    annexes: Sequence[Annex] = ()
    keywords: tuple[str, ...] = ()
    is_letter: bool = False
    attached: tuple[str, ...] = ()
    has_contents: bool = False  # a list of its headings with their pages, in its PDF

    @property
    def issuer(self) -> Issuer:
        return self.frame.issuer
