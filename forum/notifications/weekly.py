"""One letter a week for whoever chose it: what asked nothing of them, in the order it happened. Never an empty one,
and each notice in one letter only."""

from sqlalchemy import select

from forum import jobs, kinds
from forum.accounts.models import Account
from forum.accounts.queries import actor_of_account
from forum.actor import Actor, Purpose
from forum.contributions.queries import masks_about
from forum.database import ReadDb
from forum.jobs import JobContext, job
from forum.notifications.dispatch import decline_url, masked_notice
from forum.notifications.letter import in_frame
from forum.notifications.mail import MAIL_OUTAGES, Mail, deliver
from forum.notifications.models import Notice
from forum.thing import Thing
from forum.urls import url_for
from forum.words import _, joined, reading_in

WAITING = (Notice.waits, Notice.mailed_at.is_(None))


@job("find_weekly_letters", cron="0 1 * * 1")
async def find_weekly_letters(context: JobContext, **_times: object) -> None:
    """Runs on Monday at 8:00, Hải Phòng time. One job per person, so that a failure delays no other."""
    people = await context.db.scalars(select(Notice.persona_id).where(*WAITING).distinct())
    await jobs.defer_each(context.db, "mail_week", [{"persona_id": one} for one in people])


@job("mail_week", outages=MAIL_OUTAGES)
async def mail_week(context: JobContext, persona_id: int) -> None:
    """A second run finds nothing that waits. What its reader may no longer read, or no longer consents to be
    mailed, is left out; without anything there is no letter."""
    rows = await context.db.scalars(
        select(Notice).where(Notice.persona_id == persona_id, *WAITING).order_by(Notice.id).with_for_update()
    )
    notices = list(rows)
    account = await context.db.scalar(select(Account).where(Account.persona_id == persona_id))
    for notice in notices:
        notice.mailed_at = context.at
    if not notices or account is None or account.confirmed_at is None:
        return
    reader = await actor_of_account(context.db, account.id, context.at)
    lines = await _lines(context.db, reader, notices, context.settings.site)
    if not lines:
        return
    with reading_in(account.locale):
        decline = decline_url(context, account, Purpose.mail)
        text = str(in_frame(_("Ông/Bà {name}", name=reader.name), joined([OPENING, *lines], "\n\n")))
        ways = _("Đổi cách nhận thư: {url}", url=f"{context.settings.site}{url_for('mine.choose_notices')}")
        end = _("Thôi nhận thư thông báo: {url}", url=decline)
        subject = str(_("Hiến Kế: {count} diễn biến trong tuần", count=len(lines)))
        key = f"week-{persona_id}-{max(notice.id for notice in notices)}"
        await deliver(
            context, account, Mail(account.email, subject, f"{text}\n\n{ways}\n{end}\n", key, decline)
        )


OPENING = _(
    "Những diễn biến dưới đây không đòi hỏi Ông/Bà làm gì; thư này gộp chúng theo lựa chọn của Ông/Bà."
)


async def _lines(db: ReadDb, reader: Actor, notices: list[Notice], site: str) -> list[str]:
    things = [Thing(one.thing_kind, one.thing_id) for one in notices]
    cards = await kinds.cards(db, reader, things)
    masks = await masks_about(db, reader, things)
    lines = []
    for notice, thing in zip(notices, things, strict=True):
        card = cards.get(thing)
        if card is not None and not card.is_tombstone and notice.purpose not in reader.withheld:
            subject, _letter, path = masked_notice(notice, masks.get(thing, ()))
            lines.append(f"{subject}\n{site}{path}")
    return lines
