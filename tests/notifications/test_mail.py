"""A mail as mail servers see it: where it comes from, how it is declined, and that typed words stay in their place."""

import socket
from collections.abc import AsyncIterator
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from forum.accounts.actions.registration import ask_link
from forum.accounts.limits import Origin
from forum.actor import Purpose, Role
from forum.clock import now
from forum.notifications.mail import Mail, mail_domain, message_of, one_line
from forum.programme.models import Task
from forum.settings import Settings
from forum.threads.actions import start_thread
from forum.threads.actions.threads import NewThread
from tests.builders import Builders, run_waiting_jobs
from tests.client import Client

SITE = "https://hien-ke.mau.example"


class Received:
    """What an SMTP server was given."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        parsed = BytesParser(policy=default).parsebytes(envelope.content)
        assert isinstance(parsed, EmailMessage)
        self.mails.append(parsed)
        return "250 OK"


@pytest.fixture
async def server_of_mail() -> AsyncIterator[tuple[Received, str]]:
    received = Received()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(received, hostname="127.0.0.1", port=port)
    controller.start()
    yield received, f"smtp://127.0.0.1:{port}"
    controller.stop()


async def a_proposal(build: Builders, author: Any, title: str) -> None:
    forum = await build.forum()
    async with build.acting(author) as (db, actor):
        task_id = await db.scalar(select(Task.id).limit(1))
        assert task_id is not None
        new = NewThread(title=title, text="Nội dung của hiến kế mẫu.", forum_id=forum.id, task_ids=[task_id])
        await start_thread(db, actor, new)


async def test_a_notice_by_smtp_is_from_its_sender_and_can_be_declined_at_once(
    build: Builders, client: Client, server_of_mail: tuple[Received, str]
) -> None:
    received, mail_url = server_of_mail
    author = await build.person(Role.intellectual)
    await a_proposal(build, author, "Hiến kế mẫu")
    changed = {"mail_url": mail_url, "public_url": SITE, "mail_from": "Hiến Kế <thu@hop-thu.mau.example>"}
    settings = Settings(**(build.settings.model_dump() | changed))
    await run_waiting_jobs(build.engine, settings)
    (mail,) = received.mails
    assert mail["To"] == author.email
    assert mail["Message-ID"].startswith("<notice-") and mail["Message-ID"].endswith("@hop-thu.mau.example>")
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = mail["List-Unsubscribe"].strip("<>")
    assert link.startswith(f"{SITE}/thong-bao/thoi-nhan?ma=")
    assert link in mail.get_content()
    assert "hien-ke.invalid" not in mail.as_string()

    path = link.removeprefix(SITE)
    assert (await client.get(path)).has("Thôi nhận thư")
    async with build.acting(author) as (_, actor):
        assert Purpose.mail not in actor.withheld  # looking declined nothing
    response = await client.http.post(path, data={"List-Unsubscribe": "One-Click"})
    assert response.status_code == 200
    async with build.acting(author) as (_, actor):
        assert Purpose.mail in actor.withheld
    await client.get(f"{path[:-1]}{'0' if path[-1] != '0' else '1'}", status=410)
    await client.get("/thong-bao/thoi-nhan?ma=mail.1.", status=410)


async def test_a_link_that_was_asked_for_cannot_be_declined_and_comes_without_consent(
    build: Builders, server_of_mail: tuple[Received, str]
) -> None:
    received, mail_url = server_of_mail
    author = await build.person(Role.intellectual, consents=())
    async with build.acting(None) as (db, actor):
        await ask_link(db, Origin("192.0.2.1", b"a secret"), author.email, "login", actor.at)
    settings = Settings(**(build.settings.model_dump() | {"mail_url": mail_url, "public_url": SITE}))
    await run_waiting_jobs(build.engine, settings)
    (mail,) = received.mails
    assert mail["List-Unsubscribe"] is None
    assert mail["Message-ID"].endswith("@hien-ke.mau.example>")


def test_a_notice_tried_twice_is_one_mail() -> None:
    settings, mail = (
        Settings(public_url=SITE),
        Mail("ten@mau.example", "HK-2026-0001: đã đăng", "", "notice-7"),
    )
    assert {message_of(settings, mail, now())["Message-ID"] for _ in range(2)} == {
        "<notice-7@hien-ke.mau.example>"
    }


@pytest.mark.parametrize(
    ("sender", "domain"),
    [
        ("thu@haiphong.example", "haiphong.example"),
        ("Hiến Kế <thu@haiphong.example>", "haiphong.example"),
        ("hien-ke@localhost", "hien-ke.mau.example"),
        ("thu@hảiphòng.example", "xn--hiphng-6wa8191d.example"),
    ],
)
def test_the_domain_is_the_sender_s_or_else_the_site_s(sender: str, domain: str) -> None:
    assert mail_domain(Settings(public_url=SITE, mail_from=sender)) == domain


@given(st.text(max_size=400))
def test_no_subject_begins_another_header_and_each_arrives_as_said(subject: str) -> None:
    said = one_line(f"HK-2026-0001: {subject}")
    settings = Settings(public_url=SITE)
    sent = message_of(settings, Mail("ten@mau.example", said, "Một.", "notice-1"), now())
    mail = BytesParser(policy=default).parsebytes(sent.as_bytes())
    assert set(mail.keys()) == set(sent.keys())
    assert mail["To"] == "ten@mau.example"
    assert "".join(str(mail["Subject"]).split()) == "".join(said.split())


def _as_sent(**settings: Any) -> EmailMessage:
    sent = message_of(
        Settings(public_url=SITE, **settings),
        Mail("ten@mau.example", "HK-2026-0001: đã đăng", "Một.", "notice-1"),
        now(),
    )
    parsed = BytesParser(policy=default).parsebytes(sent.as_bytes())
    assert isinstance(parsed, EmailMessage)
    assert set(parsed.keys()) == set(sent.keys())
    return parsed


NAMES = (
    'Sở Mẫu, "Một"', "Hiến Kế\r\nBcc: khac@mau.example", "a@mau.example, b@mau.example", "🙂 Hiến Kế", "\u202eếK nếiH",
    "<x> (y); z:", "Hiến Kế \\", "ă" * 300,
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_sender_of_any_name_is_one_sender_of_that_name(name: str) -> None:
    (sender,) = _as_sent(mail_from="thu@mau.example", mail_name=name)["From"].addresses
    assert sender.addr_spec == "thu@mau.example"
    assert "".join(sender.display_name.split()) == "".join(one_line(name).split())


@given(st.text(max_size=200))
def test_no_name_of_a_sender_begins_another_header(name: str) -> None:
    (sender,) = _as_sent(mail_from="thu@mau.example", mail_name=name)["From"].addresses
    assert sender.addr_spec == "thu@mau.example"


def test_addresses_of_the_settings_are_sent_as_mail_servers_take_them() -> None:
    mail = _as_sent(
        mail_from='"Sở Mẫu, Một" <thu@hảiphòng.example>', mail_reply_to="Phòng Mẫu, Hai <hoi@mau.example>"
    )
    (sender,), (answers,) = mail["From"].addresses, mail["Reply-To"].addresses
    assert (sender.display_name, sender.addr_spec) == ("Sở Mẫu, Một", "thu@xn--hiphng-6wa8191d.example")
    assert answers.addr_spec == "hoi@mau.example"
