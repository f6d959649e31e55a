"""What a leader said is not theirs: every paper and page that brings the words says so, as their own page does."""

from datetime import timedelta

from forum import kinds
from forum.clock import now
from forum.contact import actions
from forum.contact.actions.answers import Publication
from forum.contact.texts import actions as texts
from forum.contact.texts.policy import SessionTextKind
from forum.contributions.official import RecordedApproval
from forum.contributions.policy import ApprovalHow
from tests import session_texts
from tests.builders import Builders
from tests.client import Client
from tests.contact.scene import (
    Scene,
    announced_session,
    answered,
    asked,
    drafted,
    held,
    minutes_drafted,
    minutes_published,
    on_agenda,
)
from tests.contact.test_papers import words
from tests.official_texts import as_recorded, seen_now

SAID = "Lãnh đạo cho biết đây không phải ý mình"
ANSWER = "Thành phố giao một cơ quan lập danh mục trong quý tới."


async def _published(build: Builders, scene: Scene, text_id: int) -> None:
    """Recorded and confirmed for the chair, then published."""
    await session_texts.recorded(build, scene.assistant, scene.secretariat, text_id, scene.held_at)
    async with build.acting(scene.secretariat, scene.held_at + timedelta(hours=2)) as (db, actor):
        await texts.publish_text(db, actor, text_id)


async def _disowned(build: Builders, scene: Scene, text_id: int) -> None:
    async with build.acting(scene.leader_person, scene.held_at + timedelta(hours=3)) as (db, actor):
        await kinds.repudiate(db, actor, text_id)


async def test_minutes_that_their_chair_disowns_say_so_on_their_page_and_in_their_paper(
    build: Builders, client: Client
) -> None:
    scene = await announced_session(build, now() - timedelta(days=12))
    await answered(build, scene)
    await held(build, scene)
    text_id = await minutes_drafted(build, scene)
    await _published(build, scene, text_id)
    assert SAID not in await words(client, build, scene, "minutes")
    await _disowned(build, scene, text_id)
    message = await words(client, build, scene, "minutes")
    assert SAID in message and message.index(SAID) < message.index("Thời gian bắt đầu")
    page = await client.get(f"{scene.url}/bien-ban")
    assert SAID in page.main


async def test_a_conclusion_that_its_chair_disowns_says_so(build: Builders, client: Client) -> None:
    scene = await announced_session(build, now() - timedelta(days=12))
    await answered(build, scene)
    await held(build, scene)
    await minutes_published(build, scene)
    kind = SessionTextKind.conclusion
    text_id = await session_texts.drafted(build, scene.secretariat, scene.session_id, kind, scene.held_at)
    await _published(build, scene, text_id)
    assert SAID not in await words(client, build, scene, "conclusion")
    await _disowned(build, scene, text_id)
    message = await words(client, build, scene, "conclusion")
    assert SAID in message and message.index(SAID) < message.index("kết luận như sau")
    assert SAID in (await client.get(f"{scene.url}/bien-ban")).main


async def test_minutes_that_bring_an_answer_which_its_leader_disowned_say_so_of_the_answer(
    build: Builders, client: Client
) -> None:
    scene = await announced_session(build, now() - timedelta(days=12))
    question_id = await asked(build, scene)
    await on_agenda(build, scene, question_id)
    answer_id = await drafted(build, scene, question_id)
    aloud = RecordedApproval(
        seen_digest=await seen_now(build, answer_id), how=ApprovalHow.aloud, note="Nói tại phòng thư ký."
    )
    async with build.acting(scene.assistant, scene.closed_at) as (db, actor):
        await actions.record_approval(db, actor, answer_id, aloud)
    async with build.acting(scene.secretariat, scene.closed_at) as (db, actor):
        await actions.countersign_approval(db, actor, answer_id, await as_recorded(db, answer_id))
    async with build.acting(scene.assistant, scene.closed_at + timedelta(hours=2)) as (db, actor):
        await actions.publish_answer(db, actor, answer_id, Publication(how="answer_in_writing"))
    await held(build, scene)
    await minutes_published(build, scene)
    await _disowned(build, scene, answer_id)
    message = await words(client, build, scene, "minutes")
    assert message.index("Trả lời câu hỏi, kiến nghị") < message.index(SAID) < message.index(ANSWER)
    page = await client.get(f"{scene.url}/bien-ban")
    assert page.main.index(SAID) < page.main.index(ANSWER)
