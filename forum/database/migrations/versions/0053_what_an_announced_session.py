"""what an announced session was before it changed

Revision: 0053_what_an_announced_session, after 0052_session_texts_are_official
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0053_what_an_announced_session"
down_revision = "0052_session_texts_are_official"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "session_changes",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("session_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.BigInteger(), nullable=False),
        sa.Column("before", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("after", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["changed_by"], ["personas.id"], name=op.f("fk_session_changes_changed_by")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["contact_sessions.id"], name=op.f("fk_session_changes_session_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_changes")),
    )
    op.create_index(op.f("ix_session_changes_session_id"), "session_changes", ["session_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_session_changes_session_id"), table_name="session_changes")
    op.drop_table("session_changes")
