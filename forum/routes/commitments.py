"""The ledger of commitments, one commitment, and what its body and its confirmer do about it."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from forum import kinds
from forum.actor import Actor
from forum.commitments import actions, policy
from forum.commitments.actions import Dispute, Judged, NewDue, Report
from forum.commitments.queries import (
    PAGE,
    CommitmentLine,
    CommitmentPage,
    Ledger,
    LedgerFilter,
    commitment_page,
    commitment_url,
    ledger,
)
from forum.contributions.queries import is_following
from forum.database import ReadDb
from forum.errors import Forbidden
from forum.terms import term
from forum.thing import Card
from forum.web.answers import Answer, Answers
from forum.web.forms import Form, form_of
from forum.web.login import Reading, Visitor, Writing, WritingMember
from forum.web.paging import After, Paged, paged

router = APIRouter(prefix="/theo-doi")

LISTED = (
    "open",
    "in_progress",
    "reported_done",
    "partly_done",
    "cannot_be_done",
    "disputed",
    "confirmed",
    "lapsed",
)


@dataclass(frozen=True, slots=True)
class LedgerPage:
    ledger: Ledger
    lines: Paged[CommitmentLine]
    asked: LedgerFilter

    @property
    def state_options(self) -> list[tuple[str, str]]:
        return [(state, term(f"states.commitment.{state}")) for state in LISTED]

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
            "progress": "Đang thực hiện, báo cáo tiến độ",
            "done": "Đã hoàn thành",
            "partly_done": term("states.commitment.partly_done"),
            "cannot_be_done": term("states.commitment.cannot_be_done"),
        }
        return [(one, words) for one, words in said.items() if f"report_{one}" in self.it.can]


@router.get("")
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
        state=state if state in LISTED else None,
        overdue=bool(overdue),
    )
    shown = await ledger(db, actor, asked, after)
    key = shown.lines[PAGE - 1].id if len(shown.lines) > PAGE else None
    page = LedgerPage(shown, paged(request, shown.lines, PAGE, key), asked)
    return answer.page("commitments/ledger.html", page)


@router.get("/{commitment_id:int}")
async def commitment(db: Reading, actor: Visitor, answer: Answers, commitment_id: int) -> Response:
    it = await commitment_page(db, actor, commitment_id)
    source = (await kinds.cards(db, actor, [it.line.source])).get(it.line.source)
    following = await is_following(db, actor, it.line.thing)
    return answer.page("commitments/commitment.html", ShownCommitment(it, source, following))


async def _step(
    db: ReadDb, actor: Actor, answer: Answer, form: Form[Any], commitment_id: int, step: str, title: str
) -> Response:
    """The form of one step: 403 at once for who may not take it."""
    it = await commitment_page(db, actor, commitment_id)
    if form.status == 200 and not any(verb.startswith(step) for verb in it.can):
        raise Forbidden
    return answer.form("commitments/step.html", StepPage(title, step, form, it), form)


@router.api_route("/{commitment_id:int}/bao-cao", methods=["GET", "POST"])
async def report(
    db: Writing,
    actor: WritingMember,
    form: Annotated[Form[Report], Depends(form_of(Report))],
    answer: Answers,
    commitment_id: int,
) -> Response:
    if form.value:
        with form.refusals():
            await actions.report(db, actor, commitment_id, form.value)
            return answer.go(commitment_url(commitment_id), "Đã ghi báo cáo.")
    return await _step(db, actor, answer, form, commitment_id, "report", "Báo cáo thực hiện")


@router.api_route("/{commitment_id:int}/thoi-han", methods=["GET", "POST"])
async def change_due(
    db: Writing,
    actor: WritingMember,
    form: Annotated[Form[NewDue], Depends(form_of(NewDue))],
    answer: Answers,
    commitment_id: int,
) -> Response:
    if form.value:
        with form.refusals():
            await actions.change_due(db, actor, commitment_id, form.value)
            return answer.go(commitment_url(commitment_id), "Đã ghi thời hạn mới; thời hạn đầu vẫn được nêu.")
    return await _step(db, actor, answer, form, commitment_id, "change_due", "Điều chỉnh thời hạn")


@router.api_route("/{commitment_id:int}/xac-nhan", methods=["GET", "POST"])
async def confirm(
    db: Writing,
    actor: WritingMember,
    form: Annotated[Form[Judged], Depends(form_of(Judged))],
    answer: Answers,
    commitment_id: int,
) -> Response:
    if form.value:
        with form.refusals():
            await actions.confirm(db, actor, commitment_id, form.value)
            return answer.go(commitment_url(commitment_id), "Đã ghi nhận xác nhận của Ông/Bà.")
    return await _step(db, actor, answer, form, commitment_id, "confirm", "Xác nhận kết quả")


@router.api_route("/{commitment_id:int}/chua-dong-y", methods=["GET", "POST"])
async def dispute(
    db: Writing,
    actor: WritingMember,
    form: Annotated[Form[Dispute], Depends(form_of(Dispute))],
    answer: Answers,
    commitment_id: int,
) -> Response:
    if form.value:
        with form.refusals():
            await actions.dispute(db, actor, commitment_id, form.value)
            return answer.go(commitment_url(commitment_id), "Đã ghi ý kiến; cơ quan sẽ báo cáo lại.")
    return await _step(db, actor, answer, form, commitment_id, "dispute", "Chưa đồng ý với kết quả")
