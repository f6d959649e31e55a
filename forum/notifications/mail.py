"""Sending a mail: by SMTP if FORUM_MAIL_URL is set, else into the sample mailbox of /hop-thu."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from email.utils import unquote as unquote_name
from typing import TypedDict
from urllib.parse import unquote, urlsplit

import aiosmtplib

from forum.accounts.models import Account
from forum.jobs import JobContext
from forum.notifications.models import SampleMail
from forum.rendering import excerpt
from forum.settings import Settings

SUBJECT_MAX = 160
_NAMED = re.compile(r"([^<>]*)<([^<>]*)>")
LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})
# What a mail server that is away, full or set up wrongly raises: `outages` of every job that sends mail.
MAIL_OUTAGES = (aiosmtplib.SMTPException, OSError)


@dataclass(frozen=True, slots=True)
class Mail:
    """`key` makes the Message-ID, the same however often the mail is tried, so that a mailbox shows it once.
    `unsubscribe_url` is empty for a mail that was asked for, such as a log-in link."""

    to: str
    subject: str
    text: str
    key: str
    unsubscribe_url: str = ""


async def deliver(context: JobContext, account: Account, mail: Mail) -> None:
    """Send a mail to the account. One that the server refuses for good, or has refused at every try, is noted for
    the administrator and the owner; raises what else fails, so that the job is tried again."""
    try:
        await send_mail(context, mail)
    except MAIL_OUTAGES as failure:
        if not (context.is_last_try or _is_for_good(failure)):
            raise
        account.mail_refused_at, account.mail_refused_to = context.at, mail.to
        account.mail_refusal = one_line(_words_of(failure))
    else:
        if account.mail_refused_to == mail.to:
            account.mail_refused_at, account.mail_refused_to, account.mail_refusal = None, "", ""


def _is_for_good(failure: Exception) -> bool:
    """Whether the server says (5xx) that this mail or its recipient will never be accepted. A refused log-in or
    sender is the house's own fault, which somebody may mend before the next try."""
    if isinstance(failure, aiosmtplib.SMTPRecipientsRefused):
        return all(500 <= one.code < 600 for one in failure.recipients)
    about_mail = isinstance(failure, aiosmtplib.SMTPDataError | aiosmtplib.SMTPRecipientRefused)
    return about_mail and 500 <= getattr(failure, "code", 0) < 600


def _words_of(failure: Exception) -> str:
    if isinstance(failure, aiosmtplib.SMTPRecipientsRefused):
        return "; ".join(_words_of(one) for one in failure.recipients)
    if isinstance(failure, aiosmtplib.SMTPResponseException):
        return f"{failure.code} {failure.message}"
    return str(failure) or type(failure).__name__


async def send_mail(context: JobContext, mail: Mail) -> None:
    """Raises aiosmtplib.SMTPException when the server refuses; the job then retries."""
    if not context.settings.mail_url:
        subject = one_line(mail.subject)
        context.db.add(SampleMail(to=mail.to, subject=subject, text=mail.text, at=context.at))
        return
    settings = context.settings
    server = urlsplit(settings.mail_url)
    await aiosmtplib.send(
        message_of(settings, mail, context.at),
        sender=_bare(settings.mail_bounces or settings.mail_from),
        recipients=[mail.to],
        hostname=server.hostname,
        port=server.port or (465 if server.scheme == "smtps" else 25),
        username=unquote(server.username) if server.username else None,
        password=unquote(server.password) if server.password else None,
        timeout=20,
        **_encryption(settings),
    )


class _Encryption(TypedDict):
    use_tls: bool
    start_tls: bool | None
    validate_certs: bool


def _encryption(settings: Settings) -> _Encryption:
    """TLS from the first byte for smtps://, else by STARTTLS. Of this machine itself, and in sample mode, nothing is
    demanded."""
    server = urlsplit(settings.mail_url)
    if server.scheme == "smtps":
        return {"use_tls": True, "start_tls": False, "validate_certs": True}
    if settings.is_sample or server.hostname in LOCAL_HOSTS:
        return {"use_tls": False, "start_tls": None, "validate_certs": False}
    wanted = {"required": True, "offered": None, "none": False}[settings.mail_tls]
    return {"use_tls": False, "start_tls": wanted, "validate_certs": True}


def message_of(settings: Settings, mail: Mail, at: datetime) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"] = sender_of(settings), mail.to
    if settings.mail_reply_to:
        message["Reply-To"] = _mailbox(settings.mail_reply_to)
    message["Subject"], message["Date"] = one_line(mail.subject), format_datetime(at)
    message["Message-ID"] = f"<{mail.key}@{mail_domain(settings)}>"
    message["Auto-Submitted"] = "auto-generated"
    if mail.unsubscribe_url:
        message["List-Unsubscribe"] = f"<{mail.unsubscribe_url}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(mail.text)
    return message


def sender_of(settings: Settings) -> str | Address:
    """With the name that mailboxes show: the one in FORUM_MAIL_FROM, else FORUM_MAIL_NAME."""
    return _mailbox(settings.mail_from, settings.mail_name)


def _mailbox(written: str, name: str = "") -> str | Address:
    """An address from the settings, with its own name or else this one; the header quotes and encodes the name, and a
    domain with marks is sent in its ASCII form."""
    line = one_line(written)
    found = _NAMED.fullmatch(line)
    own, address = (unquote_name(found[1].strip()), found[2]) if found else ("", line)
    local, at, domain = address.rpartition("@")
    if not at or not local or not domain or set(address) & set(' ,;@"<>') - {"@"}:
        return line
    return Address(own or one_line(name), local, domain.encode("idna").decode())


def _bare(written: str) -> str:
    mailbox = _mailbox(written)
    return mailbox.addr_spec if isinstance(mailbox, Address) else mailbox


def mail_domain(settings: Settings) -> str:
    """The sender's domain, else the host of the public URL: where the mail comes from."""
    sender = _bare(settings.mail_from).rpartition("@")[2]
    if "." not in sender:
        sender = urlsplit(settings.site).hostname or sender
    return sender.encode("idna").decode()


def one_line(text: str) -> str:
    """A subject: names and titles that people typed must not begin another header, nor fill the screen."""
    plain = "".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in text)
    return excerpt(" ".join(plain.split()), SUBJECT_MAX)
