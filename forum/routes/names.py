"""Changing a display name: one's own at 'Của tôi', and by the administrator."""

from dataclasses import dataclass

from fastapi import APIRouter

from forum.accounts.directory import account_of_persona
from forum.accounts.models import Persona
from forum.accounts.policy import may_administer
from forum.actor import Actor, require
from forum.contributions import actions
from forum.contributions.actions.names import CorrectedName, NewName, standing_name
from forum.contributions.naming import name_of
from forum.contributions.policy import may_write
from forum.contributions.queries import receipt
from forum.database import Db, ReadDb, load
from forum.urls import url_for
from forum.web.forms import Form
from forum.web.steps import Done, step
from forum.words import _

router = APIRouter()


@dataclass(frozen=True, slots=True)
class AboutName:
    """`shown` is what pages show, `waiting` what waits for review; `history` is the address of earlier names."""

    url: str
    can: frozenset[str]
    shown: str = ""
    waiting: str = ""
    history: str = ""
    heading: str = ""
    tab: str = "people"


async def about_own_name(db: ReadDb, actor: Actor, form: Form[NewName]) -> AboutName:
    require(may_write(actor))
    assert actor.persona_id is not None  # may_write ensures it
    persona, it = await load(db, Persona, actor.persona_id), await name_of(db, actor.persona_id)
    title, name = await standing_name(db, actor.persona_id)
    form.fill(NewName.of(title, name))
    shown, newest = f"{persona.title} {persona.name}".strip(), f"{title} {name}".strip()
    return AboutName(
        url=url_for("mine.mine"),
        can=frozenset({"change_name"}),
        shown=shown,
        waiting="" if newest == shown else newest,
        history=url_for("contributions.history", it.id) if it is not None else "",
    )


@step(router, "mine.change_name", title=_("Đổi tên hiển thị"), page=about_own_name, is_inline=True)
async def change_name(db: Db, actor: Actor, form: NewName) -> Done:
    """Send a new display name, which is judged unless its person is trusted."""
    it = await actions.change_name(db, actor, form)
    done = _("Đã đổi tên hiển thị.") if it is None else await receipt(db, actor.at, it, shown=_("Tên mới"))
    return Done(url_for("mine.change_name"), done)


async def about_name(db: ReadDb, actor: Actor, persona_id: int, form: Form[CorrectedName]) -> AboutName:
    require(may_administer(actor))
    persona, account = await load(db, Persona, persona_id), await account_of_persona(db, persona_id)
    form.fill(CorrectedName.of(*await standing_name(db, persona_id)))
    heading = f"{persona.title} {persona.name}".strip()
    return AboutName(url_for("admin.person", account.id), frozenset({"correct_name"}), heading=heading)


@step(
    router, "admin.correct_name", title=_("Sửa tên hiển thị"), done=_("Đã sửa tên hiển thị."), page=about_name
)
async def correct_name(db: Db, actor: Actor, persona_id: int, form: CorrectedName) -> str:
    """Change a person's display name, with a reason."""
    await actions.correct_name(db, actor, persona_id, form)
    return url_for("admin.person", (await account_of_persona(db, persona_id)).id)
