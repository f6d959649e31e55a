"""The signed and stamped copy of a paper stands beside it as the official one."""

from sqlalchemy import select, update

from forum.actor import Role
from forum.consultations.models import Consultation
from forum.consultations.policy import ConsultationState
from forum.journal import JournalRow
from forum.urls import url_for
from tests.builders import Builders
from tests.client import Client
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
