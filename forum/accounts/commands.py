"""`forum second-factor` and `forum seat`: for whoever has the machine, where no two administrators are left."""

import asyncio

import typer
from pydantic import ValidationError

from forum import clock
from forum.accounts.actions.factors import ProposedReset, remove_factors_by_operator
from forum.accounts.actions.seats import NEXT, NewSeatLink, make_seat_link
from forum.accounts.queries import visitor
from forum.actor import Role
from forum.database import make_engine, writing_session
from forum.database.opening import opened_database
from forum.errors import Invalid
from forum.settings import Settings
from forum.terms import term
from forum.urls import url_for
from forum.words import _

offered = typer.Typer()
second_factor_app = typer.Typer(no_args_is_help=True, help="Who is locked out: reset")
seat_app = typer.Typer(no_args_is_help=True, help="A link for one more administrator or auditor")
offered.add_typer(second_factor_app, name="second-factor")
offered.add_typer(seat_app, name="seat")


@seat_app.callback()
def seat() -> None:
    """The seats from which all others are given."""


@seat_app.command("link")
def link_to_seat(
    role: str = typer.Argument(help="administrator or auditor"),
    reason: str = typer.Option(help="Why; everybody reads it"),
) -> None:
    """Make a one-time link for one more administrator or auditor. Everybody who holds an office is told."""
    if role not in NEXT:
        raise Invalid("role", _("Vai trò phải là administrator hoặc auditor."))
    try:
        new = NewSeatLink(reason=reason)
    except ValidationError:
        raise Invalid("reason", _("Đề nghị ghi lý do, từ 5 đến 2.000 ký tự.")) from None
    with opened_database(Settings()) as settings:
        token = asyncio.run(_link(settings.database_url, Role(role), new))
        link = f"{settings.site}{url_for('accounts.take_seat', query={'ma': token})}"
    typer.echo(
        _(
            "Đường dẫn dùng một lần trong 7 ngày cho vai trò {role}; mọi người giữ vai trò đều được báo: {link}",
            role=term(f"roles.{role}"),
            link=link,
        )
    )


async def _link(url: str, role: Role, new: NewSeatLink) -> str:
    engine = make_engine(url, pool_size=1)
    try:
        async with writing_session(engine) as db:
            return await make_seat_link(db, visitor(clock.now()), role, new)
    finally:
        await engine.dispose()


@second_factor_app.callback()
def second_factor() -> None:
    """The second factor of somebody who is locked out."""


@second_factor_app.command("reset")
def reset_second_factor(
    email: str = typer.Argument(help="The account's address"),
    reason: str = typer.Option(help="Why, and how the person was recognised; it stays in the audit chain"),
) -> None:
    """Remove a person's lost second factor and end their sessions. Its owner and all administrators are told."""
    try:
        new = ProposedReset(reason=reason)
    except ValidationError:
        raise Invalid("reason", _("Đề nghị ghi lý do, từ 5 đến 2.000 ký tự.")) from None
    with opened_database(Settings()) as settings:
        name = asyncio.run(_reset(settings.database_url, email, new))
    typer.echo(
        _(
            "Đã gỡ bước thứ hai của {name} và kết thúc mọi phiên; chủ tài khoản và các quản trị viên được báo.",
            name=name,
        )
    )


async def _reset(url: str, email: str, new: ProposedReset) -> str:
    engine = make_engine(url, pool_size=1)
    try:
        async with writing_session(engine) as db:
            return await remove_factors_by_operator(db, visitor(clock.now()), email, new)
    finally:
        await engine.dispose()
