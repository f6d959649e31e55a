"""What the matrix of rights needs of the desk: a case at each step, a decision, a review."""

from forum.actor import Actor
from forum.contributions.actions import withdraw
from forum.database import Db
from forum.desk import actions
from forum.desk.actions import AskAuthor, FlagInput, Grounds, RulingInput
from moderation.queries import waiting_case
from tests.builders import UNSTATED, Builders
from tests.world import JUDGES, World, a_proposal

PASSAGE = "đủ dài để gửi"
WHY = "Giải thích đủ dài cho tác giả đọc."


async def cases(build: Builders, world: World) -> None:
    """Queued, claimed by the first moderator, withdrawn, to be hidden, decided, heard by the second."""
    names = world.names
    names["queued_case"] = str(await _case_on(build, int(names["pending_proposal"])))
    pending = await a_proposal(build, world, "Hiến kế đang xem xét", shown=False)
    names["claimed_case"] = str(await _case_on(build, pending))
    async with build.acting(world.people["moderator"]) as (db, actor):
        await actions.claim(db, actor, int(names["claimed_case"]))
    await _asked(build, world)
    withdrawn = await a_proposal(build, world, "Hiến kế tác giả rút", shown=False)
    names["withdrawn_case"] = str(await _case_on(build, withdrawn))
    async with build.acting(world.people["author"]) as (db, actor):
        await withdraw(db, actor, withdrawn, UNSTATED)
    await _second(build, world)
    await _review(build, world)


async def _asked(build: Builders, world: World) -> None:
    """The first moderator asked its author something: question and answer are for these two sides."""
    asked = await a_proposal(build, world, "Hiến kế được người duyệt hỏi", shown=False)
    world.names["asked_proposal"] = str(asked)
    case_id = await _case_on(build, asked)
    async with build.acting(world.people["moderator"]) as (db, actor):
        await actions.claim(db, actor, case_id)
    async with build.acting(world.people["moderator"]) as (db, actor):
        question = AskAuthor(
            question=f"Số điện thoại này là của ai {world.hide('author question', *JUDGES)}?"
        )
        await actions.ask_author(db, actor, case_id, question)


async def _case_on(build: Builders, contribution_id: int, kind: str = "proposal") -> int:
    async with build.acting(None) as (db, _):
        found = await waiting_case(db, kind, contribution_id)
    assert found is not None
    return found


async def _second(build: Builders, world: World) -> None:
    flagged = await a_proposal(build, world, "Hiến kế bị phản ánh")
    world.names["flagged_proposal"] = str(flagged)
    async with build.acting(world.people["member"]) as (db, actor):
        await actions.flag(db, actor, flagged, FlagInput(rule="Q1", words="Lời lẽ chưa phù hợp."))
    case_id = await _case_on(build, flagged)
    world.names["second_case"] = str(case_id)
    async with build.acting(world.people["moderator"]) as (db, actor):
        await _decide(db, actor, case_id, "hide")


async def _review(build: Builders, world: World) -> None:
    """The decision is the first moderator's, so the second may hear it."""
    rejected = await a_proposal(build, world, "Hiến kế không đăng", shown=False)
    async with build.acting(world.people["moderator"]) as (db, actor):
        case_id = await waiting_case(db, "proposal", rejected)
        world.names["decision"] = str(await _decide(db, actor, case_id or 0, "reject"))
    twice = await a_proposal(build, world, "Hiến kế đề nghị xem lại", shown=False)
    async with build.acting(world.people["moderator"]) as (db, actor):
        decision_id = await _decide(db, actor, await waiting_case(db, "proposal", twice) or 0, "reject")
    async with build.acting(world.people["author"]) as (db, actor):
        filed = await actions.ask_review(db, actor, decision_id, Grounds(grounds=WHY))
        world.names["review_case"] = str(filed.case_id)
    async with build.acting(world.people["second_moderator"]) as (db, actor):
        await actions.claim(db, actor, filed.case_id)


async def _decide(db: Db, actor: Actor, case_id: int, verdict: str) -> int:
    ruling = {"version": 1, "verdict": verdict, "rule": "Q1", "quote": PASSAGE, "explanation": WHY}
    await actions.claim(db, actor, case_id)
    return (await actions.decide(db, actor, case_id, RulingInput.model_validate(ruling))).decision_id
