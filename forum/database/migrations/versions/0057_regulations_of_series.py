"""Regulations of series

Revision: 0057_regulations_of_series, after 0056_count_renewals_of_a_claim
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0057_regulations_of_series"
down_revision = "0056_count_renewals_of_a_claim"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("contact_sessions", sa.Column("late_reason", sa.Text(), server_default="", nullable=False))
    op.add_column("series", sa.Column("regulation", sa.Text(), server_default="", nullable=False))
    op.add_column("series", sa.Column("announce_days", sa.BigInteger(), nullable=True))
    op.add_column("series", sa.Column("intake_days", sa.BigInteger(), server_default="7", nullable=False))
    op.add_column("series", sa.Column("chair_leader_id", sa.BigInteger(), nullable=True))
    op.add_column("series", sa.Column("starts", sa.Text(), server_default="08:00", nullable=False))
    op.add_column("series", sa.Column("ends", sa.Text(), server_default="11:30", nullable=False))
    op.add_column("series", sa.Column("place", sa.Text(), server_default="", nullable=False))
    op.create_foreign_key(op.f("fk_series_chair_leader_id"), "series", "leaders", ["chair_leader_id"], ["id"])


def downgrade() -> None:
    op.drop_constraint(op.f("fk_series_chair_leader_id"), "series", type_="foreignkey")
    op.drop_column("series", "place")
    op.drop_column("series", "ends")
    op.drop_column("series", "starts")
    op.drop_column("series", "chair_leader_id")
    op.drop_column("series", "intake_days")
    op.drop_column("series", "announce_days")
    op.drop_column("series", "regulation")
    op.drop_column("contact_sessions", "late_reason")
