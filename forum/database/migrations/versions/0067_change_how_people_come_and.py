"""Change how people come and what was said

Revision: 0067_change_how_people_come_and, after 0066_let_askers_object_to_being
"""

import sqlalchemy as sa
from alembic import op

revision = "0067_change_how_people_come_and"
down_revision = "0066_let_askers_object_to_being"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "attendances",
        sa.Column("waits_for_hall", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )
    op.add_column("attendances", sa.Column("telephoned_by", sa.Text(), server_default="", nullable=False))
    op.add_column("attendances", sa.Column("telephoned_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("attendances", sa.Column("taken_back_reason", sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    """Who called is lost, and why an invitation was taken back."""
    op.execute("UPDATE attendances SET state = 'withdrawn' WHERE state = 'taken_back'")
    op.drop_column("attendances", "taken_back_reason")
    op.drop_column("attendances", "telephoned_at")
    op.drop_column("attendances", "telephoned_by")
    op.drop_column("attendances", "waits_for_hall")
