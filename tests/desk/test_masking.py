"""Masking a passage: by one person for 72 hours, by two for good; who still reads it, and how it comes back."""

from contextlib import suppress
from datetime import timedelta

import pytest
from sqlalchemy import select

from forum import clock
from forum.actor import Role
from forum.contributions.actions.writing import edit, standing_text
from forum.contributions.models import Contribution
from forum.contributions.queries import text_of
from forum.desk import actions
from forum.desk.actions import Grounds, HearingInput, RulingInput, SecondInput
from forum.errors import Conflict
from forum.finding.indexing import drain
from forum.notifications.models import Notice
from forum.threads.actions.threads import NewReply, NewThread, reply, start_thread
from moderation import queries as cases
from search.entry import BAR, EntryRow
from tests.builders import Builders
from tests.client import Client
from tests.desk.test_hiding import flag, published, second
from tests.desk.test_queue import Scene, decide, proposal, scene, waiting_case
from tests.threads.test_proposal_story import a_task

__all__ = ["scene"]

PHONE = "0900 000 000"
UNREAD = "Một câu mà chưa ai đọc."


async def mask(client: Client, build: Builders, scene: Scene, thread_id: int, **given: str) -> int:
    case_id = await flag(build, thread_id)
    await decide(client, scene.first, case_id, **{"verdict": "mask", "quote": PHONE} | given)
    return case_id


async def seen(build: Builders, thread_id: int, later: timedelta = timedelta()) -> str:
    async with build.acting(None, clock.now() + later) as (db, visitor):
        return (await text_of(db, visitor, thread_id)).text


async def test_one_moderator_masks_for_seventy_two_hours_and_it_lapses_without_a_worker(
    scene: Scene, build: Builders, client: Client
) -> None:
    thread_id = await published(build, client, scene)
    await mask(client, build, scene, thread_id)
    await client.log_out()
    page = await client.get(f"/chu-de/{thread_id}")
    assert not page.has(PHONE)
    assert page.has("đã che theo quy tắc Q4 ngày")
    assert page.has("Đề nghị mở thư viện buổi tối")
    assert PHONE not in await seen(build, thread_id, timedelta(hours=71))
    assert PHONE in await seen(build, thread_id, timedelta(hours=73))


async def test_the_job_records_the_lapse_and_tells_the_author_and_one_person_cannot_mask_it_again(
    scene: Scene, build: Builders, client: Client
) -> None:
    thread_id = await published(build, client, scene)
    case_id = await mask(client, build, scene, thread_id)
    await build.run_jobs()
    later = clock.now() + timedelta(hours=73)
    for _ in range(2):
        async with build.acting(None, later) as (db, visitor):
            await actions.record_lapse(db, thread_id, visitor.at)
        await build.run_jobs(later)
    async with build.acting(None) as (db, _):
        assert (await db.get_one(Contribution, thread_id)).masks == ()
        subjects = await db.scalars(
            select(Notice.subject)
            .where(Notice.persona_id == scene.author.persona_id, Notice.path.startswith("/quyet-dinh"))
            .order_by(Notice.id)
        )
    assert [subject.partition(": ")[2] for subject in subjects] == [
        "một đoạn được tạm che, chờ người thứ hai xác nhận",
        "đoạn bị che đã hiện lại",
    ]
    ruling = RulingInput(version=1, verdict="mask", rule="Q4", quote=PHONE, explanation="Có số điện thoại.")
    async with build.acting(scene.second, later) as (db, actor):
        await actions.claim(db, actor, case_id)
    async with build.acting(scene.second, later) as (db, actor):
        done = await actions.decide(db, actor, case_id, ruling)
    assert (done.verdict, done.interim_until) == (None, None)
    assert PHONE in await seen(build, thread_id, timedelta(hours=73))


async def test_a_second_moderator_masks_for_good_and_may_refuse(
    scene: Scene, build: Builders, client: Client
) -> None:
    first = await published(build, client, scene)
    await second(client, scene.second, await mask(client, build, scene, first), "true")
    assert PHONE not in await seen(build, first, timedelta(days=400))
    other = await published(build, client, scene)
    case_id = await mask(client, build, scene, other)
    await second(client, scene.second, case_id, "false", "Số này do chính cơ quan công bố.")
    assert PHONE in await seen(build, other)


async def test_the_author_reads_what_is_masked_and_that_it_is(
    scene: Scene, build: Builders, client: Client
) -> None:
    thread_id = await published(build, client, scene)
    await mask(client, build, scene, thread_id)
    await client.log_in(scene.author)
    page = await client.get(f"/chu-de/{thread_id}")
    assert page.has(PHONE)
    assert page.has("đã che theo quy tắc Q4 ngày")


async def test_the_moderators_read_the_original_at_the_desk_and_the_bar_elsewhere(
    scene: Scene, build: Builders, client: Client
) -> None:
    thread_id = await published(build, client, scene)
    case_id = await mask(client, build, scene, thread_id)
    await client.log_in(scene.second)
    assert (await client.get(f"/duyet-noi-dung/{case_id}")).has(PHONE)
    assert not (await client.get(f"/chu-de/{thread_id}")).has(PHONE)


async def test_older_versions_and_later_edits_keep_the_bar_as_long_as_the_passage_is_there(
    scene: Scene, build: Builders, client: Client
) -> None:
    author = await build.person(Role.intellectual, is_trusted=True)
    thread_id = await proposal(build, author, f"Bản đầu, xin gọi {PHONE} để trao đổi.")
    await rewrite(build, author, thread_id, f"Bản thứ hai, xin gọi {PHONE} sau giờ làm.")
    await second(client, scene.second, await mask(client, build, scene, thread_id, version="2"), "true")
    await rewrite(build, author, thread_id, f"Bản thứ ba, vẫn là số {PHONE}, gọi buổi sáng.")
    await client.log_out()
    for path in (f"/chu-de/{thread_id}", f"/bai/{thread_id}/lich-su", *versions(thread_id, 3)):
        page = await client.get(path)
        assert not page.has(PHONE), path
        assert page.has("đã che theo quy tắc Q4"), path
    await rewrite(build, author, thread_id, "Bản thứ tư không còn số điện thoại nào.")
    assert BAR not in await seen(build, thread_id)


def versions(thread_id: int, count: int) -> list[str]:
    return [f"/bai/{thread_id}/ban/{number}" for number in range(1, count + 1)]


async def rewrite(build: Builders, author: object, thread_id: int, words: str) -> None:
    async with build.acting(author) as (db, actor):  # type: ignore[arg-type]  # a person of the table
        stands = await standing_text(db, thread_id)
        await edit(db, actor, thread_id, stands.model_copy(update={"text": words}))


@pytest.mark.parametrize("end", ["lapse", "confirm", "refuse"])
async def test_an_edit_sent_under_a_mask_for_the_time_being_is_judged_next_and_unread_is_never_shown(
    scene: Scene, build: Builders, client: Client, end: str
) -> None:
    thread_id = await published(build, client, scene)
    case_id = await mask(client, build, scene, thread_id)
    await rewrite(build, scene.author, thread_id, UNREAD)
    later = clock.now() + timedelta(hours=1)
    if end == "lapse":
        later += timedelta(hours=72)
        async with build.acting(None, later) as (db, _):
            await actions.record_lapse(db, thread_id, later)
    else:
        opinion = SecondInput(agrees=end == "confirm", explanation="Số này do chính cơ quan công bố.")
        async with build.acting(scene.second, later) as (db, actor):
            await actions.confirm(db, actor, case_id, opinion)
    assert "chưa ai đọc" not in await seen(build, thread_id)
    next_id = await waiting_case(build, thread_id)
    assert (next_id == case_id) is (end == "lapse")
    third = await build.person(Role.moderator)
    async with build.acting(third, later) as (db, actor):
        await actions.claim(db, actor, next_id)
    for version, words in ((1, "Đề nghị mở"), (2, "chưa ai đọc")):
        ruling = RulingInput(version=version, verdict="approve")
        with suppress(Conflict):
            async with build.acting(third, later) as (db, actor):
                await actions.decide(db, actor, next_id, ruling)
        assert words in await seen(build, thread_id), f"approved version {version}"
    async with build.acting(None) as (db, _):
        assert await cases.waiting_case(db, "proposal", thread_id) is None


async def test_an_approval_publishes_the_version_that_was_judged_and_no_older_one(
    scene: Scene, build: Builders, client: Client
) -> None:
    """The second edit overtook the first; dismissing a flag later does not bring the first back."""
    thread_id = await published(build, client, scene)
    await rewrite(build, scene.author, thread_id, UNREAD)
    await rewrite(build, scene.author, thread_id, "Bản thứ ba của đề nghị này.")
    await decide(client, scene.first, await waiting_case(build, thread_id), verdict="approve")
    assert "Bản thứ ba" in await seen(build, thread_id)
    await decide(client, scene.first, await flag(build, thread_id), verdict="approve")
    assert "Bản thứ ba" in await seen(build, thread_id)


async def test_one_of_several_places_is_chosen_and_a_place_that_is_not_there_is_refused(
    scene: Scene, build: Builders, client: Client
) -> None:
    task, forum = await a_task(build), await build.forum()
    author = await build.person(Role.intellectual, is_trusted=True)
    async with build.acting(author) as (db, actor):
        words = f"Tổng đài của cơ quan là {PHONE}. Số riêng của ông Mẫu cũng là {PHONE}."
        new = NewThread(
            kind="discussion", title="Hai số giống nhau", text=words, forum_id=forum.id, task_ids=[task.id]
        )
        thread_id = (await start_thread(db, actor, new)).id
    case_id = await flag(build, thread_id)
    await client.log_in(scene.first)
    await client.post(f"/duyet-noi-dung/{case_id}/nhan")
    form = (await client.get(f"/duyet-noi-dung/{case_id}")).form("/quyet-dinh") | {
        "verdict": "mask",
        "rule": "Q4",
        "quote": PHONE,
        "explanation": "Số điện thoại riêng của một người.",
        "place": "3",
    }
    page = await client.post(f"/duyet-noi-dung/{case_id}/quyet-dinh", form, status=422)
    assert "chỉ có ở 2 chỗ" in page.error_of("place")
    await client.post(f"/duyet-noi-dung/{case_id}/quyet-dinh", form | {"place": "2"})
    assert (await seen(build, thread_id)).startswith(f"Tổng đài của cơ quan là {PHONE}. Số riêng")
    assert (await seen(build, thread_id)).count(PHONE) == 1


async def test_a_masked_title_leaves_lists_addresses_and_notices_that_were_written_before(
    scene: Scene, build: Builders, client: Client
) -> None:
    task, forum = await a_task(build), await build.forum()
    author = await build.person(Role.intellectual, is_trusted=True)
    friend = await build.person(Role.intellectual)
    async with build.acting(author) as (db, actor):
        new = NewThread(
            kind="proposal",
            title="Xin hỏi bà Mẫu Thị Riêng ở số nhà mười hai",
            text="Nội dung đủ dài để gửi lên diễn đàn.",
            forum_id=forum.id,
            task_ids=[task.id],
        )
        thread_id = (await start_thread(db, actor, new)).id
    async with build.acting(None) as (db, _):
        db.add(notice_to(friend.persona_id, thread_id))
    await mask(client, build, scene, thread_id, quote="bà Mẫu Thị Riêng")
    await client.log_in(friend)
    for path in ("/hien-ke", f"/chu-de/{thread_id}", "/dien-dan", "/", "/thong-bao"):
        page = await client.get(path)
        assert not page.has("Thị Riêng"), path
        assert "thi-rieng" not in page.text, path
    async with build.acting(None) as (db, _):
        notice_id = await db.scalar(select(Notice.id).where(Notice.persona_id == friend.persona_id))
    opened = await client.post(f"/thong-bao/{notice_id}")
    assert opened.location == f"/chu-de/{thread_id}"


def notice_to(persona_id: int, thread_id: int) -> Notice:
    return Notice(
        event_id=1,
        persona_id=persona_id,
        thing_kind="proposal",
        thing_id=thread_id,
        subject="Hiến kế mới: Xin hỏi bà Mẫu Thị Riêng",
        letter="Hiến kế của bà Mẫu Thị Riêng",
        path=f"/chu-de/{thread_id}-xin-hoi-ba-mau-thi-rieng-o-so-nha-muoi-hai",
        at=clock.now(),
    )


async def test_nobody_finds_the_text_by_what_is_masked_even_before_the_worker_comes(
    scene: Scene, build: Builders, client: Client
) -> None:
    thread_id = await published(build, client, scene)
    await index(build)
    await mask(client, build, scene, thread_id)
    assert PHONE not in await indexed(build, thread_id)
    await index(build)
    words = await indexed(build, thread_id)
    assert PHONE not in words
    assert BAR in words
    assert "đã che theo" not in words


async def index(build: Builders) -> None:
    read = 1
    while read:
        async with build.acting(None) as (db, visitor):
            read = await drain(db, visitor.at)


async def indexed(build: Builders, thread_id: int) -> str:
    async with build.acting(None) as (db, _):
        found = await db.scalar(
            select(EntryRow.text).where(EntryRow.kind == "proposal", EntryRow.thing_id == thread_id)
        )
    return found or ""


async def test_a_review_by_others_and_a_second_look_take_the_bar_away(
    scene: Scene, build: Builders, client: Client
) -> None:
    thread_id = await published(build, client, scene)
    await second(client, scene.second, await mask(client, build, scene, thread_id), "true")
    async with build.acting(scene.author) as (db, actor):
        decision_id = (await db.get_one(Contribution, thread_id)).masks[0].decision_id
        filed = await actions.ask_review(db, actor, decision_id, Grounds(grounds="Đây là số của cơ quan."))
    third = await build.person(Role.moderator)
    async with build.acting(third) as (db, actor):
        await actions.claim(db, actor, filed.case_id)
    async with build.acting(third) as (db, actor):
        heard = HearingInput(reverses=True, explanation="Số này do cơ quan công bố.")
        await actions.hear(db, actor, filed.case_id, heard)
    assert PHONE in await seen(build, thread_id)
    await second(client, scene.second, await mask(client, build, scene, thread_id), "true")
    again = await flag(build, thread_id)
    await decide(client, third, again, verdict="restore", explanation="Số này do cơ quan công bố.")
    assert PHONE in await seen(build, thread_id)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"quote": "không có trong bài"}, "quote"),
        ({"quote": "Mở thư viện buổi tối Đề nghị mở"}, "quote"),
        ({"quote": PHONE, "explanation": ""}, "explanation"),
    ],
)
async def test_what_cannot_be_masked_is_said_beside_its_field(
    scene: Scene, build: Builders, client: Client, given: dict[str, str], field: str
) -> None:
    thread_id = await published(build, client, scene)
    case_id = await flag(build, thread_id)
    await client.log_in(scene.first)
    await client.post(f"/duyet-noi-dung/{case_id}/nhan")
    form = (await client.get(f"/duyet-noi-dung/{case_id}")).form("/quyet-dinh")
    form |= {"verdict": "mask", "rule": "Q4", "explanation": "Có số điện thoại riêng."} | given
    page = await client.post(f"/duyet-noi-dung/{case_id}/quyet-dinh", form, status=422)
    assert page.error_of(field)
    assert PHONE in await seen(build, thread_id)


async def test_the_case_names_replies_that_repeat_what_is_masked(
    scene: Scene, build: Builders, client: Client
) -> None:
    thread_id = await published(build, client, scene)
    friend = await build.person(Role.intellectual, is_trusted=True)
    async with build.acting(friend) as (db, actor):
        quoting = await reply(db, actor, thread_id, NewReply(text=f"> Xin gọi {PHONE}\nTôi sẽ gọi."))
        await reply(db, actor, thread_id, NewReply(text="Tôi đồng tình với đề nghị này."))
    case_id = await mask(client, build, scene, thread_id)
    page = await client.get(f"/duyet-noi-dung/{case_id}")
    assert page.has("Đoạn đã che còn ở nơi khác")
    assert f"/duyet-noi-dung/mo/{quoting.id}" in page.text
    assert not page.has("Tôi đồng tình")
    await mask(client, build, scene, quoting.id)
    assert not (await client.get(f"/duyet-noi-dung/{case_id}")).has("Đoạn đã che còn ở nơi khác")
