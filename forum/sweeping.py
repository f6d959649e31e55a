"""What is deleted when its time is over, by one job a night: a line for each kind of row that goes, and for every other
table why its rows stay. docs/operating.md shows both."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    DateTime,
    MetaData,
    Select,
    Table,
    Text,
    bindparam,
    cast,
    delete,
    exists,
    literal_column,
    or_,
    select,
    tuple_,
)
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.sql.dml import ReturningDelete

from forum.accounts import models as accounts
from forum.accounts.actions.addresses import STOP_WITHIN
from forum.accounts.actions.logins import KNOWN_LASTS, TOKEN_LASTS
from forum.accounts.limits import RETENTION
from forum.actor import Role
from forum.consultations.page_pictures import remove_old_pictures
from forum.contact.attending.models import Attendance
from forum.contact.models import ContactSession, QuickNote
from forum.contact.own_notes.models import OwnNote
from forum.contributions.drafts import HELD_FOR
from forum.contributions.models import ApprovalReading, Draft
from forum.database import Model, writing_session
from forum.files.cleaning import remove_unnamed_uploads
from forum.files.models import File
from forum.jobs import JobContext, job
from forum.logs import name_of
from forum.notifications.models import SampleMail
from forum.papers import policy
from forum.papers.making import remove_unnamed_files
from forum.papers.models import OwnCopy, Paper
from forum.papers.own_data import LASTS

log = logging.getLogger("forum.sweeping")

BATCH = 1_000  # rows a transaction, so that none is locked for long
BEFORE = bindparam("before", type_=DateTime(timezone=True))
# A sent form's row only leads a second press to the first; no page is open that long.
SENT_LASTS = timedelta(days=30)
UNCONFIRMED_LASTS = timedelta(days=30)
SAMPLE_MAIL_LASTS = timedelta(days=30)
UNSENT_FILES_LAST = timedelta(days=1)
DONE_LASTS = timedelta(days=1)
READINGS_LAST = timedelta(days=90)
NOTES_LAST = timedelta(days=90)  # they go with the publishing of the minutes, if that comes
OWN_NOTES_LAST = timedelta(days=365)  # after the session
ATTENDANCES_LAST = timedelta(days=365)  # after the session; counts stay in its minutes


@dataclass(frozen=True, slots=True)
class Line:
    """Rows of `table` that meet `which`, where `before` is `after` ago. Their personas go too where `with_personas`."""

    table: Table
    removed: str
    after: timedelta
    which: ColumnElement[bool]
    with_personas: bool = False


def _table(model: type[Model]) -> Table:
    return Model.metadata.tables[model.__tablename__]


def _is_nobodys() -> ColumnElement[bool]:
    """Of an account that nobody confirmed: it has no role but that of its registration, and no other row names its
    persona."""
    account = accounts.Account
    roles = exists().where(
        accounts.BindingRow.account_id == account.id,
        accounts.BindingRow.role != Role.intellectual.value,
    )
    asked = exists().where(accounts.PendingRegistration.account_id == account.id)
    naming = [
        exists().where(key.parent == account.persona_id)
        for found in Model.metadata.sorted_tables
        for key in found.foreign_keys
        if found.name != account.__tablename__ and key.column is _table(accounts.Persona).c.id
    ]
    unconfirmed = account.confirmed_at.is_(None) & account.closed_at.is_(None)
    return unconfirmed & (account.created_at < BEFORE) & ~or_(roles, asked, *naming)


# procrastinate's own; it deletes what succeeded at once, unless the worker dies just then.
_JOBS = Table("procrastinate_jobs", MetaData(), Column("id", BigInteger, primary_key=True))
_EVENTS = Table(
    "procrastinate_events", MetaData(), Column("job_id", BigInteger), Column("at", DateTime(timezone=True))
)
# Of a schedule's run that nobody took up, as one of a name that was given up, the next run does the work.
_IS_DONE = literal_column(
    "(status IN ('succeeded', 'cancelled', 'aborted') OR status = 'todo' AND args ? 'timestamp')", Boolean
) & ~exists().where(_EVENTS.c.job_id == _JOBS.c.id, _EVENTS.c.at >= BEFORE)

# Named by an opinion that waits on a sheet.
_IS_GATHERED = exists().where(
    Draft.persona_id == File.persona_id,
    Draft.sheet_id.is_not(None),
    Draft.fields["file_ids"].has_key(cast(File.id, Text)),
)

LINES = (
    Line(
        _table(accounts.Attempt),
        "attempts that no limit counts any more",
        RETENTION,
        accounts.Attempt.at < BEFORE,
    ),
    Line(_table(accounts.Login), "sessions that have ended", RETENTION, accounts.Login.expires_at < BEFORE),
    Line(
        _table(accounts.OneTimeToken),
        "mailed links that no longer open",
        RETENTION,
        accounts.OneTimeToken.expires_at < BEFORE,
    ),
    Line(
        _table(accounts.PendingRegistration),
        "what was typed to register, once its link no longer opens",
        RETENTION + TOKEN_LASTS["confirm"],
        accounts.PendingRegistration.asked_at < BEFORE,
    ),
    Line(
        _table(accounts.Account),
        "accounts that nobody confirmed or gave a role, with their names",
        UNCONFIRMED_LASTS,
        _is_nobodys(),
        with_personas=True,
    ),
    Line(
        _table(accounts.AddressChange),
        "new addresses that nobody confirmed",
        STOP_WITHIN,
        accounts.AddressChange.confirmed_at.is_(None) & (accounts.AddressChange.asked_at < BEFORE),
    ),
    Line(
        _table(accounts.KnownBrowser),
        "browsers that their account has not used",
        KNOWN_LASTS,
        accounts.KnownBrowser.used_at < BEFORE,
    ),
    Line(
        _table(Draft),
        "words held for who was not logged in",
        HELD_FOR,
        Draft.persona_id.is_(None) & (Draft.saved_at < BEFORE),
    ),
    Line(
        _table(Draft),
        "keys of forms that were sent",
        SENT_LASTS,
        Draft.sent_url.is_not(None) & (Draft.saved_at < BEFORE),
    ),
    Line(
        _table(File),
        "uploaded files that went with nothing, and then their content",
        UNSENT_FILES_LAST,
        File.owner_id.is_(None) & (File.created_at < BEFORE) & ~_IS_GATHERED,
    ),
    Line(
        _table(ApprovalReading),
        "which version of a text its approver sent back or set aside",
        READINGS_LAST,
        ApprovalReading.read_at < BEFORE,
    ),
    Line(
        _table(Attendance),
        "who registered for a session, was invited to it or came",
        ATTENDANCES_LAST,
        exists().where(ContactSession.id == Attendance.session_id, ContactSession.ends_at < BEFORE),
    ),
    Line(
        _table(QuickNote),
        "quick notes of a session, where its minutes were not published",
        NOTES_LAST,
        QuickNote.at < BEFORE,
    ),
    Line(
        _table(OwnNote),
        "notes of a leader's own side, and internal items of an agenda",
        OWN_NOTES_LAST,
        exists().where(ContactSession.id == OwnNote.session_id, ContactSession.ends_at < BEFORE),
    ),
    Line(_table(Paper), "papers, and then their files", policy.RETENTION, Paper.asked_at < BEFORE),
    Line(_table(OwnCopy), "copies of people's own data", LASTS, OwnCopy.asked_at < BEFORE),
    Line(_table(SampleMail), "mails of sample mode", SAMPLE_MAIL_LASTS, SampleMail.at < BEFORE),
    Line(_JOBS, "jobs that are done, and scheduled runs that no worker took up", DONE_LASTS, _IS_DONE),
)

_PUBLIC = "public record: what was said and decided stays"
_OFFICE = "work of the office stays on record"
_SET_UP = "how the site is set up"
_OWN = "until its owner removes it, or is erased"
_PROOF = "proof of what somebody agreed to or was told; goes when the person is erased"
_OF_JOBS = "goes with its job or its worker"
_INDEX = "follows the things that it finds"

# By table whose rows no line deletes: why not.
LASTING: Mapping[str, str] = {
    **dict.fromkeys(("contributions", "revisions", "threads", "posts", "proposals", "questions"), _PUBLIC),
    **dict.fromkeys(
        (
            "opinions",
            "official_texts",
            "responses",
            "proposal_answers",
            "contact_answers",
        ),
        _PUBLIC,
    ),
    **dict.fromkeys(
        ("consultations", "guiding_questions", "contact_sessions", "opinion_submissions"), _PUBLIC
    ),
    **dict.fromkeys(("draft_versions", "paragraphs", "paragraph_texts", "paragraph_links"), _PUBLIC),
    **dict.fromkeys(
        ("paragraph_revisions", "consultation_notices", "dossier_papers", "issued_copies", "texts_in_force"),
        _PUBLIC,
    ),
    **dict.fromkeys(("opinion_labels", "labelled_opinions", "answer_templates", "opinion_notes"), _OFFICE),
    "former_notes": _OFFICE,
    **dict.fromkeys(
        ("entered_people", "entered_texts", "posted_notices", "claim_codes", "entered_claims"), _OFFICE
    ),
    **dict.fromkeys(("letterheads",), _SET_UP),
    **dict.fromkeys(
        ("session_leaders", "session_texts", "session_changes", "minutes_suggestions", "speakers"), _PUBLIC
    ),
    **dict.fromkeys(("commitments", "commitment_steps", "promised_lines", "progress_reports"), _PUBLIC),
    "commitment_texts": _PUBLIC,
    "progress_texts": _PUBLIC,
    **dict.fromkeys(("programmes", "sections", "tasks", "task_bodies", "task_links", "indicators"), _PUBLIC),
    **dict.fromkeys(
        ("journal", "moderation.links", "moderation.chain_head", "moderation.pending", "code_counters"),
        _PUBLIC,
    ),
    **dict.fromkeys(
        ("clarification_requests", "proposal_handovers", "body_handovers", "question_deferrals"), _OFFICE
    ),
    **dict.fromkeys(("duties", "duty_pauses", "concerns", "author_questions", "factor_resets"), _OFFICE),
    "reason_masks": _OFFICE,
    **dict.fromkeys(("moderation.cases", "moderation.decisions", "moderation.appeals"), _OFFICE),
    **dict.fromkeys(("erasure_requests", "bindings"), _OFFICE),
    **dict.fromkeys(("forums", "series", "bodies", "body_successions", "leaders", "site_operator"), _SET_UP),
    **dict.fromkeys(("time_limits", "workday_overrides", "alembic_version"), _SET_UP),
    **dict.fromkeys(("personas", "totp_secrets", "passkeys", "recovery_codes", "endorsements"), _OWN),
    **dict.fromkeys(("follows", "saved_searches"), _OWN),
    **dict.fromkeys(("consents", "notices"), _PROOF),
    **dict.fromkeys(("job_troubles", "procrastinate_events", "procrastinate_workers"), _OF_JOBS),
    "procrastinate_periodic_defers": _OF_JOBS,
    **dict.fromkeys(("search.entries", "search.changes", "search.vocabulary"), _INDEX),
    "tallies": "several rows of one number become one every five minutes",
}


@job("sweep", cron="50 3 * * *", within=timedelta(hours=2))
async def sweep(context: JobContext) -> None:
    """Each batch is a transaction of its own. A line that fails stops no other, and the job is tried again."""
    failed: SQLAlchemyError | None = None
    for line in LINES:
        try:
            removed = await _remove(context, line)
        except SQLAlchemyError as failure:
            log.error("rows of %s stay: %s", line.table, name_of(failure))
            failed = failure
        else:
            log.info("%s: %d rows deleted (%s)", line.table, removed, line.removed)
    await remove_unnamed_files(context)
    await remove_unnamed_uploads(context)
    await remove_old_pictures(context)
    if failed is not None:
        raise failed


async def _remove(context: JobContext, line: Line) -> int:
    statement, removed = _batch_of(line), 0
    while True:
        async with writing_session(context.engine) as db:
            count = len((await db.scalars(statement, {"before": context.at - line.after})).all())
        removed += count
        if count < BATCH:
            return removed


def _batch_of(line: Line) -> ReturningDelete[tuple[int]] | Select[tuple[int]]:
    key = tuple(line.table.primary_key)
    batch = select(*key).where(line.which).limit(BATCH).with_for_update(skip_locked=True, of=line.table)
    rows = delete(line.table).where(tuple_(*key).in_(batch))
    if not line.with_personas:
        return rows.returning(literal_column("1", BigInteger))
    gone = rows.returning(line.table.c.persona_id).cte("gone")
    people = delete(accounts.Persona).where(accounts.Persona.id.in_(select(gone.c.persona_id)))
    return select(people.returning(accounts.Persona.id).cte("people").c.id)
