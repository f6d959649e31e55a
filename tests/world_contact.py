"""What the matrix of rights needs of contact sessions and promises: a session at each step, answers at each step."""

from datetime import datetime, timedelta

from sqlalchemy import select

from forum import clock
from forum.clock import local_date
from forum.commitments.lines import lines_of_text
from forum.contact import actions
from forum.contact.actions.answer_promises import NewAnswerPromise
from forum.contact.actions.answers import AnswerText, Publication
from forum.contact.actions.merging import Merge
from forum.contact.actions.questions import Deferral, NewQuestion, OnAgenda, ScheduleWrittenAnswer
from forum.contact.actions.series import NewSeries
from forum.contact.actions.sessions import standing_plan
from forum.contact.floor import actions as floor
from forum.contact.floor.actions import FloorRequest, NewSpeaker
from forum.contact.models import ContactSession, Question, SessionChange
from forum.contact.notes import actions as notes
from forum.contact.notes.actions import NewNote
from forum.contact.own_notes import actions as own
from forum.contact.own_notes.actions import NewItem, NewOwnNote
from forum.contact.suggestions import actions as suggestions
from forum.contact.texts import actions as texts
from forum.contact.texts.actions import MinutesWords, NewPromise
from forum.contact.texts.policy import SessionTextKind
from forum.contributions.models import Contribution
from forum.contributions.official import RecordedApproval
from forum.database import load
from forum.days import vndate
from forum.files.policy import FileRole
from forum.kinds import publish
from tests import session_texts
from tests.builders import Builders
from tests.commitments.scene import reported
from tests.contact.scene import plan
from tests.official_texts import as_seen, seen
from tests.world import JUDGES, World
from tests.world_files import a_file

SIDE = ("leader", "assistant", "secretariat")


async def _session(build: Builders, world: World, name: str, at: datetime, *, announced: bool = True) -> int:
    secretariat = world.people["secretariat"]
    async with build.acting(secretariat, at) as (db, actor):
        hidden = "" if announced else f" {world.hide('session planned', *SIDE)}"
        title = f"Kỳ tiếp xúc {name}{hidden}"
        planned = plan(int(world.names["series"]), int(world.names["leader"]), at, title)
        linked = planned.model_copy(update={"task_ids": [int(world.names["task"])]})
        session = await actions.plan_session(db, actor, linked)
    if announced:
        await session_texts.announced(build, secretariat, session.id, at, chair=world.people["leader"])
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
        if name == "drafted":
            promised = f"Lập danh mục {world.hide('answer line', *SIDE)}"
            new = NewAnswerPromise(
                title=promised,
                body_id=int(world.names["body"]),
                due_on=local_date(actor.at) + timedelta(days=30),
                on_rest_day=True,
            )
            line = await actions.add_answer_promise(db, actor, answer.id, new)
            world.names["drafted_contact_line"] = str(line.id)
    world.names[f"{name}_contact_answer"] = str(answer.id)
    return answer.id


async def contact(build: Builders, world: World) -> None:
    now = clock.now()
    async with build.acting(world.people["secretariat"]) as (db, actor):
        series = await actions.create_series(db, actor, NewSeries(title="Tiếp xúc mẫu", rhythm="quarter"))
        world.names["series"] = str(series.id)
    await _session(build, world, "planned", now, announced=False)
    for name in ("awaiting", "recorded", "approved"):
        await _text(build, world, name, now)
    asking = await _session(build, world, "asking", now)
    await a_question(build, world, "pending", asking, now, shown=False)
    await _changed(build, world, asking)
    await _triage(build, world, now - timedelta(days=6))
    await _after(build, world, now - timedelta(days=10))


async def _changed(build: Builders, world: World, session_id: int) -> None:
    async with build.acting(world.people["secretariat"]) as (db, actor):
        stands = await standing_plan(db, await load(db, ContactSession, session_id))
        moved = stands.model_copy(update={"place": "Nhà hát mẫu"})
        await actions.change_session(db, actor, session_id, moved)
        changed = select(SessionChange.id).where(SessionChange.session_id == session_id)
        world.names["session_change"] = str((await db.scalars(changed)).one())


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
    carried = await a_question(build, world, "carried", session_id, at)
    async with build.acting(world.people["secretariat"]) as (db, actor):
        deferral = Deferral(
            session_id=int(world.names["asking_session"]), reason="Chương trình đã đủ câu hỏi."
        )
        await actions.defer(db, actor, carried, deferral)
    scheduled = await a_question(build, world, "scheduled", session_id, at)
    async with build.acting(world.people["secretariat"]) as (db, actor):
        written = ScheduleWrittenAnswer(reason="Chương trình đã đủ câu hỏi.")
        await actions.schedule_written_answer(db, actor, scheduled, written)
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


async def an_answer(build: Builders, world: World) -> int:
    """Published in writing, to a new question of a session whose intake is over."""
    placing, at = int(world.names["placing_session"]), clock.now()
    question_id = await a_question(build, world, "rated", placing, at - timedelta(days=6))
    async with build.acting(world.people["secretariat"]) as (db, actor):
        written = ScheduleWrittenAnswer(reason="Chương trình đã đủ câu hỏi.")
        await actions.schedule_written_answer(db, actor, question_id, written)
    known = dict(world.names)  # the matrix has an answer of its own that nobody rates
    answer_id = await _answer(build, world, "published", question_id, at)
    world.names.update(known)
    async with build.acting(world.people["assistant"]) as (db, actor):
        await actions.publish_answer(db, actor, answer_id, Publication(how="answer_in_writing"))
    return answer_id


async def _after(build: Builders, world: World, at: datetime) -> None:
    """A session that was held: one with its minutes drafted, one live, and promises from an answered question."""
    due = await _session(build, world, "due", at)  # its day is today
    async with build.acting(world.people["secretariat"], at + timedelta(days=7)) as (db, actor):
        await actions.publish_agenda(db, actor, due)
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
        word = world.hide("minutes draft", *SIDE)
        words = MinutesWords(text=f"Hội nghị nghe và trả lời {word}.")
        text = await texts.draft_minutes(db, actor, over, words)
        world.names["drafted_text"] = str(text.id)
    await _notice(build, world, await _held(build, world, "ended", at))
    await _speakers(build, world, at)
    await _opened(build, world, at)
    minuted, chair = await _held(build, world, "minuted", at), world.people["leader"]
    await session_texts.minutes_published(build, secretariat, minuted, held_at, chair=chair)
    for name in ("running", "reported"):
        await _promise(build, world, name)


async def _speakers(build: Builders, world: World, at: datetime) -> None:
    """Two sessions that run: in one somebody waits and somebody is paused, in the other somebody speaks."""
    clerk = world.people["secretariat"]
    for name, steps in (("floor", (floor.give_floor, floor.pause_speaker)), ("busy", (floor.give_floor,))):
        session_id = await _session(build, world, name, at)
        async with build.acting(clerk, at + timedelta(days=7)) as (db, actor):
            await actions.publish_agenda(db, actor, session_id)
        async with build.acting(clerk, at + timedelta(days=10)) as (db, actor):
            await actions.open_session(db, actor, session_id)
            speaker = await floor.add_speaker(db, actor, session_id, NewSpeaker(name=f"Người Mẫu {name}"))
            for step in steps:
                await step(db, actor, speaker.id)
            world.names["paused_speaker" if name == "floor" else "speaking_speaker"] = str(speaker.id)
    await _notes(build, world)
    await _own_notes(build, world)
    async with build.acting(world.people["author"]) as (db, actor):
        asked = await floor.ask_for_floor(db, actor, int(world.names["floor_session"]), FloorRequest())
        world.names["waiting_speaker"] = str(asked.id)


async def _own_notes(build: Builders, world: World) -> None:
    """Of the leader's side, on a session and beside a question; and an internal item."""
    side = ("leader", "assistant")
    session_id, question = int(world.names["busy_session"]), int(world.names["same_question"])
    async with build.acting(world.people["assistant"]) as (db, actor):
        of_session, beside = world.hide("own note", *side), world.hide("own note beside a question", *side)
        written = await own.write_own_note(db, actor, session_id, NewOwnNote(text=f"Ghi chú {of_session}."))
        await own.write_question_note(db, actor, question, NewOwnNote(text=f"Ghi chú {beside}."))
        item = world.hide("internal item", *side, "secretariat")
        await own.write_item(db, actor, session_id, NewItem(text=f"Việc nội bộ {item}."))
    world.names["own_note"] = str(written.id)


async def _notes(build: Builders, world: World) -> None:
    """Quick notes of two sessions that run: in one they are shown, in the other its chair ended them."""
    for name, words in (
        ("busy", "Ghi nhanh mẫu"),
        ("floor", f"Ghi nhanh {world.hide('an ended quick note')}"),
    ):
        session_id = int(world.names[f"{name}_session"])
        async with build.acting(world.people["leader"]) as (db, actor):
            await notes.allow_notes(db, actor, session_id)
        async with build.acting(world.people["secretariat"]) as (db, actor):
            taken = await notes.take_note(db, actor, session_id, NewNote(text=words))
            world.names["quick_note" if name == "busy" else "ended_note"] = str(taken.id)
    async with build.acting(world.people["leader"]) as (db, actor):
        await notes.stop_notes(db, actor, int(world.names["floor_session"]))


async def _text(build: Builders, world: World, name: str, at: datetime) -> None:
    """The announcement of a planned session, as far as it is named."""
    session_id = await _session(build, world, f"{name}_text", at, announced=False)
    assistant, kind = world.people["assistant"], SessionTextKind.announcement
    state = "awaiting_approval" if name in ("awaiting", "recorded") else name
    words = f"Kính mời gửi câu hỏi {world.hide(f'announcement {state}', *SIDE)}."
    text_id = await session_texts.drafted(build, assistant, session_id, kind, at, words)
    world.names[f"{name}_text"] = str(text_id)
    if name == "approved":
        await session_texts.approved(build, assistant, text_id, world.people["leader"], at)
        return
    async with build.acting(assistant, at) as (db, actor):
        await texts.submit_text(db, actor, text_id)
        world.names[f"{name}_text_seen"] = seen_digest = await seen(db, text_id)
    if name == "recorded":
        async with build.acting(assistant, at) as (db, actor):
            told = RecordedApproval(seen_digest=seen_digest, how="aloud", note="Nói tại phòng thư ký.")
            await texts.record_text_approval(db, actor, text_id, told)


async def _held(build: Builders, world: World, name: str, at: datetime) -> int:
    """A session without questions that was held."""
    session_id, held_at = await _session(build, world, name, at), at + timedelta(days=10)
    async with build.acting(world.people["secretariat"], at + timedelta(days=7)) as (db, actor):
        await actions.publish_agenda(db, actor, session_id)
    async with build.acting(world.people["secretariat"], held_at) as (db, actor):
        await actions.open_session(db, actor, session_id)
        await actions.adjourn(db, actor, session_id)
    return session_id


async def _opened(build: Builders, world: World, at: datetime) -> None:
    """Minutes in the making that are open to who asked, with a correction suggested."""
    session_id = await _session(build, world, "opened", at)
    question = await a_question(build, world, "opened", session_id, at)
    secretariat, held_at = world.people["secretariat"], at + timedelta(days=10)
    world.names["opening_day"] = vndate(clock.now() + timedelta(days=2))
    async with build.acting(secretariat, at + timedelta(days=7)) as (db, actor):
        written = ScheduleWrittenAnswer(reason="Chương trình đã đủ câu hỏi.")
        await actions.schedule_written_answer(db, actor, question, written)
        await actions.publish_agenda(db, actor, session_id)
    async with build.acting(secretariat, held_at) as (db, actor):
        await actions.open_session(db, actor, session_id)
        await actions.adjourn(db, actor, session_id)
    words = f"Hội nghị nghe và hẹn trả lời {world.hide('opened draft', *SIDE, 'author')}."
    text_id = await session_texts.drafted(
        build, secretariat, session_id, SessionTextKind.minutes, held_at, words
    )
    async with build.acting(secretariat) as (db, actor):
        until_on = local_date(actor.at) + timedelta(days=2)
        await suggestions.open_draft(db, actor, text_id, suggestions.Opening(until_on=until_on))
    word = world.hide("suggestion", *SIDE, *JUDGES)
    async with build.acting(world.people["author"]) as (db, actor):
        new = suggestions.Suggestion(place=1, text=f"Hội nghị nghe và trả lời {word}.")
        it = await suggestions.suggest(db, actor, session_id, new)
    async with build.acting(None) as (db, actor):
        await publish(db, actor, it.id)
    world.names["suggestion"] = str(it.id)


async def a_commitment(build: Builders, world: World, title: str) -> int:
    """What the chair assigned of the answered question, in a conclusion notice of its own."""
    clerk, session_id = world.people["secretariat"], int(world.names["over_session"])
    text_id = await session_texts.drafted(build, clerk, session_id, SessionTextKind.conclusion)
    await _line(build, world, text_id, title, world.names["answered_question_code"])
    await session_texts.approved(build, clerk, text_id, world.people["leader"])
    async with build.acting(clerk) as (db, actor):
        await texts.publish_text(db, actor, text_id)
        (line,) = await lines_of_text(db, text_id)
    assert line.commitment_id is not None
    return line.commitment_id


async def _line(build: Builders, world: World, text_id: int, title: str, code: str = "") -> int:
    async with build.acting(world.people["secretariat"]) as (db, actor):
        due = local_date(actor.at) + timedelta(days=30)
        new = NewPromise(
            title=title, body_id=int(world.names["body"]), due_on=due, on_rest_day=True, code=code
        )
        return (await texts.add_promise(db, actor, text_id, new)).id


async def _promise(build: Builders, world: World, name: str) -> None:
    commitment_id = await a_commitment(build, world, f"Lập danh mục {name}")
    if name == "reported":
        officer, head = world.people["officer"], world.people["head"]
        await reported(build, commitment_id, officer, head, words="Đã công bố danh mục.")
    world.names[f"{name}_commitment"] = str(commitment_id)


async def _notice(build: Builders, world: World, session_id: int) -> None:
    """A conclusion notice in the making, with one line."""
    clerk, kind = world.people["assistant"], SessionTextKind.conclusion
    words = f"Kết luận nội bộ {world.hide('conclusion draft', *SIDE)}."
    text_id = await session_texts.drafted(build, clerk, session_id, kind, words=words)
    world.names["concluding_text"] = str(text_id)
    world.names["notice_line"] = str(await _line(build, world, text_id, "Lập danh mục dùng chung"))
