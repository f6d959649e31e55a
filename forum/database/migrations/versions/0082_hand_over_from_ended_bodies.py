"""hand over from ended bodies

Revision: 0082_hand_over_from_ended_bodies, after 0081_mask_reasons_of_offices
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0082_hand_over_from_ended_bodies"
down_revision = "0081_mask_reasons_of_offices"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "body_handovers",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("thing_kind", sa.Text(), nullable=False),
        sa.Column("thing_id", sa.BigInteger(), nullable=False),
        sa.Column("from_body_id", sa.BigInteger(), nullable=False),
        sa.Column("to_body_id", sa.BigInteger(), nullable=True),
        sa.Column("leader_id", sa.BigInteger(), nullable=True),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("passed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("named_by", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["from_body_id"], ["bodies.id"], name=op.f("fk_body_handovers_from_body_id")),
        sa.ForeignKeyConstraint(["leader_id"], ["leaders.id"], name=op.f("fk_body_handovers_leader_id")),
        sa.ForeignKeyConstraint(["named_by"], ["personas.id"], name=op.f("fk_body_handovers_named_by")),
        sa.ForeignKeyConstraint(["to_body_id"], ["bodies.id"], name=op.f("fk_body_handovers_to_body_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_body_handovers")),
    )
    op.create_index(
        op.f("ix_body_handovers_thing_kind_thing_id_id"),
        "body_handovers",
        ["thing_kind", "thing_id", "id"],
        unique=False,
    )
    op.create_index(
        "ux_body_handovers_waiting",
        "body_handovers",
        ["thing_kind", "thing_id"],
        unique=True,
        postgresql_where=sa.text("to_body_id IS NULL"),
    )


def downgrade() -> None:
    op.drop_index(
        "ux_body_handovers_waiting",
        table_name="body_handovers",
        postgresql_where=sa.text("to_body_id IS NULL"),
    )
    op.drop_index(op.f("ix_body_handovers_thing_kind_thing_id_id"), table_name="body_handovers")
    op.drop_table("body_handovers")
