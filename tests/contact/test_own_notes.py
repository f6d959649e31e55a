"""Notes of a leader's own side: for that leader and their assistants; internal items for the secretariat too."""

from datetime import timedelta

from sqlalchemy import func, select

from forum.accounts.models import BindingRow
from forum.accounts.policy import ConfirmedHow
from forum.actor import Role
from forum.clock import local_date, now
from forum.contact.models import ContactSession, SessionLeader
from forum.contact.own_notes import actions
from forum.contact.own_notes.actions import NewItem, NewOwnNote
from forum.contact.own_notes.models import OwnNote
from tests.builders import Builders
from tests.client import Client
from tests.contact.scene import Scene, announced_session, asked, on_agenda
from tests.contact.test_papers import kinds, papers, taken
from tests.contact.test_reading_pack import pages_of

NOTE, ITEM, BESIDE = "Hỏi lại Sở Mẫu về kinh phí.", "Họp trước ba mươi phút.", "Người hỏi đã gặp năm trước."


async def _scene(build: Builders) -> tuple[Scene, int]:
    scene = await announced_session(build, now() - timedelta(days=7))
    question = await asked(build, scene)
    await on_agenda(build, scene, question)
    return scene, question


async def test_one_side_writes_reads_mends_and_removes_them(build: Builders, client: Client) -> None:
    scene, question = await _scene(build)
    desk, beside = (
        f"/tiep-xuc/{scene.session_id}/ghi-chu-rieng",
        f"/tiep-xuc/cau-hoi/{question}/ghi-chu-rieng",
    )
    await client.log_in(scene.assistant)
    await client.send(desk, {"text": NOTE})
    await client.send(beside, {"text": BESIDE})
    refused = await client.post(desk, {"text": ""}, status=422)
    assert refused.error_of("text")
    assert (await client.post(desk, {"text": NOTE, "leader_id": "?"}, status=422)).error_of("leader_id")
    await client.log_in(scene.leader_person)
    page = await client.get(desk)
    assert page.has(NOTE)
    assert page.has(BESIDE), "the desk has those beside questions too"
    assert (await client.get(f"{scene.url}/cau-hoi/{question}")).has(BESIDE)
    async with build.acting(None) as (db, _):
        first = await db.scalar(select(func.min(OwnNote.id)))
    await client.send(f"/tiep-xuc/ghi-chu-rieng/{first}/sua", {"text": f"{NOTE} Và thời hạn."})
    assert (await client.get(desk)).has("Và thời hạn.")
    await client.post(f"/tiep-xuc/ghi-chu-rieng/{first}/xoa")
    assert not (await client.get(desk)).has(NOTE)


async def test_nobody_else_reads_or_writes_any(build: Builders, client: Client) -> None:
    scene, question = await _scene(build)
    async with build.acting(scene.assistant) as (db, actor):
        await actions.write_question_note(db, actor, question, NewOwnNote(text=BESIDE))
        note = await actions.write_own_note(db, actor, scene.session_id, NewOwnNote(text=NOTE))
    other = await build.person(Role.assistant, leader=await build.leader("Lãnh đạo Mẫu Khác"))
    roles = [
        await build.person(role) for role in (Role.administrator, Role.auditor, Role.moderator, Role.staff)
    ]
    for person in (other, scene.secretariat, scene.officer, scene.head, scene.asker, *roles):
        await client.log_in(person)
        await client.get(f"/tiep-xuc/{scene.session_id}/ghi-chu-rieng", status=403)
        await client.post(f"/tiep-xuc/{scene.session_id}/ghi-chu-rieng", {"text": NOTE}, status=403)
        await client.get(f"/tiep-xuc/ghi-chu-rieng/{note.id}/sua", status=404)
        await client.post(f"/tiep-xuc/ghi-chu-rieng/{note.id}/sua", {"text": NOTE}, status=404)
        await client.post(f"/tiep-xuc/ghi-chu-rieng/{note.id}/xoa", status=404)
        for path in (scene.url, f"{scene.url}/cau-hoi/{question}"):
            page = await client.get(path)
            assert not page.has(NOTE)
            assert not page.has(BESIDE)


async def test_an_internal_item_is_of_the_chair_s_side_and_the_secretariat(
    build: Builders, client: Client
) -> None:
    scene, _ = await _scene(build)
    items = f"/tiep-xuc/{scene.session_id}/viec-noi-bo"
    await client.log_in(scene.secretariat)
    await client.send(items, {"text": ITEM})
    assert (await client.get(items)).has(ITEM)
    await client.log_in(scene.leader_person)
    assert (await client.get(f"/tiep-xuc/{scene.session_id}/ghi-chu-rieng")).has(ITEM)
    for person in (None, scene.officer, scene.asker, await build.person(Role.administrator)):
        await client.log_out()
        if person is not None:
            await client.log_in(person)
            await client.get(items, status=403)
        assert not (await client.get(scene.url)).has(ITEM)


async def test_items_go_with_the_chair_and_notes_stay_with_their_leader(
    build: Builders, client: Client
) -> None:
    scene, _ = await _scene(build)
    async with build.acting(scene.assistant) as (db, actor):
        await actions.write_own_note(db, actor, scene.session_id, NewOwnNote(text=NOTE))
        item = await actions.write_item(db, actor, scene.session_id, NewItem(text=ITEM))
    second = await build.leader("Lãnh đạo Mẫu Hai")
    aide = await build.person(Role.assistant, leader=second)
    async with build.acting(None) as (db, _actor):
        db.add(SessionLeader(session_id=scene.session_id, leader_id=second.id))
        (await db.get_one(ContactSession, scene.session_id)).chair_leader_id = second.id
    desk = f"/tiep-xuc/{scene.session_id}/ghi-chu-rieng"
    await client.log_in(aide)
    page = await client.get(desk)
    assert page.has(ITEM)
    assert not page.has(NOTE)
    await client.log_in(scene.assistant)
    page = await client.get(desk)
    assert page.has(NOTE)
    assert not page.has(ITEM)
    await client.post(f"/tiep-xuc/ghi-chu-rieng/{item.id}/xoa", status=404)


async def test_who_works_for_two_leaders_names_whose_note_it_is(build: Builders, client: Client) -> None:
    scene, question = await _scene(build)
    second = await build.leader("Lãnh đạo Mẫu Hai")
    async with build.acting(None) as (db, actor):
        db.add(SessionLeader(session_id=scene.session_id, leader_id=second.id))
        works = BindingRow(account_id=scene.assistant.id, role=Role.assistant.value, leader_id=second.id)
        works.from_on, works.confirmed_at = local_date(actor.at), actor.at
        works.confirmed_how = ConfirmedHow.by_second
        db.add(works)
    own = await build.person(Role.leader, leader=second)
    desk, beside = (
        f"/tiep-xuc/{scene.session_id}/ghi-chu-rieng",
        f"/tiep-xuc/cau-hoi/{question}/ghi-chu-rieng",
    )
    await client.log_in(scene.assistant)
    refused = await client.post(desk, {"text": NOTE}, status=422)
    assert refused.error_of("leader_id")
    assert refused.has(NOTE), "what was typed stands"
    await client.post(beside, {"text": NOTE, "leader_id": 2**40}, status=422)
    await client.send(desk, {"text": NOTE, "leader_id": second.id})
    assert (await client.get(desk)).has("Lãnh đạo Mẫu Hai")
    await client.log_in(own)
    assert (await client.get(desk)).has(NOTE)
    await client.log_in(scene.leader_person)
    assert not (await client.get(desk)).has(NOTE)


async def test_the_pages_of_the_session_lead_to_them(build: Builders, client: Client) -> None:
    scene, question = await _scene(build)
    desk, items = f"/tiep-xuc/{scene.session_id}/ghi-chu-rieng", f"/tiep-xuc/{scene.session_id}/viec-noi-bo"
    beside = f"/tiep-xuc/cau-hoi/{question}/ghi-chu-rieng"
    prepare = f"/tiep-xuc/{scene.session_id}/chuan-bi"

    async def links(path: str) -> set[str]:
        page = await client.get(path)
        return {str(one["href"]) for one in page.soup.select("main a[href]")} & {desk, items, beside}

    await client.log_in(scene.leader_person)
    assert await links(scene.url) == {desk, items}
    assert await links(desk) == {items, beside}, "the leader's own questions are on the desk"
    await client.log_in(scene.assistant)
    assert await links(prepare) == {desk, items, beside}
    await client.log_in(scene.secretariat)
    assert await links(scene.url) == {items}
    assert await links(prepare) == {items}
    await client.log_in(scene.asker)
    assert await links(scene.url) == set()


async def test_they_are_in_the_leader_s_pack_if_the_leader_wants_it(build: Builders, client: Client) -> None:
    scene, question = await _scene(build)
    async with build.acting(scene.assistant) as (db, actor):
        await actions.write_question_note(db, actor, question, NewOwnNote(text=BESIDE))
        await actions.write_own_note(db, actor, scene.session_id, NewOwnNote(text=NOTE))
        await actions.write_item(db, actor, scene.session_id, NewItem(text=ITEM))
    await client.log_in(scene.leader_person)
    plain = " ".join(pages_of(await taken(client, build, scene, "pack", "pdf")))
    full = " ".join(pages_of(await taken(client, build, scene, "pack_with_notes", "pdf")))
    for words in (NOTE, ITEM, BESIDE):
        assert words not in plain
        assert words in full, words
    await client.log_in(scene.secretariat)
    theirs = " ".join(pages_of(await taken(client, build, scene, "pack_with_notes", "pdf")))
    assert ITEM in theirs
    assert NOTE not in theirs
    assert BESIDE not in theirs
    await client.log_in(scene.officer)
    assert "pack_with_notes" not in await kinds(client, scene)
    await client.post(papers(scene), {"kind": "pack_with_notes", "format": "pdf"}, status=404)
