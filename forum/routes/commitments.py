"""The ledger of commitments, one commitment, and what its body and its confirmer do about it."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from forum import kinds
from forum.actor import Actor
from forum.commitments import actions, policy
from forum.commitments.actions import Dispute, Judged, NewDue, Report
from forum.commitments.models import Commitment
from forum.commitments.policy import CommitmentState, Outcome
from forum.commitments.queries import (
    PAGE,
    CommitmentLine,
    CommitmentPage,
    Ledger,
    LedgerFilter,
    commitment_page,
    ledger,
)
from forum.contributions.queries import is_following
from forum.database import Db
from forum.errors import Forbidden
from forum.state import word_of
from forum.thing import Card
from forum.urls import path, url_for
from forum.web.answers import Answers
from forum.web.forms import Form
from forum.web.login import Reading, Visitor
from forum.web.paging import After, Paged, paged
from forum.web.steps import Step, add_steps

router = APIRouter()


@dataclass(frozen=True, slots=True)
class LedgerPage:
    ledger: Ledger
    lines: Paged[CommitmentLine]
    asked: LedgerFilter

    @property
    def state_options(self) -> list[tuple[str, str]]:
        return [(state, word_of(state)) for state in CommitmentState]

    @property
    def closed_count(self) -> int:
        return sum(self.ledger.counts.get(state, 0) for state in policy.CLOSED)

    @property
    def reported_count(self) -> int:
        return sum(self.ledger.counts.get(state, 0) for state in policy.REPORTED)

    @property
    def running_count(self) -> int:
        return sum(self.ledger.counts.get(state, 0) for state in policy.RUNNING)


@dataclass(frozen=True, slots=True)
class ShownCommitment:
    it: CommitmentPage
    source: Card | None
    is_following: bool


@dataclass(frozen=True, slots=True)
class StepPage:
    title: str
    step: str
    form: Form[Any]
    it: CommitmentPage

    @property
    def outcomes(self) -> list[tuple[str, str]]:
        said = {
            Outcome.progress: "Đang thực hiện, báo cáo tiến độ",
            Outcome.done: "Đã hoàn thành",
            Outcome.partly_done: word_of(CommitmentState.partly_done),
            Outcome.cannot_be_done: word_of(CommitmentState.cannot_be_done),
        }
        return [(one, words) for one, words in said.items() if one.verb in self.it.can]


@router.get(path("commitments.commitments"))
async def commitments(
    request: Request,
    db: Reading,
    actor: Visitor,
    answer: Answers,
    after: After = None,
    body_id: Annotated[str | None, Query(alias="co-quan", pattern=r"^\d{0,18}$")] = None,
    state: Annotated[str | None, Query(alias="trang-thai", max_length=30)] = None,
    overdue: Annotated[str | None, Query(alias="qua-han", max_length=5)] = None,
) -> Response:
    asked = LedgerFilter(
        body_id=int(body_id) if body_id else None,
        state=next((one for one in CommitmentState if one == state), None),
        overdue=bool(overdue),
    )
    shown = await ledger(db, actor, asked, after)
    key = shown.lines[PAGE - 1].id if len(shown.lines) > PAGE else None
    page = LedgerPage(shown, paged(request, shown.lines, PAGE, key), asked)
    return answer.page("commitments/ledger.html", page)


@router.get(path("commitments.commitment"))
async def commitment(db: Reading, actor: Visitor, answer: Answers, commitment_id: int) -> Response:
    it = await commitment_page(db, actor, commitment_id)
    source = (await kinds.cards(db, actor, [it.line.source])).get(it.line.source)
    following = await is_following(db, actor, it.line.thing)
    return answer.page("commitments/commitment.html", ShownCommitment(it, source, following))


async def _step_page(
    db: Db, actor: Actor, commitment_id: int, step: Step[Any, Any], form: Form[Any]
) -> StepPage:
    """The form of one step: 403 at once for who may not take it."""
    it = await commitment_page(db, actor, commitment_id)
    if form.status == 200 and not any(verb.startswith(step.verb) for verb in it.can):
        raise Forbidden
    return StepPage(step.title, step.verb, form, it)


async def _to_commitment(db: Db, commitment_id: int, done: Commitment) -> str:
    return url_for("commitments.commitment", commitment_id)


STEPS = (
    Step(path("commitments.report"), actions.report, Report, "Báo cáo thực hiện",
         "Đã ghi báo cáo.", _to_commitment),
    Step(path("commitments.change_due"), actions.change_due, NewDue, "Điều chỉnh thời hạn",
         "Đã ghi thời hạn mới; thời hạn đầu vẫn được nêu.", _to_commitment),
    Step(path("commitments.confirm"), actions.confirm, Judged, "Xác nhận kết quả",
         "Đã ghi nhận xác nhận của Ông/Bà.", _to_commitment),
    Step(path("commitments.dispute"), actions.dispute, Dispute, "Chưa đồng ý với kết quả",
         "Đã ghi ý kiến; cơ quan sẽ báo cáo lại.", _to_commitment),
)  # fmt: skip
add_steps(router, "commitments/step.html", _step_page, STEPS)
