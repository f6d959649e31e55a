"""Reads of what is said of a session in its chair's name: drafts for their own side, published texts for all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, select

from forum import audience
from forum.actor import Actor
from forum.audience import Visibility
from forum.commitments.lines import LineView, lines_of_text
from forum.contact.models import ContactSession, SessionText
from forum.contact.queries.questions import Outcome, outcomes
from forum.contact.queries.sessions import SessionFrame, session_frame
from forum.contact.suggestions.draft import open_until
from forum.contact.suggestions.policy import may_open_draft
from forum.contact.texts import policy
from forum.contact.texts.facts import came, facts_in
from forum.contact.texts.policy import DRAFTING, SessionTextKind
from forum.contact.texts.ready import Missing, missing_for
from forum.contact.texts.record import Disposition, beside_of, dispositions_in
from forum.contributions.bylines import BYLINE
from forum.contributions.models import Contribution, OfficialText
from forum.contributions.official import Beside, digest_of, record_digest
from forum.contributions.official.policy import steps
from forum.contributions.official.queries import OfficialView, officials
from forum.contributions.policy import OfficialState
from forum.contributions.queries import TextView, known_texts, text_view
from forum.database import ReadDb
from forum.errors import NotFound
from forum.state import word_of
from forum.urls import url_for
from forum.words import Words
from moderation.values import Json

# The room's own action for each verb of an official text
ACTIONS = {
    "revise": "revise_text",
    "submit": "submit_text",
    "send_back": "send_back_text",
    "approve": "approve_text",
    "record_approval": "record_text_approval",
    "countersign": "countersign_text",
    "repudiate": "repudiate",
}
WAITS_FOR_WHAT_IS_MISSING = frozenset({"submit_text", "publish_text", "approve_text", "record_text_approval"})


@dataclass(frozen=True, slots=True)
class SessionTextView:
    """`beside` is what it published, or, on its own page, what it would publish now."""

    id: int
    kind: SessionTextKind
    session_id: int
    text: TextView
    way: OfficialView
    beside: Beside
    secretary: str
    attending: str
    old_words: str
    new_words: str

    @property
    def by(self) -> str:
        return self.text.author

    @property
    def title(self) -> Words:
        return word_of(self.kind)

    @property
    def url(self) -> str:
        return url_for("contact.session_text", self.id)

    @property
    def is_published(self) -> bool:
        return self.text.state == Visibility.published and self.way.is_published

    @property
    def is_correction(self) -> bool:
        return self.kind == SessionTextKind.correction

    @property
    def is_minutes(self) -> bool:
        return self.kind == SessionTextKind.minutes

    @property
    def is_conclusion(self) -> bool:
        return self.kind == SessionTextKind.conclusion

    @property
    def facts(self) -> tuple[tuple[Words, str], ...]:
        """What is said of the session beside the words, as it stands in the record."""
        return facts_in(self.beside) if self.beside and not self.is_correction else ()

    @property
    def came(self) -> tuple[tuple[Words, str], ...]:
        return came(self.beside)

    @property
    def dispositions(self) -> tuple[Disposition, ...]:
        return dispositions_in(self.beside)


@dataclass(frozen=True, slots=True)
class SessionTextPage:
    """`digest` is of all that will be published, for its approver; `is_stale`: it is no longer what was approved."""

    it: SessionTextView
    frame: SessionFrame
    digest: str
    missing: tuple[Missing, ...]
    is_stale: bool
    outcomes: tuple[Outcome, ...]
    lines: tuple[LineView, ...]
    can: frozenset[str]

    @property
    def url(self) -> str:
        return self.it.url

    @property
    def record(self) -> str:
        """The digest of what was recorded of its approval, for who confirms it."""
        return record_digest(self.it.way, self.it.text.files)


async def session_texts(db: ReadDb, actor: Actor, *where: ColumnElement[bool]) -> list[SessionTextView]:
    """Newest first, without those that were replaced. Two statements."""
    rows = (
        await db.execute(
            known_texts(select(Contribution, BYLINE, SessionText, OfficialText))
            .join(SessionText, SessionText.id == Contribution.id)
            .join(OfficialText, OfficialText.id == Contribution.id)
            .where(OfficialText.state != OfficialState.replaced, *where)
            .order_by(Contribution.id.desc()),
            audience.params(actor),
        )
    ).all()
    ways = await officials(db, [row.id for *_, row in rows])
    return [_view(text_view(actor, it, by), text, row, ways[row.id]) for it, by, text, row in rows]


def _view(text: TextView, it: SessionText, row: OfficialText, way: OfficialView) -> SessionTextView:
    return SessionTextView(
        id=it.id,
        kind=SessionTextKind(text.kind),
        session_id=it.session_id,
        text=text,
        way=way,
        beside=_approved(row) if way.is_published else {},
        secretary=it.secretary,
        attending=it.attending,
        old_words=it.old_words,
        new_words=it.new_words,
    )


def _approved(row: OfficialText) -> Mapping[str, Json]:
    beside = (row.approved_content or {}).get("beside")
    return beside if isinstance(beside, dict) else {}


async def texts_of(db: ReadDb, actor: Actor, session_id: int) -> list[SessionTextView]:
    found = await session_texts(db, actor, SessionText.session_id == session_id)
    return [one for one in found if one.text.tombstone is None]


async def published_words(db: ReadDb, session_ids: Sequence[int]) -> dict[int, list[str]]:
    """By session, the words of what is public in the chair's name."""
    rows = await db.execute(
        select(Contribution, SessionText.session_id)
        .join(SessionText, SessionText.id == Contribution.id)
        .where(SessionText.session_id.in_(session_ids), Contribution.visibility == Visibility.published)
        .order_by(Contribution.id)
    )
    found: dict[int, list[str]] = {}
    for it, session_id in rows:
        found.setdefault(session_id, []).append(it.text)
    return found


def newest(texts: Sequence[SessionTextView], kind: SessionTextKind) -> SessionTextView | None:
    """The published one, else the draft, where the reader may know of one."""
    of_kind = [one for one in texts if one.kind == kind]
    return next((one for one in of_kind if one.is_published), next(iter(of_kind), None))


async def with_record(db: ReadDb, it: SessionTextView) -> SessionTextView:
    """A draft with what it would publish beside its words now."""
    if it.way.is_published:
        return it
    session, text = await db.get_one(ContactSession, it.session_id), await db.get_one(SessionText, it.id)
    return replace(it, beside=await beside_of(db, session, text, it.kind))


async def session_text_page(db: ReadDb, actor: Actor, text_id: int) -> SessionTextPage:
    """Raises NotFound for what the actor may not read."""
    found = [
        one for one in await session_texts(db, actor, SessionText.id == text_id) if not one.text.tombstone
    ]
    if not found:
        raise NotFound
    (it,) = found
    it = await with_record(db, it)
    session = await db.get_one(ContactSession, it.session_id)
    digest = digest_of(it.text, it.way, it.beside)
    can = {ACTIONS[verb] for verb in steps(actor, it.way) if verb in ACTIONS}
    if policy.may_publish_text(actor, it.way, session, it.kind):
        can.add("publish_text")
    missing = await missing_for(db, actor.at, session, it.kind) if can else ()
    row = await db.get_one(OfficialText, text_id)
    is_stale = not it.way.is_published and row.approved_digest not in (None, digest)
    if missing:
        can -= WAITS_FOR_WHAT_IS_MISSING
    if is_stale:
        can -= {"publish_text", "countersign_text"}
    frame = await session_frame(db, actor, it.session_id)
    if policy.may_promise(actor, it.way, it.kind):
        can |= {"add_promise", "change_promise"}
    until = await open_until(db, actor.at, it.session_id) if it.is_minutes and can else None
    if may_open_draft(actor, it.way, it.kind, until):
        can.add("open_draft")
    shown = await outcomes(db, actor, it.dispositions)
    lines = await lines_of_text(db, text_id)
    return SessionTextPage(it, frame, digest, missing, is_stale, shown, lines, frozenset(can))


def drafting_steps(
    actor: Actor, session: policy.SignedSession, texts: Sequence[SessionTextView]
) -> frozenset[str]:
    """The texts that the actor may begin: one of a kind at a time, corrections any number."""
    drafts = [one for one in texts if not one.is_published and one.way.leader_id == session.signer_id]
    begun = {one.kind for one in drafts} - {SessionTextKind.correction}
    concluded = {one.kind for one in texts if one.is_conclusion and one.way.stands}
    return frozenset(
        DRAFTING[kind]
        for kind in SessionTextKind
        if kind not in begun | concluded and policy.may_draft_text(actor, session, kind)
    )
