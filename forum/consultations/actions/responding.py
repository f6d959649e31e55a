"""Responses: drafted by officers to an opinion or a group, approved by the head, published; then the end."""

import hashlib
from collections.abc import Sequence
from typing import Annotated

from pydantic import BaseModel, Field
from sqlalchemy import func, select, update

from forum import audience
from forum.accounts.models import Body
from forum.actor import Actor, require
from forum.audience import Visibility
from forum.consultations import events, policy
from forum.consultations.models import Consultation, Opinion, OpinionResponse
from forum.contributions.actions import NewText, draft_official, publish_official, redraft_official
from forum.contributions.models import Contribution
from forum.database import Db, load
from forum.errors import Conflict, Forbidden, Invalid
from forum.fields import Day, LongText, Readable, Reason, ShortText
from forum.journal import record
from forum.thing import Thing


class DraftResponse(BaseModel):
    opinion_ids: Annotated[list[int], Field(min_length=1, max_length=500)]
    result: policy.Result
    place: ShortText = ""
    text: LongText


class ChangedResponse(BaseModel):
    result: policy.Result
    place: ShortText = ""
    text: LongText


class Approvals(BaseModel):
    """What the head read and approves: '17:2' is response 17 in text version 2."""

    approved: Annotated[list[str], Field(min_length=1)]

    def pairs(self) -> list[tuple[int, int]]:
        pairs = []
        for value in self.approved:
            response_id, _, version = value.partition(":")
            if not (response_id.isdigit() and version.isdigit()):
                raise Invalid("approved", "Đề nghị chọn trong danh sách.")
            pairs.append((int(response_id), int(version)))
        return pairs


class SentBack(BaseModel):
    note: Reason


class StopReason(BaseModel):
    reason: Reason


class Issue(BaseModel):
    number: Annotated[Readable, Field(min_length=1, max_length=80)]
    on: Day


async def _locked(db: Db, actor: Actor, consultation_id: int) -> Consultation:
    it = await load(db, Consultation, consultation_id, lock=True)
    require(policy.may_see(actor, it, it.audience))
    return it


async def draft_response(db: Db, actor: Actor, consultation_id: int, draft: DraftResponse) -> OpinionResponse:
    """One text to one opinion or to a group of like ones, none of which has a response yet."""
    it = await _locked(db, actor, consultation_id)
    require(policy.may_respond(actor, it))
    opinions = await _free_opinions(db, it, draft.opinion_ids)
    body = await load(db, Body, it.body_id)
    text = await draft_official(
        db,
        actor,
        NewText(
            kind="response",
            text=draft.text,
            audience=frozenset(),
            forum_id=it.forum_id,
            subject=Thing("consultation", it.id),
            persona_id=body.persona_id,
        ),
        side=frozenset({audience.body(body.id)}),
    )
    response = OpinionResponse(id=text.id, consultation_id=it.id, result=draft.result, place=draft.place)
    db.add(response)
    await db.flush()
    for opinion in opinions:
        opinion.response_id = response.id
    drafted = events.ResponseDrafted(Thing("consultation", it.id), response.id, tuple(o.id for o in opinions))
    await record(db, actor, drafted)
    return response


async def _free_opinions(db: Db, it: Consultation, ids: Sequence[int]) -> Sequence[Opinion]:
    opinions = (
        await db.scalars(
            select(Opinion)
            .join(Contribution, Contribution.id == Opinion.id)
            .where(
                Opinion.id.in_(ids),
                Opinion.consultation_id == it.id,
                Opinion.response_id.is_(None),
                Contribution.visibility == Visibility.published,
            )
            .order_by(Opinion.id)
            .with_for_update(of=Opinion)
        )
    ).all()
    if len(opinions) != len(set(ids)):
        raise Invalid("opinion_ids", "Có ý kiến đã được tiếp thu, giải trình hoặc không còn hiển thị.")
    return opinions


async def change_response(
    db: Db, actor: Actor, response_id: int, changed: ChangedResponse
) -> OpinionResponse:
    """Any change lifts an approval, which is of one exact text."""
    seen = await load(db, OpinionResponse, response_id)
    it = await _locked(db, actor, seen.consultation_id)
    text = await load(db, Contribution, response_id, lock=True)
    response = await load(db, OpinionResponse, response_id, lock=True)
    require(policy.may_change_response(actor, it, response))
    await redraft_official(db, actor, text, changed.text)
    response.result, response.place, response.state = changed.result, changed.place, "drafted"
    response.approved_by = response.approved_version = None
    await record(db, actor, events.ResponseDrafted(Thing("consultation", it.id), response.id, ()))
    return response


async def submit_responses(db: Db, actor: Actor, consultation_id: int) -> int:
    """All that are drafted go to the head. Returns how many."""
    it = await _locked(db, actor, consultation_id)
    require(policy.may_respond(actor, it))
    rows = await db.scalars(
        update(OpinionResponse)
        .where(OpinionResponse.consultation_id == it.id, OpinionResponse.state == "drafted")
        .values(state="awaiting_approval", sent_back_note="")
        .returning(OpinionResponse.id)
    )
    count = len(rows.all())
    if count:
        await record(db, actor, events.ResponsesSubmitted(Thing("consultation", it.id), it.body_id, count))
    return count


async def approve_responses(db: Db, actor: Actor, consultation_id: int, approvals: Approvals) -> int:
    """The head approves what was read, each in its text version. Raises Conflict when one was edited since."""
    it = await _locked(db, actor, consultation_id)
    require(policy.may_approve_responses(actor, it))
    happened = []
    for response_id, version in sorted(approvals.pairs()):
        text = await load(db, Contribution, response_id, lock=True)
        response = await load(db, OpinionResponse, response_id, lock=True)
        if response.consultation_id != it.id:
            raise Invalid("approved", "Đề nghị chọn trong danh sách.")
        require(policy.may_approve(actor, it, response))
        if text.text_version != version:
            raise Conflict("Có nội dung vừa được sửa; mời đọc lại trước khi duyệt.", theirs=text.text)
        response.state, response.approved_by, response.approved_version = (
            "approved",
            actor.persona_id,
            version,
        )
        happened.append(events.ResponseApproved(Thing("consultation", it.id), response.id, version))
    await record(db, actor, *happened)
    return len(happened)


async def send_back_response(db: Db, actor: Actor, response_id: int, sent: SentBack) -> OpinionResponse:
    seen = await load(db, OpinionResponse, response_id)
    it = await _locked(db, actor, seen.consultation_id)
    response = await load(db, OpinionResponse, response_id, lock=True)
    require(policy.may_approve(actor, it, response))
    response.state, response.sent_back_note = "drafted", sent.note
    await record(db, actor, events.ResponseSentBack(Thing("consultation", it.id), response.id))
    return response


async def publish_responses(db: Db, actor: Actor, consultation_id: int) -> int:
    """Show every approved response and tell each author. Returns how many responses came out."""
    it = await _locked(db, actor, consultation_id)
    require(policy.may_publish_responses(actor, it))
    ready = (
        await db.scalars(
            select(OpinionResponse)
            .where(OpinionResponse.consultation_id == it.id, OpinionResponse.state == "approved")
            .order_by(OpinionResponse.id)
        )
    ).all()
    if not ready:
        raise Forbidden("Chưa có nội dung nào được thủ trưởng duyệt.", code="wrong_state")
    opinions = (await db.scalars(select(Opinion).where(Opinion.response_id.in_([r.id for r in ready])))).all()
    texts = [await load(db, Contribution, response.id, lock=True) for response in ready]
    it.state, it.responses_published_at = policy.CONSULTATION.after("publish_responses"), actor.at
    it.version += 1
    for response, text in zip(ready, texts, strict=True):
        assert response.approved_by is not None
        response.state = "published"
        await publish_official(db, actor, text, frozenset(it.audience), approved_by=response.approved_by)
    results = {r.id: r.result for r in ready}
    answered = [
        events.OpinionAnswered(Thing("opinion", o.id), o.id, o.response_id or 0, results[o.response_id or 0])
        for o in opinions
    ]
    await record(db, actor, *answered, also=(Thing("consultation", it.id),))
    return len(ready)


async def unanswered_count(db: Db, consultation_id: int) -> int:
    """Published opinions without a published response."""
    published = select(OpinionResponse.id).where(
        OpinionResponse.consultation_id == consultation_id, OpinionResponse.state == "published"
    )
    return (
        await db.scalar(
            select(func.count())
            .select_from(Opinion)
            .join(Contribution, Contribution.id == Opinion.id)
            .where(
                Opinion.consultation_id == consultation_id,
                Contribution.visibility == Visibility.published,
                Opinion.response_id.is_(None) | Opinion.response_id.not_in(published),
            )
        )
        or 0
    )


async def conclude(db: Db, actor: Actor, consultation_id: int) -> Consultation:
    """The end: every published opinion has its response."""
    it = await _locked(db, actor, consultation_id)
    require(policy.may_conclude(actor, it, await unanswered_count(db, it.id)))
    count = await db.scalar(select(func.count()).select_from(Opinion).where(Opinion.consultation_id == it.id))
    it.state, it.concluded_at = policy.CONSULTATION.after("conclude"), actor.at
    it.version += 1
    await record(db, actor, events.Concluded(Thing("consultation", it.id), count or 0))
    return it


async def propose_stop(db: Db, actor: Actor, consultation_id: int, stop: StopReason) -> Consultation:
    it = await _locked(db, actor, consultation_id)
    require(policy.may_propose_stop(actor, it))
    it.stop_reason, it.stop_proposed_by = stop.reason, actor.persona_id
    it.version += 1
    digest = hashlib.sha256(stop.reason.encode()).hexdigest()
    await record(db, actor, events.StopProposed(Thing("consultation", it.id), digest))
    return it


async def confirm_stop(db: Db, actor: Actor, consultation_id: int) -> Consultation:
    """A second person, the head: from now on it is stopped, with its reason in public."""
    it = await _locked(db, actor, consultation_id)
    require(policy.may_confirm_stop(actor, it))
    it.state, it.stopped_at = policy.CONSULTATION.after("stop"), actor.at
    it.version += 1
    await record(db, actor, events.Stopped(Thing("consultation", it.id), it.stop_reason))
    return it


async def record_issue(db: Db, actor: Actor, consultation_id: int, issue: Issue) -> Consultation:
    it = await _locked(db, actor, consultation_id)
    require(policy.may_record_issue(actor, it))
    it.issued_number, it.issued_on = issue.number, issue.on
    it.version += 1
    await record(db, actor, events.Issued(Thing("consultation", it.id), issue.number, issue.on))
    return it
