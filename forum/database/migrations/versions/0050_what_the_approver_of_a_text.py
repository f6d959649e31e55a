"""what the approver of a text has read

Revision: 0050_what_the_approver_of_a_text, after 0049_confirm_weighty_roles
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0050_what_the_approver_of_a_text"
down_revision = "0049_confirm_weighty_roles"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "approval_readings",
        sa.Column("text_id", sa.BigInteger(), nullable=False),
        sa.Column("persona_id", sa.BigInteger(), nullable=False),
        sa.Column("text_version", sa.BigInteger(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["persona_id"], ["personas.id"], name=op.f("fk_approval_readings_persona_id")
        ),
        sa.ForeignKeyConstraint(
            ["text_id"], ["official_texts.id"], name=op.f("fk_approval_readings_text_id")
        ),
        sa.PrimaryKeyConstraint("text_id", "persona_id", name=op.f("pk_approval_readings")),
    )


def downgrade() -> None:
    op.drop_table("approval_readings")
