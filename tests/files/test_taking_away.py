"""A file that an edit takes away while the edit waits: everybody has it until the edit is judged."""

import pytest

from forum.accounts.models import Account, Persona
from forum.actor import Role
from forum.contributions.actions import return_for_edits
from forum.contributions.actions.writing import newest_text_version
from forum.contributions.models import Contribution, Revision
from forum.database import load
from forum.kinds import publish
from tests.builders import Builders
from tests.client import Client, Page
from tests.files.test_with_a_text import AT, chosen, links_in, sent_with
from tests.files.test_with_an_official_text import OTHER, REPORT, box_of


async def _untrusted(build: Builders, author: Account) -> None:
    async with build.acting(None) as (db, _actor):
        (await db.get_one(Persona, author.persona_id)).trusted_at = None


async def _public(client: Client, text: Page) -> list[str]:
    await client.log_out()
    return list(links_in(await client.get(text.response.url.path)))


@pytest.mark.parametrize("is_approved", [True, False], ids=["approved", "returned"])
async def test_a_removal_waits_with_its_edit_and_goes_over_to_the_next_one(
    client: Client, build: Builders, is_approved: bool
) -> None:
    author = await build.person(Role.intellectual, is_trusted=True)
    await client.log_in(author)
    text = await sent_with(build, client, REPORT, OTHER)
    edit = str(text.soup.find("a", string="Sửa")["href"])  # type: ignore[index]  # a link that is missing fails the test too
    contribution_id = int("".join(filter(str.isdigit, edit)))
    await _untrusted(build, author)
    gone = box_of(await client.get(edit), OTHER[0])
    await client.send(edit, {"removed_file_ids": gone})
    page = await chosen(build, client, ("thêm.txt", "Một tệp thêm.".encode()), at=edit, words={})
    assert OTHER[0] not in [label.get_text(strip=True) for label in page.soup.select("label.choice")]
    await client.post(edit, page.form(edit))
    shown = await client.get(text.response.url.path)
    assert shown.has("Bản sửa đang chờ duyệt bỏ tệp này") and "thêm.txt" in links_in(shown)
    assert await _public(client, text) == [REPORT[0], OTHER[0]]
    async with build.acting(None) as (db, actor):
        if is_approved:
            await publish(db, actor, contribution_id)
        else:
            it = await load(db, Contribution, contribution_id, lock=True)
            newest = await newest_text_version(db, contribution_id)
            await return_for_edits(db, actor, it, await load(db, Revision, (contribution_id, newest)))
    stands = [REPORT[0], "thêm.txt"] if is_approved else [REPORT[0], OTHER[0]]
    assert await _public(client, text) == stands
    history = await client.get(edit.replace("/sua", "/lich-su"))
    assert history.has(f"Bỏ tệp: {OTHER[0]}") == is_approved


async def test_a_file_taken_away_stands_anew_where_its_form_is_sent_again(
    client: Client, build: Builders
) -> None:
    await client.log_in(await build.person(Role.intellectual, is_trusted=True))
    page = await chosen(build, client, REPORT)
    form = page.form(AT)
    first = await client.follow(await client.post(AT, form))
    edit = str(first.soup.find("a", string="Sửa")["href"])  # type: ignore[index]  # a link that is missing fails the test too
    await client.send(edit, {"removed_file_ids": box_of(await client.get(edit), REPORT[0])})
    again = form | {"title": "Một đề xuất mẫu khác", "text": "Một nội dung khác hẳn lần trước."}
    second = await client.follow(await client.post(AT, again))
    assert list(links_in(await client.get(second.response.url.path))) == [REPORT[0]]
