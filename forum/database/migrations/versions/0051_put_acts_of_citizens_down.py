"""put acts of citizens down for the chain

Revision: 0051_put_acts_of_citizens_down, after 0050_what_the_approver_of_a_text
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0051_put_acts_of_citizens_down"
down_revision = "0050_what_the_approver_of_a_text"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pending",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("payload", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pending")),
        schema="moderation",
    )
    op.create_index("ix_links_kind", "links", ["kind", "n"], unique=False, schema="moderation")


def downgrade() -> None:
    op.drop_index("ix_links_kind", table_name="links", schema="moderation")
    op.drop_table("pending", schema="moderation")
