"""The approval desk: what waits for a leader or for the head of a body, each text on a page of its own."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from forum.actor import Actor
from forum.contributions.official import Approval, SentBack
from forum.contributions.official.together import ListApproval
from forum.database import Db, ReadDb
from forum.reports import approving, approving_together
from forum.reports.approving import ApprovalPage, approval_desk, approval_page
from forum.reports.approving_together import ApprovalList, approval_list
from forum.urls import path, url_for
from forum.web.forms import Form, form_of
from forum.web.login import Member, Reading, Writing, WritingMember
from forum.web.render import Render
from forum.web.steps import Done, step
from forum.words import _

router = APIRouter()


@dataclass(frozen=True, slots=True)
class ShownApproval:
    approval: ApprovalPage
    form: Form[Approval]


@router.get(path("approvals.desk"))
async def desk(db: Reading, actor: Member, render: Render) -> Response:
    return render.page("approvals/desk.html", await approval_desk(db, actor))


LeftOut = Annotated[str, Query(alias="bo", pattern=r"^(\d{1,18}(,\d{1,18}){0,50})?$")]


@dataclass(frozen=True, slots=True)
class ShownList:
    group: ApprovalList
    form: Form[ListApproval]


def _left_out(words: str) -> frozenset[int]:
    return frozenset(int(one) for one in words.split(",") if one)


@router.get(path("approvals.group"))
async def group(
    db: Writing,
    actor: WritingMember,
    form: Annotated[Form[ListApproval], Depends(form_of(ListApproval))],
    render: Render,
    left_out: LeftOut = "",
) -> Response:
    """Several at once, each in full."""
    page = ShownList(await approval_list(db, actor, _left_out(left_out)), form)
    return render.form("approvals/group.html", page, form)


async def group_again(
    db: ReadDb, actor: Actor, form: Form[ListApproval], left_out: LeftOut = ""
) -> ShownList:
    sent = form.values.get("approved")
    read = ListApproval(approved=sent, seen_list="") if isinstance(sent, list) and sent else None
    return ShownList(await approval_list(db, actor, _left_out(left_out), read), form)


@step(
    router,
    "approvals.approve_together",
    title=_("Duyệt cả danh sách"),
    at="approvals.group",
    shown_in=("approvals/group.html", group_again),
)
async def approve_together(db: Db, actor: Actor, form: ListApproval, left_out: LeftOut = "") -> Done:
    count = await approving_together.approve_together(db, actor, form)
    return Done(url_for("approvals.desk"), _("Đã duyệt {count} nội dung.", count=count))


@router.get(path("approvals.text"))
async def text(
    db: Writing,
    actor: WritingMember,
    form: Annotated[Form[Approval], Depends(form_of(Approval))],
    render: Render,
    text_id: int,
) -> Response:
    """The words, what they answer, and what changed since the reader last opened them."""
    page = ShownApproval(await approval_page(db, actor, text_id), form)
    return render.form("approvals/text.html", page, form)


async def text_again(db: ReadDb, actor: Actor, text_id: int, form: Form[Approval]) -> ShownApproval:
    return ShownApproval(await approval_page(db, actor, text_id), form)


async def _next(db: ReadDb, actor: Actor, text_id: int) -> str:
    return await approving.next_url(db, actor, text_id) or url_for("approvals.desk")


@step(
    router,
    "approvals.approve",
    title=_("Duyệt"),
    done=_("Đã duyệt."),
    at="approvals.text",
    shown_in=("approvals/text.html", text_again),
)
async def approve(db: Db, actor: Actor, text_id: int, form: Approval) -> str:
    """Then to what waits next."""
    following = await _next(db, actor, text_id)
    await approving.approve(db, actor, text_id, form.seen_digest)
    return following


async def about_sending_back(db: ReadDb, actor: Actor, text_id: int, form: Form[SentBack]) -> ApprovalPage:
    return await approval_page(db, actor, text_id)


@step(
    router,
    "approvals.send_back",
    title=_("Trả lại để chỉnh sửa"),
    done=_("Đã trả lại để chỉnh sửa."),
    page=about_sending_back,
    tone="quiet",
)
async def send_back(db: Db, actor: Actor, text_id: int, form: SentBack) -> str:
    following = await _next(db, actor, text_id)
    await approving.send_back(db, actor, text_id, form.note)
    return following


@step(router, "approvals.set_aside", title=_("Để lại, sang nội dung sau"), tone="quiet")
async def set_aside(db: Db, actor: Actor, text_id: int) -> str:
    await approving.set_aside(db, actor, text_id)
    return await _next(db, actor, text_id)
