"""Who may read a contribution: the audience rule as SQL clause, as search filter, and as a pure function.

A published contribution is readable if its audience and the actor's words overlap; one in review, returned,
rejected or hidden by its author and the forum's moderators; an official draft by its drafting side only
(its audience column holds that side's words until it is published).
tests/contributions/test_audience.py proves the three equal.
"""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    Date,
    DateTime,
    SQLColumnExpression,
    Text,
    and_,
    any_,
    bindparam,
    false,
    func,
    not_,
    or_,
)
from sqlalchemy.dialects.postgresql import ARRAY

from forum.actor import Actor, Binding, Role

EVERYONE = "everyone"
MEMBERS = "members"
STAFF = "staff"
AUDITORS = "auditors"
SECRETARIAT = "secretariat"
MODERATORS = "moderators"


class Visibility(StrEnum):
    """Public visibility of a text; contributions.policy.VISIBILITY has the transitions."""

    draft = "draft"
    in_review = "in_review"
    returned = "returned"
    rejected = "rejected"
    published = "published"
    interim_hidden = "interim_hidden"
    hidden = "hidden"
    withdrawn = "withdrawn"


# Readable by the audience and by moderators; others may know that it exists.
BY_AUDIENCE = frozenset({Visibility.published, Visibility.draft})
BY_JUDGES = frozenset(
    {
        Visibility.in_review,
        Visibility.returned,
        Visibility.rejected,
        Visibility.interim_hidden,
        Visibility.hidden,
    }
)
PLACE_HELD = frozenset(
    {Visibility.published, Visibility.interim_hidden, Visibility.hidden, Visibility.withdrawn}
)


def body(body_id: int) -> str:
    return f"body:{body_id}"


def leader(leader_id: int) -> str:
    return f"leader:{leader_id}"


def forum(forum_id: int) -> str:
    return f"forum:{forum_id}"


def moderators(forum_id: int) -> str:
    return f"moderators:{forum_id}"


def words_of(persona_id: int | None, bindings: Iterable[Binding]) -> frozenset[str]:
    """The audience words an actor has as a member and by each binding in force."""
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


def shown_state(visibility: Visibility, hidden_until: datetime | None, at: datetime) -> Visibility:
    """Derived from dates: an interim hide not confirmed in time is over, whether or not a job recorded it."""
    if visibility == Visibility.interim_hidden and hidden_until is not None and hidden_until <= at:
        return Visibility.published
    return visibility


def may_read(
    actor: Actor, *, audience: Iterable[str], visibility: Visibility, persona_id: int, forum_id: int | None
) -> bool:
    """The pure equivalent of `clause`. `visibility` is the shown one, see shown_state."""
    if actor.persona_id is not None and actor.persona_id == persona_id:
        return True
    if visibility in BY_AUDIENCE:
        return bool(actor.audiences & frozenset(audience))
    if visibility in BY_JUDGES:
        return bool(actor.audiences & _judges(forum_id))
    return False


def _judges(forum_id: int | None) -> frozenset[str]:
    return frozenset({MODERATORS} if forum_id is None else {MODERATORS, moderators(forum_id)})


# The clauses use bind parameters for the reader, filled by `params(actor)` on execution: built once, the SQL
# is the same for everybody. A statement executed without them fails; it never opens access.
READER = bindparam("reader_id", type_=BigInteger)
_WORDS = bindparam("reader_words", type_=ARRAY(Text))
TODAY = bindparam("reader_today", type_=Date)
AT = bindparam("reader_at", type_=DateTime(timezone=True))
# Of the reader's bindings: the bodies that they write or head, the leaders whose side they are on, the secretariat.
BODIES = bindparam("reader_bodies", type_=ARRAY(BigInteger))
LEADERS = bindparam("reader_leaders", type_=ARRAY(BigInteger))
IS_SECRETARIAT = bindparam("reader_is_secretariat", type_=Boolean)
# Whose official texts the reader approves: the bodies that they head, the leaders that they are.
HEADED = bindparam("reader_headed", type_=ARRAY(BigInteger))
LED = bindparam("reader_led", type_=ARRAY(BigInteger))
_JUDGES_ALL = bindparam("reader_judges_all", type_=Boolean)
_JUDGED_FORUMS = bindparam("reader_judged_forums", type_=ARRAY(BigInteger))


def params(actor: Actor) -> dict[str, object]:
    """Values of the parameters of this reader, as in `clause`, `place_clause` and `overlaps`."""
    return {
        "reader_id": actor.persona_id,
        "reader_words": sorted(actor.audiences),
        "reader_at": actor.at,
        "reader_today": actor.today,
        "reader_judges_all": MODERATORS in actor.audiences,
        "reader_judged_forums": sorted(
            int(word.split(":")[1]) for word in actor.audiences if word.startswith("moderators:")
        ),
        "reader_bodies": sorted(actor.bodies(Role.body_officer, Role.body_head)),
        "reader_leaders": sorted(actor.leaders(Role.leader, Role.assistant)),
        "reader_is_secretariat": actor.has(Role.secretariat),
        "reader_headed": sorted(actor.bodies(Role.body_head)),
        "reader_led": sorted(actor.leaders(Role.leader)),
    }


def moment(at: datetime) -> dict[str, object]:
    """Values of the parameters of a statement that asks for no reader, only for the time."""
    return {"reader_at": at}


@cache
def clause(table: Any) -> ColumnElement[bool]:
    """SQL for 'this reader may read the text'; execute with `params(actor)`. `table` has audience, visibility,
    hidden_until, persona_id, forum_id."""
    lapsed = and_(
        table.visibility == Visibility.interim_hidden, func.coalesce(table.hidden_until <= AT, false())
    )
    shown = or_(table.visibility.in_(BY_AUDIENCE), lapsed)
    judged = and_(table.visibility.in_(BY_JUDGES), not_(lapsed))
    judges = or_(_JUDGES_ALL, table.forum_id == any_(_JUDGED_FORUMS))
    return or_(and_(shown, table.audience.overlap(_WORDS)), and_(judged, judges), table.persona_id == READER)


@cache
def place_clause(table: Any) -> ColumnElement[bool]:
    """SQL for 'this reader may know that something was here': readable, or a tombstone of what was public. A
    text withdrawn before anyone read it leaves none. Execute with `params(actor)`."""
    was_shown = table.published_at.is_not(None)
    known = and_(table.visibility.in_(PLACE_HELD), was_shown, table.audience.overlap(_WORDS))
    return or_(clause(table), known)


@cache
def overlaps(column: SQLColumnExpression[list[str]]) -> ColumnElement[bool]:
    """SQL for official things with an audience but no visibility (sessions, consultations); execute with
    `params(actor)`."""
    return column.bool_op("&&")(_WORDS)


def search_filter(actor: Actor) -> frozenset[str]:
    """Filter for the search engines: only published texts are indexed, so audience words suffice."""
    return actor.audiences
