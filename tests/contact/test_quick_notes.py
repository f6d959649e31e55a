"""Quick notes: allowed by the chair, written while the session runs, gone with its minutes."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from forum import sweeping
from forum.clock import now
from forum.contact import actions as contact
from forum.contact.actions.sessions import standing_plan
from forum.contact.models import ContactSession, QuickNote
from forum.contact.notes import actions
from forum.contact.notes.actions import NewNote
from forum.database import load, writing_session
from forum.errors import Forbidden
from forum.jobs import JobContext
from forum.settings import Settings
from tests import session_texts
from tests.builders import Builders
from tests.client import Client
from tests.contact.scene import Scene, announced_session
from tests.contact.test_stage import live
from tests.live.test_hall import following, watch

HEAD = "Ghi nhanh, chưa duyệt"


async def allowed(build: Builders) -> Scene:
    scene, _ = await live(build)
    async with build.acting(scene.leader_person) as (db, actor):
        await actions.allow_notes(db, actor, scene.session_id)
    return scene


async def note(build: Builders, scene: Scene, text: str) -> int:
    async with build.acting(scene.secretariat) as (db, actor):
        return (await actions.take_note(db, actor, scene.session_id, NewNote(text=text))).id


async def count(build: Builders) -> int:
    async with build.acting(None) as (db, _):
        return await db.scalar(select(func.count()).select_from(QuickNote)) or 0


async def test_a_note_stands_on_the_live_page_under_its_head_and_nowhere_else(
    build: Builders, client: Client, settings: Settings
) -> None:
    scene = await allowed(build)
    async with following(settings) as program:
        at_home, hall = await watch(program, scene, "truc-tiep/luong"), await watch(program, scene)
        assert HEAD not in await at_home.next()
        await hall.next()
        await client.log_in(scene.secretariat)
        sent = await client.send(f"/tiep-xuc/{scene.session_id}/ghi-nhanh", {"text": "Mẫu: ý thứ nhất"})
        assert sent.location == f"/tiep-xuc/{scene.session_id}/ghi-nhanh"
        assert "Mẫu: ý thứ nhất" in (await at_home.next()).split(HEAD)[-1]
        assert "Mẫu: ý thứ nhất" not in await hall.next()
    await client.log_out()
    page = await client.get(f"{scene.url}/truc-tiep")
    assert [
        one.get_text(" ", strip=True).startswith(HEAD) for one in page.soup.select(".quick-notes li")
    ] == [True]
    for elsewhere in ("/man-hinh", "/phat-bieu", "", "/cau-hoi"):
        assert not (await client.get(f"{scene.url}{elsewhere}")).has("Mẫu: ý thứ nhất")


async def test_another_chair_allows_them_anew(build: Builders) -> None:
    scene = await announced_session(build, now())
    async with build.acting(scene.leader_person) as (db, actor):
        await actions.allow_notes(db, actor, scene.session_id)
    other = await build.leader("Lãnh đạo Mẫu Hai")
    async with build.acting(scene.secretariat) as (db, actor):
        stands = await standing_plan(db, await load(db, ContactSession, scene.session_id))
        changed = stands.model_copy(update={"chair_leader_id": other.id})
        session = await contact.change_session(db, actor, scene.session_id, changed)
    assert not session.allows_notes


async def test_nobody_writes_where_the_chair_did_not_allow_it(build: Builders, client: Client) -> None:
    scene, _ = await live(build)
    at = f"/tiep-xuc/{scene.session_id}/ghi-nhanh"
    for person in (scene.secretariat, scene.assistant, scene.asker, scene.officer):
        await client.log_in(person)
        await client.post(
            at,
            {"text": "Mẫu: chưa được phép"},
            status=422 if person in (scene.secretariat, scene.assistant) else 403,
        )
        await client.post(f"{at}/cho-phep", {}, status=403)
    await client.log_in(scene.leader_person)
    await client.post(f"{at}/cho-phep", {})
    await client.post(f"{at}/cho-phep", {}, status=403)
    for person in (scene.asker, scene.officer, scene.leader_person):
        await client.log_in(person)
        await client.post(at, {"text": "Mẫu: không phải tổ thư ký"}, status=403)
    assert await count(build) == 0


async def test_whoever_may_write_them_mends_and_removes_them(build: Builders, client: Client) -> None:
    scene = await allowed(build)
    first, second = await note(build, scene, "Mẫu: gõ nhầm"), await note(build, scene, "Mẫu: thừa")
    await client.log_in(scene.asker)
    await client.post(f"/tiep-xuc/ghi-nhanh/{second}/xoa", {}, status=403)
    await client.log_in(scene.secretariat)
    wrong = await client.send(f"/tiep-xuc/ghi-nhanh/{first}/sua", {"text": ""}, status=422)
    assert wrong.error_of("text")
    await client.send(f"/tiep-xuc/ghi-nhanh/{first}/sua", {"text": "Mẫu: gõ đúng"})
    await client.post(f"/tiep-xuc/ghi-nhanh/{second}/xoa", {})
    page = await client.get(f"{scene.url}/truc-tiep")
    assert page.has("Mẫu: gõ đúng")
    assert not page.has("Mẫu: gõ nhầm")
    assert not page.has("Mẫu: thừa")


async def test_the_chair_s_side_ends_them_at_once(build: Builders, client: Client) -> None:
    scene = await allowed(build)
    written = await note(build, scene, "Mẫu: còn hiện")
    assert (await client.get(f"{scene.url}/truc-tiep")).has("Mẫu: còn hiện")
    await client.log_in(scene.leader_person)
    await client.post(f"/tiep-xuc/{scene.session_id}/ghi-nhanh/thoi", {})
    assert not (await client.get(f"{scene.url}/truc-tiep")).has("Mẫu: còn hiện")
    await client.log_in(scene.secretariat)
    await client.post(f"/tiep-xuc/ghi-nhanh/{written}/sua", {"text": "Mẫu: sửa"}, status=422)
    assert not (await client.get(f"{scene.url}/truc-tiep")).has("Mẫu: còn hiện")


async def test_the_minutes_delete_them_and_no_note_comes_later(build: Builders, client: Client) -> None:
    scene = await announced_session(build, now() - timedelta(days=10))
    async with build.acting(scene.leader_person) as (db, actor):
        await actions.allow_notes(db, actor, scene.session_id)
    async with build.acting(scene.secretariat, scene.closed_at) as (db, actor):
        await contact.publish_agenda(db, actor, scene.session_id)
    async with build.acting(scene.secretariat) as (db, actor):
        await contact.open_session(db, actor, scene.session_id)
    await note(build, scene, "Mẫu: đến khi có biên bản")
    async with build.acting(scene.secretariat) as (db, actor):
        await contact.adjourn(db, actor, scene.session_id)
    assert (await client.get(f"{scene.url}/truc-tiep")).has("Mẫu: đến khi có biên bản")
    with pytest.raises(Forbidden):
        await note(build, scene, "Mẫu: sau khi bế mạc")
    await session_texts.minutes_published(
        build, scene.secretariat, scene.session_id, now(), chair=scene.leader_person
    )
    assert await count(build) == 0
    assert not (await client.get(f"{scene.url}/truc-tiep")).has(HEAD)


async def test_the_sweep_deletes_those_of_a_session_without_minutes(build: Builders) -> None:
    scene = await allowed(build)
    await note(build, scene, "Mẫu: cũ")
    async with build.acting(None) as (db, _):
        await db.execute(update(QuickNote).values(at=now() - timedelta(days=91)))
    async with writing_session(build.engine) as db:
        await sweeping.sweep(JobContext(db, now(), build.settings, build.engine))
    assert await count(build) == 0
    async with build.acting(None) as (db, _):
        assert (await db.scalars(select(ContactSession.id))).all() == [scene.session_id]
