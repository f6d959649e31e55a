"""The table of opinions as papers: asked for on the page, made by the worker, handed to nobody else."""

import io
from datetime import datetime, timedelta
from pathlib import Path

import docx
import openpyxl
import pypdfium2
import pytest
from sqlalchemy import select

from forum import clock
from forum.accounts.models import Account
from forum.actor import Role
from forum.clock import local_date
from forum.consultations import documents
from forum.consultations.actions.notices import Announcement, announce
from forum.consultations.actions.opinions import NewOpinion, give_opinion
from forum.consultations.actions.preparing import NewConsultation, create
from forum.consultations.actions.responding import (
    ResponseText,
    approve_responses,
    draft_response,
    publish_responses,
    submit_responses,
)
from forum.consultations.models import ParagraphText
from forum.consultations.queries.table import PAGE, whole_table
from forum.contributions.actions import hide
from forum.contributions.models import Contribution
from forum.contributions.official.together import Approvals
from forum.jobs import JobContext
from forum.papers.models import Paper
from forum.paperwork.writing import docx as docx_writing
from forum.paperwork.writing import pdf as pdf_writing
from forum.sweeping import sweep
from tests.builders import Builders
from tests.client import Client
from tests.consultations.dates import shortest_end
from tests.official_texts import seen

DRAFT = """Điều 1. Phạm vi
1. Quy chế quy định việc dùng chung phòng thí nghiệm.
Điều 2. Kinh phí
Các trường cùng đóng góp.
"""
DRAFT_NOTICE = "Dự thảo trình ký"


class Scene:
    """A consultation that is over, with its table: an answered opinion on an article, a general one by a body."""

    def __init__(self, consultation_id: int, officer: Account, head: Account, author: Account) -> None:
        self.consultation_id = consultation_id
        self.papers = f"/gop-y-du-thao/{consultation_id}/van-ban"
        self.officer, self.head, self.author = officer, head, author
        self.opinions: list[int] = []


@pytest.fixture
async def scene(build: Builders) -> Scene:
    found = await critiqued(build)
    await _respond(build, found, found.opinions[0])
    return found


async def critiqued(build: Builders) -> Scene:
    body = await build.body("Sở Mẫu A")
    officer, head = (
        await build.person(Role.body_officer, body=body),
        await build.person(Role.body_head, body=body),
    )
    author = await build.person(Role.intellectual, is_trusted=True, name="Người Mẫu Góp Ý")
    then = clock.now() - timedelta(days=30)
    async with build.acting(officer, then) as (db, actor):
        new = NewConsultation(
            body_id=body.id,
            title="Quy chế mẫu về phòng thí nghiệm",
            summary="Các trường mở phòng thí nghiệm cho nhau.",
            document_kind="draft-provincial-resolution",
            draft=DRAFT,
        )
        it = await create(db, actor, new)
    async with build.acting(head, then) as (db, actor):
        day = local_date(then)
        closes_on = max(day + timedelta(days=26), await shortest_end(db, it.document_kind, day))
        await announce(db, actor, it.id, Announcement(opens_on=day, closes_on=closes_on))
    found = Scene(it.id, officer, head, author)
    async with build.acting(None) as (db, _):
        paragraph = await db.scalar(
            select(ParagraphText.paragraph_id).where(
                ParagraphText.consultation_id == it.id, ParagraphText.text.startswith("Các trường")
            )
        )
    for target, stance, text in (
        ("paragraph", "object", "=Các trường nhỏ không đủ kinh phí."),
        ("whole", "agree", "Thống nhất với dự thảo."),
    ):
        found.opinions.append(
            await given(
                build, found, then + timedelta(days=1), target=target, stance=stance, text=text,
                paragraph_id=paragraph if target == "paragraph" else None,
            )
        )  # fmt: skip
    return found


async def given(build: Builders, scene: Scene, at: datetime, **fields: object) -> int:
    async with build.acting(scene.author, at) as (db, actor):
        it = await give_opinion(db, actor, scene.consultation_id, NewOpinion.model_validate(fields))
    return it.id


async def _respond(build: Builders, scene: Scene, opinion_id: int) -> None:
    at = clock.now()
    async with build.acting(scene.officer, at) as (db, actor):
        draft = ResponseText(
            opinion_ids=[opinion_id], result="accept", text="Bổ sung mức hỗ trợ vào dự thảo.", place="Điều 2"
        )
        response = await draft_response(db, actor, scene.consultation_id, draft)
        await submit_responses(db, actor, scene.consultation_id)
    async with build.acting(scene.head, at) as (db, actor):
        read = Approvals(approved=[f"{response.id}:{await seen(db, response.id)}"])
        await approve_responses(db, actor, scene.consultation_id, read)
        await publish_responses(db, actor, scene.consultation_id)


async def asked(client: Client, scene: Scene, format_: str, kind: str = "opinion_table") -> None:
    await client.get(scene.papers)
    await client.post(scene.papers, {"kind": kind, "format": format_})


async def link_to(client: Client, scene: Scene, format_: str) -> str:
    page = await client.get(scene.papers)
    links = [a for a in page.soup.select("a.button") if a.get_text() == f"Tải {format_.upper()}"]
    assert len(links) == 1, page.main
    return str(links[0]["href"])


async def taken(
    client: Client, build: Builders, scene: Scene, format_: str, kind: str = "opinion_table"
) -> bytes:
    await asked(client, scene, format_, kind)
    await build.run_jobs()
    answer = await client.http.get(await link_to(client, scene, format_))
    assert answer.status_code == 200
    return answer.content


def docx_words(content: bytes) -> str:
    document = docx.Document(io.BytesIO(content))
    words = [p.text for p in document.paragraphs]
    words += [c.text for t in document.tables for row in t.rows for c in row.cells]
    return "\n".join(words)


async def test_a_paper_is_being_made_and_then_there_to_be_taken(
    client: Client, build: Builders, scene: Scene
) -> None:
    await asked(client, scene, "docx")
    page = await client.get(scene.papers)
    assert page.has("DOCX: đang làm")
    fragment = await client.get(scene.papers, htmx=True)
    assert "every 2s" in fragment.text
    assert "<html" not in fragment.text
    await build.run_jobs()
    answer = await client.http.get(await link_to(client, scene, "docx"))
    assert answer.headers["content-type"].endswith("wordprocessingml.document")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "no-store" in answer.headers["cache-control"]
    named = answer.headers["content-disposition"]
    assert 'filename="ban-tong-hop-y-kien-tiep-thu-giai-trinh-lyk-' in named
    assert "filename*=UTF-8''B%E1%BA%A3n%20t%E1%BB%95ng" in named
    assert "every 2s" not in (await client.get(scene.papers, htmx=True)).text


async def test_the_word_file_says_what_the_page_shows_and_that_it_is_a_draft(
    client: Client, build: Builders, scene: Scene
) -> None:
    content = await taken(client, build, scene, "docx")
    words = docx_words(content)
    for message in (
        "SỞ MẪU A",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Căn cứ Luật Ban hành văn bản quy phạm pháp luật ngày 19 tháng 02 năm 2025; căn cứ Nghị định số 78/",
        "hướng dẫn thi hành Luật Ban hành văn bản quy phạm pháp luật, Sở Mẫu A đã tổ chức lấy ý kiến",
        "Nhận được 2 ý kiến của 0 cơ quan, tổ chức và 1 cá nhân.",
        "2 ý kiến gửi trên hệ thống Hiến Kế",
        "Tiếp thu 1 ý kiến",
        "Còn 1 ý kiến chưa được tiếp thu, giải trình, trong đó 1 ý kiến chưa có giải trình công khai.",
        "NHÓM VẤN ĐỀ HOẶC ĐIỀU, KHOẢN",
        "Điều 2",
        "Người Mẫu Góp Ý",
        "Các trường nhỏ không đủ kinh phí.",
        "Bổ sung mức hỗ trợ vào dự thảo.",
        "THỦ TRƯỞNG CƠ QUAN",
    ):
        assert message in words, message
    assert "Số:\xa0" in words
    assert "ngày\xa0" in words
    properties = docx.Document(io.BytesIO(content)).core_properties
    assert any(
        DRAFT_NOTICE in str(value)
        for value in (properties.comments, properties.subject, properties.content_status)
    )


async def test_the_pdf_keeps_every_mark(client: Client, build: Builders, scene: Scene) -> None:
    pages = pypdfium2.PdfDocument(await taken(client, build, scene, "pdf"))
    words = " ".join(" ".join(page.get_textpage().get_text_bounded() for page in pages).split())
    for message in (
        "Các trường nhỏ không đủ kinh phí.",
        "Bổ sung mức hỗ trợ vào dự thảo.",
        "Người Mẫu Góp Ý",
    ):
        assert message in words, words


async def test_the_workbook_has_the_four_columns_and_no_cell_that_is_a_formula(
    client: Client, build: Builders, scene: Scene
) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(await taken(client, build, scene, "xlsx"))).active
    assert sheet is not None
    rows = [[c.value for c in row] for row in sheet.iter_rows()]
    head = next(n for n, row in enumerate(rows) if row[0] == "NHÓM VẤN ĐỀ HOẶC ĐIỀU, KHOẢN")
    assert [row[0] for row in rows[head + 1 :]] == ["Góp ý cho cả dự thảo", "Điều 2 đoạn 1"]
    assert "=Các trường nhỏ" in str(rows[-1][2])
    cells = [c for row in sheet.iter_rows() for c in row if isinstance(c.value, str)]
    assert all(c.data_type == "s" for c in cells)


async def test_numbers_of_rows_are_an_option(client: Client, build: Builders, scene: Scene) -> None:
    content = await taken(client, build, scene, "xlsx", "opinion_table_numbered")
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    rows = [[c.value for c in row] for row in sheet.iter_rows()]
    head = next(n for n, row in enumerate(rows) if row[0] == "STT")
    assert [row[0] for row in rows[head + 1 :]] == [1, 2]


async def test_a_hidden_opinion_is_in_nobody_s_paper_and_takes_older_ones_out_of_reach(
    client: Client, build: Builders, scene: Scene
) -> None:
    """Also the author's and a moderator's: they may read it on the page, the office's paper does not hold it."""
    await taken(client, build, scene, "docx")
    older = await link_to(client, scene, "docx")
    async with build.acting(None) as (db, actor):
        await hide(db, actor, await db.get_one(Contribution, scene.opinions[0]), "Q1")
    assert (await client.http.get(older)).status_code == 409
    assert (await client.get(scene.papers)).has("nội dung đã thay đổi từ khi lập bản trước")
    for person in (None, scene.author, await build.person(Role.moderator)):
        await client.log_out()
        if person is not None:
            await client.log_in(person)
        words = docx_words(await taken(client, build, scene, "docx"))
        assert "không đủ kinh phí" not in words
        assert "Bổ sung mức hỗ trợ" not in words
        assert "Nhận được 1 ý kiến" in words


async def test_a_draft_response_is_in_no_paper_not_even_of_its_own_side(
    client: Client, build: Builders, scene: Scene
) -> None:
    async with build.acting(scene.officer) as (db, actor):
        draft = ResponseText(
            opinion_ids=[scene.opinions[1]], result="explain", text="Dự thảo nội bộ chưa ai được đọc."
        )
        await draft_response(db, actor, scene.consultation_id, draft)
    await client.log_in(scene.officer)
    assert "nội bộ" not in docx_words(await taken(client, build, scene, "docx"))


async def test_one_s_paper_is_handed_to_nobody_else(client: Client, build: Builders, scene: Scene) -> None:
    await client.log_in(scene.officer)
    await taken(client, build, scene, "docx")
    link = await link_to(client, scene, "docx")
    for other in (None, scene.author, scene.head):
        await client.log_out()
        if other is not None:
            await client.log_in(other)
        assert (await client.http.get(link)).status_code == 404
        assert not (await client.get(scene.papers)).has("Tải DOCX")


async def test_a_draft_that_was_not_announced_gives_no_papers(
    client: Client, build: Builders, scene: Scene
) -> None:
    body = await build.body("Sở Mẫu B")
    officer = await build.person(Role.body_officer, body=body)
    async with build.acting(officer) as (db, actor):
        new = NewConsultation(
            body_id=body.id,
            title="Dự thảo kín",
            summary="Chưa thông báo.",
            document_kind="draft-other",
            draft=DRAFT,
        )
        it = await create(db, actor, new)
    papers = f"/gop-y-du-thao/{it.id}/van-ban"
    wanted = {"kind": "opinion_table", "format": "docx"}
    await client.get(papers, status=404)
    await client.post(papers, wanted, status=404)
    await client.log_in(officer)
    assert (await client.get(papers)).has("Chưa có văn bản nào")
    await client.post(papers, wanted, status=404)
    await client.post(scene.papers, wanted | {"format": "exe"}, status=404)
    await client.post(scene.papers, {"kind": "minutes", "format": "docx"}, status=404)
    async with build.acting(None) as (db, _):
        assert (await db.scalars(select(Paper))).all() == []


async def test_asking_again_makes_no_second_file_and_old_ones_are_removed(
    client: Client, build: Builders, scene: Scene
) -> None:
    for _ in range(3):
        await asked(client, scene, "xlsx")
    await build.run_jobs()
    folder: Path = client.settings.var / "files" / "papers"
    assert len(list(folder.iterdir())) == 1
    assert (next(folder.iterdir()).stat().st_mode & 0o077) == 0
    await asked(client, scene, "xlsx")
    assert (await client.get(scene.papers)).has("Tải XLSX")
    async with build.acting(None) as (db, _):
        await sweep(JobContext(db, clock.now() + timedelta(days=6), client.settings, build.engine))
    assert len(list(folder.iterdir())) == 1
    async with build.acting(None) as (db, _):
        await sweep(JobContext(db, clock.now() + timedelta(days=8), client.settings, build.engine))
    assert list(folder.iterdir()) == []
    assert not (await client.get(scene.papers)).has("Tải XLSX")


async def test_the_page_costs_the_same_for_two_opinions_and_for_many(client: Client, build: Builders) -> None:
    scene = await critiqued(build)
    await client.get(scene.papers)
    few = client.statements
    for n in range(12):
        await given(
            build,
            scene,
            clock.now() - timedelta(days=20),
            target="whole",
            stance="ask",
            text=f"Góp ý thêm thứ {n}.",
        )
    await client.get(scene.papers)
    assert client.statements == few <= 10


async def test_a_long_table_is_read_page_by_page_and_downloaded_whole(
    client: Client, build: Builders
) -> None:
    """5,000 opinions on one page were 2 MB of HTML, and ten readers stopped the site."""
    scene = await critiqued(build)
    for n in range(2 * PAGE):
        fields = {"target": "whole", "stance": "ask", "text": f"Góp ý thêm thứ {n}."}
        await given(build, scene, clock.now() - timedelta(days=20), **fields)
    url: str | None = f"/gop-y-du-thao/{scene.consultation_id}-x/tong-hop"
    shown: list[int] = []
    while url is not None:
        page = await client.get(url)
        assert page.has(str(2 * PAGE + 2))  # of all, on each page
        rows = [int(str(link["href"]).rpartition("/")[2]) for link in page.soup.select("main td p a")]
        assert 0 < len(rows) <= PAGE
        shown += rows
        following = page.soup.select_one('.pager a[rel="next"]')
        url = str(following["href"]) if following else None
    async with build.acting(scene.author) as (db, actor):
        whole = await whole_table(db, actor, scene.consultation_id)
    assert shown == [row.text.id for row in whole.rows]
    assert len(set(shown)) == 2 * PAGE + 2


async def test_the_page_that_offers_papers_writes_none(
    client: Client, build: Builders, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the worker writes: a DOCX or PDF of a long table takes seconds of the processor."""

    def write(*_: object) -> bytes:
        raise AssertionError("a paper was written for a page")

    for module, name in (
        (docx_writing, "docx_paper"),
        (pdf_writing, "pdf_paper"),
        (documents, "opinion_workbook"),
    ):
        monkeypatch.setattr(module, name, write)
    scene = await critiqued(build)
    await client.log_in(scene.officer)
    await client.get(scene.papers)
    await asked(client, scene, "docx")
    await client.get(scene.papers)
