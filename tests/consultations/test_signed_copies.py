"""The signed and stamped copy of a paper stands beside it as the official one."""

from sqlalchemy import select, update

from forum.actor import Role
from forum.consultations.models import Consultation
from forum.consultations.policy import ConsultationState
from forum.journal import JournalRow
from forum.urls import url_for
from tests.builders import Builders
from tests.client import Client, Page
from tests.consultations.test_draft_files import chosen
from tests.consultations.test_papers import critiqued
from tests.files.test_with_a_text import ids_in, links_in, word_file

COPY = ("Bản ký.docx", word_file("Đã ký, đóng dấu. Bãi Đồng Mẫu ven sông."))
WORDS: dict[str, object] = {
    "kind": "opinion_table",
    "number": "12",
    "symbol": "BC-MAU",
    "issued_on": "24/11/2025",
    "_file_role": "issued_copy",
}


async def test_the_office_puts_the_signed_copy_beside_its_paper(client: Client, build: Builders) -> None:
    scene = await critiqued(build)
    at = url_for("papers.issue_copy", "consultation", scene.consultation_id)
    for who in (await build.person(Role.body_officer), scene.author):
        await client.log_in(who)
        await client.get(at, status=403)
        await client.post(at, WORDS, status=403)
    await client.log_in(scene.officer)
    assert (await client.get(scene.papers)).soup.find("a", href=at)
    page = await client.send(at, WORDS, status=422)
    assert page.has("chọn một tệp") and page.field("symbol") == "BC-MAU"
    page = await chosen(build, client, at, WORDS | {"issued_on": "24/11/2099"}, COPY)
    page = await client.post(at, page.form(at), status=422)
    assert page.error_of("issued_on") and len(ids_in(page)) == 1
    page = await client.post(at, page.form(at) | WORDS | {"kind": "minutes"}, status=422)
    assert page.error_of("kind")
    await client.post(at, page.form(at) | WORDS)
    await client.get(url_for("papers.issue_copy", "proposal", 1), status=404)
    await client.log_out()
    page = await client.get(scene.papers)
    assert (
        page.has("Bản chính")
        and page.has("số 12/BC-MAU, ngày 24/11/2025")
        and page.has("Giữ nguyên như bản gửi")
    )
    (link,) = links_in(page).values()
    assert (await client.get(link)).response.content == COPY[1], "byte for byte"
    async with build.acting(None) as (db, _actor):
        done = await db.scalars(select(JournalRow.event).where(JournalRow.event == "papers.CopyIssued"))
        assert len(done.all()) == 1


async def put_up(build: Builders, client: Client, papers: str, at: str, number: str) -> str:
    """The address of the file of a signed copy that the office has put beside its paper."""
    name = f"Bản ký {number}.docx"
    page = await chosen(build, client, at, WORDS | {"number": number}, (name, COPY[1]))
    await client.post(at, page.form(at) | WORDS | {"number": number})
    return links_in(await client.get(papers))[name]


def away_in(page: Page) -> str:
    """The address that takes the newest copy back."""
    return next(str(link["href"]) for link in page.soup.find_all("a", string="Gỡ bản này"))


async def test_a_copy_put_up_by_mistake_is_taken_back_and_stays_named(
    client: Client, build: Builders
) -> None:
    scene = await critiqued(build)
    await client.log_in(scene.officer)
    at = url_for("papers.issue_copy", "consultation", scene.consultation_id)
    earlier = await put_up(build, client, scene.papers, at, "11")
    mistaken = await put_up(build, client, scene.papers, at, "12")
    away = away_in(await client.get(scene.papers))
    for who in (await build.person(Role.body_officer, body=await build.body("Sở Mẫu Khác")), scene.author):
        await client.log_in(who)
        await client.get(away, status=403)
        await client.post(away, {"reason": "Không phải việc của tôi"}, status=403)
    await client.log_in(scene.head)
    page = await client.post(away, {"reason": " "}, status=422)
    assert page.error_of("reason")
    page = await client.follow(await client.post(away, {"reason": "Đưa nhầm bản của đợt trước."}))
    assert page.has("chỉ cơ quan mình tải được")
    assert (await client.get(mistaken)).response.content == COPY[1], "the office answers for what was shown"
    await client.get(away, status=403)
    await client.post(away, {"reason": "Gỡ thêm lần nữa."}, status=422)
    for reader in (None, scene.author):
        await (client.log_in(reader) if reader else client.log_out())
        await client.get(mistaken, status=404)
        page = await client.get(scene.papers)
        assert page.has("số 12/BC-MAU, ngày 24/11/2025, đã gỡ ngày") and page.has(
            "Đưa nhầm bản của đợt trước"
        )
        assert not page.has("Bản đưa lên trước"), "the earlier one is the official one again"
        assert list(links_in(page).values()) == [earlier]
    async with build.acting(None) as (db, _actor):
        (payload,) = await db.scalars(
            select(JournalRow.payload).where(JournalRow.event == "papers.CopyWithdrawn")
        )
        assert payload["name"] == "Bản ký 12.docx" and payload["size"] == len(COPY[1]) and payload["digest"]


async def test_the_issued_text_is_shown_with_its_number_and_day(client: Client, build: Builders) -> None:
    scene = await critiqued(build)
    async with build.acting(None) as (db, _actor):
        await db.execute(update(Consultation).values(state=ConsultationState.concluded))
    await client.log_in(scene.officer)
    at = url_for("consultations.record_issue", scene.consultation_id)
    page = await chosen(
        build, client, at, {"number": "45/QĐ-UBND", "on": "24/11/2025", "_file_role": "issued_copy"}, COPY
    )
    await client.post(at, page.form(at))
    await client.log_out()
    page = await client.get(url_for("consultations.consultation", scene.consultation_id))
    assert page.has("Bản chính") and page.has("số 45/QĐ-UBND, ngày 24/11/2025")
    (link,) = links_in(page).values()
    assert (await client.get(link)).response.content == COPY[1]
    await client.log_in(scene.officer)
    away = away_in(await client.get(url_for("consultations.consultation", scene.consultation_id)))
    await client.post(away, {"reason": "Bản quét thiếu trang cuối."})
    await client.log_out()
    page = await client.get(url_for("consultations.consultation", scene.consultation_id))
    assert page.has("đã gỡ ngày") and page.has("Bản quét thiếu trang cuối") and not links_in(page)
    await client.get(link, status=404)
