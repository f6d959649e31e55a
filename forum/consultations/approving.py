"""How the head of a body approves its responses and notices on the approval desk."""

from sqlalchemy import select

from forum.actor import Actor
from forum.consultations.actions import notices, responding
from forum.consultations.actions.notices import approve_notice, publish_notice, send_back_notice
from forum.consultations.actions.reopening import repudiate_response
from forum.consultations.actions.responding import approve_responses, send_back_response
from forum.consultations.actions.taking_back import repudiate_notice
from forum.consultations.models import OpinionResponse
from forum.consultations.queries.lines import consultation_line
from forum.consultations.queries.notices import notice_page, still_possible
from forum.consultations.queries.reading import steps_on
from forum.consultations.queries.responses import answerable, responses_of
from forum.contributions.official import Approval, OnPaper, SentBack
from forum.contributions.official.policy import UNPUBLISHED
from forum.contributions.official.together import Approvals
from forum.database import Db, ReadDb
from forum.days import deadline, vndate
from forum.errors import NotFound
from forum.state import word_of
from forum.thing import Approving, Awaiting, Thing, approving_steps
from forum.words import Words, _


async def _consultation_of(db: ReadDb, response_id: int) -> int:
    found = await db.scalar(select(OpinionResponse.consultation_id).where(OpinionResponse.id == response_id))
    if found is None:
        raise NotFound
    return found


async def response_awaiting(db: ReadDb, actor: Actor, response_id: int) -> Awaiting | None:
    """The response with all opinions that it answers, its result and the wording that it promises."""
    line = await consultation_line(db, actor, await _consultation_of(db, response_id))
    found = await responses_of(db, actor, line.id, UNPUBLISHED, ids=[response_id])
    if not found:
        return None
    (it,) = found
    of_head = await steps_on(db, actor, line) if it.awaits_approval else frozenset()
    can = approving_steps(of_head | it.can, "approve_responses", "send_back_response") - {"publish"}
    if not can:
        return None
    beside: list[tuple[Words, Words | str]] = [(_("Kết quả"), word_of(it.result))]
    beside += [(_("Chỉnh sửa tại"), it.place)] if it.place else []
    beside += [(_("Sẽ viết là"), it.wording)] if it.wording else []
    return Awaiting(tuple(Thing("opinion", one) for one in it.opinion_ids), tuple(beside), it.digest, can)


async def _approve_response(db: Db, actor: Actor, response_id: int, seen_digest: str) -> None:
    approvals = Approvals(approved=[f"{response_id}:{seen_digest}"])
    await approve_responses(db, actor, await _consultation_of(db, response_id), approvals)


async def _send_back_response(db: Db, actor: Actor, response_id: int, note: str) -> None:
    await send_back_response(db, actor, response_id, SentBack(note=note))


async def notice_awaiting(db: ReadDb, actor: Actor, notice_id: int) -> Awaiting | None:
    """The notice with what it decides about its consultation."""
    page = await notice_page(db, actor, notice_id)
    can = approving_steps(page.can, "approve_notice", "send_back_notice")
    if not can:
        return None
    it = page.notice
    beside: list[tuple[Words, Words | str]] = [(_("Quyết định"), word_of(it.act))]
    beside += [(_("Nhận góp ý từ ngày"), vndate(it.opens_on))] if it.opens_on else []
    beside += [(_("Nhận góp ý"), deadline(it.closes_on, of_person=True))] if it.closes_on else []
    return Awaiting((Thing("consultation", it.consultation_id),), tuple(beside), page.digest, can)


async def _approve_notice(db: Db, actor: Actor, notice_id: int, seen_digest: str) -> None:
    await approve_notice(db, actor, notice_id, Approval(seen_digest=seen_digest))


async def _send_back_notice(db: Db, actor: Actor, notice_id: int, note: str) -> None:
    await send_back_notice(db, actor, notice_id, SentBack(note=note))


ON_PAPER = {
    "response": OnPaper(responding.lock_for_paper, answerable),  # what was approved comes out together
    "consultation_notice": OnPaper(notices.lock_for_paper, still_possible, publish_notice),
}
OF_RESPONSES = Approving(response_awaiting, _approve_response, _send_back_response, repudiate_response)
OF_NOTICES = Approving(notice_awaiting, _approve_notice, _send_back_notice, repudiate_notice)
