"""Keep the first last day of an extended consultation and why it moved

Revision: 0024_keep_the_first_last_day_of, after 0023_find_a_mark_by_its_thing
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0024_keep_the_first_last_day_of"
down_revision = "0023_find_a_mark_by_its_thing"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("consultations", sa.Column("closes_first_on", sa.Date(), nullable=True))
    op.add_column(
        "consultations", sa.Column("extension_reason", sa.Text(), server_default="", nullable=False)
    )


def downgrade() -> None:
    op.drop_column("consultations", "extension_reason")
    op.drop_column("consultations", "closes_first_on")
