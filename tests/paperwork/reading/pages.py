"""Makes PDF files as word processors do: set to a width, with indents, heads, page numbers and ruled tables."""

import json
from collections.abc import Sequence
from io import BytesIO

import pypdfium2
import typst
from PIL import Image

_PAGE = """
#let it = json(bytes(sys.inputs.data))
#set page(width: 210mm, height: 297mm, margin: (left: 30mm, right: 15mm, y: 20mm),
  header: align(center)[#it.header #context counter(page).display()],
  footer: align(center)[#it.footer])
#set text(lang: "vi", size: 14pt)
#set par(justify: it.justify, first-line-indent: (amount: if it.indent {1cm} else {0cm}, all: true),
  hanging-indent: if it.hanging {1cm} else {0cm}, spacing: 1.2em)
#for line in it.wide { par(line) }
#let body = for line in it.lines {
  if type(line) == str { par(line) } else {
    table(columns: line.at(0).len(), table.header(..line.at(0).map(text)), ..line.slice(1).flatten().map(text))
  }
}
#if it.columns > 1 { columns(it.columns, body) } else { body }
"""


def pdf_of(
    lines: list[str | list[list[str]]],
    *,
    header: str = "",
    footer: str = "",
    indent: bool = True,
    hanging: bool = False,
    justify: bool = True,
    columns: int = 1,
    wide: Sequence[str] = (),
) -> bytes:
    """Paragraphs, and tables with rules; the number of the page stands behind the header, what is `wide` above the
    columns."""
    data = {
        "lines": lines,
        "header": header,
        "footer": footer,
        "indent": indent,
        "hanging": hanging,
        "justify": justify,
        "columns": columns,
        "wide": wide,
    }
    return bytes(typst.compile(_PAGE.encode(), sys_inputs={"data": json.dumps(data)}))


def with_blank_pages(content: bytes, count: int) -> bytes:
    """The same with pages on which nothing is written, as a scan has."""
    document = pypdfium2.PdfDocument(content) if content else pypdfium2.PdfDocument.new()
    for _ in range(count):
        document.new_page(595, 842)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def scan_of(count: int, stamp: str) -> bytes:
    """Pages that are pictures of paper, with a few words laid over each."""
    picture = BytesIO()
    Image.new("L", (595, 842), 240).save(picture, "PNG")
    page = "#let it = json(bytes(sys.inputs.data))\n#set page(width: 210mm, height: 297mm, margin: 10mm,\n"
    page += "background: image(bytes(it.picture), width: 100%))\n"
    page += "\n#pagebreak()\n".join(["#it.stamp"] * count)
    data = {"picture": list(picture.getvalue()), "stamp": stamp}
    return bytes(typst.compile(page.encode(), sys_inputs={"data": json.dumps(data)}))
