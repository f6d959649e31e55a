"""Several passages in one decision, and a text or an edit that waits, published without what is masked."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from forum import clock
from forum.actor import Role
from forum.contributions.models import Contribution
from forum.desk import actions
from forum.desk.actions import Grounds, HearingInput, RulingInput
from forum.notifications.models import Notice
from forum.threads.actions.threads import NewThread, start_thread
from search.entry import BAR
from tests.builders import Builders
from tests.client import Client
from tests.desk.test_hiding import flag, second
from tests.desk.test_masking import PHONE, index, indexed, rewrite, seen
from tests.desk.test_queue import Scene, decide, proposal, scene, visibility, waiting_case
from tests.threads.test_proposal_story import a_task

__all__ = ["scene"]

HOME = "số nhà 12 phố Mẫu"
OVER_TWO = "Tôi tên là Mẫu Văn Riêng.\n\nSinh năm 1950."
LONG = f"Xin gọi {PHONE} hoặc đến {HOME}.\n\n{OVER_TWO}\n\nĐề nghị mở thư viện buổi tối."


async def waiting(build: Builders, author: object, **given: str) -> int:
    task, forum = await a_task(build), await build.forum()
    new = {
        "kind": "proposal",
        "title": "Mở thư viện",
        "text": LONG,
        "forum_id": forum.id,
        "task_ids": [task.id],
    }
    async with build.acting(author) as (db, actor):  # type: ignore[arg-type]  # a person of the table
        return (await start_thread(db, actor, NewThread.model_validate(new | given))).id


async def mask_waiting(client: Client, build: Builders, scene: Scene, thread_id: int, **given: str) -> int:
    case_id = await waiting_case(build, thread_id)
    await decide(client, scene.first, case_id, **{"verdict": "mask", "quote": PHONE} | given)
    return case_id


async def letters(build: Builders, scene: Scene) -> list[str]:
    await build.run_jobs()
    async with build.acting(None) as (db, _):
        found = await db.scalars(
            select(Notice.letter)
            .where(Notice.persona_id == scene.author.persona_id, Notice.path.startswith("/quyet-dinh"))
            .order_by(Notice.id)
        )
        return list(found)


async def test_one_decision_masks_several_passages_one_of_them_over_two_paragraphs(
    scene: Scene, build: Builders, client: Client
) -> None:
    thread_id = await waiting(build, await build.person(Role.intellectual, is_trusted=True))
    case_id = await flag(build, thread_id)
    await decide(client, scene.first, case_id, verdict="mask", quote=f"{PHONE}\n{HOME}\n{OVER_TWO}")
    await client.log_out()
    page = await client.get(f"/chu-de/{thread_id}")
    for words in (PHONE, HOME, "Mẫu Văn Riêng", "Sinh năm 1950"):
        assert not page.has(words), words
    assert page.has("Đề nghị mở thư viện buổi tối")
    text = await seen(build, thread_id)
    assert text.count(BAR) == 3
    await second(client, scene.second, case_id, "true")
    assert (await seen(build, thread_id, timedelta(days=400))).count(BAR) == 3
    async with build.acting(None) as (db, _):
        masks = (await db.get_one(Contribution, thread_id)).masks
    assert [one.until for one in masks] == [None, None, None]


async def test_a_passage_that_is_not_there_is_named_and_no_passage_is_masked(
    scene: Scene, build: Builders, client: Client
) -> None:
    thread_id = await waiting(build, scene.author)
    case_id = await waiting_case(build, thread_id)
    await client.log_in(scene.first)
    await client.post(f"/duyet-noi-dung/{case_id}/nhan")
    form = (await client.get(f"/duyet-noi-dung/{case_id}")).form("/quyet-dinh") | {
        "verdict": "mask",
        "rule": "Q4",
        "quote": f"{PHONE}\nsố nhà 99",
        "explanation": "Có địa chỉ nhà riêng.",
    }
    page = await client.post(f"/duyet-noi-dung/{case_id}/quyet-dinh", form, status=422)
    assert "số nhà 99" in page.error_of("quote")
    assert page.has("Có địa chỉ nhà riêng.")
    several = form | {"quote": f"{PHONE}\n{HOME}", "place": "1"}
    page = await client.post(f"/duyet-noi-dung/{case_id}/quyet-dinh", several, status=422)
    assert "khi che một đoạn" in page.error_of("place")
    assert await visibility(build, thread_id) == "in_review"


async def test_a_text_in_review_is_published_without_the_passage_and_its_author_is_told(
    scene: Scene, build: Builders, client: Client
) -> None:
    thread_id = await waiting(build, scene.author)
    case_id = await mask_waiting(client, build, scene, thread_id)
    assert await visibility(build, thread_id) == "published"
    await index(build)
    await client.log_out()
    for path in (f"/chu-de/{thread_id}", f"/bai/{thread_id}/ban/1", "/hien-ke", "/tim-kiem?q=thư+viện"):
        assert not (await client.get(path)).has(PHONE), path
    assert BAR in await indexed(build, thread_id)
    told = await letters(build, scene)
    assert "đã được đăng" in told[-1]
    assert PHONE in told[-1]
    await second(client, scene.second, case_id, "true")
    assert PHONE not in await seen(build, thread_id, timedelta(days=400))
    assert "quyền đề nghị xem xét lại" in (await letters(build, scene))[-1]


async def test_an_unconfirmed_mask_ends_after_seventy_two_hours_and_the_text_stays_public(
    scene: Scene, build: Builders, client: Client
) -> None:
    thread_id = await waiting(build, scene.author)
    case_id = await mask_waiting(client, build, scene, thread_id)
    assert PHONE not in await seen(build, thread_id, timedelta(hours=71))
    assert PHONE in await seen(build, thread_id, timedelta(hours=73))
    later = clock.now() + timedelta(hours=73)
    async with build.acting(None, later) as (db, visitor):
        await actions.record_lapse(db, thread_id, visitor.at)
    ruling = RulingInput(version=1, verdict="mask", rule="Q4", quote=PHONE, explanation="Có số điện thoại.")
    async with build.acting(scene.second, later) as (db, actor):
        await actions.claim(db, actor, case_id)
    async with build.acting(scene.second, later) as (db, actor):
        assert (await actions.decide(db, actor, case_id, ruling)).interim_until is None


async def test_the_second_person_may_refuse_and_the_author_may_appeal(
    scene: Scene, build: Builders, client: Client
) -> None:
    refused = await waiting(build, scene.author)
    case_id = await mask_waiting(client, build, scene, refused)
    await second(client, scene.second, case_id, "false", "Số này do chính cơ quan công bố.")
    assert PHONE in await seen(build, refused)
    author = await build.person(Role.intellectual)
    appealed = await waiting(build, author)
    await second(client, scene.second, await mask_waiting(client, build, scene, appealed), "true")
    async with build.acting(None) as (db, _):
        decision_id = (await db.get_one(Contribution, appealed)).masks[0].decision_id
    async with build.acting(author) as (db, actor):
        filed = await actions.ask_review(db, actor, decision_id, Grounds(grounds="Đây là số của cơ quan."))
    third = await build.person(Role.moderator)
    async with build.acting(third) as (db, actor):
        await actions.claim(db, actor, filed.case_id)
    async with build.acting(third) as (db, actor):
        heard = HearingInput(reverses=True, explanation="Số này do cơ quan công bố.")
        await actions.hear(db, actor, filed.case_id, heard)
    assert PHONE in await seen(build, appealed)


async def test_an_edit_that_waits_is_published_without_the_passage_too(
    scene: Scene, build: Builders, client: Client
) -> None:
    thread_id = await proposal(build, scene.author, "Đề nghị mở thư viện buổi tối cho sinh viên.")
    await decide(client, scene.first, await waiting_case(build, thread_id), verdict="approve")
    await rewrite(build, scene.author, thread_id, f"Bản sửa, xin gọi {PHONE} để trao đổi.")
    await mask_waiting(client, build, scene, thread_id, version="2")
    text = await seen(build, thread_id)
    assert text.startswith("Bản sửa, xin gọi")
    assert PHONE not in text
    await client.log_out()
    assert not (await client.get(f"/bai/{thread_id}/lich-su")).has(PHONE)


@pytest.mark.parametrize(
    ("field", "passage"), [("title", "bà Mẫu Thị Riêng"), ("on_behalf", "Hội Mẫu Riêng")]
)
async def test_title_and_on_behalf_are_masked_as_well(
    scene: Scene, build: Builders, client: Client, field: str, passage: str
) -> None:
    thread_id = await waiting(build, scene.author, **{field: f"Gửi {passage} một việc"})
    await mask_waiting(client, build, scene, thread_id, quote=f"{passage}\n{PHONE}")
    await client.log_out()
    for path in (f"/chu-de/{thread_id}", "/hien-ke", "/dien-dan"):
        page = await client.get(path)
        assert not page.has(passage), path
        assert not page.has(PHONE), path
