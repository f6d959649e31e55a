"""Texts in the chair's name: drafted by the secretariat or the chair's assistants, approved by the chair as every
official text, then published: the session is announced, its minutes or its conclusion are public.

Lock order: session → text → official row.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Self

from forum.actor import Actor, require
from forum.clock import local_date
from forum.commitments.actions import publish_lines
from forum.contact import events
from forum.contact.actions.sessions import start_agenda
from forum.contact.models import ContactSession, Series, SessionText
from forum.contact.notes.actions import forget_notes
from forum.contact.policy import SESSION
from forum.contact.texts import policy
from forum.contact.texts.actions.signing import require_signer
from forum.contact.texts.policy import SessionTextKind
from forum.contact.texts.ready import require_ready
from forum.contact.texts.record import askers_of, beside_of, words_of_minutes
from forum.contributions import official
from forum.contributions.models import Contribution, OfficialText
from forum.contributions.official import (
    Approval,
    Countersignature,
    NewOfficial,
    OfficialWords,
    RecordedApproval,
    RevisedWords,
    SentBack,
)
from forum.contributions.official.policy import may_revise
from forum.database import Db, ReadDb, load
from forum.deadlines import duties
from forum.deadlines.policy import DutyKind
from forum.errors import Conflict, Invalid
from forum.fields import OptionalLongText, OptionalName
from forum.journal import Event, record
from forum.thing import Thing
from forum.words import _


class MinutesWords(OfficialWords):
    """What was said, in order; who kept the minutes and who attended."""

    secretary: OptionalName = ""
    attending: OptionalLongText = ""


class CorrectionWords(OfficialWords):
    """The reason, with the words of the minutes that are wrong and those that are right."""

    old_words: OptionalLongText = ""
    new_words: OptionalLongText = ""


class RevisedText(MinutesWords, CorrectionWords, RevisedWords):
    """What its kind has no use for stays empty."""

    @classmethod
    def of(cls, text_version: int, text: str, it: SessionText) -> Self:
        return cls.current(
            text_version,
            text=text,
            secretary=it.secretary,
            attending=it.attending,
            old_words=it.old_words,
            new_words=it.new_words,
        )


@dataclass(frozen=True, slots=True)
class LockedText:
    session: ContactSession
    row: SessionText
    approved: official.Locked

    @property
    def kind(self) -> SessionTextKind:
        return SessionTextKind(self.approved.text.kind)

    @property
    def thing(self) -> Thing:
        return Thing("session", self.session.id)

    async def beside(self, db: ReadDb) -> official.Beside:
        return await beside_of(db, self.session, self.row, self.kind)


async def draft_announcement(db: Db, actor: Actor, session_id: int, words: OfficialWords) -> SessionText:
    return await draft_text(db, actor, session_id, SessionTextKind.announcement, words)


async def draft_minutes(db: Db, actor: Actor, session_id: int, words: MinutesWords) -> SessionText:
    """Questions, answers and where each question went come from the record of the session."""
    return await draft_text(db, actor, session_id, SessionTextKind.minutes, words)


async def draft_conclusion(db: Db, actor: Actor, session_id: int, words: OfficialWords) -> SessionText:
    return await draft_text(db, actor, session_id, SessionTextKind.conclusion, words)


async def draft_correction(db: Db, actor: Actor, session_id: int, words: CorrectionWords) -> SessionText:
    """Published minutes stay as they are; the correction stands beside them."""
    return await draft_text(db, actor, session_id, SessionTextKind.correction, words)


async def draft_text(
    db: Db, actor: Actor, session_id: int, kind: SessionTextKind, words: OfficialWords
) -> SessionText:
    """Raises Conflict while another draft of that kind is on its way."""
    session = await load(db, ContactSession, session_id, lock=True)
    require(policy.may_draft_text(actor, session, kind))
    if kind != SessionTextKind.announcement:
        await require_signer(db, actor, session)
    thing = Thing("session", session.id)
    await _require_none(db, session, kind)
    series = await load(db, Series, session.series_id)
    row, drafted = await official.draft(
        db,
        actor,
        NewOfficial(kind, words.text, thing, series.forum_id, leader_id=session.signer_id, files=words.files),
    )
    text = SessionText(id=row.id, session_id=session.id)
    _set_fields(text, words)
    db.add(text)
    await _require_correctable(db, text, kind)
    if kind == SessionTextKind.minutes:
        session.state = SESSION.after("draft_minutes")
    session.version += 1
    await record(db, actor, drafted, events.SessionTextDrafted(thing, text.id, kind), also=(thing,))
    return text


async def _require_none(db: Db, session: ContactSession, kind: SessionTextKind) -> None:
    """Of corrections there may be any number. What was drafted for a former chair stands in nobody's way."""
    if kind == SessionTextKind.correction:
        return
    thing = Thing("session", session.id)
    of_chair = (Contribution.kind == kind, OfficialText.leader_id == session.signer_id)
    if await official.lock_all(db, *official.drafts_on(thing.kind, [thing.id]), *of_chair):
        raise Conflict(_("Đã có dự thảo văn bản này; đề nghị sửa dự thảo ấy."))


def _set_fields(text: SessionText, words: OfficialWords) -> None:
    if isinstance(words, MinutesWords):
        text.secretary, text.attending = words.secretary, words.attending
    if isinstance(words, CorrectionWords):
        text.old_words, text.new_words = words.old_words, words.new_words


async def _require_correctable(db: Db, text: SessionText, kind: SessionTextKind) -> None:
    """A correction names words that stand in the minutes, and others in their place. Raises Invalid."""
    if kind != SessionTextKind.correction:
        return
    await db.flush()
    if not text.old_words or text.old_words not in await words_of_minutes(db, text.session_id):
        raise Invalid("old_words", _("Biên bản không có những chữ này; đề nghị chép đúng từ biên bản."))
    if not text.new_words or text.new_words == text.old_words:
        raise Invalid("new_words", _("Đề nghị ghi những chữ đúng."))


async def lock_text(db: Db, actor: Actor, text_id: int) -> LockedText:
    session_id = (await load(db, SessionText, text_id)).session_id
    session = await load(db, ContactSession, session_id, lock=True)
    text = await official.lock(db, actor, text_id)
    return LockedText(session, await load(db, SessionText, text_id, lock=True), text)


async def revise_text(db: Db, actor: Actor, text_id: int, draft: RevisedText) -> SessionText:
    it = await lock_text(db, actor, text_id)
    require(may_revise(actor, it.approved.row))
    words = it.approved.text
    draft.require_seen(RevisedText.of(words.text_version, words.text, it.row))
    await record(db, actor, await change_words(db, actor, it, draft))
    return it.row


async def change_words(db: Db, actor: Actor, it: LockedText, draft: RevisedText) -> Event:
    """A new version of a draft. Any approval is lifted."""
    happened = await official.revise(db, actor, it.approved, draft)
    _set_fields(it.row, draft)
    await _require_correctable(db, it.row, it.kind)
    return happened


async def submit_text(db: Db, actor: Actor, text_id: int) -> SessionText:
    """Raises Conflict while something is missing that the chair would have to approve with it."""
    it = await lock_text(db, actor, text_id)
    await require_ready(db, actor.at, it.session, it.kind)
    if it.kind != SessionTextKind.announcement:
        await require_signer(db, actor, it.session)
    await record(db, actor, await official.submit(db, actor, it.approved))
    return it.row


async def send_back_text(db: Db, actor: Actor, text_id: int, sent: SentBack) -> SessionText:
    it = await lock_text(db, actor, text_id)
    await record(db, actor, await official.send_back(db, actor, it.approved, sent))
    return it.row


async def approve_text(db: Db, actor: Actor, text_id: int, approval: Approval) -> SessionText:
    it = await lock_text(db, actor, text_id)
    await require_ready(db, actor.at, it.session, it.kind)
    approved = await official.approve(db, actor, it.approved, await it.beside(db), approval)
    await record(db, actor, approved)
    return it.row


async def record_text_approval(db: Db, actor: Actor, text_id: int, approval: RecordedApproval) -> SessionText:
    """Raises Invalid while something is missing, as where it is submitted."""
    it = await lock_text(db, actor, text_id)
    await require_ready(db, actor.at, it.session, it.kind)
    recorded = await official.record_approval(db, actor, it.approved, await it.beside(db), approval)
    await record(db, actor, recorded)
    return it.row


async def countersign_text(db: Db, actor: Actor, text_id: int, seen: Countersignature) -> SessionText:
    it = await lock_text(db, actor, text_id)
    approved = await official.countersign(db, actor, it.approved, await it.beside(db), seen)
    await record(db, actor, approved)
    return it.row


async def publish_text(db: Db, actor: Actor, text_id: int) -> SessionText:
    """Publish what the chair approved, and what follows from it. Raises Conflict when it is not what was approved."""
    it = await lock_text(db, actor, text_id)
    require(policy.may_publish_text(actor, it.approved.row, it.session, it.kind))
    await require_ready(db, actor.at, it.session, it.kind)
    readers = frozenset(it.session.audience)
    published = await official.publish(db, actor, it.approved, await it.beside(db), readers)
    happened = await _EFFECTS[it.kind](db, actor, it)
    if (verb := policy.STEPS.get(it.kind)) is not None:
        it.session.state = SESSION.after(verb)
    it.session.version += 1
    await record(db, actor, published, *happened)
    return it.row


async def _announced(db: Db, actor: Actor, it: LockedText) -> list[Event]:
    """The series' next date becomes this session's; a session that was postponed is on again."""
    session = it.session
    session.state_reason = ""
    series = await load(db, Series, session.series_id)
    series.next_on = local_date(session.starts_at)
    await duties.complete(db, actor, it.thing, DutyKind.announce)
    await start_agenda(db, actor, session)
    return [events.SessionAnnounced(it.thing)]


async def _minuted(db: Db, actor: Actor, it: LockedText) -> list[Event]:
    it.session.minutes_published_at = actor.at
    await forget_notes(db, it.session.id)
    await duties.complete(db, actor, it.thing, DutyKind.minutes, DutyKind.suggest)
    return [events.MinutesPublished(it.thing, it.approved.row.approved_digest or "")]


async def _concluded(db: Db, actor: Actor, it: LockedText) -> list[Event]:
    """What the chair assigns becomes commitments of the bodies named."""
    made = await publish_lines(db, actor, it.approved, await askers_of(db, it.row.id), it.session.signer_id)
    return [*made, events.ConclusionPublished(it.thing, it.row.id)]


async def _corrected(db: Db, actor: Actor, it: LockedText) -> list[Event]:
    return [events.MinutesCorrected(it.thing, it.row.id)]


_EFFECTS: Mapping[SessionTextKind, Callable[[Db, Actor, LockedText], Awaitable[list[Event]]]] = {
    SessionTextKind.announcement: _announced,
    SessionTextKind.minutes: _minuted,
    SessionTextKind.conclusion: _concluded,
    SessionTextKind.correction: _corrected,
}
