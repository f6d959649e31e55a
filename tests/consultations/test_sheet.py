"""Opinions gathered on a sheet while one reads, looked over as one paper, and sent once."""

import asyncio
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import select, update

from forum import clock
from forum.accounts.models import Account
from forum.actor import Role
from forum.consultations.models import SUBMISSION_PREFIX, Opinion, OpinionSubmission, ParagraphText
from forum.contributions.actions.drafts import GATHERED_MOST
from forum.contributions.models import Contribution, Draft
from forum.files.models import File
from forum.jobs import JobContext
from forum.kinds import KINDS
from forum.notifications.models import SampleMail
from forum.sweeping import UNSENT_FILES_LAST, sweep
from forum.terms import terms
from moderation.models import Case
from tests.builders import Builders
from tests.client import Client, Page
from tests.consultations.test_consultation_story import SetClock, paragraphs, set_clock
from tests.consultations.test_opinions_in_place import FUNDING, REASONS, REWORDED, open_draft

__all__ = ["set_clock"]  # a fixture
T = TypeVar("T")
SAME = {"sec-fetch-site": "same-origin"}
SCOPE = "Phạm vi này cần nói rõ hơn."


async def gather(client: Client, url: str, paragraph: ParagraphText | None, words: str, **more: str) -> Page:
    path = f"{url}/gop-y" + (f"?doan={paragraph.paragraph_id}" if paragraph else "")
    form = (await client.get(path)).form("/gop-y") | {"stance": "object", "text": words} | more
    return await client.post(f"{url}/gop-y", form | {"_way": "gather"})


async def send_sheet(client: Client, url: str, status: int = 303, **more: object) -> Page:
    form = (await client.get(f"{url}/phieu")).form("/phieu")
    return await client.post(f"{url}/phieu", form | more, status=status)


async def of_type(build: Builders, model: type[T]) -> list[T]:
    async with build.acting(None) as (db, _actor):
        return list((await db.scalars(select(model))).all())


async def test_a_sheet_is_looked_over_and_goes_once_under_one_receipt(
    client: Client, build: Builders, set_clock: SetClock
) -> None:
    cid, url, funding = await open_draft(client, build)
    author = await build.person(Role.intellectual, name="Người Mẫu Gom")
    await client.log_in(author)
    landed = await gather(client, url, funding, REASONS, stance="amend", wording=REWORDED)
    assert landed.location.endswith(f"#doan-{funding.paragraph_id}"), "one reads on where one wrote"
    assert (await client.follow(landed)).has("phiếu có 1 góp ý, chưa gửi")
    await gather(client, url, None, SCOPE, stance="ask")
    assert await of_type(build, Opinion) == []
    await client.log_out()
    await client.log_in(author)
    mine = await client.get("/cua-toi")
    assert mine.has("Phiếu góp ý chưa gửi")
    sheet = await client.get(f"{url}/phieu")
    first, second = sheet.soup.select("article.opinion")
    assert SCOPE in first.get_text()  # what is of the whole comes first
    assert "thành phố" in " ".join(one.get_text() for one in second.select("ins"))
    assert sheet.has("PHIẾU GÓP Ý")

    form = sheet.form("/phieu")
    answers = await asyncio.gather(
        *(client.http.post(f"{url}/phieu", data=form, headers=SAME) for _ in range(2))
    )
    places = {one.headers["location"] for one in answers}
    assert len(places) == 1, "a double click sends once"
    receipt = await client.get(places.pop())
    assert receipt.has("Phiếu góp ý PGY-2026-0001")
    by_code = await client.get("/ma/pgy 2026 1", status=303)
    assert by_code.location == receipt.response.url.path
    assert len(await of_type(build, Opinion)) == 2
    assert len(await of_type(build, Case)) == 2, "each has a case of its own"
    page = await client.get(f"/gop-y-du-thao/y-kien/{(await of_type(build, Opinion))[0].id}")
    assert page.has("PGY-2026-0001")
    await build.run_jobs(clock.now())
    mails = [one for one in await of_type(build, SampleMail) if one.to == author.email]
    received = [one.subject for one in mails if "đã nhận" in one.subject]
    assert received == ["PGY-2026-0001: đã nhận phiếu góp ý của Ông/Bà"]
    assert (await client.get(f"{url}/phieu")).has("Phiếu chưa có góp ý nào")
    await client.log_in(await build.person(Role.intellectual))
    await client.get(receipt.response.url.path, status=404)
    await client.get("/ma/PGY-2026-0001", status=404)
    assert cid


def test_every_letter_of_a_code_can_be_read_out() -> None:
    prefixes = [*(kind.prefix for kind in KINDS.values() if kind.prefix), SUBMISSION_PREFIX]
    assert {letter for prefix in prefixes for letter in prefix} <= set(terms()["read_out"])


async def test_one_of_a_sheet_is_changed_left_out_or_sent_alone(
    client: Client, build: Builders, set_clock: SetClock
) -> None:
    _cid, url, funding = await open_draft(client, build)
    for words in ("Ý kiến thứ nhất.", "Ý kiến thứ hai.", "Ý kiến thứ ba."):
        await gather(client, url, funding, words)
    await gather(client, url, funding, "Ý kiến thứ ba.")  # the same words from another tab
    drafts = {str(one.fields["text"]): one for one in await of_type(build, Draft) if one.sheet_id}
    assert sorted(drafts) == ["Ý kiến thứ ba.", "Ý kiến thứ hai.", "Ý kiến thứ nhất."]
    key = drafts["Ý kiến thứ nhất."].key
    changed = await client.get(f"{url}/gop-y?giu={key}")
    form = changed.form("/gop-y") | {"text": "Ý kiến đã sửa.", "_way": "gather"}
    await client.post(f"{url}/gop-y", form)
    await client.log_in(await build.person(Role.intellectual))
    await client.post(f"/gop-y-du-thao/phieu/{key}/bo", {}, status=404)
    await client.log_in(await author_of(build, drafts["Ý kiến thứ hai."]))
    second = drafts["Ý kiến thứ hai."].key
    await client.post(f"/gop-y-du-thao/phieu/{second}/bo", {})
    assert (await client.get("/cua-toi")).has("Ý kiến thứ hai."), "its words are still a draft"
    alone = await send_sheet(client, url, only=drafts["Ý kiến thứ ba."].key)
    assert "/y-kien/" in alone.location
    sheet = await client.get(f"{url}/phieu")
    assert [one.get_text().strip() for one in sheet.soup.select("article.opinion .prose")] == [
        "Ý kiến đã sửa."
    ]
    assert await of_type(build, OpinionSubmission) == []


async def author_of(build: Builders, draft: Draft) -> Account:
    async with build.acting(None) as (db, _actor):
        return (await db.scalars(select(Account).where(Account.persona_id == draft.persona_id))).one()


async def test_one_that_is_refused_stays_and_stops_no_other(
    client: Client, build: Builders, set_clock: SetClock
) -> None:
    _cid, url, funding = await open_draft(client, build)
    await gather(client, url, funding, "Góp ý còn tốt.")
    await gather(client, url, funding, "Góp ý thiếu ý kiến.")
    await gather(client, url, None, "Góp ý có tệp không còn.")
    async with build.acting(None) as (db, _actor):
        for draft in await db.scalars(select(Draft).where(Draft.sheet_id.is_not(None))):
            if "thiếu" in str(draft.fields["text"]):  # as saved by itself, half changed
                draft.fields = draft.fields | {"stance": "", "paragraph_id": "9" * 30}
            if "tệp" in str(draft.fields["text"]):
                draft.fields = draft.fields | {"file_ids": ["4711"]}
    sheet = await client.get(f"{url}/phieu")
    assert len(sheet.soup.select("article.opinion .flash")) == 2
    done = await client.follow(await send_sheet(client, url))
    assert done.has("2 góp ý chưa gửi được vẫn ở trên phiếu")
    assert [one.typed_text for one in await of_type(build, Contribution) if one.kind == "opinion"] == [
        "Góp ý còn tốt."
    ]
    refused = await send_sheet(client, url, status=422)
    assert refused.has("Chưa góp ý nào gửi được")
    assert refused.has("Góp ý có tệp không còn.")


async def test_a_sheet_outlives_its_round_and_is_sent_to_new_words_on_confirmation(
    client: Client, build: Builders, set_clock: SetClock
) -> None:
    cid, url, funding = await open_draft(client, build)
    rows = await paragraphs(build, cid)
    gone = rows[1]
    await gather(client, url, funding, REASONS, stance="amend", wording=REWORDED)
    await gather(client, url, gone, SCOPE)
    await gather(client, url, None, "Góp ý chung vẫn gửi được.")
    stale = (await client.get(f"{url}/phieu")).form("/phieu")
    new_words = "Kinh phí do các trường cùng đóng góp theo số giờ sử dụng."
    async with build.acting(None) as (db, _actor):
        await db.execute(update(ParagraphText).where(ParagraphText.id == funding.id).values(text=new_words))
        await db.execute(update(ParagraphText).where(ParagraphText.id == gone.id).values(version=0))
    page = await client.post(f"{url}/phieu", stale, status=409)
    assert page.has("Chữ mới của dự thảo")
    assert page.has(new_words)
    assert page.has("không còn trong bản dự thảo")
    keys = [str(box["value"]) for box in page.soup.select("input[name=confirmed]")]
    assert len(keys) == 2
    await client.post(f"{url}/phieu", page.form("/phieu") | {"confirmed": keys})
    opinions = await of_type(build, Opinion)
    assert sorted(one.quoted for one in opinions) == ["", "", new_words]
    assert {one.paragraph_id for one in opinions} == {None, funding.paragraph_id}
    assert len({one.submission_id for one in opinions}) == 1

    await gather(client, url, None, "Góp ý đến muộn.")
    set_clock(datetime.fromisoformat("2026-12-11T09:00:00+07:00"))
    closed = await client.get(f"{url}/phieu")
    assert closed.has("Đã hết thời hạn góp ý")
    assert closed.has("Góp ý đến muộn.")
    assert not [one for one in closed.soup.select("main button") if "Gửi" in one.get_text()]
    late = await client.post(f"{url}/phieu", closed.form("/phieu"), status=422)
    assert late.has("Góp ý đến muộn.")
    assert len(await of_type(build, Opinion)) == 3


async def test_a_sheet_is_bounded_in_words_and_costs_the_same_for_many(
    client: Client, build: Builders, set_clock: SetClock
) -> None:
    cid, url, funding = await open_draft(client, build)
    await gather(client, url, funding, "Góp ý số 0.", stance="amend", wording=REWORDED)
    await client.get(f"{url}/phieu")
    of_one = client.statements
    async with build.acting(None) as (db, _actor):
        (first,) = (await db.scalars(select(Draft).where(Draft.sheet_id == cid))).all()
        for n in range(1, GATHERED_MOST):
            db.add(
                Draft(
                    key=f"{n:030d}",
                    persona_id=first.persona_id,
                    place=first.place,
                    fields=first.fields | {"text": f"Góp ý số {n}."},
                    saved_at=first.saved_at,
                    sheet_id=cid,
                )
            )
    await client.get(f"{url}/phieu")
    assert client.statements <= of_one
    form = (await client.get(f"{url}/gop-y")).form("/gop-y") | {"stance": "ask", "text": "Góp ý thứ 61."}
    full = await client.post(f"{url}/gop-y", form | {"_way": "gather"}, status=422)
    assert full.has("Phiếu đã có 60 góp ý")
    assert full.field("text").strip() == "Góp ý thứ 61."
    await send_sheet(client, url)
    assert len(await of_type(build, Opinion)) == GATHERED_MOST


async def test_a_wrong_opinion_is_refused_before_it_is_gathered_and_its_files_wait_with_it(
    client: Client, build: Builders, set_clock: SetClock
) -> None:
    _cid, url, funding = await open_draft(client, build)
    form = (await client.get(f"{url}/gop-y?doan={funding.paragraph_id}")).form("/gop-y")
    sent = form | {"stance": "amend", "text": REASONS, "wording": FUNDING, "_way": "gather"}
    page = await client.post(f"{url}/gop-y", sent, status=422)
    assert page.error_of("wording")
    assert not [one for one in await of_type(build, Draft) if one.sheet_id]
    right = sent | {"wording": REWORDED}
    await client.send(f"{url}/gop-y", right, files=[("so-lieu.txt", "Số liệu mẫu.".encode())])
    later = clock.now() + UNSENT_FILES_LAST + timedelta(days=1)
    async with build.acting(None) as (db, _actor):
        await sweep(JobContext(db, later, build.settings, build.engine))
    assert len(await of_type(build, File)) == 1, "its file is not swept away while it waits"
