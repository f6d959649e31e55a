"""The versions of a text that was changed often come a page at a time, and each is compared with the one before it."""

from sqlalchemy import func, select, update

from forum.actor import Role
from forum.contributions.history import VERSIONS
from forum.contributions.models import Contribution, Revision
from forum.contributions.policy import RevisionState
from tests.builders import Builders
from tests.client import Client
from tests.desk.test_queue import proposal

CHANGES = 2 * VERSIONS


async def _changed_often(build: Builders, thread_id: int) -> None:
    async with build.acting(None) as (db, _):
        first = (await db.scalars(select(Revision).where(Revision.contribution_id == thread_id))).one()
        first.state = RevisionState.past
        for number in range(2, CHANGES + 2):
            state = RevisionState.current if number == CHANGES + 1 else RevisionState.past
            db.add(
                Revision(
                    contribution_id=thread_id,
                    text_version=number,
                    state=state,
                    typed_title=first.typed_title,
                    typed_text=f"Đề nghị mẫu, lần sửa thứ {number}.",
                    typed_html="",
                    written_at=first.written_at,
                    persona_id=first.persona_id,
                )
            )
        version = {"text_version": CHANGES + 1}
        await db.execute(update(Contribution).where(Contribution.id == thread_id).values(version))


async def test_versions_are_read_page_by_page_and_none_is_missing_or_compared_with_nothing(
    client: Client, build: Builders
) -> None:
    author = await build.person(Role.intellectual, is_trusted=True)
    thread_id = await proposal(build, author)
    await _changed_often(build, thread_id)
    page, seen = await client.get(f"/bai/{thread_id}/lich-su"), []
    while True:
        shown = [int(str(part["id"]).removeprefix("ban-")) for part in page.soup.select("section[id^=ban-]")]
        assert len(shown) <= VERSIONS
        for number, part in zip(shown, page.soup.select("section[id^=ban-]"), strict=True):
            assert (part.find("ins") is None) == (number == 1), f"version {number} is compared with none"
        seen += shown
        further = page.soup.select_one("a[rel=next]")
        if further is None:
            break
        page = await client.get(str(further["href"]))
    async with build.acting(None) as (db, _):
        count = await db.scalar(
            select(func.count()).select_from(Revision).where(Revision.contribution_id == thread_id)
        )
    assert seen == sorted(seen, reverse=True) == list(range(count or 0, 0, -1))
