"""The desk's queue: cases told apart by kind, place, first words, author, time left and what to look at.

The same statements for any number of cases: a page of them, and counts of all that wait.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, func, select

from forum import kinds
from forum.accounts.queries import persona_labels
from forum.actor import Actor, Role, require
from forum.audience import Visibility
from forum.clock import start_of_day
from forum.contributions.models import Contribution, Forum, Revision
from forum.contributions.policy import NAME
from forum.database import ReadDb
from forum.days import hours_left
from forum.desk import policy
from forum.desk.exclusions import Exclusions, exclusions_of
from forum.desk.hints import Hint, hints
from forum.desk.panels import panel_of, words_of
from forum.desk.under_review import Revisions, revisions_of, texts_of
from forum.rendering import excerpt
from forum.state import word_of
from forum.thing import Card, Thing
from forum.urls import url_for
from forum.words import Words
from moderation import queries as cases
from moderation import queue as waiting
from moderation.queue import QueueAfter, QueueFilter
from moderation.values import CaseReason, CaseState

QUEUE_LENGTH = 20
REFUSED = (Visibility.rejected, Visibility.hidden)


@dataclass(frozen=True, slots=True)
class AuthorHistory:
    """What the author wrote before: how many texts in all, how many are public, how many were refused."""

    total_count: int = 0
    published_count: int = 0
    refused_count: int = 0

    @property
    def is_first(self) -> bool:
        return self.total_count <= 1


@dataclass(frozen=True, slots=True)
class QueueLine:
    case: cases.CaseRow
    noun: Words
    code: str | None
    title: str
    place: str
    first_words: str
    author: str
    history: AuthorHistory
    hints: tuple[Hint, ...]
    is_public: bool
    left: Words
    url: str
    is_mine: bool
    is_urgent: bool

    @property
    def shows_reported(self) -> bool:
        """A reported text that everybody still reads."""
        return self.is_public and self.case.reason in (CaseReason.flag, CaseReason.order)

    @property
    def is_taken(self) -> bool:
        return self.case.state != CaseState.queued


@dataclass(frozen=True, slots=True)
class QueueView:
    """`is_of_member`: an independent member reads it, whom the counts of the whole queue do not concern."""

    lines: tuple[QueueLine, ...]
    queue: waiting.Queue
    only: QueueFilter
    decided_today_count: int
    excluded: Exclusions
    is_of_member: bool

    @property
    def second_count(self) -> int:
        return sum(one.count for one in self.queue.counts if one.state == CaseState.second)

    def count_of(self, only: QueueFilter) -> int:
        """How many cases wait under that filter."""
        return sum(
            one.count
            for one in self.queue.counts
            if only.kind in (None, one.kind)
            and only.reason in (None, one.reason)
            and only.state in (None, one.state)
        )


async def queue_page(
    db: ReadDb,
    actor: Actor,
    after: QueueAfter | None = None,
    only: QueueFilter = QueueFilter(),
) -> QueueView:
    """Open cases in the actor's forums: what people wait for now, then by deadline. An independent member sees those
    that fall to one."""
    require(policy.may_open_desk(actor))
    assert actor.persona_id is not None  # may_open_desk ensures it
    urgent = await kinds.urgent_things(db)
    first = frozenset((one.kind, one.id) for one in urgent)
    found = await waiting.queue(db, forums_of(actor), actor.at, after, QUEUE_LENGTH, only, first)
    texts = await texts_of(db, [row.subject.id for row in found.rows])
    revisions = await revisions_of(db, found.rows)
    rows = [row for row in found.rows if row.subject.id in texts]
    is_of_member = not actor.has(Role.moderator)
    if is_of_member:
        rows = [row for row in rows if await _falls_to(db, actor, row, texts, revisions)]
    lines = await _lines(db, actor, rows, texts, revisions, urgent)
    today = start_of_day(actor.today)
    decided_count = await waiting.decided_since(db, actor.persona_id, today)
    excluded = await exclusions_of(db, actor, rows, texts, revisions)
    return QueueView(lines, found, only, decided_count, excluded, is_of_member)


def forums_of(actor: Actor) -> frozenset[int] | None:
    """The forums whose cases the actor may see; None for all."""
    moderated = [one.forum_id for one in actor.bindings if one.role == Role.moderator]
    if not moderated or None in moderated:
        return None
    return frozenset(one for one in moderated if one is not None)


async def _lines(
    db: ReadDb,
    actor: Actor,
    rows: Sequence[cases.CaseRow],
    texts: dict[int, Contribution],
    revisions: Revisions,
    urgent: Collection[Thing],
) -> tuple[QueueLine, ...]:
    untitled = [row for row in rows if not revisions[row.subject.id, row.subject.version].typed_title]
    cards = await kinds.cards(db, actor, [Thing(row.subject.kind, row.subject.id) for row in untitled])
    authors = {texts[row.subject.id].persona_id for row in rows}
    labels, histories = await persona_labels(db, authors), await histories_of(db, authors)
    forums = await _forum_titles(db, {it.forum_id for it in texts.values() if it.forum_id})
    return tuple(
        _line(
            actor,
            row,
            texts[row.subject.id],
            revisions[row.subject.id, row.subject.version],
            cards.get(Thing(row.subject.kind, row.subject.id)),
            forums.get(row.forum_id or 0, ""),
            labels[texts[row.subject.id].persona_id].name,
            histories.get(texts[row.subject.id].persona_id, AuthorHistory()),
            is_urgent=Thing(row.subject.kind, row.subject.id) in urgent,
        )
        for row in rows
    )


def _line(
    actor: Actor,
    row: cases.CaseRow,
    it: Contribution,
    revision: Revision,
    card: Card | None,
    forum: str,
    author: str,
    history: AuthorHistory,
    *,
    is_urgent: bool,
) -> QueueLine:
    above = str(card.title) if card is not None and not revision.typed_title else ""
    return QueueLine(
        case=row,
        noun=kinds.KINDS[it.kind].word,
        code=it.code,
        title=revision.typed_title or above or excerpt(revision.typed_text, 80),
        place=forum,
        first_words=excerpt(revision.typed_text, 140),
        author=author,
        history=history,
        hints=hints(words_of(revision)),
        is_public=it.visibility == Visibility.published,
        left=hours_left(row.deadline_at, actor.at),
        url=url_for("moderation.case", row.id),
        is_urgent=is_urgent,
        is_mine=row.state == CaseState.claimed and row.claimed_by == actor.persona_id,
    )


_HISTORIES = (
    select(
        Contribution.persona_id,
        func.count(),
        func.count().filter(Contribution.visibility == Visibility.published),
        func.count().filter(Contribution.visibility.in_(REFUSED)),
    )
    .where(Contribution.persona_id.in_(bindparam("persona_ids", expanding=True)), Contribution.kind != NAME)
    .group_by(Contribution.persona_id)
)


async def histories_of(db: ReadDb, persona_ids: set[int]) -> dict[int, AuthorHistory]:
    rows = await db.execute(_HISTORIES, {"persona_ids": persona_ids})
    return {persona_id: AuthorHistory(*counts) for persona_id, *counts in rows}


_FORUMS = select(Forum.id, Forum.title).where(Forum.id.in_(bindparam("forum_ids", expanding=True)))


async def _forum_titles(db: ReadDb, forum_ids: set[int]) -> dict[int, str]:
    rows = await db.execute(_FORUMS, {"forum_ids": forum_ids})
    return {row.id: row.title for row in rows}


async def _falls_to(
    db: ReadDb,
    actor: Actor,
    row: cases.CaseRow,
    texts: dict[int, Contribution],
    revisions: Revisions,
) -> bool:
    it = texts[row.subject.id]
    revision = revisions[it.id, row.subject.version]
    return (await panel_of(db, actor, it, revision, row.facts)).needs_member


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter of the queue, by what the cases have in common."""

    words: Words
    only: QueueFilter
    count: int
    is_chosen: bool


def chips_of(view: QueueView) -> tuple[Chip, ...]:
    """Kinds that wait, most first; then reports, reviews, and what awaits a second person."""
    waiting_kinds = {one.kind for one in view.queue.counts}
    names = sorted(waiting_kinds, key=lambda kind: (-view.count_of(QueueFilter(kind=kind)), kind))
    offered = [(kinds.KINDS[name].word, QueueFilter(kind=name)) for name in names]
    offered += [
        (word_of(reason), QueueFilter(reason=reason))
        for reason in (CaseReason.flag, CaseReason.order, CaseReason.appeal)
    ]
    offered.append((word_of(CaseState.second), QueueFilter(state=CaseState.second)))
    return tuple(
        Chip(words, only, count, view.only == only)
        for words, only in offered
        if (count := view.count_of(only)) or view.only == only
    )
