"""Let requests for erasure be declined and taken back

Revision: 0019_let_requests_for_erasure_be, after 0018_note_mail_that_does_not
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0019_let_requests_for_erasure_be"
down_revision = "0018_note_mail_that_does_not"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("erasure_requests", sa.Column("outcome", sa.Text(), nullable=False, server_default="whole"))
    op.add_column("erasure_requests", sa.Column("legal_basis", sa.Text(), nullable=False, server_default=""))
    op.add_column("erasure_requests", sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True))
    for name in ("outcome", "legal_basis"):
        op.alter_column("erasure_requests", name, server_default=None)
    op.alter_column("notices", "purpose", existing_type=sa.TEXT(), nullable=True)


def downgrade() -> None:
    """Requests that were taken back are closed; nothing is left that says how."""
    op.execute("UPDATE erasure_requests SET done_at = taken_back_at WHERE done_at IS NULL")
    op.execute("UPDATE notices SET purpose = 'mail' WHERE purpose IS NULL")
    op.alter_column("notices", "purpose", existing_type=sa.TEXT(), nullable=False)
    op.drop_column("erasure_requests", "taken_back_at")
    op.drop_column("erasure_requests", "legal_basis")
    op.drop_column("erasure_requests", "outcome")
