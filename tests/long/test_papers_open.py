"""Another program opens what we write: LibreOffice turns each DOCX into pages with the same words."""

import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from docx import Document
from docx.oxml.ns import qn
from PIL import Image, ImageOps

from forum.paperwork.cleaning.files import clean_file
from forum.paperwork.samples.papers import sample_papers
from forum.paperwork.writing.docx import docx_paper
from forum.paperwork.writing.pdf import pdf_paper
from tests.paperwork.cleaning.traces import docx_full_of_names

MADE_AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
DOTS = 72
PAPERS = sorted(sample_papers())


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder where each sample stands as DOCX and as the PDF that LibreOffice made of it."""
    office = shutil.which("soffice")
    if office is None:
        pytest.fail("LibreOffice is missing: apt-get install libreoffice-writer-nogui")
    folder = tmp_path_factory.mktemp("papers")
    for name, paper in sample_papers().items():
        (folder / f"{name}.docx").write_bytes(docx_paper(paper, MADE_AT))
    (folder / "cleaned.docx").write_bytes(clean_file(docx_full_of_names()).content)
    files = [str(path) for path in sorted(folder.glob("*.docx"))]
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), *files]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    yield folder
    shutil.rmtree(folder)


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text))


def pdf_words(content: bytes) -> Counter[str]:
    with pypdfium2.PdfDocument(content) as document:
        return words("\n".join(page.get_textpage().get_text_range() for page in document))


def docx_words(content: bytes) -> Counter[str]:
    body = Document(BytesIO(content)).element.body
    paragraphs = ("".join(text.text or "" for text in one.iter(qn("w:t"))) for one in body.iter(qn("w:p")))
    return words("\n".join(paragraphs))


@pytest.mark.parametrize("name", PAPERS)
def test_libreoffice_shows_every_word_of_the_paper(converted: Path, name: str) -> None:
    written = docx_words((converted / f"{name}.docx").read_bytes())
    shown = pdf_words((converted / f"{name}.pdf").read_bytes())
    assert sum(written.values()) > 40
    assert not written - shown


@pytest.mark.parametrize("name", PAPERS)
def test_our_own_pdf_holds_the_same_words_as_the_docx(converted: Path, name: str) -> None:
    written = docx_words((converted / f"{name}.docx").read_bytes())
    ours = pdf_words(pdf_paper(sample_papers()[name], MADE_AT))
    assert not written - ours


@pytest.mark.parametrize("maker", ["LibreOffice", "our own"])
@pytest.mark.parametrize("name", PAPERS)
def test_each_page_is_drawn_on_a4_inside_its_margins(converted: Path, name: str, maker: str) -> None:
    """Each page becomes a PNG; what is dark in it lies within the margins of the rules."""
    by_office = (converted / f"{name}.pdf").read_bytes()
    content = by_office if maker == "LibreOffice" else pdf_paper(sample_papers()[name], MADE_AT)
    with pypdfium2.PdfDocument(content) as document:
        for place, page in enumerate(document):
            assert sorted(page.get_size()) == pytest.approx([595, 842], abs=1)
            drawn = converted / f"{name}-{place}.png"
            page.render(scale=DOTS / 72).to_pil().save(drawn)
            with Image.open(drawn) as picture:
                assert picture.format == "PNG"
                ink = ImageOps.invert(picture.convert("L")).point(lambda level: 255 * (level > 96)).getbbox()
            assert ink is not None
            left, right = (round(millimetres / 25.4 * DOTS) for millimetres in (30, 15))
            assert left - 3 <= ink[0] and ink[2] <= picture.width - right + 3


def test_a_cleaned_document_still_opens(converted: Path) -> None:
    shown = pdf_words((converted / "cleaned.pdf").read_bytes())
    assert not words("Nội dung góp ý giữ nguyên") - shown
