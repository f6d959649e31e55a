"""signed copies of papers

Revision: 0040_signed_copies_of_papers, after 0039_gather_opinions_on_a_sheet
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0040_signed_copies_of_papers"
down_revision = "0039_gather_opinions_on_a_sheet"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "issued_copies",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("thing_kind", sa.Text(), nullable=False),
        sa.Column("thing_id", sa.BigInteger(), nullable=False),
        sa.Column("paper", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("symbol", sa.Text(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("file_id", sa.BigInteger(), nullable=False),
        sa.Column("added_by", sa.BigInteger(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["added_by"], ["personas.id"], name=op.f("fk_issued_copies_added_by")),
        sa.ForeignKeyConstraint(["file_id"], ["files.id"], name=op.f("fk_issued_copies_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issued_copies")),
    )
    op.create_index(
        op.f("ix_issued_copies_thing_kind_thing_id"),
        "issued_copies",
        ["thing_kind", "thing_id"],
        unique=False,
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_issued_copies_thing_kind_thing_id"), table_name="issued_copies")
    op.drop_table("issued_copies")
