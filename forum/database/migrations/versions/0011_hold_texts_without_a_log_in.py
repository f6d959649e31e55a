"""hold texts without a log-in for a browser

Revision: 0011_hold_texts_without_a_log_in, after 0010_bundle_notices_by_week
"""

import sqlalchemy as sa
from alembic import op

revision = "0011_hold_texts_without_a_log_in"
down_revision = "0010_bundle_notices_by_week"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("drafts", sa.Column("browser_digest", sa.Text(), nullable=True))
    op.add_column("drafts", sa.Column("peer_digest", sa.Text(), nullable=True))
    # How many texts are held for one address; few rows are held at a time, and each for a day.
    op.create_index(
        "ix_drafts_held",
        "drafts",
        ["peer_digest", "saved_at"],
        unique=False,
        postgresql_where="persona_id IS NULL",
    )


def downgrade() -> None:
    op.drop_index("ix_drafts_held", table_name="drafts", postgresql_where="persona_id IS NULL")
    op.drop_column("drafts", "peer_digest")
    op.drop_column("drafts", "browser_digest")
