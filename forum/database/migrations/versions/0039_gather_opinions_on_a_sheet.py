"""gather opinions on a sheet and send them at once

Revision: 0039_gather_opinions_on_a_sheet, after 0038_who_is_asked_for_opinions
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0039_gather_opinions_on_a_sheet"
down_revision = "0038_who_is_asked_for_opinions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "opinion_submissions",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("consultation_id", sa.BigInteger(), nullable=False),
        sa.Column("persona_id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultations.id"], name=op.f("fk_opinion_submissions_consultation_id")
        ),
        sa.ForeignKeyConstraint(
            ["persona_id"], ["personas.id"], name=op.f("fk_opinion_submissions_persona_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opinion_submissions")),
        sa.UniqueConstraint("code", name=op.f("uq_opinion_submissions_code")),
    )
    op.create_index(
        op.f("ix_opinion_submissions_persona_id"), "opinion_submissions", ["persona_id"], unique=False
    )
    op.add_column("drafts", sa.Column("sheet_id", sa.BigInteger(), nullable=True))
    op.create_index(
        "ix_drafts_gathered",
        "drafts",
        ["persona_id", "sheet_id"],
        unique=False,
        postgresql_where="sheet_id IS NOT NULL",
    )
    op.add_column("opinions", sa.Column("submission_id", sa.BigInteger(), nullable=True))
    op.create_index(op.f("ix_opinions_submission_id"), "opinions", ["submission_id"], unique=False)
    op.create_foreign_key(
        op.f("fk_opinions_submission_id"), "opinions", "opinion_submissions", ["submission_id"], ["id"]
    )


def downgrade() -> None:
    op.drop_constraint(op.f("fk_opinions_submission_id"), "opinions", type_="foreignkey")
    op.drop_index(op.f("ix_opinions_submission_id"), table_name="opinions")
    op.drop_column("opinions", "submission_id")
    op.drop_index("ix_drafts_gathered", table_name="drafts", postgresql_where="sheet_id IS NOT NULL")
    op.drop_column("drafts", "sheet_id")
    op.drop_index(op.f("ix_opinion_submissions_persona_id"), table_name="opinion_submissions")
    op.drop_table("opinion_submissions")
