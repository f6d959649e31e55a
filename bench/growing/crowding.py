"""What crowds beside the threads, and does not grow with them: opinions, questions, commitments, cases, notices."""

import itertools
from collections.abc import Mapping
from datetime import datetime

import psycopg
from sqlalchemy.ext.asyncio import AsyncEngine

from bench.consulting import copy_opinions, open_draft
from bench.growing.copying import Cursor, copy_rows, numbers
from bench.serving.filling import SEED
from bench.serving.texts import Writer
from forum.accounts.models import Account
from forum.accounts.queries import actor_of_account
from forum.database import writing_session

ARTICLES, OPINIONS, DESK_OPINIONS = 60, 100, 5_000
QUESTIONS, COMMITMENTS, CASES, WAITING_CASES, NOTICES = 2_000, 20_000, 50_000, 5_000, 100_000
CROWD = (
    f"{DESK_OPINIONS:,} opinions on one draft and {OPINIONS} on another, {QUESTIONS:,} questions in one session, "
    f"{COMMITMENTS:,} commitments, {CASES:,} cases ({WAITING_CASES:,} of them wait), {NOTICES:,} notices of one person"
)
HITS, RARE_WORD = 1_000, "nghiêng"  # no syllable of bench.serving.texts
# First ids of what is copied, between the first filling and the blocks of threads.
AT_QUESTIONS, AT_COMMITMENTS, AT_CASES, AT_NOTICES = 200_000, 300_000, 400_000, 500_000
ANY_AUTHOR = "1000 + s.n % 300"  # of bench.serving.filling


async def two_drafts(
    engine: AsyncEngine, owner_url: str, head: Account, body_id: int, authors: list[int], at: datetime
) -> tuple[str, str]:
    """The addresses of an open draft with as many opinions as an ordinary one has, and of one with thousands."""
    writer, count_on, addresses = Writer(SEED + 1), itertools.count(1), []
    for count in (OPINIONS, DESK_OPINIONS):
        async with writing_session(engine) as db:
            actor = await actor_of_account(db, head.id, at)
            it, places = await open_draft(db, actor, body_id, writer.draft(ARTICLES))
        copy_opinions(owner_url, writer, authors, it, places, count, count_on, at)
        middle, _text = places[len(places) // 2]
        addresses.append(
            f"/gop-y-du-thao/{it.id}-{it.slug}/doc/{middle}"
            if count == OPINIONS
            else f"/gop-y-du-thao/{it.id}"
        )
    ordinary, crowded = addresses
    return ordinary, crowded


def crowd(owner_url: str, names: Mapping[str, str], author_id: int) -> None:
    """`names` are those of the tests' world, whose things are copied."""
    with psycopg.connect(owner_url.replace("+psycopg", "")) as connection, connection.cursor() as cursor:
        _rare_word(cursor)
        _questions(cursor, names["asking_session"], names["same_question"])
        _commitments(cursor, names["running_commitment"])
        _cases(cursor, names["second_case"], names["decision"])
        _notices(cursor, author_id)


def _rare_word(cursor: Cursor) -> None:
    """Into as many opinions as a search shall find, however many texts there are."""
    which = f"WHERE id IN (SELECT id FROM opinions WHERE id > 100000 ORDER BY id LIMIT {HITS})"
    cursor.execute(f"UPDATE contributions SET text = text || ' {RARE_WORD}' {which}".encode())


def _questions(cursor: Cursor, session_id: str, question_id: str) -> None:
    series, new = numbers(QUESTIONS), f"{AT_QUESTIONS} + s.n"
    code = "'CH-' || extract(year FROM now()) || '-' || 10000 + s.n"
    shown = {"visibility": "'published'", "published_at": "t.created_at", "subject_id": session_id}
    which = f"t.id = {question_id}"
    copy_rows(cursor, "contributions", which, series, id=new, code=code, persona_id=ANY_AUTHOR, **shown)
    copy_rows(cursor, "revisions", f"t.contribution_id = {question_id}", series, contribution_id=new)
    copy_rows(cursor, "questions", which, series, id=new, session_id=session_id)
    of_question = f"t.kind = 'question' AND t.thing_id = {question_id}"
    copy_rows(cursor, "task_links", of_question, series, thing_id=new)


def _commitments(cursor: Cursor, commitment_id: str) -> None:
    """Ten of each question."""
    series = numbers(COMMITMENTS)
    new = f"{AT_COMMITMENTS} + s.n"
    body = "(SELECT min(id) FROM bodies) + s.n % (SELECT count(*) FROM bodies)"
    question = f"{AT_QUESTIONS + 1} + s.n % {QUESTIONS}"
    code = "'CK-' || extract(year FROM now()) || '-' || 10000 + s.n"
    source = {"source_kind": "'question'", "source_id": question, "text_id": "NULL"}
    which = f"t.id = {commitment_id}"
    copy_rows(
        cursor,
        "commitments",
        which,
        series,
        id=new,
        code=code,
        body_id=body,
        confirmer_id=ANY_AUTHOR,
        **source,
    )
    copy_rows(
        cursor,
        "commitment_steps",
        f"t.commitment_id = {commitment_id}",
        series,
        commitment_id=new,
        text_id="NULL",
    )
    of_commitment = f"t.thing_id = {commitment_id} AND t.{{}} = 'commitment'"
    copy_rows(cursor, "duties", of_commitment.format("thing_kind"), series, thing_id=new, owner_id=body)
    copy_rows(cursor, "task_links", of_commitment.format("kind"), series, thing_id=new)


def _cases(cursor: Cursor, waiting_id: str, decision_id: str) -> None:
    """Of posts, one case each while it waits."""
    posts = "(SELECT row_number() OVER (ORDER BY id) - 1 AS place, id FROM posts)"
    series = (
        f"(SELECT n, p.id FROM generate_series(1, {CASES}) n JOIN {posts} p ON p.place = n % {WAITING_CASES})"
    )
    new = f"{AT_CASES} + s.n"
    waits = f"s.n <= {WAITING_CASES}"
    copy_rows(
        cursor, "moderation.cases", f"t.id = {waiting_id}", series, id=new, subject_kind="'post'", subject_id="s.id",
        author_id=ANY_AUTHOR, claimed_by="NULL", leased_until="NULL",
        opened_at="t.opened_at - s.n * interval '1 minute'",
        state=f"CASE WHEN {waits} THEN 'queued' ELSE 'decided' END",
        decided_at=f"CASE WHEN {waits} THEN NULL ELSE t.opened_at - (s.n - 60) * interval '1 minute' END",
    )  # fmt: skip
    decided = numbers(CASES - WAITING_CASES, WAITING_CASES + 1)
    copy_rows(cursor, "moderation.decisions", f"t.id = {decision_id}", decided, case_id=new)


def _notices(cursor: Cursor, author_id: int) -> None:
    """Unread, each of an event of its own."""
    threads = "(SELECT row_number() OVER (ORDER BY id) - 1 AS place, id, kind FROM threads)"
    every = (
        f"(SELECT n, t.id, t.kind FROM generate_series(1, {NOTICES}) n JOIN {threads} t ON t.place = n % 300)"
    )
    thing, new = {"thing_kind": "s.kind", "thing_id": "s.id"}, f"{AT_NOTICES} + s.n"
    last = f"t.id = (SELECT max(id) FROM {{}} WHERE persona_id = {author_id} AND id < {AT_NOTICES})"
    copy_rows(cursor, "journal", last.format("journal"), every, id=new, **thing)
    path = "'/chu-de/' || s.id"
    unread = {"read_at": "NULL", "event_id": new, "path": path, **thing}
    copy_rows(cursor, "notices", last.format("notices"), every, **unread)
