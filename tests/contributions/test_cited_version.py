"""/bai/N/ban/M: a cited version is shown as it was, to those who may read the text now, and no other is."""

from forum.accounts.models import Account
from forum.actor import Role
from tests.builders import Builders
from tests.client import Client
from tests.desk.test_queue import decide, proposal, waiting_case

FIRST = "Đề nghị mở thư viện mẫu vào buổi tối cho người đi làm."
SECOND = "Đề nghị mở thư viện mẫu cả tối thứ bảy, thử trong ba tháng."


async def twice_written(client: Client, build: Builders) -> tuple[int, Account, Account]:
    author, moderator = await build.person(Role.intellectual), await build.person(Role.moderator)
    thread_id = await proposal(build, author, FIRST)
    await decide(client, moderator, await waiting_case(build, thread_id), verdict="approve")
    await client.log_in(author)
    form = (await client.get(f"/bai/{thread_id}/sua")).form("/sua")
    await client.post(f"/bai/{thread_id}/sua", form | {"text": SECOND})
    return thread_id, author, moderator


async def test_a_cited_version_says_that_a_newer_one_stands(client: Client, build: Builders) -> None:
    thread_id, _, moderator = await twice_written(client, build)
    await client.log_out()
    await client.get(f"/bai/{thread_id}/ban/2", status=404)
    await decide(client, moderator, await waiting_case(build, thread_id), verdict="approve")
    await client.log_out()
    cited = await client.get(f"/bai/{thread_id}/ban/1")
    assert cited.has("Đây là bản 1, ngày")
    assert cited.has("bản hiện nay là bản 2")
    assert cited.has(FIRST)
    assert not cited.has("cả tối thứ bảy")
    present = await client.get(f"/bai/{thread_id}/ban/2")
    assert present.has("cũng là bản hiện nay")
    assert present.has("cả tối thứ bảy")


async def test_no_version_of_a_hidden_text_is_shown(client: Client, build: Builders) -> None:
    thread_id, author, _ = await twice_written(client, build)
    await client.log_in(author)
    await client.get(f"/bai/{thread_id}/ban/2", status=404)  # waits: nobody may cite it yet
    await client.post(f"/bai/{thread_id}/rut", {"reason": "mistaken"})
    await client.log_out()
    await client.get(f"/bai/{thread_id}/ban/1", status=404)


async def test_numbers_of_no_version_lead_nowhere(client: Client, build: Builders) -> None:
    thread_id, _, _ = await twice_written(client, build)
    for number in ("0", "99", "9" * 30):
        await client.get(f"/bai/{thread_id}/ban/{number}", status=404)
    await client.get(f"/bai/{'9' * 30}/ban/1", status=404)
