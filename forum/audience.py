"""Who may read: the words of an audience, as SQL clause, as search filter, and as a pure twin.

A contribution is read when its audience and the actor's words overlap and it is published; while it is
in review, returned, rejected or hidden its author and the forum's moderators read it; an official draft
is read by its side alone (its audience column holds the side's words until it is published).
tests/contributions/test_audience.py proves the three equal.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, not_, or_

from forum.actor import Actor, Binding, Role

EVERYONE = "everyone"
MEMBERS = "members"
STAFF = "staff"
AUDITORS = "auditors"
SECRETARIAT = "secretariat"
MODERATORS = "moderators"

SHOWN = ("published",)
SIDE_ONLY = ("draft",)
JUDGED = ("in_review", "returned", "rejected", "interim_hidden", "hidden")
PLACE_KEPT = ("published", "interim_hidden", "hidden", "withdrawn")


def body(body_id: int) -> str:
    return f"body:{body_id}"


def leader(leader_id: int) -> str:
    return f"leader:{leader_id}"


def forum(forum_id: int) -> str:
    return f"forum:{forum_id}"


def moderators(forum_id: int) -> str:
    return f"moderators:{forum_id}"


def words_of(persona_id: int | None, bindings: Iterable[Binding]) -> frozenset[str]:
    """The audience words an actor has by being a member and by each binding in force."""
    words = {EVERYONE} if persona_id is None else {EVERYONE, MEMBERS}
    for b in bindings:
        words.update(_words_of_binding(b))
    return frozenset(words)


def _words_of_binding(b: Binding) -> list[str]:
    words: list[str] = []
    if b.role in (Role.body_officer, Role.body_head) and b.body_id is not None:
        words.append(body(b.body_id))
    if b.role in (Role.leader, Role.assistant) and b.leader_id is not None:
        words.append(leader(b.leader_id))
    if b.role == Role.moderator:
        words.append(moderators(b.forum_id) if b.forum_id is not None else MODERATORS)
    if b.role == Role.secretariat:
        words.append(SECRETARIAT)
    if b.role == Role.staff:
        words.append(STAFF)
    if b.role == Role.auditor:
        words.append(AUDITORS)
    return words


def shown_state(visibility: str, hidden_until: datetime | None, at: datetime) -> str:
    """By the clock: an interim hide that nobody confirmed in time is over, whether or not a job recorded it."""
    if visibility == "interim_hidden" and hidden_until is not None and hidden_until <= at:
        return "published"
    return visibility


def may_read(
    actor: Actor, *, audience: Iterable[str], visibility: str, persona_id: int, forum_id: int | None
) -> bool:
    """The pure twin of `clause`. `visibility` is the shown one, see shown_state."""
    if actor.persona_id is not None and actor.persona_id == persona_id:
        return True
    if visibility in SHOWN + SIDE_ONLY:
        return bool(actor.audiences & frozenset(audience))
    if visibility in JUDGED:
        return bool(actor.audiences & _judges(forum_id))
    return False


def _judges(forum_id: int | None) -> frozenset[str]:
    return frozenset({MODERATORS} if forum_id is None else {MODERATORS, moderators(forum_id)})


def clause(actor: Actor, table: Any) -> ColumnElement[bool]:
    """SQL for 'this actor may read the text'. `table` has audience, visibility, persona_id, forum_id."""
    words = sorted(actor.audiences)
    parts: list[ColumnElement[bool]] = [
        and_(_shown(actor, table), table.audience.overlap(words)),
    ]
    if MODERATORS in actor.audiences:
        parts.append(_judged(actor, table))
    moderated = sorted(int(w.split(":")[1]) for w in words if w.startswith("moderators:"))
    if moderated:
        parts.append(and_(_judged(actor, table), table.forum_id.in_(moderated)))
    if actor.persona_id is not None:
        parts.append(table.persona_id == actor.persona_id)
    return or_(*parts)


def _lapsed(actor: Actor, table: Any) -> ColumnElement[bool]:
    return and_(table.visibility == "interim_hidden", func.coalesce(table.hidden_until <= actor.at, false()))


def _shown(actor: Actor, table: Any) -> ColumnElement[bool]:
    return or_(table.visibility.in_(SHOWN + SIDE_ONLY), _lapsed(actor, table))


def _judged(actor: Actor, table: Any) -> ColumnElement[bool]:
    return and_(table.visibility.in_(JUDGED), not_(_lapsed(actor, table)))


def place_clause(actor: Actor, table: Any) -> ColumnElement[bool]:
    """SQL for 'this actor may know that something stands here': readable, or a tombstone of what was public.
    A text that was withdrawn before anyone read it leaves none."""
    was_shown = table.published_at.is_not(None)
    known = and_(table.visibility.in_(PLACE_KEPT), was_shown, table.audience.overlap(sorted(actor.audiences)))
    return or_(clause(actor, table), known)


def overlap_clause(actor: Actor, column: Any) -> ColumnElement[bool]:
    """SQL for official things that have an audience but no visibility (sessions, consultations)."""
    return column.overlap(sorted(actor.audiences)) if actor.audiences else false()


def search_filter(actor: Actor) -> frozenset[str]:
    """What the search engines filter by: only published texts are indexed, so the words suffice."""
    return actor.audiences
