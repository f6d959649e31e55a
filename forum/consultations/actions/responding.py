"""Responses to opinions: drafted by officers, approved by the head, published; then the conclusion."""

from collections.abc import Iterable, Sequence
from typing import Annotated, Protocol, Self

from pydantic import Field
from sqlalchemy import ColumnElement, Row, exists, select

from forum.actor import Actor, require
from forum.audience import Visibility
from forum.consultations import events, policy
from forum.consultations.actions.locking import locked
from forum.consultations.actions.owing import end_late_answers, settle_owed, start_windows
from forum.consultations.actions.wordings import put_to_authors, taken_wording
from forum.consultations.models import AnswerTemplate, Consultation, Opinion, OpinionResponse
from forum.consultations.queries.responses import opinions_answered_by
from forum.consultations.queries.unanswered import is_reopened
from forum.contributions import official
from forum.contributions.models import Contribution, OfficialText
from forum.contributions.official import NewOfficial, OfficialWords, RevisedWords, SentBack
from forum.contributions.official.policy import may_publish
from forum.contributions.official.together import Approvals
from forum.contributions.policy import OfficialState
from forum.database import Db, load
from forum.errors import Forbidden, Invalid
from forum.fields import Day, Number, OptionalLongText, ShortText
from forum.files.actions import WithFiles
from forum.files.issued import ISSUED_TEXT, NewCopy, keep_copy
from forum.files.models import File
from forum.journal import record
from forum.thing import Thing
from forum.versions import Versioned
from forum.words import _


class TextOf(Protocol):
    @property
    def text_version(self) -> int: ...
    @property
    def text(self) -> str: ...


class ResponseRow(Protocol):
    """A response, as a row or as a page shows it."""

    @property
    def result(self) -> policy.Result: ...
    @property
    def place(self) -> str: ...
    @property
    def wording(self) -> str: ...
    @property
    def template_id(self) -> int | None: ...


class ResponseText(OfficialWords):
    """One response to an opinion or to a group of similar ones."""

    opinion_ids: Annotated[list[int], Field(min_length=1, max_length=500)]
    result: policy.Result
    place: ShortText = ""
    wording: OptionalLongText = ""  # as it will stand, where one was proposed
    template_id: int | None = None  # that the text was made from
    submits: bool = False  # to the head at once


class RevisedResponse(ResponseText, RevisedWords):
    @classmethod
    def of(cls, text: TextOf, response: ResponseRow, opinion_ids: Iterable[int]) -> Self:
        return cls.current(
            text.text_version,
            text=text.text,
            result=response.result,
            place=response.place,
            wording=response.wording,
            template_id=response.template_id,
            opinion_ids=sorted(opinion_ids),
        )


class Issue(Versioned, WithFiles):
    """With the signed copy of the text, where there is one here."""

    number: Number
    on: Day

    @classmethod
    def of(cls, it: Consultation) -> Self:
        return cls.current(number=it.issued_number, on=it.issued_on)


async def draft_response(db: Db, actor: Actor, consultation_id: int, draft: ResponseText) -> OpinionResponse:
    """Draft a response to opinions, none of which has one yet."""
    it = await locked(db, actor, consultation_id)
    require(policy.may_respond(actor, it, is_reopened=await is_reopened(db, it, actor.at)))
    opinions = await _free_opinions(db, it, draft.opinion_ids)
    thing = Thing("consultation", it.id)
    new = NewOfficial("response", draft.text, thing, it.forum_id, body_id=it.body_id, files=draft.files)
    row, drafted = await official.draft(db, actor, new)
    template = await _template(db, it, draft.template_id)
    response = OpinionResponse(
        id=row.id,
        consultation_id=it.id,
        result=draft.result,
        place=draft.place,
        wording=taken_wording(draft, opinions),
        template_id=template.id if template else None,
        template_text=template.text if template else "",
    )
    db.add(response)
    await db.flush()
    for opinion in opinions:
        opinion.response_id = response.id
    await record(db, actor, drafted, *await _submitted(db, actor, response, draft))
    return response


async def _template(db: Db, it: Consultation, template_id: int | None) -> AnswerTemplate | None:
    """One that the body offers."""
    if template_id is None:
        return None
    found = await db.get(AnswerTemplate, template_id)
    if found is None or found.body_id != it.body_id or found.retired_at is not None:
        raise Invalid("template_id", _("Mẫu này không còn dùng; đề nghị chọn mẫu khác hoặc để trống."))
    return found


async def _submitted(
    db: Db, actor: Actor, response: OpinionResponse, text: ResponseText
) -> list[official.events.OfficialSubmitted]:
    if not text.submits:
        return []
    return [await official.submit(db, actor, await official.lock(db, actor, response.id))]


# Its draft was closed when the consultation ended.
IS_CLOSED = exists().where(
    OfficialText.id == Opinion.response_id, OfficialText.state == OfficialState.replaced
)


async def _free_opinions(db: Db, it: Consultation, ids: Sequence[int]) -> Sequence[Opinion]:
    opinions = (
        await db.scalars(
            select(Opinion)
            .join(Contribution, Contribution.id == Opinion.id)
            .where(
                Opinion.id.in_(ids),
                Opinion.consultation_id == it.id,
                Opinion.response_id.is_(None) | IS_CLOSED,
                Contribution.visibility == Visibility.published,
            )
            .order_by(Opinion.id)
            .with_for_update(of=Opinion)
        )
    ).all()
    if len(opinions) != len(set(ids)):
        raise Invalid("opinion_ids", _("Có ý kiến đã được tiếp thu, giải trình hoặc không còn hiển thị."))
    return opinions


async def revise_response(
    db: Db, actor: Actor, response_id: int, changed: RevisedResponse
) -> OpinionResponse:
    """Change its text, its result, or which opinions it answers."""
    seen = await load(db, OpinionResponse, response_id)
    it = await locked(db, actor, seen.consultation_id)
    reopened = await is_reopened(db, it, actor.at)
    require(policy.may_respond(actor, it, is_reopened=reopened))
    text = await official.lock(db, actor, response_id)
    response = await load(db, OpinionResponse, response_id, lock=True)
    require(policy.may_revise_response(actor, it, text.row, is_reopened=reopened))
    answered = await db.scalars(select(Opinion.id).where(Opinion.response_id == response.id))
    changed.require_seen(RevisedResponse.of(text.text, response, answered))
    opinions = await _regroup(db, it, response, frozenset(changed.opinion_ids))
    drafted = await official.revise(db, actor, text, changed)
    response.result, response.place = changed.result, changed.place
    response.wording = taken_wording(changed, opinions)
    if changed.template_id != response.template_id:
        template = await _template(db, it, changed.template_id)
        response.template_id, response.template_text = changed.template_id, template.text if template else ""
    await record(db, actor, drafted, *await _submitted(db, actor, response, changed))
    return response


async def _regroup(
    db: Db, it: Consultation, response: OpinionResponse, wanted: frozenset[int]
) -> list[Opinion]:
    """Returns those that it answers now; one that is left out needs another response."""
    rows = await db.scalars(
        select(Opinion)
        .where(Opinion.response_id == response.id)
        .order_by(Opinion.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    present = {opinion.id: opinion for opinion in rows}
    added = await _free_opinions(db, it, sorted(wanted - present.keys()))
    for opinion in added:
        opinion.response_id = response.id
    for left in present.keys() - wanted:
        present[left].response_id = None
    return [*added, *(present[one] for one in sorted(present.keys() & wanted))]


async def submit_responses(db: Db, actor: Actor, consultation_id: int) -> int:
    """Submit all drafted responses to the head. Returns how many."""
    it = await locked(db, actor, consultation_id)
    require(policy.may_respond(actor, it, is_reopened=await is_reopened(db, it, actor.at)))
    drafted = await official.lock_all(db, *_on(it), OfficialText.state == OfficialState.drafted)
    if drafted:
        await record(db, actor, await official.submit(db, actor, *drafted))
    return len(drafted)


def _on(it: Consultation) -> tuple[ColumnElement[bool], ...]:
    """Its responses. Notices are drafts on it too."""
    return (*official.drafts_on("consultation", [it.id]), Contribution.kind == "response")


async def _besides(db: Db, texts: Sequence[official.Locked]) -> dict[int, official.Beside]:
    """By response: what is published along with its text."""
    ids = [it.text.id for it in texts]
    responses = await db.scalars(select(OpinionResponse).where(OpinionResponse.id.in_(ids)))
    answered = await opinions_answered_by(db, ids)
    return {
        one.id: one.beside([opinion_id for opinion_id, _ in answered.get(one.id, ())]) for one in responses
    }


async def approve_responses(db: Db, actor: Actor, consultation_id: int, approvals: Approvals) -> int:
    """Approve the responses that were read, all or none. Raises Conflict when one changed since."""
    it = await locked(db, actor, consultation_id)
    require(policy.may_approve_responses(actor, it))
    seen = approvals.by_id()
    texts = await official.lock_all(db, *_on(it), Contribution.id.in_(seen))
    if len(texts) != len(seen):
        raise Invalid("approved", _("Đề nghị chọn trong danh sách."))
    beside = await _besides(db, texts)
    happened = [
        await official.approve(db, actor, text, beside[text.text.id], seen[text.text.id]) for text in texts
    ]
    await record(db, actor, *happened)
    return len(happened)


async def send_back_response(db: Db, actor: Actor, response_id: int, sent: SentBack) -> OpinionResponse:
    response = await load(db, OpinionResponse, response_id)
    it = await locked(db, actor, response.consultation_id)
    require(policy.may_approve_responses(actor, it))
    text = await official.lock(db, actor, response_id)
    await record(db, actor, await official.send_back(db, actor, text, sent))
    return response


async def publish_responses(db: Db, actor: Actor, consultation_id: int) -> int:
    """Publish every approved response and notify each author. Returns how many were published."""
    it = await locked(db, actor, consultation_id)
    require(policy.may_publish_responses(actor, it, is_reopened=await is_reopened(db, it, actor.at)))
    ready = await _ready(db, actor, it)
    beside, readers = await _besides(db, ready), frozenset(it.audience)
    published = [await official.publish(db, actor, text, beside[text.text.id], readers) for text in ready]
    answered = [
        events.OpinionAnswered(Thing("opinion", opinion_id), opinion_id, response_id, result)
        for opinion_id, response_id, result in await _answered(db, [text.text.id for text in ready])
    ]
    answered_ids = [answered_one.opinion_id for answered_one in answered]
    await start_windows(db, actor, answered_ids)
    await put_to_authors(db, actor, answered_ids)
    it.responses_published_at = actor.at
    it.version += 1
    if policy.shown_state(it, actor.at) in policy.RESPONDING:
        it.state = policy.CONSULTATION.after("publish_responses")
    await settle_owed(db, actor, it)
    await end_late_answers(db, actor, answered_ids)
    await record(db, actor, *published, *answered, also=(Thing("consultation", it.id),))
    return len(ready)


async def _ready(db: Db, actor: Actor, it: Consultation) -> list[official.Locked]:
    """The approved ones that may come out now: what was approved on paper waits an hour. Raises Forbidden for none."""
    approved = await official.lock_all(db, *_on(it), OfficialText.state == OfficialState.approved)
    if not approved:
        raise Forbidden(_("Chưa có nội dung nào được thủ trưởng duyệt."), code="wrong_state")
    decided = [(one, may_publish(actor, one.row)) for one in approved]
    ready = [one for one, may in decided if may]
    if not ready:
        require(next(may for _one, may in decided))
    return ready


async def lock_for_paper(db: Db, actor: Actor, response_id: int) -> tuple[official.Locked, official.Beside]:
    consultation_id = (await load(db, OpinionResponse, response_id)).consultation_id
    it = await locked(db, actor, consultation_id)
    require(policy.may_respond(actor, it, is_reopened=await is_reopened(db, it, actor.at)))
    text = await official.lock(db, actor, response_id)
    return text, (await _besides(db, [text]))[response_id]


async def _answered(db: Db, response_ids: Sequence[int]) -> Sequence[Row[int, int, policy.Result]]:
    """(opinion, response, result) of each opinion that these responses answer."""
    rows = await db.execute(
        select(Opinion.id, OpinionResponse.id, OpinionResponse.result)
        .join(OpinionResponse, OpinionResponse.id == Opinion.response_id)
        .where(OpinionResponse.id.in_(response_ids))
        .order_by(Opinion.id)
    )
    return rows.all()


async def record_issue(db: Db, actor: Actor, consultation_id: int, issue: Issue) -> Consultation:
    it = await locked(db, actor, consultation_id)
    require(policy.may_record_issue(actor, it))
    issue.require_seen(Issue.of(it))
    it.issued_number, it.issued_on = issue.number, issue.on
    it.version += 1
    thing, digest = Thing("consultation", it.id), ""
    if issue.file_ids:
        described = NewCopy(ISSUED_TEXT, issue.number, "", issue.on)
        copy = await keep_copy(db, actor, thing, described, issue.files)
        digest = (await load(db, File, copy.file_id)).digest
    await record(db, actor, events.Issued(thing, issue.number, issue.on, digest))
    return it
