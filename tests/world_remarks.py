"""Remarks for the world of the canaries: a clarification, a dispute, a confirmation, objections and what an answer
lacks, each beside a new thing of its own."""

from datetime import timedelta

from sqlalchemy import select

from forum import clock
from forum.commitments import actions as promises
from forum.commitments.actions import Confirmation, Dispute, DueObjection
from forum.commitments.models import Commitment, CommitmentStep
from forum.consultations.actions.objecting import ResponseObjection, object_to_response
from forum.contact import actions as contact
from forum.contact.actions.deferring import DeferralObjection
from forum.contact.actions.merging import Merge, Objection
from forum.contact.actions.questions import Deferral
from forum.contact.actions.rating import AnswerVerdict
from forum.contact.policy import AskerVerdict
from forum.contributions.models import Contribution
from forum.database import load
from forum.threads import actions as threads
from forum.threads.actions.proposals import Clarification, ClarificationQuery, TakeUp
from tests.builders import Builders
from tests.commitments.scene import reported
from tests.world import World, a_proposal
from tests.world_commitments import moved_by_its_body
from tests.world_consultations import an_answered_opinion
from tests.world_contact import a_commitment, a_question, an_answer


def remark(word: str) -> str:
    return f"Ý kiến moinhukin {word}, đủ dài để gửi. Xin gọi 0900 000 000."


async def clarification(build: Builders, world: World, word: str) -> int:
    proposal_id = await a_proposal(build, world, "Hiến kế được đề nghị làm rõ")
    async with build.acting(world.people["officer"]) as (db, actor):
        await threads.take_up(db, actor, proposal_id, TakeUp(body_id=int(world.names["body"])))
    async with build.acting(world.people["officer"]) as (db, actor):
        asked = ClarificationQuery(text="Đề nghị nêu rõ kinh phí.")
        await threads.ask_clarification(db, actor, proposal_id, asked)
    async with build.acting(world.people["author"]) as (db, actor):
        return (await threads.clarify(db, actor, proposal_id, Clarification(text=remark(word)))).id


async def _reported(build: Builders, world: World) -> int:
    """A commitment with a result that the author of the question confirms or disputes."""
    commitment_id = await a_commitment(build, world, "Lập danh mục mẫu")
    officer, head = world.people["officer"], world.people["head"]
    await reported(build, commitment_id, officer, head, words="Đã công bố danh mục.")
    return commitment_id


async def dispute(build: Builders, world: World, word: str) -> int:
    commitment_id = await _reported(build, world)
    async with build.acting(world.people["author"]) as (db, actor):
        seen = Dispute.of(await load(db, Commitment, commitment_id))
        new = seen.model_copy(update={"reason": remark(word)})
        await promises.dispute(db, actor, commitment_id, new)
    return await _written_on(build, commitment_id)


async def confirmation(build: Builders, world: World, word: str) -> int:
    commitment_id = await _reported(build, world)
    async with build.acting(world.people["author"]) as (db, actor):
        seen = Confirmation.of(await load(db, Commitment, commitment_id))
        await promises.confirm(db, actor, commitment_id, seen.model_copy(update={"note": remark(word)}))
    return await _written_on(build, commitment_id)


async def due_objection(build: Builders, world: World, word: str) -> int:
    commitment_id = await moved_by_its_body(build, world)
    async with build.acting(world.people["author"]) as (db, actor):
        await promises.object_to_due(db, actor, commitment_id, DueObjection(reason=remark(word)))
    return await _written_on(build, commitment_id)


async def _written_on(build: Builders, commitment_id: int) -> int:
    async with build.acting(None) as (db, _):
        of_it = CommitmentStep.commitment_id == commitment_id, CommitmentStep.remark_id.is_not(None)
        return (await db.scalars(select(CommitmentStep.remark_id).where(*of_it))).one() or 0


async def misunderstanding(build: Builders, world: World, word: str) -> int:
    opinion_id = await an_answered_opinion(build, world)
    async with build.acting(world.people["author"]) as (db, actor):
        new = ResponseObjection(reason=remark(word))
        return (await object_to_response(db, actor, opinion_id, new)).id


async def shortcoming(build: Builders, world: World, word: str) -> int:
    answer_id = await an_answer(build, world)
    async with build.acting(world.people["author"]) as (db, actor):
        new = AnswerVerdict(verdict=AskerVerdict.not_answered, reason=remark(word))
        return (await contact.rate_answer(db, actor, answer_id, new)).shortcoming_id or 0


async def objection(build: Builders, world: World, word: str) -> int:
    asked_at = clock.now() - timedelta(days=6)
    question_id = await a_question(build, world, "objected", int(world.names["placing_session"]), asked_at)
    async with build.acting(world.people["secretariat"]) as (db, actor):
        head = (await load(db, Contribution, int(world.names["same_question"]))).code or ""
        await contact.merge(db, actor, question_id, Merge(code=head))
    async with build.acting(world.people["author"]) as (db, actor):
        it = await contact.object_to_merge(db, actor, question_id, Objection(reason=remark(word)))
    return it.id


async def deferral_objection(build: Builders, world: World, word: str) -> int:
    asked_at = clock.now() - timedelta(days=6)
    question_id = await a_question(build, world, "not_carried", int(world.names["placing_session"]), asked_at)
    async with build.acting(world.people["secretariat"]) as (db, actor):
        to = Deferral(session_id=int(world.names["asking_session"]), reason="Chương trình đã đủ câu hỏi.")
        await contact.defer(db, actor, question_id, to)
    async with build.acting(world.people["author"]) as (db, actor):
        new = DeferralObjection(reason=remark(word))
        return (await contact.object_to_deferral(db, actor, question_id, new)).id
