"""Mail that does not arrive is told to the administrator, and to its owner at the next log-in."""

import ast
import socket
from collections.abc import AsyncIterator

import aiosmtplib
import procrastinate
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import text

from forum.accounts.addresses import mailbox_of
from forum.accounts.models import Account
from forum.actor import Role
from forum.jobs import JOBS, JobContext
from forum.notifications.letters.accounts import mail_link
from forum.settings import Settings
from forum.worker import make_job_app
from tests.accounts.test_guessing import owner
from tests.builders import Builders, run_waiting_jobs
from tests.client import Client
from tests.notifications.test_mail import a_proposal
from tests.sources import named, sources, tree_of

NO_SUCH_USER = "550 5.1.1 Khong co nguoi nay"


class Refusing:
    """An SMTP server that gives these replies to a sender, a recipient and a text."""

    def __init__(self) -> None:
        self.sender = self.recipient = self.text = "250 OK"

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        return self.sender

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.recipient.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.recipient

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        return self.text


@pytest.fixture
async def refusing(settings: Settings) -> AsyncIterator[tuple[Refusing, Settings]]:
    server = Refusing()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(server, hostname="127.0.0.1", port=port)
    controller.start()
    yield server, settings.model_copy(update={"mail_url": f"smtp://127.0.0.1:{port}"})
    controller.stop()


async def ask_for_link(client: Client, build: Builders, settings: Settings, email: str) -> None:
    await client.post("/dang-nhap/gui-lien-ket", {"email": email}, status=200)
    await run_waiting_jobs(build.engine, settings)


async def account_of(build: Builders, account_id: int) -> Account:
    async with build.acting(None) as (db, _):
        return await db.get_one(Account, account_id)


@pytest.mark.parametrize("where", ["recipient", "text"])
async def test_a_refused_address_is_told_to_the_administrator_and_to_its_owner(
    client: Client, build: Builders, refusing: tuple[Refusing, Settings], where: str
) -> None:
    server, settings = refusing
    setattr(server, where, NO_SUCH_USER)
    person = await owner(build)
    await ask_for_link(client, build, settings, person.email)
    answered = await client.post("/dang-nhap", {"email": person.email, "password": "một câu dễ nhớ"})
    for page in (await client.follow(answered), await client.get("/cua-toi")):
        assert page.has(f"Thư gửi đến {person.email} ngày")
    await client.log_in(await build.person(Role.administrator))
    assert (await client.get("/quan-tri")).soup.find("a", href="/quan-tri/nguoi?loc=undelivered") is not None
    for path in ("/quan-tri/nguoi?loc=undelivered", f"/quan-tri/nguoi/{person.id}"):
        assert (await client.get(path)).has(NO_SUCH_USER)


async def test_a_notice_that_is_refused_is_told_as_well(
    client: Client, build: Builders, refusing: tuple[Refusing, Settings]
) -> None:
    server, settings = refusing
    server.recipient = NO_SUCH_USER
    author = await build.person(Role.intellectual)
    await a_proposal(build, author, "Hiến kế mẫu")
    await run_waiting_jobs(build.engine, settings)
    assert (await account_of(build, author.id)).mail_refused_at is not None


async def test_the_next_mail_that_arrives_ends_the_warning(
    client: Client, build: Builders, refusing: tuple[Refusing, Settings]
) -> None:
    server, settings = refusing
    person = await build.person(Role.intellectual)
    server.recipient = NO_SUCH_USER
    await ask_for_link(client, build, settings, person.email)
    server.recipient = "250 OK"
    await ask_for_link(client, build, settings, person.email)
    stored = await account_of(build, person.id)
    assert (stored.mail_refused_at, stored.mail_refusal) == (None, "")


@pytest.mark.parametrize(
    ("where", "reply"),
    [("recipient", "451 Try later"), ("text", "452 Full"), ("sender", "553 Not this sender")],
)
async def test_what_may_pass_is_tried_again_and_told_after_the_last_try(
    build: Builders, refusing: tuple[Refusing, Settings], where: str, reply: str
) -> None:
    server, settings = refusing
    setattr(server, where, reply)
    person = await build.person(Role.intellectual)
    with pytest.raises(aiosmtplib.SMTPException):
        async with build.acting(None) as (db, actor):
            await mail_link(JobContext(db, actor.at, settings, build.engine), "login", person.id)
    assert (await account_of(build, person.id)).mail_refused_at is None
    async with build.acting(None) as (db, actor):
        await mail_link(
            JobContext(db, actor.at, settings, build.engine, is_last_try=True), "login", person.id
        )
    assert reply.partition(" ")[0] in (await account_of(build, person.id)).mail_refusal


async def test_a_server_that_is_away_is_tried_again_and_told_after_the_last_try(build: Builders) -> None:
    settings = build.settings.model_copy(update={"mail_url": "smtp://127.0.0.1:1"})
    person = await build.person(Role.intellectual)
    app = make_job_app(settings, build.engine)
    run = app.tasks["mail_link"].func
    for attempts in (0, JOBS["mail_link"].most_attempts - 1):
        with pytest.raises(aiosmtplib.SMTPException):
            await run(_try(app, attempts), purpose="login", account_id=person.id)
    assert (await account_of(build, person.id)).mail_refused_at is None
    await run(_try(app, JOBS["mail_link"].most_attempts), purpose="login", account_id=person.id)
    assert (await account_of(build, person.id)).mail_refused_at is not None


def _try(app: procrastinate.App, attempts: int) -> procrastinate.JobContext:
    job = procrastinate.jobs.Job(
        id=1, queue="default", lock=None, queueing_lock=None, task_name="mail_link", attempts=attempts
    )
    return procrastinate.JobContext(app=app, job=job, start_timestamp=0, abort_reason=lambda: None)


def test_every_mail_is_sent_where_a_refusal_is_noted() -> None:
    sending = [
        f"{named(path)}:{function.name}"
        for path in sources("forum")
        for function in ast.walk(tree_of(path))
        if isinstance(function, ast.AsyncFunctionDef)
        for call in ast.walk(function)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "send_mail"
    ]
    of_no_account = "forum/notifications/heads.py:mail_head"  # to the outside addresses of the settings
    assert sending == [of_no_account, "forum/notifications/mail.py:deliver"]


ADDRESSES = {
    "ten@truong.example": "ten@truong.example",
    "ten+1@truong.example": "ten@truong.example",
    "t.en@truong.example": "t.en@truong.example",
    "t.e.n+x@gmail.com": "ten@gmail.com",
    "ten@googlemail.com": "ten@gmail.com",
}


async def test_the_database_and_the_program_agree_on_what_one_mailbox_is(build: Builders) -> None:
    for address, mailbox in ADDRESSES.items():
        person = await build.person(Role.intellectual)
        async with build.acting(None) as (db, _):
            change = text("UPDATE accounts SET email = :email WHERE id = :id")
            await db.execute(change, {"email": address, "id": person.id})
        assert (await account_of(build, person.id)).mailbox == mailbox_of(address) == mailbox


async def test_the_administrator_sees_accounts_of_one_mailbox_as_such(
    client: Client, build: Builders
) -> None:
    for name in ("ten+1", "ten+2"):
        sent = {"email": f"{name}@truong.example", "name": "Người Mẫu Cộng", "consents": "terms"}
        await client.post("/dang-ky", sent, status=200)
    await build.person(Role.intellectual)
    await client.log_in(await build.person(Role.administrator))
    house = await client.get("/quan-tri")
    assert house.has("Mỗi tài khoản được tính là một người ủng hộ")
    link = house.soup.find("a", href="/quan-tri/nguoi?loc=sharing")
    assert link is not None
    assert link.get_text(strip=True) == "2"
    page = await client.get("/quan-tri/nguoi?loc=sharing")
    assert page.has("ten+1@truong.example")
    assert page.main.count("cùng hộp thư với 1 tài khoản khác") == 2
    assert not page.has("mau.example")
    found = await client.get("/quan-tri/nguoi", q="ten@truong.example")
    assert found.has("ten+1@truong.example")
    assert found.has("ten+2@truong.example")
