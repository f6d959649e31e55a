"""Makes PDF files with words that nobody sees, and scans with the words that a program recognised in them."""

import json
from collections.abc import Sequence
from io import BytesIO

import pikepdf
import pypdfium2
import typst
from PIL import Image

MARKED = (1, 2, 3)  # the colour of what gets no ink afterwards
WAYS = ("white", "pale", "tiny", "beside", "clear", "covered", "same", "without ink")

_PAGE = """
#let it = json(bytes(sys.inputs.data))
#set page(width: 210mm, height: 297mm, margin: (left: 30mm, right: 15mm, y: 20mm))
#set text(lang: "vi", size: 14pt)
#set par(justify: true, first-line-indent: (amount: 1cm, all: true), spacing: 1.2em)
#let hidden = (
  "white": words => text(fill: white, words),
  "pale": words => text(fill: luma(252), words),
  "tiny": words => text(size: 0.8pt, words),
  "beside": words => place(dx: 250mm, words),
  "clear": words => text(fill: rgb(0, 0, 0, 0%), words),
  "covered": words => block({ words; place(top + left, dy: -4pt, rect(width: 100%, height: 20pt, fill: white)) }),
  "same": words => block(fill: luma(40), width: 100%, inset: 3pt, text(fill: luma(41), words)),
  "without ink": words => text(fill: rgb(1, 2, 3), words),
  "light": words => block(fill: luma(40), width: 100%, inset: 3pt, text(fill: white, words)),
  "shaded": words => block(fill: yellow, width: 100%, inset: 3pt, words),
)
#for (words, way) in it {
  if type(words) != str {
    table(columns: words.at(0).len(), fill: (_, y) => if y == 0 { luma(60) },
      table.header(..words.at(0).map(cell => text(fill: white, cell))), ..words.slice(1).flatten().map(text))
  } else if way == "" { par(words) } else { parbreak(); (hidden.at(way))(words); parbreak() }
}
"""


def pdf_with(lines: Sequence[tuple[str | list[list[str]], str]]) -> bytes:
    """Each line with the way in which it is hidden; '' for none, 'light' and 'shaded' for what is seen all the same."""
    content = bytes(typst.compile(_PAGE.encode(), sys_inputs={"data": json.dumps(lines)}))
    return without_ink(content) if any(way == "without ink" for _, way in lines) else content


def without_ink(content: bytes, *, all_of_it: bool = False) -> bytes:
    """The same PDF, whose text of the marked colour, or all of it, is set in render mode 3."""
    with pikepdf.open(BytesIO(content)) as document:
        for page in document.pages:
            shown: list[pikepdf.ContentStreamInstruction] = []
            colour: tuple[int, ...] = ()
            for one in pikepdf.parse_content_stream(page):
                if not isinstance(one, pikepdf.ContentStreamInstruction):
                    continue
                operands, operator = list(one.operands), one.operator
                if str(operator) == "scn":
                    colour = tuple(round(255 * float(value)) for value in operands)
                if all_of_it and str(operator) in {"f", "f*", "S", "s", "B"}:
                    operator = pikepdf.Operator("n")  # a recogniser draws no rules
                if str(operator) == "Tr" and (all_of_it or colour == MARKED):
                    operands = [*pikepdf.Array([3])]
                shown.append(pikepdf.ContentStreamInstruction(operands, operator))
            page.Contents = document.make_stream(pikepdf.unparse_content_stream(shown))
        saved = BytesIO()
        document.save(saved)
    return saved.getvalue()


def scan_with_words(printed: bytes, recognised: bytes, strips: int = 1) -> bytes:
    """Pictures of the pages of one PDF, in strips as some scanners keep them, below the words of another."""
    saved = BytesIO()
    with (
        pypdfium2.PdfDocument(printed) as source,
        pikepdf.open(BytesIO(without_ink(recognised, all_of_it=True))) as document,
    ):
        for number, page in enumerate(document.pages):
            picture = (
                source[number].render(scale=2, grayscale=True).to_pil() if number < len(source) else None
            )
            if picture is not None:
                _put_below(document, page, picture, strips)
        document.save(saved)
    return saved.getvalue()


def _put_below(document: pikepdf.Pdf, page: pikepdf.Page, picture: Image.Image, strips: int) -> None:
    width, height = (float(side) for side in page.mediabox[2:])
    painted = b""
    for strip in range(strips):
        top, bottom = picture.height * strip // strips, picture.height * (strip + 1) // strips
        stream = BytesIO()
        picture.crop((0, top, picture.width, bottom)).save(stream, "JPEG", quality=60)
        image = document.make_stream(stream.getvalue())
        image.Type, image.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
        image.Width, image.Height = picture.width, bottom - top
        image.ColorSpace, image.BitsPerComponent = pikepdf.Name.DeviceGray, 8
        image.Filter = pikepdf.Name.DCTDecode
        name = page.add_resource(image, pikepdf.Name.XObject)
        low, tall = height * (1 - bottom / picture.height), height * (bottom - top) / picture.height
        painted += f"q {width} 0 0 {tall} 0 {low} cm {name} Do Q\n".encode()
    page.contents_add(document.make_stream(painted), prepend=True)
