"""what goes with a draft

Revision: 0037_what_goes_with_a_draft, after 0036_let_a_version_take_a_file
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0037_what_goes_with_a_draft"
down_revision = "0036_let_a_version_take_a_file"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "dossier_papers",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("consultation_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("file_id", sa.BigInteger(), nullable=False),
        sa.Column("added_by", sa.BigInteger(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["added_by"], ["personas.id"], name=op.f("fk_dossier_papers_added_by")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultations.id"], name=op.f("fk_dossier_papers_consultation_id")
        ),
        sa.ForeignKeyConstraint(["file_id"], ["files.id"], name=op.f("fk_dossier_papers_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier_papers")),
    )
    op.create_index(
        op.f("ix_dossier_papers_consultation_id_version"),
        "dossier_papers",
        ["consultation_id", "version"],
        unique=False,
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_dossier_papers_consultation_id_version"), table_name="dossier_papers")
    op.drop_table("dossier_papers")
