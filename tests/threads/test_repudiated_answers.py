"""A proposal is answered by the last answer that its body's head stands by; what its author said is of an answer."""

from dataclasses import dataclass
from datetime import timedelta

from forum import kinds
from forum.accounts.models import Account
from forum.actor import Role
from forum.clock import now
from forum.contributions.official import on_paper
from forum.database import load
from forum.threads import actions as threads
from forum.threads import policy
from forum.threads.actions.answers import DraftAnswer, Verdict
from forum.threads.models import Proposal, ProposalAnswer
from tests.builders import Builders
from tests.client import Client
from tests.on_paper import approved
from tests.threads.test_proposal_story import answered

LATER = timedelta(hours=2)


@dataclass
class Story:
    proposal_id: int
    author: Account
    officer: Account
    second: Account
    head: Account


async def published(build: Builders, it: Story, answer_id: int) -> None:
    await approved(build, it.officer, it.second, answer_id)
    async with build.acting(it.second, now() + LATER) as (db, actor):
        await on_paper.publish(db, actor, answer_id)


async def rated(build: Builders, client: Client, *, is_answered: bool) -> tuple[Story, int]:
    _, answer_id, author, officer, head, body = await answered(client, build)
    async with build.acting(None) as (db, _):
        proposal_id = (await load(db, ProposalAnswer, answer_id)).proposal_id
    second = await build.person(Role.body_officer, body=body)
    it = Story(proposal_id, author, officer, second, head)
    await published(build, it, answer_id)
    async with build.acting(author, now() + LATER) as (db, actor):
        await threads.rate_answer(db, actor, proposal_id, Verdict(answered=is_answered))
    return it, answer_id


async def disowned(build: Builders, it: Story, answer_id: int) -> Proposal:
    async with build.acting(it.head, now() + LATER) as (db, actor):
        await kinds.repudiate(db, actor, answer_id)
    async with build.acting(None) as (db, _):
        return await load(db, Proposal, it.proposal_id)


async def answered_again(build: Builders, it: Story) -> int:
    async with build.acting(it.officer, now() + LATER) as (db, actor):
        words = DraftAnswer(outcome="accepted", text="Tiếp thu toàn bộ đề xuất này.")
        answer_id = (await threads.draft_answer(db, actor, it.proposal_id, words)).id
    await published(build, it, answer_id)
    return answer_id


async def test_a_later_answer_answers_it_still(build: Builders, client: Client) -> None:
    it, first_id = await rated(build, client, is_answered=False)
    second_id = await answered_again(build, it)
    proposal = await disowned(build, it, first_id)
    assert proposal.state == policy.ProposalState.accepted and proposal.answered_at is not None
    assert (await disowned(build, it, second_id)).state == policy.ProposalState.taken_up


async def test_what_its_author_said_of_a_disowned_answer_is_not_said_of_the_next(
    build: Builders, client: Client
) -> None:
    it, first_id = await rated(build, client, is_answered=True)
    proposal = await disowned(build, it, first_id)
    assert (proposal.state, proposal.verdict) == (policy.ProposalState.taken_up, None)
    await answered_again(build, it)
    async with build.acting(it.author, now() + 2 * LATER) as (db, actor):
        said = await threads.rate_answer(db, actor, it.proposal_id, Verdict(answered=False))
        assert said.verdict == policy.AuthorVerdict.not_answered
