"""Mask reasons of offices

Revision: 0081_mask_reasons_of_offices, after 0080_close_notices_of_dropped
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0081_mask_reasons_of_offices"
down_revision = "0080_close_notices_of_dropped"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reason_masks",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("thing_kind", sa.Text(), nullable=False),
        sa.Column("thing_id", sa.BigInteger(), nullable=False),
        sa.Column("passage", sa.Text(), nullable=False),
        sa.Column("rule_code", sa.Text(), nullable=False),
        sa.Column("originals", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("masked_by", sa.BigInteger(), nullable=False),
        sa.Column("masked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_by", sa.BigInteger(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["masked_by"], ["personas.id"], name=op.f("fk_reason_masks_masked_by")),
        sa.ForeignKeyConstraint(["settled_by"], ["personas.id"], name=op.f("fk_reason_masks_settled_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reason_masks")),
    )
    op.create_index(op.f("ix_reason_masks_state_id"), "reason_masks", ["state", "id"], unique=False)
    op.create_index(
        op.f("ix_reason_masks_thing_kind_thing_id"), "reason_masks", ["thing_kind", "thing_id"], unique=False
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_reason_masks_thing_kind_thing_id"), table_name="reason_masks")
    op.drop_index(op.f("ix_reason_masks_state_id"), table_name="reason_masks")
    op.drop_table("reason_masks")
