"""Official texts on a commitment: the body's reports and requests, and what its assigner decides on a request.

Each is drafted, approved by the person in whose name it is, and takes effect when it is published: a body's by its
head's approval, a leader's by those who prepare it.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Self

from sqlalchemy import select

from forum.accounts.bodies import body_to_give_to, receives_work
from forum.actor import Actor, require
from forum.clock import local_date
from forum.commitments import policy
from forum.commitments.actions import effects
from forum.commitments.actions.making import source_of, thing_of
from forum.commitments.models import Commitment, CommitmentText
from forum.commitments.policy import AskedFor, Outcome, Part
from forum.commitments.texts import requests_of
from forum.contributions import official
from forum.contributions.models import Contribution
from forum.contributions.official import (
    Approval,
    Countersignature,
    NewOfficial,
    OfficialWords,
    RecordedApproval,
    RevisedWords,
    SentBack,
)
from forum.database import Db, load
from forum.deadlines.policy import DutyKind
from forum.deadlines.queries import duty_of, workday_overrides
from forum.deadlines.working_days import is_working_day
from forum.errors import Conflict, Invalid
from forum.fields import OptionalDay, ShortText
from forum.journal import Event, record
from forum.words import _


class DraftReport(OfficialWords):
    """What was done, or why it cannot be, with evidence in words and files."""

    outcome: Outcome
    evidence: ShortText = ""


class RevisedReport(DraftReport, RevisedWords):
    @classmethod
    def of(cls, version: int, text: str, it: CommitmentText) -> Self:
        return cls.current(version, text=text, outcome=it.outcome, evidence=it.evidence)


class DraftRequest(OfficialWords):
    """What the body asks of who assigned the commitment, with its reason."""

    asks_for: AskedFor
    due_on: OptionalDay = None


class RevisedRequest(DraftRequest, RevisedWords):
    @classmethod
    def of(cls, version: int, text: str, it: CommitmentText) -> Self:
        return cls.current(version, text=text, asks_for=it.asks_for, due_on=it.due_on)


class DraftRuling(OfficialWords):
    """The assigner's decision: the asked date or another, another body, or that all stays."""

    granted: bool
    due_on: OptionalDay = None
    body_id: int | None = None


class RevisedRuling(DraftRuling, RevisedWords):
    @classmethod
    def of(cls, version: int, text: str, it: CommitmentText) -> Self:
        return cls.current(version, text=text, granted=it.granted, due_on=it.due_on, body_id=it.body_id)


@dataclass(frozen=True, slots=True)
class Locked:
    """A text on a commitment, which is locked first."""

    commitment: Commitment
    official: official.Locked
    row: CommitmentText
    now: policy.Now


async def lock_commitment(db: Db, commitment_id: int, at: datetime) -> tuple[Commitment, datetime | None]:
    """The locked row, and until when its reported result can be confirmed or disputed."""
    it = await load(db, Commitment, commitment_id, lock=True)
    window = await duty_of(db, at, thing_of(it), DutyKind.confirm)
    return it, window.due_at if window is not None and window.done_at is None else None


async def lock_text(db: Db, actor: Actor, text_id: int, *parts: Part) -> Locked:
    commitment_id = (await load(db, CommitmentText, text_id)).commitment_id
    it, confirm_by = await lock_commitment(db, commitment_id, actor.at)
    text = await official.lock(db, actor, text_id)
    row = await load(db, CommitmentText, text_id, lock=True)
    require(policy.is_part(row, *parts))
    return Locked(it, text, row, policy.Now.of(it, confirm_by, await requests_of(db, it.id)))


async def draft_report(db: Db, actor: Actor, commitment_id: int, new: DraftReport) -> CommitmentText:
    it, confirm_by = await lock_commitment(db, commitment_id, actor.at)
    require(policy.may_draft_report(actor, it, new.outcome, confirm_by=confirm_by))
    row = CommitmentText(part=Part.report, outcome=new.outcome, evidence=new.evidence)
    return await _draft(db, actor, it, new, row, body_id=it.body_id)


async def draft_request(db: Db, actor: Actor, commitment_id: int, new: DraftRequest) -> CommitmentText:
    it, confirm_by = await lock_commitment(db, commitment_id, actor.at)
    past = await requests_of(db, it.id)
    window = await duty_of(db, actor.at, thing_of(it), DutyKind.not_ours)
    refusable = window is not None and window.is_open
    require(
        policy.may_draft_request(actor, it, new.asks_for, past, may_refuse=refusable, confirm_by=confirm_by)
    )
    due_on = await _asked_day(db, actor, it, new)
    waits = it.assigner_leader_id is not None
    row = CommitmentText(part=Part.request, asks_for=new.asks_for, due_on=due_on, waits_for_ruling=waits)
    return await _draft(db, actor, it, new, row, body_id=it.body_id)


async def draft_ruling(db: Db, actor: Actor, commitment_id: int, new: DraftRuling) -> CommitmentText:
    it, confirm_by = await lock_commitment(db, commitment_id, actor.at)
    past = await requests_of(db, it.id)
    require(policy.may_draft_ruling(actor, it, past, confirm_by=confirm_by))
    waiting = policy.undecided(past)
    assert waiting is not None  # policy ensures it
    due_on, body_id = await _ruled(db, actor, it, waiting, new)
    row = CommitmentText(
        part=Part.ruling,
        asks_for=waiting.asks_for,
        request_id=waiting.id,
        granted=new.granted,
        due_on=due_on,
        body_id=body_id,
    )
    return await _draft(db, actor, it, new, row, leader_id=it.assigner_leader_id)


async def _draft(
    db: Db,
    actor: Actor,
    it: Commitment,
    words: OfficialWords,
    row: CommitmentText,
    *,
    body_id: int | None = None,
    leader_id: int | None = None,
) -> CommitmentText:
    new = NewOfficial(
        row.part,
        words.text,
        thing_of(it),
        await _forum_of(db, it),
        leader_id,
        body_id,
        files=words.files,
    )
    text, drafted = await official.draft(db, actor, new)
    row.id, row.commitment_id = text.id, it.id
    db.add(row)
    await db.flush()
    await record(db, actor, drafted)
    return row


async def _forum_of(db: Db, it: Commitment) -> int | None:
    return await db.scalar(
        select(Contribution.forum_id).where(
            Contribution.kind == it.source_kind, Contribution.id == it.source_id
        )
    )


async def _asked_day(db: Db, actor: Actor, it: Commitment, new: DraftRequest) -> date | None:
    """The day that is asked for. Raises Invalid for one that cannot be asked for."""
    if new.asks_for != AskedFor.new_due:
        return None
    return await _new_day(db, actor, it, new.due_on)


async def _new_day(db: Db, actor: Actor, it: Commitment, day: date | None) -> date:
    if day is None:
        raise Invalid("due_on", _("Đề nghị ghi thời hạn mới."))
    if day < actor.today:
        raise Invalid("due_on", _("Thời hạn mới phải từ hôm nay trở đi."))
    owed = await duty_of(db, actor.at, thing_of(it), DutyKind.report)
    assert owed is not None and owed.due_at is not None  # every commitment has a date
    if day == local_date(owed.due_at):
        raise Invalid("due_on", _("Đây là thời hạn hiện nay; đề nghị chọn ngày khác."))
    if not is_working_day(day, await workday_overrides(db)):
        raise Invalid("due_on", _("Ngày này là ngày nghỉ; đề nghị chọn một ngày làm việc."))
    return day


async def _ruled(
    db: Db, actor: Actor, it: Commitment, request: CommitmentText, new: DraftRuling
) -> tuple[date | None, int | None]:
    """The date and the body that follow from the decision."""
    if not new.granted:
        return None, None
    if request.asks_for == AskedFor.new_due:
        return await _new_day(db, actor, it, new.due_on or request.due_on), None
    if new.body_id is None or new.body_id == it.body_id:
        raise Invalid("body_id", _("Đề nghị chọn cơ quan khác."))
    return None, (await body_to_give_to(db, new.body_id, actor.at)).id


async def revise_report(db: Db, actor: Actor, text_id: int, change: RevisedReport) -> CommitmentText:
    it = await lock_text(db, actor, text_id, Part.report)
    require(policy.may_revise_report(actor, it.official.row, it.row, it.now, change.outcome))
    words = it.official.text
    change.require_seen(RevisedReport.of(words.text_version, words.text, it.row))
    drafted = await official.revise(db, actor, it.official, change)
    it.row.outcome, it.row.evidence = change.outcome, change.evidence
    await record(db, actor, drafted)
    return it.row


async def revise_request(db: Db, actor: Actor, text_id: int, change: RevisedRequest) -> CommitmentText:
    it = await lock_text(db, actor, text_id, Part.request)
    require(policy.may_revise_request(actor, it.official.row, it.row, it.now, change.asks_for))
    words = it.official.text
    change.require_seen(RevisedRequest.of(words.text_version, words.text, it.row))
    due_on = await _asked_day(db, actor, it.commitment, change)
    drafted = await official.revise(db, actor, it.official, change)
    it.row.due_on = due_on
    await record(db, actor, drafted)
    return it.row


async def revise_ruling(db: Db, actor: Actor, text_id: int, change: RevisedRuling) -> CommitmentText:
    it = await lock_text(db, actor, text_id, Part.ruling)
    require(policy.may_revise_text(actor, it.official.row, it.row, it.now))
    words = it.official.text
    change.require_seen(RevisedRuling.of(words.text_version, words.text, it.row))
    request = await load(db, CommitmentText, it.row.request_id)
    due_on, body_id = await _ruled(db, actor, it.commitment, request, change)
    drafted = await official.revise(db, actor, it.official, change)
    it.row.granted, it.row.due_on, it.row.body_id = change.granted, due_on, body_id
    await record(db, actor, drafted)
    return it.row


async def submit_text(db: Db, actor: Actor, text_id: int) -> CommitmentText:
    it = await lock_text(db, actor, text_id)
    require(policy.may_submit_text(actor, it.official.row, it.row, it.now))
    await record(db, actor, await official.submit(db, actor, it.official))
    return it.row


async def send_back_text(db: Db, actor: Actor, text_id: int, sent: SentBack) -> CommitmentText:
    it = await lock_text(db, actor, text_id)
    require(policy.may_send_back_text(actor, it.official.row))
    await record(db, actor, await official.send_back(db, actor, it.official, sent))
    return it.row


async def approve_text(db: Db, actor: Actor, text_id: int, approval: Approval) -> CommitmentText:
    """Approve what was read. A body's text is published with it, and takes effect."""
    it = await lock_text(db, actor, text_id)
    require(policy.may_approve_text(actor, it.official.row, it.row, it.now))
    approved = await official.approve(db, actor, it.official, it.row.beside, approval)
    if it.official.row.body_id is None:
        await record(db, actor, approved)
        return it.row
    await record(db, actor, approved, *await _publish(db, actor, it), also=(source_of(it.commitment),))
    return it.row


async def record_text_approval(
    db: Db, actor: Actor, text_id: int, approval: RecordedApproval
) -> CommitmentText:
    it = await lock_text(db, actor, text_id)
    require(policy.may_record_text_approval(actor, it.official.row, it.row, it.now))
    await record(db, actor, await official.record_approval(db, actor, it.official, it.row.beside, approval))
    return it.row


async def countersign_text(db: Db, actor: Actor, text_id: int, seen: Countersignature) -> CommitmentText:
    it = await lock_text(db, actor, text_id)
    require(policy.may_countersign_text(actor, it.official.row, it.row, it.now))
    await record(db, actor, await official.countersign(db, actor, it.official, it.row.beside, seen))
    return it.row


async def publish_text(db: Db, actor: Actor, text_id: int) -> CommitmentText:
    """Publish what the leader approved."""
    it = await lock_text(db, actor, text_id)
    require(policy.may_publish_text(actor, it.official.row, it.row, it.now))
    await record(db, actor, *await _publish(db, actor, it), also=(source_of(it.commitment),))
    return it.row


async def _publish(db: Db, actor: Actor, it: Locked) -> list[Event]:
    readers = frozenset(it.commitment.audience)
    published = await official.publish(db, actor, it.official, it.row.beside, readers)
    if it.row.due_on is not None and it.row.due_on < actor.today:
        raise Conflict(
            _("Thời hạn ghi trong văn bản đã qua. Đề nghị sửa rồi trình lại; bản đã duyệt vẫn được giữ.")
        )
    if it.row.body_id is not None and not await receives_work(db, it.row.body_id, actor.at):
        raise Conflict(
            _(
                "Cơ quan được giao đã kết thúc hoạt động hoặc chưa có người nhận việc. Đề nghị chọn cơ quan khác rồi "
                "trình lại; bản đã duyệt vẫn được giữ."
            )
        )
    it.row.taken_effect_at = actor.at
    it.commitment.version += 1
    happened = await effects.take_effect(db, actor, it.commitment, it.row, it.official)
    return [published, *happened]
