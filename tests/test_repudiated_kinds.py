"""Whatever published text its approver disowns, nothing counts as answered, reported or decided by it any more."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest

from forum import kinds
from forum.accounts.models import Account
from forum.actor import Role
from forum.clock import now
from forum.commitments.actions import DraftReport, DraftRequest, DraftRuling
from forum.commitments.policy import Outcome
from forum.consultations.policy import ConsultationState
from forum.consultations.queries.unanswered import unanswered
from forum.contact import policy as contact
from forum.contact.models import Question
from forum.contributions.official import on_paper, repudiate_alone
from forum.database import load
from forum.kinds import KINDS
from forum.programme.reported import latest_reports
from forum.progress.actions import DraftProgress
from forum.threads import policy as threads
from forum.threads.models import Proposal, ProposalAnswer
from tests.builders import Builders
from tests.client import Client
from tests.commitments import test_repudiated_texts as of_commitments
from tests.commitments.scene import committed, requested
from tests.consultations import test_ends_taken_back as of_ends
from tests.consultations.test_papers import critiqued
from tests.consultations.test_repudiated_responses import published_on_paper
from tests.contact import test_recorded_approvals as of_answers
from tests.contact.scene import announced_session
from tests.contact.test_repudiated_answers import published
from tests.contributions.test_on_paper import leading
from tests.on_paper import approved
from tests.progress_reports import drafted
from tests.threads.test_proposal_story import answered

# What was announced was announced and what was said at a session was said: the next text corrects it.
NOTHING_FALLS_BACK = {"announcement", "minutes", "conclusion", "correction"}
OFFICIAL = {name: kind.approving for name, kind in KINDS.items() if kind.approving is not None}
LATER = timedelta(hours=2)


@dataclass(frozen=True)
class Published:
    """A text whose approval others recorded, who approved it, and whether anything counts as done by it."""

    text_id: int
    approver: Account
    counts: Callable[[], Awaitable[bool]]


async def proposal_answer(build: Builders, client: Client) -> Published:
    _, answer_id, _, officer, head, body = await answered(client, build)
    second = await build.person(Role.body_officer, body=body)
    await approved(build, officer, second, answer_id)
    async with build.acting(second, now() + LATER) as (db, actor):
        await on_paper.publish(db, actor, answer_id)

    async def counts() -> bool:
        async with build.acting(None) as (db, _):
            of = await load(db, ProposalAnswer, answer_id)
            return (await load(db, Proposal, of.proposal_id)).state in threads.ANSWERED

    return Published(answer_id, head, counts)


async def answer(build: Builders, client: Client) -> Published:
    scene = await announced_session(build, now())
    question_id, answer_id = await of_answers.recorded(build, scene)
    await published(build, scene, answer_id)

    async def counts() -> bool:
        async with build.acting(None) as (db, _):
            return (await load(db, Question, question_id)).state in contact.ANSWERED

    return Published(answer_id, scene.leader_person, counts)


async def response(build: Builders, client: Client) -> Published:
    scene = await critiqued(build)
    response_id = await published_on_paper(build, scene, scene.opinions)

    async def counts() -> bool:
        async with build.acting(None) as (db, _):
            left = await unanswered(db, scene.consultation_id, now() + LATER)
            return left.count < len(scene.opinions)

    return Published(response_id, scene.head, counts)


async def consultation_notice(build: Builders, client: Client) -> Published:
    scene = await critiqued(build)
    text_id = await of_ends.stopped(build, scene)

    async def counts() -> bool:
        return (await of_ends.now_is(build, scene)).state == ConsultationState.stopped

    return Published(text_id, scene.head, counts)


async def progress_report(build: Builders, client: Client) -> Published:
    task, body, officer, head = await leading(build)
    second = await build.person(Role.body_officer, body=body)
    text_id = await drafted(build, officer, task.id, DraftProgress(state="done", text="Đã xong việc mẫu."))
    await approved(build, officer, second, text_id)
    async with build.acting(second, now() + LATER) as (db, actor):
        await on_paper.publish(db, actor, text_id)

    async def counts() -> bool:
        async with build.acting(None) as (db, _):
            return bool(await latest_reports(db, [task.id]))

    return Published(text_id, head, counts)


async def _on_commitment(build: Builders, kind: str) -> Published:
    scene, commitment_id = await committed(build)
    request = DraftRequest(asks_for="new_due", due_on=of_commitments.another_date(), text="Chờ số liệu mẫu.")
    if kind == "ruling":
        await requested(build, commitment_id, scene.officer, scene.head, request)
    before = await of_commitments.stands(build, commitment_id)
    news: dict[str, DraftReport | DraftRequest | DraftRuling] = {
        "report": of_commitments.report(Outcome.done),
        "request": request,
        "ruling": DraftRuling(granted=True, text="Đồng ý thời hạn khác."),
    }
    text_id = await of_commitments.on_paper(build, scene, commitment_id, news[kind])

    async def counts() -> bool:
        return await of_commitments.stands(build, commitment_id) != before

    return Published(text_id, scene.leader_person if kind == "ruling" else scene.head, counts)


async def report(build: Builders, client: Client) -> Published:
    return await _on_commitment(build, "report")


async def request(build: Builders, client: Client) -> Published:
    return await _on_commitment(build, "request")


async def ruling(build: Builders, client: Client) -> Published:
    return await _on_commitment(build, "ruling")


PUBLISHED = {
    one.__name__: one
    for one in (
        proposal_answer,
        answer,
        response,
        consultation_notice,
        progress_report,
        report,
        request,
        ruling,
    )
}


def test_every_official_kind_says_what_falls_back() -> None:
    alone = {name for name, approving in OFFICIAL.items() if approving.repudiate is repudiate_alone}
    assert alone == NOTHING_FALLS_BACK, (
        "a kind from which nothing falls back needs its reason, here and beside it"
    )
    assert PUBLISHED.keys() == OFFICIAL.keys() - alone, "each other kind is published and disowned below"
    assert on_paper.ROOMS.keys() <= OFFICIAL.keys()


@pytest.mark.parametrize("kind", PUBLISHED)
async def test_nothing_counts_by_a_text_that_its_approver_disowned(
    build: Builders, client: Client, kind: str
) -> None:
    it = await PUBLISHED[kind](build, client)
    assert await it.counts()
    async with build.acting(it.approver, now() + LATER) as (db, actor):
        await kinds.repudiate(db, actor, it.text_id)
    assert not await it.counts()
