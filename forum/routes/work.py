"""/ban-lam-viec: the worklist of a member, across all their roles."""

from dataclasses import dataclass

from fastapi import APIRouter
from starlette.responses import Response

from forum.accounts.policy import may_enter_for_others
from forum.deadlines.worklist import WorkItem
from forum.desk.policy import may_mask_reason
from forum.desk.reasons import waiting_masks
from forum.reports.approving import waiting_count
from forum.reports.work import work_of
from forum.urls import path
from forum.web.login import Member, Reading
from forum.web.render import Render
from forum.words import Words

router = APIRouter()


@dataclass(frozen=True, slots=True)
class WorkGroup:
    noun: Words
    items: tuple[WorkItem, ...]


@dataclass(frozen=True, slots=True)
class WorkPage:
    name: str
    groups: tuple[WorkGroup, ...]
    late_count: int
    to_approve: int  # by the actor, as a leader or as head of a body
    enters: bool  # letters and calls of others
    masks_reasons: bool
    masks_to_confirm: int


@router.get(path("work.work"))
async def work(db: Reading, actor: Member, render: Render) -> Response:
    """Grouped by what is to be done, groups ordered by their most urgent item."""
    items = await work_of(db, actor)
    nouns = dict.fromkeys(item.noun for item in items)
    groups = tuple(WorkGroup(noun, tuple(i for i in items if i.noun == noun)) for noun in nouns)
    late, to_approve = sum(item.is_late for item in items), await waiting_count(db, actor)
    enters = bool(may_enter_for_others(actor))
    masks = bool(may_mask_reason(actor))
    to_confirm = await waiting_masks(db, actor) if masks else 0
    page = WorkPage(actor.name, groups, late, to_approve, enters, masks, to_confirm)
    return render.page("work/work.html", page)
