"""quick notes of a session

Revision: 0068_quick_notes_of_a_session, after 0067_change_how_people_come_and
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0068_quick_notes_of_a_session"
down_revision = "0067_change_how_people_come_and"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "quick_notes",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("session_id", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_by", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["contact_sessions.id"], name=op.f("fk_quick_notes_session_id")
        ),
        sa.ForeignKeyConstraint(["written_by"], ["personas.id"], name=op.f("fk_quick_notes_written_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quick_notes")),
    )
    op.create_index(op.f("ix_quick_notes_session_id"), "quick_notes", ["session_id"], unique=False)
    op.add_column(
        "contact_sessions",
        sa.Column("allows_notes", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )


def downgrade() -> None:
    op.drop_column("contact_sessions", "allows_notes")
    op.drop_index(op.f("ix_quick_notes_session_id"), table_name="quick_notes")
    op.drop_table("quick_notes")
