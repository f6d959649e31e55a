"""10,000 contributions by COPY into a fresh database: threads with their posts, a consultation with its opinions."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import psycopg
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bench.serving.texts import Writer
from forum.accounts.actions.consents import give_consents
from forum.accounts.actions.logins import start_login
from forum.accounts.actions.people import open_account
from forum.accounts.models import BindingRow, Body, Persona
from forum.accounts.policy import ConfirmedHow
from forum.accounts.queries import actor_of_account
from forum.actor import Purpose, Role
from forum.clock import local_date
from forum.consultations.actions import notices, preparing
from forum.consultations.models import Consultation, ParagraphText
from forum.contributions.models import Contribution, Forum
from forum.database import writing_session
from forum.deadlines.policy import DutyKind, OwnerKind
from forum.programme.models import Task
from forum.reports import totals
from forum.typed_text import html_of
from vietnamese import look, slug, sort_key

SEED = 20261124
PEOPLE = 300
DISCUSSIONS, PROPOSALS, POSTS_EACH, OPINIONS = 200, 150, 26, 550
CONTRIBUTIONS = (DISCUSSIONS + PROPOSALS) * (1 + POSTS_EACH) + OPINIONS
ARTICLES = 40

COLUMNS = {
    "contributions": "id kind code persona_id channel on_behalf forum_id subject_kind subject_id title text html "
    "visibility audience version text_version created_at published_at endorsement_count reply_count",
    "revisions": "contribution_id text_version state title text html written_at persona_id note",
    "threads": "id kind slug last_post_at",
    "task_links": "kind thing_id task_id",
    "proposals": "id state clarification_count round",
    "duties": "thing_kind thing_id kind nature owner_kind owner_id is_lead started_at counts_from rolls_over "
    "first_due_at due_at moved_count moved_reason",
    "posts": "id thread_id",
    "opinions": "id consultation_id target paragraph_id place_id stance wording quoted needs_place",
    "personas": "id kind name title sort_key look",
}


@dataclass(frozen=True, slots=True)
class Filled:
    """What the measuring needs to know: pages to open, and the cookie token of a member of standing."""

    discussions: list[str]
    proposals: list[str]
    task: str
    consultation: str
    token: str


@dataclass(slots=True)
class _Rows:
    """Rows by table, ready for COPY, in an order that foreign keys like."""

    writer: Writer
    at: datetime
    authors: list[int]
    numbers: Iterator[int]
    tables: dict[str, list[tuple[Any, ...]]] = field(default_factory=dict)

    def add(self, table: str, *row: Any) -> None:
        self.tables.setdefault(table, []).append(row)

    def contribution(
        self, kind: str, code: str | None, forum_id: int, subject: tuple[str, int] | None, replies: int = 0
    ) -> int:
        number = next(self.numbers)
        author = self.writer.chance.choice(self.authors)
        title = "" if kind == "post" else self.writer.title()
        text = self.writer.paragraphs(1, 3)
        html = html_of(text)
        at = self.at - timedelta(minutes=CONTRIBUTIONS - number)
        head, thing_id = subject or (None, None)
        self.add(
            "contributions",
            *(number, kind, code, author, "web", "", forum_id, head, thing_id, title, text, html),
            *("published", ["everyone"], 1, 1, at, at, self.writer.chance.randrange(30), replies),
        )
        self.add("revisions", number, 1, "current", title, text, html, at, author, "")
        return number


async def fill(engine: AsyncEngine, owner_url: str, at: datetime) -> Filled:
    """Furnish the database of `engine`, whose first data are loaded. The same seed gives the same texts."""
    writer = Writer(SEED)
    token, consultation_id = await _by_actions(engine, writer, at)
    async with writing_session(engine) as db:
        forums = list((await db.scalars(select(Forum.id).where(Forum.kind == "standing"))).all())
        tasks = (await db.execute(select(Task.id, Task.code).order_by(Task.position))).all()
        draft = await db.get_one(Consultation, consultation_id)
        inside = select(ParagraphText).where(ParagraphText.consultation_id == draft.id)
        paragraphs = list((await db.scalars(inside)).all())
        last = await db.scalar(select(func.max(Contribution.id))) or 0
    rows = _Rows(writer, at, list(range(1_000, 1_000 + PEOPLE)), numbers=itertools.count(last + 1))
    for number in rows.authors:
        name = f"Người Mẫu {number}"
        rows.add("personas", number, "ordinary", name, "", sort_key(name), look(name))
    discussions = [_thread(rows, "discussion", n, forums, tasks) for n in range(DISCUSSIONS)]
    proposals = [_thread(rows, "proposal", n, forums, tasks) for n in range(PROPOSALS)]
    _opinions(rows, draft, paragraphs)
    _copy(owner_url, rows.tables, at)
    async with writing_session(engine) as db:
        await totals.merge(db)
    return Filled(
        discussions,
        proposals,
        f"/nhiem-vu/{tasks[0].code}",
        f"/gop-y-du-thao/{draft.id}-{draft.slug}",
        token,
    )


async def _by_actions(engine: AsyncEngine, writer: Writer, at: datetime) -> tuple[str, int]:
    """A member of standing who is logged in, and an open consultation; by the actions that people use."""
    opened_at = at - timedelta(days=5)
    async with writing_session(engine) as db:
        member = await open_account(db, email="mot@mau.example", name="Người Mẫu Một", at=at, confirmed=True)
        (await db.get_one(Persona, member.persona_id)).trusted_at = at
        await give_consents(db, member.id, Purpose, at)
        token = await start_login(db, member, at)
        officer = await open_account(db, email="hai@mau.example", name="Người Mẫu Hai", at=at, confirmed=True)
        body = (await db.scalars(select(Body).order_by(Body.id).limit(1))).one()
        since = local_date(at - timedelta(days=400))
        head = BindingRow(account_id=officer.id, role=Role.body_head.value, body_id=body.id, from_on=since)
        head.confirmed_at, head.confirmed_how = opened_at, ConfirmedHow.by_sample
        db.add(head)
        await db.flush()
        actor = await actor_of_account(db, officer.id, opened_at)
        new = preparing.NewConsultation(
            body_id=body.id,
            title="Dự thảo mẫu để đo tốc độ",
            summary=writer.paragraphs(1, 1),
            document_kind="draft-other",
            draft=writer.draft(ARTICLES),
        )
        it = await preparing.create(db, actor, new)
        await db.flush()
        day = local_date(opened_at)
        dates = notices.Announcement(opens_on=day, closes_on=day + timedelta(days=60))
        await notices.announce(db, actor, it.id, dates)
        return token, it.id


def _thread(rows: _Rows, kind: str, n: int, forums: Sequence[int], tasks: Sequence[Any]) -> str:
    """One thread with its posts; returns its address."""
    forum_id, task = forums[n % len(forums)], tasks[n % len(tasks)]
    code = f"HK-{rows.at.year}-{n + 1:04d}" if kind == "proposal" else None
    thread_id = rows.contribution(kind, code, forum_id, None, POSTS_EACH)
    words = slug(rows.tables["contributions"][-1][9])
    rows.add("threads", thread_id, kind, words, rows.at - timedelta(minutes=n))
    rows.add("task_links", kind, thread_id, task.id)
    if kind == "proposal":
        rows.add("proposals", thread_id, "published", 0, 1)
        due_at = rows.at + timedelta(days=20)
        rows.add(
            "duties",
            *(
                "proposal",
                thread_id,
                DutyKind.take_up,
                "duty",
                OwnerKind.secretariat,
                0,
                True,
                rows.at,
                rows.at,
            ),
            *(True, due_at, due_at, 0, ""),
        )
    for _ in range(POSTS_EACH):
        rows.add("posts", rows.contribution("post", None, forum_id, (kind, thread_id)), thread_id)
    return f"/chu-de/{thread_id}-{words}"


def _opinions(rows: _Rows, draft: Consultation, paragraphs: list[ParagraphText]) -> None:
    for n in range(OPINIONS):
        paragraph = rows.writer.chance.choice(paragraphs)
        place = paragraph.paragraph_id
        stance = rows.writer.chance.choice(["agree", "amend", "object", "ask"])
        code = f"GY-{rows.at.year}-{n + 1:04d}"
        opinion_id = rows.contribution("opinion", code, draft.forum_id, ("consultation", draft.id))
        wording = rows.writer.sentence() if stance == "amend" else ""
        rows.add(
            "opinions",
            *(
                opinion_id,
                draft.id,
                "paragraph",
                place,
                place,
                stance,
                wording,
                paragraph.text,
                False,
            ),
        )


def _copy(owner_url: str, tables: dict[str, list[tuple[Any, ...]]], at: datetime) -> None:
    """All rows in one transaction; then the counters go on after them, and the planner learns of them."""
    # COLUMNS but personas first: parents before children.
    order = ["personas", *(table for table in COLUMNS if table != "personas")]
    with psycopg.connect(owner_url.replace("+psycopg", "")) as connection, connection.cursor() as cursor:
        for table in order:
            columns = ", ".join(COLUMNS[table].split())
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in tables[table]:
                    copy.write_row(row)
        for table in ("personas", "contributions"):
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"
            )
        cursor.execute(
            "INSERT INTO code_counters (prefix, year, last) VALUES ('HK', %s, %s), ('GY', %s, %s)",
            (at.year, PROPOSALS, at.year, OPINIONS),
        )
    with psycopg.connect(owner_url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("ANALYZE")
