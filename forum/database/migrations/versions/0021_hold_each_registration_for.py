"""Hold each registration for its own link

Revision: 0021_hold_each_registration_for, after 0020_note_what_befell_jobs
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0021_hold_each_registration_for"
down_revision = "0020_note_what_befell_jobs"
branch_labels = None
depends_on = None


# What waits to be confirmed: one registration for each account, the last that was typed.
PENDING = """
    INSERT INTO pending_registrations (account_id, name, title, password_hash, browser, purposes, asked_at)
    SELECT a.id, p.name, p.title, a.password_hash, a.registered_by,
      ARRAY(SELECT c.purpose FROM consents c WHERE c.account_id = a.id AND c.withdrawn_at IS NULL ORDER BY c.id),
      a.created_at
    FROM accounts a JOIN personas p ON p.id = a.persona_id
    WHERE a.confirmed_at IS NULL AND a.closed_at IS NULL
"""
# Of several, the one whose link would be confirmed without a form: the first.
BROWSERS = """
    UPDATE accounts a SET registered_by = r.browser, password_hash = r.password_hash
    FROM (SELECT DISTINCT ON (account_id) account_id, browser, password_hash
      FROM pending_registrations ORDER BY account_id, id) r
    WHERE r.account_id = a.id
"""


def upgrade() -> None:
    op.create_table(
        "pending_registrations",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("browser", sa.Text(), nullable=False),
        sa.Column("purposes", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk_pending_registrations_account_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pending_registrations")),
    )
    op.create_index(
        op.f("ix_pending_registrations_account_id"), "pending_registrations", ["account_id"], unique=False
    )
    op.execute(PENDING)
    op.drop_column("accounts", "registered_by")
    op.add_column("one_time_tokens", sa.Column("registration_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        op.f("fk_one_time_tokens_registration_id"),
        "one_time_tokens",
        "pending_registrations",
        ["registration_id"],
        ["id"],
        ondelete="SET NULL",
    )


def downgrade() -> None:
    op.drop_constraint(op.f("fk_one_time_tokens_registration_id"), "one_time_tokens", type_="foreignkey")
    op.drop_column("one_time_tokens", "registration_id")
    op.add_column(
        "accounts",
        sa.Column(
            "registered_by",
            sa.TEXT(),
            server_default=sa.text("''::text"),
            autoincrement=False,
            nullable=False,
        ),
    )
    op.execute(BROWSERS)
    op.drop_index(op.f("ix_pending_registrations_account_id"), table_name="pending_registrations")
    op.drop_table("pending_registrations")
