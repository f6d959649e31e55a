"""Whether what people read today is what the audit chain says: each thing against its last act, each decision and
approval against all of theirs."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from sqlalchemy import select

from forum import journal
from forum.audience import Visibility
from forum.contributions.events import Judged
from forum.contributions.models import Contribution, OfficialText
from forum.contributions.official.events import OfficialPublished
from forum.contributions.policy import OfficialState
from forum.contributions.proofs import FORMER
from forum.database import ReadDb
from forum.desk.enforcement import grounds_agree
from forum.desk.events import PayloadErased, ProofsStarted, ReasonMasked
from forum.desk.linking import next_ids
from forum.thing import Thing
from moderation.chain import BATCH, canonical
from moderation.models import Decision
from moderation.values import Json

DECISION = "decision"
Code = Literal["differs", "gone", "unlinked", "approval_differs"]


@dataclass(frozen=True, slots=True)
class Flaw:
    """`n` is the act that says otherwise; 0 where there is none, or where it is yet to be linked."""

    code: Code
    thing: Thing
    n: int = 0


@dataclass(frozen=True, slots=True)
class Count:
    """Of a kind: how many there are, and how many the chain knows of."""

    kind: str
    standing: int
    linked: int


@dataclass(frozen=True, slots=True)
class Proved:
    """`has_begun` is False for an installation whose worker never ran since it learnt to prove: what has no act at all
    is no flaw then."""

    flaws: tuple[Flaw, ...]
    counts: tuple[Count, ...]
    has_begun: bool


@dataclass(slots=True)
class _Last:
    """The newest act about a thing; without `stands` nothing is known of what people read after it."""

    event_id: int
    n: int
    stands: str | None


@dataclass(slots=True)
class Acts:
    """What the walk over the chain notes of each act."""

    last: dict[Thing, _Last] = field(default_factory=dict)
    grounds: dict[int, list[tuple[int, str]]] = field(default_factory=dict)
    approved: dict[int, tuple[int, str]] = field(default_factory=dict)
    erased_decisions: set[Thing] = field(default_factory=set)
    masked: set[int] = field(
        default_factory=set
    )  # texts that repeat a masked reason; their last act proves them
    has_begun: bool = False

    def note(self, kind: str, payload: Mapping[str, Json] | None, n: int) -> None:
        match payload or {}:
            case {"thing": [str(of), int(thing_id)], **rest}:
                thing, stands = Thing(of, thing_id), rest.get(journal.STANDS)
            case _:
                return
        event_id = int(str(rest.get("event_id") or rest.get(journal.AFTER) or 0))
        match rest:
            case {"about": [str(of), int(thing_id)]} if kind == _ERASED:
                thing, stands = Thing(of, thing_id), None
                self.erased_decisions.add(thing)
        if kind == _BEGUN:
            self.has_begun = True
        known = self.last.get(thing)
        if thing.kind in journal.PROVEN and (known is None or known.event_id <= event_id):
            self.last[thing] = _Last(event_id, n, str(stands) if stands else None)
        self._note_more(kind, thing, rest, n)

    def _note_more(self, kind: str, thing: Thing, rest: Mapping[str, Json], n: int) -> None:
        match rest:
            case {"decision_id": int(decision_id), "grounds": str(grounds)} if kind == _JUDGED:
                self.grounds.setdefault(decision_id, []).append((n, grounds))
            case {"digest": str(digest)} if kind == _PUBLISHED:
                self.approved[thing.id] = (n, digest)
            case {"mask_id": int()} if kind == _MASKED:
                self.masked.add(thing.id)


_JUDGED, _PUBLISHED = journal.name_of(Judged), journal.name_of(OfficialPublished)
_MASKED = journal.name_of(ReasonMasked)
_ERASED, _BEGUN = journal.name_of(PayloadErased), journal.name_of(ProofsStarted)


async def prove(db: ReadDb, acts: Acts) -> Proved:
    """Compare everything with what the walk noted. Reads in batches; the same transaction as the walk."""
    flaws: list[Flaw] = []
    counts = [await _things_of(db, kind, acts, flaws) for kind in journal.PROVEN]
    flaws += [Flaw("gone", thing, last.n) for thing, last in sorted(acts.last.items()) if last.stands]
    await _approvals(db, acts, flaws)
    counts.append(await _decisions(db, acts, flaws))
    return Proved(tuple(flaws), tuple(one for one in counts if one.standing or one.linked), acts.has_begun)


async def _things_of(db: ReadDb, kind: str, acts: Acts, flaws: list[Flaw]) -> Count:
    """Takes what it finds off the list, so that what is left there is gone."""
    linked = sum(thing.kind == kind for thing in acts.last)
    standing, after = 0, 0
    while ids := await next_ids(db, kind, after):
        contents = await journal.PROVEN[kind](db, ids)
        for thing_id in ids:
            thing = Thing(kind, thing_id)
            last, content = acts.last.pop(thing, None), contents.get(thing_id)
            standing += content is not None and is_out(content)
            if flaw := _flaw(thing, last, content, acts.has_begun):
                flaws.append(flaw)
        after = ids[-1]
    return Count(kind, standing, linked)


def is_out(content: Mapping[str, Json]) -> bool:
    """Whether it has left its drafting side: of a draft the chain says nothing."""
    return content.get("visibility") != str(Visibility.draft)


def _flaw(
    thing: Thing, last: _Last | None, content: Mapping[str, Json] | None, has_begun: bool
) -> Flaw | None:
    if last is None:
        missed = content is not None and is_out(content) and has_begun
        return Flaw("unlinked", thing) if missed else None
    if last.stands is None or (content is not None and _agrees(last.stands, content)):
        return None
    return Flaw("differs", thing, last.n)


def _agrees(stands: str, content: Mapping[str, Json]) -> bool:
    """Acts that an earlier version of the program recorded say nothing of former versions of a text."""
    as_it_was = {name: value for name, value in content.items() if name != FORMER}
    return journal.agrees(stands, content) or journal.agrees(stands, as_it_was)


async def _approvals(db: ReadDb, acts: Acts, flaws: list[Flaw]) -> None:
    """What was approved under a name is what stands there, and what was recorded to be published."""
    read = (OfficialText.id, OfficialText.approved_digest, OfficialText.approved_content)
    texts = (Contribution.kind, Contribution.typed_title, Contribution.typed_text)
    after = 0
    while rows := (
        await db.execute(
            select(*read, *texts)
            .join(Contribution, Contribution.id == OfficialText.id)
            .where(OfficialText.state == OfficialState.published, OfficialText.id > after)
            .order_by(OfficialText.id)
            .limit(BATCH)
        )
    ).all():
        for row in rows:
            n, published = acts.approved.get(row.id, (0, row.approved_digest))
            content = row.approved_content or {}
            is_same = (content.get("title"), content.get("text")) == (row.typed_title, row.typed_text)
            is_approved = is_same and hashlib.sha256(canonical(content)).hexdigest() == row.approved_digest
            if not ((is_approved or row.id in acts.masked) and row.approved_digest == published):
                flaws.append(Flaw("approval_differs", Thing(row.kind, row.id), n))
        after = rows[-1].id


async def _decisions(db: ReadDb, acts: Acts, flaws: list[Flaw]) -> Count:
    linked, standing, after = len(acts.grounds), 0, 0
    while rows := await _next_decisions(db, after):
        standing += len(rows)
        for row in rows:
            thing, recorded = Thing(DECISION, row.id), acts.grounds.pop(row.id, [])
            wrong = [n for n, digest in recorded if not grounds_agree(digest, row.quote, row.explanation)]
            if wrong:
                flaws.append(Flaw("differs", thing, wrong[-1]))
            elif not recorded and not acts.erased_decisions:
                flaws.append(Flaw("unlinked", thing))
        after = rows[-1].id
    flaws += [
        Flaw("gone", Thing(DECISION, one), recorded[-1][0]) for one, recorded in sorted(acts.grounds.items())
    ]
    return Count(DECISION, standing, linked)


async def _next_decisions(db: ReadDb, after: int) -> Sequence[Decision]:
    found = await db.scalars(select(Decision).where(Decision.id > after).order_by(Decision.id).limit(BATCH))
    return found.all()
