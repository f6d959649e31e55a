"""A session's papers: agenda, minutes, conclusion notice and list of questions, each when it may be had."""

import io
from datetime import timedelta

import docx
import openpyxl
import pypdfium2
import pytest
from bs4 import Tag
from openpyxl.worksheet.worksheet import Worksheet
from sqlalchemy import select

from forum.accounts.models import BindingRow, Leader
from forum.actor import Role
from forum.clock import local_date, now
from forum.commitments.models import Commitment
from forum.contact import actions
from forum.contact.actions.questions import Referral, ScheduleWrittenAnswer
from forum.contact.floor import actions as floor
from forum.contact.floor.actions import NewSpeaker
from forum.contact.models import Question
from forum.contact.policy import QuestionState
from forum.contributions.actions import hide
from forum.contributions.models import Contribution
from forum.database import load
from forum.days import vndate
from forum.deadlines.policy import DutyKind
from forum.deadlines.queries import duty_of
from forum.files.policy import FileRole
from forum.papers.models import Paper
from forum.thing import Thing
from tests.builders import Builders
from tests.client import Client
from tests.commitments.scene import promised
from tests.contact.scene import (
    Scene,
    announced_session,
    answered,
    asked,
    entered,
    held,
    minutes_drafted,
    minutes_published,
    on_agenda,
)
from tests.contact.test_stage import live
from tests.world_files import a_file


def papers(scene: Scene) -> str:
    return f"/tiep-xuc/{scene.session_id}/van-ban"


async def taken(client: Client, build: Builders, scene: Scene, kind: str, format_: str) -> bytes:
    await client.post(papers(scene), {"kind": kind, "format": format_})
    await build.run_jobs()
    page = await client.get(papers(scene))
    section = page.soup.find(attrs={"aria-labelledby": f"van-ban-{kind}"})
    assert isinstance(section, Tag), page.main
    link = next(a for a in section.select("a.button") if a.get_text() == f"Tải {format_.upper()}")
    answer = await client.http.get(str(link["href"]))
    assert answer.status_code == 200
    return answer.content


async def words(client: Client, build: Builders, scene: Scene, kind: str) -> str:
    document = docx.Document(io.BytesIO(await taken(client, build, scene, kind, "docx")))
    found = [p.text for p in document.paragraphs]
    found += [c.text for t in document.tables for row in t.rows for c in row.cells]
    return "\n".join(found)


async def kinds(client: Client, scene: Scene) -> list[str]:
    page = await client.get(papers(scene))
    return [str(h["id"]).removeprefix("van-ban-") for h in page.soup.select("main h2[id^=van-ban-]")]


ANSWERED = QuestionState.answered_in_writing


@pytest.fixture
async def scene(build: Builders) -> Scene:
    """Questions at each end: answered, to be answered in writing, referred to a body."""
    scene = await announced_session(build, now())
    await answered(build, scene)
    by_letter = await entered(build, scene)
    referred = await asked(build, scene, "Khi nào nạo vét luồng vào cảng cá")
    async with build.acting(scene.secretariat, scene.closed_at) as (db, actor):
        await actions.schedule_written_answer(
            db, actor, by_letter, ScheduleWrittenAnswer(reason="Chưa đến lượt")
        )
        await actions.refer(
            db, actor, referred, Referral(body_id=scene.body.id, reason="Thuộc lĩnh vực của Sở")
        )
        (await load(db, Leader, scene.leader.id)).body_id = scene.body.id
    return scene


async def test_the_agenda_is_had_once_it_is_published_and_before_that_by_the_secretariat(
    build: Builders, client: Client
) -> None:
    scene = await announced_session(build, now())
    await on_agenda(build, scene, await asked(build, scene))
    assert await kinds(client, scene) == ["questions"]
    await client.post(papers(scene), {"kind": "agenda", "format": "docx"}, status=404)
    await client.log_in(scene.secretariat)
    assert await kinds(client, scene) == ["agenda", "questions", "pack", "pack_with_notes"]
    async with build.acting(scene.secretariat, scene.closed_at) as (db, actor):
        await actions.publish_agenda(db, actor, scene.session_id)
    await client.log_out()
    message = await words(client, build, scene, "agenda")
    for part in (
        "CHƯƠNG TRÌNH",
        "Kỳ tiếp xúc mẫu",
        "Hội trường mẫu",
        "Bao giờ có danh mục dùng chung",
        "STT",
    ):
        assert part in message, part


async def test_minutes_are_the_secretariat_s_draft_until_they_are_published(
    build: Builders, client: Client, scene: Scene
) -> None:
    await held(build, scene)
    await minutes_drafted(build, scene)
    for person in (None, scene.asker, await build.person(Role.auditor)):
        await client.log_out()
        if person is not None:
            await client.log_in(person)
        assert set(await kinds(client, scene)) == {"agenda", "questions"}
        for kind in ("minutes", "conclusion"):
            await client.post(papers(scene), {"kind": kind, "format": "docx"}, status=404)
    async with build.acting(None) as (db, _):
        assert (await db.scalars(select(Paper))).all() == []
    await client.log_in(scene.leader_person)
    assert "minutes" in await kinds(client, scene)
    await client.log_in(scene.secretariat)
    assert "Hội nghị nghe và trả lời câu hỏi." in await words(client, build, scene, "minutes")


async def test_published_minutes_say_what_the_page_says_in_word_and_pdf(
    build: Builders, client: Client, scene: Scene
) -> None:
    await held(build, scene)
    await minutes_published(build, scene)
    message = await words(client, build, scene, "minutes")
    pages = pypdfium2.PdfDocument(await taken(client, build, scene, "minutes", "pdf"))
    printed = " ".join(" ".join(page.get_textpage().get_text_bounded() for page in pages).split())
    for part in (
        "BIÊN BẢN",
        "Hội nghị nghe và trả lời câu hỏi.",
        "Thành phố giao một cơ quan lập danh mục trong quý tới.",
        "Người Mẫu Viết Thư",
        "Trả lời bằng văn bản; thời hạn: đến hết ngày",
        "CHỦ TỌA",
        "THƯ KÝ",
        "Lãnh đạo Mẫu Một",
    ):
        assert part in message, part
        assert part in printed, (part, printed)


async def test_the_notice_says_who_does_what_by_when(build: Builders, client: Client, scene: Scene) -> None:
    async with build.acting(None) as (db, _):
        question = (await db.scalars(select(Question.id).where(Question.state == ANSWERED))).one()
    await promised(build, scene, question)
    await minutes_published(build, scene)
    async with build.acting(None) as (db, _):
        promise = (await db.scalars(select(Commitment))).one()
        owed = await duty_of(db, scene.held_at, Thing("commitment", promise.id), DutyKind.report)
    assert owed is not None and owed.first_due_at is not None
    message = await words(client, build, scene, "conclusion")
    what = promise.title[0].lower() + promise.title[1:]
    due = local_date(owed.first_due_at)
    day = f"{due.day:02d}/{due.month}/{due.year}" if due.month > 2 else due.strftime("%d/%m/%Y")
    assert f"Giao Sở Mẫu A chủ trì {what} ({promise.code}); thời hạn: đến hết ngày {day}." in message
    assert "Khi nào nạo vét luồng vào cảng cá: Chuyển Sở Mẫu A; thời hạn trả lời: đến hết ngày" in message
    assert "SỞ MẪU A" in message
    assert "TL. LÃNH ĐẠO (MẪU)" in message
    assert "CHÁNH VĂN PHÒNG" in message


async def test_the_list_of_questions_is_a_sheet_of_strings_as_typed(
    build: Builders, client: Client, scene: Scene
) -> None:
    await asked(build, scene, "=SUM(A1:A9) là câu hỏi")
    sheet = openpyxl.load_workbook(io.BytesIO(await taken(client, build, scene, "questions", "xlsx"))).active
    assert isinstance(sheet, Worksheet)
    rows = [[c.value for c in row] for row in sheet.iter_rows()]
    head = next(n for n, row in enumerate(rows) if row[0] == "STT")
    assert [row[0] for row in rows[head + 1 :]] == [1, 2, 3, 4]
    assert {row[4] for row in rows[head + 1 :]} >= {"=SUM(A1:A9) là câu hỏi", "Khi nào sửa đường vào viện"}
    cells = [c for row in sheet.iter_rows() for c in row if isinstance(c.value, str)]
    assert all(c.data_type == "s" for c in cells)


async def test_a_hidden_question_leaves_every_paper_and_an_older_file_is_not_handed_out(
    build: Builders, client: Client, scene: Scene
) -> None:
    await taken(client, build, scene, "questions", "xlsx")
    page = await client.get(papers(scene))
    link = next(str(a["href"]) for a in page.soup.select("a.button") if a.get_text() == "Tải XLSX")
    async with build.acting(None) as (db, actor):
        question = (
            await db.scalars(
                select(Contribution).where(Contribution.typed_title.startswith("Khi nào nạo vét"))
            )
        ).one()
        await hide(db, actor, question, "Q1")
    assert (await client.http.get(link)).status_code == 409
    for person in (None, scene.asker, await build.person(Role.moderator)):
        await client.log_out()
        if person is not None:
            await client.log_in(person)
        content = await taken(client, build, scene, "questions", "xlsx")
        sheet = openpyxl.load_workbook(io.BytesIO(content)).active
        assert isinstance(sheet, Worksheet)
        assert not any("nạo vét" in str(c.value) for row in sheet.iter_rows() for c in row)


async def test_a_paper_made_with_rights_that_were_lost_is_not_handed_out(
    build: Builders, client: Client, scene: Scene
) -> None:
    await held(build, scene)
    await minutes_drafted(build, scene)
    await client.log_in(scene.secretariat)
    await taken(client, build, scene, "minutes", "docx")
    async with build.acting(None) as (db, actor):
        paper = (await db.scalars(select(Paper))).one()
        binding = (
            await db.scalars(select(BindingRow).where(BindingRow.account_id == scene.secretariat.id))
        ).one()
        binding.revoked_at = actor.at - timedelta(minutes=1)
    assert (await client.http.get(f"/van-ban/{paper.id}")).status_code == 404


async def test_the_page_costs_the_same_for_two_questions_and_for_many(
    build: Builders, client: Client, scene: Scene
) -> None:
    await client.get(papers(scene))
    few = client.statements
    for n in range(12):
        await asked(build, scene, f"Câu hỏi thêm thứ {n}")
    await client.get(papers(scene))
    assert client.statements == few <= 20


async def test_the_list_of_speakers_has_their_minutes_and_the_secretariat_prints_the_slips(
    client: Client, build: Builders
) -> None:
    scene, _ = await live(build)
    began = now()
    for minutes, act in ((0, floor.give_floor), (6, floor.stop_speaker)):
        async with build.acting(scene.secretariat, began + timedelta(minutes=minutes)) as (db, actor):
            if not minutes:
                new = NewSpeaker(name="Người Mẫu Đại Biểu", body_id=scene.body.id)
                speaker = await floor.add_speaker(db, actor, scene.session_id, new)
            await act(db, actor, speaker.id)
    await client.log_in(scene.asker)
    await client.send(f"/tiep-xuc/{scene.session_id}/phat-bieu/xin", {})
    assert "slip" not in await kinds(client, scene)
    listed = await words(client, build, scene, "speakers")
    assert "Người Mẫu Đại Biểu\nSở Mẫu A\nNội dung chung\n6" in listed
    assert "chưa phát biểu" in listed
    await client.log_in(scene.secretariat)
    assert "Mỗi lượt phát biểu không quá 5 phút." in await words(client, build, scene, "slip")


async def test_the_commitments_of_a_session_are_a_table(build: Builders, client: Client) -> None:
    scene = await announced_session(build, now() - timedelta(days=10))
    await promised(build, scene, await answered(build, scene))
    content = await taken(client, build, scene, "commitments", "xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert isinstance(sheet, Worksheet)
    cells = [str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None]
    assert "Lập danh mục dữ liệu dùng chung" in cells and "Sở Mẫu A" in cells
    assert any("1 cam kết; 0 đã thực hiện" in cell for cell in cells)


async def test_the_signed_minutes_stand_beside_their_words(build: Builders, client: Client) -> None:
    scene = await announced_session(build, now() - timedelta(days=10))
    await answered(build, scene)
    await held(build, scene)
    await minutes_published(build, scene)
    await client.log_in(scene.secretariat)
    at = f"/van-ban/session/{scene.session_id}/ban-chinh"
    assert (await client.get(f"{scene.url}/bien-ban")).has("Đưa lên bản đã ký, đóng dấu")
    scan = await a_file(build, scene.secretariat, "Mẫu bản đã ký", FileRole.issued_copy)
    signed = {"kind": "minutes", "number": "12", "symbol": "BB-SMA", "issued_on": vndate(now())}
    await client.send(at, {**signed, "file_ids": str(scan)})
    await client.log_out()
    assert (await client.get(f"{scene.url}/bien-ban")).has("số 12/BB-SMA")


async def test_a_published_answer_is_a_letter_to_its_asker(build: Builders, client: Client) -> None:
    scene = await announced_session(build, now() - timedelta(days=10))
    question_id = await answered(build, scene)
    at = f"/tiep-xuc/cau-hoi/{question_id}/van-ban"
    assert (await client.get(f"{scene.url}/cau-hoi/{question_id}")).has("Công văn trả lời")
    await client.post(at, {"kind": "reply", "format": "docx"})
    await build.run_jobs()
    link = next(a for a in (await client.get(at)).soup.select("a.button") if a.get_text() == "Tải DOCX")
    paper = docx.Document(io.BytesIO((await client.http.get(str(link["href"]))).content))
    words = "\n".join(one.text for one in paper.paragraphs)
    assert "Thành phố giao một cơ quan lập danh mục trong quý tới." in words
    assert "Bao giờ có danh mục dùng chung" in words and "Trân trọng./." in words
