"""A role ends: the administrator sees what hangs on the person, and names who goes on with it, or why nobody does."""

from dataclasses import dataclass

from fastapi import APIRouter

from forum.accounts import directory
from forum.accounts.actions import parting
from forum.accounts.actions.parting import Parting
from forum.accounts.directory import BindingLine
from forum.accounts.models import Account, BindingRow, Persona
from forum.accounts.parting import OpenWork, Post, successors, work_of
from forum.accounts.policy import may_administer
from forum.actor import Actor, require
from forum.database import Db, ReadDb, load
from forum.urls import url_for
from forum.web.forms import Form
from forum.web.steps import Done, step
from forum.words import _

router = APIRouter()


@dataclass(frozen=True, slots=True)
class AboutParting:
    heading: str
    binding: BindingLine
    work: tuple[OpenWork, ...]
    successors: tuple[tuple[int, str], ...]
    url: str
    can: frozenset[str]
    tab: str = "people"


async def about_parting(db: ReadDb, actor: Actor, binding_id: int, form: Form[Parting]) -> AboutParting:
    require(may_administer(actor))
    row = await load(db, BindingRow, binding_id)
    account = await load(db, Account, row.account_id)
    post = Post.of(row, account.persona_id)
    lines = await directory.bindings_of(db, account.id, actor.today)
    form.fill(Parting.of(row))
    return AboutParting(
        heading=(await load(db, Persona, account.persona_id)).name,
        binding=next(line for line in lines if line.id == binding_id),
        work=tuple(await work_of(db, row, account.persona_id, actor.at)),
        successors=tuple(await successors(db, post, actor.at)),
        url=url_for("admin.person", account.id),
        can=frozenset({"revoke_binding"}) if row.revoked_at is None else frozenset(),
    )


@step(
    router,
    "admin.revoke_binding",
    title=_("Kết thúc vai trò"),
    label=_("Thu hồi"),
    done=_("Đã thu hồi vai trò."),
    page=about_parting,
    tone="quiet",
)
async def revoke_binding(db: Db, actor: Actor, binding_id: int, form: Parting) -> str | Done:
    await parting.revoke_binding(db, actor, binding_id, form)
    url = url_for("admin.person", (await load(db, BindingRow, binding_id)).account_id)
    return url if form.until_on is None else Done(url, _("Đã ghi ngày cuối của vai trò."))
