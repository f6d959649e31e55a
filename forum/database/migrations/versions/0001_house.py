"""The house

Revision: 0001_house, after None
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001_house"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE SEQUENCE search.revisions")
    op.create_table(
        "attempts",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempts")),
    )
    op.create_index(op.f("ix_attempts_key_at"), "attempts", ["key", "at"], unique=False)
    op.create_table(
        "code_counters",
        sa.Column("prefix", sa.Text(), nullable=False),
        sa.Column("year", sa.BigInteger(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("prefix", "year", name=op.f("pk_code_counters")),
    )
    op.create_table(
        "forums",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("section_code", sa.Text(), nullable=True),
        sa.Column("audience", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forums")),
    )
    op.create_table(
        "journal",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("persona_id", sa.BigInteger(), nullable=True),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("thing_kind", sa.Text(), nullable=False),
        sa.Column("thing_id", sa.BigInteger(), nullable=False),
        sa.Column("payload", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal")),
    )
    op.create_index(
        op.f("ix_journal_thing_kind_thing_id_id"), "journal", ["thing_kind", "thing_id", "id"], unique=False
    )
    op.create_table(
        "personas",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("sort_key", sa.Text(), nullable=False),
        sa.Column("trusted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("suspended_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_personas")),
    )
    op.create_index(op.f("ix_personas_sort_key"), "personas", ["sort_key"], unique=False)
    op.create_table(
        "programmes",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("issuing_body", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("implements", sa.Text(), nullable=False),
        sa.Column("horizon", sa.BigInteger(), nullable=True),
        sa.Column("vision", sa.BigInteger(), nullable=True),
        sa.Column("source_text", sa.Text(), nullable=True),
        sa.Column("source_digest", sa.Text(), nullable=True),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programmes")),
        sa.UniqueConstraint("code", name=op.f("uq_programmes_code")),
    )
    op.create_table(
        "sample_mails",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("to", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sample_mails")),
    )
    op.create_table(
        "time_limits",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("certainty", sa.Text(), nullable=False),
        sa.Column("rolls_over", sa.Boolean(), nullable=False),
        sa.Column("at_least", sa.BigInteger(), nullable=True),
        sa.Column("at_most", sa.BigInteger(), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_time_limits")),
        sa.UniqueConstraint("name", "from_on", name=op.f("uq_time_limits_name_from_on")),
    )
    op.create_table(
        "workday_overrides",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("is_worked", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("moved_count", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_workday_overrides")),
    )
    op.create_table(
        "accounts",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("persona_id", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["persona_id"], ["personas.id"], name=op.f("fk_accounts_persona_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("email", name=op.f("uq_accounts_email")),
        sa.UniqueConstraint("persona_id", name=op.f("uq_accounts_persona_id")),
    )
    op.create_table(
        "bodies",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("aliases", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("is_collective", sa.Boolean(), nullable=False),
        sa.Column("founded_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("persona_id", sa.BigInteger(), nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["persona_id"], ["personas.id"], name=op.f("fk_bodies_persona_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bodies")),
        sa.UniqueConstraint("code", name=op.f("uq_bodies_code")),
        sa.UniqueConstraint("persona_id", name=op.f("uq_bodies_persona_id")),
    )
    op.create_table(
        "contributions",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("persona_id", sa.BigInteger(), nullable=False),
        sa.Column("entered_by", sa.BigInteger(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("on_behalf", sa.Text(), nullable=False),
        sa.Column("forum_id", sa.BigInteger(), nullable=True),
        sa.Column("subject_kind", sa.Text(), nullable=True),
        sa.Column("subject_id", sa.BigInteger(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("visibility", sa.Text(), nullable=False),
        sa.Column("audience", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("text_version", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hidden_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hidden_rule", sa.Text(), nullable=True),
        sa.Column("restored_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("endorsement_count", sa.BigInteger(), nullable=False),
        sa.Column("reply_count", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["entered_by"], ["personas.id"], name=op.f("fk_contributions_entered_by")),
        sa.ForeignKeyConstraint(["forum_id"], ["forums.id"], name=op.f("fk_contributions_forum_id")),
        sa.ForeignKeyConstraint(["persona_id"], ["personas.id"], name=op.f("fk_contributions_persona_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contributions")),
        sa.UniqueConstraint("code", name=op.f("uq_contributions_code")),
    )
    op.create_index(
        op.f("ix_contributions_forum_id_kind_id"), "contributions", ["forum_id", "kind", "id"], unique=False
    )
    op.create_index(
        "ix_contributions_hidden_until",
        "contributions",
        ["hidden_until"],
        unique=False,
        postgresql_where="hidden_until IS NOT NULL",
    )
    op.create_index(
        op.f("ix_contributions_kind_visibility_id"),
        "contributions",
        ["kind", "visibility", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_contributions_persona_id_id"), "contributions", ["persona_id", "id"], unique=False
    )
    op.create_index(
        op.f("ix_contributions_subject_kind_subject_id_id"),
        "contributions",
        ["subject_kind", "subject_id", "id"],
        unique=False,
    )
    op.create_table(
        "drafts",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("persona_id", sa.BigInteger(), nullable=True),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("fields", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_url", sa.Text(), nullable=True),
        sa.Column("sent_digest", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["persona_id"], ["personas.id"], name=op.f("fk_drafts_persona_id")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_drafts")),
    )
    op.create_index(op.f("ix_drafts_persona_id_saved_at"), "drafts", ["persona_id", "saved_at"], unique=False)
    op.create_table(
        "duties",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("thing_kind", sa.Text(), nullable=False),
        sa.Column("thing_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("nature", sa.Text(), nullable=False),
        sa.Column("owner_kind", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.BigInteger(), nullable=False),
        sa.Column("is_lead", sa.Boolean(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("counts_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("limit_name", sa.Text(), nullable=True),
        sa.Column("limit_count", sa.BigInteger(), nullable=True),
        sa.Column("limit_unit", sa.Text(), nullable=True),
        sa.Column("rolls_over", sa.Boolean(), nullable=False),
        sa.Column("given_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("soon_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("escalates_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("very_late_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("moved_count", sa.BigInteger(), nullable=False),
        sa.Column("moved_reason", sa.Text(), nullable=False),
        sa.Column("moved_by", sa.BigInteger(), nullable=True),
        sa.Column("reminded_soon_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_late_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("void_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("due_at IS NOT NULL OR nature = 'window'", name=op.f("ck_duties_dated")),
        sa.CheckConstraint("(given_due_at IS NULL) OR (given_at IS NOT NULL)", name=op.f("ck_duties_given")),
        sa.ForeignKeyConstraint(["moved_by"], ["personas.id"], name=op.f("fk_duties_moved_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duties")),
    )
    op.create_index(
        "ix_duties_due",
        "duties",
        ["due_at"],
        unique=False,
        postgresql_where=sa.text("done_at IS NULL AND void_at IS NULL"),
    )
    op.create_index(
        "ix_duties_owner",
        "duties",
        ["owner_kind", "owner_id", "due_at"],
        unique=False,
        postgresql_where=sa.text("done_at IS NULL AND void_at IS NULL"),
    )
    op.create_index(
        op.f("ix_duties_thing_kind_thing_id_kind"), "duties", ["thing_kind", "thing_id", "kind"], unique=False
    )
    op.create_index(
        "ux_duties_running",
        "duties",
        ["thing_kind", "thing_id", "kind", "owner_kind", "owner_id"],
        unique=True,
        postgresql_where=sa.text("done_at IS NULL AND void_at IS NULL"),
    )
    op.create_table(
        "follows",
        sa.Column("thing_kind", sa.Text(), nullable=False),
        sa.Column("thing_id", sa.BigInteger(), nullable=False),
        sa.Column("persona_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["persona_id"], ["personas.id"], name=op.f("fk_follows_persona_id")),
        sa.PrimaryKeyConstraint("thing_kind", "thing_id", "persona_id", name=op.f("pk_follows")),
    )
    op.create_index(op.f("ix_follows_persona_id"), "follows", ["persona_id"], unique=False)
    op.create_table(
        "notices",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column("persona_id", sa.BigInteger(), nullable=False),
        sa.Column("thing_kind", sa.Text(), nullable=False),
        sa.Column("thing_id", sa.BigInteger(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("letter", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mailed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["journal.id"], name=op.f("fk_notices_event_id")),
        sa.ForeignKeyConstraint(["persona_id"], ["personas.id"], name=op.f("fk_notices_persona_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        sa.UniqueConstraint("event_id", "persona_id", name=op.f("uq_notices_event_id_persona_id")),
    )
    op.create_index(op.f("ix_notices_persona_id_id"), "notices", ["persona_id", "id"], unique=False)
    op.create_table(
        "papers",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("persona_id", sa.BigInteger(), nullable=True),
        sa.Column("thing_kind", sa.Text(), nullable=False),
        sa.Column("thing_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["persona_id"], ["personas.id"], name=op.f("fk_papers_persona_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_papers")),
        sa.UniqueConstraint(
            "thing_kind",
            "thing_id",
            "kind",
            "format",
            "persona_id",
            name=op.f("uq_papers_thing_kind_thing_id_kind_format_persona_id"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index(op.f("ix_papers_asked_at"), "papers", ["asked_at"], unique=False)
    op.create_table(
        "saved_searches",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("persona_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["persona_id"], ["personas.id"], name=op.f("fk_saved_searches_persona_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_searches")),
    )
    op.create_index(
        op.f("ix_saved_searches_persona_id_id"), "saved_searches", ["persona_id", "id"], unique=False
    )
    op.create_table(
        "sections",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("programme_id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("heading", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_sections_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sections")),
        sa.UniqueConstraint("programme_id", "code", name=op.f("uq_sections_programme_id_code")),
    )
    op.create_table(
        "series",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("forum_id", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("rhythm", sa.Text(), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["forum_id"], ["forums.id"], name=op.f("fk_series_forum_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series")),
    )
    op.create_table(
        "body_successions",
        sa.Column("from_body_id", sa.BigInteger(), nullable=False),
        sa.Column("to_body_id", sa.BigInteger(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=True),
        sa.Column("certainty", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["from_body_id"], ["bodies.id"], name=op.f("fk_body_successions_from_body_id")
        ),
        sa.ForeignKeyConstraint(["to_body_id"], ["bodies.id"], name=op.f("fk_body_successions_to_body_id")),
        sa.PrimaryKeyConstraint("from_body_id", "to_body_id", name=op.f("pk_body_successions")),
    )
    op.create_table(
        "concerns",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("contribution_id", sa.BigInteger(), nullable=False),
        sa.Column("persona_id", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("rule_code", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["contribution_id"], ["contributions.id"], name=op.f("fk_concerns_contribution_id")
        ),
        sa.ForeignKeyConstraint(["persona_id"], ["personas.id"], name=op.f("fk_concerns_persona_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concerns")),
        sa.UniqueConstraint(
            "contribution_id",
            "persona_id",
            "reason",
            name=op.f("uq_concerns_contribution_id_persona_id_reason"),
        ),
    )
    op.create_table(
        "consents",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("wording", sa.Text(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_consents_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
    )
    op.create_index(op.f("ix_consents_account_id"), "consents", ["account_id"], unique=False)
    op.create_table(
        "consultations",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("forum_id", sa.BigInteger(), nullable=False),
        sa.Column("body_id", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("document_kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=True),
        sa.Column("closes_on", sa.Date(), nullable=True),
        sa.Column("audience", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("announced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("responses_published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("concluded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stop_reason", sa.Text(), nullable=False),
        sa.Column("stop_proposed_by", sa.BigInteger(), nullable=True),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("issued_number", sa.Text(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["body_id"], ["bodies.id"], name=op.f("fk_consultations_body_id")),
        sa.ForeignKeyConstraint(["created_by"], ["personas.id"], name=op.f("fk_consultations_created_by")),
        sa.ForeignKeyConstraint(["forum_id"], ["forums.id"], name=op.f("fk_consultations_forum_id")),
        sa.ForeignKeyConstraint(
            ["stop_proposed_by"], ["personas.id"], name=op.f("fk_consultations_stop_proposed_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultations")),
        sa.UniqueConstraint("code", name=op.f("uq_consultations_code")),
    )
    op.create_index(op.f("ix_consultations_body_id"), "consultations", ["body_id"], unique=False)
    op.create_index(op.f("ix_consultations_closes_on"), "consultations", ["closes_on"], unique=False)
    op.create_table(
        "duty_pauses",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("duty_id", sa.BigInteger(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["duty_id"], ["duties.id"], name=op.f("fk_duty_pauses_duty_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_pauses")),
    )
    op.create_index(op.f("ix_duty_pauses_duty_id"), "duty_pauses", ["duty_id"], unique=False)
    op.create_table(
        "endorsements",
        sa.Column("contribution_id", sa.BigInteger(), nullable=False),
        sa.Column("persona_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["contribution_id"], ["contributions.id"], name=op.f("fk_endorsements_contribution_id")
        ),
        sa.ForeignKeyConstraint(["persona_id"], ["personas.id"], name=op.f("fk_endorsements_persona_id")),
        sa.PrimaryKeyConstraint("contribution_id", "persona_id", name=op.f("pk_endorsements")),
    )
    op.create_index(op.f("ix_endorsements_persona_id"), "endorsements", ["persona_id"], unique=False)
    op.create_table(
        "leaders",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Text(), nullable=False),
        sa.Column("body_id", sa.BigInteger(), nullable=True),
        sa.Column("persona_id", sa.BigInteger(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["body_id"], ["bodies.id"], name=op.f("fk_leaders_body_id")),
        sa.ForeignKeyConstraint(["persona_id"], ["personas.id"], name=op.f("fk_leaders_persona_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leaders")),
        sa.UniqueConstraint("persona_id", name=op.f("uq_leaders_persona_id")),
    )
    op.create_table(
        "logins",
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_logins_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_logins")),
    )
    op.create_index(op.f("ix_logins_account_id"), "logins", ["account_id"], unique=False)
    op.create_table(
        "one_time_tokens",
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_one_time_tokens_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_one_time_tokens")),
    )
    op.create_table(
        "revisions",
        sa.Column("contribution_id", sa.BigInteger(), nullable=False),
        sa.Column("text_version", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("persona_id", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contribution_id"], ["contributions.id"], name=op.f("fk_revisions_contribution_id")
        ),
        sa.ForeignKeyConstraint(["persona_id"], ["personas.id"], name=op.f("fk_revisions_persona_id")),
        sa.PrimaryKeyConstraint("contribution_id", "text_version", name=op.f("pk_revisions")),
    )
    op.create_table(
        "tasks",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("programme_id", sa.BigInteger(), nullable=False),
        sa.Column("section_id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("source_line", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("schedule", sa.Text(), nullable=False),
        sa.Column("deadline_on", sa.Date(), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("deadline_text", sa.Text(), nullable=False),
        sa.Column("is_truncated", sa.Boolean(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_tasks_programme_id")),
        sa.ForeignKeyConstraint(["section_id"], ["sections.id"], name=op.f("fk_tasks_section_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tasks")),
        sa.UniqueConstraint("programme_id", "code", name=op.f("uq_tasks_programme_id_code")),
    )
    op.create_index(op.f("ix_tasks_section_id"), "tasks", ["section_id"], unique=False)
    op.create_table(
        "threads",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("locked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_post_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["contributions.id"], name=op.f("fk_threads_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_threads")),
    )
    op.create_table(
        "bindings",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("body_id", sa.BigInteger(), nullable=True),
        sa.Column("leader_id", sa.BigInteger(), nullable=True),
        sa.Column("forum_id", sa.BigInteger(), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_bindings_account_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["body_id"], ["bodies.id"], name=op.f("fk_bindings_body_id")),
        sa.ForeignKeyConstraint(["leader_id"], ["leaders.id"], name=op.f("fk_bindings_leader_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bindings")),
        sa.UniqueConstraint(
            "account_id",
            "role",
            "body_id",
            "leader_id",
            "forum_id",
            "from_on",
            name=op.f("uq_bindings_account_id_role_body_id_leader_id_forum_id_from_on"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index(op.f("ix_bindings_account_id"), "bindings", ["account_id"], unique=False)
    op.create_index(op.f("ix_bindings_body_id"), "bindings", ["body_id"], unique=False)
    op.create_index(op.f("ix_bindings_leader_id"), "bindings", ["leader_id"], unique=False)
    op.create_table(
        "commitments",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("body_id", sa.BigInteger(), nullable=False),
        sa.Column("source_kind", sa.Text(), nullable=False),
        sa.Column("source_id", sa.BigInteger(), nullable=False),
        sa.Column("confirmer_id", sa.BigInteger(), nullable=False),
        sa.Column("confirmer_leader_id", sa.BigInteger(), nullable=True),
        sa.Column("made_by", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reported_as", sa.Text(), nullable=True),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("audience", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["body_id"], ["bodies.id"], name=op.f("fk_commitments_body_id")),
        sa.ForeignKeyConstraint(["confirmer_id"], ["personas.id"], name=op.f("fk_commitments_confirmer_id")),
        sa.ForeignKeyConstraint(
            ["confirmer_leader_id"], ["leaders.id"], name=op.f("fk_commitments_confirmer_leader_id")
        ),
        sa.ForeignKeyConstraint(["made_by"], ["personas.id"], name=op.f("fk_commitments_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitments")),
        sa.UniqueConstraint("code", name=op.f("uq_commitments_code")),
    )
    op.create_index(op.f("ix_commitments_body_id_state"), "commitments", ["body_id", "state"], unique=False)
    op.create_index(
        op.f("ix_commitments_confirmer_id_state"), "commitments", ["confirmer_id", "state"], unique=False
    )
    op.create_index(
        op.f("ix_commitments_source_kind_source_id"),
        "commitments",
        ["source_kind", "source_id"],
        unique=False,
    )
    op.create_table(
        "contact_sessions",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("series_id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("intake_from_on", sa.Date(), nullable=False),
        sa.Column("intake_until_on", sa.Date(), nullable=False),
        sa.Column("chair_leader_id", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("state_reason", sa.Text(), nullable=False),
        sa.Column("audience", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agenda_published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("adjourned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("secretary", sa.Text(), nullable=False),
        sa.Column("attending", sa.Text(), nullable=False),
        sa.Column("course", sa.Text(), nullable=False),
        sa.Column("conclusion", sa.Text(), nullable=False),
        sa.Column("minutes_published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["chair_leader_id"], ["leaders.id"], name=op.f("fk_contact_sessions_chair_leader_id")
        ),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_contact_sessions_series_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_sessions")),
        sa.UniqueConstraint("code", name=op.f("uq_contact_sessions_code")),
    )
    op.create_index(
        op.f("ix_contact_sessions_series_id_starts_at"),
        "contact_sessions",
        ["series_id", "starts_at"],
        unique=False,
    )
    op.create_index(op.f("ix_contact_sessions_starts_at"), "contact_sessions", ["starts_at"], unique=False)
    op.create_table(
        "guiding_questions",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("consultation_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultations.id"], name=op.f("fk_guiding_questions_consultation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guiding_questions")),
    )
    op.create_index(
        op.f("ix_guiding_questions_consultation_id"), "guiding_questions", ["consultation_id"], unique=False
    )
    op.create_table(
        "indicators",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("programme_id", sa.BigInteger(), nullable=False),
        sa.Column("section_id", sa.BigInteger(), nullable=True),
        sa.Column("task_id", sa.BigInteger(), nullable=True),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("target_words", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("by_year", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_indicators_programme_id")),
        sa.ForeignKeyConstraint(["section_id"], ["sections.id"], name=op.f("fk_indicators_section_id")),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_indicators_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indicators")),
        sa.UniqueConstraint("programme_id", "code", name=op.f("uq_indicators_programme_id_code")),
    )
    op.create_table(
        "official_texts",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("leader_id", sa.BigInteger(), nullable=True),
        sa.Column("body_id", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("drafted_by", sa.BigInteger(), nullable=True),
        sa.Column("approved_digest", sa.Text(), nullable=True),
        sa.Column(
            "approved_content", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True
        ),
        sa.Column("approved_how", sa.Text(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_by", sa.BigInteger(), nullable=True),
        sa.Column("approval_note", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.BigInteger(), nullable=True),
        sa.Column("countersigned_by", sa.BigInteger(), nullable=True),
        sa.Column("sent_back_note", sa.Text(), nullable=False),
        sa.CheckConstraint("num_nonnulls(leader_id, body_id) = 1", name=op.f("ck_official_texts_one_name")),
        sa.ForeignKeyConstraint(["approved_by"], ["personas.id"], name=op.f("fk_official_texts_approved_by")),
        sa.ForeignKeyConstraint(["body_id"], ["bodies.id"], name=op.f("fk_official_texts_body_id")),
        sa.ForeignKeyConstraint(
            ["countersigned_by"], ["personas.id"], name=op.f("fk_official_texts_countersigned_by")
        ),
        sa.ForeignKeyConstraint(["drafted_by"], ["personas.id"], name=op.f("fk_official_texts_drafted_by")),
        sa.ForeignKeyConstraint(["id"], ["contributions.id"], name=op.f("fk_official_texts_id")),
        sa.ForeignKeyConstraint(["leader_id"], ["leaders.id"], name=op.f("fk_official_texts_leader_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["personas.id"], name=op.f("fk_official_texts_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_official_texts")),
    )
    op.create_index(
        op.f("ix_official_texts_body_id_state"), "official_texts", ["body_id", "state"], unique=False
    )
    op.create_index(
        op.f("ix_official_texts_leader_id_state"), "official_texts", ["leader_id", "state"], unique=False
    )
    op.create_table(
        "paragraphs",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("consultation_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Double(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("came_from_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["came_from_id"], ["paragraphs.id"], name=op.f("fk_paragraphs_came_from_id")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultations.id"], name=op.f("fk_paragraphs_consultation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paragraphs")),
    )
    op.create_index(
        op.f("ix_paragraphs_consultation_id_position"),
        "paragraphs",
        ["consultation_id", "position"],
        unique=False,
    )
    op.create_table(
        "posts",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("thread_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["contributions.id"], name=op.f("fk_posts_id")),
        sa.ForeignKeyConstraint(["thread_id"], ["threads.id"], name=op.f("fk_posts_thread_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posts")),
    )
    op.create_index(op.f("ix_posts_thread_id_id"), "posts", ["thread_id", "id"], unique=False)
    op.create_table(
        "progress_reports",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("task_id", sa.BigInteger(), nullable=False),
        sa.Column("body_id", sa.BigInteger(), nullable=False),
        sa.Column("persona_id", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("percent", sa.BigInteger(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["body_id"], ["bodies.id"], name=op.f("fk_progress_reports_body_id")),
        sa.ForeignKeyConstraint(["persona_id"], ["personas.id"], name=op.f("fk_progress_reports_persona_id")),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_progress_reports_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_progress_reports")),
    )
    op.create_index(
        op.f("ix_progress_reports_task_id_id"), "progress_reports", ["task_id", "id"], unique=False
    )
    op.create_table(
        "proposals",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("body_id", sa.BigInteger(), nullable=True),
        sa.Column("taken_up_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("clarification", sa.Text(), nullable=False),
        sa.Column("clarification_count", sa.BigInteger(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("round", sa.BigInteger(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=True),
        sa.Column("verdict_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["body_id"], ["bodies.id"], name=op.f("fk_proposals_body_id")),
        sa.ForeignKeyConstraint(["id"], ["threads.id"], name=op.f("fk_proposals_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposals")),
    )
    op.create_index(op.f("ix_proposals_body_id_state"), "proposals", ["body_id", "state"], unique=False)
    op.create_table(
        "task_bodies",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("task_id", sa.BigInteger(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("as_named", sa.Text(), nullable=False),
        sa.Column("body_id", sa.BigInteger(), nullable=True),
        sa.Column("now_body_id", sa.BigInteger(), nullable=True),
        sa.Column("now_reason", sa.Text(), nullable=False),
        sa.Column("now_set_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("now_set_by", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["body_id"], ["bodies.id"], name=op.f("fk_task_bodies_body_id")),
        sa.ForeignKeyConstraint(["now_body_id"], ["bodies.id"], name=op.f("fk_task_bodies_now_body_id")),
        sa.ForeignKeyConstraint(["now_set_by"], ["personas.id"], name=op.f("fk_task_bodies_now_set_by")),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_task_bodies_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_bodies")),
    )
    op.create_index(op.f("ix_task_bodies_body_id"), "task_bodies", ["body_id"], unique=False)
    op.create_index(op.f("ix_task_bodies_task_id"), "task_bodies", ["task_id"], unique=False)
    op.create_table(
        "task_links",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("thing_id", sa.BigInteger(), nullable=False),
        sa.Column("task_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_task_links_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_links")),
        sa.UniqueConstraint("kind", "thing_id", "task_id", name=op.f("uq_task_links_kind_thing_id_task_id")),
    )
    op.create_index(op.f("ix_task_links_task_id_id"), "task_links", ["task_id", "id"], unique=False)
    op.create_table(
        "commitment_steps",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("commitment_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verb", sa.Text(), nullable=False),
        sa.Column("persona_id", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("due_before", sa.Date(), nullable=True),
        sa.Column("due_after", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["commitment_id"], ["commitments.id"], name=op.f("fk_commitment_steps_commitment_id")
        ),
        sa.ForeignKeyConstraint(["persona_id"], ["personas.id"], name=op.f("fk_commitment_steps_persona_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitment_steps")),
    )
    op.create_index(
        op.f("ix_commitment_steps_commitment_id_id"),
        "commitment_steps",
        ["commitment_id", "id"],
        unique=False,
    )
    op.create_table(
        "proposal_answers",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("proposal_id", sa.BigInteger(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["official_texts.id"], name=op.f("fk_proposal_answers_id")),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposals.id"], name=op.f("fk_proposal_answers_proposal_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_answers")),
    )
    op.create_index(
        op.f("ix_proposal_answers_proposal_id"), "proposal_answers", ["proposal_id"], unique=False
    )
    op.create_table(
        "proposal_handovers",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("proposal_id", sa.BigInteger(), nullable=False),
        sa.Column("from_body_id", sa.BigInteger(), nullable=True),
        sa.Column("to_body_id", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("persona_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["from_body_id"], ["bodies.id"], name=op.f("fk_proposal_handovers_from_body_id")
        ),
        sa.ForeignKeyConstraint(
            ["persona_id"], ["personas.id"], name=op.f("fk_proposal_handovers_persona_id")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposals.id"], name=op.f("fk_proposal_handovers_proposal_id")
        ),
        sa.ForeignKeyConstraint(["to_body_id"], ["bodies.id"], name=op.f("fk_proposal_handovers_to_body_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_handovers")),
    )
    op.create_index(
        op.f("ix_proposal_handovers_proposal_id"), "proposal_handovers", ["proposal_id"], unique=False
    )
    op.create_table(
        "questions",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("session_id", sa.BigInteger(), nullable=False),
        sa.Column("leader_id", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("agenda_position", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("where_to_go", sa.Text(), nullable=False),
        sa.Column("body_id", sa.BigInteger(), nullable=True),
        sa.Column("merged_into_id", sa.BigInteger(), nullable=True),
        sa.Column("deferral_count", sa.BigInteger(), nullable=False),
        sa.Column("disposed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("called_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_orally_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["body_id"], ["bodies.id"], name=op.f("fk_questions_body_id")),
        sa.ForeignKeyConstraint(["id"], ["contributions.id"], name=op.f("fk_questions_id")),
        sa.ForeignKeyConstraint(["leader_id"], ["leaders.id"], name=op.f("fk_questions_leader_id")),
        sa.ForeignKeyConstraint(
            ["merged_into_id"], ["questions.id"], name=op.f("fk_questions_merged_into_id")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["contact_sessions.id"], name=op.f("fk_questions_session_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questions")),
    )
    op.create_index(op.f("ix_questions_body_id_state"), "questions", ["body_id", "state"], unique=False)
    op.create_index(op.f("ix_questions_leader_id_state"), "questions", ["leader_id", "state"], unique=False)
    op.create_index(op.f("ix_questions_merged_into_id"), "questions", ["merged_into_id"], unique=False)
    op.create_index(
        op.f("ix_questions_session_id_state_id"), "questions", ["session_id", "state", "id"], unique=False
    )
    op.create_table(
        "responses",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("consultation_id", sa.BigInteger(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultations.id"], name=op.f("fk_responses_consultation_id")
        ),
        sa.ForeignKeyConstraint(["id"], ["official_texts.id"], name=op.f("fk_responses_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_responses")),
    )
    op.create_index(op.f("ix_responses_consultation_id"), "responses", ["consultation_id"], unique=False)
    op.create_table(
        "session_leaders",
        sa.Column("session_id", sa.BigInteger(), nullable=False),
        sa.Column("leader_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["leader_id"], ["leaders.id"], name=op.f("fk_session_leaders_leader_id")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["contact_sessions.id"], name=op.f("fk_session_leaders_session_id")
        ),
        sa.PrimaryKeyConstraint("session_id", "leader_id", name=op.f("pk_session_leaders")),
    )
    op.create_index(op.f("ix_session_leaders_leader_id"), "session_leaders", ["leader_id"], unique=False)
    op.create_table(
        "contact_answers",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("question_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["official_texts.id"], name=op.f("fk_contact_answers_id")),
        sa.ForeignKeyConstraint(
            ["question_id"], ["questions.id"], name=op.f("fk_contact_answers_question_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_answers")),
    )
    op.create_index(op.f("ix_contact_answers_question_id"), "contact_answers", ["question_id"], unique=False)
    op.create_table(
        "opinions",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("consultation_id", sa.BigInteger(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("question_id", sa.BigInteger(), nullable=True),
        sa.Column("paragraph_id", sa.BigInteger(), nullable=True),
        sa.Column("stance", sa.Text(), nullable=False),
        sa.Column("wording", sa.Text(), nullable=False),
        sa.Column("quoted", sa.Text(), nullable=False),
        sa.Column("needs_place", sa.Boolean(), nullable=False),
        sa.Column("response_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultations.id"], name=op.f("fk_opinions_consultation_id")
        ),
        sa.ForeignKeyConstraint(["id"], ["contributions.id"], name=op.f("fk_opinions_id")),
        sa.ForeignKeyConstraint(["paragraph_id"], ["paragraphs.id"], name=op.f("fk_opinions_paragraph_id")),
        sa.ForeignKeyConstraint(
            ["question_id"], ["guiding_questions.id"], name=op.f("fk_opinions_question_id")
        ),
        sa.ForeignKeyConstraint(["response_id"], ["responses.id"], name=op.f("fk_opinions_response_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opinions")),
    )
    op.create_index(
        op.f("ix_opinions_consultation_id_id"), "opinions", ["consultation_id", "id"], unique=False
    )
    op.create_index(op.f("ix_opinions_paragraph_id"), "opinions", ["paragraph_id"], unique=False)
    op.create_index(op.f("ix_opinions_response_id"), "opinions", ["response_id"], unique=False)
    op.create_table(
        "question_deferrals",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("question_id", sa.BigInteger(), nullable=False),
        sa.Column("from_session_id", sa.BigInteger(), nullable=False),
        sa.Column("to_session_id", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["from_session_id"], ["contact_sessions.id"], name=op.f("fk_question_deferrals_from_session_id")
        ),
        sa.ForeignKeyConstraint(
            ["question_id"], ["questions.id"], name=op.f("fk_question_deferrals_question_id")
        ),
        sa.ForeignKeyConstraint(
            ["to_session_id"], ["contact_sessions.id"], name=op.f("fk_question_deferrals_to_session_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_deferrals")),
    )
    op.create_index(
        op.f("ix_question_deferrals_from_session_id"), "question_deferrals", ["from_session_id"], unique=False
    )
    op.create_index(
        op.f("ix_question_deferrals_question_id"), "question_deferrals", ["question_id"], unique=False
    )
    op.create_table(
        "cases",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("subject_kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=False),
        sa.Column("subject_version", sa.BigInteger(), nullable=False),
        sa.Column("forum_id", sa.BigInteger(), nullable=True),
        sa.Column("author_id", sa.BigInteger(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_count", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("claimed_by", sa.BigInteger(), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deadline_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'claimed') = (claimed_by is not null)", name=op.f("ck_cases_claimed_by_someone")
        ),
        sa.CheckConstraint(
            "reason in ('new','edit','flag','appeal','order','review')", name=op.f("ck_cases_reason")
        ),
        sa.CheckConstraint("state in ('queued','claimed','second','decided')", name=op.f("ck_cases_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
        schema="moderation",
    )
    op.create_index("ix_cases_opened", "cases", ["opened_at"], unique=False, schema="moderation")
    op.create_index(
        "ix_cases_subject", "cases", ["subject_kind", "subject_id"], unique=False, schema="moderation"
    )
    op.create_index(
        "ix_cases_waiting",
        "cases",
        ["deadline_at", "id"],
        unique=False,
        schema="moderation",
        postgresql_where=sa.text("state <> 'decided'"),
    )
    op.create_index(
        "ux_cases_one_waiting",
        "cases",
        ["subject_kind", "subject_id"],
        unique=True,
        schema="moderation",
        postgresql_where=sa.text("state <> 'decided' and reason <> 'appeal'"),
    )
    op.create_table(
        "chain_head",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.Column("link", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_chain_head_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chain_head")),
        schema="moderation",
    )
    op.create_table(
        "links",
        sa.Column("n", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("payload", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("salt", sa.LargeBinary(), nullable=True),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("link", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("(payload is null) = (salt is null)", name=op.f("ck_links_erased_whole")),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_links")),
        schema="moderation",
    )
    op.create_table(
        "decisions",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("standing", sa.Text(), nullable=False),
        sa.Column("judged_version", sa.BigInteger(), nullable=False),
        sa.Column("rules_version", sa.BigInteger(), nullable=False),
        sa.Column("rule_code", sa.Text(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("suspended_until_on", sa.Date(), nullable=True),
        sa.Column("appeal_until_on", sa.Date(), nullable=True),
        sa.Column("destination", sa.Text(), nullable=False),
        sa.Column("seat", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.BigInteger(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("interim_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seconded_by", sa.BigInteger(), nullable=True),
        sa.Column("seconded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("second_explanation", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("seat in ('moderators','outside')", name=op.f("ck_decisions_seat")),
        sa.CheckConstraint(
            "standing in ('proposed','in_force','refused','lapsed','overtaken','reversed')",
            name=op.f("ck_decisions_standing"),
        ),
        sa.CheckConstraint(
            "verdict = 'approve' or (rule_code <> '' and quote <> '' and explanation <> '')",
            name=op.f("ck_decisions_reasoned"),
        ),
        sa.CheckConstraint(
            "verdict in ('approve','return','reject','hide','restore','lock','move','suspend')",
            name=op.f("ck_decisions_verdict"),
        ),
        sa.CheckConstraint(
            "seconded_by is null or seconded_by <> decided_by", name=op.f("ck_decisions_two_people")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["moderation.cases.id"], name=op.f("fk_decisions_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
        schema="moderation",
    )
    op.create_index("ix_decisions_case", "decisions", ["case_id"], unique=False, schema="moderation")
    op.create_index("ix_decisions_decided", "decisions", ["decided_at"], unique=False, schema="moderation")
    op.create_index(
        "ix_decisions_interim",
        "decisions",
        ["interim_until"],
        unique=False,
        schema="moderation",
        postgresql_where=sa.text("standing = 'proposed' and interim_until is not null"),
    )
    op.create_table(
        "appeals",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("decision_id", sa.BigInteger(), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("grounds", sa.Text(), nullable=False),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deadline_on", sa.Date(), nullable=False),
        sa.Column("seat", sa.Text(), nullable=True),
        sa.Column("heard_by", sa.BigInteger(), nullable=True),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("explanation", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.CheckConstraint(
            "state in ('filed','in_hearing','decision_kept','decision_reversed')",
            name=op.f("ck_appeals_state"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["moderation.cases.id"], name=op.f("fk_appeals_case_id")),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["moderation.decisions.id"], name=op.f("fk_appeals_decision_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeals")),
        schema="moderation",
    )
    op.create_index("ux_appeals_case", "appeals", ["case_id"], unique=True, schema="moderation")
    op.create_index("ux_appeals_decision", "appeals", ["decision_id"], unique=True, schema="moderation")
    op.create_table(
        "changes",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("thing_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        schema="search",
    )
    op.create_table(
        "entries",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("thing_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("author_sort", sa.Text(collation="C"), nullable=False),
        sa.Column("audience", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("sections", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("tasks", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("bodies", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("year", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("forum_id", sa.BigInteger(), nullable=True),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("code_words", sa.Text(), nullable=False),
        sa.Column("title_words", sa.Text(), nullable=False),
        sa.Column("text_words", sa.Text(), nullable=False),
        sa.Column("title_concepts", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("text_concepts", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("words", postgresql.TSVECTOR(), nullable=False),
        sa.Column("marked", postgresql.TSVECTOR(), nullable=False),
        sa.Column("made_with", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column(
            "revision", sa.BigInteger(), server_default=sa.text("nextval('search.revisions')"), nullable=False
        ),
        sa.Column(
            "changed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("pushed_revision", sa.BigInteger(), nullable=True),
        sa.Column("pushed_audience", postgresql.ARRAY(sa.Text()), nullable=True),
        sa.PrimaryKeyConstraint("kind", "thing_id"),
        schema="search",
    )
    op.create_index(
        "entries_code_words",
        "entries",
        ["code_words"],
        unique=False,
        schema="search",
        postgresql_where=sa.text("code_words <> ''"),
    )
    op.create_index("entries_made_with", "entries", ["made_with"], unique=False, schema="search")
    op.create_index(
        "entries_newest",
        "entries",
        [sa.literal_column("occurred_at DESC"), "kind", "thing_id"],
        unique=False,
        schema="search",
    )
    op.create_index(
        "entries_unpushed",
        "entries",
        ["revision"],
        unique=False,
        schema="search",
        postgresql_where=sa.text("pushed_revision IS DISTINCT FROM revision"),
    )
    op.create_index(
        "entries_words", "entries", ["words"], unique=False, schema="search", postgresql_using="gin"
    )
    op.create_table(
        "vocabulary",
        sa.Column("word", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("word"),
        schema="search",
    )
    op.create_index(
        "vocabulary_beginnings",
        "vocabulary",
        [sa.literal_column('"left"(word, 2)')],
        unique=False,
        schema="search",
    )
    op.create_index(
        "vocabulary_endings",
        "vocabulary",
        [sa.literal_column('"right"(word, 2)')],
        unique=False,
        schema="search",
    )


def downgrade() -> None:
    op.drop_index("vocabulary_endings", table_name="vocabulary", schema="search")
    op.drop_index("vocabulary_beginnings", table_name="vocabulary", schema="search")
    op.drop_table("vocabulary", schema="search")
    op.drop_index("entries_words", table_name="entries", schema="search", postgresql_using="gin")
    op.drop_index(
        "entries_unpushed",
        table_name="entries",
        schema="search",
        postgresql_where=sa.text("pushed_revision IS DISTINCT FROM revision"),
    )
    op.drop_index("entries_newest", table_name="entries", schema="search")
    op.drop_index("entries_made_with", table_name="entries", schema="search")
    op.drop_index(
        "entries_code_words",
        table_name="entries",
        schema="search",
        postgresql_where=sa.text("code_words <> ''"),
    )
    op.drop_table("entries", schema="search")
    op.drop_table("changes", schema="search")
    op.drop_index("ux_appeals_decision", table_name="appeals", schema="moderation")
    op.drop_index("ux_appeals_case", table_name="appeals", schema="moderation")
    op.drop_table("appeals", schema="moderation")
    op.drop_index(
        "ix_decisions_interim",
        table_name="decisions",
        schema="moderation",
        postgresql_where=sa.text("standing = 'proposed' and interim_until is not null"),
    )
    op.drop_index("ix_decisions_decided", table_name="decisions", schema="moderation")
    op.drop_index("ix_decisions_case", table_name="decisions", schema="moderation")
    op.drop_table("decisions", schema="moderation")
    op.drop_table("links", schema="moderation")
    op.drop_table("chain_head", schema="moderation")
    op.drop_index(
        "ux_cases_one_waiting",
        table_name="cases",
        schema="moderation",
        postgresql_where=sa.text("state <> 'decided' and reason <> 'appeal'"),
    )
    op.drop_index(
        "ix_cases_waiting",
        table_name="cases",
        schema="moderation",
        postgresql_where=sa.text("state <> 'decided'"),
    )
    op.drop_index("ix_cases_subject", table_name="cases", schema="moderation")
    op.drop_index("ix_cases_opened", table_name="cases", schema="moderation")
    op.drop_table("cases", schema="moderation")
    op.drop_index(op.f("ix_question_deferrals_question_id"), table_name="question_deferrals")
    op.drop_index(op.f("ix_question_deferrals_from_session_id"), table_name="question_deferrals")
    op.drop_table("question_deferrals")
    op.drop_index(op.f("ix_opinions_response_id"), table_name="opinions")
    op.drop_index(op.f("ix_opinions_paragraph_id"), table_name="opinions")
    op.drop_index(op.f("ix_opinions_consultation_id_id"), table_name="opinions")
    op.drop_table("opinions")
    op.drop_index(op.f("ix_contact_answers_question_id"), table_name="contact_answers")
    op.drop_table("contact_answers")
    op.drop_index(op.f("ix_session_leaders_leader_id"), table_name="session_leaders")
    op.drop_table("session_leaders")
    op.drop_index(op.f("ix_responses_consultation_id"), table_name="responses")
    op.drop_table("responses")
    op.drop_index(op.f("ix_questions_session_id_state_id"), table_name="questions")
    op.drop_index(op.f("ix_questions_merged_into_id"), table_name="questions")
    op.drop_index(op.f("ix_questions_leader_id_state"), table_name="questions")
    op.drop_index(op.f("ix_questions_body_id_state"), table_name="questions")
    op.drop_table("questions")
    op.drop_index(op.f("ix_proposal_handovers_proposal_id"), table_name="proposal_handovers")
    op.drop_table("proposal_handovers")
    op.drop_index(op.f("ix_proposal_answers_proposal_id"), table_name="proposal_answers")
    op.drop_table("proposal_answers")
    op.drop_index(op.f("ix_commitment_steps_commitment_id_id"), table_name="commitment_steps")
    op.drop_table("commitment_steps")
    op.drop_index(op.f("ix_task_links_task_id_id"), table_name="task_links")
    op.drop_table("task_links")
    op.drop_index(op.f("ix_task_bodies_task_id"), table_name="task_bodies")
    op.drop_index(op.f("ix_task_bodies_body_id"), table_name="task_bodies")
    op.drop_table("task_bodies")
    op.drop_index(op.f("ix_proposals_body_id_state"), table_name="proposals")
    op.drop_table("proposals")
    op.drop_index(op.f("ix_progress_reports_task_id_id"), table_name="progress_reports")
    op.drop_table("progress_reports")
    op.drop_index(op.f("ix_posts_thread_id_id"), table_name="posts")
    op.drop_table("posts")
    op.drop_index(op.f("ix_paragraphs_consultation_id_position"), table_name="paragraphs")
    op.drop_table("paragraphs")
    op.drop_index(op.f("ix_official_texts_leader_id_state"), table_name="official_texts")
    op.drop_index(op.f("ix_official_texts_body_id_state"), table_name="official_texts")
    op.drop_table("official_texts")
    op.drop_table("indicators")
    op.drop_index(op.f("ix_guiding_questions_consultation_id"), table_name="guiding_questions")
    op.drop_table("guiding_questions")
    op.drop_index(op.f("ix_contact_sessions_starts_at"), table_name="contact_sessions")
    op.drop_index(op.f("ix_contact_sessions_series_id_starts_at"), table_name="contact_sessions")
    op.drop_table("contact_sessions")
    op.drop_index(op.f("ix_commitments_source_kind_source_id"), table_name="commitments")
    op.drop_index(op.f("ix_commitments_confirmer_id_state"), table_name="commitments")
    op.drop_index(op.f("ix_commitments_body_id_state"), table_name="commitments")
    op.drop_table("commitments")
    op.drop_index(op.f("ix_bindings_leader_id"), table_name="bindings")
    op.drop_index(op.f("ix_bindings_body_id"), table_name="bindings")
    op.drop_index(op.f("ix_bindings_account_id"), table_name="bindings")
    op.drop_table("bindings")
    op.drop_table("threads")
    op.drop_index(op.f("ix_tasks_section_id"), table_name="tasks")
    op.drop_table("tasks")
    op.drop_table("revisions")
    op.drop_table("one_time_tokens")
    op.drop_index(op.f("ix_logins_account_id"), table_name="logins")
    op.drop_table("logins")
    op.drop_table("leaders")
    op.drop_index(op.f("ix_endorsements_persona_id"), table_name="endorsements")
    op.drop_table("endorsements")
    op.drop_index(op.f("ix_duty_pauses_duty_id"), table_name="duty_pauses")
    op.drop_table("duty_pauses")
    op.drop_index(op.f("ix_consultations_closes_on"), table_name="consultations")
    op.drop_index(op.f("ix_consultations_body_id"), table_name="consultations")
    op.drop_table("consultations")
    op.drop_index(op.f("ix_consents_account_id"), table_name="consents")
    op.drop_table("consents")
    op.drop_table("concerns")
    op.drop_table("body_successions")
    op.drop_table("series")
    op.drop_table("sections")
    op.drop_index(op.f("ix_saved_searches_persona_id_id"), table_name="saved_searches")
    op.drop_table("saved_searches")
    op.drop_index(op.f("ix_papers_asked_at"), table_name="papers")
    op.drop_table("papers")
    op.drop_index(op.f("ix_notices_persona_id_id"), table_name="notices")
    op.drop_table("notices")
    op.drop_index(op.f("ix_follows_persona_id"), table_name="follows")
    op.drop_table("follows")
    op.drop_index(
        "ux_duties_running",
        table_name="duties",
        postgresql_where=sa.text("done_at IS NULL AND void_at IS NULL"),
    )
    op.drop_index(op.f("ix_duties_thing_kind_thing_id_kind"), table_name="duties")
    op.drop_index(
        "ix_duties_owner",
        table_name="duties",
        postgresql_where=sa.text("done_at IS NULL AND void_at IS NULL"),
    )
    op.drop_index(
        "ix_duties_due", table_name="duties", postgresql_where=sa.text("done_at IS NULL AND void_at IS NULL")
    )
    op.drop_table("duties")
    op.drop_index(op.f("ix_drafts_persona_id_saved_at"), table_name="drafts")
    op.drop_table("drafts")
    op.drop_index(op.f("ix_contributions_subject_kind_subject_id_id"), table_name="contributions")
    op.drop_index(op.f("ix_contributions_persona_id_id"), table_name="contributions")
    op.drop_index(op.f("ix_contributions_kind_visibility_id"), table_name="contributions")
    op.drop_index(
        "ix_contributions_hidden_until",
        table_name="contributions",
        postgresql_where="hidden_until IS NOT NULL",
    )
    op.drop_index(op.f("ix_contributions_forum_id_kind_id"), table_name="contributions")
    op.drop_table("contributions")
    op.drop_table("bodies")
    op.drop_table("accounts")
    op.drop_table("workday_overrides")
    op.drop_table("time_limits")
    op.drop_table("sample_mails")
    op.drop_table("programmes")
    op.drop_index(op.f("ix_personas_sort_key"), table_name="personas")
    op.drop_table("personas")
    op.drop_index(op.f("ix_journal_thing_kind_thing_id_id"), table_name="journal")
    op.drop_table("journal")
    op.drop_table("forums")
    op.drop_table("code_counters")
    op.drop_index(op.f("ix_attempts_key_at"), table_name="attempts")
    op.drop_table("attempts")
