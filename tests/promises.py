"""A body's promise on a proposal: a line of its answer, which the head approves with the words."""

from datetime import date

from forum.accounts.models import Account
from forum.commitments.lines import lines_of_text
from forum.database import load
from forum.threads import actions as threads
from forum.threads import policy
from forum.threads.actions.answers import DraftAnswer, Supplement
from forum.threads.actions.promises import NewPromise
from forum.threads.actions.proposals import TakeUp
from forum.threads.models import Proposal
from tests.builders import Builders
from tests.official_texts import as_seen


async def take_up(build: Builders, officer: Account, proposal_id: int, body_id: int) -> None:
    async with build.acting(officer) as (db, actor):
        await threads.take_up(db, actor, proposal_id, TakeUp(body_id=body_id))


async def draft(
    build: Builders, officer: Account, proposal_id: int, title: str, due_on: date, words: str
) -> int:
    """An answer with one line; a supplement once the proposal is answered. Returns its id."""
    async with build.acting(officer) as (db, actor):
        if (await load(db, Proposal, proposal_id)).state in policy.ACCEPTED:
            answer = await threads.draft_supplement(db, actor, proposal_id, Supplement(text=words))
        else:
            answer = await threads.draft_answer(
                db, actor, proposal_id, DraftAnswer(outcome="accepted", text=words)
            )
    async with build.acting(officer) as (db, actor):
        new = NewPromise(title=title, due_on=due_on, on_rest_day=True)
        await threads.add_promise(db, actor, answer.id, new)
    return answer.id


async def promise(
    build: Builders,
    officer: Account,
    head: Account,
    proposal_id: int,
    title: str,
    due_on: date,
    words: str = "Tiếp thu đề xuất này.",
) -> int:
    """Drafted by the officer, approved by the head. Returns the commitment."""
    answer_id = await draft(build, officer, proposal_id, title, due_on, words)
    async with build.acting(officer) as (db, actor):
        await threads.submit_answer(db, actor, answer_id)
    async with build.acting(head) as (db, actor):
        await threads.approve_answer(db, actor, answer_id, await as_seen(db, answer_id))
    async with build.acting(None) as (db, _):
        (line,) = await lines_of_text(db, answer_id)
    assert line.commitment_id is not None
    return line.commitment_id
