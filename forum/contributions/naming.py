"""A person's display name as a text: what stands in `personas` is the published version of it.

The name of somebody who has published nothing is seen by nobody; it is judged with the first text, and becomes a
text of its own when that is published. From then on it is changed, reported, hidden and restored like any other.
"""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import bindparam, exists, select

from forum import audience
from forum.accounts.models import Persona
from forum.actor import Actor
from forum.audience import Visibility
from forum.contributions.models import Contribution, Revision
from forum.contributions.policy import NAME, RevisionState
from forum.database import Db, ReadDb, load
from forum.thing import Thing
from forum.typed_text import html_of
from forum.words import _


async def name_of(db: ReadDb, persona_id: int) -> Contribution | None:
    """The newest; an earlier one stays on record where it was hidden."""
    found: Contribution | None = await db.scalar(
        select(Contribution)
        .where(Contribution.persona_id == persona_id, Contribution.kind == NAME)
        .order_by(Contribution.id.desc())
        .limit(1)
    )
    return found


@dataclass(frozen=True, slots=True)
class AuthorStanding:
    """`unjudged_name` is that of a person who has published nothing yet, with the title; empty for all others."""

    is_trusted: bool
    unjudged_name: str


_has_name = exists().where(Contribution.persona_id == Persona.id, Contribution.kind == NAME)
_STANDINGS = select(
    Persona.id, Persona.trusted_at, Persona.kind, Persona.title, Persona.name, _has_name.label("has_name")
).where(Persona.id.in_(bindparam("persona_ids", expanding=True)))


async def author_standings(db: ReadDb, persona_ids: Collection[int]) -> dict[int, AuthorStanding]:
    rows = await db.execute(_STANDINGS, {"persona_ids": persona_ids})
    return {
        row.id: AuthorStanding(
            row.trusted_at is not None,
            "" if row.kind != "ordinary" or row.has_name else f"{row.title} {row.name}".strip(),
        )
        for row in rows
    }


async def _lock_persona(db: Db, persona_id: int) -> Persona:
    """Against other writers of its name; new rows that refer to it need not wait."""
    found = await db.scalars(
        select(Persona)
        .where(Persona.id == persona_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return found.one()


async def accept_name(db: Db, actor: Actor, persona_id: int) -> None:
    """Make a text of the name with which somebody's first text is published."""
    if not (await author_standings(db, [persona_id]))[persona_id].unjudged_name:
        return
    persona = await _lock_persona(db, persona_id)
    if await name_of(db, persona_id) is not None:
        return
    it = Contribution(
        kind=NAME,
        persona_id=persona_id,
        typed_title=persona.title,
        typed_text=persona.name,
        typed_html=html_of(persona.name),
        visibility=Visibility.published,
        audience=[audience.EVERYONE],
        created_at=actor.at,
        published_at=actor.at,
    )
    db.add(it)
    await db.flush()
    db.add(
        Revision(
            contribution_id=it.id,
            text_version=1,
            state=RevisionState.current,
            typed_title=it.typed_title,
            typed_text=it.typed_text,
            typed_html=it.typed_html,
            written_at=actor.at,
            persona_id=persona_id,
        )
    )


async def show_name(db: Db, actor: Actor, contribution_id: int) -> None:
    """Let pages show what of the name may be shown: its published version, or a number while it is hidden."""
    it = await load(db, Contribution, contribution_id)
    newest = await name_of(db, it.persona_id)
    if newest is None or newest.id != it.id:
        return
    persona = await _lock_persona(db, it.persona_id)
    if it.visibility == Visibility.published:
        set_name(persona, it.title, it.text)
    elif it.visibility in (Visibility.interim_hidden, Visibility.hidden):
        set_name(persona, "", str(_("Thành viên {number}", number=persona.id)))


def set_name(persona: Persona, title: str, name: str) -> None:
    persona.title = title
    persona.rename(name)


async def texts_under(db: ReadDb, persona_id: int) -> tuple[Thing, ...]:
    """What is found under a person's name."""
    rows = await db.execute(
        select(Contribution.kind, Contribution.id).where(
            Contribution.persona_id == persona_id, Contribution.kind != NAME
        )
    )
    return tuple(Thing(row.kind, row.id) for row in rows)


async def waits_with_first_text(db: ReadDb, persona_id: int) -> bool:
    """Whether a moderator may be reading the name with a text at this moment."""
    waiting = exists().where(
        Contribution.persona_id == persona_id,
        Contribution.visibility == Visibility.in_review,
        Contribution.kind != NAME,
    )
    return bool(await db.scalar(select(waiting)))
