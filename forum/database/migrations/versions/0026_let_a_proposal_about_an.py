"""Let a proposal about an erasure be sent back

Revision: 0026_let_a_proposal_about_an, after 0025_keep_each_version_of_a
"""

import sqlalchemy as sa
from alembic import op

revision = "0026_let_a_proposal_about_an"
down_revision = "0025_keep_each_version_of_a"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("erasure_requests", sa.Column("sent_back_at", sa.DateTime(timezone=True), nullable=True))
    because = sa.Column("sent_back_because", sa.Text(), nullable=False, server_default="")
    op.add_column("erasure_requests", because)


def downgrade() -> None:
    op.drop_column("erasure_requests", "sent_back_because")
    op.drop_column("erasure_requests", "sent_back_at")
