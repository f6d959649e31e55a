"""What one web worker takes for a consultation: an article of a draft, of a law, the desk that answers.

`python -m bench.consulting` fills a fresh database and writes its part of bench/RESULTS.md. Each figure is the least of
several runs, since other programs use the machine as well.
"""

import asyncio
import itertools
import sys
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import select

from bench._record import record
from bench.serving.fresh import fresh
from bench.serving.load import Load
from bench.serving.measuring import Worker, worker
from bench.serving.texts import Writer
from forum import clock
from forum.accounts.actions.logins import start_login
from forum.accounts.actions.people import create_persona, open_account
from forum.accounts.models import BindingRow, Body
from forum.accounts.policy import ConfirmedHow
from forum.accounts.queries import actor_of_account
from forum.actor import Actor, Role
from forum.clock import local_date
from forum.consultations.actions import notices, preparing
from forum.consultations.actions.sources import read_now, store_reading
from forum.consultations.drafts import texts_of, version_of_draft
from forum.consultations.models import Consultation
from forum.database import Db, make_engine, writing_session
from forum.sample import first_data
from forum.settings import Settings
from forum.typed_text import html_of

SEED = 20261129
RUNS, SAMPLES = 3, 15
ARTICLES, OPINIONS, AUTHORS = 60, 550, 50
LAW_ARTICLES = 1250  # of four paragraphs
DESK_OPINIONS = 5000
AIMS = "Aims, CPU: an article 12 ms; of a law 20 ms, and at most 120 kB; the desk 20 ms."
OPINION_COLUMNS = {
    "contributions": "id kind code persona_id channel on_behalf forum_id subject_kind subject_id title text html "
    "visibility audience version text_version created_at published_at endorsement_count reply_count",
    "revisions": "contribution_id text_version state title text html written_at persona_id note",
    "opinions": "id consultation_id target paragraph_id place_id stance wording quoted needs_place",
}


@dataclass(frozen=True, slots=True)
class Filled:
    """The pages to measure, and the token of the head of the body."""

    article: str
    law: str
    desk: str
    token: str


async def fill(settings: Settings, owner_url: str) -> Filled:
    engine, at, writer = make_engine(settings.database_url, pool_size=2), clock.now(), Writer(SEED)
    async with writing_session(engine) as db:
        await first_data.load_first_data(db, at)
    async with writing_session(engine) as db:
        head = await open_account(db, email="hai@mau.example", name="Người Mẫu Hai", at=at, confirmed=True)
        body = (await db.scalars(select(Body).order_by(Body.id).limit(1))).one()
        since = local_date(at - timedelta(days=400))
        seat = BindingRow(account_id=head.id, role=Role.body_head.value, body_id=body.id, from_on=since)
        seat.confirmed_at, seat.confirmed_how = at, ConfirmedHow.by_sample
        db.add(seat)
        await db.flush()
        authors = [(await create_persona(db, f"Người Mẫu {n}")).id for n in range(AUTHORS)]
        token, actor = await start_login(db, head, at), await actor_of_account(db, head.id, at)
        drafts = [
            await open_draft(db, actor, body.id, writer.draft(articles))
            for articles in (ARTICLES, LAW_ARTICLES, ARTICLES)
        ]
    numbers = itertools.count(1)
    for (it, places), count in zip(drafts, (OPINIONS, OPINIONS, DESK_OPINIONS), strict=True):
        copy_opinions(owner_url, writer, authors, it, places, count, numbers, at)
    await engine.dispose()
    small, law, desk = (it for it, _places in drafts)
    middle = [places[len(places) // 2][0] for _it, places in drafts]
    return Filled(
        f"/gop-y-du-thao/{small.id}-{small.slug}/doc/{middle[0]}",
        f"/gop-y-du-thao/{law.id}-{law.slug}/doc/{middle[1]}",
        f"/gop-y-du-thao/{desk.id}/tiep-thu",
        token,
    )


async def open_draft(
    db: Db, actor: Actor, body_id: int, draft: str
) -> tuple[Consultation, list[tuple[int, str]]]:
    """An open consultation, and (id, text) of each article's first clause."""
    new = preparing.NewConsultation(
        body_id=body_id,
        title="Dự thảo mẫu để đo tốc độ",
        summary="Tóm tắt mẫu.",
        document_kind="draft-other",
        draft="Điều 1. Mẫu",
    )
    it = await preparing.create(db, actor, new)
    await store_reading(db, await version_of_draft(db, it.id, 1), read_now(draft), actor.at)
    dates = notices.Announcement(opens_on=actor.today, closes_on=actor.today + timedelta(days=60))
    await notices.announce(db, actor, it.id, dates)
    texts = await texts_of(db, it.id, 1)
    return it, [(text.paragraph_id or 0, text.text) for text in texts if text.kind == "article"]


def copy_opinions(
    owner_url: str,
    writer: Writer,
    authors: list[int],
    it: Consultation,
    places: list[tuple[int, str]],
    count: int,
    numbers: "itertools.count[int]",
    at: datetime,
) -> None:
    rows: dict[str, list[tuple[Any, ...]]] = {table: [] for table in OPINION_COLUMNS}
    for number in itertools.islice(numbers, count):
        author = authors[number % len(authors)]
        opinion_id, text = 100_000 + number, writer.paragraphs(1, 2)
        place, quoted = writer.chance.choice(places)
        stance = writer.chance.choice(["agree", "amend", "object", "ask"])
        written = (text, html_of(text))
        head = (opinion_id, "opinion", f"GY-{at.year}-{number:05d}", author, "web", "", it.forum_id)
        rows["contributions"].append(
            (*head, "consultation", it.id, "", *written, "published", ["everyone"], 1, 1, at, at, 0, 0)
        )
        rows["revisions"].append((opinion_id, 1, "current", "", *written, at, author, ""))
        wording = writer.sentence() if stance == "amend" else ""
        rows["opinions"].append(
            (opinion_id, it.id, "paragraph", place, place, stance, wording, quoted, False)
        )
    with psycopg.connect(owner_url.replace("+psycopg", "")) as connection, connection.cursor() as cursor:
        for table, columns in OPINION_COLUMNS.items():
            with cursor.copy(f"COPY {table} ({', '.join(columns.split())}) FROM STDIN") as copy:
                for row in rows[table]:
                    copy.write_row(row)
    with psycopg.connect(owner_url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("ANALYZE")


def _line(one: Worker, settings: Settings, name: str, path: str, cookie: str, pages: Path) -> str:
    load = Load(settings.port, [path], cookie, 200, SAMPLES, 2)
    one.measure(load)  # warm
    runs = [one.measure(load) for _ in range(RUNS)]
    size, cpu = runs[0].body_bytes, min(run.cpu_ms for run in runs)
    (pages / f"{size}.html").write_bytes(b"x" * size)
    constant = Load(settings.port, [f"/constant/{size}.html"], "", 200, 3000, 2)
    unit = min(one.measure(constant).cpu_ms for _ in range(RUNS))
    sys.stderr.write(f"{name}: {cpu:.1f} ms\n")
    return f"| {name} | {cpu:.1f} | {cpu / unit:.0f} | {size / 1000:.0f} |"


def _measured(settings: Settings, filled: Filled, folder: Path, parts: ExitStack) -> str:
    pages = folder / "pages"
    pages.mkdir()
    one = parts.enter_context(worker(settings, pages))
    head = f"hien_ke={filled.token}"
    lines = [
        "| page | CPU ms | × CPU of the constant page | body kB |",
        "|---|---|---|---|",
    ]
    for name, path, cookie in (
        (f"an article of {ARTICLES}, {OPINIONS} opinions, anonymous", filled.article, ""),
        ("the same, the head of the body", filled.article, head),
        (f"an article of a law of {LAW_ARTICLES * 4:,} paragraphs, anonymous", filled.law, ""),
        (f"the desk, {DESK_OPINIONS:,} opinions", filled.desk, head),
    ):
        lines.append(_line(one, settings, name, path, cookie, pages))
    return "\n".join([*lines, "", AIMS])


def main() -> None:
    with ExitStack() as parts:
        own = parts.enter_context(fresh())
        folder, settings = own.folder, own.settings
        filled = asyncio.run(fill(settings, own.owner_url))
        table = _measured(settings, filled, folder, parts)
    record("Consultations", "python -m bench.consulting", table)
    sys.stdout.write(table + "\n")


if __name__ == "__main__":
    main()
