"""No clerk alone makes a line of the ledger public: reports, dates and bodies are decided by those in whose name they
are."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from forum.accounts.models import Account
from forum.actor import Role
from forum.clock import local_date, now
from forum.commitments.actions import DraftRequest, DraftRuling
from forum.commitments.models import Commitment, CommitmentText
from forum.database import load
from forum.deadlines.policy import DutyKind
from forum.deadlines.queries import duty_of
from forum.notifications.models import Notice
from forum.thing import Thing
from forum.threads import actions as threads
from forum.threads.actions.threads import NewThread
from tests import promises
from tests.builders import Builders
from tests.client import Client
from tests.commitments.scene import committed, reported, requested, ruled, working_day
from tests.contact.scene import Scene
from tests.official_texts import seen_now

WORDS = "Đã công bố danh mục trên trang của cơ quan."
WHY = "Chờ số liệu của ba viện nghiên cứu."
LATER = working_day(local_date(now()) + timedelta(days=90))


async def _drafted(build: Builders) -> CommitmentText:
    async with build.acting(None) as (db, _):
        return (await db.scalars(select(CommitmentText).order_by(CommitmentText.id.desc()).limit(1))).one()


async def _state(build: Builders, commitment_id: int) -> Commitment:
    async with build.acting(None) as (db, _):
        return await load(db, Commitment, commitment_id)


async def _due(build: Builders, commitment_id: int) -> date:
    async with build.acting(None) as (db, actor):
        owed = await duty_of(db, actor.at, Thing("commitment", commitment_id), DutyKind.report)
        assert owed is not None and owed.due_at is not None
        return local_date(owed.due_at)


async def _told(build: Builders, who: Account) -> list[str]:
    await build.run_jobs()
    async with build.acting(None) as (db, _):
        return list(await db.scalars(select(Notice.subject).where(Notice.persona_id == who.persona_id)))


async def _public(client: Client, commitment_id: int, words: str) -> bool:
    await client.log_out()
    return (await client.get(f"/theo-doi/{commitment_id}")).has(words)


async def _by_others(client: Client, scene: Scene, but: Account, path: str, data: dict[str, Any]) -> None:
    """Nobody but that person gets the act done by a direct POST."""
    people = (scene.officer, scene.head, scene.secretariat, scene.assistant, scene.leader_person, scene.asker)
    for one in people:
        if one.id != but.id:
            await client.log_in(one)
            sent = await client.http.post(path, data=data, headers={"sec-fetch-site": "same-origin"})
            assert sent.status_code in (403, 404), (one.email, path)


async def test_a_report_is_public_when_the_head_has_approved_it(build: Builders, client: Client) -> None:
    scene, commitment_id = await committed(build)
    await client.log_in(scene.officer)
    for outcome in ("done", "partly_done", "cannot_be_done", "progress"):
        await client.send(f"/theo-doi/{commitment_id}/bao-cao", {"outcome": outcome, "text": WORDS})
        text = await _drafted(build)
        assert (await client.get(f"/theo-doi/{commitment_id}")).has(WORDS)  # to those who prepare it
        await client.post(f"/theo-doi/van-ban/{text.id}/trinh")
        read = {"seen_digest": await seen_now(build, text.id)}
        await _by_others(client, scene, scene.head, f"/theo-doi/van-ban/{text.id}/duyet", read)
        await _by_others(client, scene, scene.head, f"/theo-doi/van-ban/{text.id}/cong-bo", {})
        assert not await _public(client, commitment_id, WORDS)
        assert (await _state(build, commitment_id)).state == "open"
        await client.log_in(scene.officer)
    await client.log_in(scene.head)
    assert (await client.get("/ban-lam-viec")).has("Văn bản về cam kết chờ duyệt")
    await client.post(f"/theo-doi/van-ban/{text.id}/duyet", read)
    assert await _public(client, commitment_id, WORDS)
    page = await client.get(f"/theo-doi/{commitment_id}")
    assert page.has("duyệt, thủ trưởng cơ quan")
    assert (await _state(build, commitment_id)).state == "in_progress"
    assert any("chờ Ông/Bà duyệt" in one for one in await _told(build, scene.head))


async def test_what_was_changed_since_it_was_read_is_not_approved(build: Builders, client: Client) -> None:
    scene, commitment_id = await committed(build)
    await client.log_in(scene.officer)
    await client.send(f"/theo-doi/{commitment_id}/bao-cao", {"outcome": "done", "text": WORDS})
    text = await _drafted(build)
    await client.post(f"/theo-doi/van-ban/{text.id}/trinh")
    read = {"seen_digest": await seen_now(build, text.id)}
    path = f"/theo-doi/van-ban/{text.id}/sua-bao-cao"
    await client.send(path, {"outcome": "cannot_be_done"})
    await client.post(f"/theo-doi/van-ban/{text.id}/trinh")
    await client.log_in(scene.head)
    await client.post(f"/theo-doi/van-ban/{text.id}/duyet", read, status=409)
    await client.send(f"/theo-doi/van-ban/{text.id}/tra-lai", {"note": "Nêu thêm số văn bản."})
    assert (await client.get(f"/theo-doi/{commitment_id}")).has("Nêu thêm số văn bản.")
    assert (await _state(build, commitment_id)).state == "open"


async def test_a_date_is_asked_by_the_head_and_granted_by_who_assigned(
    build: Builders, client: Client
) -> None:
    scene, commitment_id = await committed(build)
    first = await _due(build, commitment_id)
    ask = DraftRequest(asks_for="new_due", due_on=LATER, text=WHY)
    await requested(build, commitment_id, scene.officer, scene.head, ask)
    assert await _due(build, commitment_id) == first  # it is only asked for
    assert await _public(client, commitment_id, WHY)
    await client.log_in(scene.assistant)
    await client.send(
        f"/theo-doi/{commitment_id}/quyet-dinh", {"granted": "true", "text": "Đồng ý với cơ quan."}
    )
    text = await _drafted(build)
    await client.post(f"/theo-doi/van-ban/{text.id}/trinh")
    read = {"seen_digest": await seen_now(build, text.id)}
    path = f"/theo-doi/van-ban/{text.id}/duyet"
    await _by_others(client, scene, scene.leader_person, path, read)
    assert await _due(build, commitment_id) == first
    await client.log_in(scene.leader_person)
    await client.post(path, read)
    publishing = f"/theo-doi/van-ban/{text.id}/cong-bo"
    assert await _due(build, commitment_id) == first
    await client.log_in(scene.officer)
    await client.post(publishing, status=404)
    await client.log_in(scene.assistant)
    assert (await client.get("/ban-lam-viec")).has("đã duyệt, chờ công bố")
    await client.post(publishing)
    assert await _due(build, commitment_id) == LATER
    assert any("đề nghị của cơ quan chờ quyết định" in one for one in await _told(build, scene.leader_person))
    assert any("điều chỉnh thời hạn" in one for one in await _told(build, scene.asker))


async def test_a_refused_date_stays_as_it_was_and_the_body_is_told(build: Builders, client: Client) -> None:
    scene, commitment_id = await committed(build)
    first = await _due(build, commitment_id)
    ask = DraftRequest(asks_for="new_due", due_on=LATER, text=WHY)
    await requested(build, commitment_id, scene.officer, scene.head, ask)
    await client.log_in(scene.officer)
    again = {"asks_for": "new_due", "due_on": LATER.strftime("%d/%m/%Y"), "text": WHY}
    await client.post(f"/theo-doi/{commitment_id}/de-nghi", again, status=403)  # one waits
    refusal = DraftRuling(granted=False, text="Việc này cần xong trong năm nay.")
    await ruled(build, commitment_id, scene.assistant, scene.leader_person, refusal)
    assert await _due(build, commitment_id) == first
    assert await _public(client, commitment_id, "Việc này cần xong trong năm nay.")
    assert any("không được chấp thuận" in one for one in await _told(build, scene.officer))


async def test_a_dispute_is_not_wiped_by_a_date_or_by_progress(build: Builders, client: Client) -> None:
    scene, commitment_id = await committed(build)
    await reported(build, commitment_id, scene.officer, scene.head)
    await client.log_in(scene.asker)
    await client.send(f"/theo-doi/{commitment_id}/chua-dong-y", {"reason": "Danh mục còn thiếu hai viện."})
    ask = DraftRequest(asks_for="new_due", due_on=LATER, text=WHY)
    await requested(build, commitment_id, scene.officer, scene.head, ask)
    granted = DraftRuling(granted=True, text="Đồng ý với đề nghị của cơ quan.")
    await ruled(build, commitment_id, scene.assistant, scene.leader_person, granted)
    await reported(build, commitment_id, scene.officer, scene.head, "progress")
    assert (await _state(build, commitment_id)).state == "disputed"
    await client.log_out()
    assert (await client.get("/theo-doi")).has("Chưa thống nhất kết quả")
    await reported(build, commitment_id, scene.officer, scene.head, "done")
    assert (await client.get("/theo-doi")).has("Ý kiến chưa đồng ý chưa được giải quyết")
    await client.log_in(scene.asker)
    await client.send(f"/theo-doi/{commitment_id}/xac-nhan", {})
    assert (await _state(build, commitment_id)).disputed_at is None
    assert not (await client.get("/theo-doi")).has("Ý kiến chưa đồng ý chưa được giải quyết")


async def test_who_disputed_takes_it_back(build: Builders, client: Client) -> None:
    scene, commitment_id = await committed(build)
    await reported(build, commitment_id, scene.officer, scene.head, "partly_done")
    await client.log_in(scene.asker)
    await client.send(f"/theo-doi/{commitment_id}/chua-dong-y", {"reason": "Danh mục còn thiếu hai viện."})
    path = f"/theo-doi/{commitment_id}/rut-y-kien"
    await _by_others(client, scene, scene.asker, path, {})
    await client.log_in(scene.asker)
    await client.send(path, {})
    assert (await _state(build, commitment_id)).state == "partly_done"
    await client.send(f"/theo-doi/{commitment_id}/xac-nhan", {})
    assert (await _state(build, commitment_id)).state == "confirmed"


async def test_a_body_says_once_and_in_time_that_it_is_not_its_own(build: Builders, client: Client) -> None:
    scene, commitment_id = await committed(build)
    other = await build.body("Sở Mẫu Khác")
    officer = await build.person(Role.body_officer, body=other)
    ask = DraftRequest(asks_for="not_ours", text="Việc này thuộc chức năng của Sở Mẫu Khác.")
    await requested(build, commitment_id, scene.officer, scene.head, ask)
    ruling = DraftRuling(granted=True, body_id=other.id, text="Chuyển Sở Mẫu Khác thực hiện.")
    await ruled(build, commitment_id, scene.assistant, scene.leader_person, ruling)
    assert (await _state(build, commitment_id)).body_id == other.id
    assert any("quý cơ quan được giao" in one for one in await _told(build, officer))
    await client.log_in(scene.officer)
    await client.post(f"/theo-doi/{commitment_id}/de-nghi", {"asks_for": "not_ours", "text": WHY}, status=403)


async def test_after_its_days_a_body_no_longer_refuses(build: Builders, client: Client) -> None:
    scene, commitment_id = await committed(build)
    ask = DraftRequest(asks_for="not_ours", text="Việc này thuộc chức năng của Sở Mẫu Khác.")
    refusal = DraftRuling(granted=False, text="Cơ quan có chức năng này theo quy định.")
    await requested(build, commitment_id, scene.officer, scene.head, ask)
    await ruled(build, commitment_id, scene.assistant, scene.leader_person, refusal)
    await client.log_in(scene.officer)
    await client.post(f"/theo-doi/{commitment_id}/de-nghi", {"asks_for": "not_ours", "text": WHY}, status=422)


async def test_a_body_moves_its_own_promise_and_its_asker_may_object(build: Builders, client: Client) -> None:
    scene, _ = await committed(build)
    author = await build.person(Role.intellectual, is_trusted=True)
    async with build.acting(author) as (db, actor):
        thread = NewThread(
            title="Mở kho dữ liệu dùng chung", text="Nội dung hiến kế, đủ dài.", leaves_tasks_open=True
        )
        proposal_id = (await threads.start_thread(db, actor, thread)).id
    await promises.take_up(build, scene.officer, proposal_id, scene.body.id)
    made = await promises.promise(build, scene.officer, scene.head, proposal_id, "Mở kho dữ liệu", LATER)
    new = working_day(LATER + timedelta(days=30))
    ask = DraftRequest(asks_for="new_due", due_on=new, text=WHY)
    await requested(build, made, scene.officer, scene.head, ask)
    assert await _due(build, made) == new
    assert any("Ông/Bà có thể nêu ý kiến" in one for one in await _told(build, author))
    path = f"/theo-doi/{made}/y-kien-ve-thoi-han"
    await _by_others(client, scene, author, path, {"reason": "Kho đã hứa hai lần."})
    await client.log_in(author)
    await client.send(path, {"reason": "Kho đã hứa hai lần."})
    await client.post(path, {"reason": "Kho đã hứa hai lần, nay lại lùi."}, status=422)
    await client.log_out()
    assert (await client.get("/theo-doi")).has("Người hỏi chưa đồng ý với thời hạn mới")
    assert await _due(build, made) == new
