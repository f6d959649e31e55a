"""A draft comes in as a file or as text: read by the worker, with what the reader doubts at each paragraph."""

from datetime import date

import pytest
from sqlalchemy import select

from forum import clock
from forum.accounts.models import Account
from forum.actor import Role
from forum.consultations.actions.sources import show_source_file
from forum.consultations.models import Consultation, DraftVersion, ParagraphText
from forum.consultations.policy import ConsultationState
from forum.urls import url_for
from tests.builders import Builders
from tests.client import Client, Page
from tests.paperwork.reading.pages import with_blank_pages
from tests.paperwork.reading.word import cell, packed, paragraph, run, table, word_file
from tests.paperwork.test_bad_input import locked_docx

File = tuple[str, bytes]
AT = "/gop-y-du-thao/moi"
DATES = {"opens_on": "01/12/2030", "closes_on": "31/12/2030"}
SHORT = "Điều 1. Phạm vi\n1. Khoản một.\n2. Khoản hai.\n"
LONG = SHORT + "".join(
    f"{n}. Khoản này dài để máy đọc ở phía sau, không ai phải đợi.\n" for n in range(3, 500)
)


@pytest.fixture
async def officer(build: Builders, client: Client) -> Account:
    """Logged in."""
    body = await build.body()
    it = await build.person(Role.body_officer, body=body)
    await client.log_in(it)
    return it


async def form_of(client: Client) -> dict[str, object]:
    page = await client.get(AT)
    body = page.soup.select_one("select[name=body_id] option[value]")
    assert body is not None
    return page.form(AT) | {
        "body_id": str(body["value"]),
        "title": "Quy chế mẫu dùng chung",
        "summary": "Các trường mẫu dùng chung phòng học.",
        "document_kind": "draft-other",
    }


async def chosen(build: Builders, client: Client, at: str, words: dict[str, object], *files: File) -> Page:
    """The form with these files, once they are looked over."""
    page = await client.post(at, words | {"_way": "attach"}, status=200, files=files)
    await build.run_jobs()
    return await client.post(at, page.form(at) | {"_way": "attach"}, status=200)


async def sent(build: Builders, client: Client, *files: File) -> int:
    """A consultation of these files; nothing is read yet."""
    form = (await chosen(build, client, AT, await form_of(client), *files)).form(AT)
    return int((await client.post(AT, form)).location.split("/")[2])


def docx(*parts: str) -> bytes:
    return word_file("".join(parts))


async def version_of(build: Builders, consultation_id: int) -> tuple[DraftVersion, list[ParagraphText]]:
    async with build.acting(None) as (db, _actor):
        version = (
            await db.scalars(select(DraftVersion).where(DraftVersion.consultation_id == consultation_id))
        ).one()
        texts = await db.scalars(
            select(ParagraphText)
            .where(ParagraphText.consultation_id == consultation_id)
            .order_by(ParagraphText.position)
        )
        return version, list(texts)


async def test_a_word_file_becomes_paragraphs_with_what_its_reader_doubts(
    client: Client, build: Builders, officer: Account
) -> None:
    content = docx(
        paragraph("Điều 1. Phạm vi"),
        paragraph("1. Khoản một."),
        paragraph("3. Khoản ba."),
        paragraph("Điều 2. Mức hỗ trợ"),
        table(
            [cell(paragraph("Cấp")), cell(paragraph("Mức"))], [cell(paragraph("Một")), cell(paragraph("5"))]
        ),
    )
    cid = await sent(build, client, ("Dự thảo mẫu.docx", content))
    at = f"/gop-y-du-thao/{cid}/soan"
    page = await client.get(at)
    assert page.has("Dự thảo đang được đọc; trang này tự cập nhật")
    refused = await client.send(f"/gop-y-du-thao/{cid}/thong-bao", DATES, status=422)
    assert refused.has("Dự thảo đang được đọc")
    await build.run_jobs()
    page = await client.get(at)
    assert page.has("Điều 1 khoản 3") and not page.has("Đang đọc dự thảo")
    (para,) = [one for one in page.soup.select(".para") if "Khoản ba." in one.get_text()]
    assert "Số thứ tự không liền" in para.get_text()
    assert [[cell.get_text() for cell in row.select("th, td")] for row in page.soup.select(".para tr")] == [
        ["Cấp", "Mức"],
        ["Một", "5"],
    ]
    version, texts = await version_of(build, cid)
    assert version.source_name == "Dự thảo mẫu.docx" and version.read_at is not None
    assert texts[-1].rows == [["Cấp", "Mức"], ["Một", "5"]]
    assert all(one.paragraph_id for one in texts)


async def test_a_doubt_is_asked_about_once_beside_the_button_that_announces(
    client: Client, build: Builders, officer: Account
) -> None:
    form = await form_of(client) | {"draft": "Điều 1. Phạm vi\n1. Khoản một.\n3. Khoản ba.\n"}
    cid = int((await client.post(AT, form)).location.split("/")[2])
    at, announcing = f"/gop-y-du-thao/{cid}/soan", f"/gop-y-du-thao/{cid}/thong-bao"
    page = await client.get(at)
    assert page.soup.select_one("a.state[href='#con-ngo']") is not None and page.has("1 chỗ còn ngờ")
    refused = await client.send(announcing, DATES, status=422)
    assert refused.error_of("seen_doubts") and refused.field("opens_on") == DATES["opens_on"]
    await client.post(f"/gop-y-du-thao/{cid}/da-xem", page.form("/da-xem"))
    assert not (await client.get(at)).has("1 chỗ còn ngờ")
    await client.send(announcing, DATES)


async def test_a_long_text_is_read_by_the_worker(client: Client, build: Builders, officer: Account) -> None:
    cid = int((await client.post(AT, await form_of(client) | {"draft": LONG})).location.split("/")[2])
    version, texts = await version_of(build, cid)
    assert version.is_unread and not texts
    await build.run_jobs()
    version, texts = await version_of(build, cid)
    assert not version.is_unread and version.source_text == "" and len(texts) == 500


async def test_a_file_or_a_text_is_needed_and_not_both(
    client: Client, build: Builders, officer: Account
) -> None:
    form = await form_of(client)
    page = await client.post(AT, form, status=422)
    assert "hoặc chọn tệp" in page.error_of("draft") and page.field("title") == form["title"]
    page = await chosen(build, client, AT, form | {"draft": SHORT}, ("Mẫu.txt", SHORT.encode()))
    page = await client.post(AT, page.form(AT), status=422)
    assert page.has("bỏ tệp, hoặc xóa văn bản đã dán") and page.has("Mẫu.txt")
    assert page.field("draft").strip() == SHORT.strip()
    two = [("Một.txt", SHORT.encode()), ("Hai.txt", LONG.encode())]
    page = await chosen(build, client, AT, form, *two)
    page = await client.post(AT, page.form(AT), status=422)
    assert page.has("chỉ chọn một tệp")


async def prepared(client: Client, build: Builders, draft: str) -> tuple[int, list[ParagraphText]]:
    cid = int((await client.post(AT, await form_of(client) | {"draft": draft})).location.split("/")[2])
    return cid, (await version_of(build, cid))[1]


async def paths(build: Builders, cid: int) -> list[str]:
    return [text.path for text in (await version_of(build, cid))[1]]


async def test_whoever_corrects_a_draft_types_no_path(
    client: Client, build: Builders, officer: Account
) -> None:
    cid, texts = await prepared(
        client, build, "Điều 1. Phạm vi\n1. Khoản một.\na) Điểm một.\n2. Khoản hai.\n"
    )
    base = "/gop-y-du-thao/doan"
    form = (await client.get(f"{base}/{texts[0].id}/sua")).form("/sua")
    await client.post(f"{base}/{texts[0].id}/sua", form | {"label": "Điều 7"})
    assert await paths(build, cid) == [
        "Điều 7", "Điều 7 khoản 1", "Điều 7 khoản 1 điểm a", "Điều 7 khoản 2",
    ]  # fmt: skip
    new = {"kind": "article", "label": "Điều 8", "text": "Kinh phí"}
    await client.send(f"{base}/{texts[2].id}/them", new)
    assert (await paths(build, cid))[3:] == ["Điều 8", "Điều 8 khoản 2"]
    parts = {"first": "Khoản", "second": "hai.", "second_kind": "clause", "second_label": "3."}
    await client.send(f"{base}/{texts[3].id}/tach", parts)
    assert (await paths(build, cid))[-1] == "Điều 8 khoản 3"


async def test_many_paragraphs_are_removed_at_once(client: Client, build: Builders, officer: Account) -> None:
    cid, texts = await prepared(client, build, SHORT)
    gone = [str(text.id) for text in texts[1:]]
    await client.post(f"/gop-y-du-thao/{cid}/bo-doan", {"text_ids": gone})
    await client.post(f"/gop-y-du-thao/{cid}/bo-doan", {"text_ids": gone})
    assert await paths(build, cid) == ["Điều 1"]
    await client.post(f"/gop-y-du-thao/{cid}/bo-doan", {"text_ids": [str(texts[0].id)]})
    refused = await client.send(f"/gop-y-du-thao/{cid}/thong-bao", DATES, status=422)
    assert refused.has("Dự thảo chưa có đoạn nào")


async def test_a_part_is_pasted_anew(client: Client, build: Builders, officer: Account) -> None:
    cid, texts = await prepared(client, build, SHORT + "Điều 2. Kinh phí\n1. Khoản một.\n")
    at = f"/gop-y-du-thao/doan/{texts[1].id}/dan-lai"
    part = {"to_id": str(texts[2].id), "draft": "1. Khoản một mới.\na) Điểm mới.\n2. Khoản hai mới."}
    await client.send(at, part)
    assert await paths(build, cid) == [
        "Điều 1", "Điều 1 khoản 1", "Điều 1 khoản 1 điểm a", "Điều 1 khoản 2", "Điều 2", "Điều 2 khoản 1",
    ]  # fmt: skip
    last = (await version_of(build, cid))[1][-1]
    upwards = part | {"to_id": str(texts[0].id)}
    page = await client.send(f"/gop-y-du-thao/doan/{last.id}/dan-lai", upwards, status=422)
    assert page.error_of("to_id") and page.field("draft").strip() == part["draft"]


async def test_a_page_of_a_long_draft_stays_small(client: Client, build: Builders, officer: Account) -> None:
    many = "Điều 1. Phạm vi\n" + "".join(f"{n}. Khoản {'dài ' * 20}.\n" for n in range(1, 5000))
    cid = int((await client.post(AT, await form_of(client) | {"draft": many})).location.split("/")[2])
    await build.run_jobs()
    page = await client.get(f"/gop-y-du-thao/{cid}/soan")
    assert page.has("5000 đoạn") and len(page.text) <= 300_000
    last = (await version_of(build, cid))[1][-1]
    shown = await client.get(f"/gop-y-du-thao/{cid}/soan?doan={last.id}")
    assert shown.soup.find(id=f"chu-{last.id}") is not None


BOMB = packed({"word/document.xml": b"<a>" + b" " * 150_000_000})
MACROS = word_file(paragraph("Điều 1."), extra={"word/vbaProject.bin": b"macro"})


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param("Mật khẩu.docx", locked_docx(), id="password"),
        pytest.param("Macro.docx", MACROS, id="macro"),
        pytest.param("Bom.docx", BOMB, id="zip bomb"),
        pytest.param("Không phải Word.docx", b"MZ\x90\x00" * 100, id="not what it says"),
    ],
)
async def test_a_file_that_is_refused_says_why_beside_it_and_loses_no_word(
    client: Client, build: Builders, officer: Account, name: str, content: bytes
) -> None:
    form = await form_of(client)
    page = await chosen(build, client, AT, form, (name, content))
    assert page.has("Không nhận được tệp này") and page.field("title") == form["title"]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        pytest.param("Ảnh quét.pdf", with_blank_pages(b"", 2), "bản quét", id="scan"),
        pytest.param("Trống.docx", docx(paragraph("")), "không có chữ nào", id="no paragraph"),
        pytest.param("Dài.txt", ("Một dòng của dự thảo.\n" * 5100).encode(), "5.000 đoạn", id="too many"),
        pytest.param("Bảng.xlsx", packed({"xl/workbook.xml": "<workbook/>"}), "", id="a workbook"),
    ],
)
async def test_a_draft_that_cannot_be_read_says_why_and_takes_another(
    client: Client, build: Builders, officer: Account, name: str, content: bytes, words: str
) -> None:
    page = await chosen(build, client, AT, await form_of(client), (name, content))
    if page.has("Không nhận được tệp này"):
        return
    cid = int((await client.post(AT, page.form(AT))).location.split("/")[2])
    await build.run_jobs()
    page = await client.get(f"/gop-y-du-thao/{cid}/soan")
    assert page.has("Dự thảo chưa đọc được") and page.has(words) and page.has(name.rpartition(".")[0])
    await client.send(f"/gop-y-du-thao/{cid}/dua-lai", {"draft": SHORT})
    assert await paths(build, cid) == ["Điều 1", "Điều 1 khoản 1", "Điều 1 khoản 2"]
    version, _texts = await version_of(build, cid)
    assert version.file_id is None and not version.failure


async def test_tracked_changes_and_two_articles_of_one_number_are_named(
    client: Client, build: Builders, officer: Account
) -> None:
    inserted = f'<w:ins w:author="Người Mẫu">{run("mười lăm")}</w:ins>'
    deleted = '<w:del w:author="Người Mẫu"><w:r><w:delText>mười</w:delText></w:r></w:del>'
    content = docx(
        paragraph("Điều 5. Phạm vi"),
        paragraph("Trong ", deleted, inserted, " ngày."),
        paragraph("Điều 5. Mức"),
    )
    cid = await sent(build, client, ("Mẫu.docx", content))
    await build.run_jobs()
    page = await client.get(f"/gop-y-du-thao/{cid}/soan")
    assert page.has("đọc như đã chấp nhận") and page.has("Có hai Điều 5") and page.has("Trong mười lăm ngày.")


async def test_nobody_has_the_file_of_a_later_version_before_it_is_announced(
    client: Client, build: Builders, officer: Account
) -> None:
    cid, _texts = await prepared(client, build, SHORT)
    async with build.acting(None) as (db, _actor):
        it = await db.get_one(Consultation, cid)
        it.audience = ["everyone"]
        it.state, it.opens_on, it.closes_on = (
            ConsultationState.announced,
            date(2030, 12, 1),
            date(2030, 12, 31),
        )
        (await db.scalars(select(DraftVersion))).one().announced_at = it.announced_at = clock.now()
    new: dict[str, object] = {"what_changed": "Sửa theo góp ý."}
    at = url_for("consultations.prepare_version", cid)
    page = await chosen(build, client, at, new, ("Bản hai.txt", SHORT.encode()))
    await client.post(at, page.form(at))
    await build.run_jobs()
    async with build.acting(None) as (db, _actor):
        (version,) = await db.scalars(select(DraftVersion).where(DraftVersion.number == 2))
        assert version.read_at is not None and version.file_id is not None
    await client.log_out()
    await client.get(url_for("files.file", version.file_id), status=404)
    async with build.acting(None) as (db, _actor):
        await show_source_file(db, await db.get_one(DraftVersion, version.id))
    await client.get(url_for("files.file", version.file_id))
