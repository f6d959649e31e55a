"""letters that were posted

Revision: 0070_letters_that_were_posted, after 0069_letters_and_calls_of_others
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0070_letters_that_were_posted"
down_revision = "0069_letters_and_calls_of_others"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "posted_notices",
        sa.Column("notice_id", sa.BigInteger(), nullable=False),
        sa.Column("posted_by", sa.BigInteger(), nullable=False),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["notices.id"], name=op.f("fk_posted_notices_notice_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["posted_by"], ["personas.id"], name=op.f("fk_posted_notices_posted_by")),
        sa.PrimaryKeyConstraint("notice_id", name=op.f("pk_posted_notices")),
    )


def downgrade() -> None:
    op.drop_table("posted_notices")
