"""Rows again and again under new ids, in one statement a table: a million in minutes."""

from typing import Any

import psycopg

from forum.database.tables import METADATA

TABLES = {table.fullname: table for metadata in METADATA for table in metadata.tables.values()}
STEP = 1_000_000  # between the ids of a block's texts and those of the next
Cursor = psycopg.Cursor[tuple[Any, ...]]


def copy_rows(cursor: Cursor, table: str, which: str, series: str, **changed: str) -> int:
    """Each row `t` of the table that meets `which`, once for each row `s` of the series; an id that is not changed is
    given by the database. Returns how many."""
    given = [column.name for column in TABLES[table].c if column.computed is None]
    unknown = changed.keys() - set(given)
    assert not unknown, f"{table} has no {unknown}"
    names = [name for name in given if name != "id" or name in changed]
    values = [changed.get(name, f't."{name}"') for name in names]
    columns = ", ".join(f'"{name}"' for name in names)
    cursor.execute(
        f"INSERT INTO {table} ({columns}) OVERRIDING SYSTEM VALUE "
        f"SELECT {', '.join(values)} FROM {table} t, {series} s WHERE {which}".encode()
    )
    return cursor.rowcount


def numbers(count: int, first: int = 1) -> str:
    """A series with the column `n`."""
    return f"(SELECT n FROM generate_series({first}, {first + count - 1}) n)"


def grow(cursor: Cursor, blocks: range, first_id: int, last_id: int) -> None:
    """The threads between these ids once more for each block, with all texts in them and their entries of the index.
    Each block is of the week before; the proposals of those weeks are answered."""
    series = numbers(len(blocks), blocks.start)
    inside = f"BETWEEN {first_id} AND {last_id}"
    before = "- s.n * interval '7 days'"
    made = {"created_at": f"t.created_at {before}", "published_at": f"t.published_at {before}"}
    code = "split_part(t.code, '-', 1) || '-' || split_part(t.code, '-', 2) || '-' || "
    code += "10000 * s.n + split_part(t.code, '-', 3)::int"

    def copy(table: str, which: str, ids: str, **changed: str) -> None:
        new_ids = {name: f"t.{name} + s.n * {STEP}" for name in ids.split()}
        copy_rows(cursor, table, which, series, **new_ids, **changed)

    threads = f"{inside} AND t.{{}} IN ('discussion', 'proposal')"
    copy("contributions", f"t.id {inside}", "id subject_id", code=code, **made)
    copy("revisions", f"t.contribution_id {inside}", "contribution_id", written_at=f"t.written_at {before}")
    copy("threads", f"t.id {inside}", "id", last_post_at=f"t.last_post_at {before}")
    copy("posts", f"t.id {inside}", "id thread_id")
    body = "(SELECT min(id) FROM bodies) + (t.id + s.n) % (SELECT count(*) FROM bodies)"
    copy("proposals", f"t.id {inside}", "id", state="'accepted'", answered_at=f"now() {before}", body_id=body)
    copy("task_links", f"t.thing_id {threads.format('kind')}", "thing_id")
    copy("duties", f"t.thing_id {threads.format('thing_kind')}", "thing_id", done_at=f"t.started_at {before}")
    then = f"t.occurred_at {before}"
    codes = "CASE WHEN t.code_words = '' THEN '' ELSE t.code_words || s.n END"
    year = f"extract(year FROM {then})::int"
    words = {"occurred_at": then, "code_words": codes, "year": year}
    copy(
        "search.entries",
        f"t.thing_id {inside} AND t.kind IN ('discussion', 'proposal', 'post')",
        "thing_id",
        **words,
    )
