"""Who wrote a text, as everybody sees it: the name, and what tells officials and namesakes apart."""

from collections.abc import Sequence
from typing import Protocol

from sqlalchemy import and_, case, exists, func, select
from sqlalchemy.orm import Bundle, aliased

from forum import audience
from forum.accounts.bindings import in_force
from forum.accounts.models import Account, BindingRow, Body, Leader, Persona
from forum.actor import Actor, Role
from forum.contributions.attached import ATTACHED, Attached
from forum.contributions.models import Contribution, Endorsement
from forum.database import ReadDb
from forum.terms import term
from forum.words import NOTHING, Words, _, joined

# Roles that are shown beside a name, the weightiest first. Who judges or administers is not made public here.
SHOWN_ROLES = (Role.leader, Role.body_head, Role.body_officer, Role.secretariat)


class Author(Protocol):
    """Who wrote a text.

    `office` is the role that the author holds today and its place, or a leader's position; `is_namesake` that the
    name looks like that of a leader or a body.
    """

    title: str
    name: str
    kind: str
    role: str | None
    office: str | None
    is_namesake: bool


class Byline(Author, Protocol):
    """The author of a text, whether this reader endorses it, its files, and who entered it for its author."""

    is_endorsed: bool
    files: list[Attached] | None
    enterer: str | None


_other, _enterer = aliased(Persona), aliased(Persona)
_held = (
    select(BindingRow)
    .join(Account, Account.id == BindingRow.account_id)
    .outerjoin(Body, Body.id == BindingRow.body_id)
    .outerjoin(Leader, Leader.id == BindingRow.leader_id)
    .where(
        Account.persona_id == Persona.id,
        BindingRow.role.in_([role.value for role in SHOWN_ROLES]),
        *in_force(audience.TODAY),
    )
    .order_by(
        case({role.value: rank for rank, role in enumerate(SHOWN_ROLES)}, value=BindingRow.role),
        BindingRow.id,
    )
    .limit(1)
    .correlate(Persona)
)
_position = select(Leader.position).where(Leader.persona_id == Persona.id).correlate(Persona)
_alike = (
    exists()
    .where(_other.look == Persona.look, _other.id != Persona.id, _other.kind.in_(["leader", "body"]))
    .correlate(Persona)
)

_COLUMNS = (
    Persona.title,
    Persona.name,
    Persona.kind,
    _held.with_only_columns(BindingRow.role).scalar_subquery().label("role"),
    func.coalesce(
        _position.scalar_subquery(),
        _held.with_only_columns(func.coalesce(Body.name, Leader.position)).scalar_subquery(),
    ).label("office"),
    and_(Persona.kind == "ordinary", _alike).label("is_namesake"),
)
STANDING: Bundle[Author] = Bundle("standing", *_COLUMNS)
BYLINE: Bundle[Byline] = Bundle(
    "byline",
    *_COLUMNS,
    exists()
    .where(Endorsement.contribution_id == Contribution.id, Endorsement.persona_id == audience.READER)
    .label("is_endorsed"),
    ATTACHED.label("files"),
    select(_enterer.name)
    .where(_enterer.id == Contribution.entered_by)
    .correlate(Contribution)
    .scalar_subquery()
    .label("enterer"),
)


def note_of(by: Author) -> Words | str:
    """What stands beside the name; nothing for most people."""
    if by.role in (None, Role.leader) and by.office:
        return by.office
    if by.role is not None:
        role = term(f"roles.{by.role}")
        return joined([role, by.office], ", ") if by.office else role
    if by.is_namesake:
        return _("không phải tài khoản của lãnh đạo hay cơ quan")
    return NOTHING


def with_note(author: str, note: Words | str) -> Words | str:
    return _("{author} ({note})", author=author, note=note) if str(note) else author


async def bylines_of(db: ReadDb, actor: Actor, persona_ids: Sequence[int]) -> dict[int, Words | str]:
    """How each author is shown beside others."""
    rows = await db.execute(
        select(Persona.id, STANDING).where(Persona.id.in_(persona_ids)), audience.params(actor)
    )
    return {one: with_note(f"{by.title} {by.name}".strip(), note_of(by)) for one, by in rows}
