"""Note on an opinion inside the office

Revision: 0046_note_on_an_opinion_inside, after 0045_answer_by_the_templates_of
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0046_note_on_an_opinion_inside"
down_revision = "0045_answer_by_the_templates_of"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "opinion_notes",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("opinion_id", sa.BigInteger(), nullable=False),
        sa.Column("written_by", sa.BigInteger(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("mentioned", postgresql.ARRAY(sa.BigInteger()), server_default="{}", nullable=False),
        sa.ForeignKeyConstraint(["opinion_id"], ["opinions.id"], name=op.f("fk_opinion_notes_opinion_id")),
        sa.ForeignKeyConstraint(["written_by"], ["personas.id"], name=op.f("fk_opinion_notes_written_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opinion_notes")),
    )
    op.create_index(op.f("ix_opinion_notes_opinion_id"), "opinion_notes", ["opinion_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_opinion_notes_opinion_id"), table_name="opinion_notes")
    op.drop_table("opinion_notes")
