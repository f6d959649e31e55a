"""A signed copy that its office took back: by its words nothing is found from that moment on, and its page names it."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from forum import clock, kinds
from forum.accounts.models import Account
from forum.clock import local_date, now
from forum.contributions import actions as texts
from forum.contributions.attached import files_of_text
from forum.contributions.masks import Mask
from forum.contributions.models import Contribution
from forum.database import load, writing_session
from forum.files.policy import FileRole
from forum.finding import indexing
from forum.papers.actions import issue_copy, withdraw_copy
from forum.papers.issuing import SignedCopy, WithdrawnCopy
from forum.papers.sources import offers_of
from forum.settings import Settings
from forum.thing import Thing
from search.models import VocabularyWord
from tests.builders import Builders
from tests.client import Client
from tests.consultations.test_papers import critiqued
from tests.contact.scene import announced_session, answered, held, minutes_published
from tests.contact.test_papers import taken
from tests.contact.test_reading_pack import pages_of
from tests.finding.conftest import Library
from tests.finding.test_closed_at_once import waits_for_a_word
from tests.world_files import a_file

WORD = "bonongtrang"
FILE = "Bản quét mẫu.txt"
BECAUSE = WithdrawnCopy(reason="Đưa nhầm tệp của việc khác.")


@dataclass(frozen=True)
class Place:
    """Where a signed copy stands, and which pages name it."""

    thing: Thing
    paper: str
    clerk: Account
    pages: tuple[str, ...]

    async def put_up(self, build: Builders, number: str = "12") -> tuple[int, int]:
        """The ids of the copy and of its file."""
        words = f"Xin gọi bà {WORD} theo số 0900 000 000"
        file_id = await a_file(build, self.clerk, words, FileRole.issued_copy, name=FILE)
        new = SignedCopy(
            kind=self.paper,
            number=number,
            symbol="BB-MAU",
            issued_on=local_date(now()),
            file_ids=[file_id],
        )
        async with build.acting(self.clerk) as (db, actor):
            return (await issue_copy(db, actor, self.thing, new)).id, file_id

    async def withdraw(self, build: Builders, copy_id: int) -> None:
        async with build.acting(self.clerk) as (db, actor):
            await withdraw_copy(db, actor, copy_id, BECAUSE)


async def of_session(build: Builders) -> Place:
    scene = await announced_session(build, now() - timedelta(days=10))
    await answered(build, scene)
    await held(build, scene)
    await minutes_published(build, scene)
    pages = (f"{scene.url}/bien-ban", f"/tiep-xuc/{scene.session_id}/van-ban")
    return Place(Thing("session", scene.session_id), "minutes", scene.secretariat, pages)


async def of_question(build: Builders) -> Place:
    scene = await announced_session(build, now() - timedelta(days=10))
    question_id = await answered(build, scene)
    pages = (f"{scene.url}/cau-hoi/{question_id}", f"/tiep-xuc/cau-hoi/{question_id}/van-ban")
    return Place(Thing("question", question_id), "reply", scene.secretariat, pages)


async def of_consultation(build: Builders) -> Place:
    scene = await critiqued(build)
    thing = Thing("consultation", scene.consultation_id)
    return Place(thing, "opinion_table", scene.officer, (scene.papers,))


PLACES = {"session": of_session, "question": of_question, "consultation": of_consultation}
Make = Callable[[Builders], Awaitable[Place]]


def test_each_kind_with_papers_is_tried_here_and_its_version_counts_what_is_withdrawn() -> None:
    with_papers = {name: kind for name, kind in kinds.KINDS.items() if kind.documents is not None}
    assert set(with_papers) == set(PLACES)
    assert all("version" in kind.table.__table__.c for kind in with_papers.values())


@pytest.mark.parametrize("make", PLACES.values(), ids=PLACES)
async def test_by_the_words_of_a_withdrawn_copy_nothing_is_found_from_that_moment_on(
    client: Client,
    meilisearch_client: Client,
    with_meilisearch: Settings,
    build: Builders,
    library: Library,
    make: Make,
) -> None:
    async def push() -> None:
        await indexing.push_now(with_meilisearch, library.engine)

    async def all_say(*words: str) -> None:
        for one in (client, meilisearch_client):
            page = await one.get("/tim-kiem", q=WORD)
            assert all(page.has(said) for said in words), page.main
            assert page.has("Xin gọi bà") == ("1 kết quả" in words)

    place = await make(build)
    copy_id, _ = await place.put_up(build)
    await library.drain()
    await push()
    await all_say("1 kết quả")
    await place.withdraw(build, copy_id)
    await all_say("Chưa tìm thấy nội dung nào")
    await library.drain()
    await all_say("Chưa tìm thấy nội dung nào")
    await push()
    await all_say("Chưa tìm thấy nội dung nào")
    await place.put_up(build, "13")
    await library.drain()
    await push()
    await all_say("1 kết quả")


@pytest.mark.parametrize("make", PLACES.values(), ids=PLACES)
async def test_a_drain_that_read_a_copy_before_it_was_withdrawn_does_not_put_its_words_back(
    client: Client, build: Builders, library: Library, engine: AsyncEngine, make: Make
) -> None:
    """The drain waits for a word of another writer, after it has read and written the thing."""
    place = await make(build)
    copy_id, _ = await place.put_up(build)

    async def drained() -> None:
        async with writing_session(engine) as db:
            await indexing.drain(db, clock.now())

    async with writing_session(engine) as other:
        other.add(VocabularyWord(word=WORD))
        await other.flush()
        draining = asyncio.create_task(drained())
        while not await waits_for_a_word(engine):
            await asyncio.sleep(0.02)
        await place.withdraw(build, copy_id)
        await other.rollback()
    await draining
    assert not (await client.get("/tim-kiem", q=WORD)).has("Xin gọi bà")
    await library.drain()
    assert not (await client.get("/tim-kiem", q=WORD)).has("Xin gọi bà")


@pytest.mark.parametrize("make", PLACES.values(), ids=PLACES)
async def test_pages_name_a_withdrawn_copy_and_link_to_nothing(
    client: Client, build: Builders, make: Make
) -> None:
    place = await make(build)
    copy_id, file_id = await place.put_up(build)
    link = f"/tep/{file_id}"
    for url in place.pages:
        links = [one["href"] for one in (await client.get(url)).soup.select("ul.files a")]
        assert links == [link], "a signed copy is listed once, as such"
    assert (await client.http.get(link)).status_code == 200
    await place.withdraw(build, copy_id)
    assert (await client.http.get(link)).status_code == 404
    for url in place.pages:
        page = await client.get(url)
        assert page.has("số 12/BB-MAU") and page.has("đã gỡ ngày") and page.has("Đưa nhầm tệp")
        assert not page.soup.select(f'a[href="{link}"]')


async def test_a_signed_copy_is_none_of_the_question_s_own_files(build: Builders, client: Client) -> None:
    """It is not printed in the pack of its session, and no moderator judges it with the question."""
    scene = await announced_session(build, now() - timedelta(days=7))
    question_id = await answered(build, scene)
    place = Place(Thing("question", question_id), "reply", scene.secretariat, ())
    await place.put_up(build)
    await client.log_in(scene.secretariat)
    assert "Bản quét mẫu" not in " ".join(pages_of(await taken(client, build, scene, "pack", "pdf")))
    async with build.acting(None) as (db, _):
        assert await files_of_text(db, question_id) == ()


async def test_a_copy_is_closed_while_a_passage_of_its_question_is_masked(
    build: Builders, client: Client
) -> None:
    place = await of_question(build)
    _, file_id = await place.put_up(build)
    async with build.acting(await build.person()) as (db, actor):
        it = await load(db, Contribution, place.thing.id, lock=True)
        await texts.mask(db, actor, it, (Mask("danh mục", "Q4", actor.at, 1, None, 0, 0),))
    assert (await client.http.get(f"/tep/{file_id}")).status_code == 404
    for url in place.pages:
        page = await client.get(url)
        assert page.has("số 12/BB-MAU") and page.has("Tệp không mở được")
        assert not page.has("Bản quét mẫu"), "its name may repeat what is masked"


@pytest.mark.parametrize("make", PLACES.values(), ids=PLACES)
async def test_no_two_papers_of_a_thing_are_of_one_kind(build: Builders, make: Make) -> None:
    place = await make(build)
    async with build.acting(place.clerk) as (db, actor):
        offered = [one.kind for one in await offers_of(db, actor, place.thing)]
    assert offered and len(set(offered)) == len(offered)
