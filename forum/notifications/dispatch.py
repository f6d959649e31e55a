"""From events to letters: each room registers its letters in a module of notifications.letters.

@notifies(events.TakenUp)
async def taken_up(db: ReadDb, happened: events.TakenUp, at: datetime) -> list[Letter]: ...
"""

from collections.abc import Awaitable, Callable, Collection
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from forum import jobs, journal, kinds
from forum.accounts.actions.unsubscribing import unsubscribe_token
from forum.accounts.models import Account, MailPace
from forum.accounts.queries import actor_of_persona, locales_of, persona_labels, visitor
from forum.actor import Purpose
from forum.contributions.entering.claims import own_persona_of
from forum.contributions.masks import Masks, barred, without_slugs
from forum.contributions.queries import masks_about
from forum.database import Db, ReadDb, load
from forum.jobs import JobContext, job
from forum.journal import Event, JournalRow
from forum.notifications.letter import Letter
from forum.notifications.mail import MAIL_OUTAGES, Mail, deliver
from forum.notifications.models import Notice
from forum.thing import Thing
from forum.urls import url_for
from forum.words import SOURCE, _, reading_in

LetterWriter = Callable[[ReadDb, Any, datetime], Awaitable[list[Letter]]]
LETTER_WRITERS: dict[str, LetterWriter] = {}
GONE = _("Nội dung liên quan hiện không hiển thị.")


def notifies(*types: type[Event]) -> Callable[[LetterWriter], LetterWriter]:
    """Register the one writer of these events' letters. Raises ValueError at import for an event that has one."""

    def register(writer: LetterWriter) -> LetterWriter:
        for name in map(journal.name_of, types):
            if name in LETTER_WRITERS:
                raise ValueError(
                    f"{name} has its letters from {LETTER_WRITERS[name].__module__}: add to those"
                )
            LETTER_WRITERS[name] = writer
        return writer

    return register


@job("notify")
async def notify(context: JobContext, event_id: int) -> None:
    """Write one notice per person and defer its mail. A second run finds the notices already there."""
    row = await load(context.db, JournalRow, event_id)
    writer = LETTER_WRITERS.get(row.event)
    if writer is None or not row.payload:  # or erased meanwhile
        return
    letters = await _to_accounts(context.db, await writer(context.db, journal.revive(row), context.at))
    names = await persona_labels(context.db, {letter.persona_id for letter in letters})
    locales = await locales_of(context.db, names)
    weekly = await _weekly(context.db, names)
    for letter in letters:
        if letter.subject.event != row.event:
            raise ValueError(f"a letter about {row.event} has the subject of {letter.subject.event}")
        with reading_in(locales.get(letter.persona_id, SOURCE)):
            waits = letter.subject.can_wait and not letter.is_urgent and letter.persona_id in weekly
            await _notice(context.db, row, letter, names[letter.persona_id].name, context.at, waits=waits)


async def _to_accounts(db: ReadDb, letters: list[Letter]) -> list[Letter]:
    """What was to go by post to somebody who has claimed it meanwhile goes to that account."""
    own = await own_persona_of(db, {one.persona_id for one in letters})
    return [replace(one, persona_id=own.get(one.persona_id, one.persona_id)) for one in letters]


async def _weekly(db: ReadDb, persona_ids: Collection[int]) -> frozenset[int]:
    """Those of them who chose one letter a week."""
    chose = (Account.persona_id.in_(persona_ids), Account.mail_pace == MailPace.weekly)
    return frozenset((await db.scalars(select(Account.persona_id).where(*chose))).all())


async def _notice(db: Db, row: JournalRow, letter: Letter, name: str, at: datetime, *, waits: bool) -> None:
    """A notice that waits is mailed by notifications.weekly."""
    notice_id = await db.scalar(
        insert(Notice)
        .values(
            event_id=row.id,
            persona_id=letter.persona_id,
            thing_kind=letter.thing.kind,
            thing_id=letter.thing.id,
            subject=str(letter.subject),
            letter=str(letter.framed(name)),
            path=letter.path,
            regardless=letter.regardless,
            at=at,
            purpose=letter.purpose,
            waits=waits,
        )
        .on_conflict_do_nothing()
        .returning(Notice.id)
    )
    if notice_id is not None and not waits:
        await jobs.defer(db, "mail_notice", notice_id=notice_id)


@job("mail_notice", outages=MAIL_OUTAGES)
async def mail_notice(context: JobContext, notice_id: int) -> None:
    """Mail a notice once, if its reader consents to such mail and may still read the thing. Personas without an
    account get no mail."""
    notice = await load(context.db, Notice, notice_id, lock=True)
    if notice.mailed_at is not None:
        return
    account = await context.db.scalar(select(Account).where(Account.persona_id == notice.persona_id))
    notice.mailed_at = context.at
    if account is None or account.confirmed_at is None:
        return
    reader = await actor_of_persona(context.db, notice.persona_id, context.at) or visitor(context.at)
    if notice.purpose in reader.withheld:
        return
    thing = Thing(notice.thing_kind, notice.thing_id)
    card = (await kinds.cards(context.db, reader, [thing])).get(thing)
    if not notice.regardless and (card is None or card.is_tombstone):  # the reader may not read it any more
        return
    masks = (await masks_about(context.db, reader, [thing])).get(thing, ())
    subject, letter, path = masked_notice(notice, masks)
    decline = decline_url(context, account, notice.purpose) if notice.purpose else ""
    ways = [f"{context.settings.site}{path}"]
    with reading_in(account.locale):
        ways += [str(_("Thôi nhận thư thông báo: {url}", url=decline))] if decline else []
    text = "\n\n".join((letter.strip(), *ways)) + "\n"
    mail = Mail(account.email, subject, text, f"notice-{notice.id}", decline)
    await deliver(context, account, mail)


def decline_url(context: JobContext, account: Account, purpose: Purpose) -> str:
    token = unsubscribe_token(account, purpose)
    return f"{context.settings.site}{url_for('notices.unsubscribe', query={'ma': token})}"


def masked_notice(notice: Notice, masks: Masks) -> tuple[str, str, str]:
    """Subject, letter and path, without what was masked since they were written."""
    if not masks:
        return notice.subject, notice.letter, notice.path
    return barred(notice.subject, masks), barred(notice.letter, masks), without_slugs(notice.path)
