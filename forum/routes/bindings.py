"""A person's page for the administrator, with all their roles: given, confirmed by a second person or not, revoked."""

from dataclasses import dataclass

from fastapi import APIRouter
from pydantic import BaseModel

from forum.accounts import directory
from forum.accounts.actions import addresses, bindings
from forum.accounts.actions.addresses import CorrectedAddress
from forum.accounts.actions.bindings import Confirmation, NewBinding, RefusedBinding
from forum.accounts.bindings import standing
from forum.accounts.bodies import living_bodies
from forum.accounts.directory import BindingLine, PersonLine, SecurityLine
from forum.accounts.models import Account, BindingRow, Persona
from forum.accounts.policy import (
    NEEDS_CONFIRMING,
    may_administer,
    may_confirm_binding,
    may_open_bindings,
)
from forum.accounts.queries import living_leaders
from forum.actor import Actor, Role, require
from forum.contributions.queries import standing_forums
from forum.database import Db, ReadDb, load
from forum.errors import NotFound
from forum.fields import OptionalDay
from forum.urls import url_for
from forum.web.forms import Form
from forum.web.steps import Done, step
from forum.words import _

router = APIRouter()


Options = tuple[tuple[int | str, str], ...]


class GivenRole(BaseModel):
    role: Role
    body_id: int | None = None
    leader_id: int | None = None
    forum_id: int | None = None
    from_on: OptionalDay = None
    until_on: OptionalDay = None


ADMINISTERING = frozenset(
    {
        "add_body",
        "change_body",
        "describe_operator",
        "add_successor",
        "add_leader",
        "end_leader",
        "add_forum",
        "bind",
        "revoke_binding",
    }
)


@dataclass(frozen=True, slots=True)
class AboutPerson:
    person: PersonLine
    bindings: tuple[BindingLine, ...]
    bodies: Options
    leaders: Options
    forums: Options
    security: SecurityLine
    confirmable: frozenset[int]
    has_two_administrators: bool
    tab: str = "people"

    @property
    def heading(self) -> str:
        return self.person.name

    @property
    def url(self) -> str:
        return url_for("admin.people")

    @property
    def can(self) -> frozenset[str]:
        return ADMINISTERING | {
            "correct_address",
            "correct_name",
            "withdraw_trust" if self.person.trusted_at else "grant_trust",
        }

    def can_on(self, binding: BindingLine) -> frozenset[str]:
        second = frozenset({"confirm_binding", "refuse_binding"})
        return self.can | second if binding.id in self.confirmable else self.can


async def about_person(db: ReadDb, actor: Actor, account_id: int, form: Form[BaseModel]) -> AboutPerson:
    """A person with all their roles, past and present."""
    require(may_administer(actor))
    found = next(iter(await directory.people(db, actor.at, account_id=account_id)), None)
    if found is None:
        raise NotFound
    seats = await living_leaders(db, actor.today)
    lines = tuple(await directory.bindings_of(db, account_id, actor.today))
    administrators = await standing(db, Role.administrator, actor.at)
    return AboutPerson(
        person=found,
        bindings=lines,
        confirmable=frozenset(
            one.id for one in lines if may_confirm_binding(actor, one, found.persona_id, administrators)
        ),
        has_two_administrators=len(administrators) > 1,
        bodies=await living_bodies(db, actor.today),
        leaders=tuple((seat.id, f"{name}, {seat.position}") for seat, name in seats),
        forums=tuple((forum.id, forum.title) for forum in await standing_forums(db)),
        security=await directory.security_of(db, account_id),
    )


ADDRESS_PROPOSED = _(
    "Người này giữ vai trò cần hai người: đã ghi đề nghị, địa chỉ cũ được báo; người thứ hai xác nhận thì địa chỉ mới "
    "dùng được."
)
PROPOSED = _("Đã ghi đề nghị; vai trò có hiệu lực khi người thứ hai xác nhận.")


@step(
    router,
    "admin.bind",
    title=_("Giao vai trò"),
    done=_("Đã giao vai trò."),
    page=about_person,
    at="admin.person",
)
async def bind(db: Db, actor: Actor, account_id: int, form: GivenRole) -> str | Done:
    await bindings.bind(db, actor, NewBinding(account_id=account_id, **form.model_dump()))
    url = url_for("admin.person", account_id)
    return Done(url, PROPOSED) if form.role in NEEDS_CONFIRMING else url


@step(
    router,
    "admin.correct_address",
    title=_("Đổi địa chỉ thư của người này"),
    done=_("Đã đổi địa chỉ; cả hai địa chỉ được báo."),
    page=about_person,
    is_inline=True,
)
async def correct_address(db: Db, actor: Actor, account_id: int, form: CorrectedAddress) -> str | Done:
    change = await addresses.correct_address(db, actor, account_id, form)
    url = url_for("admin.person", account_id)
    return url if change.proposed_by is None else Done(url, ADDRESS_PROPOSED)


@dataclass(frozen=True, slots=True)
class AboutBinding:
    """`others` are the person's other roles that are not over."""

    heading: str
    email: str
    binding: BindingLine
    others: tuple[BindingLine, ...]
    url: str
    can: frozenset[str]
    is_administrator: bool
    tab: str = "people"


async def about_binding(db: ReadDb, actor: Actor, binding_id: int, form: Form[BaseModel]) -> AboutBinding:
    require(may_open_bindings(actor))
    row = await load(db, BindingRow, binding_id)
    account = await load(db, Account, row.account_id)
    administrators = await standing(db, Role.administrator, actor.at)
    may = may_confirm_binding(actor, row, account.persona_id, administrators)
    if form.status == 200:
        require(may)
    lines = await directory.bindings_of(db, account.id, actor.today)
    is_administrator = actor.has(Role.administrator)
    return AboutBinding(
        heading=(await load(db, Persona, account.persona_id)).name,
        email=account.email,
        binding=next(line for line in lines if line.id == binding_id),
        others=tuple(line for line in lines if line.id != binding_id and line.revoked_at is None),
        url=url_for("admin.person", account.id) if is_administrator else url_for("work.work"),
        can=frozenset({"confirm_binding", "refuse_binding"}) if may else frozenset(),
        is_administrator=is_administrator,
    )


def _back(actor: Actor, row: BindingRow) -> str:
    """To the person's page, which the auditor does not have."""
    if actor.has(Role.administrator):
        return url_for("admin.person", row.account_id)
    return url_for("work.work")


@step(
    router,
    "admin.confirm_binding",
    title=_("Xác nhận vai trò"),
    label=_("Xác nhận"),
    done=_("Đã xác nhận; vai trò có hiệu lực ngay."),
    page=about_binding,
)
async def confirm_binding(db: Db, actor: Actor, binding_id: int, form: Confirmation) -> str:
    return _back(actor, await bindings.confirm_binding(db, actor, binding_id))


@step(
    router,
    "admin.refuse_binding",
    title=_("Không xác nhận vai trò"),
    label=_("Không xác nhận"),
    done=_("Đã ghi là không xác nhận; vai trò không có hiệu lực."),
    page=about_binding,
    tone="quiet",
)
async def refuse_binding(db: Db, actor: Actor, binding_id: int, form: RefusedBinding) -> str:
    return _back(actor, await bindings.refuse_binding(db, actor, binding_id, form))
