"""Sending a mail: by SMTP if FORUM_MAIL_URL is set, else into the sample mailbox of /hop-thu."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid, parseaddr
from urllib.parse import unquote, urlsplit

import aiosmtplib

from forum.accounts.models import Account
from forum.jobs import JobContext
from forum.notifications.models import SampleMail
from forum.rendering import excerpt
from forum.settings import Settings

SUBJECT_MAX = 160


@dataclass(frozen=True, slots=True)
class Mail:
    """`key` makes the Message-ID, the same however often the mail is tried; '' for a mail of its own each time.
    `unsubscribe_url` is empty for a mail that was asked for, such as a log-in link."""

    to: str
    subject: str
    text: str
    key: str = ""
    unsubscribe_url: str = ""


async def deliver(context: JobContext, account: Account, mail: Mail) -> None:
    """Send a mail to the account. One that the server refuses for good, or has refused at every try, is noted for
    the administrator and the owner; raises what else fails, so that the job is tried again."""
    try:
        await send_mail(context, mail)
    except (aiosmtplib.SMTPException, OSError) as failure:
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
    server = urlsplit(context.settings.mail_url)
    await aiosmtplib.send(
        message_of(context.settings, mail, context.at),
        hostname=server.hostname,
        port=server.port or 25,
        username=unquote(server.username) if server.username else None,
        password=unquote(server.password) if server.password else None,
        use_tls=server.scheme == "smtps",
        timeout=20,
    )


def message_of(settings: Settings, mail: Mail, at: datetime) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"] = settings.mail_from, mail.to
    message["Subject"], message["Date"] = one_line(mail.subject), format_datetime(at)
    domain = mail_domain(settings)
    message["Message-ID"] = f"<{mail.key}@{domain}>" if mail.key else make_msgid(domain=domain)
    message["Auto-Submitted"] = "auto-generated"
    if mail.unsubscribe_url:
        message["List-Unsubscribe"] = f"<{mail.unsubscribe_url}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(mail.text)
    return message


def mail_domain(settings: Settings) -> str:
    """The sender's domain, else the host of the public URL: where the mail comes from."""
    sender = parseaddr(settings.mail_from)[1].rpartition("@")[2]
    if "." not in sender:
        sender = urlsplit(settings.site).hostname or sender
    return sender.encode("idna").decode()


def one_line(text: str) -> str:
    """A subject: names and titles that people typed must not begin another header, nor fill the screen."""
    plain = "".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in text)
    return excerpt(" ".join(plain.split()), SUBJECT_MAX)
