"""what hangs on who leaves

Revision: 0059_what_hangs_on_who_leaves, after 0058_people_register_for_a
"""

import sqlalchemy as sa
from alembic import op

revision = "0059_what_hangs_on_who_leaves"
down_revision = "0058_people_register_for_a"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("bindings", sa.Column("successor_id", sa.BigInteger(), nullable=True))
    op.add_column("bindings", sa.Column("end_reason", sa.Text(), server_default="", nullable=False))
    op.add_column("bindings", sa.Column("parted_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE bindings SET parted_at = now() WHERE until_on < current_date")  # nobody is told of these now
    op.create_foreign_key(op.f("fk_bindings_successor_id"), "bindings", "personas", ["successor_id"], ["id"])
    op.add_column("official_texts", sa.Column("tended_by", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        op.f("fk_official_texts_tended_by"), "official_texts", "personas", ["tended_by"], ["id"]
    )


def downgrade() -> None:
    op.drop_constraint(op.f("fk_official_texts_tended_by"), "official_texts", type_="foreignkey")
    op.drop_column("official_texts", "tended_by")
    op.drop_constraint(op.f("fk_bindings_successor_id"), "bindings", type_="foreignkey")
    op.drop_column("bindings", "parted_at")
    op.drop_column("bindings", "end_reason")
    op.drop_column("bindings", "successor_id")
