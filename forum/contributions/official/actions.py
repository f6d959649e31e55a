"""Actions on official texts from draft to publication, the same for every room.

A room locks its own rows first, then calls `lock`, checks its rule, calls verbs, and records all events they
return at once, last. `beside` is what is published along with the text: an approval covers both.
"""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel
from sqlalchemy import ColumnElement, Select, select

from forum import audience
from forum.accounts.factors.policy import require_recent_factor
from forum.accounts.models import Body, Leader
from forum.actor import Actor, require
from forum.audience import Visibility
from forum.contributions.actions.visibility import move
from forum.contributions.actions.writing import clean, put_behind, revision_of, subject_of
from forum.contributions.models import Contribution, OfficialText
from forum.contributions.official import events, policy
from forum.contributions.official.content import (
    Beside,
    Name,
    content_of,
    covered,
    digest_of,
    record_digest,
    side_of,
)
from forum.contributions.official.queries import seconds
from forum.contributions.policy import ApprovalHow, OfficialState, may_see
from forum.database import Db, load
from forum.errors import Conflict, Invalid
from forum.fields import LongText, Reason
from forum.files.actions import (
    NO_FILES,
    ChangedFiles,
    ChosenFiles,
    WithFiles,
    attach,
    change_files,
    take_away_scans,
)
from forum.files.policy import FileRole
from forum.thing import Thing
from forum.typed_text import html_of
from forum.versions import Versioned
from forum.words import _


@dataclass(frozen=True, slots=True)
class NewOfficial:
    """A text on `subject` in the name of a leader or a body."""

    kind: str
    text: str
    subject: Thing
    forum_id: int | None
    leader_id: int | None = None
    body_id: int | None = None
    title: str = ""
    files: ChosenFiles = NO_FILES


class OfficialWords(WithFiles):
    """The input that drafts a text: its words and its files."""

    text: LongText


class RevisedWords(OfficialWords, ChangedFiles, Versioned):
    """The input that revises one; the room asks for the version that was seen."""


class Approval(BaseModel):
    """`seen_digest` is of what was read: the approval covers exactly that."""

    seen_digest: str


class RecordedApproval(Approval, WithFiles):
    """An approval given on paper or aloud, with where the paper is or when it was given. One on paper comes with its
    scan. A head's is on paper."""

    how: Literal[ApprovalHow.paper, ApprovalHow.aloud]
    note: Reason


class Countersignature(Approval):
    """`seen_record` is of the record that was read, with its scans: the confirmation is of exactly that."""

    seen_record: str


class SentBack(BaseModel):
    note: Reason


@dataclass(frozen=True, slots=True)
class Locked:
    """A text and its official row, locked in this order."""

    text: Contribution
    row: OfficialText

    @property
    def thing(self) -> Thing:
        return Thing(self.text.kind, self.text.id)

    @property
    def subject(self) -> Thing:
        subject = subject_of(self.text)
        assert subject is not None  # `draft` set it
        return subject


async def lock(db: Db, actor: Actor, text_id: int) -> Locked:
    """Raises NotFound for those who may not read the text."""
    text = await load(db, Contribution, text_id, lock=True)
    require(may_see(actor, text))
    return Locked(text, await load(db, OfficialText, text_id, lock=True))


async def lock_all(db: Db, *where: ColumnElement[bool]) -> list[Locked]:
    """Texts that match the conditions on Contribution and OfficialText, by ascending id."""
    rows = await db.execute(
        select(Contribution, OfficialText)
        .join(OfficialText, OfficialText.id == Contribution.id)
        .where(*where)
        .order_by(Contribution.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return [Locked(text, row) for text, row in rows]


def drafts_on(kind: str, ids: Sequence[int] | Select[int]) -> tuple[ColumnElement[bool], ...]:
    """Conditions for unpublished official texts on these things of a kind."""
    return (
        Contribution.subject_kind == kind,
        Contribution.subject_id.in_(ids),
        OfficialText.state.in_(policy.UNPUBLISHED),
    )


async def draft(db: Db, actor: Actor, new: NewOfficial) -> tuple[OfficialText, events.OfficialDrafted]:
    """Create a draft, readable by those who work under the name, not reviewed by moderators. The room adds
    its own row."""
    require(policy.may_draft(actor, new.leader_id, new.body_id))
    words = clean("text", new.text)
    text = Contribution(
        kind=new.kind,
        persona_id=await _persona_of(db, new),
        forum_id=new.forum_id,
        subject_kind=new.subject.kind,
        subject_id=new.subject.id,
        typed_title=clean("title", new.title),
        typed_text=words,
        typed_html=html_of(words),
        visibility=Visibility.draft,
        audience=sorted({side_of(new)} | ({audience.SECRETARIAT} if new.body_id is None else set())),
        created_at=actor.at,
    )
    db.add(text)
    await db.flush()
    db.add(revision_of(text, actor.at, actor.persona_id or text.persona_id))
    row = OfficialText(id=text.id, leader_id=new.leader_id, body_id=new.body_id, drafted_by=actor.persona_id)
    db.add(row)
    await db.flush()
    await attach(db, actor, Thing(text.kind, text.id), new.files)
    return row, events.OfficialDrafted(new.subject, text.id, 1, False)


async def _persona_of(db: Db, name: Name) -> int:
    if name.body_id is not None:
        return (await load(db, Body, name.body_id)).persona_id
    return (await load(db, Leader, name.leader_id)).persona_id


async def lift_approval(db: Db, it: Locked) -> bool:
    """Clear any approval, countersigned or not, with its scan. Returns whether there was one."""
    row, lifted = it.row, it.row.approved_digest is not None
    if lifted:
        await take_away_scans(db, it.thing, it.text.text_version)
    row.approved_digest, row.approved_content, row.approved_how = None, None, None
    row.approved_at, row.approved_by, row.approval_note = None, None, ""
    row.recorded_by, row.countersigned_by = None, None
    return lifted


async def revise(db: Db, actor: Actor, it: Locked, change: RevisedWords) -> events.OfficialDrafted:
    """Store a new version. Any approval is lifted, recorded ones too, and the text must be submitted again."""
    require(policy.may_revise(actor, it.row))
    words = clean("text", change.text)
    await put_behind(db, it.text)
    it.text.typed_text, it.text.typed_html = words, html_of(words)
    it.text.text_version += 1
    it.text.version += 1
    it.text.edited_at = actor.at
    db.add(revision_of(it.text, actor.at, actor.persona_id or it.text.persona_id))
    await change_files(db, actor, it.thing, change, it.text.text_version)
    return await rework(db, actor, it)


async def rework(db: Db, actor: Actor, it: Locked) -> events.OfficialDrafted:
    """Something that is published beside the words changes: as when they are revised, any approval is lifted and
    the text must be submitted again."""
    require(policy.may_revise(actor, it.row))
    lifted = await lift_approval(db, it) or it.row.state != OfficialState.drafted
    it.row.drafted_by, it.row.tended_by = actor.persona_id, None
    it.row.state = policy.OFFICIAL.after("revise")
    return events.OfficialDrafted(it.subject, it.text.id, it.text.text_version, lifted)


async def submit(db: Db, actor: Actor, *its: Locked) -> events.OfficialSubmitted:
    """Submit one text, or several under one name and on one subject."""
    for it in its:
        require(policy.may_submit(actor, it.row))
        it.row.state, it.row.sent_back_note = policy.OFFICIAL.after("submit"), ""
    return _submitted(its)


def _submitted(its: Sequence[Locked]) -> events.OfficialSubmitted:
    first, *_ = its
    ids = tuple(it.text.id for it in its)
    return events.OfficialSubmitted(first.subject, ids, first.row.leader_id, first.row.body_id)


async def send_back(db: Db, actor: Actor, it: Locked, sent: SentBack) -> events.OfficialSentBack:
    require(policy.may_send_back(actor, it.row))
    await lift_approval(db, it)
    it.row.state, it.row.sent_back_note = policy.OFFICIAL.after("send_back"), sent.note
    return events.OfficialSentBack(it.subject, it.text.id)


async def _take(db: Db, it: Locked, beside: Beside, seen_digest: str, how: ApprovalHow) -> str:
    """Store what is approved, replacing any earlier approval. Raises Conflict when it is not what was read."""
    words = await covered(db, it.text)
    digest = digest_of(words, it.row, beside)
    if digest != seen_digest:
        raise Conflict(_("Dự thảo vừa được sửa; mời đọc lại trước khi duyệt."))
    await lift_approval(db, it)
    it.row.approved_digest, it.row.approved_content = digest, content_of(words, it.row, beside)
    it.row.approved_how = how
    return digest


async def approve(
    db: Db, actor: Actor, it: Locked, beside: Beside, approval: Approval
) -> events.OfficialApproved:
    """Approval by the leader or head in person. Raises Conflict when anything changed since it was read."""
    require(policy.may_approve(actor, it.row))
    require_recent_factor(actor)
    digest = await _take(db, it, beside, approval.seen_digest, ApprovalHow.here)
    it.row.state = policy.OFFICIAL.after("approve")
    it.row.approved_by, it.row.approved_at = actor.persona_id, actor.at
    return events.OfficialApproved(it.subject, it.text.id, digest, ApprovalHow.here)


async def record_approval(
    db: Db, actor: Actor, it: Locked, beside: Beside, approval: RecordedApproval
) -> events.ApprovalRecorded:
    """Record an approval given elsewhere; it takes effect once a second person countersigns."""
    require(policy.may_record_approval(actor, it.row))
    require(policy.has_second_person(it.row, len(await seconds(db, actor, it.row))))
    require_recent_factor(actor)
    if it.row.body_id is not None and approval.how != ApprovalHow.paper:
        raise Invalid("how", _("Ý kiến duyệt của thủ trưởng cơ quan chỉ ghi nhận theo bản giấy."))
    if approval.how == ApprovalHow.paper and not approval.file_ids:
        raise Invalid("file_ids", _("Đề nghị gửi kèm bản chụp ý kiến duyệt trên giấy."))
    digest = await _take(db, it, beside, approval.seen_digest, approval.how)
    role, version = FileRole.approval_scan, it.text.text_version
    await attach(db, actor, it.thing, approval.files, role=role, since_version=version)
    it.row.state, it.row.approval_note = policy.OFFICIAL.after("record_approval"), approval.note
    it.row.recorded_by = actor.persona_id
    note_digest = hashlib.sha256(approval.note.encode()).hexdigest()
    recorded = record_digest(it.row, (await covered(db, it.text)).files)
    return events.ApprovalRecorded(it.subject, it.text.id, digest, approval.how, note_digest, recorded)


async def countersign(
    db: Db, actor: Actor, it: Locked, beside: Beside, seen: Countersignature
) -> events.OfficialApproved:
    """A second person attests a recorded approval; shown as such. Raises Conflict when the text or the record is no
    longer what was read."""
    require(policy.may_countersign(actor, it.row))
    require_recent_factor(actor)
    words = await covered(db, it.text)
    digest, recorded = digest_of(words, it.row, beside), record_digest(it.row, words.files)
    if not digest == it.row.approved_digest == seen.seen_digest:
        raise Conflict(_("Dự thảo vừa được sửa; mời đọc lại trước khi duyệt."))
    if recorded != seen.seen_record:
        raise Conflict(
            _("Ý kiến duyệt vừa được ghi nhận lại; mời xem bản ghi nhận và bản chụp mới trước khi xác nhận.")
        )
    assert it.row.approved_how is not None
    it.row.state = policy.OFFICIAL.after("countersign")
    it.row.approved_by, it.row.approved_at = await _persona_of(db, it.row), actor.at
    it.row.countersigned_by = actor.persona_id
    return events.OfficialApproved(it.subject, it.text.id, digest, it.row.approved_how, recorded)


NOT_MINE = _("Người duyệt cho biết đây không phải ý mình.")


async def repudiate(db: Db, actor: Actor, it: Locked) -> events.Repudiated:
    """'Không phải ý tôi', by the leader or head of whom an approval was recorded: it is lifted, the text goes back to
    its drafters. A published one stays to be read, and says at once that its approver does not stand by it."""
    require(policy.may_repudiate(actor, it.row))
    require_recent_factor(actor)
    is_published, digest = it.row.state == OfficialState.published, it.row.approved_digest or ""
    people = tuple(
        one for one in (it.row.drafted_by, it.row.recorded_by, it.row.countersigned_by) if one is not None
    )
    it.text.version += 1
    if is_published:
        it.row.repudiated_at = actor.at
    else:
        await lift_approval(db, it)
        it.row.state, it.row.sent_back_note = policy.OFFICIAL.after("repudiate"), str(NOT_MINE)
    return events.Repudiated(it.subject, it.text.id, digest, is_published, people)


async def lift(db: Db, actor: Actor, subject: Thing) -> list[events.OfficialSubmitted]:
    """Lift approvals because the subject changed: each text on it waits for approval again."""
    approved = OfficialText.approved_digest.is_not(None)
    its = await lock_all(db, *drafts_on(subject.kind, [subject.id]), approved)
    for it in its:
        await lift_approval(db, it)
        it.row.state = policy.OFFICIAL.after("lift")
    return [_submitted([it]) for it in its]


async def publish(
    db: Db, actor: Actor, it: Locked, beside: Beside, readers: frozenset[str]
) -> events.OfficialPublished:
    """Publish to its readers. Raises Conflict when it is not what was approved."""
    require(policy.may_publish(actor, it.row))
    if (
        it.row.approved_digest != digest_of(await covered(db, it.text), it.row, beside)
        or it.row.approved_by is None
    ):
        raise Conflict(_("Bản được duyệt không còn là bản hiện có."))
    move(it.text, "publish")
    it.text.audience, it.text.published_at = sorted(readers), actor.at
    it.row.state = policy.OFFICIAL.after("publish")
    return events.OfficialPublished(
        it.thing,
        it.text.persona_id,
        it.row.drafted_by,
        it.row.approved_by,
        it.row.approved_digest,
    )


async def replace(
    db: Db,
    actor: Actor,
    subject: Thing,
    keep: tuple[int | None, int | None] | None = None,
    keep_bodies: Collection[int] = (),
) -> list[events.OfficialReplaced]:
    """Close drafts on a subject that are overtaken: another text was published, nothing needs to be answered
    any more, or somebody else must answer. `keep` is the (leader, body) whose drafts stay, as do those of
    `keep_bodies`."""
    drafts = await lock_all(db, *drafts_on(subject.kind, [subject.id]))
    others = [it for it in drafts if it.row.body_id not in keep_bodies]
    its = [it for it in others if (it.row.leader_id, it.row.body_id) != keep]
    for it in its:
        it.row.state = policy.OFFICIAL.after("replace")
    ids = tuple(it.text.id for it in its)
    return [events.OfficialReplaced(subject, ids)] if ids else []
