"""The ledger of commitments, one commitment, and the steps of its body and of those who confirm it."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel
from starlette.responses import Response

from forum import kinds
from forum.actor import Actor
from forum.commitments import actions, policy
from forum.commitments.actions import Confirmation, Dispute, DueObjection, Withdrawal
from forum.commitments.models import Commitment
from forum.commitments.own import OWN_COMMITMENT
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
from forum.database import Db, ReadDb, load
from forum.state import word_of
from forum.thing import Card
from forum.urls import path, url_for
from forum.web.forms import Form
from forum.web.login import Reading, Visitor
from forum.web.paging import After, Paged, paged
from forum.web.render import Render
from forum.web.shared_pages import shared_page
from forum.web.steps import step
from forum.words import Words, _

router = APIRouter()

shared_page("commitments.commitments")
shared_page("commitments.commitment", OWN_COMMITMENT)


@dataclass(frozen=True, slots=True)
class LedgerPage:
    ledger: Ledger
    lines: Paged[CommitmentLine]
    asked: LedgerFilter

    @property
    def state_options(self) -> list[tuple[str, Words]]:
        return [(name, word_of(f"commitment.{name}")) for name in policy.FOUND]

    @property
    def is_narrowed(self) -> bool:
        return self.asked != LedgerFilter()

    @property
    def endings(self) -> list[tuple[int, Words, str]]:
        """How commitments ended, each counted apart: (count, words, name of policy.FOUND)."""
        ends = [name for name, (state, _result) in policy.FOUND.items() if state in policy.CLOSED]
        return [(self.ledger.counts.get(name, 0), word_of(f"commitment.{name}"), name) for name in ends]

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


@router.get(path("commitments.commitments"))
async def commitments(
    request: Request,
    db: Reading,
    actor: Visitor,
    render: Render,
    after: After = None,
    body_id: Annotated[str | None, Query(alias="co-quan", pattern=r"^\d{0,18}$")] = None,
    state: Annotated[str | None, Query(alias="trang-thai", max_length=30)] = None,
    overdue: Annotated[str | None, Query(alias="qua-han", max_length=5)] = None,
) -> Response:
    asked = LedgerFilter(
        body_id=int(body_id) if body_id else None,
        state=state if state in policy.FOUND else None,
        overdue=bool(overdue),
    )
    shown = await ledger(db, actor, asked, after)
    key = shown.lines[PAGE - 1].id if len(shown.lines) > PAGE else None
    page = LedgerPage(shown, paged(request, shown.lines, PAGE, key), asked)
    return render.page("commitments/ledger.html", page)


@router.get(path("commitments.commitment"))
async def commitment(db: Reading, actor: Visitor, render: Render, commitment_id: int) -> Response:
    it = await commitment_page(db, actor, commitment_id)
    source = (await kinds.cards(db, actor, [it.line.source])).get(it.line.source)
    following = await is_following(db, actor, it.line.thing)
    return render.page("commitments/commitment.html", ShownCommitment(it, source, following))


async def judgement_step(
    db: ReadDb, actor: Actor, commitment_id: int, form: Form[Confirmation | Dispute | Withdrawal]
) -> CommitmentPage:
    page = await commitment_page(db, actor, commitment_id)
    form.set_version(form.model.of(await load(db, Commitment, commitment_id)))
    return page


async def own_page(db: ReadDb, actor: Actor, commitment_id: int, form: Form[BaseModel]) -> CommitmentPage:
    return await commitment_page(db, actor, commitment_id)


@step(
    router,
    "commitments.confirm",
    title=_("Xác nhận kết quả"),
    done=_("Đã ghi nhận xác nhận của Ông/Bà."),
    page=judgement_step,
    tone="primary",
)
async def confirm(db: Db, actor: Actor, commitment_id: int, form: Confirmation) -> str:
    await actions.confirm(db, actor, commitment_id, form)
    return url_for("commitments.commitment", commitment_id)


@step(
    router,
    "commitments.dispute",
    title=_("Chưa đồng ý với kết quả"),
    done=_(
        "Đã ghi nhận: Ông/Bà chưa đồng ý, cơ quan sẽ báo cáo lại. Nội dung ý kiến hiển thị sau khi được duyệt."
    ),
    page=judgement_step,
)
async def dispute(db: Db, actor: Actor, commitment_id: int, form: Dispute) -> str:
    await actions.dispute(db, actor, commitment_id, form)
    return url_for("commitments.commitment", commitment_id)


@step(
    router,
    "commitments.withdraw_dispute",
    title=_("Rút ý kiến chưa đồng ý"),
    done=_("Đã rút ý kiến chưa đồng ý; mời Ông/Bà xác nhận kết quả."),
    page=judgement_step,
)
async def withdraw_dispute(db: Db, actor: Actor, commitment_id: int, form: Withdrawal) -> str:
    await actions.withdraw_dispute(db, actor, commitment_id, form)
    return url_for("commitments.commitment", commitment_id)


@step(
    router,
    "commitments.object_to_due",
    title=_("Chưa đồng ý với thời hạn mới"),
    done=_("Đã ghi nhận. Nội dung ý kiến hiển thị sau khi được duyệt."),
    page=own_page,
)
async def object_to_due(db: Db, actor: Actor, commitment_id: int, form: DueObjection) -> str:
    await actions.object_to_due(db, actor, commitment_id, form)
    return url_for("commitments.commitment", commitment_id)
