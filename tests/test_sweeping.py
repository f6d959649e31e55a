"""Rows whose time is over are deleted by one job a night; every table has its line, or a reason why its rows stay."""

import re
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, func, select, text, update

from forum import clock, sweeping
from forum.accounts.actions.people import NewBody, create_body, create_leader, open_account
from forum.accounts.models import (
    Account,
    AddressChange,
    Attempt,
    BindingRow,
    KnownBrowser,
    Login,
    OneTimeToken,
    PendingRegistration,
    Persona,
)
from forum.actor import Role
from forum.audience import Visibility
from forum.contact.attending.models import Attendance
from forum.contact.models import ContactSession, QuickNote, Series
from forum.contact.own_notes.models import OwnNote
from forum.contact.policy import Rhythm, SessionFormat
from forum.contributions.models import ApprovalReading, Contribution, Draft, Forum, OfficialText
from forum.database import Db, writing_session
from forum.files.models import File
from forum.jobs import JobContext
from forum.notifications.models import SampleMail
from forum.papers.models import OwnCopy, Paper
from forum.papers.policy import PaperState
from forum.sweeping import LASTING, LINES, Line
from tests.builders import Builders
from tests.shared import ROOT

Put = Callable[[Db, Account, str, datetime], Awaitable[None]]


def row(make: Callable[[Account, str, datetime], object]) -> Put:
    async def put(db: Db, account: Account, name: str, at: datetime) -> None:
        db.add(make(account, name, at))

    return put


def draft(name: str, at: datetime, **more: object) -> Draft:
    return Draft(key=name, place="/", fields={}, saved_at=at, **more)


async def an_unconfirmed_account(db: Db, _: Account, name: str, at: datetime) -> None:
    account = await open_account(db, email=f"{name}@mau.example", name="Người Mẫu", at=at)
    db.add(BindingRow(account_id=account.id, role=Role.intellectual.value, from_on=at.date()))


async def a_job_that_is_done(db: Db, _: Account, name: str, at: datetime) -> None:
    put = "INSERT INTO procrastinate_jobs (queue_name, task_name) VALUES ('default', :name) RETURNING id"
    job_id = await db.scalar(text(put), {"name": name})
    for change in (
        "UPDATE procrastinate_jobs SET status = 'succeeded' WHERE id = :id",
        "UPDATE procrastinate_events SET at = :at WHERE job_id = :id",
    ):
        await db.execute(text(change), {"at": at, "id": job_id} if ":at" in change else {"id": job_id})


async def a_reading(db: Db, account: Account, name: str, at: datetime) -> None:
    body = await create_body(db, NewBody(code=name, name="Sở Mẫu A"))
    it = Contribution(
        kind="answer",
        persona_id=body.persona_id,
        typed_title="",
        typed_text="Mẫu",
        typed_html="",
        visibility=Visibility.draft,
        audience=[],
        created_at=at,
    )
    db.add(it)
    await db.flush()
    db.add(OfficialText(id=it.id, body_id=body.id))
    await db.flush()
    db.add(ApprovalReading(text_id=it.id, persona_id=account.persona_id, text_version=1, read_at=at))


# By line: a row that is just so old.
async def an_attendance(db: Db, account: Account, name: str, at: datetime) -> None:
    leader = await create_leader(db, name=f"Lãnh đạo {name}", position="Chủ tịch")
    forum = Forum(kind="series", title=name, slug=name, audience=[], created_at=at)
    db.add(forum)
    await db.flush()
    series = Series(forum_id=forum.id, title=name, rhythm=Rhythm.quarter, created_at=at)
    db.add(series)
    await db.flush()
    session = ContactSession(
        series_id=series.id,
        code=name,
        slug=name,
        title=name,
        format=SessionFormat.both,
        starts_at=at,
        ends_at=at,
        intake_from_on=at.date(),
        intake_until_on=at.date(),
        chair_leader_id=leader.id,
        audience=[],
        created_at=at,
    )
    db.add(session)
    await db.flush()
    db.add(Attendance(session_id=session.id, persona_id=account.persona_id, code=name, queued_at=at))


async def a_quick_note(db: Db, account: Account, name: str, at: datetime) -> None:
    await an_attendance(db, account, f"of-{name}", at)
    session_id = await db.scalar(select(func.max(ContactSession.id)))
    db.add(QuickNote(session_id=session_id, text=name, written_by=account.persona_id, at=at))


async def an_own_note(db: Db, account: Account, name: str, at: datetime) -> None:
    await an_attendance(db, account, f"with-{name}", at)
    of = (
        await db.execute(
            select(ContactSession.id, ContactSession.chair_leader_id)
            .order_by(ContactSession.id.desc())
            .limit(1)
        )
    ).one()
    db.add(
        OwnNote(
            session_id=of.id, leader_id=of.chair_leader_id, text=name, written_by=account.persona_id, at=at
        )
    )


PUTS: dict[tuple[str, str], Put] = {
    ("attempts", "attempts"): row(lambda a, name, at: Attempt(key=name, at=at)),
    ("logins", "sessions"): row(
        lambda a, name, at: Login(token_hash=name, account_id=a.id, created_at=at, expires_at=at)
    ),
    ("one_time_tokens", "mailed"): row(
        lambda a, name, at: OneTimeToken(token_hash=name, purpose="login", account_id=a.id, expires_at=at)
    ),
    ("pending_registrations", "what"): row(
        lambda a, name, at: PendingRegistration(
            account_id=a.id, name="Mẫu", title="", password_hash="", browser=name, purposes=[], asked_at=at
        )
    ),
    ("accounts", "accounts"): an_unconfirmed_account,
    ("address_changes", "new"): row(
        lambda a, name, at: AddressChange(
            account_id=a.id, old_email="a@mau.example", new_email="b@mau.example", asked_at=at
        )
    ),
    ("known_browsers", "browsers"): row(
        lambda a, name, at: KnownBrowser(account_id=a.id, browser_hash=name, used_at=at)
    ),
    ("drafts", "words"): row(lambda a, name, at: draft(name, at, browser_digest="b", peer_digest="p")),
    ("drafts", "keys"): row(lambda a, name, at: draft(name, at, persona_id=a.persona_id, sent_url="/")),
    ("files", "uploaded"): row(
        lambda a, name, at: File(
            persona_id=a.persona_id,
            name=name,
            size=1,
            received_digest=name,
            found=[],
            removed=[],
            created_at=at,
        )
    ),
    ("approval_readings", "which"): a_reading,
    ("papers", "papers,"): row(
        lambda a, name, at: Paper(
            persona_id=a.persona_id,
            thing_kind="consultation",
            thing_id=1,
            kind=name,
            format="docx",
            state=PaperState.failed,
            asked_at=at,
        )
    ),
    ("attendances", "who"): an_attendance,
    ("quick_notes", "quick"): a_quick_note,
    ("own_notes", "notes"): an_own_note,
    ("own_copies", "copies"): row(lambda a, name, at: OwnCopy(persona_id=a.persona_id, asked_at=at)),
    ("sample_mails", "mails"): row(lambda a, name, at: SampleMail(to=name, subject="", text="", at=at)),
    ("procrastinate_jobs", "jobs"): a_job_that_is_done,
}


def key_of(line: Line) -> tuple[str, str]:
    return str(line.table), line.removed.split()[0]


async def swept(build: Builders) -> None:
    async with writing_session(build.engine) as db:
        await sweeping.sweep(JobContext(db, clock.now(), build.settings, build.engine))


async def count(db: Db, line: Line) -> int:
    return await db.scalar(select(func.count()).select_from(line.table)) or 0


@pytest.mark.parametrize("line", LINES, ids=lambda line: " ".join(key_of(line)))
async def test_rows_older_than_their_time_go_and_younger_ones_stay(build: Builders, line: Line) -> None:
    person, limit = await build.person(Role.intellectual), clock.now() - line.after
    async with writing_session(build.engine) as db:
        before = await count(db, line)
        await PUTS[key_of(line)](db, person, "old", limit - timedelta(minutes=5))
        await PUTS[key_of(line)](db, person, "young", limit + timedelta(minutes=5))
    await swept(build)
    async with writing_session(build.engine) as db:
        assert await count(db, line) == before + 1
        young = await db.execute(select(line.table).order_by(line.table.primary_key.columns[0].desc()))
        assert not any("old" in map(str, found) for found in young)


def test_every_line_is_tried_and_every_docs_line_is_true() -> None:
    """docs/operating.md tells the operator which rows go and when, and why the others stay."""
    assert {key_of(line) for line in LINES} == set(PUTS)
    section = (
        (ROOT / "docs/operating.md").read_text(encoding="utf-8").split("## What is deleted, and when")[1]
    )
    shown = re.findall(r"^\| `([\w.]+)` \| (.+?) \| (.*?) \|$", section.split("\n## ")[0], re.M)
    gone = {
        (str(line.table), line.removed, f"{line.after.days} days".replace("1 days", "1 day"))
        for line in LINES
    }
    assert set(shown) == gone | {(name, reason, "kept") for name, reason in LASTING.items()}
    assert len(shown) == len(LINES) + len(LASTING)


async def test_a_table_whose_rows_no_line_deletes_says_why_they_stay(build: Builders) -> None:
    """A new table grows for ever unless somebody thought of it: a line of forum/sweeping.py, or a reason in LASTING."""
    known = text(
        "SELECT CASE schemaname WHEN 'public' THEN '' ELSE schemaname || '.' END || tablename FROM pg_tables "
        "WHERE schemaname IN ('public', 'moderation', 'search')"
    )
    async with writing_session(build.engine) as db:
        tables = set(await db.scalars(known))
    swept_tables = {str(line.table) for line in LINES}
    assert swept_tables & set(LASTING) == set()
    assert tables == swept_tables | set(LASTING)


async def test_no_transaction_deletes_more_than_a_batch(
    build: Builders, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A long lock on attempts would keep everybody from logging in."""
    monkeypatch.setattr(sweeping, "BATCH", 2)
    async with writing_session(build.engine) as db:
        db.add_all(Attempt(key=f"{n}", at=clock.now() - timedelta(days=2)) for n in range(5))
    batches: list[int] = []

    def note(*given: Any) -> None:
        if "DELETE FROM attempts" in str(given[2]):
            batches.append(given[1].rowcount)

    event.listen(build.engine.sync_engine, "after_cursor_execute", note)
    event.listen(build.engine.sync_engine, "commit", lambda *_: batches.append(0))
    await swept(build)
    assert [size for size in batches if size] == [2, 2, 1]
    first = batches.index(2)
    assert batches[first : first + 5] == [2, 0, 2, 0, 1]


async def test_an_unconfirmed_account_goes_with_its_name_unless_somebody_gave_it_a_role(
    build: Builders,
) -> None:
    long_ago = clock.now() - timedelta(days=60)
    async with writing_session(build.engine) as db:
        await an_unconfirmed_account(db, await build.person(Role.intellectual), "roi-bo", long_ago)
        await an_unconfirmed_account(db, await build.person(Role.intellectual), "can-bo", long_ago)
        officer = (await db.scalars(select(Account).where(Account.email == "can-bo@mau.example"))).one()
        db.add(BindingRow(account_id=officer.id, role=Role.staff.value, from_on=long_ago.date()))
        confirmed = (await build.person(Role.intellectual)).id
        await db.execute(update(Account).where(Account.id == confirmed).values(created_at=long_ago))
        people = await db.scalar(select(func.count()).select_from(Persona)) or 0
    await swept(build)
    async with writing_session(build.engine) as db:
        emails = set(await db.scalars(select(Account.email)))
        assert await db.scalar(select(func.count()).select_from(Persona)) == people - 1
        assert await db.get(Account, confirmed) is not None
    assert "can-bo@mau.example" in emails and "roi-bo@mau.example" not in emails


async def test_a_scheduled_run_of_a_name_that_was_given_up_does_not_wait_for_ever(build: Builders) -> None:
    """Else the doctor complains of a job that waits; a mail that waits for its server stays."""
    put = text(
        "INSERT INTO procrastinate_jobs (queue_name, task_name, args) VALUES "
        "('default', 'given_up', jsonb_build_object('timestamp', 1)), "
        "('default', 'mail_notice', jsonb_build_object('notice_id', 1))"
    )
    async with writing_session(build.engine) as db:
        await db.execute(put)
        await db.execute(text("UPDATE procrastinate_events SET at = now() - interval '2 days'"))
    await swept(build)
    async with writing_session(build.engine) as db:
        assert list(await db.scalars(text("SELECT task_name FROM procrastinate_jobs"))) == ["mail_notice"]
