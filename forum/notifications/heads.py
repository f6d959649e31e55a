"""Heads of the audit chain leave the house: once a day, to addresses of others, whom the owner of the database cannot
make forget them."""

from datetime import timedelta

from sqlalchemy import text

from forum import jobs
from forum.accounts.queries import visitor
from forum.clock import local_date
from forum.database import ReadDb
from forum.jobs import JobContext, job
from forum.journal import name_of, record
from forum.notifications.events import HeadSent
from forum.notifications.letter import in_frame
from forum.notifications.mail import MAIL_OUTAGES, Mail, send_mail
from forum.thing import Thing
from forum.urls import url_for
from forum.words import _
from moderation import chain

SENT_WITHIN = timedelta(days=2)  # else the auditor's page and the doctor say that no head has left
LOCK = 7_305_003


@job("send_heads", cron="0 0 * * *")
async def send_heads(context: JobContext, **_times: object) -> None:
    """Runs at 7:00, Hải Phòng time. A second run on the same day sends nothing."""
    addresses = context.settings.outside_heads
    await context.db.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
    last = await last_sent(context.db)
    if not addresses or (last is not None and local_date(last.at) == local_date(context.at)):
        return
    head = await chain.head(context.db)
    for place in range(len(addresses)):
        await jobs.defer(context.db, "mail_head", place=place, n=head.n, digest=head.digest)
    sent = HeadSent(Thing("link", head.n), head.digest, len(addresses))
    await record(context.db, visitor(context.at), sent)


@job("mail_head", outages=MAIL_OUTAGES)
async def mail_head(context: JobContext, place: int, n: int, digest: str) -> None:
    """To one of the addresses of the settings: a job names no address. Sent again it is the same mail."""
    addresses = context.settings.outside_heads
    if place >= len(addresses):
        return
    page = f"{context.settings.site}{url_for('moderation.heads_page')}"
    words = _(
        "Mã đối chiếu mới nhất của chuỗi ghi các việc chính thức:\n{head}\nĐề nghị Ông/Bà lưu thư này. Khi cần kiểm "
        "tra, so mã này với chuỗi: nếu chuỗi bị viết lại hay cắt bớt thì không còn khớp.\nCác mã theo ngày: {page}",
        head=chain.Head(n, digest),
        page=page,
    )
    subject = str(_("Mã đối chiếu của chuỗi kiểm tra, dòng {n}", n=n))
    body = str(in_frame(_("Ông/Bà giữ mã đối chiếu"), words))
    await send_mail(context, Mail(addresses[place], subject, f"{body}\n", f"head-{n}-{place}"))


async def last_sent(db: ReadDb) -> chain.Recorded | None:
    return await chain.last(db, name_of(HeadSent))
