"""The words of scans, by tesseract where it is installed: found with the text, and a mark of secrecy on one refused."""

import os
from io import BytesIO

import pypdfium2
import pytest
import typst

from forum import clock
from forum.actor import Role
from forum.database import writing_session
from forum.finding.indexing import drain
from forum.paperwork.extracting.recogniser import recogniser
from forum.paperwork.extracting.sandbox import Limits, recognise
from tests.builders import Builders
from tests.client import Client
from tests.files.test_with_a_text import chosen, ids_in, sent_with

if recogniser() is None and os.environ.get("CI") == "true":
    raise RuntimeError("tesseract with Vietnamese is not installed, and with CI=true its tests must run")
IS_HERE = recogniser() is not None


def test_what_is_not_run_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        print(f"\ntesseract with Vietnamese: {recogniser() or 'not installed, its tests are not run'}")


def scan(*pages: str, kind: str = "PDF") -> bytes:
    """Pages as a scanner gives them: pictures of words."""
    text = "#set page(margin: 2cm)\n#set text(size: 14pt)\n" + "\n#pagebreak()\n".join(pages)
    printed = pypdfium2.PdfDocument(typst.compile(text.encode()))
    pictures = [page.render(scale=150 / 72).to_pil().convert("L") for page in printed]
    file = BytesIO()
    more = {"save_all": True, "append_images": pictures[1:]} if kind == "PDF" else {}
    pictures[0].save(file, kind, **more)
    return file.getvalue()


SAID = "Quy hoạch bãi Đồng Mẫu ven sông phải lấy ý kiến của nhân dân."


@pytest.mark.parametrize(("name", "kind"), [("bản quét.pdf", "PDF"), ("ảnh.png", "PNG")] if IS_HERE else ())
async def test_the_words_of_a_scan_are_found_with_its_text(
    client: Client, build: Builders, name: str, kind: str
) -> None:
    await client.log_in(await build.person(Role.intellectual, is_trusted=True))
    sent = await sent_with(build, client, (name, scan(SAID, kind=kind)))
    assert not sent.has("không tìm được theo chữ")
    async with writing_session(build.engine) as db:
        await drain(db, clock.now())
    await client.log_out()
    assert (await client.get("/tim-kiem?q=bãi+Đồng+Mẫu+ven+sông")).has("Một đề xuất mẫu có tệp")


@pytest.mark.parametrize("mark", ["TỐI MẬT"] if IS_HERE else ())
async def test_a_scan_with_a_mark_of_secrecy_is_refused(client: Client, build: Builders, mark: str) -> None:
    await client.log_in(await build.person(Role.intellectual))
    page = await chosen(build, client, ("a.pdf", scan(f"{mark}\n\n{SAID}")))
    assert page.has(f"dấu mật “{mark}”") and ids_in(page) == []


@pytest.mark.parametrize("program", [recogniser()] if IS_HERE else ())
def test_pages_and_time_are_bounded(program: str) -> None:
    read = recognise(scan("Trang một", "Trang hai", "Trang ba"), program, Limits(seconds=60, pages=2))
    assert (read.pages, read.was_cut) == (2, True)
    assert "hai" in read.text and "ba" not in read.text
    assert recognise(scan(SAID), program, Limits(seconds=10)).text == ""
