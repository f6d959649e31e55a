"""A draft that was made for a test: its lines, the units that stand in them, and the files that hold it."""

from dataclasses import dataclass, field
from html import escape

from tests.paperwork.reading.word import cell, paragraph, table, word_file


@dataclass
class Made:
    """Lines (a list of rows is a table) and the units that stand in them."""

    lines: list[str | list[list[str]]] = field(default_factory=list)
    units: list[tuple[str, str, str]] = field(default_factory=list)

    def as_text(self) -> str:
        shown = []
        for line in self.lines:
            shown += [line] if isinstance(line, str) else ["\t".join(row) for row in line]
        return "\n".join(shown)

    def as_docx(self) -> bytes:
        body = []
        for line in self.lines:
            if isinstance(line, str):
                body.append(paragraph(escape(line.replace("\t", " "), quote=False)))
            else:
                body.append(
                    table(*([cell(*map(paragraph, text.split("\n"))) for text in row] for row in line))
                )
        return word_file("".join(body))
