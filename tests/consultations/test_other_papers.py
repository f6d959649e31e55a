"""The other papers of a consultation, and what surrounds all of them: letterhead, counts of those who wait."""

import io
from datetime import timedelta

import docx
import openpyxl
import pypdfium2
import pytest

from forum import clock
from forum.actor import Role
from forum.clock import local_date
from forum.consultations.actions.in_force import InForceSource, set_in_force
from forum.consultations.actions.notices import Announcement, announce
from forum.consultations.actions.preparing import NewConsultation, create
from forum.consultations.drafts import texts_of
from forum.consultations.fates import Change
from forum.consultations.models import (
    Consultation,
    DraftVersion,
    ParagraphLink,
    ParagraphText,
    TextInForce,
)
from forum.consultations.queries.comparing import compared_with_former
from forum.contributions.actions import hide, withdraw
from forum.contributions.models import Contribution
from forum.database import load
from forum.errors import NotFound
from forum.files.models import File
from forum.files.policy import FileRole, FileState
from forum.kinds import readable_file
from tests.builders import UNSTATED, Builders
from tests.client import Client
from tests.consultations.test_papers import DRAFT, Scene, critiqued, docx_words, given, scene, taken

__all__ = ["scene"]  # a fixture


async def test_papers_bear_the_letterhead_in_force_that_day(
    client: Client, build: Builders, scene: Scene
) -> None:
    """An office signs no paper without superior body, symbol, place and signer, nor one of another day's signer."""
    async with build.acting(None) as (db, _):
        body_id = (await db.get_one(Consultation, scene.consultation_id)).body_id
    await client.log_in(await build.person(Role.administrator))
    url, today = f"/quan-tri/co-quan/{body_id}/the-thuc", local_date(clock.now())
    now = {
        "from_on": f"{today:%d/%m/%Y}", "superior": "UBND thành phố Mẫu", "symbol": "SMA", "place": "Thành Mẫu",
        "authority": "KT", "behalf_of": "Giám đốc", "post": "Phó Giám đốc", "signer": "Người Mẫu Ký",
        "recipients": "Sở Mẫu B\nLưu: VT",
    }  # fmt: skip
    later = now | {"from_on": f"{today + timedelta(days=9):%d/%m/%Y}", "signer": "Người Mẫu Mai Sau"}
    assert (await client.send(url, now | {"behalf_of": ""}, status=422)).error_of("behalf_of")
    for sent in (now, later):
        page = await client.follow(await client.send(url, sent))
    assert page.has("Người Mẫu Ký, Phó Giám đốc") and page.has("Người Mẫu Mai Sau")
    words = docx_words(await taken(client, build, scene, "docx"))
    for message in (
        "UBND THÀNH PHỐ MẪU", "/SMA", "Thành Mẫu, ngày\xa0", "KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", "Người Mẫu Ký",
        "- Sở Mẫu B;", "- Lưu: VT.",
    ):  # fmt: skip
        assert message in words, message
    assert "Mai Sau" not in words


async def test_opinions_that_wait_for_a_decision_are_counted_by_why(client: Client, build: Builders) -> None:
    scene = await critiqued(build)
    scene.author = await build.person(Role.intellectual)  # whose texts wait for a moderator
    for text in ("Góp ý chờ duyệt một.", "Góp ý chờ duyệt hai."):
        at = clock.now() - timedelta(days=20)
        await given(build, scene, at, target="whole", stance="ask", text=text)
    message = (
        "Còn 4 ý kiến chưa được tiếp thu, giải trình, trong đó 2 ý kiến chưa có giải trình công khai; "
        "2 ý kiến đang chờ duyệt."
    )
    words = docx_words(await taken(client, build, scene, "docx"))
    assert message in words
    assert "chờ duyệt một" not in words
    sheet = openpyxl.load_workbook(io.BytesIO(await taken(client, build, scene, "xlsx"))).active
    assert message in [row[0] for row in sheet.iter_rows(values_only=True)]


async def test_the_report_tells_in_prose_what_was_answered(
    client: Client, build: Builders, scene: Scene
) -> None:
    words = docx_words(await taken(client, build, scene, "docx", "response_report"))
    for message in (
        "Tiếp thu, giải trình ý kiến góp ý đối với dự thảo Quy chế mẫu về phòng thí nghiệm",
        "1. Điều 2 đoạn 1",
        "Bổ sung mức hỗ trợ vào dự thảo.",
        "III. Ý KIẾN ĐƯỢC GIẢI TRÌNH",
        "Còn 1 ý kiến chưa được tiếp thu, giải trình",
    ):
        assert message in words, message


async def test_a_form_to_fill_in_is_offered_while_opinions_are_taken(
    client: Client, build: Builders, scene: Scene
) -> None:
    await client.get(scene.papers)
    await client.post(scene.papers, {"kind": "opinion_form", "format": "docx"}, status=404)
    opened = await opened_today(build, scene, "Dự thảo Quy chế mẫu khác")
    scene.papers = f"/gop-y-du-thao/{opened}/van-ban"
    words = docx_words(await taken(client, build, scene, "docx", "opinion_form"))
    for message in (
        "Đối với dự thảo Quy chế mẫu khác",
        "Điều 1. Phạm vi",
        "Điều 2. Kinh phí",
        "Kính gửi: Sở Mẫu A",
    ):
        assert message in words, message


async def test_versions_are_compared_paragraph_by_paragraph(
    client: Client, build: Builders, scene: Scene
) -> None:
    async with build.acting(None) as (db, actor):
        it = await db.get_one(Consultation, scene.consultation_id)
        former = await texts_of(db, it.id, 1)
        db.add(
            DraftVersion(
                consultation_id=it.id,
                number=2,
                opens_on=it.created_at.date(),
                closes_on=it.created_at.date(),
                created_by=it.created_by,
                created_at=actor.at,
                announced_at=actor.at,
            )
        )
        for place, (old, words) in enumerate(zip(former, ("", "Quy chế mới.", None, ""), strict=True)):
            new = None
            if words is not None:
                new = ParagraphText(
                    consultation_id=it.id, version=2, paragraph_id=old.paragraph_id, position=place, kind=old.kind,
                    label=old.label, path=old.path, text=words or old.text, rows=None,
                )  # fmt: skip
                db.add(new)
                await db.flush()
            change = Change.removed if words is None else Change.changed if words else Change.unchanged
            db.add(
                ParagraphLink(
                    consultation_id=it.id, version=2, paragraph_id=old.paragraph_id,
                    text_id=new.id if new else None, change=change, is_sure=True,
                )
            )  # fmt: skip
        db.add(
            ParagraphText(
                consultation_id=it.id, version=2, paragraph_id=None, position=9, kind="article", label="Điều 3.",
                path="Điều 3", text="Hiệu lực", rows=None,
            )
        )  # fmt: skip
        it.shown_version = 2
        lines = await compared_with_former(db, it.id, 2)
    assert [(line.before, line.after, line.change) for line in lines] == [
        ("Điều 1. Phạm vi", "Điều 1. Phạm vi", "Giữ nguyên"),
        ("1. Quy chế quy định việc dùng chung phòng thí nghiệm.", "1. Quy chế mới.", "Sửa đổi"),
        ("Điều 2. Kinh phí", "", "Bỏ"),
        ("Các trường cùng đóng góp.", "Các trường cùng đóng góp.", "Giữ nguyên"),
        ("", "Điều 3. Hiệu lực", "Bổ sung"),
    ]
    first = docx_words(await taken(client, build, scene, "docx", "opinion_table_1"))
    assert "THÍ NGHIỆM, BẢN 1" in first and "Nhận được 2 ý kiến" in first and "Còn 1 ý kiến" in first
    book = openpyxl.load_workbook(io.BytesIO(await taken(client, build, scene, "xlsx", "opinion_table_2")))
    second = " ".join(str(row[0]) for row in book.active.iter_rows(values_only=True))
    assert "Nhận được 0 ý kiến" in second and "Còn" not in second
    with pypdfium2.PdfDocument(await taken(client, build, scene, "pdf", "comparison_2")) as document:
        words = document[0].get_textpage().get_text_range()
    assert "DỰ THẢO BẢN 1" in words and "1. Quy chế mới." in words


async def test_a_letter_asks_those_whom_the_office_names(
    client: Client, build: Builders, scene: Scene
) -> None:
    """Whom it goes to, by when and how opinions are sent, and the form to fill in; nothing of it once it is over."""
    await client.get(scene.papers)
    await client.post(scene.papers, {"kind": "request_letter", "format": "docx"}, status=404)
    opened = await opened_today(build, scene, "Dự thảo Quy chế mẫu khác")
    await client.log_in(scene.officer)
    url, others = f"/gop-y-du-thao/{opened}/noi-nhan", [f"Sở Mẫu số {place}" for place in range(13)]
    await client.send(url, {"addressees": " Sở Mẫu B \n\nHội Mẫu D\nSở Mẫu B", "reply_to": "Phòng Mẫu 2"})
    scene.papers = f"/gop-y-du-thao/{opened}/van-ban"
    words = docx_words(await taken(client, build, scene, "docx", "request_letter"))
    for message in (
        "V/v lấy ý kiến góp ý đối với dự thảo Quy chế mẫu khác",
        "Kính gửi:\n- Sở Mẫu B;\n- Hội Mẫu D.",
        f"http://hien-ke.test/gop-y-du-thao/{opened}-du-thao-quy-che-mau-khac",
        "theo mẫu tại Phụ lục, về Phòng Mẫu 2. Thời hạn gửi ý kiến: trước khi hết ngày",
        "(Kèm theo: Phụ lục - Phiếu góp ý)",
        "- Như trên;\n- Lưu: VT.",
        "Điều 2. Kinh phí",
    ):
        assert message in words, message
    assert "CÔNG VĂN" not in words
    with pypdfium2.PdfDocument(await taken(client, build, scene, "pdf", "request_letter")) as document:
        assert "V/v lấy ý kiến" in document[0].get_textpage().get_text_range()
    await client.send(url, {"addressees": "\n".join(others)})
    many = docx_words(await taken(client, build, scene, "docx", "request_letter"))
    assert "Kính gửi: Các cơ quan, tổ chức theo danh sách tại Phụ lục II" in many and "Sở Mẫu số 12" in many
    await client.send(url, {"addressees": "\n".join(f"Nơi {place}" for place in range(501))}, status=422)


async def opened_today(build: Builders, scene: Scene, title: str, draft: str = DRAFT) -> int:
    """Another consultation of the scene's body."""
    async with build.acting(None) as (db, _):
        it = await db.get_one(Consultation, scene.consultation_id)
    new = NewConsultation(
        body_id=it.body_id, title=title, summary="Còn lấy ý kiến.", document_kind="draft-other", draft=draft
    )
    day = local_date(clock.now())
    async with build.acting(scene.officer) as (db, actor):
        opened = await create(db, actor, new)
    async with build.acting(scene.head) as (db, actor):
        await announce(db, actor, opened.id, Announcement(opens_on=day, closes_on=day + timedelta(days=30)))
    return opened.id


async def test_a_draft_stands_beside_the_text_in_force_and_its_explanation(
    client: Client, build: Builders, scene: Scene
) -> None:
    """Pasted by the office, read and matched by the worker; both columns mark the words that differ."""
    new_draft = DRAFT.replace("cùng đóng góp", "và thành phố cùng đóng góp")
    async with build.acting(scene.officer) as (db, actor):
        it = await db.get_one(Consultation, scene.consultation_id)
        new = NewConsultation(
            body_id=it.body_id, title="Quy chế mẫu mới", summary="Thay quy chế cũ.",
            document_kind="draft-other", draft=new_draft,
        )  # fmt: skip
        prepared = (await create(db, actor, new)).id
        (text,) = [one for one in await texts_of(db, prepared, 1) if "đóng góp" in one.text]
    await client.log_in(scene.officer)
    why = "Ngân sách chưa đủ."
    await client.send(f"/gop-y-du-thao/doan/{text.id}/sua", {"explanation": why})
    assert (await client.get(f"/gop-y-du-thao/{prepared}/soan")).has(why)
    url = f"/gop-y-du-thao/{prepared}/hien-hanh"
    assert (await client.send(url, {"draft": DRAFT}, status=422)).error_of("name")
    await client.send(url, {"name": "Quyết định mẫu số 1/2020/QĐ", "draft": f"{DRAFT}Điều 3. Hiệu lực cũ\n"})
    await build.run_jobs()
    assert (await client.get(url)).has("Đã đọc 5 đoạn.")
    day = local_date(clock.now())
    async with build.acting(scene.head) as (db, actor):
        await announce(db, actor, prepared, Announcement(opens_on=day, closes_on=day + timedelta(days=30)))
    await build.run_jobs()
    scene.papers = f"/gop-y-du-thao/{prepared}/van-ban"
    document = docx.Document(io.BytesIO(await taken(client, build, scene, "docx", "comparison")))
    (table,) = [one for one in document.tables if one.rows[0].cells[0].text == "VĂN BẢN HIỆN HÀNH"]
    rows = [[cell.text for cell in row.cells] for row in table.rows[1:]]
    assert rows[0] == ["Điều 1. Phạm vi", "Điều 1. Phạm vi", "Giữ nguyên"]
    assert rows[-2] == [
        "Các trường cùng đóng góp.", "Các trường và thành phố cùng đóng góp.", f"Sửa đổi. {why}"
    ]  # fmt: skip
    assert rows[-1] == ["Điều 3. Hiệu lực cũ", "", "Bỏ"]
    runs = table.rows[-2].cells[1].paragraphs[0].runs
    assert [run.text.strip() for run in runs if run.bold] == ["và thành phố"]
    await client.send(url, {"name": "", "draft": ""})
    words = docx_words(await taken(client, build, scene, "docx", "comparison"))
    assert "Cơ quan soạn thảo chưa cung cấp văn bản hiện hành." in words and why in words


async def test_the_file_of_a_text_in_force_goes_with_it(build: Builders, scene: Scene) -> None:
    at = clock.now()
    async with build.acting(scene.officer) as (db, actor):
        body_id = (await db.get_one(Consultation, scene.consultation_id)).body_id
        new = NewConsultation(
            body_id=body_id, title="Quy chế mẫu mới", summary="Thay quy chế cũ.",
            document_kind="draft-other", draft=DRAFT,
        )  # fmt: skip
        consultation_id = (await create(db, actor, new)).id
    async with build.acting(scene.head) as (db, actor):
        day = local_date(at)
        dates = Announcement(opens_on=day, closes_on=day + timedelta(days=30))
        await announce(db, actor, consultation_id, dates)
    async with build.acting(scene.officer) as (db, actor):
        assert actor.persona_id is not None
        file = File(
            persona_id=actor.persona_id, form_key="k", role=FileRole.attachment, name="cu.pdf", size=9,
            received_digest="d", digest="d" * 64, state=FileState.clean, found=[], removed=[], created_at=at,
        )  # fmt: skip
        db.add(file)
        await db.flush()
        source = InForceSource.of(None).model_copy(update={"name": "Quyết định cũ", "file_ids": [file.id]})
        await set_in_force(db, actor, consultation_id, source)
    async with build.acting(None) as (db, actor):
        assert await readable_file(db, actor, file.id)
    async with build.acting(scene.officer) as (db, actor):
        nothing = InForceSource.of(await db.get(TextInForce, consultation_id))
        await set_in_force(db, actor, consultation_id, nothing.model_copy(update={"name": ""}))
    with pytest.raises(NotFound):
        async with build.acting(None) as (db, actor):
            await readable_file(db, actor, file.id)


async def test_an_opinion_that_a_decision_hid_is_listed_by_code_and_reason(
    client: Client, build: Builders
) -> None:
    scene = await critiqued(build)
    at = clock.now() - timedelta(days=20)
    withdrawn = await given(build, scene, at, target="whole", stance="ask", text="Góp ý sẽ được rút.")
    hidden = await given(build, scene, at, target="whole", stance="ask", text="Góp ý sẽ bị ẩn.")
    async with build.acting(scene.author, at) as (db, actor):
        await withdraw(db, actor, withdrawn, UNSTATED)
    async with build.acting(None) as (db, actor):
        it = await load(db, Contribution, hidden, lock=True)
        await hide(db, actor, it, "Q1")
        codes = [(await load(db, Contribution, one)).code for one in (withdrawn, hidden)]
    words = docx_words(await taken(client, build, scene, "docx"))
    assert "3. Không đưa vào bản tổng hợp" in words and all(str(code) in words for code in codes)
    assert "Tác giả đã rút ý kiến." in words and "Được ẩn theo Quy tắc Q1." in words
    assert "sẽ bị ẩn" not in words
