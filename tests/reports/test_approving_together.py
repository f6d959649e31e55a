"""Several texts are approved at once from one list on which each stands in full: all of exactly that list, or none."""

import asyncio
from datetime import timedelta

import pytest

from forum.clock import now
from forum.contact import actions
from forum.contact.actions.answers import RevisedAnswer
from forum.contributions.models import Contribution
from forum.contributions.official.together import ListApproval, list_digest
from forum.contributions.policy import OfficialState
from forum.database import load
from forum.errors import Conflict, Refused
from forum.reports.approving_together import approval_list, approve_together
from tests.builders import Builders
from tests.client import Client
from tests.contact.scene import Scene, announced_session, asked, drafted
from tests.official_texts import state_of

DESK, LIST = "/ban-lam-viec/duyet", "/ban-lam-viec/duyet/nhieu"
TITLES = ("Bao giờ có danh mục dùng chung", "Khi nào mở cửa phòng thí nghiệm", "Ai giữ số liệu đo")


@pytest.fixture
async def scene(build: Builders) -> Scene:
    return await announced_session(build, now() - timedelta(days=6))


async def _waiting(build: Builders, scene: Scene) -> list[int]:
    return [await drafted(build, scene, await asked(build, scene, one)) for one in TITLES]


async def _states(build: Builders, ids: list[int]) -> set[OfficialState]:
    return {(await state_of(build, one)).state for one in ids}


async def _revised(build: Builders, scene: Scene, answer_id: int) -> None:
    async with build.acting(scene.assistant, scene.closed_at) as (db, actor):
        words = await load(db, Contribution, answer_id)
        change = RevisedAnswer.of(words.text_version, words.text)
        change.text = "Thành phố giao hai cơ quan lập danh mục trong quý tới."
        await actions.revise_answer(db, actor, answer_id, change)
        await actions.submit_answer(db, actor, answer_id)


async def test_a_leader_approves_all_that_stand_on_the_list_in_two_taps(
    build: Builders, client: Client, scene: Scene
) -> None:
    ids = await _waiting(build, scene)
    await client.log_in(scene.leader_person)
    assert (await client.get(DESK)).soup.find("a", href=LIST)  # one tap
    page = await client.get(LIST)
    assert all(page.has(title) for title in TITLES)  # what each answers
    assert page.text.count("Thành phố giao một cơ quan lập danh mục trong quý tới.") >= 3  # in full
    await client.send(LIST, {})  # the other
    assert await _states(build, ids) == {OfficialState.approved}
    assert (await client.get(LIST)).has("Không có nội dung nào chờ duyệt")


async def test_one_that_changed_meanwhile_refuses_all_and_shows_what_changed(
    build: Builders, client: Client, scene: Scene
) -> None:
    ids = await _waiting(build, scene)
    await client.log_in(scene.leader_person)
    await client.get(LIST)
    read = (await client.get(LIST)).form(LIST)
    await _revised(build, scene, ids[1])
    refused = await client.post(LIST, read, status=409)
    assert refused.has("Chưa nội dung nào được duyệt")
    assert refused.has("Nội dung này vừa được sửa.") and refused.has("Thay đổi so với danh sách")
    assert await _states(build, ids) == {OfficialState.awaiting_approval}
    await client.post(LIST, refused.form(LIST))  # what is shown now
    assert await _states(build, ids) == {OfficialState.approved}


async def test_what_is_left_out_waits(build: Builders, client: Client, scene: Scene) -> None:
    ids = await _waiting(build, scene)
    await client.log_in(scene.leader_person)
    path = f"{LIST}?bo={ids[0]}"
    page = await client.get(path)
    assert not page.has(TITLES[0])
    await client.post(path, page.form(LIST))
    assert await _states(build, ids[1:]) == {OfficialState.approved}
    assert (await state_of(build, ids[0])).state == OfficialState.awaiting_approval


async def test_another_list_than_the_one_that_was_read_approves_nothing(
    build: Builders, scene: Scene
) -> None:
    ids = await _waiting(build, scene)
    async with build.acting(scene.leader_person) as (db, actor):
        listed = await approval_list(db, actor, ())
        pairs = [one.read for one in listed.items]
        shorter = ListApproval(approved=pairs[:-1], seen_list=listed.digest)
        with pytest.raises(Conflict):
            await approve_together(db, actor, shorter)
    assert await _states(build, ids) == {OfficialState.awaiting_approval}


async def test_nobody_else_approves_it(build: Builders, scene: Scene) -> None:
    ids = await _waiting(build, scene)
    async with build.acting(scene.leader_person) as (db, actor):
        listed = await approval_list(db, actor, ())
    read = [one.read for one in listed.items]
    for person in (scene.assistant, scene.secretariat, scene.officer, scene.head, scene.asker):
        async with build.acting(person) as (db, actor):
            assert (await approval_list(db, actor, ())).items == ()
            with pytest.raises(Refused):
                await approve_together(db, actor, ListApproval(approved=read, seen_list=list_digest(read)))
    assert await _states(build, ids) == {OfficialState.awaiting_approval}


async def test_two_who_approve_at_once_approve_once(build: Builders, scene: Scene) -> None:
    """The second is refused, and neither waits for the other for ever."""
    ids = await _waiting(build, scene)
    async with build.acting(scene.leader_person) as (db, actor):
        read = [one.read for one in (await approval_list(db, actor, ())).items]

    async def approving() -> bool:
        try:
            async with build.acting(scene.leader_person) as (db, actor):
                await approve_together(db, actor, ListApproval(approved=read, seen_list=list_digest(read)))
        except Conflict:
            return False
        return True

    assert sorted(await asyncio.gather(approving(), approving())) == [False, True]
    assert await _states(build, ids) == {OfficialState.approved}
