"""What was officially answered to a text that its author withdrew: found and on paper, without the author's words."""

from sqlalchemy import select

from forum.accounts.models import Account
from forum.clock import now
from forum.contributions.actions import withdraw
from forum.contributions.models import Contribution
from search.entry import EntryRow
from tests.builders import UNSTATED, Builders
from tests.client import Client
from tests.consultations.test_papers import Scene, docx_words, scene, taken
from tests.contact.scene import announced_session
from tests.contact.scene import answered as answered_question
from tests.desk.test_masking import index
from tests.threads.test_proposal_story import answered as answered_proposal

__all__ = ["scene"]


async def entry_of_answer(build: Builders, thing_id: int, kind: str) -> EntryRow | None:
    await index(build)
    async with build.acting(None) as (db, _):
        answers = select(Contribution.id).where(
            Contribution.subject_id == thing_id, Contribution.kind == kind
        )
        return await db.scalar(select(EntryRow).where(EntryRow.kind == kind, EntryRow.thing_id.in_(answers)))


async def take_back(build: Builders, author: Account, thing_id: int) -> str:
    """Withdraw. Returns the title that the text had."""
    async with build.acting(author) as (db, actor):
        return (await withdraw(db, actor, thing_id, UNSTATED)).typed_title


async def test_an_answer_to_a_withdrawn_proposal_is_found_under_its_code(
    client: Client, build: Builders
) -> None:
    path, answer_id, author, _officer, head, _body = await answered_proposal(client, build)
    proposal_id = int(path.split("/")[2].split("-")[0])
    await client.log_in(head)
    form = (await client.get(path)).form(f"/tra-loi/{answer_id}/duyet")
    await client.post(f"/chu-de/tra-loi/{answer_id}/duyet", form)
    before = await entry_of_answer(build, proposal_id, "proposal_answer")
    title = await take_back(build, author, proposal_id)
    entry = await entry_of_answer(build, proposal_id, "proposal_answer")
    assert before is not None and entry is not None
    assert before.title == title
    assert entry.text == before.text
    assert title not in entry.title
    assert "dung-chung" not in entry.url
    await client.log_out()
    page = await client.get("/tim-kiem", q="tiếp thu phần dùng chung thiết bị")
    assert page.has("Tiếp thu phần")
    assert not page.has(title)
    assert (await client.get(entry.url.partition("#")[0])).has("Tiếp thu phần dùng chung thiết bị.")


async def test_an_answer_to_a_withdrawn_question_is_found_under_its_code(
    client: Client, build: Builders
) -> None:
    meeting = await announced_session(build, now())
    question_id = await answered_question(build, meeting)
    before = await entry_of_answer(build, question_id, "answer")
    title = await take_back(build, meeting.asker, question_id)
    entry = await entry_of_answer(build, question_id, "answer")
    assert before is not None and entry is not None
    assert before.title == title
    assert entry.text == before.text
    assert title not in entry.title


async def test_a_response_to_a_withdrawn_opinion_stays_in_search_and_in_the_table(
    client: Client, build: Builders, scene: Scene
) -> None:
    await take_back(build, scene.author, scene.opinions[0])
    await index(build)
    async with build.acting(None) as (db, _):
        assert await db.scalar(select(EntryRow).where(EntryRow.kind == "response")) is not None
    words = docx_words(await taken(client, build, scene, "docx"))
    assert "Bổ sung mức hỗ trợ vào dự thảo." in words
    assert "Tác giả đã rút ý kiến." in words
    assert "không đủ kinh phí" not in words


async def test_a_withdrawn_opinion_without_a_response_leaves_the_table_but_for_its_code(
    client: Client, build: Builders, scene: Scene
) -> None:
    await take_back(build, scene.author, scene.opinions[1])
    words = docx_words(await taken(client, build, scene, "docx"))
    assert "Thống nhất với dự thảo" not in words
    left_out = words.partition("Không đưa vào bản tổng hợp")[2]
    assert "Tác giả đã rút ý kiến." in left_out and "GY-" in left_out
