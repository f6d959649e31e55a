"""two people change an address

Revision: 0060_two_people_change_an, after 0059_what_hangs_on_who_leaves
"""

import sqlalchemy as sa
from alembic import op

revision = "0060_two_people_change_an"
down_revision = "0059_what_hangs_on_who_leaves"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("address_changes", sa.Column("proposed_by", sa.BigInteger(), nullable=True))
    op.add_column(
        "address_changes", sa.Column("proposed_because", sa.Text(), server_default="", nullable=False)
    )
    op.create_foreign_key(
        op.f("fk_address_changes_proposed_by"), "address_changes", "personas", ["proposed_by"], ["id"]
    )


def downgrade() -> None:
    op.drop_constraint(op.f("fk_address_changes_proposed_by"), "address_changes", type_="foreignkey")
    op.drop_column("address_changes", "proposed_because")
    op.drop_column("address_changes", "proposed_by")
