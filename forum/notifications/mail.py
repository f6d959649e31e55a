"""Sending one mail: by SMTP where FORUM_MAIL_URL says so, else into the sample mailbox of /hop-thu."""

from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from urllib.parse import unquote, urlsplit

import aiosmtplib

from forum.jobs import Work
from forum.notifications.models import SampleMail


async def send_mail(work: Work, to: str, subject: str, text: str) -> None:
    """Raises aiosmtplib.SMTPException when the server refuses; the job then tries again."""
    if not work.settings.mail_url:
        work.db.add(SampleMail(to=to, subject=subject, text=text, at=work.at))
        return
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = work.settings.mail_from, to, subject
    message["Date"], message["Message-ID"] = format_datetime(work.at), make_msgid(domain="hien-ke.invalid")
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    server = urlsplit(work.settings.mail_url)
    await aiosmtplib.send(
        message,
        hostname=server.hostname,
        port=server.port or 25,
        username=unquote(server.username) if server.username else None,
        password=unquote(server.password) if server.password else None,
        use_tls=server.scheme == "smtps",
        timeout=20,
    )
