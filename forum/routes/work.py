"""/ban-lam-viec: what waits for me, as leader, assistant, secretariat, officer or head."""

from dataclasses import dataclass

from fastapi import APIRouter
from sqlalchemy import select
from starlette.responses import Response

from forum.actor import Actor, Role
from forum.commitments import queries as of_commitments
from forum.commitments.queries import WorkItem
from forum.consultations import queries as of_consultations
from forum.consultations.models import Consultation, OpinionResponse
from forum.consultations.policy import OVER
from forum.consultations.queries import ConsultationLine, consultation_lines
from forum.contact.queries import waiting as of_contact
from forum.contributions.models import OfficialText
from forum.contributions.official.queries import awaits_approval_of
from forum.database import ReadDb
from forum.threads import waiting as of_threads
from forum.urls import path, url_for
from forum.web.answers import Answers
from forum.web.login import Member, Reading

router = APIRouter()


@dataclass(frozen=True, slots=True)
class WorkGroup:
    noun: str
    items: tuple[WorkItem, ...]


@dataclass(frozen=True, slots=True)
class WorkPage:
    groups: tuple[WorkGroup, ...]
    late_count: int
    actor: Actor


@router.get(path("work.work"))
async def work(db: Reading, actor: Member, answer: Answers) -> Response:
    items = await _waiting(db, actor)
    nouns = dict.fromkeys(item.noun for item in items)
    groups = tuple(WorkGroup(noun, tuple(i for i in items if i.noun == noun)) for noun in nouns)
    late = sum(not i.is_moment and i.due_at is not None and i.due_at < actor.at for i in items)
    return answer.page("work/work.html", WorkPage(groups, late, actor))


async def _waiting(db: ReadDb, actor: Actor) -> list[WorkItem]:
    """What each room says waits for the actor, room by room."""
    return [
        *await of_contact.waiting_for(db, actor),
        *await of_threads.waiting_for(db, actor),
        *await _consultations(db, actor),
        *await of_consultations.waiting_for(db, actor),
        *await of_commitments.waiting_for(db, actor),
    ]


async def _consultations(db: ReadDb, actor: Actor) -> list[WorkItem]:
    """Responses that await the head's word; closed consultations whose opinions lack a response."""
    items = []
    heads, mine = actor.bodies(Role.body_head), actor.bodies(Role.body_officer, Role.body_head)
    if heads:
        awaiting = (
            select(OpinionResponse.consultation_id)
            .join(OfficialText, OfficialText.id == OpinionResponse.id)
            .where(awaits_approval_of(actor))
        )
        for line in await consultation_lines(
            db, actor, Consultation.body_id.in_(heads), Consultation.id.in_(awaiting)
        ):
            items.append(_consultation_item(line, "Tiếp thu, giải trình chờ duyệt", "approve_responses"))
    if mine:
        unfinished = Consultation.state.not_in(OVER)
        for line in await consultation_lines(db, actor, Consultation.body_id.in_(mine), unfinished):
            if line.awaits_responses and line.answered_count < line.opinion_count:
                items.append(_consultation_item(line, "Góp ý cần tiếp thu, giải trình", "draft_response"))
    return items


def _consultation_item(line: ConsultationLine, noun: str, step: str) -> WorkItem:
    left = line.opinion_count - line.answered_count
    title = f"{line.code} · {line.title} ({left} góp ý chưa có giải trình công khai)"
    return WorkItem(title, url_for(f"consultations.{step}", line.id), line.respond_by, noun)
