"""withdraw signed copies

Revision: 0076_withdraw_signed_copies, after 0075_own_notes_of_a_leader_s
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0076_withdraw_signed_copies"
down_revision = "0075_own_notes_of_a_leader_s"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("issued_copies", sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("issued_copies", sa.Column("withdrawn_by", sa.BigInteger(), nullable=True))
    op.add_column(
        "issued_copies", sa.Column("withdrawn_because", sa.Text(), server_default="", nullable=False)
    )
    op.create_foreign_key(
        op.f("fk_issued_copies_withdrawn_by"), "issued_copies", "personas", ["withdrawn_by"], ["id"]
    )


def downgrade() -> None:
    op.drop_constraint(op.f("fk_issued_copies_withdrawn_by"), "issued_copies", type_="foreignkey")
    op.drop_column("issued_copies", "withdrawn_because")
    op.drop_column("issued_copies", "withdrawn_by")
    op.drop_column("issued_copies", "withdrawn_at")
