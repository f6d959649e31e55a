"""a leader takes a recorded approval back

Revision: 0054_a_leader_takes_a_recorded, after 0053_what_an_announced_session
"""

import sqlalchemy as sa
from alembic import op

revision = "0054_a_leader_takes_a_recorded"
down_revision = "0053_what_an_announced_session"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("official_texts", sa.Column("repudiated_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("official_texts", "repudiated_at")
