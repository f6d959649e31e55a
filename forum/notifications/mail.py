"""Sending a mail: by SMTP if FORUM_MAIL_URL is set, else into the sample mailbox of /hop-thu."""

from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from urllib.parse import unquote, urlsplit

import aiosmtplib

from forum.jobs import JobContext
from forum.notifications.models import SampleMail


async def send_mail(context: JobContext, to: str, subject: str, text: str) -> None:
    """Raises aiosmtplib.SMTPException when the server refuses; the job then retries."""
    if not context.settings.mail_url:
        context.db.add(SampleMail(to=to, subject=subject, text=text, at=context.at))
        return
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = context.settings.mail_from, to, subject
    message["Date"], message["Message-ID"] = format_datetime(context.at), make_msgid(domain="hien-ke.invalid")
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    server = urlsplit(context.settings.mail_url)
    await aiosmtplib.send(
        message,
        hostname=server.hostname,
        port=server.port or 25,
        username=unquote(server.username) if server.username else None,
        password=unquote(server.password) if server.password else None,
        use_tls=server.scheme == "smtps",
        timeout=20,
    )
