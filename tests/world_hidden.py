"""One text for each thing that may be hidden: every kind of contribution in every state that closes it, versions
that are not shown, official texts in the making, restricted rooms, and words of the desk. Each holds a canary.

What was public first is published, told and indexed, and hidden only then by the desk's own two people.
"""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta

from forum import audience, clock
from forum.accounts.models import Body
from forum.consultations.actions import opinions, preparing
from forum.consultations.actions.opinions import NewOpinion
from forum.consultations.actions.preparing import Questions
from forum.contact import actions as contact
from forum.contact.actions.answers import AnswerText
from forum.contact.actions.answers import RevisedAnswer as RevisedContactAnswer
from forum.contact.actions.questions import NewQuestion, OnAgenda, Referral
from forum.contact.models import Question
from forum.contributions import actions as texts
from forum.contributions.actions.drafts import save_draft
from forum.contributions.actions.reading import start_following
from forum.contributions.actions.writing import edit, standing_text, withdraw
from forum.contributions.models import Contribution, Forum
from forum.contributions.official import SentBack
from forum.database import load, writing_session
from forum.desk import actions as desk
from forum.desk.actions import FlagInput, Grounds, RulingInput, SecondInput
from forum.finding.indexing import drain, push_now
from forum.kinds import publish
from forum.thing import Thing
from forum.threads import actions as threads
from forum.threads.actions.answers import DraftAnswer, RevisedAnswer
from forum.threads.actions.proposals import TakeUp
from forum.threads.actions.threads import NewReply, NewThread
from moderation.queries import waiting_case
from tests import world_copies, world_remarks
from tests.builders import UNSTATED, Builders
from tests.promises import promise as promise_on
from tests.promises import take_up
from tests.world import JUDGES, World, a_proposal
from tests.world_contact import a_question
from tests.world_files import a_file

PHONE = "0900 000 000"
BODY = ("officer", "head")
LEADER = ("leader", "assistant", "secretariat")
# Folded and unlike any other word: what a search for all that is hidden would ask.
BAIT = "moinhukin"

Maker = Callable[[Builders, World, str], Awaitable[int]]


def words(word: str) -> str:
    return f"Nội dung {BAIT} {word}, đủ dài để gửi. Xin gọi {PHONE}."


async def _discussion(build: Builders, world: World, word: str, kind: str = "discussion") -> int:
    file_id = await a_file(build, world.people["author"], word)
    async with build.acting(world.people["author"]) as (db, actor):
        new = NewThread.model_validate(
            {
                "kind": kind,
                "title": f"Chủ đề {word}",
                "text": words(word),
                "forum_id": int(world.names["forum"]),
                "task_ids": [int(world.names["task"])],
                "on_behalf": f"Nhóm {word}",
                "file_ids": [file_id],
            }
        )
        return (await threads.start_thread(db, actor, new)).id


async def _proposal(build: Builders, world: World, word: str) -> int:
    return await _discussion(build, world, word, "proposal")


async def _post(build: Builders, world: World, word: str) -> int:
    file_id = await a_file(build, world.people["author"], word)
    async with build.acting(world.people["author"]) as (db, actor):
        thread_id = int(world.names["discussed_proposal"])
        new = NewReply(text=words(word), file_ids=[file_id])
        return (await threads.reply(db, actor, thread_id, new)).id


async def _question(build: Builders, world: World, word: str) -> int:
    async with build.acting(world.people["author"]) as (db, actor):
        new = NewQuestion(title=f"Câu hỏi {word}", text=words(word), task_ids=[int(world.names["task"])])
        return (await contact.ask(db, actor, int(world.names["asking_session"]), new)).id


async def _opinion(build: Builders, world: World, word: str) -> int:
    async with build.acting(world.people["author"]) as (db, actor):
        new = NewOpinion(
            target="paragraph",
            paragraph_id=int(world.names["open_paragraph"]),
            stance="amend",
            wording=f"Câu chữ đề nghị {word}",
            text=words(word),
        )
        return (await opinions.give_opinion(db, actor, int(world.names["open_consultation"]), new)).id


MAKERS: dict[str, Maker] = {
    "discussion": _discussion,
    "proposal": _proposal,
    "post": _post,
    "question": _question,
    "opinion": _opinion,
    "clarification": world_remarks.clarification,
    "dispute": world_remarks.dispute,
    "confirmation": world_remarks.confirmation,
    "due_objection": world_remarks.due_objection,
    "objection": world_remarks.objection,
    "deferral_objection": world_remarks.deferral_objection,
    "misunderstanding": world_remarks.misunderstanding,
    "shortcoming": world_remarks.shortcoming,
}


async def hidden(build: Builders, world: World) -> None:
    world.names["discussed_proposal"] = str(await a_proposal(build, world, "Hiến kế được trao đổi"))
    await _let_member_follow(build, world)
    shown = await _published_first(build, world)
    copies = await world_copies.put_up(build, world, words(""))
    await build.run_jobs()
    await _index(build)
    for kind, make in MAKERS.items():
        await _never_shown(build, world, kind, make)
    for step, contribution_id, word in shown:
        await _take_from_sight(build, world, step, contribution_id, word)
    await world_copies.withdraw(build, world, copies)
    await _versions(build, world)
    await _officials(build, world)
    await _restricted(build, world)
    await _unsent(build, world)


async def _index(build: Builders) -> None:
    """What the worker does; with Meilisearch where the settings name one."""
    read = 1
    while read:
        async with writing_session(build.engine) as db:
            read = await drain(db, clock.now())
    await push_now(build.settings, build.engine)


async def _let_member_follow(build: Builders, world: World) -> None:
    """So that letters would go out, were anything told that may not be."""
    names = world.names
    followed = (
        Thing("proposal", int(names["discussed_proposal"])),
        Thing("session", int(names["asking_session"])),
        Thing("consultation", int(names["open_consultation"])),
        Thing("task", int(names["task"])),
    )
    async with build.acting(world.people["member"]) as (db, actor):
        for thing in followed:
            await start_following(db, actor.persona_id or 0, thing, actor)


async def _published_first(build: Builders, world: World) -> list[tuple[str, int, str]]:
    shown = []
    for kind, make in MAKERS.items():
        for step in ("hidden", "interim_hidden", "withdrawn", "masked", "interim_masked"):
            readers = ("author",) if step == "withdrawn" else JUDGES
            word = world.hide(f"{kind} {step} after it was shown", *readers, was_public=True)
            contribution_id = await make(build, world, word)
            async with build.acting(None) as (db, actor):
                await publish(db, actor, contribution_id)
            async with build.acting(world.people["member"]) as (db, actor):
                await texts.endorse(db, actor, contribution_id)
            world.names[f"{step}_{kind}_once_shown"] = str(contribution_id)
            shown.append((step, contribution_id, word))
    return shown


async def _take_from_sight(build: Builders, world: World, step: str, contribution_id: int, word: str) -> None:
    if step == "withdrawn":
        async with build.acting(world.people["author"]) as (db, actor):
            await withdraw(db, actor, contribution_id, UNSTATED)
        return
    if step.endswith("masked"):
        await _mask(build, world, BAIT, contribution_id, is_confirmed=True)
        await _mask(build, world, word, contribution_id, is_confirmed=step == "masked")
        return
    case_id = await _flag(build, world, contribution_id)
    await decide(build, world, case_id, "hide", at_once=step == "interim_hidden")
    if step == "hidden":
        await _confirm(build, world, case_id)


async def _flag(build: Builders, world: World, contribution_id: int) -> int:
    word = world.hide("concern", "moderator", "second_moderator")
    async with build.acting(world.people["member"]) as (db, actor):
        await desk.flag(db, actor, contribution_id, FlagInput(rule="Q4", words=f"Có số riêng {word}."))
    return await _case_of(build, contribution_id)


async def _confirm(build: Builders, world: World, case_id: int) -> None:
    async with build.acting(world.people["second_moderator"]) as (db, actor):
        await desk.confirm(db, actor, case_id, SecondInput(agrees=True))


async def _mask(
    build: Builders, world: World, passage: str, contribution_id: int, *, is_confirmed: bool
) -> None:
    """Its text stays public, and one passage of it is for its author and the moderators alone."""
    case_id = await _flag(build, world, contribution_id)
    await decide(build, world, case_id, "mask", passage=passage)
    if is_confirmed:
        await _confirm(build, world, case_id)


async def _case_of(build: Builders, contribution_id: int) -> int:
    async with build.acting(None) as (db, _):
        it = await db.get_one(Contribution, contribution_id)
        found = await waiting_case(db, it.kind, contribution_id)
    assert found is not None
    return found


async def decide(
    build: Builders,
    world: World,
    case_id: int,
    verdict: str,
    *,
    at_once: bool = False,
    version: int = 1,
    passage: str = PHONE,
) -> int:
    """The first moderator decides; the explanation is for the author and for those who judge."""
    word = world.hide("decision", *JUDGES)
    ruling = {
        "version": version,
        "verdict": verdict,
        "rule": "Q4",
        "quote": passage,
        "explanation": f"Số điện thoại riêng {word}.",
        "at_once": at_once,
    }
    async with build.acting(world.people["moderator"]) as (db, actor):
        await desk.claim(db, actor, case_id)
        done = await desk.decide(db, actor, case_id, RulingInput.model_validate(ruling))
    return done.decision_id


async def _never_shown(build: Builders, world: World, kind: str, make: Maker) -> None:
    for step in ("in_review", "returned", "rejected", "withdrawn", "masked"):
        readers = ("author",) if step == "withdrawn" else JUDGES
        word = world.hide(f"{kind} {step}", *readers)
        contribution_id = await make(build, world, word)
        world.names[f"{step}_{kind}_never_shown"] = str(contribution_id)
        if step == "withdrawn":
            async with build.acting(world.people["author"]) as (db, actor):
                await withdraw(db, actor, contribution_id, UNSTATED)
        elif step == "masked":  # published without these two passages
            passages = f"{word}\n{BAIT}"
            await decide(build, world, await _case_of(build, contribution_id), "mask", passage=passages)
        elif step != "in_review":
            verdict = "return" if step == "returned" else "reject"
            decision_id = await decide(build, world, await _case_of(build, contribution_id), verdict)
            if step == "rejected":
                word = world.hide("appeal", *JUDGES)
                async with build.acting(world.people["author"]) as (db, actor):
                    await desk.ask_review(db, actor, decision_id, Grounds(grounds=f"Xin xem lại {word}."))


async def _versions(build: Builders, world: World) -> None:
    """An edit that waits, one that was refused, and a first wording that was returned before it was shown."""
    for state in ("pending", "refused"):
        edited = await a_proposal(build, world, f"Hiến kế có bản sửa {state}", shown=False)
        await _approve(build, world, edited)
        await _edit(build, world, edited, words(world.hide(f"revision {state}", *JUDGES)))
        world.names[f"{state}_edit_proposal"] = str(edited)
        if state == "refused":
            await decide(build, world, await _case_of(build, edited), "reject", version=2)
    word = world.hide("revision unshown", *JUDGES)
    mended = await a_proposal(build, world, "Hiến kế viết lại", shown=False, text=words(word))
    await decide(build, world, await _case_of(build, mended), "return")
    await _edit(build, world, mended, "Nội dung đã viết lại theo đề nghị, đủ dài để gửi.")
    async with build.acting(None) as (db, actor):
        await publish(db, actor, mended)
    world.names["unshown_edit_proposal"] = str(mended)


async def _approve(build: Builders, world: World, contribution_id: int) -> None:
    case_id = await _case_of(build, contribution_id)
    async with build.acting(world.people["moderator"]) as (db, actor):
        await desk.claim(db, actor, case_id)
        await desk.decide(db, actor, case_id, RulingInput(version=1, verdict="approve"))


async def _edit(build: Builders, world: World, contribution_id: int, text: str) -> None:
    async with build.acting(world.people["author"]) as (db, actor):
        stands = await standing_text(db, contribution_id)
        await edit(db, actor, contribution_id, stands.model_copy(update={"text": text}))


async def _officials(build: Builders, world: World) -> None:
    """Answers that were redrafted and sent back with a note; an answer of a body; questions of a draft."""
    names, people = world.names, world.people
    proposal_id = await a_proposal(build, world, "Hiến kế có trả lời bị trả lại")
    async with build.acting(people["officer"]) as (db, actor):
        await threads.take_up(db, actor, proposal_id, TakeUp(body_id=int(names["body"])))
    async with build.acting(people["officer"]) as (db, actor):
        first = DraftAnswer(outcome="declined", text=f"Bản nháp {world.hide('revision unshown', *BODY)}.")
        answer_id = (await threads.draft_answer(db, actor, proposal_id, first)).id
    async with build.acting(people["officer"]) as (db, actor):
        second = RevisedAnswer(
            seen_version="1",
            outcome="declined",
            text=f"Bản nháp {world.hide('proposal_answer drafted', *BODY)}.",
        )
        await threads.revise_answer(db, actor, answer_id, second)
    async with build.acting(people["officer"]) as (db, actor):
        await threads.submit_answer(db, actor, answer_id)
    async with build.acting(people["head"]) as (db, actor):
        note = SentBack(note=f"Nêu thêm lý do {world.hide('sent back', *BODY)}.")
        await threads.send_back_answer(db, actor, answer_id, note)
    async with build.acting(people["officer"]) as (db, actor):
        words = f"Có nên thế không {world.hide('guiding question', *BODY)}?"
        asked = Questions.of([]).model_copy(update={"questions": words})
        await preparing.set_questions(db, actor, int(names["prepared_consultation"]), asked)
    await _sent_back_by_leader(build, world)
    await _referred(build, world)


async def _sent_back_by_leader(build: Builders, world: World) -> None:
    people, asked_at = world.people, clock.now() - timedelta(days=6)
    question_id = await a_question(build, world, "sent_back", int(world.names["placing_session"]), asked_at)
    async with build.acting(people["secretariat"]) as (db, actor):
        await contact.put_on_agenda(
            db, actor, question_id, OnAgenda.of(await load(db, Question, question_id))
        )
    async with build.acting(people["assistant"]) as (db, actor):
        text = f"Bản nháp đầu {world.hide('revision unshown', *LEADER)}."
        answer_id = (await contact.draft_answer(db, actor, question_id, AnswerText(text=text))).id
    async with build.acting(people["assistant"]) as (db, actor):
        text = f"Bản nháp sau {world.hide('answer drafted', *LEADER)}."
        await contact.revise_answer(db, actor, answer_id, RevisedContactAnswer(seen_version="1", text=text))
    async with build.acting(people["assistant"]) as (db, actor):
        await contact.submit_answer(db, actor, answer_id)
    async with build.acting(people["leader"]) as (db, actor):
        note = SentBack(note=f"Nêu thêm lý do {world.hide('sent back', *LEADER)}.")
        await contact.send_back_answer(db, actor, answer_id, note)


async def _referred(build: Builders, world: World) -> None:
    """A question that a body must answer, with its answer in the making and what the leader's side had drafted."""
    asked_at = clock.now() - timedelta(days=6)
    question_id = await a_question(build, world, "referred", int(world.names["placing_session"]), asked_at)
    async with build.acting(world.people["assistant"]) as (db, actor):
        text = AnswerText(text=f"Dự thảo không dùng nữa {world.hide('answer replaced', *LEADER)}.")
        await contact.draft_answer(db, actor, question_id, text)
    async with build.acting(world.people["secretariat"]) as (db, actor):
        referral = Referral(body_id=int(world.names["body"]), reason="Thuộc việc của cơ quan.")
        await contact.refer(db, actor, question_id, referral)
    async with build.acting(world.people["officer"]) as (db, actor):
        text = AnswerText(text=f"Dự thảo của cơ quan {world.hide('answer drafted', *BODY)}.")
        await contact.draft_answer(db, actor, question_id, text)


async def _restricted(build: Builders, world: World) -> None:
    """A room of one body alone: all that is in it is published, and for its people."""
    names, officer = world.names, world.people["officer"]
    name, promise = (
        world.hide("forum restricted", *BODY, "administrator"),
        world.hide("commitment restricted", *BODY),
    )
    text = world.hide("proposal restricted", *BODY, *JUDGES[1:])  # judged like any other before it was shown
    async with build.acting(officer) as (db, actor):
        body = await load(db, Body, int(names["body"]))
        room = Forum(
            title=f"Phòng riêng {name}",
            slug=f"phong-rieng-{name}",
            audience=[audience.body(body.id)],
            created_at=actor.at,
        )
        db.add(room)
        await db.flush()
        names["restricted_forum"] = str(room.id)
    async with build.acting(officer) as (db, actor):
        new = NewThread(
            title=f"Việc nội bộ {text}",
            text=words(text),
            forum_id=int(names["restricted_forum"]),
            task_ids=[int(names["task"])],
        )
        thread_id = (await threads.start_thread(db, actor, new)).id
        names["restricted_proposal"] = str(thread_id)
    async with build.acting(None) as (db, actor):
        await publish(db, actor, thread_id)
    async with build.acting(officer) as (db, actor):
        waiting = world.hide("post in_review", "officer", *JUDGES[1:])
        await threads.reply(db, actor, thread_id, NewReply(text=words(waiting)))
    await _promise_in_restricted_room(build, world, thread_id, promise)


async def _promise_in_restricted_room(build: Builders, world: World, thread_id: int, word: str) -> None:
    officer, body_id = world.people["officer"], int(world.names["body"])
    await take_up(build, officer, thread_id, body_id)
    answer = words(world.hide("proposal_answer restricted", *BODY))
    head, due_on = world.people["head"], date(2030, 12, 31)
    made = await promise_on(build, officer, head, thread_id, f"Việc hứa {word}", due_on, answer)
    world.names["restricted_commitment"] = str(made)


async def _unsent(build: Builders, world: World) -> None:
    async with build.acting(world.people["author"]) as (db, actor):
        fields = {"title": f"Nháp {world.hide('draft unsent', 'author')}", "text": "Đang viết."}
        await save_draft(db, actor, "khoa-cua-ban-nhap-mau-01", "/hien-ke/moi", fields)
