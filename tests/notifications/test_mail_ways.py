"""How mail is handed to the mail server: in whose name, over which line, how often, and with which link."""

import datetime as days
import ipaddress
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import parseaddr
from pathlib import Path

import aiosmtplib
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from sqlalchemy import select

from forum.accounts.actions.registration import ask_link
from forum.accounts.limits import Origin
from forum.actor import Role
from forum.clock import now
from forum.database import writing_session
from forum.jobs import JOBS, LONGEST_PAUSE, OUTAGE, OUTAGE_TRIES, JobContext, pause_after
from forum.notifications.letters.accounts import mail_link
from forum.notifications.mail import Mail, send_mail
from forum.notifications.models import SampleMail
from forum.settings import Settings
from tests.builders import Builders
from tests.client import Client
from tests.notifications.test_undelivered import Refusing

OTHER_MACHINE = "127.0.0.2"  # by name no machine of ours, so that TLS is asked for


class Taking(Refusing):
    """Takes every mail, and notes from whom and whether the line was encrypted."""

    def __init__(self) -> None:
        super().__init__()
        self.mails: list[EmailMessage] = []
        self.senders: list[str | None] = []
        self.encrypted: list[bool] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        parsed = message_from_bytes(envelope.content, policy=default)
        assert isinstance(parsed, EmailMessage)
        self.mails.append(parsed)
        self.senders.append(envelope.mail_from)
        self.encrypted.append(session.ssl is not None)
        return self.text


@asynccontextmanager
async def taking(host: str, tls: ssl.SSLContext | None = None) -> AsyncIterator[tuple[Taking, str]]:
    server = Taking()
    with socket.create_server((host, 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(server, hostname=host, port=port, tls_context=tls)
    controller.start()
    yield server, f"smtp://{host}:{port}"
    controller.stop()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of that machine that no authority signed, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, OTHER_MACHINE)])
    today = days.datetime.now(days.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=9))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(OTHER_MACHINE))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM) + private)
    return path


def offering(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


async def send(build: Builders, mail_url: str, **changed: object) -> None:
    settings = Settings.model_validate(
        build.settings.model_dump() | {"mode": "production", "mail_url": mail_url} | changed
    )
    async with writing_session(build.engine) as db:
        mail = Mail("ten@mau.example", "HK-2026-0001: đã đăng", "Nội dung.", "notice-7")
        await send_mail(JobContext(db, now(), settings, build.engine), mail)


async def test_no_mail_goes_over_an_open_line_unless_the_operator_says_so(build: Builders) -> None:
    async with taking(OTHER_MACHINE) as (server, url):
        with pytest.raises(aiosmtplib.SMTPException):
            await send(build, url)
        assert server.mails == []
        for allowed in ("offered", "none"):
            await send(build, url, mail_tls=allowed)
        assert server.encrypted == [False, False]


async def test_a_mail_server_must_prove_who_it_is(
    build: Builders, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with taking(OTHER_MACHINE, offering(certificate)) as (server, url):
        with pytest.raises((aiosmtplib.SMTPException, OSError)):
            await send(build, url)
        assert server.mails == []
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        await send(build, url)
        assert server.encrypted == [True]


async def test_of_a_mail_server_on_this_machine_and_in_sample_mode_nothing_is_demanded(
    build: Builders,
) -> None:
    async with taking("127.0.0.1") as (server, url):
        await send(build, url)
        assert len(server.mails) == 1
    async with taking(OTHER_MACHINE) as (server, url):
        await send(build, url, mode="sample")
        assert len(server.mails) == 1


async def test_a_mail_has_a_sender_s_name_a_place_for_answers_and_one_for_what_comes_back(
    build: Builders,
) -> None:
    async with taking("127.0.0.1") as (server, url):
        await send(
            build,
            url,
            mail_from="thu@hien-ke.mau.example",
            mail_name="Hien Ke Mau",
            mail_reply_to="hoi@mau.example",
            mail_bounces="tra-lai@mau.example",
        )
        await send(build, url, mail_from="Thu Mau <thu@hien-ke.mau.example>", mail_name="Hien Ke Mau")
    named, plain = server.mails
    assert parseaddr(named["From"]) == ("Hien Ke Mau", "thu@hien-ke.mau.example")
    assert parseaddr(plain["From"]) == ("Thu Mau", "thu@hien-ke.mau.example")
    assert (named["Reply-To"], plain["Reply-To"]) == ("hoi@mau.example", None)
    assert server.senders == ["tra-lai@mau.example", "thu@hien-ke.mau.example"]


async def test_a_link_whose_mail_was_tried_twice_opens_from_either_mail(
    build: Builders, client: Client
) -> None:
    person = await build.person(Role.intellectual)
    async with build.acting(None) as (db, actor):
        await ask_link(db, Origin("192.0.2.1", b"a secret"), person.email, "login", actor.at)
    async with taking("127.0.0.1") as (server, url):
        server.text = "451 Try again"  # as if the answer was lost: it has the mail
        settings = build.settings.model_copy(update={"mail_url": url})
        asked = {"purpose": "login", "account_id": person.id, "asked_at": actor.at.isoformat()}
        with pytest.raises(aiosmtplib.SMTPException):
            await _mail(build, settings, asked)
        server.text = "250 OK"
        await _mail(build, settings, asked)
        await _mail(build, settings, asked)  # as by a worker that takes the job up again
    first, second = server.mails
    assert first["Message-ID"] == second["Message-ID"]
    assert first.get_content() == second.get_content()
    assert "ma=" in first.get_content()


async def _mail(build: Builders, settings: Settings, asked: dict[str, object]) -> None:
    async with writing_session(build.engine) as db:
        await JOBS["mail_link"].run(JobContext(db, now(), settings, build.engine), **asked)


@pytest.mark.parametrize(
    ("purpose", "lasts"), [("login", timedelta(minutes=30)), ("confirm", timedelta(days=3))]
)
async def test_a_link_that_would_no_longer_open_is_not_sent(
    build: Builders, purpose: str, lasts: timedelta
) -> None:
    person = await build.person(Role.intellectual)
    for late, count in ((lasts - timedelta(minutes=1), 1), (lasts, 1)):
        async with build.acting(None) as (db, actor):
            context = JobContext(db, actor.at, build.settings, build.engine)
            await mail_link(context, purpose, person.id, (actor.at - late).isoformat())
            sent = (await db.scalars(select(SampleMail.to).where(SampleMail.to == person.email))).all()
            assert len(sent) == count


def test_mail_is_tried_for_three_days_with_growing_pauses_of_half_an_hour_at_most() -> None:
    pauses = [pause_after(tries) for tries in range(1, OUTAGE_TRIES)]
    assert pauses == sorted(pauses)
    assert pauses[-1] == LONGEST_PAUSE == timedelta(minutes=30)
    assert OUTAGE <= sum(pauses, timedelta()) <= OUTAGE + LONGEST_PAUSE
    mailing = {name for name in JOBS if name.startswith("mail_")}
    storing = {"clean_file", "read_draft", "make_paper", "make_own_copy"}  # wait for a scanner or a storage
    assert mailing | storing == {name for name, known in JOBS.items() if known.outages}
    assert mailing == {
        "mail_notice",
        "mail_week",
        "mail_head",
        "mail_link",
        "mail_address_change",
        "mail_about_log_in",
    }
    for name in mailing:
        assert JOBS[name].is_tried_again(aiosmtplib.SMTPConnectError("away"), OUTAGE_TRIES - 1)
        assert not JOBS[name].is_tried_again(ValueError(), JOBS[name].attempts)
