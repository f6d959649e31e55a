"""Recognises the words of pictures and scanned pages by tesseract, which an operator may have installed."""

import os
import subprocess
import time
from collections.abc import Iterator
from io import BytesIO

import pypdfium2
from PIL import Image, ImageOps

from forum.paperwork.errors import PaperError
from forum.paperwork.extracting.answers import Extracted
from forum.paperwork.extracting.recogniser import LANGUAGE
from forum.paperwork.extracting.words import gathered
from forum.paperwork.reading.pdf.pages import open_pdf
from forum.words import _

PAGE_SECONDS = 60
SPARE_SECONDS = 10  # of the limit: to say what was read until then
DOTS_AN_INCH, POINTS_AN_INCH = 200, 72
SIDE = 3_000  # dots at most, of a page's longer side


def words_of_scan(
    content: bytes, program: str, seconds: int, max_pages: int, max_characters: int
) -> Extracted:
    """The words of a PDF's pages, or of a picture, as far as time and pages reach. Only in the child process."""
    until = time.monotonic() + seconds - SPARE_SECONDS
    if content[:1024].lstrip().startswith(b"%PDF"):
        with open_pdf(content) as document:
            count = min(len(document), max_pages)
            read = gathered(_recognised(_drawn(document, count), program, until), count, max_characters)
            was_cut = read.was_cut or len(document) > count or time.monotonic() > until
        return Extracted(read.text, read.pages, was_cut=was_cut)
    return gathered(_recognised(iter([_picture(content)]), program, until), 1, max_characters)


def _drawn(document: pypdfium2.PdfDocument, count: int) -> Iterator[Image.Image]:
    for place in range(count):
        page = document[place]
        scale = min(DOTS_AN_INCH / POINTS_AN_INCH, SIDE / max(*page.get_size(), 1))
        yield page.render(scale=scale, grayscale=True).to_pil()
        page.close()


def _picture(content: bytes) -> Image.Image:
    try:
        picture = ImageOps.exif_transpose(Image.open(BytesIO(content))).convert("L")
    except (OSError, ValueError, Image.DecompressionBombError) as broken:
        raise PaperError("broken_picture", _("Ảnh hỏng, không đọc được.")) from broken
    picture.thumbnail((SIDE, SIDE))
    return picture


def _recognised(pictures: Iterator[Image.Image], program: str, until: float) -> Iterator[str]:
    for picture in pictures:
        left = until - time.monotonic()
        if left <= 0:
            return
        sent = BytesIO()
        picture.save(sent, "PNG")
        try:
            done = subprocess.run(
                [program, "stdin", "stdout", "-l", LANGUAGE],
                input=sent.getvalue(),
                capture_output=True,
                timeout=min(left, PAGE_SECONDS),
                env={**os.environ, "OMP_THREAD_LIMIT": "1"},
                check=False,
            )
        except subprocess.TimeoutExpired:
            continue  # skip a page that is too heavy, keep the others
        yield done.stdout.decode("utf-8", "replace")
