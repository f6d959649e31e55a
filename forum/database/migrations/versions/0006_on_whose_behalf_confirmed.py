"""Add the body on whose behalf a text is written, where its author held a role there; what stands is the author's word

Revision: 0006_on_whose_behalf_confirmed, after 0005_reason_of_a_withdrawal
"""

import sqlalchemy as sa
from alembic import op

revision = "0006_on_whose_behalf_confirmed"
down_revision = "0005_reason_of_a_withdrawal"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("contributions", sa.Column("on_behalf_body_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        op.f("fk_contributions_on_behalf_body_id"), "contributions", "bodies", ["on_behalf_body_id"], ["id"]
    )


def downgrade() -> None:
    op.drop_constraint(op.f("fk_contributions_on_behalf_body_id"), "contributions", type_="foreignkey")
    op.drop_column("contributions", "on_behalf_body_id")
