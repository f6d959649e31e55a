"""Opening the draft of the minutes to those who asked, their suggestions, and what the secretariat makes of each.

Lock order: session → draft → official row → suggestion's text → suggestion.
"""

from dataclasses import dataclass
from datetime import timedelta

from pydantic import BaseModel

from forum import audience
from forum.actor import Actor, require
from forum.clock import end_of_day, local_date
from forum.contact import events
from forum.contact.models import ContactSession, MinutesSuggestion, Series, SessionText
from forum.contact.suggestions import policy
from forum.contact.suggestions.draft import minutes_until, open_until, paragraphs_of, people_of, window_for
from forum.contact.suggestions.policy import SuggestionOutcome
from forum.contact.texts.actions import RevisedText
from forum.contact.texts.actions.approving import LockedText, change_words, lock_text
from forum.contact.texts.policy import SessionTextKind
from forum.contributions import official
from forum.contributions.actions import NewText, submit
from forum.contributions.actions.writing import announce
from forum.contributions.models import Contribution
from forum.contributions.policy import may_see
from forum.database import Db, load
from forum.days import vndate
from forum.deadlines import duties
from forum.deadlines.policy import DutyKind, Owner, OwnerKind
from forum.errors import Invalid
from forum.fields import Day, Reason
from forum.journal import record
from forum.thing import Thing
from forum.words import _


class Opening(BaseModel):
    """The last day on which corrections may be suggested."""

    until_on: Day


class Suggestion(BaseModel):
    """`place` is the number of a paragraph of the draft; `text` what it should say, and why."""

    place: int
    text: Reason


class Refused(BaseModel):
    reason: Reason


async def open_draft(db: Db, actor: Actor, text_id: int, opening: Opening) -> SessionText:
    """To those whose questions the session dealt with, until the end of a day before that of the minutes."""
    it = await lock_text(db, actor, text_id)
    standing = await open_until(db, actor.at, it.session.id)
    require(policy.may_open_draft(actor, it.approved.row, it.kind, standing))
    due_at = await minutes_until(db, actor.at, it.session.id)
    if opening.until_on <= actor.today:
        raise Invalid("until_on", _("Ngày cuối phải sau hôm nay."))
    if due_at is not None and opening.until_on >= local_date(due_at):
        last = vndate(local_date(due_at) - timedelta(days=1))
        raise Invalid(
            "until_on",
            _(
                "Để kịp công bố biên bản, ngày cuối là {last} hoặc sớm hơn.",
                last=last,
            ),
        )
    people = await people_of(db, it.session.id)
    if not people:
        raise Invalid("", _("Kỳ tiếp xúc không có người hỏi nào để lấy ý kiến."))
    until = end_of_day(opening.until_on)
    owners = [Owner(OwnerKind.persona, one) for one in people]
    await duties.open_to(db, actor, it.thing, DutyKind.suggest, owners, until)
    it.session.version += 1
    await record(db, actor, events.DraftOpened(it.thing, text_id, tuple(people), until))
    return it.row


async def suggest(db: Db, actor: Actor, session_id: int, new: Suggestion) -> Contribution:
    """Read by the chair's side, the secretariat and its author alone; judged before, as every text."""
    session = await load(db, ContactSession, session_id, lock=True)
    window = await window_for(db, actor, session_id)
    require(policy.may_suggest(actor, session, is_asked=window is not None))
    draft, text = await _draft_of(db, session_id)
    places = dict(enumerate(paragraphs_of(draft.text, text.attending)))
    if not places.get(new.place):
        raise Invalid("place", _("Đề nghị chọn một đoạn của dự thảo."))
    series = await load(db, Series, session.series_id)
    thing = Thing("session", session_id)
    readers = frozenset({audience.SECRETARIAT, audience.leader(session.signer_id)})
    words = NewText("suggestion", new.text, readers, forum_id=series.forum_id, subject=thing, of_right=True)
    it = await submit(db, actor, words)
    row = MinutesSuggestion(
        id=it.id, text_id=text.id, text_version=draft.text_version, place=places[new.place]
    )
    db.add(row)
    await announce(db, actor, it, events.CorrectionSuggested(thing, it.id))
    return it


async def _draft_of(db: Db, session_id: int) -> tuple[Contribution, SessionText]:
    where = (*official.drafts_on("session", [session_id]), Contribution.kind == SessionTextKind.minutes)
    draft = next(iter(await official.lock_all(db, *where)), None)
    if draft is None:
        raise Invalid("", _("Dự thảo biên bản không còn mở để đề nghị sửa."))
    return draft.text, await load(db, SessionText, draft.text.id)


@dataclass(frozen=True, slots=True)
class _Locked:
    draft: LockedText
    text: Contribution
    row: MinutesSuggestion


async def _locked(db: Db, actor: Actor, suggestion_id: int) -> _Locked:
    require(may_see(actor, await load(db, Contribution, suggestion_id)))
    text_id = (await load(db, MinutesSuggestion, suggestion_id)).text_id
    draft = await lock_text(db, actor, text_id)
    text = await load(db, Contribution, suggestion_id, lock=True)
    return _Locked(draft, text, await load(db, MinutesSuggestion, suggestion_id, lock=True))


def _decide(actor: Actor, it: _Locked, outcome: SuggestionOutcome, reason: str = "") -> None:
    it.row.outcome, it.row.reason = outcome, reason
    it.row.decided_by, it.row.decided_at = actor.persona_id, actor.at
    it.text.version += 1


async def accept_suggestion(
    db: Db, actor: Actor, suggestion_id: int, draft: RevisedText
) -> MinutesSuggestion:
    """With the change of the draft that it leads to. Raises Invalid where the draft stays as it is."""
    it = await _locked(db, actor, suggestion_id)
    text = it.draft.approved.text
    require(policy.may_accept_suggestion(actor, it.draft.approved.row, it.row, it.text.shown_at(actor.at)))
    stood = RevisedText.of(text.text_version, text.text, it.draft.row)
    draft.require_seen(stood)
    if (draft.text, draft.attending) == (stood.text, stood.attending):
        raise Invalid("text", _("Đề nghị sửa dự thảo theo đề nghị này trước khi lưu."))
    happened = await change_words(db, actor, it.draft, draft)
    _decide(actor, it, SuggestionOutcome.accepted)
    await record(db, actor, happened, events.SuggestionAccepted(it.draft.thing, suggestion_id))
    return it.row


async def refuse_suggestion(db: Db, actor: Actor, suggestion_id: int, refused: Refused) -> MinutesSuggestion:
    it = await _locked(db, actor, suggestion_id)
    require(policy.may_refuse_suggestion(actor, it.draft.approved.row, it.row, it.text.shown_at(actor.at)))
    _decide(actor, it, SuggestionOutcome.refused, refused.reason)
    await record(db, actor, events.SuggestionRefused(it.draft.thing, suggestion_id, refused.reason))
    return it.row
