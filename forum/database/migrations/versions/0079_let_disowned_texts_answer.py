"""let disowned texts answer nothing

Revision: 0079_let_disowned_texts_answer, after 0078_a_time_limit_for_claims
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0079_let_disowned_texts_answer"
down_revision = "0078_a_time_limit_for_claims"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "opinions",
        sa.Column(
            "repudiated_response_ids", postgresql.ARRAY(sa.BigInteger()), server_default="{}", nullable=False
        ),
    )
    op.add_column("progress_reports", sa.Column("repudiated_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("progress_reports", "repudiated_at")
    op.drop_column("opinions", "repudiated_response_ids")
