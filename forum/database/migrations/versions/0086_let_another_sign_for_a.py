"""let another sign for a chair who left

Revision: 0086_let_another_sign_for_a, after 0085_count_columns_together
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0086_let_another_sign_for_a"
down_revision = "0085_count_columns_together"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("contact_sessions", sa.Column("signer_leader_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        op.f("fk_contact_sessions_signer_leader_id"),
        "contact_sessions",
        "leaders",
        ["signer_leader_id"],
        ["id"],
    )


def downgrade() -> None:
    op.drop_constraint(op.f("fk_contact_sessions_signer_leader_id"), "contact_sessions", type_="foreignkey")
    op.drop_column("contact_sessions", "signer_leader_id")
