"""Let the head approve what a body decides

Revision: 0029_let_the_head_approve_what_a, after 0028_files_that_people_upload
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0029_let_the_head_approve_what_a"
down_revision = "0028_files_that_people_upload"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "consultation_notices",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("consultation_id", sa.BigInteger(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=True),
        sa.Column("closes_on", sa.Date(), nullable=True),
        sa.Column("text_id", sa.BigInteger(), nullable=True),
        sa.Column("new_text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultations.id"], name=op.f("fk_consultation_notices_consultation_id")
        ),
        sa.ForeignKeyConstraint(["id"], ["official_texts.id"], name=op.f("fk_consultation_notices_id")),
        sa.ForeignKeyConstraint(
            ["text_id"], ["paragraph_texts.id"], name=op.f("fk_consultation_notices_text_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultation_notices")),
    )
    op.create_index(
        op.f("ix_consultation_notices_consultation_id"),
        "consultation_notices",
        ["consultation_id"],
        unique=False,
    )
    op.create_table(
        "paragraph_links",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("consultation_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("paragraph_id", sa.BigInteger(), nullable=False),
        sa.Column("text_id", sa.BigInteger(), nullable=True),
        sa.Column("change", sa.Text(), nullable=False),
        sa.Column("is_sure", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultations.id"], name=op.f("fk_paragraph_links_consultation_id")
        ),
        sa.ForeignKeyConstraint(
            ["paragraph_id"], ["paragraphs.id"], name=op.f("fk_paragraph_links_paragraph_id")
        ),
        sa.ForeignKeyConstraint(["text_id"], ["paragraph_texts.id"], name=op.f("fk_paragraph_links_text_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paragraph_links")),
    )
    op.create_index(
        op.f("ix_paragraph_links_consultation_id_version"),
        "paragraph_links",
        ["consultation_id", "version"],
        unique=False,
    )
    op.create_index(
        op.f("ix_paragraph_links_paragraph_id"), "paragraph_links", ["paragraph_id"], unique=False
    )
    op.create_index(op.f("ix_paragraph_links_text_id"), "paragraph_links", ["text_id"], unique=False)
    op.create_table(
        "paragraph_revisions",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("text_id", sa.BigInteger(), nullable=False),
        sa.Column("notice_id", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("mended_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["consultation_notices.id"], name=op.f("fk_paragraph_revisions_notice_id")
        ),
        sa.ForeignKeyConstraint(
            ["text_id"], ["paragraph_texts.id"], name=op.f("fk_paragraph_revisions_text_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paragraph_revisions")),
    )
    op.create_index(op.f("ix_paragraph_revisions_text_id"), "paragraph_revisions", ["text_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_paragraph_revisions_text_id"), table_name="paragraph_revisions")
    op.drop_table("paragraph_revisions")
    op.drop_index(op.f("ix_paragraph_links_text_id"), table_name="paragraph_links")
    op.drop_index(op.f("ix_paragraph_links_paragraph_id"), table_name="paragraph_links")
    op.drop_index(op.f("ix_paragraph_links_consultation_id_version"), table_name="paragraph_links")
    op.drop_table("paragraph_links")
    op.drop_index(op.f("ix_consultation_notices_consultation_id"), table_name="consultation_notices")
    op.drop_table("consultation_notices")
