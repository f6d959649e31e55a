"""'Của tôi': one's own texts by fifty, the newest first, down to the first."""

import re

from sqlalchemy import select, text

from forum.accounts.models import Account
from forum.actor import Role
from forum.contributions.actions.reading import start_following
from forum.contributions.models import Contribution
from forum.database.tables import METADATA
from forum.thing import Thing
from forum.threads.actions.threads import NewThread, start_thread
from tests.builders import Builders
from tests.client import Client, Page
from tests.threads.test_proposal_story import a_task

MINE, FIRST = "/cua-toi", "Bài mẫu số 0"
NUMBER = re.compile(r"Bài mẫu số \d+")


async def a_first_text(build: Builders, author: Account) -> int:
    forum, task = await build.forum(), await a_task(build)
    async with build.acting(author) as (db, actor):
        new = NewThread(
            kind="discussion", title=FIRST, text="Nội dung đủ dài.", forum_id=forum.id, task_ids=[task.id]
        )
        return (await start_thread(db, actor, new)).id


async def copies(build: Builders, first: int, count: int) -> None:
    """As many more texts of the same author, numbered from 1 on."""
    other = {"id": "10000 + n", "code": "t.code || '-' || n", "title": "'Bài mẫu số ' || n"}
    async with build.acting(None) as (db, _):
        for table in (METADATA[0].tables[name] for name in ("contributions", "threads")):
            names = [one.name for one in table.columns if one.computed is None]
            values = [other.get(name, f't."{name}"') for name in names]
            columns = ", ".join(f'"{name}"' for name in names)
            await db.execute(
                text(
                    f"INSERT INTO {table.name} ({columns}) OVERRIDING SYSTEM VALUE SELECT {', '.join(values)} "
                    f"FROM {table.name} t, generate_series(1, :count) n WHERE t.id = :first"
                ),
                {"count": count, "first": first},
            )


def shown(page: Page) -> list[str]:
    return NUMBER.findall(page.main)


async def pages_of(client: Client) -> list[Page]:
    pages = [await client.get(MINE)]
    while (link := pages[-1].soup.select_one("main .pager a[rel=next]")) is not None:
        pages.append(await client.get(str(link["href"])))
    return pages


async def test_a_page_of_fifty_has_no_other(build: Builders, client: Client) -> None:
    author = await build.person(Role.intellectual, is_trusted=True)
    await copies(build, await a_first_text(build, author), 49)
    await client.log_in(author)
    (page,) = await pages_of(client)
    assert shown(page) == [f"Bài mẫu số {n}" for n in range(49, -1, -1)]


async def test_every_text_is_reached_once_by_fifty_a_page(build: Builders, client: Client) -> None:
    author = await build.person(Role.intellectual, is_trusted=True)
    await copies(build, await a_first_text(build, author), 229)
    await client.log_in(author)
    pages = await pages_of(client)
    assert [len(shown(page)) for page in pages] == [50, 50, 50, 50, 30]
    found = [title for page in pages for title in shown(page)]
    assert found == [f"Bài mẫu số {n}" for n in range(229, -1, -1)]
    assert all(page.has("Đã gửi trước đó") and page.has("Của tôi") for page in pages[1:])
    beyond = await client.get(MINE, sau="1")
    assert shown(beyond) == [] and beyond.has("Không còn nội dung nào trước đó")


async def test_many_texts_cost_the_statements_of_few(build: Builders, client: Client) -> None:
    author = await build.person(Role.intellectual, is_trusted=True)
    first = await a_first_text(build, author)
    await client.log_in(author)
    counts = []
    for more in (0, 120):
        await copies(build, first, more)
        for _ in range(2):
            await client.get(MINE)
        counts.append(client.statements)
    few, many = counts
    assert many == few
    older = (await pages_of(client))[1]
    assert len(shown(older)) == 50 and client.statements < few


async def test_what_one_follows_is_listed_without_one_s_own_older_texts(
    build: Builders, client: Client
) -> None:
    author, other = [await build.person(Role.intellectual, is_trusted=True) for _ in range(2)]
    await copies(build, await a_first_text(build, author), 60)
    theirs = await a_first_text(build, other)
    async with build.acting(author) as (db, actor):
        it = await db.get_one(Contribution, theirs)
        it.typed_title = "Bài của người khác"
        kind = Contribution.persona_id == author.persona_id, Contribution.kind == "discussion"
        for one in (theirs, *await db.scalars(select(Contribution.id).where(*kind))):
            await start_following(db, author.persona_id, Thing("discussion", one), actor)
    await client.log_in(author)
    page = await client.get(MINE)
    followed = page.soup.select_one("section[aria-labelledby=theo-doi]")
    assert followed is not None and followed.select("li.item h3 a")[0].get_text() == "Bài của người khác"
    assert len(followed.select("li.item")) == 1 and len(shown(page)) == 50
