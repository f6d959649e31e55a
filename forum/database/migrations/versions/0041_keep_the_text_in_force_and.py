"""Keep the text in force and what explains a paragraph

Revision: 0041_keep_the_text_in_force_and, after 0040_signed_copies_of_papers
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0041_keep_the_text_in_force_and"
down_revision = "0040_signed_copies_of_papers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "texts_in_force",
        sa.Column("consultation_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("source_text", sa.Text(), server_default="", nullable=False),
        sa.Column("file_id", sa.BigInteger(), nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failure", sa.Text(), server_default="", nullable=False),
        sa.Column("units", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("matched_version", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("links", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultations.id"], name=op.f("fk_texts_in_force_consultation_id")
        ),
        sa.ForeignKeyConstraint(["file_id"], ["files.id"], name=op.f("fk_texts_in_force_file_id")),
        sa.PrimaryKeyConstraint("consultation_id", name=op.f("pk_texts_in_force")),
    )
    op.add_column("paragraph_texts", sa.Column("explanation", sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("paragraph_texts", "explanation")
    op.drop_table("texts_in_force")
