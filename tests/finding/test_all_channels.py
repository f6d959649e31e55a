"""What was typed leaves by every channel sign by sign: page, history, mail, DOCX, PDF, XLSX and CSV.

White space aside, since a paper sets its own. In CSV alone an apostrophe stands before what a spreadsheet would run,
and in PDF a box in place of a letter that the bundled face has no picture for.
"""

import csv
import io
import re
from datetime import timedelta

import openpyxl
import pypdfium2
import pytest
from sqlalchemy import select

from forum import clock
from forum.actor import Role
from forum.consultations.actions.opinions import NewOpinion, give_opinion
from forum.contributions.models import Contribution
from forum.notifications.models import SampleMail
from forum.paperwork.writing.faces import in_our_faces
from tests.builders import Builders
from tests.client import Client
from tests.consultations.test_papers import Scene, critiqued, docx_words, taken
from tests.finding.conftest import Library
from tests.finding.test_typed_everywhere import PARTS, shows

LINES = tuple(
    dict.fromkeys(line.strip() for part in PARTS for line in part.split("\n") if len(line.strip()) >= 5)
)
TITLES = tuple(line for line in LINES if any(map(str.isalnum, line)) and len(line) <= 200)


def bare(text: str) -> str:
    return "".join(text.split())


def without_hyphens(text: str) -> str:
    """What a reader of PDF takes for a hyphen at the end of a line, it gives as another sign."""
    return re.sub("[-\ufffe\u0002\u00ad]", "", text)


@pytest.fixture
async def scene(build: Builders) -> Scene:
    """A consultation with one opinion of every kind of mark."""
    found = await critiqued(build)
    async with build.acting(found.author, clock.now() - timedelta(days=28)) as (db, actor):
        new = NewOpinion(target="whole", stance="amend", text="\n\n".join(PARTS))
        found.opinions.append((await give_opinion(db, actor, found.consultation_id, new)).id)
    return found


def words_of(content: bytes, format_: str) -> str:
    if format_ == "docx":
        return docx_words(content)
    if format_ == "pdf":
        return "\n".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(content))
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    return "\n".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None)


@pytest.mark.parametrize("format_", ["docx", "pdf", "xlsx"])
async def test_papers_hold_each_text_as_typed(
    client: Client, build: Builders, scene: Scene, format_: str
) -> None:
    words = bare(words_of(await taken(client, build, scene, format_), format_))
    if format_ == "pdf":
        words = without_hyphens(words)
        # By lines: the head of the table stands again where a page breaks.
        lines = [line for part in PARTS for line in part.split("\n")]
        lost = [line for line in lines if without_hyphens(bare(in_our_faces(line))) not in words]
    else:
        lost = [part for part in PARTS if bare(part) not in words]
    assert lost == []


async def test_the_pages_of_an_opinion_show_it_as_typed(
    client: Client, build: Builders, scene: Scene
) -> None:
    opinion = scene.opinions[-1]
    base = f"/gop-y-du-thao/{scene.consultation_id}"
    for path in (f"{base}/tong-hop", f"/bai/{opinion}/ban/1", f"/bai/{opinion}/lich-su"):
        answer = await client.http.get(path, follow_redirects=True)
        page = await client.get(answer.url.path)
        assert [part for part in PARTS if not shows(page, part, "body")] == [], path


async def test_mails_and_files_of_the_desk_hold_each_title_as_typed(
    client: Client, build: Builders, library: Library
) -> None:
    for title in TITLES:
        await library.propose(title)
    await library.drain()
    await build.run_jobs()
    async with build.acting(None) as (db, _):
        typed = {
            it.title for it in await db.scalars(select(Contribution).where(Contribution.kind == "proposal"))
        }
        mails = bare("\n".join([mail.text for mail in await db.scalars(select(SampleMail))]))
    assert typed == set(TITLES)
    assert [title for title in TITLES if bare(title) not in mails] == []
    await client.log_in(await build.person(Role.staff))
    sheet = openpyxl.load_workbook(io.BytesIO(await file_of(client, "xlsx"))).active
    assert sheet is not None
    assert typed <= {str(cell.value) for row in sheet.iter_rows() for cell in row}
    rows = list(csv.reader(io.StringIO((await file_of(client, "csv")).decode("utf-8-sig"))))
    cells = {cell for row in rows for cell in row}
    guarded = {f"'{title}" for title in TITLES if title[0] in "=+-@"}
    assert {title for title in TITLES if title not in cells and f"'{title}" not in guarded & cells} == set()


async def file_of(client: Client, format_: str) -> bytes:
    page = await client.get("/tra-cuu?loai=proposal")
    link = next(a for a in page.soup.select("a[download]") if a.get_text(strip=True).lower() == format_)
    answer = await client.http.get(str(link["href"]))
    assert answer.status_code == 200
    return answer.content
