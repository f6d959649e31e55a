"""Reads of suggested corrections of the minutes, and of the draft as those read it to whom it was opened."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, select

from forum import audience
from forum.actor import Actor, Role, require
from forum.contact.models import MinutesSuggestion, SessionText
from forum.contact.policy import RECORDED
from forum.contact.queries.questions import Outcome, outcomes
from forum.contact.queries.sessions import SessionFrame, session_frame
from forum.contact.suggestions import policy
from forum.contact.suggestions.draft import open_until, paragraphs_of, window_for
from forum.contact.suggestions.policy import SuggestionOutcome
from forum.contact.texts.policy import SessionTextKind
from forum.contact.texts.queries import SessionTextView, session_texts, with_record
from forum.contributions.bylines import BYLINE
from forum.contributions.models import Contribution, OfficialText
from forum.contributions.official.policy import may_draft
from forum.contributions.policy import OfficialState
from forum.contributions.queries import TextView, known_texts, text_view
from forum.database import ReadDb
from forum.errors import NotFound
from forum.urls import url_for

MAX_SHOWN = 200


@dataclass(frozen=True, slots=True)
class SuggestionView:
    """`place` is the paragraph that it is about, as it stood then."""

    text: TextView
    place: str
    outcome: SuggestionOutcome | None
    reason: str
    decided_at: datetime | None
    can: frozenset[str]


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Of one session, as far as the reader may know of them. `open_until`: the draft is open, and `is_asked` the reader
    to suggest corrections."""

    views: tuple[SuggestionView, ...] = ()
    open_until: datetime | None = None
    is_asked: bool = False

    @property
    def is_shown(self) -> bool:
        return bool(self.views) or self.open_until is not None


NONE = Suggestions()


@dataclass(frozen=True, slots=True)
class OpenDraft:
    """`places` are its paragraphs by number."""

    frame: SessionFrame
    it: SessionTextView
    open_until: datetime | None
    outcomes: tuple[Outcome, ...]
    mine: tuple[SuggestionView, ...]

    @property
    def url(self) -> str:
        return url_for("contact.open_minutes", self.frame.line.id)

    @property
    def can(self) -> frozenset[str]:
        return frozenset({"suggest"})

    @property
    def places(self) -> list[tuple[int, str]]:
        return [
            (number, one)
            for number, one in enumerate(paragraphs_of(self.it.text.text, self.it.attending))
            if one
        ]


async def suggestions_of(db: ReadDb, actor: Actor, session: SessionFrame) -> Suggestions:
    """Visitors, and sessions whose minutes nobody drafts yet, have none: no statement. Else three."""
    if actor.persona_id is None or session.state not in RECORDED:
        return NONE
    views = await suggestion_views(db, actor, SessionText.session_id == session.line.id)
    works = may_draft(actor, session.signer_id, None) or actor.for_leader(session.signer_id, Role.leader)
    mine = await window_for(db, actor, session.line.id)
    until = await open_until(db, actor.at, session.line.id) if works else None
    return Suggestions(tuple(views), until or (mine.due_at if mine else None), mine is not None)


async def suggestion_views(db: ReadDb, actor: Actor, *where: ColumnElement[bool]) -> list[SuggestionView]:
    """Oldest first. One statement."""
    rows = await db.execute(
        known_texts(select(Contribution, BYLINE, MinutesSuggestion, OfficialText))
        .join(MinutesSuggestion, MinutesSuggestion.id == Contribution.id)
        .join(SessionText, SessionText.id == MinutesSuggestion.text_id)
        .join(OfficialText, OfficialText.id == SessionText.id)
        .where(*where)
        .order_by(Contribution.id)
        .limit(MAX_SHOWN),
        audience.params(actor),
    )
    views = [_view(actor, text_view(actor, it, by), row, draft) for it, by, row, draft in rows]
    return [one for one in views if one.text.tombstone is None]


def _view(actor: Actor, text: TextView, row: MinutesSuggestion, draft: OfficialText) -> SuggestionView:
    asked = {
        "accept_suggestion": policy.may_accept_suggestion(actor, draft, row, text.state),
        "refuse_suggestion": policy.may_refuse_suggestion(actor, draft, row, text.state),
    }
    can = frozenset(verb for verb, may in asked.items() if may)
    return SuggestionView(text, row.place, row.outcome, row.reason, row.decided_at, can)


async def one_suggestion(db: ReadDb, actor: Actor, suggestion_id: int) -> SuggestionView:
    """Raises NotFound for what the actor may not read."""
    for found in await suggestion_views(db, actor, MinutesSuggestion.id == suggestion_id):
        return found
    raise NotFound


async def open_draft_page(db: ReadDb, actor: Actor, session_id: int) -> OpenDraft:
    """Raises NotFound for whom the draft is not open to."""
    frame = await session_frame(db, actor, session_id)
    window = await window_for(db, actor, session_id)
    require(policy.may_read_draft(actor, frame.line, is_asked=window is not None))
    draft = await _draft_of(db, session_id)
    reader = replace(actor, audiences=actor.audiences | frozenset(draft.audience))
    (it,) = await session_texts(db, reader, SessionText.id == draft.id)
    it = replace(await with_record(db, it), text=replace(it.text, files=()))  # whose files are the office's
    assert window is not None
    mine = await suggestion_views(
        db, actor, SessionText.session_id == session_id, Contribution.persona_id == actor.persona_id
    )
    shown = await outcomes(db, actor, it.dispositions)
    return OpenDraft(frame, it, window.due_at, shown, tuple(mine))


async def _draft_of(db: ReadDb, session_id: int) -> Contribution:
    found = await db.scalar(
        select(Contribution)
        .join(SessionText, SessionText.id == Contribution.id)
        .join(OfficialText, OfficialText.id == Contribution.id)
        .where(
            SessionText.session_id == session_id,
            Contribution.kind == SessionTextKind.minutes,
            OfficialText.state.notin_((OfficialState.replaced, OfficialState.published)),
        )
    )
    if found is None:
        raise NotFound
    return found
