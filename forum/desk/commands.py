"""`forum audit`: verifying the chain of official acts, and legally ordered erasures."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import TypeVar

import typer
from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncSession

from forum.accounts.actions.logins import check_password
from forum.accounts.queries import actor_of_account
from forum.actor import Actor
from forum.clock import now
from forum.database import Db, ReadDb, make_engine, writing_session
from forum.database.opening import opened_database
from forum.days import vndate
from forum.desk import actions
from forum.desk.auditing import Checked, check
from forum.errors import Forbidden, Invalid, NotFound
from forum.settings import Settings
from forum.terms import event_word
from forum.words import Words, _
from moderation import chain

offered = typer.Typer()
app = typer.Typer(no_args_is_help=True, help="The audit chain of official acts")
offered.add_typer(app, name="audit")
T = TypeVar("T")


@app.callback()
def audit() -> None:
    """The audit chain of official acts."""


@app.command()
def verify(head: str = typer.Option("", help="N:DIGEST, kept from the auditor's page")) -> None:
    """Verify every row; with --head also that nothing up to it was rewritten or cut off. Exit 1 if not."""
    checked = with_database(lambda url: asyncio.run(_check(url, head)))
    if not checked.readable:
        typer.echo(_("Mã kiểm tra phải có dạng N:DIGEST, như ghi trên trang /minh-bach."), err=True)
        raise typer.Exit(2)
    assert checked.verified is not None  # set for a readable head
    for line in (*checked.lines, *checked.counts, *filter(None, (checked.unlinked,))):
        typer.echo(line)
    erased = checked.verified.erased_count
    tail = _(", {erased} dòng đã xóa nội dung theo quyết định", erased=erased) if erased else ""
    verdict = _("không bị sửa") if checked.is_sound else _("có sai lệch")
    typer.echo(
        _(
            "{row_count} dòng{tail}: {verdict}. Mã đối chiếu: {head}",
            row_count=checked.verified.row_count,
            tail=tail,
            verdict=verdict,
            head=checked.verified.head,
        )
    )
    if not checked.is_sound:
        raise typer.Exit(1)


@app.command()
def head() -> None:
    """Print the present head, to be kept elsewhere."""
    typer.echo(str(with_database(lambda url: asyncio.run(_head(url)))))


@app.command()
def erase(
    n: int = typer.Argument(help="The row's number, as the auditor's page shows it"),
    reason: str = typer.Option(help="The law or order, and its number; it stays in the chain"),
    by: str = typer.Option(help="E-mail of the administrator who erases"),
    second: str = typer.Option(help="E-mail of the auditor or other administrator who agrees"),
) -> None:
    """Erase for good the content of one row, as a law or court ordered. Takes two people and their passwords."""
    try:
        why = actions.Erasure(reason=reason)
    except ValidationError:
        raise Invalid("reason", _("Đề nghị ghi căn cứ xóa, từ 5 đến 2.000 ký tự.")) from None

    def ask(url: str) -> chain.Head:
        typer.echo(asyncio.run(_row(url, n)))
        people = [
            (email, typer.prompt(str(_("Mật khẩu của {email}", email=email)), hide_input=True))
            for email in (by, second)
        ]
        return asyncio.run(_erase(url, n, why, people))

    head = with_database(ask)
    typer.echo(
        _(
            "Đã xóa nội dung dòng {n} trong chuỗi kiểm tra và trong nhật ký. Mã đối chiếu: {head}",
            n=n,
            head=head,
        )
    )


def with_database(ask: Callable[[str], T]) -> T:
    """Run against the database of the settings, else this machine's own, which is started if necessary."""
    with opened_database(Settings()) as settings:
        return ask(settings.database_url)


async def _check(url: str, head: str) -> Checked:
    engine = make_engine(url, pool_size=1)
    try:
        async with engine.connect() as plain:
            settled = await plain.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
            async with AsyncSession(settled) as db:
                return await check(ReadDb(db), head)
    finally:
        await engine.dispose()


async def _head(url: str) -> chain.Head:
    async with _session(url) as db:
        return await chain.head(db)


@asynccontextmanager
async def _session(url: str) -> AsyncIterator[AsyncSession]:
    engine = make_engine(url, pool_size=1)
    try:
        async with AsyncSession(engine) as db:
            yield db
    finally:
        await engine.dispose()


async def _row(url: str, n: int) -> Words:
    """A description of the row, to confirm the right one is erased. Raises NotFound."""
    async with _session(url) as db:
        found = next(iter(await chain.heads(ReadDb(db), before_n=n + 1, row_count=1)), None)
    if found is None or found.n != n:
        raise NotFound(_("Không có dòng {n} trong chuỗi kiểm tra.", n=n))
    return _("Dòng {n}: {kind}, {at}", n=n, kind=event_word(found.kind), at=vndate(found.at))


async def _erase(url: str, n: int, why: actions.Erasure, people: list[tuple[str, str]]) -> chain.Head:
    """Raises Refused: a wrong password, people without the right, a row that cannot be erased."""
    engine = make_engine(url, pool_size=1)
    try:
        async with writing_session(engine) as db:
            at = now()
            actor, second = [await _member(db, email, password, at) for email, password in people]
            await actions.erase(db, actor, n, why, second)
            return await chain.head(db)
    finally:
        await engine.dispose()


async def _member(db: Db, email: str, password: str, at: datetime) -> Actor:
    account = await check_password(db, email, password)
    if account is None:
        raise Forbidden(_("Thư điện tử hoặc mật khẩu của {email} không đúng.", email=email))
    return await actor_of_account(db, account.id, at)
