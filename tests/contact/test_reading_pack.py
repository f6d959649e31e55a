"""The reading pack of a session: for the leaders' side and the secretariat, with what each may read."""

import io
from datetime import UTC, datetime, timedelta

import pypdfium2
from sqlalchemy import delete

from forum.accounts.models import BindingRow
from forum.actor import Role
from forum.clock import now
from forum.contact import actions
from forum.contact.actions.answers import AnswerText
from forum.papers.models import Paper
from forum.paperwork.description import Frame, Issuer
from forum.paperwork.writing.papers.packs import (
    CUT,
    MOST_LETTERS,
    MOST_QUESTIONS,
    PackDraft,
    PackQuestion,
    ReadingPack,
    reading_pack,
)
from forum.paperwork.writing.pdf import pdf_paper
from tests.builders import Builders
from tests.client import Client
from tests.contact.scene import Scene, announced_session, asked, on_agenda
from tests.contact.test_papers import kinds, papers, taken

DRAFT = "Danh mục dùng chung sẽ có trong quý tới, do Sở Mẫu lập."
ASKED = {"kind": "pack", "format": "pdf"}


async def _prepared(build: Builders) -> Scene:
    """A question on the agenda with a draft of its answer."""
    scene = await announced_session(build, now() - timedelta(days=7))
    question = await asked(build, scene)
    await on_agenda(build, scene, question)
    async with build.acting(scene.assistant) as (db, actor):
        await actions.draft_answer(db, actor, question, AnswerText(text=DRAFT))
    return scene


def pages_of(content: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(io.BytesIO(content))
    return [" ".join(page.get_textpage().get_text_range().split()) for page in document]


async def test_a_leader_s_side_and_the_secretariat_read_the_drafts_in_one_document(
    build: Builders, client: Client
) -> None:
    scene = await _prepared(build)
    for person in (scene.leader_person, scene.assistant, scene.secretariat):
        await client.log_in(person)
        contents, *pages = pages_of(await taken(client, build, scene, "pack", "pdf"))
        assert "TẬP TÀI LIỆU" in contents
        assert "Mục lục" in contents
        assert "Bao giờ có danh mục dùng chung" in contents
        whole = " ".join(pages)
        for part in ("Người hỏi", "(Dự thảo trả lời)", DRAFT, "Chương trình"):
            assert part in whole, part
        assert [page.split()[0] for page in pages] == [str(2 + place) for place in range(len(pages))]


async def test_nobody_else_has_it_and_who_leaves_has_it_no_more(build: Builders, client: Client) -> None:
    scene = await _prepared(build)
    other = await build.person(Role.assistant, leader=await build.leader("Lãnh đạo Mẫu Khác"))
    for person in (
        None,
        scene.asker,
        scene.officer,
        scene.head,
        other,
        await build.person(Role.administrator),
    ):
        await client.log_out()
        if person is not None:
            await client.log_in(person)
        assert "pack" not in await kinds(client, scene)
        await client.post(papers(scene), ASKED, status=404)
    await client.log_in(scene.assistant)
    await taken(client, build, scene, "pack", "pdf")
    async with build.acting(None) as (db, _):
        (paper,) = (await db.scalars(Paper.__table__.select().with_only_columns(Paper.id))).all()
        await db.execute(delete(BindingRow).where(BindingRow.account_id == scene.assistant.id))
    answer = await client.http.get(f"/van-ban/{paper}")
    assert answer.status_code == 404


def test_two_hundred_questions_of_any_length_are_one_document_with_contents() -> None:
    words = "Nhóm Mẫu Một cần biết lịch. " * 800
    draft = PackDraft("Lãnh đạo Mẫu", "Chờ duyệt", words)
    questions = tuple(
        PackQuestion(
            f"CH-{place}",
            "Lịch mẫu",
            "Người Mẫu",
            "Lãnh đạo Mẫu",
            "Trong chương trình",
            words,
            drafts=(draft,),
        )
        for place in range(MOST_QUESTIONS)
    )
    at = datetime(2026, 12, 10, 1, tzinfo=UTC)
    pack = ReadingPack("Kỳ mẫu", at, "Hội trường Mẫu", "Lãnh đạo Mẫu", (), questions, has_more=True)
    paper = reading_pack(Frame(Issuer("none", "Tiếp xúc mẫu"), 2026), pack)
    texts = [getattr(block, "text", "") for block in paper.blocks]
    assert sum(map(len, texts)) < MOST_LETTERS * 1.2
    assert sum(text.endswith(CUT) for text in texts) == 2 * MOST_QUESTIONS
    pages = pages_of(pdf_paper(paper, at))
    last = next(
        place for place, page in enumerate(pages, start=1) if f"{MOST_QUESTIONS}. CH-" in page and place > 9
    )
    assert any(
        page.split(f"{MOST_QUESTIONS}. CH-199: Lịch mẫu")[1].rstrip(" .").endswith(str(last))
        for page in pages[:9]
        if "CH-199" in page
    )
