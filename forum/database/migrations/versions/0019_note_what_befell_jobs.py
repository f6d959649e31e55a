"""Note what befell jobs

Revision: 0019_note_what_befell_jobs, after 0018_note_mail_that_does_not
"""

import sqlalchemy as sa
from alembic import op

revision = "0019_note_what_befell_jobs"
down_revision = "0018_note_mail_that_does_not"
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
