"""Claims to what was entered, for the office that decides them and for the member who made them. The office's callers
ask the rule first."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, select
from sqlalchemy.orm import aliased

from forum.accounts.bindings import in_force
from forum.accounts.models import Account, BindingRow, Persona
from forum.accounts.policy import may_enter_for_others
from forum.accounts.queries import persona_labels
from forum.actor import Actor, Role
from forum.contributions.entering import policy
from forum.contributions.entering.models import ClaimCode, EnteredClaim, EnteredPerson, EnteredText
from forum.contributions.entering.people import MOST, EntryLine, entries_of
from forum.contributions.entering.policy import CheckedHow, ClaimState
from forum.contributions.models import Contribution
from forum.database import ReadDb, load
from forum.days import vndate
from forum.deadlines.policy import OVERDUE
from forum.deadlines.queries import DutyView, duties_of
from forum.terms import term
from forum.thing import Card, Thing
from forum.urls import url_for
from forum.words import NOTHING, Words, _


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """`entered_name` is whose words were entered, `account_name` who claims them. `due_at` while it waits."""

    id: int
    entered_name: str
    account_name: str
    state: ClaimState
    claimed_at: datetime
    decided_at: datetime | None
    decided_by: str
    due_at: datetime | None
    is_late: bool


@dataclass(frozen=True, slots=True)
class ClaimView:
    """`may_not` says why this reader does not decide it."""

    line: ClaimLine
    address: str
    telephone: str
    account_since: datetime | None
    roles: tuple[Words, ...]
    entries: tuple[EntryLine, ...]
    issued_by: str
    checked_how: CheckedHow | None
    refused_because: str
    has_same_name: bool
    can: frozenset[str]
    may_not: Words | str


@dataclass(frozen=True, slots=True)
class CodeStanding:
    """The code on a person's last receipt: by whom, when, until when."""

    issued_by: str
    issued_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class OwnClaim:
    """`due_at`: until when the office owes a decision."""

    claimed_at: datetime
    state: ClaimState
    decided_at: datetime | None
    refused_because: str
    due_at: datetime | None
    is_late: bool


_ENTERED, _OWN, _DECIDER = aliased(Persona), aliased(Persona), aliased(Persona)
_LINES = (
    select(
        EnteredClaim,
        _ENTERED.name.label("entered_name"),
        func.trim(_OWN.title + " " + _OWN.name).label("account_name"),
        _DECIDER.name.label("decider"),
    )
    .join(_ENTERED, _ENTERED.id == EnteredClaim.persona_id)
    .join(_OWN, _OWN.id == EnteredClaim.claimed_by)
    .outerjoin(_DECIDER, _DECIDER.id == EnteredClaim.decided_by)
)


async def claim_lines(db: ReadDb, at: datetime) -> list[ClaimLine]:
    """Those that wait first, the oldest first; then what was decided last."""
    waits = EnteredClaim.state == ClaimState.waiting
    waiting = await db.execute(_LINES.where(waits).order_by(EnteredClaim.id))
    decided = await db.execute(_LINES.where(~waits).order_by(EnteredClaim.decided_at.desc()).limit(MOST))
    rows = [*waiting, *decided]
    owed = await _owed(db, at, [row.EnteredClaim.id for row in rows])
    return [_line(owed, *row) for row in rows]


async def _owed(db: ReadDb, at: datetime, ids: Collection[int]) -> dict[int, DutyView]:
    """What is owed of each that waits."""
    owed = await duties_of(db, at, [thing_of(one) for one in ids])
    return {thing.id: duty for (thing, _kind), duty in owed.items() if duty.done_at is None}


def _due(duty: DutyView | None) -> tuple[datetime | None, bool]:
    return (None, False) if duty is None else (duty.due_at, duty.state in OVERDUE)


def _line(
    owed: Mapping[int, DutyView], it: EnteredClaim, entered: str, account: str, decider: str | None
) -> ClaimLine:
    decided = (it.decided_at, decider or "")
    return ClaimLine(it.id, entered, account, it.state, it.claimed_at, *decided, *_due(owed.get(it.id)))


async def claim_view(db: ReadDb, actor: Actor, claim_id: int) -> ClaimView:
    """Raises NotFound."""
    it = await load(db, EnteredClaim, claim_id)
    owed = await _owed(db, actor.at, [claim_id])
    line = _line(owed, *(await db.execute(_LINES.where(EnteredClaim.id == claim_id))).one())
    is_joined = it.state == ClaimState.confirmed
    whose = it.claimed_by if is_joined else it.persona_id
    reach = await db.get(EnteredPerson, whose)
    labels = await persona_labels(db, {it.code_issued_by})
    account = await db.scalar(select(Account).where(Account.persona_id == it.claimed_by))
    may = policy.may_decide_claim(actor, it, await enterers_of(db, it.persona_id))
    own = await load(db, Persona, it.claimed_by)
    return ClaimView(
        line=line,
        address=reach.address if reach is not None else "",
        telephone=reach.telephone if reach is not None else "",
        account_since=account.created_at if account is not None else None,
        roles=await _roles(db, account, actor),
        entries=tuple(await entries_of(db, whose)),
        issued_by=labels[it.code_issued_by].name,
        checked_how=it.checked_how,
        refused_because=it.refused_because,
        has_same_name=is_joined or own.look == (await load(db, Persona, it.persona_id)).look,
        can=frozenset({"confirm_claim", "refuse_claim"}) if may else frozenset(),
        may_not=NOTHING if may or it.state != ClaimState.waiting else may.message,
    )


async def _roles(db: ReadDb, account: Account | None, actor: Actor) -> tuple[Words, ...]:
    """Beside a member's own voice: who has an office may be judged by what is claimed."""
    if account is None:
        return ()
    found = await db.scalars(
        select(BindingRow.role)
        .where(
            BindingRow.account_id == account.id,
            BindingRow.role != Role.intellectual.value,
            *in_force(actor.today),
        )
        .distinct()
        .order_by(BindingRow.role)
    )
    return tuple(term(f"roles.{role}") for role in found)


async def code_standing(db: ReadDb, persona_id: int) -> CodeStanding | None:
    row = (
        await db.execute(
            select(Persona.name, ClaimCode.issued_at, ClaimCode.expires_at)
            .join(Persona, Persona.id == ClaimCode.issued_by)
            .where(ClaimCode.persona_id == persona_id)
        )
    ).one_or_none()
    return None if row is None else CodeStanding(*row)


async def own_claims(db: ReadDb, actor: Actor) -> tuple[OwnClaim, ...]:
    """The member's, newest first."""
    own = EnteredClaim.claimed_by == actor.persona_id
    rows = (
        await db.scalars(select(EnteredClaim).where(own).order_by(EnteredClaim.id.desc()).limit(MOST))
    ).all()
    owed = await _owed(db, actor.at, [it.id for it in rows])
    return tuple(
        OwnClaim(it.claimed_at, it.state, it.decided_at, it.refused_because, *_due(owed.get(it.id)))
        for it in rows
    )


async def claim_cards(db: ReadDb, actor: Actor, ids: Sequence[int]) -> dict[int, Card]:
    """For those of the office who have no part in it. Administrators read only that one was sent: where everybody of a
    small office has a part, they give somebody else the role."""
    rows = (await db.execute(_LINES.where(EnteredClaim.id.in_(ids)))).all()
    if not may_enter_for_others(actor):
        claims = [row.EnteredClaim for row in rows] if actor.has(Role.administrator) else []
        return {it.id: _card(it, url_for("admin.people"), _sent_on(it)) for it in claims}
    enterers = await enterers_by(db, {row.EnteredClaim.persona_id for row in rows})
    return {
        it.id: _card(it, url_for("entering.claim", it.id), row.entered_name)
        for row in rows
        if policy.has_no_part(actor, it := row.EnteredClaim, enterers[it.persona_id])
    }


def _sent_on(claim: EnteredClaim) -> Words:
    return _("gửi ngày {day}", day=vndate(claim.claimed_at))


def _card(claim: EnteredClaim, url: str, title: Words | str) -> Card:
    return Card(thing_of(claim.id), url, title, at=claim.claimed_at)


def thing_of(claim_id: int) -> Thing:
    """What a duty about a claim is about."""
    return Thing("entered_claim", claim_id)


async def own_persona_of(db: ReadDb, persona_ids: Collection[int]) -> dict[int, int]:
    """Of personas whose texts an account claimed: that account's, by theirs."""
    rows = await db.execute(
        select(EnteredClaim.persona_id, EnteredClaim.claimed_by).where(
            EnteredClaim.persona_id.in_(persona_ids), EnteredClaim.state == ClaimState.confirmed
        )
    )
    return {row.persona_id: row.claimed_by for row in rows}


async def enterers_of(db: ReadDb, persona_id: int) -> frozenset[int]:
    """Who typed anything for this person, or noted where they are reached."""
    return (await enterers_by(db, {persona_id}))[persona_id]


async def enterers_by(db: ReadDb, persona_ids: Collection[int]) -> dict[int, frozenset[int]]:
    """The same for each of several people."""
    typed = select(Contribution.persona_id, Contribution.entered_by).where(
        Contribution.persona_id.in_(persona_ids), Contribution.entered_by.is_not(None)
    )
    noted = select(EnteredPerson.persona_id, EnteredPerson.entered_by).where(
        EnteredPerson.persona_id.in_(persona_ids)
    )
    found: dict[int, set[int]] = {one: set() for one in persona_ids}
    for row in await db.execute(typed.union(noted)):
        found[row.persona_id].add(row.entered_by)
    return {one: frozenset(people) for one, people in found.items()}


async def may_issue(db: ReadDb, actor: Actor, persona_id: int) -> bool:
    return bool(policy.may_issue_code(actor, **await standing_of(db, persona_id)))


async def standing_of(db: ReadDb, persona_id: int) -> dict[str, bool]:
    account = exists().where(Account.persona_id == persona_id, Account.closed_at.is_(None))
    entries = exists().where(Contribution.persona_id == persona_id, EnteredText.id == Contribution.id)
    claimed = exists().where(EnteredClaim.persona_id == persona_id, EnteredClaim.state != ClaimState.refused)
    row = (await db.execute(select(account, entries, claimed))).one()
    return dict(zip(("has_account", "has_entries", "is_claimed"), row, strict=True))
