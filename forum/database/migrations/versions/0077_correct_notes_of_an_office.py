"""correct notes of an office

Revision: 0077_correct_notes_of_an_office, after 0076_withdraw_signed_copies
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0077_correct_notes_of_an_office"
down_revision = "0076_withdraw_signed_copies"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "former_notes",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("note_id", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("mentioned", postgresql.ARRAY(sa.BigInteger()), server_default="{}", nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["note_id"], ["opinion_notes.id"], name=op.f("fk_former_notes_note_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_former_notes")),
    )
    op.create_index(op.f("ix_former_notes_note_id"), "former_notes", ["note_id"], unique=False)
    op.add_column("opinion_notes", sa.Column("corrected_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("opinion_notes", "corrected_at")
    op.drop_index(op.f("ix_former_notes_note_id"), table_name="former_notes")
    op.drop_table("former_notes")
