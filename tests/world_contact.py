"""What the matrix of rights needs of contact sessions and promises: a session at each step, answers at each step."""

from datetime import datetime, timedelta

from forum import clock
from forum.clock import local_date
from forum.commitments import actions as promises
from forum.commitments.actions import Promise, Report
from forum.contact import actions
from forum.contact.actions.answers import AnswerText, Publication
from forum.contact.actions.questions import Merge, NewQuestion, OnAgenda
from forum.contact.actions.sessions import MinutesText, NewSeries
from forum.contact.models import ContactSession, Question
from forum.contributions.models import Contribution
from forum.contributions.official import RecordedApproval
from forum.database import load
from forum.files.policy import FileRole
from forum.kinds import publish
from tests.builders import Builders
from tests.contact.scene import plan
from tests.official_texts import as_seen, seen
from tests.world import JUDGES, World
from tests.world_files import a_file

SIDE = ("leader", "assistant", "secretariat")


async def _session(build: Builders, world: World, name: str, at: datetime, *, announced: bool = True) -> int:
    secretariat = world.people["secretariat"]
    async with build.acting(secretariat, at) as (db, actor):
        hidden = "" if announced else f" {world.hide('session planned', 'secretariat')}"
        title = f"Kỳ tiếp xúc {name}{hidden}"
        planned = plan(int(world.names["series"]), int(world.names["leader"]), at, title)
        linked = planned.model_copy(update={"task_ids": [int(world.names["task"])]})
        session = await actions.plan_session(db, actor, linked)
    if announced:
        async with build.acting(secretariat, at) as (db, actor):
            await actions.announce(db, actor, session.id)
    world.names[f"{name}_session"] = str(session.id)
    return session.id


async def a_question(
    build: Builders, world: World, name: str, session_id: int, at: datetime, *, shown: bool = True
) -> int:
    words = f"Câu hỏi {name}" + ("" if shown else f" {world.hide('question in_review', *JUDGES)}")
    async with build.acting(world.people["author"], at) as (db, actor):
        text, task_ids = f"{words}, đủ dài để gửi.", [int(world.names["task"])]
        it = await actions.ask(db, actor, session_id, NewQuestion(title=words, text=text, task_ids=task_ids))
    if shown:
        async with build.acting(None, at) as (db, actor):
            await publish(db, actor, it.id)
    world.names[f"{name}_question"] = str(it.id)
    world.names[f"{name}_question_code"] = it.code or ""
    return it.id


async def _drafted(build: Builders, world: World, name: str, question_id: int, at: datetime) -> int:
    words = "Nội dung trả lời đã công bố."
    if name != "published":
        state = "awaiting_approval" if name == "awaiting" else name
        words = f"Dự thảo nội bộ {world.hide(f'answer {state}', *SIDE)}."
    async with build.acting(world.people["assistant"], at) as (db, actor):
        answer = await actions.draft_answer(db, actor, question_id, AnswerText(text=words))
    world.names[f"{name}_contact_answer"] = str(answer.id)
    return answer.id


async def contact(build: Builders, world: World) -> None:
    now = clock.now()
    async with build.acting(world.people["secretariat"]) as (db, actor):
        series = await actions.create_series(db, actor, NewSeries(title="Tiếp xúc mẫu", rhythm="quarter"))
        world.names["series"] = str(series.id)
    await _session(build, world, "planned", now, announced=False)
    asking = await _session(build, world, "asking", now)
    await a_question(build, world, "pending", asking, now, shown=False)
    await _triage(build, world, now - timedelta(days=6))
    await _after(build, world, now - timedelta(days=10))


async def _triage(build: Builders, world: World, at: datetime) -> None:
    """A session whose intake is over: questions to place, answers to draft and approve."""
    session_id = await _session(build, world, "placing", at)
    await _session(build, world, "next", at)
    question = await a_question(build, world, "placed", session_id, at)
    await a_question(build, world, "same", session_id, at)
    merged = await a_question(build, world, "merged", session_id, at)
    async with build.acting(world.people["secretariat"]) as (db, actor):
        head = (await load(db, Contribution, question)).code or ""
        await actions.merge(db, actor, merged, Merge(code=head))
    for name in ("drafted", "awaiting", "recorded", "approved"):
        asked = await a_question(build, world, name, session_id, at)
        async with build.acting(world.people["secretariat"]) as (db, actor):
            await actions.put_on_agenda(db, actor, asked, OnAgenda.of(await load(db, Question, asked)))
        await _answer(build, world, name, asked, clock.now())
    agreed = await _session(build, world, "agreed", at)
    async with build.acting(world.people["secretariat"]) as (db, actor):
        await actions.publish_agenda(db, actor, agreed)


async def _answer(build: Builders, world: World, name: str, question_id: int, at: datetime) -> int:
    answer_id = await _drafted(build, world, name, question_id, at)
    if name == "drafted":
        return answer_id
    async with build.acting(world.people["assistant"], at) as (db, actor):
        await actions.submit_answer(db, actor, answer_id)
    if name == "recorded":
        word = world.hide("approval note", *SIDE)
        scan = await a_file(build, world.people["assistant"], word, FileRole.approval_scan)
        async with build.acting(world.people["assistant"], at) as (db, actor):
            seen_digest = await seen(db, answer_id)
            told = RecordedApproval(
                seen_digest=seen_digest, how="paper", note=f"Bản giấy ở phòng thư ký {word}.", file_ids=[scan]
            )
            await actions.record_approval(db, actor, answer_id, told)
    if name in ("approved", "published"):
        async with build.acting(world.people["leader"], at) as (db, actor):
            await actions.approve_answer(db, actor, answer_id, await as_seen(db, answer_id))
    return answer_id


async def _after(build: Builders, world: World, at: datetime) -> None:
    """A session that was held: one with its minutes drafted, one live, and promises from an answered question."""
    live = await _session(build, world, "live", at)
    over = await _session(build, world, "over", at)
    question = await a_question(build, world, "answered", over, at)
    called = await a_question(build, world, "live", live, at)
    held_at, secretariat = at + timedelta(days=10), world.people["secretariat"]
    async with build.acting(secretariat, at + timedelta(days=6)) as (db, actor):
        for one in (question, called):
            await actions.put_on_agenda(db, actor, one, OnAgenda.of(await load(db, Question, one)))
    answer_id = await _answer(build, world, "published", question, at + timedelta(days=7))
    async with build.acting(world.people["assistant"], at + timedelta(days=7)) as (db, actor):
        await actions.publish_answer(db, actor, answer_id, Publication(how="answer_in_writing"))
    for session_id in (live, over):
        async with build.acting(secretariat, at + timedelta(days=7)) as (db, actor):
            await actions.publish_agenda(db, actor, session_id)
        async with build.acting(secretariat, held_at) as (db, actor):
            await actions.open_session(db, actor, session_id)
    async with build.acting(secretariat, held_at) as (db, actor):
        await actions.adjourn(db, actor, over)
    async with build.acting(secretariat, held_at) as (db, actor):
        session = await load(db, ContactSession, over)
        word = world.hide("minutes draft", "secretariat")
        text = MinutesText.of(session).model_copy(update={"course": f"Hội nghị nghe và trả lời {word}."})
        await actions.draft_minutes(db, actor, over, text)
    for name in ("running", "reported"):
        await _promise(build, world, name, question)


async def _promise(build: Builders, world: World, name: str, question_id: int) -> None:
    body_id = int(world.names["body"])
    async with build.acting(world.people["secretariat"]) as (db, actor):
        due = local_date(actor.at) + timedelta(days=30)
        promise = Promise(title=f"Lập danh mục {name}", body_id=body_id, due_on=due)
        made = await actions.record_commitment(db, actor, question_id, promise)
    if name == "reported":
        async with build.acting(world.people["officer"]) as (db, actor):
            await promises.report(db, actor, made.id, Report(outcome="done", note="Đã công bố danh mục."))
    world.names[f"{name}_commitment"] = str(made.id)
