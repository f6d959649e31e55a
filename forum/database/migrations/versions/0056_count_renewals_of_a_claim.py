"""count renewals of a claim

Revision: 0056_count_renewals_of_a_claim, after 0055_official_texts_on_a
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0056_count_renewals_of_a_claim"
down_revision = "0055_official_texts_on_a"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "cases",
        sa.Column("renewal_count", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        schema="moderation",
    )


def downgrade() -> None:
    op.drop_column("cases", "renewal_count", schema="moderation")
