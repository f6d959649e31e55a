"""What a body promises on a proposal: lines of its answer, public only when the head has approved words and lines."""

from sqlalchemy import func, select

from forum.accounts.models import Account, Body
from forum.actor import Role
from forum.clock import local_date, now
from forum.commitments.models import Commitment
from forum.database import load
from forum.threads import actions as threads
from tests.builders import Builders
from tests.client import Client
from tests.official_texts import as_seen, seen_now, state_of
from tests.threads.test_proposal_story import answered

TITLE = "Lập danh mục thiết bị dùng chung"
LINE = {"title": TITLE, "due_on": "31/12/2030"}


async def _drafted(client: Client, build: Builders) -> tuple[str, int, Account, Account, Body]:
    """An answer that awaits approval, with one line."""
    path, answer_id, _author, officer, head, body = await answered(client, build)
    await client.send(f"/chu-de/tra-loi/{answer_id}/cam-ket", LINE)
    await client.post(f"/chu-de/tra-loi/{answer_id}/trinh")
    return path, answer_id, officer, head, body


async def _count(build: Builders) -> int:
    async with build.acting(None) as (db, _):
        return await db.scalar(select(func.count()).select_from(Commitment)) or 0


async def test_no_clerk_alone_makes_a_promise_public(client: Client, build: Builders) -> None:
    path, answer_id, officer, head, _ = await _drafted(client, build)
    proposal_id = int(path.split("/")[2].split("-")[0])
    read = {"seen_digest": await seen_now(build, answer_id)}
    others = (await build.person(Role.secretariat), await build.person(Role.staff))
    for clerk in (officer, *others):
        await client.log_in(clerk)
        await client.post(f"/chu-de/tra-loi/{answer_id}/duyet", read, status=403 if clerk is officer else 404)
        await client.post(f"/chu-de/{proposal_id}/cam-ket", LINE, status=404)
    assert await _count(build) == 0
    await client.log_out()
    for address in (path, "/theo-doi"):
        assert not (await client.get(address)).has(TITLE)
    await client.log_in(head)
    await client.post(f"/chu-de/tra-loi/{answer_id}/duyet", read)
    await client.log_out()
    for address in (path, "/theo-doi"):
        assert (await client.get(address)).has(TITLE)


async def test_the_approval_covers_the_lines(client: Client, build: Builders) -> None:
    """A line added, changed or removed after the head read it lifts what they approve."""
    path, answer_id, officer, head, _ = await _drafted(client, build)
    read = {"seen_digest": await seen_now(build, answer_id)}
    await client.log_in(officer)
    url = (await client.get(path)).soup.select_one("a[href^='/chu-de/cam-ket/']")
    assert url is not None
    await client.send(str(url["href"]), {"title": TITLE, "due_on": "30/12/2031"})
    assert (await state_of(build, answer_id)).state == "drafted"
    await client.post(f"/chu-de/tra-loi/{answer_id}/trinh")
    await client.log_in(head)
    await client.post(f"/chu-de/tra-loi/{answer_id}/duyet", read, status=409)
    assert await _count(build) == 0
    await client.log_in(officer)
    await client.post(str(url["href"]).replace("/sua", "/bo"))
    assert not (await client.get(path)).has(TITLE)


async def test_a_due_date_on_a_rest_day_or_in_the_past_is_asked_about(
    client: Client, build: Builders
) -> None:
    _, answer_id, *_ = await answered(client, build)
    path = f"/chu-de/tra-loi/{answer_id}/cam-ket"
    page = await client.send(path, LINE | {"due_on": "01/01/2031"}, status=422)
    assert "là ngày nghỉ" in page.error_of("due_on") and page.field("title") == TITLE
    page = await client.send(path, LINE | {"due_on": "01/01/2024"}, status=422)
    assert "từ hôm nay" in page.error_of("due_on") and page.field("title") == TITLE
    await client.send(path, LINE | {"due_on": "01/01/2031", "on_rest_day": "true"})


async def test_a_body_that_ended_before_the_approval_promises_nothing(
    client: Client, build: Builders
) -> None:
    path, answer_id, _, head, body = await _drafted(client, build)
    await client.log_in(head)
    form = (await client.get(path)).form(f"/tra-loi/{answer_id}/duyet")
    async with build.acting(None) as (db, _):
        (await load(db, Body, body.id)).ended_on = local_date(now())
    page = await client.post(f"/chu-de/tra-loi/{answer_id}/duyet", form, status=409)
    assert page.has("đã kết thúc hoạt động")
    assert await _count(build) == 0 and (await state_of(build, answer_id)).state == "awaiting_approval"


async def test_an_answer_that_declines_promises_nothing(client: Client, build: Builders) -> None:
    path, answer_id, officer, *_ = await _drafted(client, build)
    await client.log_in(officer)
    declined = {"outcome": "declined", "text": "Chưa có căn cứ để tiếp thu phần này."}
    page = await client.send(f"/chu-de/tra-loi/{answer_id}/sua", declined, status=422)
    assert "bỏ các cam kết" in page.error_of("outcome")
    assert (await client.get(path)).has(TITLE)


async def test_a_promise_after_the_answer_is_a_supplement_that_the_head_approves(
    client: Client, build: Builders
) -> None:
    path, answer_id, officer, head, _ = await _drafted(client, build)
    proposal_id = int(path.split("/")[2].split("-")[0])
    async with build.acting(head) as (db, actor):
        await threads.approve_answer(db, actor, answer_id, await as_seen(db, answer_id))
    await client.log_in(officer)
    words = {"text": "Cơ quan làm thêm một việc theo hiến kế này."}
    drafted = await client.send(f"/chu-de/{proposal_id}/bo-sung-cam-ket", words)
    supplement_id = int(drafted.location.rsplit("-", 1)[1])
    await client.post(f"/chu-de/tra-loi/{supplement_id}/trinh", status=403)  # it promises nothing yet
    more = "Mở lịch đặt chỗ trên mạng"
    await client.send(f"/chu-de/tra-loi/{supplement_id}/cam-ket", LINE | {"title": more})
    await client.post(f"/chu-de/tra-loi/{supplement_id}/trinh")
    assert await _count(build) == 1
    await client.log_in(head)
    form = (await client.get(path)).form(f"/tra-loi/{supplement_id}/duyet")
    await client.post(f"/chu-de/tra-loi/{supplement_id}/duyet", form)
    await client.log_out()
    page = await client.get(path)
    assert page.has(more) and page.has("Bổ sung cam kết") and await _count(build) == 2


async def test_commitments_of_one_answer_know_their_text(client: Client, build: Builders) -> None:
    _, answer_id, _, officer, head, _ = await answered(client, build)
    for title in (TITLE, "Việc thứ hai của cơ quan"):
        await client.send(f"/chu-de/tra-loi/{answer_id}/cam-ket", LINE | {"title": title})
    async with build.acting(officer) as (db, actor):
        await threads.submit_answer(db, actor, answer_id)
    async with build.acting(head) as (db, actor):
        await threads.approve_answer(db, actor, answer_id, await as_seen(db, answer_id))
    async with build.acting(None) as (db, _):
        rows = (await db.scalars(select(Commitment).order_by(Commitment.id))).all()
    assert [row.title for row in rows] == [TITLE, "Việc thứ hai của cơ quan"]
    assert {row.text_id for row in rows} == {answer_id}
    assert {row.assigner_leader_id for row in rows} == {None}
