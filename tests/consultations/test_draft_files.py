"""A draft comes in as a file or as text: read by the worker, with what the reader doubts at each paragraph."""

import pytest
from sqlalchemy import select

from forum.accounts.models import Account
from forum.actor import Role
from forum.consultations.models import DraftVersion, ParagraphText
from tests.builders import Builders
from tests.client import Client, Page
from tests.paperwork.reading.word import cell, paragraph, table, word_file

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
    assert page.has("Đang đọc dự thảo; trang này tự cập nhật")
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
