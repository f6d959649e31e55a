"""Mail that comes back later is told to the administrator and the owner, as one that is refused at once."""

import socketserver
import threading
from collections.abc import Iterator
from email import message_from_string
from email.policy import default

import pytest

from forum.actor import Role
from forum.database import writing_session
from forum.jobs import JobContext
from forum.notifications.bounces import bounces_in, read_bounces
from forum.settings import Settings
from tests.builders import Builders
from tests.client import Client

DOMAIN = "hien-ke.mau.example"
REPORT = """\
From: Mail Delivery System <MAILER-DAEMON@mx.mau.example>
To: tra-lai@{domain}
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain

I'm sorry to have to inform you that your message could not be delivered.
--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.mau.example

Final-Recipient: rfc822; {to}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 <{to}>: Khong co nguoi nay

--B
Content-Type: {quoted}

From: thu@{domain}
To: {to}
Message-ID: <{key}@{domain}>
Subject: Thu

--B--
"""


def report(to: str = "ten@mau.example", **changed: str) -> str:
    given = {"action": "failed", "status": "5.1.1", "key": "notice-7", "quoted": "message/rfc822"}
    return REPORT.format(**given | {"to": to, "domain": DOMAIN} | changed)


class Mailbox(socketserver.ThreadingTCPServer):
    """An IMAP server with one mailbox: as much of RFC 3501 as is asked here."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.messages: dict[int, str] = {}
        self.flags: dict[int, set[str]] = {}

    def put(self, *messages: str) -> None:
        for message in messages:
            uid = len(self.flags) + 1
            self.messages[uid], self.flags[uid] = message.replace("\n", "\r\n"), set()


class Conversation(socketserver.StreamRequestHandler):
    server: Mailbox

    def handle(self) -> None:
        self.say("* OK ready")
        while line := self.rfile.readline().decode().strip():
            tag, command, *words = line.split()
            done = self.answer(command.upper(), words)
            self.say(f"{tag} {done}")
            if command.upper() == "LOGOUT":
                return

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def answer(self, command: str, words: list[str]) -> str:
        if command == "CAPABILITY":
            self.say("* CAPABILITY IMAP4rev1")
        elif (
            command == "LOGIN"
            and words != ["tra-lai", '"mat khau"']
            and " ".join(words) != 'tra-lai "mat khau"'
        ):
            return "NO wrong"
        elif command == "SELECT":
            self.say(f"* {len(self.server.messages)} EXISTS")
        elif command == "UID":
            self.by_uid(words[0].upper(), words[1:])
        elif command == "EXPUNGE":
            for uid in [one for one in self.server.messages if r"\Deleted" in self.server.flags[one]]:
                del self.server.messages[uid]
        return "OK done"

    def by_uid(self, command: str, words: list[str]) -> None:
        server = self.server
        if command == "SEARCH":
            unread = [str(uid) for uid in server.messages if r"\Seen" not in server.flags[uid]]
            self.say(f"* SEARCH {' '.join(unread)}")
        elif command == "FETCH":
            text = server.messages[int(words[0])]
            self.say(f"* 1 FETCH (UID {words[0]} BODY[]<0> {{{len(text.encode())}}}")
            self.wfile.write(text.encode())
            self.say(")")
        elif command == "STORE":
            for uid in words[0].split(","):
                server.flags[int(uid)].add(words[2].strip("()"))


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with Mailbox() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


async def read(build: Builders, mailbox: Mailbox) -> None:
    url = f"imap://tra-lai:mat%20khau@127.0.0.1:{mailbox.server_address[1]}/INBOX"
    changed = {"bounces_url": url, "mail_from": f"thu@{DOMAIN}"}
    settings = Settings.model_validate(build.settings.model_dump() | changed)
    async with writing_session(build.engine) as db, build.acting(None) as (_, actor):
        await read_bounces(JobContext(db, actor.at, settings, build.engine))


async def test_mail_that_came_back_is_told_and_its_report_removed_and_other_mail_stays(
    build: Builders, client: Client, mailbox: Mailbox
) -> None:
    person, other = await build.person(Role.intellectual), await build.person(Role.intellectual)
    answer = "From: hoi@mau.example\nSubject: Xin hoi\n\nToi muon hoi.\n"
    delayed = report(other.email, action="delayed", status="4.4.1")
    mailbox.put(report(person.email), answer, delayed, report(other.email, key="cua-nguoi-khac"))
    for _ in range(2):
        await read(build, mailbox)
        assert list(mailbox.messages) == [2, 4]
        assert mailbox.flags[2] == {r"\Seen"}
    await client.log_in(await build.person(Role.administrator))
    page = await client.get("/quan-tri/nguoi?loc=undelivered")
    assert page.has(person.email)
    assert page.has("Khong co nguoi nay")
    assert not page.has(other.email)


async def test_without_a_mailbox_nothing_is_asked(build: Builders) -> None:
    async with build.acting(None) as (db, actor):
        await read_bounces(JobContext(db, actor.at, build.settings, build.engine))


@pytest.mark.parametrize("quoted", ["message/rfc822", "text/rfc822-headers"])
def test_a_report_names_whom_it_is_about(quoted: str) -> None:
    found = bounces_in(message_from_string(report(quoted=quoted), policy=default), DOMAIN)
    assert found is not None
    assert [(one.recipient, one.status) for one in found] == [("ten@mau.example", "5.1.1")]
    assert "Khong co nguoi nay" in found[0].diagnosis


def test_a_report_about_mail_of_others_is_none_of_ours() -> None:
    assert bounces_in(message_from_string(report(), policy=default), "khac.example") is None
    assert bounces_in(message_from_string("Subject: a\n\nb\n", policy=default), DOMAIN) is None
