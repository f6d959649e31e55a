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
  header: context {
    let number = counter(page).display()
    if it.other_header == "" or calc.odd(counter(page).get().first()) { align(center)[#it.header #number] } else {
      [#number #h(1fr) #it.other_header]
    }
  },
  foreground: if it.over != "" { rotate(-45deg, text(80pt, fill: luma(220))[#it.over]) },
  footer: align(center)[#it.footer])
#set super(typographic: false)
#set text(lang: "vi", size: 14pt)
#set par(justify: it.justify, first-line-indent: (amount: if it.indent {1cm} else {0cm}, all: true),
  hanging-indent: if it.hanging {1cm} else {0cm}, spacing: 1.2em)
#for line in it.wide { par(line) }
#set par.line(numbering: if it.numbered { "1" } else { none })
#let body = for (place, line) in it.lines.enumerate() {
  if type(line) == str {
    let parts = line.split("²")
    par[#parts.join(super[2])#if it.note != "" and calc.rem(place, 9) == 4 [#footnote[#it.note]]]
  } else {
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
    other_header: str = "",
    over: str = "",
    numbered: bool = False,
    note: str = "",
) -> bytes:
    """Paragraphs, and tables with rules; the number of the page stands behind the header, what is `wide` above the
    columns. `other_header` is that of even pages, `over` is printed aslant over the text, `numbered` numbers the lines,
    `note` is the footnote of each ninth paragraph."""
    data = {
        "lines": lines,
        "header": header,
        "footer": footer,
        "indent": indent,
        "hanging": hanging,
        "justify": justify,
        "columns": columns,
        "wide": wide,
        "other_header": other_header,
        "over": over,
        "numbered": numbered,
        "note": note,
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
