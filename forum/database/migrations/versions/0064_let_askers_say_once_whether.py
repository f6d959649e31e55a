"""Let askers say once whether an answer answered their question

Revision: 0064_let_askers_say_once_whether, after 0063_let_askers_suggest
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0064_let_askers_say_once_whether"
down_revision = "0063_let_askers_suggest"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "contact_answers",
        sa.Column("is_second", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )
    op.add_column("contact_answers", sa.Column("verdict", sa.Text(), nullable=True))
    op.add_column("contact_answers", sa.Column("verdict_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("contact_answers", sa.Column("shortcoming_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        op.f("fk_contact_answers_shortcoming_id"),
        "contact_answers",
        "contributions",
        ["shortcoming_id"],
        ["id"],
    )


def downgrade() -> None:
    op.drop_constraint(op.f("fk_contact_answers_shortcoming_id"), "contact_answers", type_="foreignkey")
    op.drop_column("contact_answers", "shortcoming_id")
    op.drop_column("contact_answers", "verdict_at")
    op.drop_column("contact_answers", "verdict")
    op.drop_column("contact_answers", "is_second")
