"""Pictures of the pages of a PDF with their words, to hold beside what was read of them. Only in the child process."""

from base64 import b64encode
from io import BytesIO

import pypdfium2

from forum.paperwork.extracting.answers import PagePicture
from forum.paperwork.reading.pdf.pages import open_pdf

DOTS_AN_INCH, POINTS_AN_INCH = 100, 72
SIDE = 1_600  # dots at most, of the longer side


def pages_drawn(content: bytes, first: int, most: int) -> list[PagePicture]:
    """So many pages from `first` on, which counts from 0. Raises PaperError as open_pdf."""
    with open_pdf(content) as document:
        return [_drawn(document, number) for number in range(first, min(len(document), first + most))]


def _drawn(document: pypdfium2.PdfDocument, number: int) -> PagePicture:
    try:
        page = document[number]
        words = page.get_textpage()
        scale = min(DOTS_AN_INCH / POINTS_AN_INCH, SIDE / max(*page.get_size(), 1))
        drawn, text = page.render(scale=scale).to_pil(), words.get_text_bounded()
        words.close()
        page.close()
    except pypdfium2.PdfiumError:
        return PagePicture("", "")
    file = BytesIO()
    drawn.save(file, "WEBP", quality=55)
    return PagePicture(b64encode(file.getvalue()).decode(), text.encode("utf-8", "ignore").decode())
