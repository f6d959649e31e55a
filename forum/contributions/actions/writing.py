"""Authors submit, edit and withdraw texts."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from pydantic import BaseModel
from sqlalchemy import func, select, update

from forum.accounts.bodies import own_body_id
from forum.accounts.models import Persona
from forum.actor import Actor, require
from forum.audience import Visibility
from forum.contributions import events, policy
from forum.contributions.actions.codes import next_code
from forum.contributions.actions.found import close_to_search
from forum.contributions.models import Contribution, Revision
from forum.contributions.naming import accept_name
from forum.contributions.policy import Channel, RevisionState, WithdrawalReason
from forum.contributions.queries import judged_by, texts_below
from forum.database import Db, ReadDb, load
from forum.deadlines import duties
from forum.deadlines.policy import DutyKind, moderators_of
from forum.errors import Invalid
from forum.fields import LongText, OptionalTitle, ShortText
from forum.files.actions import (
    NO_FILES,
    ChangedFiles,
    ChosenFiles,
    attach,
    change_files,
    move_to_version,
)
from forum.files.policy import FileRole
from forum.journal import Event, record
from forum.thing import Thing
from forum.typed_text import html_of
from forum.versions import Versioned
from forum.words import _
from moderation.actions import open_case
from moderation.values import CaseReason, NewCase, OpenedCase, Subject
from vietnamese import UnreadableText, normalise


@dataclass(frozen=True, slots=True)
class NewText:
    """A text that a room submits. `prefix` is that of its code, if it gets one; `persona_id` is set when
    staff enter a letter or a call; what a leader writes `in_office` is official and not reviewed; what a person
    may say `of_right` about their own matter is taken while they are suspended, too."""

    kind: str
    text: str
    audience: frozenset[str]
    prefix: str | None = None
    title: str = ""
    forum_id: int | None = None
    subject: Thing | None = None
    on_behalf: str = ""
    persona_id: int | None = None
    channel: Channel = Channel.web
    in_office: bool = False
    of_right: bool = False
    files: ChosenFiles = NO_FILES
    files_role: FileRole = FileRole.attachment


def clean(name: str, text: str) -> str:
    """Text as stored: NFC, without invisible characters. Raises Invalid for unreadable text."""
    try:
        return normalise(text).strip()
    except UnreadableText as unreadable:
        raise Invalid(name, _("Văn bản có ký tự không đọc được; đề nghị gõ lại đoạn đó.")) from unreadable


async def submit(db: Db, actor: Actor, new: NewText) -> Contribution:
    """Store a text with its code; published at once for trusted authors, else it waits for review.

    The caller adds its room's row, then calls `announce`, which records and so takes the last lock.
    """
    entered = new.persona_id is not None and new.persona_id != actor.persona_id
    if not entered:
        # whoever enters a letter was asked the room's rule
        require(policy.may_write(actor, of_right=new.of_right))
    author = new.persona_id or actor.persona_id
    assert author is not None  # may_write ensures it
    trusted = (
        await _is_trusted(db, author) if entered else actor.is_trusted and not policy.is_suspended(actor)
    )
    at_once = trusted or new.in_office
    text = clean("text", new.text)
    contribution = Contribution(
        kind=new.kind,
        code=await next_code(db, new.prefix, actor.at) if new.prefix else None,
        persona_id=author,
        entered_by=actor.persona_id if entered else None,
        channel=new.channel,
        on_behalf=clean("on_behalf", new.on_behalf),
        on_behalf_body_id=None if entered else await own_body_id(db, actor, new.on_behalf),
        forum_id=new.forum_id,
        subject_kind=new.subject.kind if new.subject else None,
        subject_id=new.subject.id if new.subject else None,
        typed_title=clean("title", new.title),
        typed_text=text,
        typed_html=html_of(text),
        visibility=Visibility.published if at_once else Visibility.in_review,
        audience=sorted(new.audience),
        created_at=actor.at,
        published_at=actor.at if at_once else None,
    )
    db.add(contribution)
    await db.flush()
    db.add(revision_of(contribution, actor.at, author))
    await attach(db, actor, Thing(new.kind, contribution.id), new.files, role=new.files_role)
    if at_once and new.kind != policy.NAME:
        await accept_name(db, actor, author)
    if not at_once:
        await _open_case(db, actor, contribution, CaseReason.new, contribution.text_version)
    return contribution


async def _is_trusted(db: ReadDb, persona_id: int) -> bool:
    """What staff enter for somebody is judged like that person's own text."""
    return (await load(db, Persona, persona_id)).trusted_at is not None


async def announce(
    db: Db,
    actor: Actor,
    contribution: Contribution,
    *meant: Event,
    also: tuple[Thing, ...] = (),
    has_own_receipt: bool = True,
) -> None:
    """Record a submission, with what it means in its room; call it last in the transaction. Without a receipt of its
    own, it was sent with others, and what they were sent as says so to their author."""
    thing = Thing(contribution.kind, contribution.id)
    is_public = contribution.visibility == Visibility.published
    due_at = None if is_public else await judged_by(db, actor.at, thing)
    happened: list[Event] = [
        *meant,
        events.Submitted(thing, contribution.persona_id, due_at, has_own_receipt),
    ]
    if is_public:
        happened.append(events.Published(thing, contribution.persona_id, subject_of(contribution)))
    await record(db, actor, *happened, also=also)


def subject_of(contribution: Contribution) -> Thing | None:
    if contribution.subject_kind is None or contribution.subject_id is None:
        return None
    return Thing(contribution.subject_kind, contribution.subject_id)


def revision_of(
    c: Contribution, at: datetime, persona_id: int, state: RevisionState = RevisionState.current
) -> Revision:
    return Revision(
        contribution_id=c.id,
        text_version=c.text_version,
        state=state,
        typed_title=c.typed_title,
        typed_text=c.typed_text,
        typed_html=c.typed_html,
        written_at=at,
        persona_id=persona_id,
    )


async def _open_case(db: Db, actor: Actor, c: Contribution, reason: CaseReason, text_version: int) -> None:
    written_at = c.edited_at or c.created_at
    await put_before_moderators(db, actor, c, reason, text_version, "review-post", written_at)


async def put_before_moderators(
    db: Db, actor: Actor, c: Contribution, reason: CaseReason, text_version: int, limit: str, at: datetime
) -> OpenedCase:
    """Open a case at the desk, or join the open one: the forum's moderators owe a decision within the limit."""
    thing, moderators = Thing(c.kind, c.id), moderators_of(c.forum_id)
    duty = await duties.start(db, actor, thing, DutyKind.review, moderators, limit=limit)
    assert duty.due_at is not None  # it has a limit
    case = NewCase(
        subject=Subject(c.kind, c.id, text_version),
        forum_id=c.forum_id,
        author_id=c.persona_id,
        written_at=c.edited_at or c.created_at,
        reason=reason,
        deadline_at=duty.due_at,
    )
    opened = await open_case(db, case, at)
    if not opened.is_new and reason in (CaseReason.new, CaseReason.edit):
        await duties.void(db, actor, thing, DutyKind.explain)  # the newer text is the answer
    if opened.overtakes:
        await duties.void(db, actor, thing, DutyKind.second)
    return opened


class Edit(Versioned, ChangedFiles):
    """New text over the newest version, published or pending."""

    title: OptionalTitle = ""
    text: LongText
    note: ShortText = ""

    @classmethod
    def of(cls, newest: Revision) -> Self:
        return cls.current(newest.text_version, title=newest.typed_title, text=newest.typed_text)


async def standing_text(db: ReadDb, contribution_id: int) -> Edit:
    """The text that an edit would replace."""
    newest = await db.scalars(
        select(Revision)
        .where(
            Revision.contribution_id == contribution_id,
            Revision.state.in_((RevisionState.current, RevisionState.pending)),
        )
        .order_by(Revision.text_version.desc())
        .limit(1)
    )
    return Edit.of(newest.one())


async def edit(db: Db, actor: Actor, contribution_id: int, change: Edit) -> Contribution:
    """Store a new text version. For an untrusted author it waits for review, while the published version
    stays. Raises Conflict when somebody changed the text since it was seen."""
    it = await load(db, Contribution, contribution_id, lock=True)
    require(policy.may_see(actor, it))
    require(policy.may_edit(actor, it))
    change.require_seen(await standing_text(db, it.id))
    text, title = clean("text", change.text), clean("title", change.title or it.typed_title)
    if (text, title) == (it.typed_text, it.typed_title) and not change.changes_files:
        return it
    thing, overtaken = Thing(it.kind, it.id), await _waiting_versions(db, it.id)
    newest = await put_version(db, actor, it, title, text, change.note)
    await move_to_version(db, thing, overtaken, newest)
    await change_files(db, actor, thing, change, newest)
    await record(db, actor, events.Edited(thing, it.persona_id, newest))
    return it


async def _waiting_versions(db: Db, contribution_id: int) -> list[int]:
    waits = (Revision.contribution_id == contribution_id, Revision.state == RevisionState.pending)
    return list(await db.scalars(select(Revision.text_version).where(*waits)))


async def put_version(db: Db, actor: Actor, it: Contribution, title: str, text: str, note: str) -> int:
    """Add a version of a locked text, which waits for review where its author is not trusted and the text is
    published. Returns its number."""
    await _drop_waiting(db, it.id)
    newest = await _next_version(db, actor, it)
    if it.visibility == Visibility.published and not actor.is_trusted:
        await _put_pending(db, actor, it, newest, title, text, note)
    else:
        await _put_current(db, actor, it, newest, title, text, note)
    return newest


async def replace_version(db: Db, actor: Actor, it: Contribution, title: str, text: str, note: str) -> None:
    """Replace a locked, published text at once."""
    await _drop_waiting(db, it.id)
    await _put_current(db, actor, it, await _next_version(db, actor, it), title, text, note)


async def _drop_waiting(db: Db, contribution_id: int) -> None:
    """What a newer version overtakes before anybody judged it is never published."""
    await db.execute(
        update(Revision)
        .where(Revision.contribution_id == contribution_id, Revision.state == RevisionState.pending)
        .values(state=RevisionState.unshown)
    )


async def _next_version(db: Db, actor: Actor, it: Contribution) -> int:
    it.version += 1
    it.edited_at = actor.at
    return await newest_text_version(db, it.id) + 1


async def newest_text_version(db: Db, contribution_id: int) -> int:
    newest = await db.scalar(
        select(func.max(Revision.text_version)).where(Revision.contribution_id == contribution_id)
    )
    return newest or 1


async def _put_current(
    db: Db, actor: Actor, it: Contribution, number: int, title: str, text: str, note: str
) -> None:
    await put_behind(db, it)
    it.typed_title, it.typed_text, it.typed_html, it.text_version = title, text, html_of(text), number
    revision = revision_of(it, actor.at, it.persona_id)
    revision.note = note
    db.add(revision)
    if it.visibility == Visibility.published:
        return
    it.visibility = Visibility.in_review
    await _open_case(db, actor, it, CaseReason.new, number)


async def put_behind(db: Db, it: Contribution) -> None:
    """Keep the replaced version private to its author if the text is not shown: a returned text or an
    official draft must not appear in the history of what was published in the end."""
    current = await load(db, Revision, (it.id, it.text_version))
    shown = it.visibility == Visibility.published
    current.state = RevisionState.past if shown else RevisionState.unshown


async def _put_pending(
    db: Db, actor: Actor, it: Contribution, number: int, title: str, text: str, note: str
) -> None:
    db.add(
        Revision(
            contribution_id=it.id,
            text_version=number,
            state=RevisionState.pending,
            typed_title=title,
            typed_text=text,
            typed_html=html_of(text),
            written_at=actor.at,
            persona_id=it.persona_id,
            note=note,
        )
    )
    await _open_case(db, actor, it, CaseReason.edit, number)


class Withdrawal(BaseModel):
    reason: WithdrawalReason


async def withdraw(db: Db, actor: Actor, contribution_id: int, why: Withdrawal) -> Contribution:
    """Withdraw by the author: the text stays on record, marked with the reason, and closed to the public. What was
    officially answered stays readable."""
    it = await load(db, Contribution, contribution_id, lock=True)
    require(policy.may_see(actor, it))
    require(policy.may_withdraw(actor, it))
    it.visibility, it.withdrawn_at = policy.VISIBILITY.after("withdraw"), actor.at
    it.withdrawn_because = why.reason
    it.version += 1
    thing = Thing(it.kind, it.id)
    await duties.void(db, actor, thing, *(kind for kind in DutyKind if kind != DutyKind.hearing))
    below = await texts_below(db, thing)  # found under its title until now
    await close_to_search(db, it)
    await record(db, actor, events.Withdrawn(thing, it.persona_id, why.reason), also=below)
    return it
