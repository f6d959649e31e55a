"""Mail that came back: reads the mailbox of FORUM_BOUNCES_URL and notes which addresses take no mail.

Only reports of servers are read (multipart/report, RFC 3464) that are about a mail of ours. They are deleted;
everything else stays in the mailbox as read, for somebody to look at.
"""

import asyncio
import email
import imaplib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message
from email.policy import default
from urllib.parse import SplitResult, unquote, urlsplit

from sqlalchemy import select

from forum.accounts.addresses import stored_form
from forum.accounts.models import Account
from forum.database import Db, writing_session
from forum.jobs import JobContext, job
from forum.notifications.mail import LOCAL_HOSTS, mail_domain, one_line

MOST_AT_ONCE = 200
# A report quotes the mail that came back; what is longer is not read to its end.
BYTES_MAX = 200_000
WITHIN_SECONDS = 30
REFUSED = "failed"  # the word of RFC 3464
OWN_KEYS = re.compile(r"(notice|week|link|log-in)-[0-9a-f-]+")


@dataclass(frozen=True, slots=True)
class Bounce:
    """A mail of ours that was refused for good, as the server of its recipient reports it."""

    recipient: str
    status: str
    diagnosis: str


@job("read_bounces", cron="*/5 * * * *", attempts=0)
async def read_bounces(context: JobContext, **_times: object) -> None:
    """Deletes a report only once it is noted, so that one of a run that was cut short is read again: the same is
    noted then."""
    if not context.settings.bounces_url:
        return
    url, domain = urlsplit(context.settings.bounces_url), mail_domain(context.settings)
    reports = await asyncio.to_thread(_fetch, url, domain)
    async with writing_session(context.engine) as db:
        for bounces in reports.values():
            for bounce in bounces:
                await _note(db, context, bounce)
    await asyncio.to_thread(_delete, url, list(reports))


async def _note(db: Db, context: JobContext, bounce: Bounce) -> None:
    account = await db.scalar(
        select(Account).where(Account.email == stored_form(bounce.recipient)).with_for_update()
    )
    if account is None:
        return
    refusal = one_line(f"{bounce.status} {bounce.diagnosis}".strip())
    if (account.mail_refused_to, account.mail_refusal) != (account.email, refusal):
        account.mail_refused_at, account.mail_refused_to = context.at, account.email
        account.mail_refusal = refusal


def bounces_in(message: Message, domain: str) -> list[Bounce] | None:
    """The refusals that a report names; none for one of a delay. None for what is no report about a mail of ours."""
    if message.get_content_type() != "multipart/report" or not _is_ours(_quoted_id(message), domain):
        return None
    found = []
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status":
            found += [
                _bounce(one) for one in _blocks(part) if one.get("Action", "").strip().lower() == REFUSED
            ]
    return [one for one in found if one.recipient and one.status.startswith("5.")]


def _blocks(part: Message) -> list[Message]:
    blocks = part.get_payload()
    return [one for one in blocks if isinstance(one, Message)] if isinstance(blocks, list) else []


def _bounce(block: Message) -> Bounce:
    recipient = str(block.get("Original-Recipient") or block.get("Final-Recipient", ""))
    _type, _, address = recipient.partition(";")
    _type, _, diagnosis = str(block.get("Diagnostic-Code", "")).partition(";")
    return Bounce(address.strip(" <>"), str(block.get("Status", "")).strip(), diagnosis.strip())


def _quoted_id(message: Message) -> str:
    """The Message-ID of the mail that came back."""
    for part in message.walk():
        payload = part.get_payload()
        if part.get_content_type() == "message/rfc822" and isinstance(payload, list):
            return "".join(str(one.get("Message-ID", "")) for one in payload if isinstance(one, Message))
        if part.get_content_type() == "text/rfc822-headers" and isinstance(payload, str):
            return str(email.message_from_string(payload).get("Message-ID", ""))
    return ""


def _is_ours(message_id: str, domain: str) -> bool:
    key, _at, host = message_id.strip().strip("<>").partition("@")
    return host.lower() == domain.lower() and OWN_KEYS.fullmatch(key) is not None


@contextmanager
def _mailbox(url: SplitResult) -> Iterator[imaplib.IMAP4]:
    """Blocks. Without imaps:// the line is encrypted by STARTTLS, but for a server on this machine."""
    host = url.hostname or ""
    if url.scheme == "imaps":
        server: imaplib.IMAP4 = imaplib.IMAP4_SSL(host, url.port or 993, timeout=WITHIN_SECONDS)
    else:
        server = imaplib.IMAP4(host, url.port or 143, timeout=WITHIN_SECONDS)
    try:
        if url.scheme != "imaps" and host not in LOCAL_HOSTS:
            server.starttls()
        server.login(unquote(url.username or ""), unquote(url.password or ""))
        done, _ = server.select(url.path.strip("/") or "INBOX")
        if done != "OK":
            raise imaplib.IMAP4.error("no such mailbox")
        yield server
    finally:
        server.shutdown()


def _fetch(url: SplitResult, domain: str) -> dict[str, list[Bounce]]:
    """The reports among what is unread, by their UIDs. The rest is marked as read."""
    found: dict[str, list[Bounce]] = {}
    with _mailbox(url) as server:
        _done, (numbers, *_rest) = server.uid("SEARCH", "UNSEEN")
        for uid in numbers.decode().split()[:MOST_AT_ONCE]:
            _done, parts = server.uid("FETCH", uid, f"(BODY.PEEK[]<0.{BYTES_MAX}>)")
            raw = b"".join(text for _head, text in [part for part in parts if isinstance(part, tuple)])
            bounces = bounces_in(email.message_from_bytes(raw, policy=default), domain)
            if bounces is None:
                server.uid("STORE", uid, "+FLAGS", r"(\Seen)")
            else:
                found[uid] = bounces
    return found


def _delete(url: SplitResult, uids: list[str]) -> None:
    if uids:
        with _mailbox(url) as server:
            server.uid("STORE", ",".join(uids), "+FLAGS", r"(\Deleted)")
            server.expunge()
