"""The dossier of a draft: what goes with it, who adds it, and when its readers have it."""

from datetime import date

from sqlalchemy import select

from forum import clock
from forum.accounts.models import Account, BindingRow, Body
from forum.actor import Role
from forum.consultations.actions.sources import show_source_file
from forum.consultations.models import Consultation, DraftVersion
from forum.consultations.policy import ConsultationState
from forum.database import writing_session
from forum.finding.indexing import drain
from forum.urls import url_for
from tests.builders import Builders
from tests.client import Client, Page
from tests.consultations.test_draft_files import SHORT, chosen, officer, prepared, sent
from tests.files.test_with_a_text import ids_in, links_in, word_file

__all__ = ["officer"]  # a fixture

SUBMISSION: dict[str, object] = {"kind": "submission", "title": "Tờ trình về quy chế mẫu"}
FILE = ("Tờ trình mẫu.docx", word_file("Quy hoạch bãi Đồng Mẫu ven sông."))


async def added(build: Builders, client: Client, cid: int, words: dict[str, object] = SUBMISSION) -> Page:
    """The page of the draft, with this in its dossier."""
    at = f"/gop-y-du-thao/{cid}/ho-so"
    page = await chosen(build, client, at, words, FILE)
    return await client.follow(await client.post(at, page.form(at)))


async def head_of(build: Builders, account: Account) -> Account:
    async with build.acting(None) as (db, _actor):
        body_id = await db.scalar(select(BindingRow.body_id).where(BindingRow.account_id == account.id))
        body = await db.get_one(Body, body_id)
    return await build.person(Role.body_head, body=body)


async def announced(build: Builders, cid: int) -> None:
    async with build.acting(None) as (db, _actor):
        it = await db.get_one(Consultation, cid)
        it.audience, it.state = ["everyone"], ConsultationState.announced
        it.opens_on, it.closes_on = date(2030, 12, 1), date(2030, 12, 31)
        version = (await db.scalars(select(DraftVersion).where(DraftVersion.consultation_id == cid))).one()
        version.announced_at = it.announced_at = clock.now()


async def test_readers_have_the_dossier_and_the_drafts_own_file_once_it_is_announced(
    client: Client, build: Builders, officer: Account
) -> None:
    cid = await sent(build, client, ("Dự thảo mẫu.txt", SHORT.encode()))
    await build.run_jobs()
    page = await added(build, client, cid)
    assert page.has("Hồ sơ dự thảo") and page.has("Tờ trình về quy chế mẫu") and page.has("chưa công bố")
    links = links_in(page)
    assert set(links) == {"Dự thảo mẫu.txt", "Tờ trình mẫu.docx"}
    await client.log_in(await build.person(Role.body_officer))
    for link in links.values():
        await client.get(link, status=404)
    await client.post(f"/gop-y-du-thao/{cid}/ho-so", {"kind": "impact"}, status=404)
    await announced(build, cid)
    await client.log_out()
    page = await client.get(url_for("consultations.consultation", cid))
    assert links_in(page) == links and not page.has("Bỏ khỏi hồ sơ")
    for link in links.values():
        await client.get(link)
    async with writing_session(build.engine) as db:
        await drain(db, clock.now())
    assert (await client.get("/tim-kiem?q=bãi+Đồng+Mẫu+ven+sông")).has("Quy chế mẫu dùng chung")


async def test_after_the_announcement_the_head_alone_adds_and_the_day_is_shown(
    client: Client, build: Builders, officer: Account
) -> None:
    cid, _texts = await prepared(client, build, SHORT)
    await announced(build, cid)
    at = f"/gop-y-du-thao/{cid}/ho-so"
    await client.get(at, status=403)
    await client.post(at, SUBMISSION, status=403)
    await client.log_in(await head_of(build, officer))
    page = await added(build, client, cid)
    assert page.has("bổ sung sau khi công bố") and not page.has("Bỏ khỏi hồ sơ")


async def test_what_goes_with_a_later_version_is_its_bodys_alone_until_that_is_announced(
    client: Client, build: Builders, officer: Account
) -> None:
    cid, _texts = await prepared(client, build, SHORT)
    await announced(build, cid)
    new: dict[str, object] = {"what_changed": "Sửa theo góp ý.", "draft": SHORT}
    await client.send(url_for("consultations.prepare_version", cid), new)
    link = links_in(await added(build, client, cid))["Tờ trình mẫu.docx"]
    head = await head_of(build, officer)
    for who, status in ((head, 200), (await build.person(Role.body_head), 404)):
        await client.log_in(who)
        await client.get(link, status=status)
    await client.log_out()
    page = await client.get(url_for("consultations.consultation", cid))
    assert links_in(page) == {}
    async with build.acting(None) as (db, _actor):
        (version,) = await db.scalars(select(DraftVersion).where(DraftVersion.number == 2))
        await show_source_file(db, version)
    await client.get(link)


async def test_a_paper_is_taken_out_before_readers_had_it_and_bad_input_keeps_the_form(
    client: Client, build: Builders, officer: Account
) -> None:
    cid, _texts = await prepared(client, build, SHORT)
    at = f"/gop-y-du-thao/{cid}/ho-so"
    page = await client.send(at, SUBMISSION, status=422)
    assert page.has("đề nghị chọn một tệp") and page.field("title") == SUBMISSION["title"]
    page = await chosen(build, client, at, {"kind": "other"}, FILE)
    page = await client.post(at, page.form(at), status=422)
    assert page.error_of("title") and len(ids_in(page)) == 1
    page = await added(build, client, cid)
    (removal,) = [one["action"] for one in page.soup.find_all("form") if str(one["action"]).endswith("/bo")]
    link = links_in(page)["Tờ trình mẫu.docx"]
    await client.post(str(removal))
    await client.log_in(await head_of(build, officer))
    await client.get(link, status=404)
    await client.post(str(removal), status=404)


async def test_the_head_approves_the_announcement_of_what_was_shown(
    client: Client, build: Builders, officer: Account
) -> None:
    cid, _texts = await prepared(client, build, SHORT)
    await added(build, client, cid)
    dates = {"opens_on": "01/12/2030", "closes_on": "31/12/2030"}
    await client.send(f"/gop-y-du-thao/{cid}/thong-bao", dates)
    head = await head_of(build, officer)
    await client.log_in(head)
    page = await client.get(f"/gop-y-du-thao/{cid}/soan")
    notice = str(page.soup.select(".flash a")[0]["href"])
    page = await client.get(notice)
    assert "Tờ trình mẫu.docx" in links_in(page)
    approving = page.form("/duyet")
    await client.log_in(officer)
    await added(build, client, cid, {"kind": "impact"})
    await client.log_in(head)
    await client.post(f"{notice}/duyet", approving, status=409)
    await client.post(f"{notice}/duyet", (await client.get(notice)).form("/duyet"))
    await client.log_out()
    assert (await client.get(url_for("consultations.consultation", cid))).has("Tờ trình mẫu.docx")
