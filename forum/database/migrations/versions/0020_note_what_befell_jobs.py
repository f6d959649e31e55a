"""Note what befell jobs

Revision: 0020_note_what_befell_jobs, after 0019_let_requests_for_erasure_be
"""

import sqlalchemy as sa
from alembic import op

revision = "0020_note_what_befell_jobs"
down_revision = "0019_let_requests_for_erasure_be"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "job_troubles",
        sa.Column("job_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("takeovers", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("error", sa.Text(), server_default="", nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("job_id", name=op.f("pk_job_troubles")),
    )


def downgrade() -> None:
    op.drop_table("job_troubles")
