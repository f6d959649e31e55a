"""What waits for a leader's or a head's approval stands on one desk, each with what it answers."""

from datetime import timedelta

import pytest

from forum.actor import Role
from forum.clock import now
from forum.contact import actions
from forum.contact.actions.answers import RevisedAnswer
from forum.contributions.models import Contribution
from forum.contributions.policy import OfficialState
from forum.database import load
from tests.builders import Builders
from tests.client import Client
from tests.contact.scene import Scene, announced_session, asked, drafted
from tests.official_texts import state_of

DESK = "/ban-lam-viec/duyet"


@pytest.fixture
async def scene(build: Builders) -> Scene:
    return await announced_session(build, now() - timedelta(days=6))


async def _two(build: Builders, scene: Scene) -> tuple[int, int]:
    one = await drafted(build, scene, await asked(build, scene))
    return one, await drafted(build, scene, await asked(build, scene, "Khi nào mở cửa phòng thí nghiệm"))


async def test_a_leader_approves_from_the_work_list_in_two_taps_and_goes_on_to_the_next(
    build: Builders, client: Client, scene: Scene
) -> None:
    first, second = await _two(build, scene)
    await client.log_in(scene.leader_person)
    work = await client.get("/ban-lam-viec")
    assert work.soup.find("a", href=f"{DESK}/{first}")  # one tap
    page = await client.get(f"{DESK}/{first}")
    assert page.has("Các viện đang đo cùng một chỗ")  # what it answers
    assert page.has("Thành phố giao một cơ quan lập danh mục")
    gone = await client.send(f"{DESK}/{first}", {})  # the other
    assert gone.location.startswith(f"{DESK}/{second}")
    assert (await state_of(build, first)).state == OfficialState.approved
    last = await client.send(f"{DESK}/{second}", {})
    assert last.location.startswith(DESK)
    assert (await client.get(DESK)).has("Không có nội dung nào chờ duyệt")


async def test_what_changed_since_the_leader_read_is_shown_and_an_old_page_approves_nothing(
    build: Builders, client: Client, scene: Scene
) -> None:
    answer_id, _other = await _two(build, scene)
    await client.log_in(scene.leader_person)
    await client.post(f"{DESK}/{answer_id}/de-lai")
    opened = await client.get(f"{DESK}/{answer_id}")
    assert not opened.has("Thay đổi từ lần Ông/Bà đọc trước")
    async with build.acting(scene.assistant, scene.closed_at) as (db, actor):
        words = await load(db, Contribution, answer_id)
        change = RevisedAnswer.of(words.text_version, words.text)
        change.text = "Thành phố giao hai cơ quan lập danh mục trong quý tới."
        await actions.revise_answer(db, actor, answer_id, change)
        await actions.submit_answer(db, actor, answer_id)
    old = {"seen_digest": opened.form(f"{DESK}/{answer_id}")["seen_digest"]}
    refused = await client.post(f"{DESK}/{answer_id}", old, status=409)
    assert refused.has("Dự thảo vừa được sửa; mời đọc lại trước khi duyệt.")
    assert refused.has("Thay đổi từ lần Ông/Bà đọc trước")
    assert (await state_of(build, answer_id)).state == OfficialState.awaiting_approval
    await client.send(f"{DESK}/{answer_id}", {})
    assert (await state_of(build, answer_id)).state == OfficialState.approved


async def test_a_text_is_sent_back_with_a_note_for_those_who_wrote_it(
    build: Builders, client: Client, scene: Scene
) -> None:
    answer_id = await drafted(build, scene, await asked(build, scene))
    await client.log_in(scene.leader_person)
    await client.send(f"{DESK}/{answer_id}/tra-lai", {"note": "Nêu rõ cơ quan chủ trì."})
    row = await state_of(build, answer_id)
    assert (row.state, row.sent_back_note) == (OfficialState.drafted, "Nêu rõ cơ quan chủ trì.")


async def test_nobody_else_opens_or_approves_it(build: Builders, client: Client, scene: Scene) -> None:
    answer_id = await drafted(build, scene, await asked(build, scene))
    await client.log_in(scene.leader_person)
    digest = (await client.get(f"{DESK}/{answer_id}")).form(f"{DESK}/{answer_id}")["seen_digest"]
    another = await build.person(Role.leader, leader=await build.leader("Lãnh đạo Mẫu Hai"))
    for person in (scene.assistant, scene.secretariat, scene.head, scene.asker, another):
        await client.log_in(person)
        assert (await client.get(DESK)).has("Không có nội dung nào chờ duyệt")
        status = 403 if person in (scene.assistant, scene.secretariat) else 404  # these may read the draft
        await client.get(f"{DESK}/{answer_id}", status=404)
        await client.post(f"{DESK}/{answer_id}", {"seen_digest": digest}, status=status)
        await client.post(f"{DESK}/{answer_id}/tra-lai", {"note": "Xem lại câu hai."}, status=status)
        await client.post(f"{DESK}/{answer_id}/de-lai", status=404)
    assert (await state_of(build, answer_id)).state == OfficialState.awaiting_approval
