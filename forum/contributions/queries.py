"""Queries for texts with their authors, the reader's permitted steps, history, drafts and forums."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVarTuple

from sqlalchemy import ColumnElement, Select, bindparam, exists, func, literal_column, select, tuple_
from sqlalchemy.orm import aliased

from forum import audience
from forum.accounts.models import Persona
from forum.actor import Actor
from forum.audience import Visibility
from forum.contributions import policy
from forum.contributions.attached import files_for
from forum.contributions.bylines import BYLINE, Byline, note_of, with_note
from forum.contributions.masks import Masks, barred, in_force, marked_html, masked, masked_html
from forum.contributions.models import Contribution, Follow, Forum
from forum.contributions.policy import Channel, WithdrawalReason
from forum.database import ReadDb
from forum.days import deadline
from forum.deadlines.policy import DutyKind
from forum.deadlines.queries import due_by, duties_of
from forum.errors import NotFound
from forum.files.queries import FileView
from forum.thing import Thing
from forum.typed_text import stored_or_made
from forum.urls import url_for
from forum.words import NOTHING, Words, _, joined

PAGE = 20
MINE = 50
FOLLOWED = 100
Columns = TypeVarTuple("Columns")


@dataclass(frozen=True, slots=True)
class Tombstone:
    """The place of an unreadable text: its state, since when, by which rule, or why its author withdrew it."""

    state: Visibility
    at: datetime | None
    until: datetime | None
    rule: str | None
    because: WithdrawalReason | None = None

    @property
    def is_withdrawn(self) -> bool:
        return self.state == Visibility.withdrawn

    @property
    def is_interim(self) -> bool:
        return self.state == Visibility.interim_hidden


@dataclass(frozen=True, slots=True)
class TextView:
    """A text as one reader sees it: with bars where a passage is masked, of which `masks` are in force for this
    reader. Its author reads all of it. On a tombstone, title, text and html are empty."""

    id: int
    kind: str
    code: str | None
    title: str
    text: str
    html: str
    persona_id: int
    author: str
    author_note: Words | str
    on_behalf: str
    on_behalf_body_id: int | None  # the body that is named, where the author held a role there
    channel: Channel
    state: Visibility
    tombstone: Tombstone | None
    version: int
    text_version: int
    created_at: datetime
    published_at: datetime | None
    edited_at: datetime | None
    withdrawn_at: datetime | None
    withdrawn_because: WithdrawalReason | None
    restored_at: datetime | None
    endorsement_count: int
    reply_count: int
    forum_id: int | None
    subject: Thing | None
    is_mine: bool
    is_endorsed: bool
    can: frozenset[str]
    masks: Masks = ()
    files: tuple[FileView, ...] = ()
    enterer: str | None = None  # who typed what came by letter, by telephone or aloud

    def barred(self, words: str) -> str:
        """Words judged with this text, as its reader may see them."""
        return barred(words, self.masks)

    @property
    def is_confirmed_behalf(self) -> bool:
        """Whether it is written for a body: a name that its author alone states counts as no organisation."""
        return self.on_behalf_body_id is not None

    @property
    def thing(self) -> Thing:
        return Thing(self.kind, self.id)

    @property
    def byline(self) -> Words | str:
        """The author with what tells them apart from people of the same name."""
        return with_note(self.author, self.author_note)

    @property
    def is_published(self) -> bool:
        return self.state == Visibility.published

    @property
    def is_of_web(self) -> bool:
        return self.channel == Channel.web

    @property
    def is_in_review(self) -> bool:
        return self.state == Visibility.in_review

    @property
    def is_withdrawn(self) -> bool:
        return self.state == Visibility.withdrawn

    @property
    def keeps_answers(self) -> bool:
        """Whether what was officially answered to it is shown: a withdrawn text closes its own words alone."""
        return self.tombstone is None or self.is_withdrawn

    @property
    def is_returned(self) -> bool:
        return self.state == Visibility.returned


# What was officially answered to a text is found also once its author withdrew it.
KEEPS_ANSWERS = (Contribution.visibility == Visibility.published) | (
    (Contribution.visibility == Visibility.withdrawn) & Contribution.published_at.is_not(None)
)
# Each is a member's alone: who is not logged in need not be judged for each text.
VERBS = {"endorse": policy.may_endorse, "edit": policy.may_edit, "withdraw": policy.may_withdraw}


def known_texts(query: Select[*Columns]) -> Select[*Columns]:
    """Restrict `select(Contribution, BYLINE, …)` to what the reader may know of. Add the room's own joins,
    conditions and order; execute with `audience.params(actor)`, and pass the first two columns of each row to
    `text_view`."""
    return query.join(Persona, Persona.id == Contribution.persona_id).where(
        audience.place_clause(Contribution)
    )


TEXTS = known_texts(select(Contribution, BYLINE))
_OF_IDS = TEXTS.where(Contribution.id.in_(bindparam("ids", expanding=True)))


def _tombstone(c: Contribution, state: Visibility) -> Tombstone:
    return Tombstone(state, c.hidden_at or c.withdrawn_at, c.hidden_until, c.hidden_rule, c.withdrawn_because)


def text_view(actor: Actor, c: Contribution, by: Byline) -> TextView:
    """A text as the actor may see it; the one place that empties what may not be read."""
    readable = bool(policy.may_see(actor, c))
    state = audience.shown_state(c.visibility, c.hidden_until, actor.at)
    is_mine = actor.persona_id is not None and c.persona_id == actor.persona_id
    present = in_force(c.masks, actor.at)
    reads_all = is_mine and actor.reads_masked
    masks = () if reads_all else present
    title, text = masked(c.typed_title, c.typed_text, masks)
    return TextView(
        id=c.id,
        kind=c.kind,
        code=c.code,
        title=title if readable else "",
        text=text if readable else "",
        html=html_for(c, present, marks_only=reads_all) if readable else "",
        persona_id=c.persona_id,
        author=f"{by.title} {by.name}".strip(),
        author_note=note_of(by),
        on_behalf=barred(c.on_behalf, masks) if readable else "",
        on_behalf_body_id=c.on_behalf_body_id if readable else None,
        channel=c.channel,
        state=state,
        tombstone=None if readable else _tombstone(c, state),
        version=c.version,
        text_version=c.text_version,
        created_at=c.created_at,
        published_at=c.published_at,
        edited_at=c.edited_at if c.text_version > 1 else None,
        withdrawn_at=c.withdrawn_at,
        withdrawn_because=c.withdrawn_because,
        restored_at=c.restored_at,
        endorsement_count=c.endorsement_count,
        reply_count=c.reply_count,
        forum_id=c.forum_id,
        subject=Thing(c.subject_kind, c.subject_id) if c.subject_kind and c.subject_id else None,
        is_mine=is_mine,
        is_endorsed=by.is_endorsed,
        can=frozenset(verb for verb, may in VERBS.items() if actor.is_member and may(actor, c)),
        masks=masks,
        files=files_for(actor, c, by.files, is_mine=is_mine) if readable else (),
        enterer=by.enterer,
    )


class Typed(Protocol):
    """A contribution or one of its versions."""

    typed_title: str
    typed_text: str
    typed_html: str


def html_for(typed: Typed, masks: Masks, *, marks_only: bool = False) -> str:
    """A version's HTML with bars; for its author with the masked passages marked."""
    if not masks:
        return stored_or_made(typed.typed_html, typed.typed_text)
    return (marked_html if marks_only else masked_html)(typed.typed_title, typed.typed_text, masks)


async def texts(
    db: ReadDb, actor: Actor, *where: ColumnElement[bool], limit: int = PAGE, newest_first: bool = False
) -> list[TextView]:
    """Texts matching the conditions, oldest first; ask for one more than a page to detect a next page."""
    order = Contribution.id.desc() if newest_first else Contribution.id
    rows = await db.execute(TEXTS.where(*where).order_by(order).limit(limit), audience.params(actor))
    return [text_view(actor, it, by) for it, by in rows]


async def text_of(db: ReadDb, actor: Actor, contribution_id: int) -> TextView:
    """One text. Raises NotFound for what the actor may not know of."""
    row = (await db.execute(_OF_IDS, audience.params(actor) | {"ids": [contribution_id]})).one_or_none()
    if row is None:
        raise NotFound
    return text_view(actor, *row)


_it, _below = aliased(Contribution), aliased(Contribution)


async def masks_about(db: ReadDb, actor: Actor, things: Collection[Thing]) -> dict[Thing, Masks]:
    """The masks in force of texts that words about these things may quote: of the things themselves, of what
    they belong to, and of what belongs to them; without the actor's own."""
    about, under = tuple_(_it.kind, _it.id).in_(things), tuple_(_it.subject_kind, _it.subject_id).in_(things)
    over = tuple_(_below.kind, _below.id).in_(things)
    rows = await db.execute(
        select(_it.kind, _it.id, _it.subject_kind, _it.subject_id, _below.kind, _below.id, _it.masks)
        .outerjoin(_below, (_below.subject_kind == _it.kind) & (_below.subject_id == _it.id) & over)
        .where(
            _it.masks != literal_column("'[]'::jsonb"),
            _it.persona_id.is_distinct_from(actor.persona_id),
            about | under | _below.id.is_not(None),
        )
    )
    found: dict[Thing, Masks] = {}
    for kind, own_id, over_kind, over_id, below_kind, below_id, masks in rows:
        for name, thing_id in {(kind, own_id), (over_kind, over_id), (below_kind, below_id)}:
            if name is not None and thing_id is not None:
                thing = Thing(name, thing_id)
                found[thing] = found.get(thing, ()) + in_force(masks, actor.at)
    return found


async def judged_by(db: ReadDb, at: datetime, thing: Thing) -> datetime | None:
    """When the review of a waiting text is due; None for one that does not wait."""
    return due_by(await duties_of(db, at, [thing]), thing, DutyKind.review)


async def receipt(
    db: ReadDb, at: datetime, it: Contribution, noun: Words = NOTHING, shown: Words = _("Bài")
) -> Words:
    """The acknowledgement for an author: the text's code, and when its review is due."""
    at_once = it.visibility == Visibility.published and it.created_at == at
    due_at = None if at_once else await judged_by(db, at, Thing(it.kind, it.id))
    received = _("Đã nhận.")
    if it.code:
        named = _("Đã nhận {what}, mã số {code}.", what=noun, code=it.code)
        received = _("Đã nhận, mã số {code}.", code=it.code) if noun is NOTHING else named
    if due_at is None:
        return joined([received, _("{what} đã được đăng.", what=shown)])
    return joined([received, _("Thời hạn duyệt: {due_at}.", due_at=deadline(due_at))])


async def texts_below(db: ReadDb, thing: Thing) -> tuple[Thing, ...]:
    """Replies, remarks and answers of a thing, whatever their state."""
    rows = await db.execute(
        select(Contribution.kind, Contribution.id).where(
            Contribution.subject_kind == thing.kind, Contribution.subject_id == thing.id
        )
    )
    return tuple(Thing(row.kind, row.id) for row in rows)


async def texts_by_id(db: ReadDb, actor: Actor, ids: Sequence[int]) -> dict[int, TextView]:
    if not ids:
        return {}
    rows = await db.execute(_OF_IDS, audience.params(actor) | {"ids": ids})
    return {it.id: text_view(actor, it, by) for it, by in rows}


@dataclass(frozen=True, slots=True)
class ForumLine:
    id: int
    title: str
    summary: str
    section_code: str | None
    url: str


_STANDING = select(Forum).where(Forum.kind == "standing").order_by(Forum.id)
_OVERLAPS = audience.overlaps(Forum.audience)


async def forums_open(db: ReadDb, actor: Actor) -> list[ForumLine]:
    """The standing forums that the actor may read."""
    return _forum_lines(await db.scalars(_STANDING.where(_OVERLAPS), audience.params(actor)))


async def standing_forums(db: ReadDb) -> list[ForumLine]:
    return _forum_lines(await db.scalars(_STANDING))


def _forum_lines(rows: Iterable[Forum]) -> list[ForumLine]:
    return [
        ForumLine(it.id, it.title, it.summary, it.section_code, url_for("threads.forum", it.id, slug=it.slug))
        for it in rows
    ]


async def is_following(db: ReadDb, actor: Actor, thing: Thing) -> bool:
    if actor.persona_id is None:
        return False
    return await db.get(Follow, (thing.kind, thing.id, actor.persona_id)) is not None


async def followers(db: ReadDb, thing: Thing) -> list[int]:
    rows = await db.scalars(
        select(Follow.persona_id).where(Follow.thing_kind == thing.kind, Follow.thing_id == thing.id)
    )
    return list(rows.all())


async def published_count(db: ReadDb, actor: Actor, *where: ColumnElement[bool]) -> int:
    return (
        await db.scalar(
            select(func.count()).select_from(Contribution).where(audience.clause(Contribution), *where),
            audience.params(actor),
        )
        or 0
    )


_MINE = (
    select(Contribution.kind, Contribution.id)
    .where(Contribution.persona_id == audience.READER, Contribution.kind != policy.NAME)
    .order_by(Contribution.id.desc())
    .limit(MINE + 1)
)
_MINE_AFTER = _MINE.where(Contribution.id < bindparam("after"))


async def my_texts(db: ReadDb, actor: Actor, after: int | None = None) -> list[Thing]:
    """What the actor wrote, newest first, or after the text of that id. MINE + 1 when there is a next page."""
    query = _MINE if after is None else _MINE_AFTER
    rows = await db.execute(query, audience.params(actor) | {"after": after})
    return [Thing(r.kind, r.id) for r in rows]


_is_own = exists().where(
    Contribution.id == Follow.thing_id,
    Contribution.kind == Follow.thing_kind,
    Contribution.persona_id == audience.READER,
)
_FOLLOWED = (
    select(Follow.thing_kind, Follow.thing_id)
    .where(Follow.persona_id == audience.READER, ~_is_own)
    .order_by(Follow.at.desc())
    .limit(FOLLOWED)
)


async def follows_of(db: ReadDb, actor: Actor) -> list[Thing]:
    """What the actor follows, the latest first, but what is among the actor's own texts."""
    rows = await db.execute(_FOLLOWED, audience.params(actor))
    return [Thing(r.thing_kind, r.thing_id) for r in rows]
