"""A city's worth of rows: each row of a world again and again, under new ids."""

from sqlalchemy import Column, Connection, String, Table, UniqueConstraint, create_engine, text

from forum.database.tables import METADATA

STEP = 10_000_000  # between the ids of a row's copies
# Not in lists, sealed by a chain or somebody's device, or set up once by the office, not growing with use.
LEFT_OUT = {
    "logins", "totp_secrets", "passkeys", "recovery_codes", "known_browsers", "one_time_tokens", "attempts",
    "pending_registrations", "address_changes", "site_operator", "time_limits", "code_counters", "job_troubles",
    "moderation.chain_head", "moderation.links", "moderation.pending", "search.changes", "search.vocabulary",
    "search.entries", "papers", "tallies",
    "programmes", "sections", "tasks", "task_bodies", "indicators", "forums", "series", "bodies", "body_successions",
    "leaders", "letterheads", "workday_overrides", "guiding_questions", "draft_versions", "paragraphs",
    "dossier_papers", "paragraph_texts", "paragraph_links", "paragraph_revisions", "opinion_labels",
    "labelled_opinions", "texts_in_force", "answer_templates", "opinion_notes", "former_notes",
}  # fmt: skip


def multiply(owner_url: str, times: int) -> None:
    """Copies hang on what the first hangs on, so that every list grows."""
    engine = create_engine(owner_url)
    with engine.begin() as connection:
        for metadata in METADATA:
            for table in metadata.sorted_tables:
                if table.fullname not in LEFT_OUT:
                    _multiply(connection, table, times)
        connection.execute(
            text(
                "INSERT INTO revisions SELECT contribution_id, 1000 + n, state, title, text, html, written_at, "
                "persona_id, note FROM revisions, generate_series(1, :times) n WHERE contribution_id < :step "
                "AND text_version = 1"
            ),
            {"times": times, "step": STEP},
        )
        connection.execute(text("ANALYZE"))
    engine.dispose()


def _multiply(connection: Connection, table: Table, times: int) -> None:
    shifted = _shifted(table)
    copied = [column for column in table.c if column.computed is None]
    values = [
        f"t.{column.name} + n * {STEP}" if column in shifted and not isinstance(column.type, String)
        else f"t.{column.name} || '-' || n" if column in shifted
        else f't."{column.name}"'
        for column in copied
    ]  # fmt: skip
    names = ", ".join(f'"{column.name}"' for column in copied)
    connection.execute(
        text(
            f"INSERT INTO {table.fullname} ({names}) OVERRIDING SYSTEM VALUE SELECT {', '.join(values)} "
            f"FROM {table.fullname} t, generate_series(1, {times}) n ON CONFLICT DO NOTHING"
        )
    )


def _shifted(table: Table) -> set[Column[object]]:
    """One column of each key."""
    keys = [list(table.primary_key)]
    keys += [list(one.columns) for one in table.constraints if isinstance(one, UniqueConstraint)]
    keys += [list(one.columns) for one in table.indexes if one.unique]
    keys += [[column] for column in table.c if column.unique]
    shifted = {_varied(key) for key in keys}
    # A question has few commitments, however many there are.
    return shifted | {table.c.source_id} if table.name == "commitments" else shifted


def _varied(key: list[Column[object]]) -> Column[object]:
    for wanted in ("thing_id", "subject_id"):
        for column in key:
            if column.name == wanted:
                return column
    return next((column for column in key if column.name.endswith("id")), key[0])
