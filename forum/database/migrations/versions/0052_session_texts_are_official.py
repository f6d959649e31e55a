"""session texts are official texts

Revision: 0052_session_texts_are_official, after 0051_put_acts_of_citizens_down
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0052_session_texts_are_official"
down_revision = "0051_put_acts_of_citizens_down"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "session_texts",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("session_id", sa.BigInteger(), nullable=False),
        sa.Column("secretary", sa.Text(), nullable=False),
        sa.Column("attending", sa.Text(), nullable=False),
        sa.Column("old_words", sa.Text(), nullable=False),
        sa.Column("new_words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["official_texts.id"], name=op.f("fk_session_texts_id")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["contact_sessions.id"], name=op.f("fk_session_texts_session_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_texts")),
    )
    op.create_index(op.f("ix_session_texts_session_id"), "session_texts", ["session_id"], unique=False)
    op.add_column(
        "contact_sessions",
        sa.Column("calendar_sequence", sa.BigInteger(), server_default="1", nullable=False),
    )
    # as their calendar entries said until now
    op.execute("UPDATE contact_sessions SET calendar_sequence = version")


def downgrade() -> None:
    op.drop_column("contact_sessions", "calendar_sequence")
    op.drop_index(op.f("ix_session_texts_session_id"), table_name="session_texts")
    op.drop_table("session_texts")
