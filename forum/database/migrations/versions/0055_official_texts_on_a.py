"""official texts on a commitment

Revision: 0055_official_texts_on_a, after 0054_a_leader_takes_a_recorded
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0055_official_texts_on_a"
down_revision = "0054_a_leader_takes_a_recorded"
branch_labels = None
depends_on = None


# Where the limits were filled in already; a new installation reads them from its own list.
LIMITS = [
    f"""
INSERT INTO time_limits (name, label, count, unit, source, certainty, rolls_over, from_on)
SELECT '{name}', '{label}', 5, 'working_day', 'Thời hạn do hệ thống công bố', 'local_policy', true, DATE '2025-07-01'
 WHERE EXISTS (SELECT FROM time_limits)
"""
    for name, label in (
        ("commitment-not-ours", "Cơ quan được giao cho biết nội dung không thuộc trách nhiệm của mình"),
        ("commitment-ruling", "Quyết định về đề nghị của cơ quan được giao cam kết"),
        ("commitment-due-objection", "Người hỏi nêu ý kiến về thời hạn mới do cơ quan tự điều chỉnh"),
    )
]
# A dispute that was never judged stands, also where a new date had hidden it.
DISPUTES = """
UPDATE commitments SET disputed_at = (
  SELECT max(s.at) FROM commitment_steps s WHERE s.commitment_id = commitments.id AND s.verb = 'dispute')
 WHERE state <> 'confirmed'
"""


def upgrade() -> None:
    op.create_table(
        "commitment_texts",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("commitment_id", sa.BigInteger(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("asks_for", sa.Text(), nullable=True),
        sa.Column("waits_for_ruling", sa.Boolean(), nullable=False),
        sa.Column("request_id", sa.BigInteger(), nullable=True),
        sa.Column("granted", sa.Boolean(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("body_id", sa.BigInteger(), nullable=True),
        sa.Column("taken_effect_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["body_id"], ["bodies.id"], name=op.f("fk_commitment_texts_body_id")),
        sa.ForeignKeyConstraint(
            ["commitment_id"], ["commitments.id"], name=op.f("fk_commitment_texts_commitment_id")
        ),
        sa.ForeignKeyConstraint(["id"], ["official_texts.id"], name=op.f("fk_commitment_texts_id")),
        sa.ForeignKeyConstraint(
            ["request_id"], ["commitment_texts.id"], name=op.f("fk_commitment_texts_request_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitment_texts")),
    )
    op.create_index(
        op.f("ix_commitment_texts_commitment_id_id"),
        "commitment_texts",
        ["commitment_id", "id"],
        unique=False,
    )
    op.add_column("commitments", sa.Column("disputed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("commitments", sa.Column("due_objected_at", sa.DateTime(timezone=True), nullable=True))
    for limit in LIMITS:
        op.execute(limit)
    op.execute(DISPUTES)


def downgrade() -> None:
    op.drop_column("commitments", "due_objected_at")
    op.drop_column("commitments", "disputed_at")
    op.drop_index(op.f("ix_commitment_texts_commitment_id_id"), table_name="commitment_texts")
    op.drop_table("commitment_texts")
