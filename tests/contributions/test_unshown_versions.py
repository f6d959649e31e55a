"""A version that was never shown, or was taken back to be mended, is not read through the history."""

from forum.actor import Role
from tests.builders import Builders
from tests.client import Client
from tests.desk.test_queue import decide, proposal, waiting_case
from tests.official_texts import seen_now
from tests.threads.test_proposal_story import answered

SECRET = "Đoạn có số điện thoại 0900 111 222 mà người duyệt đã đề nghị bỏ."


async def test_a_returned_text_is_not_read_through_the_history_of_the_mended_one(
    client: Client, build: Builders
) -> None:
    author, moderator = await build.person(Role.intellectual), await build.person(Role.moderator)
    thread_id = await proposal(build, author, f"{SECRET} Xin gọi 0900 000 000 để trao đổi thêm.")
    await decide(client, moderator, await waiting_case(build, thread_id), verdict="return")
    await client.log_in(author)
    form = (await client.get(f"/bai/{thread_id}/sua")).form("/sua")
    await client.post(f"/bai/{thread_id}/sua", form | {"text": "Đề nghị mở thư viện buổi tối."})
    await decide(client, moderator, await waiting_case(build, thread_id), verdict="approve")
    await client.log_out()
    seen = await client.get(f"/bai/{thread_id}/lich-su")
    assert seen.has("Đề nghị mở thư viện buổi tối.")
    assert not seen.has("0900 111 222")
    await client.log_in(author)
    assert (await client.get(f"/bai/{thread_id}/lich-su")).has("0900 111 222"), "it stays the author's own"


async def test_drafts_of_an_answer_are_not_read_through_the_published_one(
    client: Client, build: Builders
) -> None:
    _, answer_id, _, officer, head, _ = await answered(client, build)
    await client.log_in(officer)
    for words in ("Dự thảo nội bộ: chưa thống nhất ai làm.", "Sở tiếp thu và sẽ làm trong quý I năm 2027."):
        changed = {"outcome": "accepted", "text": words}
        await client.send(f"/chu-de/tra-loi/{answer_id}/sua", changed)
    await client.post(f"/chu-de/tra-loi/{answer_id}/trinh")
    await client.log_in(head)
    await client.post(f"/chu-de/tra-loi/{answer_id}/duyet", {"seen_digest": await seen_now(build, answer_id)})
    await client.log_out()
    seen = await client.get(f"/bai/{answer_id}/lich-su")
    assert seen.has("Sở tiếp thu")
    assert not seen.has("chưa thống nhất")


async def test_what_was_withdrawn_before_anyone_read_it_leaves_no_mark(
    client: Client, build: Builders
) -> None:
    author = await build.person(Role.intellectual, name="Người Mẫu Rút Sớm")
    thread_id = await proposal(build, author)
    await client.log_in(author)
    await client.post(f"/bai/{thread_id}/rut", {"reason": "mistaken"})
    await client.log_out()
    await client.get(f"/chu-de/{thread_id}", status=404)
    await client.get(f"/bai/{thread_id}/lich-su", status=404)
