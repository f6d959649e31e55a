"""own notes of a leader's side

Revision: 0075_own_notes_of_a_leader_s, after 0074_tallies
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0075_own_notes_of_a_leader_s"
down_revision = "0074_tallies"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "own_notes",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("session_id", sa.BigInteger(), nullable=False),
        sa.Column("question_id", sa.BigInteger(), nullable=True),
        sa.Column("leader_id", sa.BigInteger(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_by", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["leader_id"], ["leaders.id"], name=op.f("fk_own_notes_leader_id")),
        sa.ForeignKeyConstraint(["question_id"], ["questions.id"], name=op.f("fk_own_notes_question_id")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["contact_sessions.id"], name=op.f("fk_own_notes_session_id")
        ),
        sa.ForeignKeyConstraint(["written_by"], ["personas.id"], name=op.f("fk_own_notes_written_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_notes")),
    )
    op.create_index(op.f("ix_own_notes_question_id"), "own_notes", ["question_id"], unique=False)
    op.create_index(op.f("ix_own_notes_session_id"), "own_notes", ["session_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_own_notes_session_id"), table_name="own_notes")
    op.drop_index(op.f("ix_own_notes_question_id"), table_name="own_notes")
    op.drop_table("own_notes")
