"""Let askers suggest corrections of open draft minutes

Revision: 0063_let_askers_suggest, after 0062_questions_asked_live
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0063_let_askers_suggest"
down_revision = "0062_questions_asked_live"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "minutes_suggestions",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("text_id", sa.BigInteger(), nullable=False),
        sa.Column("text_version", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["personas.id"], name=op.f("fk_minutes_suggestions_decided_by")
        ),
        sa.ForeignKeyConstraint(["id"], ["contributions.id"], name=op.f("fk_minutes_suggestions_id")),
        sa.ForeignKeyConstraint(
            ["text_id"], ["session_texts.id"], name=op.f("fk_minutes_suggestions_text_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_suggestions")),
    )
    op.create_index(op.f("ix_minutes_suggestions_text_id"), "minutes_suggestions", ["text_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_minutes_suggestions_text_id"), table_name="minutes_suggestions")
    op.drop_table("minutes_suggestions")
