"""The list of speakers and the desk of a running session follow it as its screen does."""

from forum.clock import now
from forum.contact.floor import actions
from forum.contact.floor.actions import NewSpeaker
from forum.settings import Settings
from tests.builders import Builders
from tests.client import Client, Page
from tests.contact.scene import Scene
from tests.live.test_hall import call, following, running, watch


async def add(build: Builders, scene: Scene, name: str) -> int:
    async with build.acting(scene.secretariat, now()) as (db, actor):
        return (await actions.add_speaker(db, actor, scene.session_id, NewSpeaker(name=name))).id


async def test_the_list_of_speakers_is_sent_as_it_stands_and_after_each_change(
    build: Builders, settings: Settings
) -> None:
    scene, _ = await running(build)
    async with following(settings) as program:
        early = await watch(program, scene, "phat-bieu/luong")
        assert "Người Mẫu Một" not in await early.next()
        speaker = await add(build, scene, "Người Mẫu Một")
        waiting = await early.next()
        assert "Người Mẫu Một" in waiting.split("Chờ phát biểu")[1]
        assert "<form" not in waiting  # what steers it is not sent to all
        async with build.acting(scene.secretariat, now()) as (db, actor):
            await actions.give_floor(db, actor, speaker)
        again = await watch(program, scene, "phat-bieu/luong")  # as after a broken network
        for watcher in (early, again):
            state = await watcher.next()
            assert "Người Mẫu Một" in state.split("Đang phát biểu")[1]
            assert "Chờ phát biểu" not in state
        async with build.acting(scene.secretariat, now()) as (db, actor):
            await actions.stop_speaker(db, actor, speaker)
        assert "Chưa có ai phát biểu." in await early.next()


async def test_one_change_reaches_each_page_in_its_own_words(build: Builders, settings: Settings) -> None:
    scene, (first, _second) = await running(build)
    async with following(settings) as program:
        watchers = [
            await watch(program, scene, page) for page in ("luong", "truc-tiep/luong", "dien-bien/luong")
        ]
        for watcher in watchers:
            await watcher.next()
        await call(build, scene, first)
        hall, home, desk = [await watcher.next() for watcher in watchers]
        for state in (hall, home):
            assert "Bao giờ có danh mục" in state.split("<aside")[0]
        assert "Bao giờ có danh mục" in desk.split("Tiếp theo")[0]
        assert "Đã trả lời</button>" not in desk


def followed(page: Page, part: str) -> tuple[str, bool]:
    """Where the part is followed, and whether it is the reader's own."""
    found = page.soup.select_one(f"[data-live]:has({part})")
    assert found is not None
    return str(found["data-live"]), found.has_attr("data-live-own")


async def test_who_steers_fetches_their_own_part(client: Client, build: Builders) -> None:
    scene, _ = await running(build)
    at = f"/tiep-xuc/{scene.session_id}"
    assert followed(await client.get(scene.url), "#dien-bien") == (f"{at}/dien-bien/luong", False)
    assert followed(await client.get(f"{scene.url}/phat-bieu"), "#phat-bieu") == (
        f"{at}/phat-bieu/luong",
        False,
    )
    await client.log_in(scene.secretariat)
    assert followed(await client.get(scene.url), "#dien-bien") == (f"{at}/dien-bien/luong", True)
    assert followed(await client.get(f"{scene.url}/phat-bieu"), "#phat-bieu") == (
        f"{at}/phat-bieu/luong",
        True,
    )
    part = await client.get(f"{at}/dien-bien", htmx=True)
    assert part.soup.select_one("#dien-bien form[action$='/bat-dau']") is not None
